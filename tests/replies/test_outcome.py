"""dccg_meet.replies.outcome: what can become of an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from dccg_meet.replies.outcome import COUNTING, Outcome

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "read-replies.md"


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.COUNTED])
def test_every_outcome_is_explained(outcome: Outcome) -> None:
    """The page has a row for each; those that need a person stand out there."""
    rows = PAGE.read_text(encoding="utf-8").splitlines()
    start = f"| **{outcome.word}** |" if outcome.decide else f"| {outcome.word} |"
    assert [row for row in rows if row.startswith(start)], start


def test_what_counts_needs_nobody() -> None:
    """An answer that counts is not at the same time one that somebody has to see to."""
    assert not any(outcome.decide for outcome in COUNTING)
