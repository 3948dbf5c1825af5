"""Two hearings become one: where they differ, the surer words are taken, and no word that both have goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
        # One word is no better than four that are about as sure; two words in doubt are better than none.
        (
            hearing("to exclude members without notice fails", 0.88),
            hearing("to uh fails", 0.89),
            "to exclude members without notice fails",
        ),
        (hearing("I do not agree", 0.9, 0.32, 0.32, 0.9), hearing("I agree", 0.9), "I do not agree"),
        # Capitals and stops are no difference; the surer one is written.
        (hearing("Yes, we agree.", 0.5), hearing("yes we agree", 0.9), "yes we agree"),
        (hearing("… we agree", 0.9), hearing("– we agree", 0.1, 0.9, 0.9), "… we agree"),
    ],
)
def test_combined(first: list[Word], second: list[Word], expected: str) -> None:
    """What is taken of two hearings."""
    assert text(combined(first, second)) == expected


def test_said_twice() -> None:
    """The same said ten seconds later is something else."""
    early, late = hearing("we agree", 0.6), [*hearing("we agree", 0.9)]
    late = [replace(word, start_ms=word.start_ms + 10_000, end_ms=word.end_ms + 10_000) for word in late]
    both = combined([*early, *late], late)
    assert [word.start_ms for word in both] == [0, 500, 10_000, 10_500]


def test_doubt() -> None:
    """Words on which they do not agree are for the reviewer."""
    both = combined(hearing("the rating sheet", 0.9), hearing("the raiding sheet", 0.9, 0.8, 0.9))
    assert [word.doubtful for word in both] == [False, True, False]


@st.composite
def hearings(draw: st.DrawFn) -> list[Word]:
    """Some words of a small vocabulary."""
    said = draw(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d", "e"]), st.floats(0, 1)), max_size=12))
    return hearing(" ".join(word for word, _ in said), *(confidence for _, confidence in said))


@given(hearings(), hearings())
def test_of_either(first: list[Word], second: list[Word]) -> None:
    """Nothing is said that neither heard; the same twice stays the same; sure words are not lost."""
    both = combined(first, second)
    heard = {(word.start_ms, word.text) for word in (*first, *second)}
    assert {(word.start_ms, word.text) for word in both} <= heard
    assert combined(first, first) == tuple(first)
    assert len(both) <= len(first) + len(second)
    sure = [replace(word, confidence=1.0) for word in first]
    assert text(combined(sure, [])) == text(combined([], sure)) == text(sure)
