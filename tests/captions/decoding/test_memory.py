"""What the libraries below keep is bounded, whatever the length of a recording."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from dccg_meet.captions.decoding import memory

ARENAS = """
import threading
from dccg_meet.captions.decoding import memory
if {told}:
    memory.keep_little()
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

HOLES = """
import os
from dccg_meet.captions.decoding import memory
def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
blocks = [b"x" * 100_000 for _ in range(1_000)]  # written to, so all of it is resident
del blocks[::2]
before = resident()
memory.give_back()
print(before, resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only GNU's C library can be told")
def test_threads_share_what_is_freed() -> None:
    """GNU's C library makes arenas, each at a multiple of 64 MiB, for threads that use memory at once."""
    arenas = [int(_said(ARENAS.format(told=told))) for told in (False, True)]
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
    """Freed memory that lies below what is still used leaves the process: most of 50 MB."""
    before, after = map(int, _said(HOLES).split())
    assert after < before - 40_000_000


def _said(script: str) -> str:
    """What a process of its own says, in which nothing else has used memory."""
    return subprocess.check_output([sys.executable, "-c", script], text=True)
