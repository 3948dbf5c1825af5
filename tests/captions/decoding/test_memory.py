"""What the libraries below keep is bounded, whatever the length of a recording."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dccg_meet.captions.decoding import memory

SCRIPT = """
import threading
from dccg_meet.captions.decoding import memory
if {told}:
    memory.keep_little()
def use():
    blocks = [bytes(100_000) for _ in range(400)]
    del blocks
for _ in range(4):
    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
barrier = threading.Barrier(4)
def at_once():
    kept = [bytes(100_000) for _ in range(100)]
    barrier.wait()
threads = [threading.Thread(target=at_once) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
with open("/proc/self/maps") as maps:
    print(sum(1 for line in maps if int(line.split("-")[0], 16) % (64 << 20) == 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only GNU's C library can be told")
def test_threads_share_what_is_freed() -> None:
    """GNU's C library makes arenas, each at a multiple of 64 MiB, for threads that use memory at once."""
    arenas = [
        int(subprocess.check_output([sys.executable, "-c", SCRIPT.format(told=told)]))
        for told in (False, True)
    ]
    assert arenas[1] < arenas[0]


def test_compiled_code_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The capacity of oneDNN's cache is set, unless the user has set it."""
    monkeypatch.delenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", raising=False)
    memory.keep_little()
    assert os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] == "32"
    monkeypatch.setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "7")
    memory.keep_little()
    assert os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] == "7"


@pytest.mark.skipif(sys.platform != "linux", reason="only GNU's C library can be told")
def test_memory_is_given_back() -> None:
    """Freed memory that lies below what is still used leaves the process."""
    blocks = [bytes(100_000) for _ in range(1_000)]
    del blocks[::2]
    before = _resident()
    memory.give_back()
    assert _resident() < before - 30 * 2**20


def _resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
