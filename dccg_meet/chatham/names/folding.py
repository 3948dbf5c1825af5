"""Folding: text as the detectors compare it, with the way back to offsets in the original.

Compatibility decomposition (Unicode TR 15, NFKD), case folding (The Unicode Standard, section 3.13), marks
stripped, invisible characters removed, dashes and apostrophes made one, ``&`` read as "and", small capitals
and letters in circles or squares made plain, and the commonest look-alikes of other scripts (Unicode TR 39)
made Latin. Folding is the same for a roster form and for a text, so a form always equals itself, whatever
script it is written in.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# The last one is the blank of Braille: it looks like a gap and is none.
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\u2043\ufe58\ufe63\uff0d\u058a\u05be\u2800"
_IOTA_SUBSCRIPT = "\u0345"  # a mark that is a letter as soon as case is ignored
_APOSTROPHES = (
    "'`\u00b4\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb"
    "\uff07\ua78c\u05f3"
)

# Lower-case letters of other scripts that are drawn like a Latin letter in one of their cases.
_LOOK_ALIKES = dict(
    zip(
        "авекмнорстухіїјѕԁһԛԝүѵӏαβεζηικμνορτυχϲϳſıłđðøħŧɑɡ",
        "abekmhopctyxiijsdhqwyvlabezhikmnoptuxcjsilddohtag",
        strict=True,
    )
) | {"æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng", "&": " and "}
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
# Negative circled, negative squared and regional indicator letters, which have no decomposition.
_FRAMED = {
    chr(first + place): chr(ord("a") + place) for first in (0x1F150, 0x1F170, 0x1F1E6) for place in range(26)
}
_PLAIN = _LOOK_ALIKES | _SMALL_CAPITALS | _FRAMED

_NOT_PLAIN = re.compile(r"[^\x00-\x7f]|&")
_TIGHT_GAP = re.compile(r"['\-_.*·/]{0,3}|-\s{1,3}")
_HUMP = re.compile(r"[a-z][A-Z]")
_RUN = re.compile(r"[^\W_]+")
_LETTERS_OR_DIGITS = re.compile(r"\d+|[^\W\d_]+")
_DIGEST = re.compile(r"[0-9a-f]{16,}")
_LONG_LETTERS = re.compile(r"[^\W\d_]{4}")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and where it stands in the original text.

    ``tight`` tells that nothing but a hyphen (also one at the end of a line), an apostrophe, a full stop, a
    slash or nothing at all divides it from the word before.
    """

    text: str
    start: int
    end: int
    tight: bool


def words(text: str, *, humps: bool = False) -> tuple[Word, ...]:
    """The folded words of ``text`` in order, with offsets into ``text``.

    A word is a run of letters and digits. Where letters and digits meet, a run with at least four letters in
    a row is divided (``amara97``); a shorter one (``dc3``, ``3f0ada1``) and the digits of a hash are not.
    With ``humps``, a run is also divided where a capital follows a small letter (``AmaraDraft``).
    """
    if not _NOT_PLAIN.search(text):
        return _divide(text.lower(), range(len(text)), text, humps=humps)
    origins: list[int] = []
    for offset, char in enumerate(text):
        origins.extend([offset] * (len(_fold_char(char)) if _NOT_PLAIN.match(char) else 1))
    return _divide(_fold_chars(text), origins, text, humps=humps)


def texts(text: str) -> list[str]:
    """The folded words of ``text`` without their places: what :func:`words` gives, much quicker."""
    found = []
    for run in _RUN.finditer(_fold_chars(text)):
        if run[0].isalpha():
            found.append(run[0])
        else:
            found += [run.string[start:end] for start, end in _pieces(run)]
    return found


def hump_texts(text: str) -> list[str]:
    """The words of ``words(text, humps=True)`` without their places, much quicker."""
    known: dict[str, list[str]] = {}
    found: list[str] = []
    for line in text.split("\n"):  # No word goes over the end of a line.
        if line not in known:
            even = line.isascii() and not _HUMP.search(line)
            known[line] = texts(line) if even else _hump_texts(line)
        found += known[line]
    return found


