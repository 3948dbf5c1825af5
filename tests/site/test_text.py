"""Text for pages."""

from __future__ import annotations

import pytest

from dccg_meet.site.text import rich


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
