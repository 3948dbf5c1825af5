"""Hotwords correct names and never invent any."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.decoding.hotwords import corrected
from dccg_meet.captions.words import Word, spoken_text

NAMES = ("Olena Kovalenko", "Mei-Ling Chua", "Rajesh Menon", "Chatham House Rule", "DCAD")


def say(text: str) -> tuple[Word, ...]:
    """The text, 300 ms a word."""
    return tuple(Word(300 * n, 300 * n + 300, token, 0.5, "en", 0) for n, token in enumerate(text.split()))


class TestCorrected:
    """What a second hearing changes."""

    @pytest.mark.parametrize(
        ("heard", "second", "result"),
        [
            ("This is Olga Kovalenka.", "This is Olena Kovalenko.", "This is Olena Kovalenko."),
            ("Thank you, owner. We move", "Thank you, Olena. We move", "Thank you, Olena. We move"),
            ("Mailing Tua here for", "Mei-Ling Chua here for", "Mei-Ling Chua here for"),
            ("Mailing to a here for us", "mei-ling chua here for us", "Mei-Ling Chua here for us"),
            ("Olna's report", "Olena's report", "Olena's report"),
            (
                "under the Chattam House rule.",
                "under the Chatham House Rule.",
                "under the Chatham House rule.",
            ),
            ("the D cad group", "the DCAD group", "the DCAD group"),
        ],
    )
    def test_misheard_names(self, heard: str, second: str, result: str) -> None:
        """A misheard name gets the spelling of the hotword, and keeps the punctuation around it."""
        assert spoken_text(corrected(say(heard), second, NAMES)) == result

    @pytest.mark.parametrize(
        ("heard", "second"),
        [
            ("the mailing list.", "the mailing list. Olena Kovalenko, Rajesh Menon, Mei-Ling Chua"),
            ("the mailing list. I have", "Dr. Olena Kovalenko, Rajesh Menon, I have"),
            ("Any objections? No.", "Any objections, Olena, no."),
            ("We will send a reminder", ""),
            ("We will send a reminder", "Olena Olena Olena Olena Olena"),
            ("the forum asks", "the form asks"),
            ("We will keep the list today", "We will keep the Rajesh today"),
            ("", "Olena Kovalenko"),
        ],
    )
    def test_nothing_is_added_or_lost(self, heard: str, second: str) -> None:
        """A recited prompt, a skipped sentence and a difference that is no name change nothing."""
        assert corrected(say(heard), second, NAMES) == say(heard)

    def test_times(self) -> None:
        """The names take the time of what they replace, and its doubt."""
        first, last, here, *_ = corrected(say("Mailing to a here for us"), "Mei-Ling Chua here for us", NAMES)
        assert (first.start_ms, last.end_ms, here.start_ms) == (0, 900, 900)
        assert first.end_ms == last.start_ms
        assert first.confidence == 0.5

    @given(st.text(max_size=80), st.text(max_size=80))
    def test_any_text(self, heard: str, second: str) -> None:
        """Whatever was heard twice: the times stay in order, and every new word is a hotword."""
        words = say(heard)
        result = corrected(words, second, NAMES)
        known = {part for name in NAMES for part in name.split()}
        for left, right in itertools.pairwise(result):
            assert left.end_ms <= right.start_ms
        for word in result:
            assert word in words or any(part in word.text for part in known)
