"""Whether two sounds are the same scene, and which part of a sound others explain.

Pure functions over levels (see ``spectra``). Thresholds were chosen between what was measured on synthetic
scenes: one room under two microphones, copies, leaks and delays on one side, separate voices on the other,
all through several codecs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dccg_meet.captions.hearing.spectra import FRAME_MS, SILENT_DB, Levels, loudness

Mask = NDArray[np.bool_]

_RANGE_DB: Final = 30.0  # What is fainter by more does not count.
_ACTIVE_DB: Final = 20.0
_LOUDER_DB: Final = 6.0
_TOLERANCE_DB: Final = 5.0
_MORE_DB: Final = 8.0
_LAGS: Final = range(-5, 6)  # Frames: echoes and microphones up to 320 ms apart.
_ENOUGH: Final = 2_000 // FRAME_MS  # Frames without which a likeness says nothing.
_ALONE: Final = 3_000 // FRAME_MS
_SEGMENT: Final = 64  # Long sounds are compared in pieces of 4 s,
_MOST: Final = 60_000  # as many as make this number of frames.
_AROUND: Final = 4  # Frames: a quarter of a second on either side.


@dataclass(frozen=True, eq=False)
class Sound:
    """A sound as it is compared: levels in decibels."""

    levels: Levels

    @cached_property
    def loudness(self) -> NDArray[np.float32]:
        """How loud every frame is."""
        return loudness(self.levels)

    @cached_property
    def is_silent(self) -> bool:
        """Whether there is nothing to hear from beginning to end."""
        return not len(self.levels) or float(self.loudness.max()) < SILENT_DB

    @cached_property
    def usual_db(self) -> float:
        """How loud it is where it is loud: the mean of power, weighted with its square root."""
        return float(_usual(self.loudness))

    @cached_property
    def active(self) -> Mask:
        """The frames that are not much fainter than usual."""
        result: Mask = self.loudness > self.usual_db - _ACTIVE_DB
        return result

    @cached_property
    def _usual_bands(self) -> NDArray[np.float32]:
        return _usual(self.levels)

    def relative(self, frames: NDArray[np.intp]) -> Levels:
        """Some frames, every band relative to its own usual level and cut off at the bottom."""
        result: Levels = np.maximum(self.levels[frames] - self._usual_bands, -_RANGE_DB)
        return result


def _usual(decibels: NDArray[np.float32]) -> NDArray[np.float32]:
    amplitude = 10 ** (decibels / 20)
    whole = amplitude.sum(0, dtype=np.float64)
    amplitude *= amplitude
    result: NDArray[np.float32] = (20 * np.log10(amplitude.sum(0, dtype=np.float64) / whole)).astype(
        np.float32
    )
    return result


def likeness(one: Sound, other: Sound) -> float:
    """How much two sounds have in common, from 0 (nothing) to nearly 1 (the same), whatever their loudness.

    The correlation of their levels over time and bands, apart for the frames in which the one is louder, the
    other is, and neither: the greatest of the three, at the lag that suits it best. So a voice that one
    microphone hears at full strength and the other faintly is found, whoever else speaks.
    """
    ahead = one.loudness - one.usual_db - (other.loudness - other.usual_db)
    parts = (
        one.active & (ahead > _LOUDER_DB),
        other.active & (ahead < -_LOUDER_DB),
        (one.active | other.active) & (np.abs(ahead) <= _LOUDER_DB),
    )
    return max(
        (_correlation(one.relative(frames), other.relative(frames + lag)))
        for frames in map(_sampled, parts)
        for lag in _LAGS
    )


def _sampled(mask: Mask) -> NDArray[np.intp]:
    """The frames of a mask: of many, segments from the whole length; of few, none."""
    frames = np.flatnonzero(mask[-_LAGS[0] : len(mask) - _LAGS[-1]]) - _LAGS[0]
    if len(frames) < _ENOUGH:
        return frames[:0]
    step = -(-len(frames) // _MOST)
    chosen: NDArray[np.intp] = frames[(frames // _SEGMENT) % step == 0]
    return chosen


def _correlation(one: Levels, other: Levels) -> float:
    if not len(one):
        return 0.0
    one, other = one - one.mean(0), other - other.mean(0)
    least = 4.0  # Two decibels squared: what hardly varies resembles nothing.
    return float(
        (one * other).mean() / np.sqrt((np.square(one).mean() + least) * (np.square(other).mean() + least))
    )


def each_alone(one: Sound, other: Sound) -> bool:
    """Whether each of two sounds is the louder one, by its own measure, for some seconds."""
    ahead = one.loudness - one.usual_db - (other.loudness - other.usual_db)
    first = np.count_nonzero(one.active & (ahead > _LOUDER_DB))
    second = np.count_nonzero(other.active & (ahead < -_LOUDER_DB))
    return bool(min(first, second) >= _ALONE)


@dataclass(frozen=True, eq=False)
class Explanation:
    """How far others explain a sound.

    ``share`` of what is heard in it is as loud as they predict; ``needed`` counts the others that take part;
    ``own`` are the frames in which it has something besides.
    """

    share: float
    needed: int
    own: Mask


def explanation(sound: Sound, others: Sequence[Sound]) -> Explanation:
    """The sound as a sum of the others, each louder or fainter by a constant, and earlier or later.

    Levels are compared over a fifth of a second, so that sounds need not be in step to the millisecond.
    """
    levels = _smooth(sound.levels)
    heard = sound.active[:, None] & (levels > _usual(levels) - _ACTIVE_DB)
    parts = [_smooth(np.roll(other.levels, -_lag(sound, other), axis=0)) for other in others]
    loudest = np.argmax(np.stack(parts), axis=0)
    predicted = np.full(levels.shape, 1e-12, np.float32)
    needed = 0
    for number, part in enumerate(parts):
        cells = heard & (loudest == number) & (part > SILENT_DB)
        if np.count_nonzero(cells) < _ENOUGH:
            continue
        gain = float(np.median(levels[cells] - part[cells]))
        predicted += 10 ** ((part + np.float32(gain)) / 10)
        needed += 1
    ahead = levels - 10 * np.log10(predicted)
    near = np.count_nonzero(heard & (np.abs(ahead) < _TOLERANCE_DB))
    share = near / max(1, int(np.count_nonzero(heard)))
    return Explanation(share, needed, _own(heard, heard & (ahead > _MORE_DB)))


def _smooth(decibels: Levels) -> Levels:
    """The mean power of three frames each."""
    power = np.pad(10 ** (decibels / 10), ((1, 1), (0, 0)), mode="edge")
    summed = power[:-2] + power[1:-1]
    summed += power[2:]
    result: Levels = 10 * np.log10(summed / 3)
    return result


def _lag(one: Sound, other: Sound) -> int:
    """By how many frames the other comes later where both are alike."""
    frames = _sampled(one.active)
    return max(
        _LAGS, key=lambda lag: (_correlation(one.relative(frames), other.relative(frames + lag)), -abs(lag))
    )


def _own(heard: Mask, unexplained: Mask) -> Mask:
    """The half seconds around frames in which a large part of what is heard is unexplained."""
    count = around(heard.sum(1), _AROUND)
    more = around(unexplained.sum(1), _AROUND)
    found = (more > 0.4 * count) & (count > 2 * _AROUND)
    result: Mask = around(found, _AROUND) > 0
    return result


def around(values: NDArray[Any], frames: int) -> NDArray[np.float64]:
    """For every frame the sum of the values up to so many frames before and after it."""
    summed: NDArray[np.float64] = np.convolve(values, np.ones(2 * frames + 1))[frames : frames + len(values)]
    return summed
