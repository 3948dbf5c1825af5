"""What hypothesis types into the fields that people type into."""

from __future__ import annotations

from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from dccg_meet.workspace.values import Line

_LINE = TypeAdapter(Line)


def lines(*, min_size: int = 0, max_size: int = 60) -> st.SearchStrategy[str]:
    """Any text that a field of one line takes, as it is kept."""
    characters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    kept = st.text(characters, max_size=max_size).filter(_is_line).map(_LINE.validate_python)
    return kept.filter(lambda text: len(text) >= min_size)


_PIECES = (
    "\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1b[31m", "\x85", "\u2028", "\u2029", "\t",
    "\u202e", "\u2066", "\u200f", "\ufeff", "BEGIN:VEVENT", "END:VEVENT", "ATTENDEE:mailto:evil@example.org",
    "Bcc: evil@example.org", "=?utf-8?B?DQpCY2M6IGV2aWxAZXhhbXBsZS5vcmc=?=", "=?utf-8?Q?=0D=0ABcc:_x?=",
    '"', "'", "\\", "\\n", ";", ",", ":", "=", "<", ">", "@", "%0D%0A", "--", "é", "議", "👩🏽‍💻", " ",
)  # fmt: skip


def hostile() -> st.SearchStrategy[str]:
    """Text that nobody types by accident: line ends, controls, and what means something to some format."""
    piece = st.one_of(
        st.sampled_from(_PIECES), st.text(max_size=8), st.sampled_from(_PIECES).map(lambda x: x * 80)
    )
    return st.lists(piece, max_size=8).map("".join).filter(_is_encodable)


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _is_line(text: str) -> bool:
    try:
        _LINE.validate_python(text)
    except ValidationError:
        return False
    return True


HOSTILE = st.one_of(
    lines(max_size=100),
    st.text(st.sampled_from("\\`*_[](){}<>&|~#$!-+=:.1 aA\"'/%"), max_size=40),
    st.sampled_from(
        [
            "{{ 7 * 7 }} {% raw %}",
            "</h3><script>alert(1)</script>",
            "2. A second item",
            "](javascript:alert(1))",
            "--- " * 30,
            "<!-- ",
            "https://example.org/" + "x" * 80,
            "x" + "\N{EM SPACE}" * 90,
            "]]>",
        ]
    ),
).filter(lambda text: bool(text.strip()))
"""Text that tries to be something else in Markdown, HTML or plain text."""
