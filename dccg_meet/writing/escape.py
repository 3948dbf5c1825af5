"""Text that stays text, whatever its characters: in Markdown, in plain text, in HTML, XML and addresses."""

from __future__ import annotations

import re
import unicodedata
import urllib.parse
from collections.abc import Iterator

COLUMNS = 72
"""The width of plain text: what mail readers show and quote without breaking (RFC 3676 section 4.2)."""

_INLINE = re.compile(r"([\\`*_\[\]<>&|~#$])")
_OPENING = re.compile(r"^(?:([-+=:])|(\d{1,9})([.)]))")
_WEB = re.compile(r"https?://\S+$")
_LAST_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
_RESERVED = re.compile(r"[^\w@!$'*+.~\x00-\x1f\x7f-\x9f\u2028\u2029-]", re.ASCII)
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """``text`` without the characters that HTML (section 13.2.3.5) or XML (production 2) forbids.

    Characters that turn the direction of what follows go, too: one in a title would turn the page.
    """
    return _REORDERING.sub("", _FORBIDDEN.sub(" ", text))


def markdown(text: str) -> str:
    """``text`` as Markdown that shows exactly these characters (CommonMark 0.31 section 2.4; GFM tables).

    Only what has a meaning somewhere in a line is escaped, and what has one at its beginning there: the
    source stays readable.
    """
    opened = _OPENING.match(text)
    escaped = _INLINE.sub(r"\\\1", text)
    if opened is None:
        return escaped
    if opened[1]:
        return "\\" + escaped
    return f"{opened[2]}\\{escaped[len(opened[2]) :]}"


def mailto(address: str) -> str:
    """A mail address as a URI: nothing in it can begin a header field of the mail (RFC 6068 section 2).

    Control characters stay, for whoever writes it down to refuse or to clean.
    """
    return "mailto:" + _RESERVED.sub(lambda char: urllib.parse.quote(char[0], safe=""), address)


def width(text: str) -> int:
    """How many columns ``text`` takes on a terminal (Unicode Standard Annex 11)."""
    return sum(map(_columns, text))


def wrap(text: str, columns: int = COLUMNS) -> str:
    """``text`` with no line wider than ``columns``; what follows hangs under the first word of its line.

    The first word is what comes after blanks and a list mark (``-`` or ``12.``). A web address is never cut,
    so a line that holds nothing else may be wider.
    """
    return "\n".join(piece for line in text.split("\n") for piece in _wrap_line(line, columns))


def _wrap_line(line: str, columns: int) -> Iterator[str]:
    if width(line) <= columns:
        yield line
        return
    mark = re.match(r" *(?:(?:-|\d+\.) +)?", line)
    hanging = " " * (mark.end() if mark else 0)
    current = line[: len(hanging)]
    empty = True
    for word in _words(line[len(hanging) :], columns - len(hanging)):
        if not empty and width(current) + 1 + width(word) > columns:
            yield current
            current, empty = hanging, True
        current += word if empty else f" {word}"
        empty = False
    yield current


def _words(text: str, columns: int) -> Iterator[str]:
    """The words of ``text``; one that is wider than a line is cut, unless it is a web address."""
    for word in text.split(" "):
        piece = ""
        for char in word if not _WEB.match(word) else ():
            if width(piece) + _columns(char) > columns:
                yield piece
                piece = ""
            piece += char
        yield piece or word


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
