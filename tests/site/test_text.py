"""Text for pages."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.site.text import clean, rich


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


class TestRich:
    """Links and withheld marks."""

    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"),
            ("I am [name withheld].", 'I am <span class="withheld">[name withheld]</span>.'),
            (
                'https://a.example/?a&b. "',
                '<a href="https://a.example/?a&amp;b" rel="noreferrer">https://a.example/?a&amp;b</a>. &#34;',
            ),
            ("javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"),
            (
                'https://a.example/"onclick="x',
                '<a href="https://a.example/" rel="noreferrer">https://a.example/</a>&#34;onclick=&#34;x',
            ),
        ],
    )
    def test_only_web_addresses_and_marks_become_active(self, text: str, html: str) -> None:
        """Everything else is shown as it is."""
        assert str(rich(text)) == html
