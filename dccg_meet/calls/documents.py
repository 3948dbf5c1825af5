"""In which format a document is, told by its address, and whether everybody can read it.

The table follows what "Hosting accessible remote meetings" asks for (W3C Accessibility of Remote Meetings):
files that people can open themselves and that can meet WCAG. A format can only make that possible; whether a
file is well made, a person has to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit


class Readable(StrEnum):
    """Whether everybody can read a format."""

    YES = "yes"
    LOOK = "look"
    """It depends on how the file was made: a person has to look."""
    NO = "no"


@dataclass(frozen=True)
class Format:
    """A format: its ``name`` for people, and who can read it."""

    name: str
    readable: Readable


WEB_PAGE = Format("web page", Readable.YES)
UNKNOWN = Format("", Readable.LOOK)

FORMATS = {
    **dict.fromkeys(("html", "htm", "xhtml"), WEB_PAGE),
    **dict.fromkeys(("md", "markdown"), Format("Markdown", Readable.YES)),
    "txt": Format("plain text", Readable.YES),
    "docx": Format("Word", Readable.YES),
    "odt": Format("OpenDocument", Readable.YES),
    "epub": Format("EPUB", Readable.YES),
    "pdf": Format("PDF", Readable.LOOK),
    **dict.fromkeys(("doc", "rtf"), Format("Word, old format", Readable.LOOK)),
    **dict.fromkeys(("ppt", "pptx", "odp", "key"), Format("slides", Readable.LOOK)),
    **dict.fromkeys(("xls", "xlsx", "ods", "csv"), Format("table", Readable.LOOK)),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "heic", "bmp"), Format("picture", Readable.NO)),
    **dict.fromkeys(("tif", "tiff", "djvu"), Format("scan", Readable.NO)),
}
"""Formats by the ending of a file's name."""


def format_of(url: str) -> Format:
    """The format that the address tells; an address that ends in a folder is a web page."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return UNKNOWN
    if (url and not path) or path.endswith("/"):
        return WEB_PAGE
    return FORMATS.get(PurePosixPath(path).suffix.lower().removeprefix("."), UNKNOWN)
