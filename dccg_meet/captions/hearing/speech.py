"""Where in a recording somebody speaks: silero VAD, as faster-whisper carries it, block by block.

Source: Silero VAD v6 (MIT). One probability for every 32 ms; islands of speech by hysteresis, with pads. What
the detector passes over although it is clearly louder than the room is heard a second time, amplified, with
more lenience: a voice far from the microphone or on the telephone. Memory does not grow with the recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

Levels = NDArray[np.float32]
"""One value for each frame."""

_AT_ONCE: Final = 64  # Frames that the detector is given: more take more memory, and no less time.
_CONTEXT: Final = 64  # Samples of the frame before that the detector looks back on.
_STARTS: Final = 0.5  # Speech begins at this probability …
_ENDS: Final = 0.35  # … and lasts until it stays below this one.
_SILENCE_MS: Final = 300  # for as long as this.
_SHORTEST_MS: Final = 200
PAD_MS: Final = 100

_ROOM: Final = 20  # percentile of a block's loudness that is taken for the room without a voice
_ABOVE_ROOM: Final = 2.0  # times as loud as the room (6 dB): something happens there
_AUDIBLE: Final = 0.0005  # root mean square (-66 dBFS); below it nothing is heard even amplified
_FULL: Final = 0.1  # root mean square of speech at a good level (-20 dBFS)
_LENIENT: Final = 2.0  # Half the probability is enough where something is heard.


@dataclass(frozen=True, slots=True)
class Island(Span):
    """A stretch of speech; ``faint`` if only the second look showed it."""

    faint: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """For every frame: how likely it is speech (0 to 1), so at a second look, how loud (root mean square)."""

    probability: Levels
    second: Levels
    loudness: Levels


class Detector:
    """Listens to one track, block by block; carries the neural detector's state from block to block."""

    def __init__(self) -> None:
        self._voice = _Voice()

    def listen(self, block: Samples) -> Activity:
        """The activity in a block; every block but the last has a whole number of frames."""
        frames = _frames(block)
        probability = self._voice.probability(frames)
        loudness = volume(block)
        return Activity(probability, _second_look(frames, probability, loudness), loudness)


def volume(samples: Samples) -> Levels:
    """The root mean square of every frame; the last may be filled up with silence."""
    result: Levels = np.sqrt(np.mean(np.square(_frames(samples)), axis=1))
    return result


def _frames(samples: Samples) -> NDArray[np.float32]:
    return np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)


