"""The measure itself is measured."""

from __future__ import annotations

import pytest

from tests.captions.wer import errors, word_error_rate


class TestWordErrorRate:
    """What counts as an error."""

    @pytest.mark.parametrize(
        ("reference", "heard"),
        [
            ("Twenty-four coalitions.", "24 coalitions"),
            ("the fifteenth of December", "the 15th of December"),
            ("at fourteen hundred U T C", "at 1400 UTC"),
            ("eleven speakers in sixty minutes", "11 speakers in 60 minutes"),
            ("item three", "Item 3:"),
            ("co-facilitator", "co facilitator"),
        ],
    )
    def test_no_error(self, reference: str, heard: str) -> None:
        """Another way to write the same word is no error."""
        assert word_error_rate(reference, heard) == 0

    @pytest.mark.parametrize(
        ("reference", "heard", "rate"),
        [
            ("we will send one more reminder", "we will send two more reminders", 2 / 6),
            ("Olena Kovalenko", "Olga Kovalenko", 1 / 2),
            ("we would not sponsor that", "we would sponsor that", 1 / 5),
            ("twenty three", "23", 0),
            ("one two three", "123", 1),
        ],
    )
    def test_error(self, reference: str, heard: str, rate: float) -> None:
        """Another word is one."""
        assert word_error_rate(reference, heard) == pytest.approx(rate)


class TestErrors:
    """What kind of errors there are."""

    @pytest.mark.parametrize(
        ("reference", "heard", "kinds"),
        [
            ("one more reminder", "two more reminder", (3, 1, 0, 0)),
            ("we would not sponsor that", "we would sponsor", (5, 0, 2, 0)),
            ("the agenda is adopted", "so the agenda is now adopted", (4, 0, 0, 2)),
            ("thank you all", "", (3, 0, 3, 0)),
            ("", "Thanks for watching!", (0, 0, 0, 3)),
            ("", "", (0, 0, 0, 0)),
        ],
    )
    def test_kinds(self, reference: str, heard: str, kinds: tuple[int, int, int, int]) -> None:
        """Words of the reference, and those that are wrong, left out and added."""
        found = errors(reference, heard)
        assert (found.words, found.substitutions, found.deletions, found.insertions) == kinds
