"""Two hearings become one: where they differ, the surer words are taken, and no word that both have goes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.decoding.combined import combined
from dccg_meet.captions.words import Word


def hearing(text: str, *confidences: float) -> list[Word]:
    """The words of a text, half a second each; one confidence is that of all."""
    texts = text.split()
    sure = confidences if len(confidences) == len(texts) else confidences * len(texts)
    return [
        Word(at * 500, at * 500 + 400, word, confidence, "en", 0)
        for at, (word, confidence) in enumerate(zip(texts, sure, strict=True))
    ]


def text(words: Sequence[Word]) -> str:
    """The words as text."""
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (hearing("we adopt the minutes", 0.9), hearing("we adopt the minutes", 0.8), "we adopt the minutes"),
        (hearing("the rating sheet", 0.9), hearing("the raiding sheet", 0.9, 0.4, 0.9), "the rating sheet"),
        (hearing("the raiding sheet", 0.9, 0.4, 0.9), hearing("the rating sheet", 0.9), "the rating sheet"),
        # Only one of them has the words.
        (hearing("yes we agree", 0.9), hearing("we agree", 0.9), "yes we agree"),
        (hearing("we agree", 0.9), hearing("yes we agree", 0.9), "yes we agree"),
        (hearing("we agree", 0.9), hearing("uh we agree", 0.1, 0.9, 0.9), "we agree"),
        (hearing("uh we agree", 0.1, 0.9, 0.9), hearing("we agree", 0.9), "we agree"),
        # Differences next to each other are decided as one.
        (hearing("ask mailing to", 0.9, 0.3, 0.2), hearing("ask Mei Ling Chua", 0.9), "ask Mei Ling Chua"),
        ([], hearing("hello", 0.9), "hello"),
        (hearing("hello", 0.9), [], "hello"),
        ([], [], ""),
        # Capitals and stops are no difference; the surer one is written.
        (hearing("Yes, we agree.", 0.5), hearing("yes we agree", 0.9), "yes we agree"),
        (hearing("… we agree", 0.9), hearing("– we agree", 0.1, 0.9, 0.9), "… we agree"),
    ],
)
def test_combined(first: list[Word], second: list[Word], expected: str) -> None:
    """What is taken of two hearings."""
    assert text(combined(first, second)) == expected


@st.composite
def hearings(draw: st.DrawFn) -> list[Word]:
    """Some words of a small vocabulary."""
    said = draw(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d", "e"]), st.floats(0, 1)), max_size=12))
    return hearing(" ".join(word for word, _ in said), *(confidence for _, confidence in said))


@given(hearings(), hearings())
def test_of_either(first: list[Word], second: list[Word]) -> None:
    """Nothing is said that neither heard; the same twice stays the same; a sure word is not lost."""
    both = combined(first, second)
    assert {id(word) for word in both} <= {id(word) for word in (*first, *second)}
    assert combined(first, first) == tuple(first)
    assert len(both) >= min(len(first), len(second)) - max(len(first), len(second))
    sure = [Word(word.start_ms, word.end_ms, word.text, 1.0, "en", 0) for word in first]
    assert text(combined(sure, [])) == text(sure)
