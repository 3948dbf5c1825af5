"""Where somebody speaks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import BLOCK, SAMPLE_RATE, blocks, probe
from dccg_meet.captions.hearing.speech import FRAME, FRAME_MS, Activity, islands, listen
from dccg_meet.captions.words import Span
from dccg_meet.shipped_data import sample_recording


class TurnLike(Protocol):
    """A turn of the reference."""

    start_ms: int
    end_ms: int


@pytest.fixture(scope="module")
def sample() -> Activity:
    """What is heard in the sample call."""
    return listen(blocks(probe(sample_recording())))


def activity(*stretches: tuple[float, int]) -> Activity:
    """Stretches of one probability, each so many frames long."""
    probability = np.concatenate([np.full(frames, value, np.float32) for value, frames in stretches])
    return Activity(probability, np.zeros_like(probability), len(probability) * FRAME_MS)


class TestListen:
    """The detector."""

    def test_sample_call(self, sample: Activity, turns: Sequence[TurnLike]) -> None:
        """Every turn of the reference is heard, and the pauses between them are not."""
        spoken = islands(sample)
        for turn in turns:
            heard = sum(island.overlap_ms(Span(turn.start_ms, turn.end_ms)) for island in spoken)
            assert heard > 0.85 * (turn.end_ms - turn.start_ms)
        assert sum(island.duration_ms for island in spoken) < 0.95 * sample.duration_ms
        assert sample.duration_ms == 151_944

    def test_blocks_do_not_matter(self, sample: Activity) -> None:
        """The state is carried from block to block: one block gives what many give."""
        whole = np.concatenate(list(blocks(probe(sample_recording()))))
        once = listen([whole])
        assert np.allclose(once.probability, sample.probability, atol=1e-4)
        assert np.allclose(once.loudness, sample.loudness, atol=1e-6)

    @pytest.mark.parametrize("kind", ["silence", "noise", "hum", "tone"])
    def test_no_speech(self, kind: str, tone: Callable[..., NDArray[np.float32]]) -> None:
        """Silence, white noise, mains hum and tones are not taken for a voice."""
        noise = np.random.default_rng(7).normal(0, 0.05, 30 * SAMPLE_RATE).astype(np.float32)
        sounds: dict[str, NDArray[np.float32]] = {
            "silence": np.zeros(30 * SAMPLE_RATE, np.float32),
            "noise": noise,
            "hum": tone(30, hertz=50) + noise * np.float32(0.05),
            "tone": tone(30, hertz=1_000),
        }
        sound = sounds[kind]
        assert islands(listen([sound[:BLOCK], sound[BLOCK:]])) == ()

    def test_nothing(self) -> None:
        """No sound at all is no speech."""
        empty = listen([])
        assert islands(empty) == ()
        assert empty.duration_ms == 0

    def test_part_of_a_frame(self) -> None:
        """A last frame that is not full counts with its own length."""
        assert listen([np.zeros(FRAME + 16, np.float32)]).duration_ms == 33


class TestIslands:
    """From probabilities to islands."""

    def test_hysteresis(self) -> None:
        """Speech begins at a half and lasts while it stays above 0.35."""
        spoken = islands(activity((0.4, 20), (0.6, 10), (0.4, 10), (0.1, 40)))
        assert spoken == (Span(20 * 32 - 100, 40 * 32 + 100),)

    def test_short_silence_does_not_part(self) -> None:
        """A silence under 300 ms is inside an island, a longer one parts two."""
        assert len(islands(activity((0.9, 20), (0.0, 8), (0.9, 20), (0.0, 30)))) == 1
        assert len(islands(activity((0.9, 20), (0.0, 12), (0.9, 20), (0.0, 30)))) == 2

    def test_click(self) -> None:
        """What lasts less than 200 ms is no speech."""
        assert islands(activity((0.0, 20), (0.9, 5), (0.0, 30))) == ()

    def test_pads_stay_inside(self) -> None:
        """Pads end with the recording."""
        assert islands(activity((0.9, 50))) == (Span(0, 1_600),)

    def test_apart(self) -> None:
        """Islands are in order and apart."""
        spoken = islands(activity((0.9, 20), (0.0, 11), (0.9, 20), (0.0, 10)))
        assert all(left.end_ms < right.start_ms for left, right in itertools.pairwise(spoken))
