"""Which language is spoken when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.decoding.language import added, home, mixed, settled, votes

ENGLISH = {"en": 0.96, "cy": 0.02, "fr": 0.001}
FRENCH = {"fr": 0.99, "en": 0.003}
DOUBTFUL = {"cy": 0.55, "en": 0.4}
PROBABILITIES = st.dictionaries(st.sampled_from(["en", "fr", "cy", "es"]), st.floats(0, 1), min_size=1)


class TestVotes:
    """What all windows say together."""

    def test_speech_counts(self) -> None:
        """A window votes with its seconds of speech."""
        counted = votes([ENGLISH, FRENCH], [2_000, 10_000])
        assert home(counted) == "fr"
        assert counted["fr"] == pytest.approx(9.902)
        assert home(added([counted, {"en": 20.0}])) == "en"

    def test_nobody(self) -> None:
        """Without votes there is no home."""
        assert home({}) == ""


class TestMixed:
    """Windows that may hold two languages."""

    def test_two(self) -> None:
        """Two languages with a fair share are two; a little of one counts if it is spoken near by."""
        assert mixed([{"en": 0.5, "fr": 0.49}, ENGLISH]) == (True, False)
        assert mixed([{"en": 0.9, "fr": 0.05}, ENGLISH]) == (False, False)
        assert mixed([{"en": 0.9, "fr": 0.05}, FRENCH]) == (True, False)


class TestSettled:
    """The most likely sequence."""

    def test_intervention(self) -> None:
        """Some seconds of French in an English call are French."""
        heard = [ENGLISH, FRENCH, ENGLISH]
        assert settled(heard, [9_000, 4_000, 9_000], "en") == ("en", "fr", "en")

    def test_doubt(self) -> None:
        """A guess that is not sure, or a second of speech, is no change of language."""
        assert settled([ENGLISH, DOUBTFUL, ENGLISH], [9_000, 9_000, 9_000], "en") == ("en", "en", "en")
        assert settled([ENGLISH, FRENCH, ENGLISH], [9_000, 600, 9_000], "en") == ("en", "en", "en")

    def test_beside(self) -> None:
        """What is not sure by itself follows what is sure beside it."""
        unsure = {"fr": 0.7, "en": 0.26}
        assert settled([ENGLISH, FRENCH, unsure], [9_000, 4_000, 3_000], "en") == ("en", "fr", "fr")

    @given(st.lists(st.tuples(PROBABILITIES, st.integers(0, 30_000)), max_size=8))
    def test_one_each(self, windows: list[tuple[dict[str, float], int]]) -> None:
        """Every window has a language: that of the whole, or one that some window is taken for."""
        heard, speech_ms = [each for each, _ in windows], [ms for _, ms in windows]
        found = settled(heard, speech_ms, "en")
        assert len(found) == len(windows)
        assert set(found) <= {"en", *map(home, heard)}

    @given(st.lists(st.integers(0, 30_000), min_size=1, max_size=8))
    def test_never_flips(self, speech_ms: list[int]) -> None:
        """However short the windows are: where all are alike, all are in one language."""
        assert set(settled([ENGLISH] * len(speech_ms), speech_ms, "en")) == {"en"}
        assert set(settled([FRENCH] * len(speech_ms), speech_ms, "fr")) == {"fr"}
