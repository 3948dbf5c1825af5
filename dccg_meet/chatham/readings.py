"""Every way in which a file may be read: as it stands, decoded, unfolded, without tags, node by node.

A reader's program undoes HTML character references, percent encoding (RFC 3986), quoted-printable and base64
(RFC 2045), JSON escapes (RFC 8259), folded iCalendar lines (RFC 5545 section 3.1) and tags. So does this
module, also where one is wrapped in another. It shares no code with what wrote the files.
"""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote

from dccg_meet.errors import ReleaseRefused


class Depth(Enum):
    """How far a reading is from prose, and so which forms count as found in it."""

    CONTENT = "content"
    ENCODED = "encoded"
    MARKUP = "markup"
    BINARY = "binary"


@dataclass(frozen=True)
class Reading:
    """One text that a file holds. ``place`` tells people where; ``lines`` maps offsets to source lines."""

    text: str
    place: str
    depth: Depth = Depth.CONTENT
    lines: tuple[tuple[int, int], ...] = ()

    def line(self, offset: int) -> int:
        """The line of the file that ``offset`` comes from; where text was decoded, about that line."""
        start, line = max((pair for pair in self.lines if pair[0] <= offset), default=(0, 1))
        return line + self.text.count("\n", start, offset) if len(self.lines) <= 1 else line


_WRAPPINGS = 3
_MARKUP_FILES = frozenset({".html", ".htm", ".xhtml", ".xml", ".svg"})
_ARCHIVES = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf")
_STRUCTURE = frozenset({
    "charset", "class", "dir", "for", "http-equiv", "id", "lang", "media", "property", "rel", "role", "scope",
    "style", "tabindex", "type", "version", "xmlns",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "c", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "time", "u", "v", "wbr",
})  # fmt: skip
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]*)>")
_CSS_TEXT = re.compile(r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)]*\)", re.DOTALL)
_NOT_ASCII = re.compile(rb"[^\x20-\x7e]")
_PRINTABLE_RUN = re.compile(rb"[\x20-\x7e]{16,}")


