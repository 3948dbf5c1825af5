"""How loud the bands of a sound are."""

from __future__ import annotations

import numpy as np
import pytest

from dccg_meet.captions.hearing.spectra import FRAME, RATE, Spectrum, levels, loudness

TONE = np.sin(2 * np.pi * 1_000 * np.arange(10 * FRAME) / RATE).astype(np.float32)


class TestSpectrum:
    """Rows of sound, piece by piece."""

    @pytest.mark.parametrize("piece", [1, 100, FRAME, 10 * FRAME])
    def test_pieces(self, piece: int) -> None:
        """In whatever pieces the sound comes, what is measured is the same."""
        spectrum = Spectrum(2)
        for start in range(0, len(TONE), piece):
            spectrum.add(np.stack([TONE, 0.1 * TONE])[:, start : start + piece])
        first, second = spectrum.end()
        assert loudness(levels(first, 10)) == pytest.approx([0.0] * 10, abs=0.6)
        assert loudness(levels(second, 10)) == pytest.approx([-20.0] * 10, abs=0.6)
        assert len(set(np.argmax(first, axis=1))) == 1

    def test_end(self) -> None:
        """The last frame is filled up with silence, and where nothing was measured it is silent."""
        spectrum = Spectrum(1)
        spectrum.add(TONE[None, : FRAME + 1])
        (kept,) = spectrum.end()
        assert len(kept) == 2
        assert loudness(levels(kept, 4))[3] == pytest.approx(-100)

    def test_nothing(self) -> None:
        """A sound without a sample has no frames."""
        (kept,) = Spectrum(1).end()
        assert levels(kept, 0).shape == (0, 10)
