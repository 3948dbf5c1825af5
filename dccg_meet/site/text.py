"""Text for pages and feeds: without what HTML and XML forbid, and without what reorders its surroundings."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from dccg_meet.chatham.names.redaction import MASKS

_LAST_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MASK = re.compile("|".join(map(re.escape, MASKS.values())))
_ADDRESS = re.compile(r"https?://[^\s<>\"'\[\]{}|\\^`]*[^\s<>\"'\[\]{}|\\^`.,;:!?)]")


def clean(text: str) -> str:
    """``text`` without the characters that HTML (section 13.2.3.5) or XML (production 2) forbids.

    Characters that turn the direction of what follows go, too: one in a title would turn the page.
    """
    return _REORDERING.sub("", _FORBIDDEN.sub(" ", text))


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