def readings(name: str, data: bytes) -> Iterator[Reading]:
    """Every reading of the file ``name`` that holds ``data``, its name included.

    Raises ReleaseRefused for compressed files, which cannot be read.
    """
    for text in decoded(name):
        yield Reading(text, "file name")
    if data.startswith(_ARCHIVES):
        raise ReleaseRefused(
            "a compressed file cannot be checked for names",
            where=name,
            todo="Publish the file uncompressed; the web server may compress it.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if not text or "\0" in text:
        yield from _binary(data)
        return
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _MARKUP_FILES:
        yield from _markup(text, _WRAPPINGS)
    elif suffix == ".ics":
        yield from _plain(*_unfolded(text))
    elif suffix == ".css":
        yield Reading(text, "style sheet", Depth.MARKUP)
        for match in _CSS_TEXT.finditer(text):
            yield Reading(match[0], "style sheet text", lines=((0, text.count("\n", 0, match.start()) + 1),))
    else:
        yield from _plain(text)
    yield from _base64(text)


def decoded(text: str) -> tuple[str, ...]:
    """``text`` and everything that comes of undoing encodings, up to three of them one inside another."""
    seen = {text: None}
    latest = [text]
    for _ in range(_WRAPPINGS):
        latest = [new for old in latest for undo in _ENCODINGS if (new := undo(old)) not in seen]
        seen.update(dict.fromkeys(latest))
    return tuple(seen)


def _plain(text: str, lines: tuple[tuple[int, int], ...] = ()) -> Iterator[Reading]:
    for version in decoded(text):
        yield Reading(version, "text", lines=lines)
        if "<" in version:
            # A bare address in angle brackets (CommonMark section 6.5) would be taken for a tag.
            yield from _markup(_AUTOLINK.sub(r"\1", version), _WRAPPINGS - 1)


def _unfolded(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A calendar with its folded lines whole, and where each of them begins: offset and line of the file."""
    whole: list[str] = []
    lines: list[tuple[int, int]] = []
    length = 0
    for number, line in enumerate(re.split(r"(?<=\n)", text), 1):
        if whole and line[:1] in {" ", "\t"}:
            length += len(line[1:]) - len(whole[-1]) + len(whole[-1].rstrip("\r\n"))
            whole[-1] = whole[-1].rstrip("\r\n") + line[1:]
        else:
            lines.append((length, number))
            whole.append(line)
            length += len(line)
    return "".join(whole), tuple(lines)


def _markup(text: str, wrappings: int) -> Iterator[Reading]:
    """The text and attributes of a marked-up file; where they hold markup again, that of it, too."""
    reader = _NodeReader()
    reader.feed(text)
    reader.close()
    for reading in reader.found():
        for version in decoded(reading.text):
            yield Reading(version, reading.place, reading.depth, reading.lines)
            if wrappings and "<" in version:
                yield from _markup(version, wrappings - 1)
    yield Reading(text, "markup", Depth.MARKUP)


class _NodeReader(HTMLParser):
    """Collects the running text, attributes and comments of a page with their lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._text: list[str] = []
        self._lines: list[tuple[int, int]] = []
        self._length = 0
        self._apart: list[Reading] = []

    def found(self) -> list[Reading]:
        return [Reading("".join(self._text), "text", lines=tuple(self._lines)), *self._apart]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        for name, value in attrs:
            structure = name in _STRUCTURE or (name == "href" and (value or "").startswith("#"))
            depth = Depth.MARKUP if structure else Depth.CONTENT
            self._keep(value or "", f"attribute {name}" if value else "tag", depth)
        if attrs:
            # A WebVTT voice (<v Name Surname>) reads as attributes without values.
            self._keep(
                " ".join(name for name, _ in attrs), "tag", Depth.CONTENT if tag == "v" else Depth.MARKUP
            )

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        depth = Depth.MARKUP if self.cdata_elem == "style" else Depth.CONTENT
        if depth is Depth.MARKUP:
            self._keep(data, "style sheet", depth)
            return
        self._add(re.sub(r"\s+", " ", data))

    def handle_comment(self, data: str) -> None:
        self._keep(data, "comment", Depth.CONTENT)

    def handle_decl(self, decl: str) -> None:
        self._keep(decl, "declaration", Depth.MARKUP)

    def handle_pi(self, data: str) -> None:
        self._keep(data, "instruction", Depth.CONTENT)

    def unknown_decl(self, data: str) -> None:
        """CDATA sections, which feeds may hold."""
        self._add(re.sub(r"\s+", " ", data.removeprefix("CDATA[")))

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self._add("\n")

    def _add(self, text: str) -> None:
        self._lines.append((self._length, self.getpos()[0]))
        self._text.append(text)
        self._length += len(text)

    def _keep(self, text: str, place: str, depth: Depth) -> None:
        if text.strip():
            self._apart.append(Reading(text, place, depth, ((0, self.getpos()[0]),)))


def _binary(data: bytes) -> Iterator[Reading]:
    """Bytes that are no text: what is text among them, in UTF-8, one byte a letter, or UTF-16."""
    yield Reading(data.decode(errors="replace"), "binary data", Depth.BINARY)
    for letters in (data, data.replace(b"\0", b"")):
        yield Reading(_NOT_ASCII.sub(b" ", letters).decode("ascii"), "binary data", Depth.BINARY)
        for match in _PRINTABLE_RUN.finditer(letters):
            yield Reading(match[0].decode("ascii"), "text in binary data")


def _base64(text: str) -> Iterator[Reading]:
    """What runs of letters and digits hold if they are base64, each run once, from any of its letters on."""
    seen: set[str] = set()
    line, counted = 1, 0
    for match in _BASE64.finditer(text):
        if match[0] in seen:
            continue
        seen.add(match[0])
        line += text.count("\n", counted, match.start())
        counted = match.start()
        for skipped in range(4):
            run = match[0].rstrip("=")[skipped:]
            run = run[: len(run) // 4 * 4 + (len(run) % 4 if len(run) % 4 > 1 else 0)]
            try:
                raw = base64.b64decode(
                    run + "=" * (-len(run) % 4), altchars=b"-_" if set(run) & {"-", "_"} else None
                )
                inner = raw.decode("utf-8")
            except (binascii.Error, UnicodeDecodeError):
                continue
            if inner.isprintable() or inner.replace("\n", " ").replace("\r", " ").isprintable():
                yield Reading(inner, "base64", Depth.ENCODED, ((0, line),))


def _unquote_printable(text: str) -> str:
    if not re.search(r"=(?:[0-9A-Fa-f]{2}|\r?\n)", text):
        return text
    return quopri.decodestring(text.encode()).decode("utf-8", errors="replace")


def _unescape_json(text: str) -> str:
    plain = _JSON_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")


def _unfold(text: str) -> str:
    """Folded lines joined again, and their escapes undone."""
    return re.sub(
        r"\\([nN,;\\])",
        lambda escape: " " if escape[1] in "nN" else escape[1],
        re.sub(r"\r?\n[ \t]", "", text),
    )


def _unquote(text: str) -> str:
    return unquote(text, errors="replace") if "%" in text else text


_ENCODINGS: tuple[Callable[[str], str], ...] = (
    html.unescape,
    _unquote,
    _unquote_printable,
    _unescape_json,
    _unfold,
)
