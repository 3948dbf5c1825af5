"""Text for pages: links that can be followed, withheld marks set apart."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from dccg_meet.chatham.names.redaction import MASKS
from dccg_meet.writing.escape import clean

_MASK = re.compile("|".join(map(re.escape, MASKS.values())))
_ADDRESS = re.compile(r"https?://[^\s<>\"'\[\]{}|\\^`]*[^\s<>\"'\[\]{}|\\^`.,;:!?)]")


def rich(text: str) -> Markup:
    """``text`` as HTML: web addresses are links, withheld marks are set apart from what was said."""
    return _each(_ADDRESS, clean(text), _link, lambda part: _each(_MASK, part, _mark, escape))


def _link(address: str) -> Markup:
    return Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(address)


def _mark(mask: str) -> Markup:
    return Markup('<span class="withheld">{}</span>').format(mask)


def _each(
    pattern: re.Pattern[str], text: str, found: Callable[[str], Markup], between: Callable[[str], Markup]
) -> Markup:
    """``text`` with ``found`` where ``pattern`` matches and ``between`` elsewhere."""
    pieces = []
    at = 0
    for match in pattern.finditer(text):
        pieces += [between(text[at : match.start()]), found(match[0])]
        at = match.end()
    return Markup("").join([*pieces, between(text[at:])])
