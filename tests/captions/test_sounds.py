"""The sound that tests and benchmarks make is what its name says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.random import Generator

from dccg_meet.shipped_data import sample_recording
from tests.captions.sounds import (
    RATE,
    Samples,
    at_level,
    gain,
    hum,
    level,
    music,
    pink,
    read,
    room,
    silence,
    telephone,
    tones,
    white,
    write,
)


def rng() -> Generator:
    """The same each time."""
    return np.random.default_rng(7)


def power(sound: Samples, low: float, high: float) -> float:
    """The share of a sound's power between two frequencies."""
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(spectrum[(hertz >= low) & (hertz < high)].sum() / spectrum.sum())


class TestMade:
    """Noise, hum, tones, music."""

    @pytest.mark.parametrize("make", [white, pink, tones, music])
    def test_seed(self, make: Callable[[float, Generator], Samples]) -> None:
        """The same seed makes the same sound, of the length that was asked for."""
        sound = make(2.5, rng())
        assert len(sound) == 2.5 * RATE
        assert sound.dtype == np.float32
        assert np.array_equal(sound, make(2.5, rng()))
        assert not np.array_equal(sound, make(2.5, np.random.default_rng(8)))

    def test_spectrum(self) -> None:
        """White noise has its power in the high octaves, pink noise the same in each, hum below 300 Hz."""
        assert power(white(4, rng()), 4000, 8000) == pytest.approx(0.5, abs=0.02)
        assert power(pink(4, rng()), 200, 400) == pytest.approx(power(pink(4, rng()), 2000, 4000), rel=0.1)
        assert power(hum(4), 40, 300) > 0.99

    def test_silence(self) -> None:
        """Silence is nothing at all."""
        assert not silence(1).any()
        assert level(silence(1)) == pytest.approx(-120)

    def test_level(self) -> None:
        """A level is what it is set to, and a gain of 20 dB is ten times."""
        assert level(at_level(white(1, rng()), -33)) == pytest.approx(-33, abs=0.01)
        assert gain(20) == pytest.approx(10)


class TestChanged:
    """Lines and rooms."""

    def test_telephone(self) -> None:
        """A telephone keeps 300 to 3400 Hz, as loud as they were."""
        sound = at_level(white(4, rng()), -20)
        heard = telephone(sound)
        assert len(heard) == len(sound)
        assert power(heard, 290, 3410) > 0.99
        assert level(heard) == pytest.approx(-20 + 10 * np.log10(3100 / 8000), abs=0.3)

    def test_room(self) -> None:
        """A room keeps the voice where it was, and is heard for half a second after it."""
        click = silence(2)
        click[RATE // 2] = 1
        heard = room(click, rng())
        assert int(np.argmax(heard)) == RATE // 2
        assert level(heard[int(0.51 * RATE) : int(0.6 * RATE)]) > level(heard[int(0.9 * RATE) : RATE]) + 30
        assert not np.abs(heard[int(1.1 * RATE) :]).max() > 1e-6


class TestFiles:
    """Reading and writing."""

    def test_round_trip(self, tmp_path: Path) -> None:
        """What is written piece by piece is read again, to the last sample."""
        sound = at_level(white(1.2345, rng()), -20)
        path = write(tmp_path / "new" / "noise.flac", [sound[:7], sound[7:9000], sound[9000:]])
        assert np.abs(read(path) - sound).max() < 1e-4
        assert len(read(path)) == len(sound)

    def test_too_loud(self, tmp_path: Path) -> None:
        """What is beyond full scale is clipped, and does not wrap around."""
        path = write(tmp_path / "loud.flac", [np.full(RATE, 1.5, np.float32)])
        assert read(path).min() > 0.99

    def test_sample_call(self) -> None:
        """The sample call is 152 s long."""
        assert len(read(sample_recording())) / RATE == pytest.approx(151.94, abs=0.05)
