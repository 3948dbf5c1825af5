"""Masking: what gives somebody away becomes a constant, the same for everybody."""

from __future__ import annotations

import functools
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dccg_meet.chatham.names.detection import Hit, detect
from dccg_meet.chatham.names.forms import Forms, Kind
from dccg_meet.chatham.public import PublicText

MASKS = {
    Kind.NAME: "[name withheld]",
    Kind.PASSCODE: "[passcode withheld]",
    Kind.AFFILIATION: "[affiliation withheld]",
}
"""No pseudonyms: a constant per person would tell which turns belong together."""

_BETWEEN = r"(?:[\s,;.'&/\u2019\u2013-]|\b(?:and|or|und|et)\b)*"
_REPEATED = re.compile(
    "|".join(rf"{re.escape(mask)}(?:{_BETWEEN}{re.escape(mask)})+" for mask in MASKS.values())
)
_BORDER = "\n"
_LABEL = re.compile(r"\s*\[[^\]]*\]\s*")
_PIECES = re.compile(r"\[[^\]]*\]|[^\[]+|\[")
_APART = 3  # A name may go on in the third cue: two others' are between.


@dataclass(frozen=True, slots=True)
class Found:
    """What gives somebody away, and where: its ``parts``, each the number of a text and offsets in it."""

    kind: Kind
    parts: tuple[tuple[int, int, int], ...]

    @property
    def texts(self) -> frozenset[int]:
        """The numbers of the texts that hold a part of it."""
        return frozenset(number for number, _, _ in self.parts)


def find(texts: Sequence[str], forms: Forms) -> tuple[Found, ...]:
    """Every one of ``forms`` in ``texts``, which follow one another and are read as one text.

    A form may begin in one and end in the next, or after one or two of somebody else: speakers on tracks of
    their own talk at the same time. ``[inaudible]`` and other labels come between the words of anybody.
    """
    pieces = [
        (number, piece.start(), piece[0])
        for number, text in enumerate(texts)
        for piece in _PIECES.finditer(text)
    ]
    parts = [text for _, _, text in pieces]
    found = []
    for order in _orders(parts):
        for hit, where in _read(parts, order, forms):
            if len(where) > 1 or len(order) == len(parts):
                placed = [(*pieces[piece][:2], start, end) for piece, start, end in where]
                found.append(
                    Found(hit.kind, tuple((n, at + start, at + end) for n, at, start, end in placed))
                )
    return tuple(found)


def _orders(texts: Sequence[str]) -> Iterator[Sequence[int]]:
    """Numbers of texts as one speaker may have said them: all, then all but labels, then every other one."""
    yield range(len(texts))
    spoken = [number for number, text in enumerate(texts) if not _LABEL.fullmatch(text)]
    for step in range(1 if len(spoken) < len(texts) else 2, _APART + 1):
        yield from (spoken[first::step] for first in range(step) if len(spoken) > first + step)


def _read(
    texts: Sequence[str], order: Sequence[int], forms: Forms
) -> Iterator[tuple[Hit, list[tuple[int, int, int]]]]:
    """The forms in some of the texts, read in this order, each with the parts of it that each text holds."""
    hits = deque(detect(_BORDER.join(texts[number] for number in order), forms))
    parts: dict[Hit, list[tuple[int, int, int]]] = {hit: [] for hit in hits}
    begin = 0
    for number in order:
        end = begin + len(texts[number])
        for hit in hits:
            if hit.start >= end:
                break
            inside = max(hit.start, begin), min(hit.end, end)
            if inside[0] < inside[1]:
                parts[hit].append((number, inside[0] - begin, inside[1] - begin))
        while hits and hits[0].end <= end:
            hits.popleft()
        begin = end + len(_BORDER)
    return ((hit, where) for hit, where in parts.items() if where)


def redact(texts: Sequence[str], forms: Forms) -> tuple[PublicText, ...]:
    """``texts``, which follow one another, with every one of ``forms`` masked wherever a part of it is."""
    return mask(texts, find(texts, forms))


def mask(texts: Sequence[str], found: Iterable[Found]) -> tuple[PublicText, ...]:
    """``texts`` with what was found in them masked."""
    inside: list[list[Hit]] = [[] for _ in texts]
    for each in found:
        for number, start, end in each.parts:
            inside[number].append(Hit(start, end, each.kind))
    return tuple(_mask(text, hits) for text, hits in zip(texts, inside, strict=True))


@functools.lru_cache(maxsize=4096)
def redact_one(text: str, forms: Forms) -> PublicText:
    """``text`` with every one of ``forms`` masked."""
    return redact((text,), forms)[0]


def redact_owner(text: str, forms: Forms) -> PublicText:
    """``text``, which tells who does something, with every one of ``forms`` masked, initials included."""
    return _mask(text, detect(text, forms, owner=True))


def join(texts: Iterable[PublicText]) -> PublicText:
    """Masked texts as one; masks that meet become one."""
    return _merge_masks(" ".join(texts))


def masked(text: str) -> bool:
    """Whether something has been withheld in ``text``."""
    return any(mask in text for mask in MASKS.values())


def _mask(text: str, hits: Iterable[Hit]) -> PublicText:
    """``text`` masked; of stretches that overlap the one that begins first says what it was."""
    pieces = []
    done = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= done:
            pieces += [text[done : hit.start], MASKS[hit.kind]]
        done = max(done, hit.end)
    return _merge_masks("".join([*pieces, text[done:]]))


def _merge_masks(text: str) -> PublicText:
    """How many names stood there tells who, too: a list of masks becomes one."""
    return PublicText(_REPEATED.sub(lambda run: run[0][: run[0].index("]") + 1], text))
