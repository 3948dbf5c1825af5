"""The text of a mail that has only HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.polls.markup import text


def test_what_has_no_end() -> None:
    """A tag or comment that is not closed hides what follows, as in a browser; what stands before is read."""
    assert text("A yes<p>B no &amp") == "A yes\nB no &"
    assert text("A yes<br><!-- B no") == "A yes"
    assert text("A yes<br><a B no") == "A yes"


class TestText:
    """What a reader sees."""

    @pytest.mark.parametrize(
        ("html", "seen"),
        [
            ("A <b>yes</b><br>B no", "A yes\nB no"),
            ("<p>A&nbsp;yes</p><p>B &#10003;</p>", "A yes\nB ✓"),
            ("<table><tr><td>A</td><td>yes</td></tr><tr><td>B</td><td>no</td></tr></table>", "A yes\nB no"),
            ("<blockquote>A yes<br>B no</blockquote>C no", "> A yes\n> B no\nC no"),
            ('<div class="gmail_quote">A yes</div>', "> A yes"),
            ("<style>A yes</style><script>A yes</script><title>A yes</title>B no", "B no"),
            ('<span style="display: none">A yes</span><p hidden>A yes</p>B no', "B no"),
            ("A <s>yes</s> <del>yes</del> no", "A no"),
            ('<p style="text-decoration: line-through">A yes</p>', ""),
            ("<blockquote><p>A yes</blockquote>B no", "> A yes\nB no"),
            ("</blockquote></p>B no", "B no"),
            ("<!-- A yes -->B no", "B no"),
        ],
    )
    def test_blocks_quotes_and_what_is_not_seen(self, html: str, seen: str) -> None:
        """One line a block."""
        assert text(html) == seen

    @given(st.text(st.sampled_from("<>/!-&;=\"' abpsdivlockquteA\n"), max_size=200))
    def test_anything_is_read(self, html: str) -> None:
        """Nothing raises."""
        assert isinstance(text(html), str)
