"""Planned times of items."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.calls import items
from dccg_meet.errors import RuleMissing
from dccg_meet.workspace.schema import CallRecord, Item, Rule

START = dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC)


def _record(rule: Rule | None = Rule.ON_RECORD) -> CallRecord:
    return CallRecord(
        number=97,
        title="Call",
        start=START,
        minutes=30,
        rule=rule,
        uid="c@example.org",
        created=START,
        stamp=START,
        items=(Item(id="1", title="A", minutes=20), Item(id="2", title="B", minutes=15, rule=Rule.CHATHAM)),
    )


def test_one_after_another() -> None:
    """Items follow each other from the start of the call, each with the rule that applies to it."""
    assert [(f"{p.start:%H:%M}", f"{p.end:%H:%M}", p.rule) for p in items.plan(_record())] == [
        ("14:00", "14:20", Rule.ON_RECORD),
        ("14:20", "14:35", Rule.CHATHAM),
    ]


def test_no_rule() -> None:
    """An agenda cannot be planned before somebody decided the rule."""
    with pytest.raises(RuleMissing):
        items.plan(_record(None))


def test_overrun() -> None:
    """35 minutes of items in a call of 30 are 5 too many."""
    assert items.overrun(_record()) == 5
    assert items.overrun(_record().changed(minutes=60)) == 0


@pytest.mark.parametrize(
    ("title", "answer"),
    [
        ("Break", True),
        ("Coffee break (10 minutes)", True),
        ("PAUSE", True),
        ("Breaking news", False),
        ("Outbreak", False),
    ],
)
def test_breaks_are_told_by_their_title(title: str, answer: bool) -> None:
    """As a word of its own."""
    assert items.is_break(Item(id="1", title=title)) is answer
