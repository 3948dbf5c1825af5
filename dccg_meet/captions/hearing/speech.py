"""Where in a recording somebody speaks: silero VAD, as faster-whisper carries it, block by block.

Source: Silero VAD v6 (MIT). One probability for every 32 ms; islands of speech by hysteresis, with pads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from faster_whisper.vad import get_vad_model
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import SAMPLE_RATE, Samples
from dccg_meet.captions.words import Span

FRAME: Final = 512
"""Samples in a frame: 32 ms."""
FRAME_MS: Final = FRAME * 1000 // SAMPLE_RATE

_CONTEXT: Final = 64  # Samples of the frame before that the detector looks back on.
_STARTS: Final = 0.5  # Speech begins at this probability …
_ENDS: Final = 0.35  # … and lasts until it stays below this one.
_SILENCE_MS: Final = 300  # for as long as this.
_SHORTEST_MS: Final = 200
_PAD_MS: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """For every frame of a recording: how likely it is speech (0 to 1) and how loud (root mean square)."""

    probability: NDArray[np.float32]
    loudness: NDArray[np.float32]
    duration_ms: int


def listen(blocks: Iterable[Samples]) -> Activity:
    """Listens to a recording; every block but the last has a whole number of frames."""
    probabilities: list[NDArray[np.float32]] = []
    loudness: list[NDArray[np.float32]] = []
    detector = _Detector()
    samples = 0
    for block in blocks:
        samples += len(block)
        frames = np.pad(block, (0, -len(block) % FRAME)).reshape(-1, FRAME)
        probabilities.append(detector.probability(frames))
        loudness.append(volume(block))
    none = np.zeros(0, np.float32)
    return Activity(
        probability=np.concatenate([none, *probabilities]),
        loudness=np.concatenate([none, *loudness]),
        duration_ms=samples * 1000 // SAMPLE_RATE,
    )


def volume(samples: Samples) -> NDArray[np.float32]:
    """The root mean square of every frame; the last may be filled up with silence."""
    frames = np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)
    result: NDArray[np.float32] = np.sqrt(np.mean(np.square(frames), axis=1))
    return result


class _Detector:
    """The neural detector and the state it carries from block to block."""

    def __init__(self) -> None:
        self._session: Any = get_vad_model().session
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._before = np.zeros(_CONTEXT, np.float32)

    def probability(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probability of speech for each row of ``frames``."""
        context = np.vstack([self._before, frames[:-1, -_CONTEXT:]])
        self._before = frames[-1, -_CONTEXT:]
        inputs = {"input": np.hstack([context, frames]), "h": self._h, "c": self._c}
        output, self._h, self._c = self._session.run(None, inputs)
        result: NDArray[np.float32] = np.asarray(output, np.float32).reshape(-1)
        return result


def islands(activity: Activity) -> tuple[Span, ...]:
    """The stretches of speech, in order, padded by up to 100 ms, at least a frame apart."""
    padded: list[Span] = []
    for start, end in _voiced(activity.probability):
        if (end - start) * FRAME_MS < _SHORTEST_MS:
            continue
        span = Span(max(0, start * FRAME_MS - _PAD_MS), min(activity.duration_ms, end * FRAME_MS + _PAD_MS))
        if padded and span.start_ms - padded[-1].end_ms < FRAME_MS:
            span = Span(padded.pop().start_ms, span.end_ms)
        padded.append(span)
    return tuple(padded)


def _voiced(probability: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
    """First and last-but-one frame of every stretch: in at 0.5, out after 300 ms below 0.35."""
    start = last = None
    for frame, value in enumerate(probability.tolist()):
        if start is None:
            if value >= _STARTS:
                start = last = frame
        elif value >= _ENDS:
            last = frame
        elif last is not None and (frame - last) * FRAME_MS > _SILENCE_MS:
            yield start, last + 1
            start = last = None
    if start is not None and last is not None:
        yield start, last + 1
