"""How alike sounds are, on levels made up for it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions.hearing.likeness import Sound, around, each_alone, explanation, likeness

FRAMES = 1_000
ALL = np.ones(FRAMES, np.bool_)
FIRST = np.arange(FRAMES) < FRAMES // 2


def voice(number: int, when: NDArray[np.bool_] = ALL, *, floor: float = -80.0) -> Sound:
    """Somebody who speaks at certain times: syllables of some frames, each in bands of its own."""
    dice = np.random.default_rng(number)
    syllables = dice.normal(-30, 12, (FRAMES // 4, 10)).repeat(4, axis=0)
    return Sound(np.where(when[:, None], np.maximum(syllables, floor), floor).astype(np.float32))


def louder(sound: Sound, decibels: float) -> Sound:
    """The sound at another volume."""
    return Sound(sound.levels + np.float32(decibels))


def mixed(*sounds: Sound) -> Sound:
    """All of them at once."""
    power = sum(10 ** (sound.levels.astype(np.float64) / 10) for sound in sounds)
    return Sound((10 * np.log10(power)).astype(np.float32))


class TestLikeness:
    """One scene or separate voices."""

    @pytest.mark.parametrize("decibels", [0, -10, -25])
    def test_louder_or_fainter(self, decibels: float) -> None:
        """A sound is like itself at any volume."""
        assert likeness(voice(1), louder(voice(1), decibels)) > 0.9

    @pytest.mark.parametrize("frames", [-5, 2, 5])
    def test_later(self, frames: int) -> None:
        """A sound is like itself up to 320 ms later or earlier."""
        assert likeness(voice(1), Sound(np.roll(voice(1).levels, frames, axis=0))) > 0.9

    def test_others(self) -> None:
        """Two people have little in common, at once or in turn."""
        assert likeness(voice(1), voice(2)) < 0.3
        assert likeness(voice(1, FIRST), voice(2, ~FIRST)) < 0.1

    def test_leak(self) -> None:
        """A voice that is faintly in the other's sound as well is found, in whichever it is."""
        one, two = voice(1, FIRST), mixed(voice(2, ~FIRST), louder(voice(1, FIRST), -12))
        assert likeness(one, two) > 0.5
        assert likeness(two, one) == pytest.approx(likeness(one, two), abs=0.01)

    def test_short(self) -> None:
        """What lasts a second says nothing."""
        second = np.arange(FRAMES) < 16
        assert likeness(voice(1, second), voice(1, second)) == 0

    def test_shorter_than_a_lag(self) -> None:
        """The shortest sounds are compared without a fault."""
        few = Sound(np.full((3, 10), -30, np.float32))
        assert likeness(few, few) == 0
        assert explanation(few, [few]).own.shape == (3,)


class TestEachAlone:
    """Who speaks while the other does not."""

    def test_in_turn(self) -> None:
        """Both do, if each has some seconds."""
        assert each_alone(voice(1, FIRST), voice(2, ~FIRST))
        assert not each_alone(voice(1, FIRST), voice(1, FIRST))
        assert not each_alone(voice(1), voice(2, np.arange(FRAMES) < 30))


class TestExplanation:
    """A sound as a sum of others."""

    def test_copy(self) -> None:
        """A copy is explained, louder or later as it may be, and has nothing of its own."""
        copy = Sound(np.roll(voice(1).levels - np.float32(9), 3, axis=0))
        told = explanation(copy, [voice(2), voice(1)])
        assert told.share > 0.9
        assert not told.own.any()

    def test_sum(self) -> None:
        """A mix is explained by all that is in it."""
        told = explanation(mixed(voice(1), louder(voice(2), -6)), [voice(1), voice(2)])
        assert told.share > 0.9
        assert told.needed == 2
        assert not told.own.any()

    def test_more_than_the_sum(self) -> None:
        """When somebody speaks who is in none of the others, those frames are the mix's own."""
        third = np.arange(FRAMES) >= 900
        told = explanation(
            mixed(voice(1, FIRST), voice(3, third)), [voice(1, FIRST), voice(2, ~FIRST & ~third)]
        )
        assert told.own[904:].all()
        assert not told.own[: FRAMES // 2 - 10].any()

    def test_somebody_else(self) -> None:
        """Another voice explains little."""
        assert explanation(voice(1), [voice(2), voice(3)]).share < 0.5


class TestSound:
    """What is measured of a sound."""

    def test_silence(self) -> None:
        """Faint noise is silence; anything audible is not, however short."""
        levels = np.full((FRAMES, 10), -95, np.float32)
        assert Sound(levels).is_silent
        levels[500] = -50
        assert not Sound(levels).is_silent

    def test_around(self) -> None:
        """Neighbours are summed up, at the edges as well."""
        assert around(np.array([1, 0, 0, 2, 0]), 1).tolist() == [1, 1, 2, 2, 2]
        assert around(np.array([1, 1]), 5).tolist() == [2, 2]
