"""Reads one recording in a process of its own and prints, as JSON, what came of it and what it cost.

Run by tests: python hostile.py PATH [SEED COUNT]. With a seed, so many damaged copies of the file are read,
one after the other.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from dccg_meet.captions.hearing.audio import blocks, blocks_of, probe, tracks
from dccg_meet.errors import MediaError

MEMORY = 3 * 1024**3
EXTREMES = (
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\0\0\0\1",
    b"\xff" * 8,
)


def outcome(path: Path) -> str:
    """The error, or how many milliseconds were heard; anything else is a crash."""
    try:
        recording = probe(path)
        found = tracks(recording)
        for sounds in blocks_of(recording, found, partial=True):
            assert all(np.abs(sound).max(initial=0) <= 1 for sound in sounds)
        return str(sum(map(len, blocks(recording, found[0]))) // 16)
    except MediaError as fault:
        return f"{type(fault).__name__}: {fault.what}"


def damaged(data: bytes, dice: random.Random) -> bytes:
    """A copy with some bytes changed, left out, doubled or taken for others, mostly at its beginning."""
    copy = bytearray(data)
    for _ in range(dice.choice([1, 2, 4, 16, 64])):
        at = dice.randrange(min(len(copy), dice.choice([64, 512, 4096, len(copy)])))
        match dice.randrange(5):
            case 0:
                copy[at] ^= 1 << dice.randrange(8)
            case 1:
                extreme = dice.choice(EXTREMES)
                copy[at : at + len(extreme)] = extreme
            case 2:
                del copy[at : at + dice.choice([1, 4, 100])]
            case 3:
                copy[at:at] = dice.randbytes(dice.choice([1, 4, 100]))
            case _:
                other, length = dice.randrange(len(copy)), dice.choice([4, 16, 256])
                copy[at : at + length] = copy[other : other + length]
        copy = copy or bytearray(b"\0")
    return bytes(copy)


def main() -> None:
    """Reads the file, or its damaged copies, within a limit of memory."""
    path, *numbers = sys.argv[1:]
    before = _megabytes()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    start = time.process_time()
    if numbers:
        seed, count = map(int, numbers)
        data = Path(path).read_bytes()
        found: Counter[str] = Counter()
        for number in range(seed, seed + count):
            Path(path).write_bytes(damaged(data, random.Random(f"{number}")))  # noqa: S311 - no secret
            found[outcome(Path(path)).partition(":")[0]] += 1
        result = json.dumps(found)
    else:
        result = outcome(Path(path))
    report = {
        "outcome": result,
        "seconds": time.process_time() - start,
        "megabytes": _megabytes() - before,
    }
    sys.stdout.write(json.dumps(report) + "\n")


def _megabytes() -> float:
    """The most memory that this process has had."""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main()
