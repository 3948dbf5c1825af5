"""What is measured of captions is measured in the same way for all."""

from __future__ import annotations

import pytest

from tests.captions.measures import (
    Heard,
    by_condition,
    invented,
    marked_ms,
    of_segments,
    spoken,
    text_of,
    uncaptioned_ms,
)
from tests.captions.recordings import Turn


def words(*timed: tuple[int, int, str]) -> tuple[Heard, ...]:
    """Words from starts, ends and texts."""
    return tuple(Heard(*word) for word in timed)


def turn(start_ms: int, end_ms: int, text: str = "one two three", condition: str = "") -> Turn:
    """A turn of somebody."""
    return Turn(start_ms, end_ms, text, condition=condition)


class TestWords:
    """What counts as a word."""

    def test_segments(self) -> None:
        """Pieces without a space are put to the word before, and seconds become milliseconds."""
        pieces = [
            {"start": 0.5, "end": 0.8, "word": " co"},
            {"start": 0.8, "end": 1.5, "word": "-facilitator,"},
            {"start": 1.6, "end": 1.9, "word": " yes"},
        ]
        segments = [{"start": 0.5, "end": 1.9, "text": " co-facilitator, yes", "words": pieces}]
        assert of_segments(segments) == words((500, 1500, "co-facilitator,"), (1600, 1900, "yes"))

    def test_segment_without_words(self) -> None:
        """A segment without times of its words counts as it is, with all of its words."""
        segment = {"start": 1.0, "end": 2.5, "text": " Good morning"}
        for without in (segment, {**segment, "words": []}, {**segment, "words": None}):
            assert of_segments([without]) == words((1000, 2500, "Good morning"))

    def test_new_segment(self) -> None:
        """A segment begins with a word, also where there is no space before it."""
        first = {"words": [{"start": 0, "end": 1, "word": " one"}]}
        second = {"words": [{"start": 2, "end": 3, "word": "two"}]}
        assert text_of(of_segments([first, second])) == "one two"

    @pytest.mark.parametrize(
        ("texts", "left"),
        [
            (["[inaudible]"], []),
            (["[Music]", "Hello."], ["Hello."]),
            (["(soft", "piano", "music)", "Hello."], ["Hello."]),
            (["Thanks", "(applause)", "chair"], ["Thanks", "chair"]),
            (["♪", "...", "-"], []),
            (["(never", "closed"], ["(never", "closed"]),
        ],
    )
    def test_brackets(self, texts: list[str], left: list[str]) -> None:
        """Sounds in brackets and mere signs are no words."""
        heard = [Heard(0, 1, text) for text in texts]
        assert [word.text for word in spoken(heard)] == left


class TestUncaptioned:
    """Seconds of speech without a word."""

    def test_nothing_heard(self) -> None:
        """Without words all speech is uncaptioned, once where two speak at the same time."""
        assert uncaptioned_ms([turn(0, 5000), turn(4000, 7000)], ()) == 7000

    def test_near(self) -> None:
        """A word serves what is within half a second before its start and after its end."""
        assert uncaptioned_ms([turn(0, 10_000)], words((4000, 4400, "one"))) == 10_000 - 1400

    def test_stretched_word(self) -> None:
        """A word stretched over ten seconds does not serve what is between its ends."""
        assert uncaptioned_ms([turn(0, 10_000)], words((0, 10_000, "one"))) == 9000

    def test_pauses(self) -> None:
        """Time in which nobody speaks needs no words."""
        heard = words((500, 900, "one"), (60_000, 60_400, "two"))
        assert uncaptioned_ms([turn(0, 1400), turn(59_500, 60_900)], heard) == 0

    def test_sounds_serve_nobody(self) -> None:
        """A sound in brackets is no caption of speech."""
        assert uncaptioned_ms([turn(0, 4000)], words((0, 4000, "[Music]"))) == 4000

    def test_marked(self) -> None:
        """Of what is uncaptioned, the part near an [inaudible] is owned up to; no other sound is."""
        heard = words((0, 500, "one"), (3000, 5000, "[inaudible]"), (7000, 9000, "[Music]"))
        assert uncaptioned_ms([turn(0, 10_000)], heard) == 9000
        assert marked_ms([turn(0, 10_000)], heard) == 3000

    def test_marked_only_where_uncaptioned(self) -> None:
        """An [inaudible] beside words owns up to nothing that is missing."""
        heard = words((0, 1000, "one"), (1000, 2000, "[inaudible]"), (2000, 3000, "two"))
        assert marked_ms([turn(0, 3000)], heard) == 0


class TestInvented:
    """Words where nobody speaks."""

    def test_words_in_silence(self) -> None:
        """Words count whose middle is more than a second from every turn, sounds in brackets do not."""
        heard = words(
            (0, 500, "one"), (5900, 6000, "near"), (20_000, 20_500, "Thanks for watching"), (0, 1, "[x]")
        )
        assert invented([turn(0, 5000)], heard) == 3

    def test_nobody_speaks(self) -> None:
        """Where nobody speaks every word is invented."""
        assert invented([], words((0, 500, "one"), (500, 900, "two"))) == 2


class TestConditions:
    """Errors for each condition."""

    def test_apart(self) -> None:
        """Words belong to the condition in whose time they are; what lies between goes to the nearer turn."""
        turns = [
            turn(0, 2000, "one two", "clean"),
            turn(2500, 4000, "three", "clean"),
            turn(10_000, 14_000, "four", "noise"),
        ]
        heard = words(
            (0, 900, "one"),
            (1000, 1600, "two"),
            (2600, 3600, "three"),
            (6000, 6500, "extra"),
            (10_000, 11_000, "for"),
        )
        found = by_condition(turns, heard)
        assert list(found) == ["clean", "noise"]
        (clean, missing), (noise, lost) = found["clean"], found["noise"]
        assert (clean.words, clean.substitutions, clean.insertions, missing) == (3, 0, 1, 0)
        assert (noise.words, noise.substitutions, noise.rate, lost) == (1, 1, 1.0, 2500)
