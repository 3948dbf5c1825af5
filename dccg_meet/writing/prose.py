"""Small words: lists, numbers and counts as people write them in English."""

from __future__ import annotations

from collections.abc import Sequence

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_TEENS = frozenset({11, 12, 13})


def listed(texts: Sequence[str], shown: int | None = None, *, rest: str = "others") -> str:
    """``Chicago, New York and Toronto``; of more than ``shown``, ``Chicago, New York and 5 others``.

    Raises IndexError for no text.
    """
    names = list(texts)
    if shown is not None and len(names) > shown:
        names = [*names[: shown - 1], f"{len(names) - shown + 1} {rest}"]
    return f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]


def number(count: int) -> str:
    """``three``, from eleven on ``11``."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def ordinal(count: int) -> str:
    """``third``, from eleven on ``11th``; counted from 1."""
    if count <= len(_PLACES):
        return _PLACES[count - 1]
    return f"{count}{'th' if count % 100 in _TEENS else _ENDINGS.get(count % 10, 'th')}"


def counted(count: int, noun: str, nouns: str = "") -> str:
    """``1 point``, ``2 points``; ``nouns`` is the plural where it is not the noun with an s."""
    return f"{count} {noun if count == 1 else nouns or noun + 's'}"
