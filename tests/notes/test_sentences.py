"""Sentences out of captions."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.chatham.material import Passage
from dccg_meet.notes.sentences import Sentence, sentences


class TestSentences:
    """Cut where the speaker ends, not where the screen is full."""

    def test_a_sentence_crosses_cues(self) -> None:
        """It begins in one cue and ends in the next, at the place that its letters take."""
        cues = [Passage(0, 2000, "Hello. The agenda"), Passage(2000, 4000, "is adopted.")]
        assert sentences(cues) == (Sentence(0, 588, "Hello."), Sentence(824, 3818, "The agenda is adopted."))

    def test_speakers_at_the_same_time(self) -> None:
        """Who speaks while another does has sentences of their own, and the other's stay whole."""
        passages = [
            Passage(0, 4_000, "The people of Blue"),
            Passage(2_000, 6_000, "I agree with that."),
            Passage(4_000, 8_000, "Harbour will write it."),
        ]
        assert [sentence.text for sentence in sentences(passages)] == [
            "The people of Blue Harbour will write it.",
            "I agree with that.",
        ]

    def test_points_inside_sentences_do_not_end_them(self) -> None:
        """Titles, numbers, and what goes on in small letters."""
        text = "Dr. Lee spoke at 14.00 U.T.C. and left. Any objections? None."
        found = [sentence.text for sentence in sentences([Passage(0, 1000, text)])]
        assert found == ["Dr. Lee spoke at 14.00 U.T.C. and left.", "Any objections?", "None."]

    @given(st.lists(st.text(max_size=40), max_size=8))
    def test_no_word_is_lost(self, texts: list[str]) -> None:
        """Whatever the captions hold, the sentences hold the same words in the same order."""
        found = sentences(Passage(at * 1000, at * 1000 + 900, text) for at, text in enumerate(texts))
        assert " ".join(part.text for part in found).split() == " ".join(texts).split()
        assert all(before.end_ms <= after.start_ms for before, after in pairwise(found))
