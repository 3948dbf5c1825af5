from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.chatham.public import PublicText
from dccg_meet.chatham.spreading import spread, without_turns


class TestSpread:
    """Times that tell nothing."""

    @given(
        st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=80), st.integers(0, 10**6)
    )
    def test_fills_the_span_and_keeps_the_words(self, words: list[str], start: int) -> None:
        """Cues follow one another over the whole span, and every word is in exactly one of them."""
        cues = spread("3", PublicText(" ".join(words)), start, start + 60_000)
        assert [word for cue in cues for word in cue.text.split()] == words
        assert (cues[0].start_ms, cues[-1].end_ms) == (start, start + 60_000)
        assert all(before.end_ms == after.start_ms for before, after in pairwise(cues))
        assert all(len(cue.text) <= 100 for cue in cues)

    def test_says_nothing_of_turns(self) -> None:
        """The same words give the same cues, however they were divided between speakers."""
        plain = "I agree. I do not. Nor do I."
        for signs in (
            "I agree. >> I do not. - Nor do I.",
            "-I agree. -I do not. \u2013Nor do I.",
            "»I agree. • I do not. ― Nor do I.",
            "Speaker 1: I agree. SPEAKER_02: I do not. S3: Nor do I.",
        ):
            assert without_turns(PublicText(signs)) == plain

    def test_keeps_what_is_said(self) -> None:
        """Hyphens, numbers and sentences with a colon are no signs."""
        said = "The co-chair said: minus -5 degrees, a well-known 1-2."
        assert without_turns(PublicText(said)) == said

    def test_keeps_masks_whole(self) -> None:
        """A mask is never divided between two cues."""
        text = PublicText(" ".join(["[affiliation withheld], word"] * 40))
        cues = spread("3", text, 0, 60_000)
        assert len(cues) > 10
        assert all(cue.text.count("[") == cue.text.count("]") for cue in cues)

    def test_nothing(self) -> None:
        """No text gives no cues, and a span too short for its words still gives each a moment."""
        assert spread("3", PublicText(" "), 0, 9) == ()
        assert all(cue.start_ms < cue.end_ms for cue in spread("3", PublicText("word " * 90), 5, 6))
