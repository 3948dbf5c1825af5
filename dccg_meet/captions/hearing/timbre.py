"""What a short frame of sound is like: how loud, which notes are held in it, and whether hands clap.

One spectrum of 128 ms every 64 ms serves all of it. A note is held where a narrow peak of the spectrum stays
at one pitch for a third of a second: notes do, the harmonics of a voice glide (the idea is Seyerlehner et
al., "Automatic music detection in television productions", DAFx 2007). Claps are many short bursts of broad
noise without bass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import SAMPLE_RATE, Samples

LENGTH: Final = 2_048
"""Samples in a frame: 128 ms."""
STEP: Final = 1_024
"""Samples from one frame to the next: 64 ms."""
HELD_FRAMES: Final = 4
"""A note is held once it was there in as many frames: 320 ms of sound."""
PITCHES: Final = 64
"""Semitones that are told apart, from C3 (131 Hz) on."""

_LOWEST_HZ: Final = 130.8
_HIGHEST_HZ: Final = 4_200
_AROUND: Final = 10  # bins on either side, 78 Hz, that a peak is compared with
_PEAK_DB: Final = 9.0  # over the mean around it; noise seldom stays so for HELD_FRAMES
_NOTHING: Final = np.float32(1e-9)  # is added to every power: less is no sound

_BURST: Final = 32  # samples: 2 ms, a third of a clap
_BASS_HZ: Final = (60, 500)
_CLAP_HZ: Final = (500, 6_000)
_CLAP_UNEVEN_DB: Final = (0.9, 6.0)  # steady noise has 0.2, the keys of a keyboard 12 and more
_CLAP_FLAT_DB: Final = (-9.5, -4.0)  # white noise has -2.5, speech -13 and less
_CLAP_BASS_DB: Final = -12.5  # speech and most noises have more bass

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]

_HERTZ: Final = np.arange(LENGTH // 2 + 1) * SAMPLE_RATE / LENGTH
_WINDOW: Final = np.hanning(LENGTH)  # float64, in which numpy's FFT is twice as quick as in float32


def _bins(low_hz: float, high_hz: float) -> slice:
    return slice(int(np.searchsorted(_HERTZ, low_hz)), int(np.searchsorted(_HERTZ, high_hz)))


_PEAKS: Final = _bins(0, _HIGHEST_HZ)
_BASS: Final = _bins(*_BASS_HZ)
_CLAPS: Final = _bins(*_CLAP_HZ)


_PITCH: Final = np.round(12 * np.log2(np.maximum(_HERTZ[_PEAKS], 1.0) / _LOWEST_HZ)).astype(int)  # of bins


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """What frames are like, one row for each, in 13 bytes.

    ``level`` is in decibels under full scale; ``held`` has one bit for each pitch, in eight bytes;
    ``clapping`` tells whether the frame sounds as claps do.
    """

    level: Floats
    held: NDArray[np.uint8]
    clapping: Bools

    def __len__(self) -> int:
        return len(self.level)

    def cut(self, first: int, last: int) -> Frames:
        """The frames from the first on until before the last."""
        return Frames(self.level[first:last], self.held[first:last], self.clapping[first:last])

    def notes(self) -> Bools:
        """For every frame and pitch whether it is held."""
        return np.unpackbits(self.held, axis=1).astype(np.bool_)


def joined(parts: list[Frames]) -> Frames:
    """The frames of all parts, in order."""
    return Frames(
        np.concatenate([np.zeros(0, np.float32), *(part.level for part in parts)]),
        np.concatenate([np.zeros((0, PITCHES // 8), np.uint8), *(part.held for part in parts)]),
        np.concatenate([np.zeros(0, np.bool_), *(part.clapping for part in parts)]),
    )


class Analyser:
    """Takes sound in pieces of any length, and keeps what the next piece needs: at most a frame or four."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.float32)
        self._peaks = np.zeros((HELD_FRAMES - 1, _PEAKS.stop), np.bool_)

    def frames(self, sound: Samples) -> Frames:
        """The frames that this piece completes; the first begins with the first sample ever given."""
        sound = np.concatenate([self._rest, sound])
        count = max(0, (len(sound) - LENGTH) // STEP + 1)
        self._rest = sound[count * STEP :]
        if not count:
            return joined([])
        pieces = np.lib.stride_tricks.sliding_window_view(sound, LENGTH)[::STEP]
        spectrum = np.fft.rfft(pieces * _WINDOW)[:, : _CLAPS.stop + _AROUND]
        power = (np.square(spectrum.real) + np.square(spectrum.imag)).astype(np.float32) + _NOTHING
        loudness = _decibels(power)
        peaks = np.concatenate([self._peaks, _peaks(loudness)])
        self._peaks = peaks[count:]
        frame, bin_ = np.nonzero(_held(peaks))
        held = np.zeros((count, 1 + PITCHES), np.bool_)
        held[frame, 1 + np.maximum(_PITCH[bin_], -1)] = True
        return Frames(
            level=_decibels(np.mean(np.square(pieces), axis=1) + _NOTHING),
            held=np.packbits(held[:, 1:], axis=1),
            clapping=_clapping(sound, power, loudness),
        )


def _decibels(power: Floats) -> Floats:
    result: Floats = np.log(power) * np.float32(10 / np.log(10))  # quicker than log10
    return result


def _peaks(loudness: Floats) -> Bools:
    """Where a bin is louder than its neighbours and stands out of what is around it."""
    width = 2 * _AROUND + 1
    inside = loudness[:, : _PEAKS.stop + _AROUND]
    sums = np.cumsum(np.pad(inside, ((0, 0), (_AROUND + 1, 0)), mode="edge"), axis=1)
    mean = (sums[:, width:] - sums[:, :-width]) / width
    here = loudness[:, : _PEAKS.stop]
    peaks = here > mean + np.float32(_PEAK_DB)
    peaks[:, 1:] &= here[:, 1:] >= here[:, :-1]
    peaks &= here > loudness[:, 1 : _PEAKS.stop + 1]
    return peaks


def _held(peaks: Bools) -> Bools:
    """Where a peak was there in each of the frames before, at the same bin or the next to it."""
    near = peaks.copy()
    near[:, 1:] |= peaks[:, :-1]
    near[:, :-1] |= peaks[:, 1:]
    held = peaks[HELD_FRAMES - 1 :].copy()
    for back in range(1, HELD_FRAMES):
        held &= near[HELD_FRAMES - 1 - back : -back]
    return held


def _clapping(sound: Samples, power: Floats, loudness: Floats) -> Bools:
    """Whether a frame is uneven within milliseconds, broad, and without bass."""
    edges = np.diff(sound, prepend=sound[:1])
    bursts = np.mean(np.square(edges[: len(edges) // _BURST * _BURST].reshape(-1, _BURST)), axis=1) + _NOTHING
    bursts = np.lib.stride_tricks.sliding_window_view(bursts, LENGTH // _BURST)[:: STEP // _BURST]
    uneven = _decibels(bursts.mean(axis=1)) - _decibels(bursts).mean(axis=1)
    broad = power[:, _CLAPS].mean(axis=1)
    flat = loudness[:, _CLAPS].mean(axis=1) - _decibels(broad)
    bass = _decibels(power[:, _BASS].sum(axis=1) / (broad * (_CLAPS.stop - _CLAPS.start)))
    return _within(uneven, _CLAP_UNEVEN_DB) & _within(flat, _CLAP_FLAT_DB) & (bass < _CLAP_BASS_DB)


def _within(values: Floats, limits: tuple[float, float]) -> Bools:
    return (values > limits[0]) & (values < limits[1])
