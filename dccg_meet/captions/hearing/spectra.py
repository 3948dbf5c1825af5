"""What is kept of a sound to compare it with others: how loud ten bands of the voice's range are.

One byte for a band every 64 ms, 0.6 MB an hour, so that whole recordings can be compared.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 8_000
"""Samples a second of the sound that is measured."""
FRAME: Final = 512
"""Samples in a frame: 64 ms."""
FRAME_MS: Final = FRAME * 1000 // RATE
SILENT_DB: Final = -75.0
"""A sound that is never louder than this is none; a full sine has 0 dB."""

Levels = NDArray[np.float32]
"""Decibels: one row for each frame, one column for each band."""
Kept = NDArray[np.uint8]
"""The same in half decibels above the floor."""

_BANDS: Final = 10
_LOWEST_HERTZ: Final = 150
_HIGHEST_HERTZ: Final = 3_800
_FLOOR_DB: Final = -110.0
_STEP_DB: Final = 0.5
_WINDOW: Final = np.hanning(FRAME + 2)[1:-1].astype(np.float32)


def _filters() -> NDArray[np.float32]:
    """Which band each frequency belongs to; bands are equally wide on the mel scale (O'Shaughnessy 1987)."""
    lowest, highest = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOWEST_HERTZ, _HIGHEST_HERTZ))
    edges = 700 * (10 ** (np.linspace(lowest, highest, _BANDS + 1) / 2595) - 1)
    hertz = np.arange(FRAME // 2 + 1) * RATE / FRAME
    inside = (hertz[:, None] >= edges[:-1]) & (hertz[:, None] < edges[1:])
    return inside.astype(np.float32)


_FILTERS: Final = _filters()


class Spectrum:
    """Measures several rows of sound at once, piece by piece."""

    def __init__(self, rows: int) -> None:
        self._rest = np.zeros((rows, 0), np.float32)
        self._kept: list[Kept] = []

    def add(self, sound: NDArray[np.float32]) -> None:
        """Measures the next piece, one row of samples for each row of sound."""
        sound = np.concatenate([self._rest, sound], axis=1)
        whole = sound.shape[1] // FRAME * FRAME
        self._rest = sound[:, whole:]
        self._measure(sound[:, :whole])

    def end(self) -> list[Kept]:
        """What was measured, for each row."""
        missing = -self._rest.shape[1] % FRAME
        self._measure(np.pad(self._rest, ((0, 0), (0, missing))))
        kept = (
            np.concatenate(self._kept, axis=1)
            if self._kept
            else np.zeros((len(self._rest), 0, _BANDS), np.uint8)
        )
        return list(kept)

    def _measure(self, sound: NDArray[np.float32]) -> None:
        frames = sound.reshape(len(sound), -1, FRAME) * _WINDOW
        power = np.square(np.abs(np.fft.rfft(frames))) * np.float32(32 / 3 / FRAME**2)
        bands = (power @ _FILTERS).astype(np.float32)
        decibels = 10 * np.log10(np.maximum(bands, 10 ** (_FLOOR_DB / 10)))
        self._kept.append(np.clip((decibels - _FLOOR_DB) / _STEP_DB, 0, 255).astype(np.uint8))


def levels(kept: Kept, frames: int) -> Levels:
    """The levels of so many frames; where nothing was measured it was silent."""
    whole = np.pad(kept, ((0, frames - len(kept)), (0, 0)))
    return whole.astype(np.float32) * np.float32(_STEP_DB) + np.float32(_FLOOR_DB)


def loudness(sound: Levels) -> NDArray[np.float32]:
    """How loud every frame is as a whole, in decibels."""
    result: NDArray[np.float32] = 10 * np.log10(np.sum(10 ** (sound / 10), axis=1, dtype=np.float32))
    return result
