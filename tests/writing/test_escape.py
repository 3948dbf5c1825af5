"""Writing a title so that it stays a title."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import unquote

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dccg_meet.writing.escape import clean, mailto, markdown, width, wrap
from tests.strategies import lines

_LINE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)
_HOSTILE = st.text(st.sampled_from("\\`*_[](){}<>&|~#$!-+=:.1 aA\"'/"), max_size=60)
_TITLE = st.one_of(_LINE, _HOSTILE).map(str.strip).filter(bool)


def _heading(text: str) -> tuple[list[str], str]:
    """The block structure of ``### 1. text`` and what the heading shows."""
    tokens = (
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(f"### 1. {text}\n")
    )
    inline = tokens[1].children or []
    assert all(child.type in {"text", "text_special"} for child in inline), [child.type for child in inline]
    return [token.type for token in tokens], "".join(child.content for child in inline)


class TestMarkdown:
    """Markdown that shows exactly the characters."""

    @given(title=_TITLE)
    def test_a_heading_shows_the_title_and_nothing_happens(self, title: str) -> None:
        """No emphasis, link, code, HTML, entity or strikethrough comes of it; every character is shown."""
        blocks, shown = _heading(markdown(title))
        assert blocks == ["heading_open", "inline", "heading_close"]
        assert shown == f"1. {title}"

    @given(title=_TITLE)
    def test_at_the_beginning_of_a_line_it_is_a_paragraph(self, title: str) -> None:
        """No list, quotation, heading, rule or code block comes of it."""
        tokens = MarkdownIt("commonmark").parse(markdown(title))
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]

    @given(title=_TITLE)
    def test_in_a_table_it_is_one_cell(self, title: str) -> None:
        """A bar in it does not begin another cell."""
        source = f"| a | b |\n| --- | --- |\n| {markdown(title)} | end |\n"
        tokens = MarkdownIt("commonmark").enable("table").parse(source)
        cells = [following for token, following in pairwise(tokens) if token.type == "td_open"]
        assert len(cells) == 2
        assert cells[1].content == "end"

    def test_ordinary_text_is_left_readable(self) -> None:
        """Full stops, hyphens and brackets inside a line have no meaning, so they are not touched."""
        assert markdown("Dates: 9-10 Dec. (tbc), 50 %") == "Dates: 9-10 Dec. (tbc), 50 %"


class TestWidth:
    """Columns on a terminal."""

    @pytest.mark.parametrize(
        ("text", "columns"), [("abc", 3), ("議題", 4), ("e\u0301", 1), ("a\u200db", 2), ("", 0)]
    )
    def test_wide_and_combining_characters_count_as_shown(self, text: str, columns: int) -> None:
        """Two for East Asian ones, none for accents and joiners."""
        assert width(text) == columns


class TestWrap:
    """Plain text at 72 columns."""

    def test_what_follows_hangs_under_the_first_word(self) -> None:
        """The second line of an item is indented by the item's number."""
        assert wrap("12. one two three four", 12) == "12. one two\n    three\n    four"
        assert wrap("- one two three", 10) == "- one two\n  three"
        assert wrap("   one two three", 10) == "   one two\n   three"

    def test_an_address_is_never_cut(self) -> None:
        """It stands whole, alone on its line."""
        address = "https://example.org/" + "a" * 80
        assert wrap(f"- By computer: {address} or app").split("\n") == [
            "- By computer:",
            f"  {address}",
            "  or app",
        ]

    def test_text_without_blanks_is_cut(self) -> None:
        """Chinese and Japanese do not write blanks."""
        assert wrap("議題議題議題", 6) == "議題議\n題議題"

    @given(text=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300))
    def test_no_line_is_wider_and_nothing_is_lost(self, text: str) -> None:
        """Whatever the characters; only blanks become line breaks."""
        wrapped = wrap(f"1. {text}")
        lines = wrapped.split("\n")
        assert all(width(line) <= 72 or "http" in line for line in lines)
        assert all(line.startswith("   ") for line in lines[1:])
        assert wrapped.replace("\n", "").replace(" ", "") == f"1.{text}".replace(" ", "")


class TestClean:
    """What HTML and XML forbid."""

    @given(st.text())
    def test_nothing_forbidden_is_left(self, text: str) -> None:
        """The strict HTML parser and the XML parser take whatever comes out."""
        import xml.etree.ElementTree as ET  # noqa: PLC0415
        from html import escape  # noqa: PLC0415

        harmless = escape(clean(text))
        html5lib.HTMLParser(strict=True).parse(f"<!DOCTYPE html><title>x</title><p>{harmless}</p>")
        ET.fromstring(f"<a>{harmless}</a>")  # noqa: S314

    def test_nothing_turns_the_page(self) -> None:
        """Overrides and isolates go; the letters of right-to-left scripts and their marks stay."""
        assert clean("\u202eevil\u2066 \u200fمرحبا") == "evil \u200fمرحبا"


class TestMailto:
    """Addresses as URIs."""

    @pytest.mark.parametrize(
        ("address", "uri"),
        [
            ("dccg@example.org", "mailto:dccg@example.org"),
            ("a+b_c.d@example.org", "mailto:a+b_c.d@example.org"),
            ("why?cc=x@example.org", "mailto:why%3Fcc%3Dx@example.org"),
            ("a/b&c=d@example.org", "mailto:a%2Fb%26c%3Dd@example.org"),
            ("100%@example.org", "mailto:100%25@example.org"),
        ],
    )
    def test_what_has_a_meaning_is_quoted(self, address: str, uri: str) -> None:
        """A question mark would begin header fields (RFC 6068 section 2)."""
        assert mailto(address) == uri

    @given(lines())
    def test_it_can_be_undone(self, address: str) -> None:
        """Whatever the address, the URI means it."""
        assert unquote(mailto(address)) == f"mailto:{address}"