def _hump_texts(line: str) -> list[str]:
    if _NOT_PLAIN.search(line):
        return [word.text for word in words(line, humps=True)]
    found = []
    folded, offsets = line.lower(), range(len(line))
    for run in _RUN.finditer(folded):
        for piece in _pieces(run):
            cut = _at_humps(piece, offsets, line) if _HUMP.search(line, *piece) else (piece,)
            found += [folded[start:end] for start, end in cut]
    return found


def fold(text: str) -> str:
    """The folded words of ``text``, one blank between them."""
    return " ".join(texts(text))


def has_humps(text: str) -> bool:
    """Whether a capital follows a small letter somewhere in ``text``."""
    return bool(_HUMP.search(text)) or (
        not text.isascii() and any(before.islower() and after.isupper() for before, after in pairwise(text))
    )


def hidden(char: str) -> bool:
    """Whether ``char`` is no letter of its own: marks over another, zero-width characters, soft hyphens."""
    return (
        unicodedata.category(char)[0] == "M"
        or unicodedata.category(char) == "Cf"
        or char in "\u115f\u1160\u3164"
    )


def letters(text: str) -> tuple[str, list[int]]:
    """The folded letters of ``text`` without anything between them, and which offset each comes from."""
    found = [(part, offset) for offset, char in enumerate(text) for part in texts(char)]
    return "".join(part for part, _ in found), [offset for part, offset in found for _ in part]


@functools.cache
def _fold_char(char: str) -> str:
    if char in _DASHES:
        return "-"
    if char in _APOSTROPHES:
        return "'"
    if hidden(char) and char != _IOTA_SUBSCRIPT:
        return ""
    # Twice, because casing can bring forth characters that decompose again (The Unicode Standard, D146).
    for _ in range(2):
        char = unicodedata.normalize("NFKD", char).casefold()
    kept = (_PLAIN.get(part, part) for part in char if not hidden(part))
    return "".join(kept)


def _fold_chars(text: str) -> str:
    # ASCII letters are lowered after the rest has been folded: folding gives no capitals.
    return _NOT_PLAIN.sub(lambda char: _fold_char(char[0]), text).lower()


def _divide(folded: str, origins: Sequence[int], text: str, *, humps: bool) -> tuple[Word, ...]:
    found = []
    previous_end: int | None = None
    for run in _RUN.finditer(folded):
        for piece in _pieces(run):
            for start, end in _at_humps(piece, origins, text) if humps else [piece]:
                tight = previous_end is not None and bool(_TIGHT_GAP.fullmatch(folded, previous_end, start))
                last = _after_marks(text, origins[end - 1] + 1)
                found.append(Word(folded[start:end], origins[start], last, tight))
                previous_end = end
    return tuple(found)


def _at_humps(piece: tuple[int, int], origins: Sequence[int], text: str) -> list[tuple[int, int]]:
    """``piece`` of the folded text cut wherever ``text`` has a capital after a small letter."""
    start, end = piece
    cuts = [
        place
        for place in range(start + 1, end)
        if text[origins[place]].isupper() and text[origins[place - 1]].islower()
    ]
    return list(pairwise([start, *cuts, end]))


def _pieces(run: re.Match[str]) -> list[tuple[int, int]]:
    if run[0].isalpha() or not _LONG_LETTERS.search(run[0]) or _DIGEST.fullmatch(run[0]):
        return [run.span()]
    return [
        (run.start() + piece.start(), run.start() + piece.end())
        for piece in _LETTERS_OR_DIGITS.finditer(run[0])
    ]


def _after_marks(text: str, end: int) -> int:
    """``end`` moved past the marks that are drawn over the last letter, so that no mask leaves one behind."""
    while end < len(text) and not text[end].isascii() and hidden(text[end]):
        end += 1
    return end
