"""What the time of dccg-meet is spent on: ``python run_timed.py RECORDING WEIGHTS OUTPUT MODEL QUALITY``.

Afterwards the windows are encoded once more, and nothing else is done with them: the floor, below which no
way to decode and to judge what was encoded can get.
"""

import time

BEGAN = time.perf_counter()

import json  # noqa: E402
import sys  # noqa: E402
from collections import Counter  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from pathlib import Path  # noqa: E402
from threading import Lock  # noqa: E402
from typing import Any  # noqa: E402

from dccg_meet.captions import make  # noqa: E402
from dccg_meet.captions.decoding import workers  # noqa: E402
from dccg_meet.captions.decoding.manner import MANNERS, Quality  # noqa: E402
from dccg_meet.captions.decoding.model import Model  # noqa: E402

SPENT: Counter[str] = Counter()
"""Seconds, of all threads together."""
ADDING = Lock()

IMPORTING = "start: imports"
PARTS = {
    "__init__": "start: the model is loaded",
    "encode": "encoding, with the spectrogram",
    "languages": "languages",
    "decode": "decoding",
    "align": "word times",
}
SOUND = "sound, speech detection and windows"


@contextmanager
def timed(part: str) -> Iterator[None]:
    """Counts what is done inside."""
    began = time.perf_counter()
    yield
    with ADDING:
        SPENT[part] += time.perf_counter() - began


def watched(method: str) -> Any:
    """A method of the model that is timed."""
    original = getattr(Model, method)

    def call(*given: Any, **options: Any) -> Any:
        with timed(PARTS[method]):
            return original(*given, **options)

    return call


def main() -> None:
    """Captions the recording, then only encodes it."""
    SPENT[IMPORTING] = time.perf_counter() - BEGAN
    recording, weights, output, model, quality = sys.argv[1:]
    for method in PARTS:
        setattr(Model, method, watched(method))
    kept = []
    pieces = make.pieces

    def watched_pieces(*given: Any) -> Iterator[Any]:
        came = pieces(*given)
        while True:
            with timed(SOUND):
                piece = next(came, None)
            if piece is None:
                return
            kept.append(piece)
            yield piece

    make.pieces = watched_pieces
    here = workers.Here(Path(weights), threads=2)
    make.caption(make.requested(Path(recording), model=model, quality=quality), here)
    seconds = time.perf_counter() - BEGAN
    spent = dict(SPENT)
    manner = MANNERS[Quality(quality)]
    began = time.perf_counter()
    sounds = [[piece.sound] for piece in kept]
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(lambda sound: here.model.encode(sound, full=manner.thorough), sounds):
            pass
    floor = time.perf_counter() - began
    Path(output).write_text(
        json.dumps({"seconds": seconds, "floor": floor, "spent": spent}), encoding="utf-8"
    )


main()
