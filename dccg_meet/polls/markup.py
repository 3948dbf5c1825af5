"""The text of a mail that has no other than HTML, with what it quotes marked as in plain text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

LARGEST = 200_000
"""Characters of a page that are read; answers stand at the top."""

_UNSEEN = frozenset({"head", "script", "style", "title", "template", "noscript", "textarea", "select"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "big", "cite", "code", "del", "em", "font", "i", "ins", "mark", "s", "small"}
    | {"span", "strong", "sub", "sup", "td", "th", "time", "tt", "u"}
)
_QUOTING = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote")


@dataclass(frozen=True)
class _Open:
    tag: str
    unseen: bool
    quoted: bool


def text(html: str) -> str:
    """What a reader of ``html`` sees, a line a block; lines of a quotation begin with ``>``.

    What is struck out is not seen: it was taken back. Nor is what a tag or comment without an end begins.
    """
    reader = _Reader()
    # Not closed: what begins and does not end would be looked through again from each of its beginnings.
    reader.feed(html[:LARGEST] + "\n")
    return reader.result()


class _Reader(HTMLParser):
    """Collects text; a closing tag that nothing opened is passed over, one over open ones closes them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._stack: list[_Open] = []
        self._count: Counter[str] = Counter()
        self._unseen = 0
        self._quoted = 0
        self._lines: list[str] = []
        self._line: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self._break()
        elif tag in {"td", "th"}:
            self._line.append(" ")
        if tag in _VOID:
            return
        values = {name: (value or "").lower() for name, value in attrs}
        style = "".join(values.get("style", "").split())
        opened = _Open(
            tag,
            tag in _UNSEEN | {"del", "s", "strike"}
            or "hidden" in values
            or "display:none" in style
            or "line-through" in style,
            tag == "blockquote" or any(name in values.get("class", "") for name in _QUOTING),
        )
        self._stack.append(opened)
        self._count[tag] += 1
        self._unseen += opened.unseen
        self._quoted += opened.quoted

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._break()
        while self._count[tag]:
            closed = self._stack.pop()
            self._count[closed.tag] -= 1
            self._unseen -= closed.unseen
            self._quoted -= closed.quoted
            if closed.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line.append(data)

    def result(self) -> str:
        """The text so far."""
        self._break()
        return "\n".join(self._lines)

    def _break(self) -> None:
        line = " ".join("".join(self._line).split())
        if line:
            self._lines.append(f"> {line}" if self._quoted else line)
        self._line.clear()
