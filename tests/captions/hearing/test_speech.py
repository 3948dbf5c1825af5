"""Where somebody speaks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import BLOCK, SAMPLE_RATE, blocks, probe
from dccg_meet.captions.hearing.speech import (
    FRAME,
    FRAME_MS,
    Activity,
    Detector,
    Island,
    Islands,
    Levels,
    quietest,
)
from dccg_meet.captions.words import Span
from dccg_meet.shipped_data import sample_recording

LONGEST = 15_000


class TurnLike(Protocol):
    """A turn of the reference."""

    start_ms: int
    end_ms: int


@pytest.fixture(scope="module")
def sample() -> list[NDArray[np.float32]]:
    """The sound of the sample call."""
    return list(blocks(probe(sample_recording())))


def heard(sound: Sequence[NDArray[np.float32]]) -> tuple[Island, ...]:
    """The islands in some blocks."""
    detector = Detector()
    found = _found([detector.listen(block) for block in sound], sum(map(len, sound)) * 1000 // SAMPLE_RATE)
    return tuple(found)


def _found(activities: Sequence[Activity], duration_ms: int, longest_ms: int = LONGEST) -> list[Island]:
    finder = Islands(longest_ms)
    found = [island for activity in activities for island in finder.feed(activity)]
    return [*found, *finder.finish(duration_ms)]


def activity(*stretches: tuple[float, int], second: bool = False) -> Activity:
    """Stretches of one probability, each so many frames long."""
    probability = np.concatenate([np.full(frames, value, np.float32) for value, frames in stretches])
    nothing = np.zeros_like(probability)
    pair = (nothing, probability) if second else (probability, nothing)
    return Activity(*pair, np.full_like(probability, 0.1))


def islands(*stretches: tuple[float, int]) -> tuple[Island, ...]:
    """The islands in stretches of one probability."""
    made = activity(*stretches)
    return tuple(_found([made], len(made.probability) * FRAME_MS))


class TestDetector:
    """What is speech."""

    def test_sample_call(self, sample: list[NDArray[np.float32]], turns: Sequence[TurnLike]) -> None:
        """Every turn of the reference is heard, and the pauses between them are not."""
        spoken = heard(sample)
        for turn in turns:
            found = sum(island.overlap_ms(Span(turn.start_ms, turn.end_ms)) for island in spoken)
            assert found > 0.85 * (turn.end_ms - turn.start_ms)
        assert sum(island.duration_ms for island in spoken) < 0.95 * 151_944
        assert not any(island.faint for island in spoken)

    def test_blocks_do_not_matter(self, sample: list[NDArray[np.float32]]) -> None:
        """The state is carried from block to block: one block gives what many give."""
        many = Detector()
        parts = np.concatenate([many.listen(block).probability for block in sample])
        once = Detector().listen(np.concatenate(sample)).probability
        assert np.allclose(once, parts, atol=1e-4)

    @pytest.mark.parametrize("gain", [0.1, 0.01, 0.003])
    def test_far_from_the_microphone(
        self, sample: list[NDArray[np.float32]], turns: Sequence[TurnLike], gain: float
    ) -> None:
        """A voice 20, 40 or 50 decibels lower is heard all the same."""
        spoken = heard([block * np.float32(gain) for block in sample])
        for turn in turns:
            found = sum(island.overlap_ms(Span(turn.start_ms, turn.end_ms)) for island in spoken)
            assert found > 0.8 * (turn.end_ms - turn.start_ms)

    @pytest.mark.parametrize("kind", ["silence", "noise", "quiet noise", "hum", "tone"])
    def test_no_speech(self, kind: str, tone: Callable[..., NDArray[np.float32]]) -> None:
        """Silence, white noise, mains hum and tones are not taken for a voice, nor when amplified."""
        noise = np.random.default_rng(7).normal(0, 0.05, 30 * SAMPLE_RATE).astype(np.float32)
        sounds: dict[str, NDArray[np.float32]] = {
            "silence": np.zeros(30 * SAMPLE_RATE, np.float32),
            "noise": noise,
            "quiet noise": noise * np.float32(0.02),
            "hum": tone(30, hertz=50) + noise * np.float32(0.05),
            "tone": tone(30, hertz=1_000),
        }
        sound = sounds[kind]
        assert heard([sound[:BLOCK], sound[BLOCK:]]) == ()

    def test_nothing(self) -> None:
        """No sound at all is no speech."""
        assert heard([]) == ()
        assert len(Detector().listen(np.zeros(FRAME + 16, np.float32)).loudness) == 2


class TestIslands:
    """From probabilities to islands."""

    def test_hysteresis(self) -> None:
        """Speech begins at a half and lasts while it stays above 0.35."""
        spoken = islands((0.4, 20), (0.6, 10), (0.4, 10), (0.1, 40))
        assert spoken == (Island(20 * 32 - 100, 40 * 32 + 100),)

    def test_short_silence_does_not_part(self) -> None:
        """A silence under 300 ms is inside an island, a longer one parts two."""
        assert len(islands((0.9, 20), (0.0, 8), (0.9, 20), (0.0, 30))) == 1
        assert len(islands((0.9, 20), (0.0, 12), (0.9, 20), (0.0, 30))) == 2

    def test_click(self) -> None:
        """What lasts less than 200 ms is no speech."""
        assert islands((0.0, 20), (0.9, 5), (0.0, 30)) == ()

    def test_pads_stay_inside(self) -> None:
        """Pads end with the recording."""
        assert islands((0.9, 50)) == (Island(0, 1_600),)

    def test_faint(self) -> None:
        """What only a second look shows is faint; with a clear moment in it, it is not."""
        only = activity((0.0, 20), (0.9, 20), (0.0, 20), second=True)
        assert [island.faint for island in _found([only], 60 * FRAME_MS)] == [True]
        both = Activity(np.where(np.arange(60) == 30, 0.6, 0).astype(np.float32), only.second, only.loudness)
        assert [island.faint for island in _found([both], 60 * FRAME_MS)] == [False]

    def test_long_island_is_cut_where_it_is_quiet(self) -> None:
        """Somebody who speaks without a pause is cut at a quiet moment, without a hole."""
        loudness: Levels = np.full(1_000, 0.2, np.float32)
        loudness[348:353] = 0.01
        whole = np.ones_like(loudness)
        parts = _found([Activity(whole, whole * 0, loudness)], 32_000)
        assert (parts[0].start_ms, parts[0].end_ms) == (0, 350 * FRAME_MS)
        assert all(left.end_ms == right.start_ms for left, right in itertools.pairwise(parts))
        assert parts[-1].end_ms == 32_000

    @pytest.mark.parametrize("silence", range(1, 10))
    def test_long_island_is_cut_where_somebody_speaks(self, silence: int) -> None:
        """Not in the silence after the last word, which would leave less than nothing of it."""
        longest = LONGEST // FRAME_MS
        voice = np.ones(2 * longest, np.float32)
        voice[longest - silence : longest + 1] = 0
        for after in (voice, np.where(np.arange(2 * longest) < longest, voice, 0)):
            loudness: Levels = np.full(len(after), 0.2, np.float32)
            loudness[longest - silence : longest + 1] = np.linspace(0.1, 0, silence + 1)
            parts = _found([Activity(after, after * 0, loudness)], 2 * LONGEST)
            assert all(island.duration_ms > 0 for island in parts)
            assert all(left.end_ms <= right.start_ms for left, right in itertools.pairwise(parts))

    @given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 900)), max_size=12), st.integers(2, 7))
    def test_apart(self, stretches: list[tuple[float, int]], parts: int) -> None:
        """Islands are in order, at most as long as a window and its pads, however the sound arrives."""
        made = activity(*stretches, (0.0, 1))
        frames = len(made.probability)
        cut = [slice(frames * n // parts, frames * (n + 1) // parts) for n in range(parts)]
        pieces = [Activity(made.probability[c], made.second[c], made.loudness[c]) for c in cut]
        spoken = _found(pieces, frames * FRAME_MS)
        assert spoken == _found([made], frames * FRAME_MS)
        assert all(left.end_ms <= right.start_ms for left, right in itertools.pairwise(spoken))
        assert all(0 < island.duration_ms <= LONGEST + 200 for island in spoken)


class TestQuietest:
    """The quiet moment."""

    @given(st.lists(st.floats(0, 1), min_size=3, max_size=400))
    def test_inside(self, loudness: list[float]) -> None:
        """It is inside, whatever the sound."""
        assert 0 < quietest(loudness) < len(loudness) - 1
