"""Writing a title into Markdown and plain text so that it stays a title, whatever its characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

COLUMNS = 72
"""The width of plain text: what mail readers show and quote without breaking (RFC 3676 section 4.2)."""

_INLINE = re.compile(r"([\\`*_\[\]<>&|~#$])")
_OPENING = re.compile(r"^(?:([-+=:])|(\d{1,9})([.)]))")
_WEB = re.compile(r"https?://\S+$")


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
