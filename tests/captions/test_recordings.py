"""The recordings that are assembled say what their references say, and when."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.captions.recordings import (
    CONDITIONS,
    NONSPEECH,
    Recording,
    lasting,
    long_recording,
    nonspeech,
    read_turns,
    voices,
)
from tests.captions.sounds import RATE, level

NOISY = frozenset(name for name in CONDITIONS if "noise" in name)


def loud(recording: Recording, start_ms: int, end_ms: int) -> float:
    """How loud a part of it is."""
    return level(recording.cut(start_ms, end_ms).sound)


@pytest.fixture(scope="module")
def some() -> Recording:
    """Two conditions of the long recording."""
    return long_recording(["overlaps", "clean"])


class TestLongRecording:
    """The sample call under many conditions."""

    @pytest.mark.parametrize("name", [name for name in CONDITIONS if name not in NOISY])
    def test_times(self, name: str) -> None:
        """Turns begin with a voice, end with one, and are followed by less."""
        made = long_recording([name])
        assert len(made.turns) >= 8
        for turn, after in pairwise(made.turns):
            assert turn.condition == name
            assert loud(made, turn.start_ms, turn.start_ms + 300) > -47
            if after.start_ms - turn.end_ms >= 400:
                ends = loud(made, turn.end_ms - 300, turn.end_ms)
                assert ends > loud(made, turn.end_ms + 100, turn.end_ms + 300) + 1

    @pytest.mark.parametrize("name", sorted(NOISY))
    def test_noise(self, name: str) -> None:
        """Noise is as many decibels below the voices as the name says, in the pauses, too."""
        made = long_recording([name])
        voice = level(np.concatenate([voice.sound for voice in voices()]))
        asked = int(name.split()[-2])
        assert voice - loud(made, 0, made.turns[0].start_ms - 100) == pytest.approx(asked, abs=0.5)

    def test_music(self) -> None:
        """Music is as loud as the voices, before the call and between speakers."""
        before = long_recording(["after music"])
        assert loud(before, 0, 20_000) == pytest.approx(-25, abs=0.1)
        assert before.turns[0].start_ms > 20_000
        between = long_recording(["music between"])
        pauses = [
            (one.end_ms, other.start_ms)
            for one, other in pairwise(between.turns)
            if one.speaker != other.speaker
        ]
        assert pauses
        assert all(end - start == 5000 for start, end in pauses)
        assert all(loud(between, start + 600, start + 4400) > -28 for start, _ in pauses)

    def test_overlaps(self, some: Recording) -> None:
        """New speakers begin before the last one ends, by 0.4 to 2 seconds."""
        turns = [turn for turn in some.turns if turn.condition == "overlaps"]
        overlaps = [
            one.end_ms - other.start_ms for one, other in pairwise(turns) if one.speaker != other.speaker
        ]
        assert overlaps == [400, 800, 1400, 2000, 400, 800]

    def test_long_silences(self) -> None:
        """Silences of 15 to 40 seconds, four of them."""
        turns = long_recording(["long silences"]).turns
        pauses = [other.start_ms - one.end_ms for one, other in pairwise(turns)]
        long = [pause for pause in pauses if pause > 15_000]
        assert len(long) == 4
        assert max(long) < 40_000

    def test_shuffled(self) -> None:
        """Every turn is there once, in another order."""
        asked = [voice.turn.text for voice in voices()]
        texts = [turn.text for turn in long_recording(["shuffled"]).turns]
        assert texts != asked
        assert sorted(texts) == sorted(asked)

    def test_quiet_speakers(self) -> None:
        """Some speakers are a tenth as loud as the chair."""
        made = long_recording(["quiet speakers"])
        levels = {turn.speaker: loud(made, turn.start_ms, turn.end_ms) for turn in made.turns}
        assert levels["sec"] == pytest.approx(levels["chair"] - 20, abs=1)

    def test_deterministic(self, some: Recording) -> None:
        """The same each time, and each condition whichever others are there."""
        clean = long_recording(["clean"])
        first = next(turn for turn in some.turns if turn.condition == "clean")
        moved_ms = first.start_ms - clean.turns[0].start_ms
        assert np.array_equal(some.sound[moved_ms * RATE // 1000 :], clean.sound)
        assert not np.array_equal(long_recording(["clean"], seed=2).sound, clean.sound)

    def test_order(self, some: Recording) -> None:
        """Turns are by start, and the recording goes on after the last."""
        starts = [turn.start_ms for turn in some.turns]
        assert starts == sorted(starts)
        assert some.duration_ms > some.turns[-1].end_ms

    @pytest.mark.slow
    def test_whole(self) -> None:
        """The whole is at least half an hour long, with every condition, and nowhere too loud."""
        made = long_recording()
        assert made.duration_ms >= 30 * 60_000
        assert list(dict.fromkeys(turn.condition for turn in made.turns)) == list(CONDITIONS)
        assert np.abs(made.sound).max() < 1


class TestReference:
    """What is said, as a file."""

    def test_round_trip(self, some: Recording, tmp_path: Path) -> None:
        """A reference that is written is read again."""
        path = tmp_path / "reference.json"
        path.write_text(some.reference(), encoding="utf-8")
        assert read_turns(path) == some.turns

    def test_cut(self, some: Recording) -> None:
        """A part has its own times; a turn that is cut through has no text."""
        first, second = some.turns[:2]
        part = some.cut(first.start_ms + 100, second.end_ms)
        assert part.turns[0].start_ms == 0
        assert part.turns[0].text == ""
        assert part.turns[1].text == second.text
        assert part.duration_ms == second.end_ms - first.start_ms - 100


class TestOthers:
    """Recordings in which nobody speaks, and long ones."""

    @pytest.mark.parametrize("name", NONSPEECH)
    def test_nonspeech(self, name: str) -> None:
        """As long as asked for, the same each time, and without a word."""
        made = nonspeech(name, 3)
        assert made.duration_ms == 3000
        assert made.turns == ()
        assert np.array_equal(made.sound, nonspeech(name, 3).sound)
        assert name == "silence" or level(made.sound) == pytest.approx(-27.5, abs=3)

    def test_lasting(self) -> None:
        """So many minutes, to the sample, in pieces of a call."""
        pieces = list(lasting(4))
        assert sum(map(len, pieces)) == 4 * 60 * RATE
        assert len(pieces) == 2
