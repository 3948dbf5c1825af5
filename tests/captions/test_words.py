"""Words keep every letter on their way from the model into the islands of speech."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.words import (
    INAUDIBLE,
    Span,
    Word,
    ended_before,
    inaudible,
    spoken_text,
    whole_words,
    within,
)


def word(text: str, start_ms: int = 0, end_ms: int = 100, language: str = "en", window: int = 0) -> Word:
    """A word with plain values."""
    return Word(start_ms, end_ms, text, 0.9, language, window)


@st.composite
def islands(draw: st.DrawFn) -> tuple[Span, ...]:
    """Islands of at least 400 ms, in order."""
    lengths = draw(
        st.lists(st.tuples(st.integers(1, 3_000), st.integers(400, 5_000)), min_size=1, max_size=6)
    )
    starts = accumulate(length for pair in lengths for length in pair)
    edges = list(starts)
    return tuple(Span(edges[at], edges[at + 1]) for at in range(0, len(edges), 2))


@st.composite
def pieces(draw: st.DrawFn) -> tuple[Word, ...]:
    """Pieces as a model gives them: in order, some without length, some beginning with a space."""
    steps = draw(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=30))
    texts = draw(
        st.lists(st.sampled_from([" the", " co", "-facilitator", ".", " ", "", " é", "l'"]), min_size=30)
    )
    at, made = 0, []
    for (gap, length), text in zip(steps, texts, strict=False):
        made.append(word(text, at + gap, at + gap + length))
        at += gap + length
    return tuple(made)


class TestWholeWords:
    """Pieces become words."""

    def test_pieces_without_space_join(self) -> None:
        """A piece that does not begin with a space belongs to the one before."""
        joined = whole_words([word(" co", 0, 50), word("-facilitator", 50, 90), word(" in", 95, 99)])
        assert [part.text for part in joined] == ["co-facilitator", "in"]
        assert (joined[0].start_ms, joined[0].end_ms) == (0, 90)

    def test_confidence_is_the_lowest(self) -> None:
        """A word is as doubtful as its most doubtful piece."""
        first, second = Word(0, 50, " co", 0.2, "en", 0), Word(50, 90, "-chair", 0.9, "en", 0)
        assert whole_words([first, second])[0].confidence == 0.2
        assert (
            whole_words([replace(first, confidence=1.0), replace(second, confidence=0.1)])[0].confidence
            == 0.1
        )

    def test_windows_do_not_join(self) -> None:
        """The first piece of a window starts a word even without a space."""
        assert len(whole_words([word(" co"), word("chair", window=1)])) == 2

    def test_chinese_pieces_stay(self) -> None:
        """A script without spaces keeps its pieces."""
        assert len(whole_words([word("\u4f60", language="zh"), word("\u597d", language="zh")])) == 2

    @given(pieces())
    def test_no_letter_is_lost(self, made: tuple[Word, ...]) -> None:
        """Whatever the pieces: joined together they have the same letters in the same order."""
        letters = "".join(part.text for part in made).replace(" ", "")
        joined = "".join(part.text for part in whole_words(made))
        assert joined.replace(".", "") == letters.replace(".", "")

    def test_dots(self) -> None:
        """Dots between words, or alone, are no words."""
        made = [word(" ."), word(" ."), word(" Yes"), word("."), word(" .")]
        assert [part.text for part in whole_words(made)] == ["Yes."]


class TestWithin:
    """Words are moved into islands."""

    def test_stretched_word_is_clamped(self) -> None:
        """A word that alignment stretched over silence ends with the voice."""
        assert within([word("none", 900, 4_000)], [Span(500, 1_500), Span(5_000, 6_000)]) == (
            word("none", 900, 1_500),
        )

    def test_word_in_silence_goes_to_the_nearest_island(self) -> None:
        """A word outside every island is not dropped, and has time to be said there."""
        moved = within([word("yes", 4_700, 4_800)], [Span(500, 1_500), Span(5_000, 6_000)])
        assert moved == (word("yes", 5_000, 5_060),)

    def test_without_islands(self) -> None:
        """Without islands the words stay."""
        assert within([word("yes")], []) == (word("yes"),)

    @given(pieces(), islands())
    def test_order_and_place(self, made: tuple[Word, ...], where: tuple[Span, ...]) -> None:
        """Every word is kept, in order, without overlap, at least 1 ms long, and inside an island."""
        moved = within(made, where)
        assert [part.text for part in moved] == [part.text for part in made]
        for left, right in pairwise(moved):
            assert left.end_ms <= right.start_ms
        for part in moved:
            assert part.start_ms < part.end_ms
            assert any(i.start_ms <= part.start_ms and part.end_ms <= i.end_ms for i in where)


class TestSpokenText:
    """Running text."""

    def test_spaces(self) -> None:
        """English words have spaces between them."""
        assert spoken_text([word("I"), word("hear"), word("none.")]) == "I hear none."

    def test_no_spaces_in_chinese(self) -> None:
        """Chinese words have none, but a foreign word among foreign words has."""
        chinese = [word(text, language="zh") for text in ("\u4f60", "\u597d", "IGF", "2026")]
        assert spoken_text(chinese) == "\u4f60\u597dIGF 2026"

    def test_inaudible(self) -> None:
        """A loss is visible in the text."""
        assert spoken_text([word("We"), inaudible(Span(1, 2), "en", 0)]) == f"We {INAUDIBLE}"


def test_ended_before() -> None:
    """A word that lasts into a loss ends where the first of them begins; others stay."""
    words = (word("we", 0, 900), word("on", 1_000, 5_000), word("now", 5_200, 5_400))
    made = ended_before(words, [Span(4_000, 4_900), Span(1_600, 3_000)])
    assert [(part.start_ms, part.end_ms) for part in made] == [(0, 900), (1_000, 1_600), (5_200, 5_400)]
