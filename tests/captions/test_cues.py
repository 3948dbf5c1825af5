"""Cues keep every word and every rule that time allows."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dccg_meet.captions.breaks import Break, break_between
from dccg_meet.captions.cues import LINE_CHARACTERS, LONGEST_MS, SHORTEST_MS, Cue, cues, reflow
from dccg_meet.captions.words import INAUDIBLE, Word

texts = st.one_of(
    st.sampled_from(
        ["the", "of", "agenda,", "adopted.", "Olena", "Kovalenko", "24", "co-facilitator", INAUDIBLE]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=130),
)


@st.composite
def spoken(draw: st.DrawFn) -> tuple[Word, ...]:
    """Words in order, of 1 ms to 9 s, with and without pauses, in three languages."""
    made: list[Word] = []
    at = draw(st.integers(0, 5_000))
    for text in draw(st.lists(texts, max_size=40)):
        start = at + draw(st.sampled_from([0, 0, 20, 300, 1_500, 6_000]))
        at = start + draw(st.one_of(st.integers(1, 900), st.just(9_000)))
        made.append(Word(start, at, text, 1.0, draw(st.sampled_from(["en", "en", "fr", "zh"])), 0))
    return tuple(made)


def say(text: str, *, word_ms: int = 300, start_ms: int = 0) -> list[Word]:
    """The text at a steady pace."""
    return [
        Word(start_ms + number * word_ms, start_ms + (number + 1) * word_ms, token, 1.0, "en", 0)
        for number, token in enumerate(text.split())
    ]


def letters(text: str) -> str:
    """The text without space."""
    return "".join(text.split())


class TestRules:
    """What holds for whatever is spoken."""

    @given(spoken())
    def test_no_word_is_lost(self, words: tuple[Word, ...]) -> None:
        """All cues together have the letters of all words, in order."""
        made = cues(words)
        assert letters("".join(cue.text for cue in made)) == letters("".join(word.text for word in words))

    @given(spoken())
    def test_two_lines_of_42(self, words: tuple[Word, ...]) -> None:
        """No cue has more than two lines, and no line more than 42 characters or none."""
        for cue in cues(words):
            assert 1 <= len(cue.lines) <= 2
            assert all(0 < len(line) <= LINE_CHARACTERS for line in cue.lines)

    @given(spoken())
    def test_times(self, words: tuple[Word, ...]) -> None:
        """Cues are in order, do not overlap, last at most 7 s, and have no gap or at least 80 ms."""
        made = cues(words)
        for cue in made:
            assert 0 < cue.end_ms - cue.start_ms <= LONGEST_MS
        for left, right in itertools.pairwise(made):
            gap = right.start_ms - left.end_ms
            assert gap == 0 or gap >= 80

    @given(spoken())
    def test_cues_start_with_their_words(self, words: tuple[Word, ...]) -> None:
        """Captions are synchronous: a cue starts with its first word, to within some milliseconds."""
        made = cues(words)
        assert [cue.start_ms for cue in made[:1]] == [word.start_ms for word in words[:1]]
        for cue in made:
            assert any(word.start_ms <= cue.start_ms <= word.end_ms + 8 for word in words)

    @given(spoken())
    def test_loss_stands_alone(self, words: tuple[Word, ...]) -> None:
        """What could not be heard is a cue of its own."""
        for cue in cues(words):
            assert INAUDIBLE not in cue.text or cue.lines == (INAUDIBLE,)


class TestChoice:
    """Where cues and lines are broken."""

    def test_sentences(self) -> None:
        """A cue in which a sentence ends does not end inside the next one."""
        text = (
            "The first item is the adoption of the agenda. You received the draft last week. "
            "Are there any objections? I hear none. The agenda is adopted."
        )
        for cue in cues(say(text, word_ms=250)):
            assert not set(".?") & set(cue.text[:-1]) or cue.text[-1] in ".?"

    def test_time_to_read(self) -> None:
        """Words that could share a cue are parted where that leaves more time to read them."""
        text = (
            "Mei-Ling Chua here, for Community Connectivity. I agree with Tomas. "
            "At the Fairbridge Foundation we would not sponsor that format again."
        )
        for cue in cues(say(text, word_ms=400)):
            assert sum(map(len, cue.lines)) * 1000 / (cue.end_ms - cue.start_ms) < 18

    def test_no_lonely_word(self) -> None:
        """The last word of a long sentence does not get a cue of its own."""
        text = "Two coalitions want a round table and one coalition prefers the rating sheets."
        lengths = [120, 460, 280, 120, 160, 400, 400, 180, 480, 400, 280, 240, 380]
        at, words = 0, []
        for token, length in zip(text.split(), lengths, strict=True):
            words.append(Word(at, at + length, token, 1.0, "en", 0))
            at += length
        assert all(len(cue.text.split()) > 1 for cue in cues(words, until_ms=at + 620))

    def test_loss_between_words(self) -> None:
        """What could not be heard is not mixed with what could."""
        made = cues(
            [*say("we move on"), Word(900, 2_500, INAUDIBLE, 0.0, "en", 0), *say("to item", start_ms=2_500)]
        )
        assert [cue.text for cue in made] == ["we move on", INAUDIBLE, "to item"]

    def test_never_after_a_function_word(self) -> None:
        """Neither line nor cue ends on an article, preposition, conjunction or auxiliary."""
        text = (
            "we will send one more reminder to the mailing list of the coordination group and to all of the "
            "coalitions that have not sent in their yearly report to the secretariat by the end of the week"
        )
        made = cues(say(text, word_ms=350))
        parts = [line.split() for cue in made for line in cue.lines]
        for left, right in itertools.pairwise(parts):
            assert break_between(left[-1], right[0], "en") is not Break.NEVER

    def test_names_stay_together(self) -> None:
        """First and last name are on one line."""
        made = cues(
            say("the floor goes now to our good colleague and friend Olena Kovalenko from the secretariat")
        )
        assert any("Olena Kovalenko" in line for cue in made for line in cue.lines)

    def test_pause_is_a_good_break(self) -> None:
        """A silence parts cues."""
        words = [*say("we move on"), *say("to item three", start_ms=4_000)]
        assert [cue.text for cue in cues(words)] == ["we move on", "to item three"]

    def test_lingers_for_reading(self) -> None:
        """A short cue stays in the silence after it until it can be read."""
        (cue,) = cues(say("Noted.", word_ms=200))
        assert cue.end_ms - cue.start_ms == SHORTEST_MS

    def test_lingers_not_beyond_the_end(self) -> None:
        """No cue lasts longer than the recording."""
        (cue,) = cues(say("Goodbye to all of you.", word_ms=100), until_ms=600)
        assert cue.end_ms == 600

    def test_quick_reply_does_not_cover_the_next(self) -> None:
        """A cue makes room for the next one."""
        made = cues(
            [*say("Yes.", word_ms=100), *say("No, not at all, that is not what we said.", start_ms=2_100)]
        )
        assert made[0].end_ms <= made[1].start_ms

    def test_word_longer_than_a_line(self) -> None:
        """A word that no line holds is split, without a hyphen and without loss."""
        made = cues([Word(0, 3_000, "x" * 100, 1.0, "en", 0)])
        assert "".join(line for cue in made for line in cue.lines) == "x" * 100

    def test_language_changes_with_the_cue(self) -> None:
        """Two languages do not share a cue."""
        words = [*say("Thank you."), Word(600, 900, "Merci.", 1.0, "fr", 0)]
        assert [cue.text for cue in cues(words)] == ["Thank you.", "Merci."]

    def test_nothing(self) -> None:
        """No words, no cues."""
        assert cues(()) == ()

    def test_three_hours(self) -> None:
        """A three-hour call is cut in seconds."""
        words = say("we will send one more reminder to the mailing list, and then adopt the agenda. " * 2_000)
        began = time.perf_counter()
        assert len(cues(words)) > 2_000
        assert time.perf_counter() - began < 20  # about 3 s where nothing else runs


class TestReflow:
    """Text without word times."""

    def test_span_too_short_for_its_text(self) -> None:
        """A text that no time is left for is shown all the same, each part for a moment."""
        made = reflow("x" * 100, 5_000, 5_000)
        assert letters("".join(cue.text for cue in made)) == "x" * 100
        assert all(cue.start_ms < cue.end_ms for cue in made)

    def test_span(self) -> None:
        """The cues fill the span, in proportion to their text."""
        text = (
            "A participant said that rating sheets gave us more feedback in one day than it does in a year."
        )
        made = reflow(text, 10_000, 17_000)
        assert made[0].start_ms == 10_000
        assert made[-1].end_ms <= 17_000
        assert len(made) > 1
        assert " ".join(cue.text for cue in made) == text

    def test_no_text(self) -> None:
        """No text gives no cue."""
        assert reflow("  ", 0, 1_000) == ()

    @given(st.lists(texts, max_size=40), st.integers(0, 10**7), st.integers(0, 60_000))
    @settings(max_examples=60)
    def test_rules(self, tokens: list[str], start_ms: int, duration_ms: int) -> None:
        """Whatever the text and the span: nothing is lost, nothing overlaps, and lines are short."""
        text = " ".join(tokens)
        made = reflow(text, start_ms, start_ms + duration_ms)
        assert letters("".join(cue.text for cue in made)) == letters(text)
        for cue in made:
            assert start_ms <= cue.start_ms < cue.end_ms
            assert all(len(line) <= LINE_CHARACTERS for line in cue.lines)
        for left, right in itertools.pairwise(made):
            assert left.end_ms <= right.start_ms


class TestCue:
    """The value."""

    def test_text(self) -> None:
        """The text of a cue is its lines with a space between."""
        assert Cue(0, 1, ("We move", "to item three.")).text == "We move to item three."

    @pytest.mark.parametrize("field", ["start_ms", "lines"])
    def test_frozen(self, field: str) -> None:
        """A cue does not change."""
        with pytest.raises(AttributeError):
            setattr(Cue(0, 1, ("x",)), field, 5)
