"""A frame tells how loud it is, which notes are held in it, and whether hands clap."""

from __future__ import annotations

import numpy as np
import pytest

from dccg_meet.captions.hearing.timbre import HELD_FRAMES, LENGTH, PITCHES, STEP, Analyser, Frames, joined
from tests.captions.hearing import instruments


def frames(sound: instruments.Sound) -> Frames:
    """The frames of a sound in one piece."""
    return Analyser().frames(sound)


class TestLevel:
    """Decibels under full scale."""

    @pytest.mark.parametrize("level_db", [-6, -25, -50, -80])
    def test_known(self, level_db: int) -> None:
        """The level is that of the root mean square."""
        assert frames(instruments.noise(1, level_db)).level == pytest.approx(level_db, abs=1.5)

    def test_no_sound(self) -> None:
        """Zeros have a level too."""
        assert frames(np.zeros(LENGTH, np.float32)).level == pytest.approx(-90)


class TestHeld:
    """Notes that stay at one pitch."""

    @pytest.mark.parametrize(("hertz", "pitch"), [(440.0, 21), (261.6, 12), (1_046.5, 36), (3_951.0, 59)])
    def test_pitch(self, hertz: float, pitch: int) -> None:
        """A tone is held at its own pitch and no other, once it has lasted."""
        notes = frames(instruments.tones(2, [hertz])).notes()
        assert not notes[: HELD_FRAMES - 1].any()
        assert np.flatnonzero(notes[HELD_FRAMES:].all(axis=0)).tolist() == [pitch]
        assert notes[HELD_FRAMES:].sum() == len(notes) - HELD_FRAMES

    def test_too_low(self) -> None:
        """What is below the lowest pitch is no note."""
        assert not frames(instruments.tones(2, [60, 100])).notes().any()

    def test_chord(self) -> None:
        """Notes that sound together are told apart."""
        notes = frames(instruments.tones(2, [261.6, 329.6, 392.0])).notes()
        assert np.flatnonzero(notes[-1]).tolist() == [12, 16, 19]

    def test_glide(self) -> None:
        """A tone that glides, as a voice does, is not held."""
        assert frames(instruments.siren(6)).notes().mean() < 0.01

    def test_noise(self) -> None:
        """In noise hardly anything is."""
        assert frames(instruments.noise(20)).notes().mean() < 0.01


class TestClapping:
    """Many short bursts of broad noise without bass."""

    def test_claps(self) -> None:
        """Frames of applause are told from frames of everything else."""
        assert frames(instruments.applause(5, people=8)).clapping.mean() > 0.9
        for name, make in instruments.NOT_TO_BE_SHOWN.items():
            assert frames(make(5)).clapping.mean() < 0.2, name


class TestPieces:
    """A recording comes in pieces."""

    @pytest.mark.parametrize("size", [1, 100, STEP, LENGTH, 5_000])
    def test_do_not_matter(self, size: int) -> None:
        """Where it is cut changes nothing."""
        sound = instruments.piano(1)
        whole, analyser = frames(sound), Analyser()
        parts = joined([analyser.frames(sound[at : at + size]) for at in range(0, len(sound), size)])
        assert len(parts) == len(whole) == (len(sound) - LENGTH) // STEP + 1
        assert np.array_equal(parts.held, whole.held)
        assert np.array_equal(parts.clapping, whole.clapping)
        assert np.allclose(parts.level, whole.level)

    def test_compact(self) -> None:
        """A frame is kept in 13 bytes."""
        made = frames(instruments.noise(5))
        assert made.level.itemsize + made.held[0].nbytes + made.clapping.itemsize == 13
        assert 8 * made.held.shape[1] == PITCHES
        assert [len(array) for array in (made.level, made.held, made.clapping)] == [len(made)] * 3

    def test_too_short(self) -> None:
        """Less than a frame gives none."""
        assert len(frames(np.zeros(LENGTH - 1, np.float32))) == 0
