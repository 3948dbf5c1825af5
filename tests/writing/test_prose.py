"""Lists, numbers and counts."""

from __future__ import annotations

import pytest

from dccg_meet.writing.prose import counted, listed, number, ordinal


@pytest.mark.parametrize(
    ("texts", "text"),
    [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcd", "a, b and 2 others")],
)
def test_listed(texts: str, text: str) -> None:
    """Commas, then "and"; of more than three the first two and how many others."""
    assert listed(list(texts), 3) == text


def test_listed_in_full() -> None:
    """Without a limit all are named."""
    assert listed(list("abcd")) == "a, b, c and d"
    assert listed(list("abcd"), 2, rest="places") == "a and 3 places"


@pytest.mark.parametrize(
    ("count", "text"), [(1, "first"), (10, "tenth"), (11, "11th"), (12, "12th"), (21, "21st"), (111, "111th")]
)
def test_ordinal(count: int, text: str) -> None:
    """In letters up to ten."""
    assert ordinal(count) == text


def test_number_and_counted() -> None:
    """In letters up to ten; one of a thing has no s."""
    assert [number(count) for count in (0, 1, 10, 11)] == ["none", "one", "ten", "11"]
    assert [counted(count, "point") for count in (0, 1, 2)] == ["0 points", "1 point", "2 points"]
