"""Masking: what gives somebody away becomes a constant, the same for everybody."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

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


def redact(texts: Sequence[str], forms: Forms) -> tuple[PublicText, ...]:
    """``texts``, which follow one another, with every one of ``forms`` masked.

    They are read as one text: a form that begins in one and ends in the next is masked in both.
    """
    hits = detect(_BORDER.join(texts), forms)
    masked = []
    begin = 0
    for text in texts:
        masked.append(_mask(text, begin, hits))
        begin += len(text) + len(_BORDER)
    return tuple(masked)


@functools.lru_cache(maxsize=4096)
def redact_one(text: str, forms: Forms) -> PublicText:
    """``text`` with every one of ``forms`` masked."""
    return redact((text,), forms)[0]


def redact_owner(text: str, forms: Forms) -> PublicText:
    """``text``, which tells who does something, with every one of ``forms`` masked, initials included."""
    return _mask(text, 0, detect(text, forms, owner=True))


def join(texts: Iterable[PublicText]) -> PublicText:
    """Masked texts as one; masks that meet become one."""
    return _merge_masks(" ".join(texts))


def masked(text: str) -> bool:
    """Whether something has been withheld in ``text``."""
    return any(mask in text for mask in MASKS.values())


def _mask(text: str, begin: int, hits: Sequence[Hit]) -> PublicText:
    """``text``, which begins at ``begin`` of what ``hits`` count in, masked."""
    pieces = []
    done = 0
    for hit in hits:
        start, end = max(hit.start - begin, 0), min(hit.end - begin, len(text))
        if start < end:
            pieces += [text[done:start], MASKS[hit.kind]]
            done = end
    return _merge_masks("".join([*pieces, text[done:]]))


def _merge_masks(text: str) -> PublicText:
    """How many names stood there tells who, too: a list of masks becomes one."""
    return PublicText(_REPEATED.sub(lambda run: run[0][: run[0].index("]") + 1], text))