def _second_look(frames: NDArray[np.float32], probability: Levels, loudness: Levels) -> Levels:
    """The probability of speech in stretches that were passed over although they are no silence.

    They are amplified and heard again, and less is asked of them.
    """
    result = np.zeros_like(probability)
    if not len(loudness):
        return result
    room = float(np.percentile(loudness, _ROOM))
    loud = (loudness > max(_ABOVE_ROOM * room, _AUDIBLE)) & (probability < _STARTS)
    for start, end in _runs(loud, apart=_SILENCE_MS // FRAME_MS):
        if (end - start) * FRAME_MS < _SHORTEST_MS:
            continue
        first = max(0, start - _SILENCE_MS // FRAME_MS)
        level = float(np.sqrt(np.mean(np.square(loudness[start:end]))))
        likely = probability[start:end]
        if level < _FULL:
            louder = np.clip(frames[first:end] * (_FULL / level), -1, 1)
            likely = np.maximum(likely, _Voice().probability(louder)[start - first :])
        result[start:end] = np.minimum(1, _LENIENT * likely)
    return result


def _runs(flags: NDArray[np.bool_], *, apart: int) -> Iterator[tuple[int, int]]:
    """First and last-but-one position of every run of true flags; runs less than ``apart`` away are one."""
    positions = np.flatnonzero(flags)
    if len(positions):
        cuts = np.flatnonzero(np.diff(positions) > apart)
        starts = positions[np.concatenate([[0], cuts + 1])]
        ends = positions[np.concatenate([cuts, [len(positions) - 1]])] + 1
        yield from zip(starts.tolist(), ends.tolist(), strict=True)


class _Voice:
    """The neural detector and its state."""

    def __init__(self) -> None:
        self._session: Any = get_vad_model().session
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._before = np.zeros(_CONTEXT, np.float32)

    def probability(self, frames: NDArray[np.float32]) -> Levels:
        """The probability of speech for each row of ``frames``."""
        parts = [self._of(frames[first : first + _AT_ONCE]) for first in range(0, len(frames), _AT_ONCE)]
        return np.concatenate(parts)

    def _of(self, frames: NDArray[np.float32]) -> Levels:
        context = np.vstack([self._before, frames[:-1, -_CONTEXT:]])
        self._before = frames[-1, -_CONTEXT:]
        inputs = {"input": np.hstack([context, frames]), "h": self._h, "c": self._c}
        output, self._h, self._c = self._session.run(None, inputs)
        result: Levels = np.asarray(output, np.float32).reshape(-1)
        return result


class Islands:
    """Finds the stretches of speech in one track, padded by 100 ms, in order and apart.

    An island longer than ``longest_ms`` is cut at its quietest moment; its parts touch.
    """

    def __init__(self, longest_ms: int) -> None:
        self._longest = longest_ms // FRAME_MS
        self._frame = 0
        self._start: int | None = None
        self._last = 0
        self._faint = True
        self._cut = False
        self._loudness: list[float] = []  # of the open island

    @property
    def settled_ms(self) -> int:
        """No island that is still to come begins before this."""
        return max(0, (self._frame if self._start is None else self._start) * FRAME_MS - PAD_MS)

    def feed(self, activity: Activity) -> Iterator[Island]:
        """The islands that have ended by now."""
        clear, second = activity.probability.tolist(), activity.second.tolist()
        for probability, again, loudness in zip(clear, second, activity.loudness.tolist(), strict=True):
            yield from self._frame_of(probability, again, loudness)
            self._frame += 1

    def finish(self, duration_ms: int) -> Iterator[Island]:
        """The island that lasts until the recording ends, if any."""
        if self._start is not None:
            for island in self._ended(self._last + 1):
                yield Island(island.start_ms, min(island.end_ms, duration_ms), island.faint)

    def _frame_of(self, probability: float, again: float, loudness: float) -> Iterator[Island]:
        voice = max(probability, again)
        if self._start is None:
            if voice < _STARTS:
                return
            self._start, self._faint, self._cut, self._loudness = self._frame, True, False, []
        elif voice < _ENDS and (self._frame - self._last) * FRAME_MS > _SILENCE_MS:
            yield from self._ended(self._last + 1)
            return
        self._loudness.append(loudness)
        if voice >= _ENDS:
            self._last = self._frame
            self._faint = self._faint and probability < _STARTS
        if self._frame - self._start >= self._longest:
            yield self._first_part()

    def _ended(self, end: int) -> Iterator[Island]:
        """The open island, if it lasts long enough to be speech."""
        start, self._start = self._start or 0, None
        if self._cut or (end - start) * FRAME_MS >= _SHORTEST_MS:
            first = start * FRAME_MS - (0 if self._cut else PAD_MS)
            yield Island(max(0, first), end * FRAME_MS + PAD_MS, self._faint)

    def _first_part(self) -> Island:
        """The open island up to its quietest moment; what follows stays open."""
        start = self._start or 0
        spoken = self._last + 1 - start  # The silence after the last voice belongs to nobody.
        half = spoken // 2
        cut = start + half + quietest(self._loudness[half:spoken])
        first = start * FRAME_MS - (0 if self._cut else PAD_MS)
        self._loudness = self._loudness[cut - start :]
        self._start, self._cut = cut, True
        return Island(max(0, first), cut * FRAME_MS, self._faint)


def quietest(loudness: Sequence[float] | Levels, width: int = 5) -> int:
    """The middle of the quietest ``width`` frames (160 ms), as a position; never the first or the last."""
    inside = np.asarray(loudness, np.float64)[1:-1]
    if not len(inside):
        return len(loudness) // 2
    width = min(width, len(inside) - (len(inside) + 1) % 2)  # odd, so that it has a middle
    smooth = np.convolve(np.pad(inside, width // 2, mode="edge"), np.ones(width), mode="valid")
    return 1 + int(np.argmin(smooth))
