"""Planned times of items, and places in a recording."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.calls import items
from dccg_meet.errors import BadTime, RuleMissing
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
    ("text", "milliseconds"),
    [
        ("1:07", 67_000),
        ("1:07.6", 67_600),
        ("0:01:07.600", 67_600),
        ("90:00", 5_400_000),
        ("2:00:00,05", 7_200_050),
    ],
)
def test_position(text: str, milliseconds: int) -> None:
    """Minutes and seconds, with hours and fractions if need be."""
    assert items.position(text) == milliseconds


@pytest.mark.parametrize("text", ["67", "1:60", "1:60:00", "-1:00", "1:7", "now", "", "١:٠٧"])
def test_no_position(text: str) -> None:
    """Anything else is wrong usage."""
    with pytest.raises(BadTime):
        items.position(text)


@pytest.mark.parametrize(("ms", "text"), [(67_999, "1:07"), (7_507_999, "2:05:07")])
def test_clock_is_short(ms: int, text: str) -> None:
    """Hours only where there are any, and whole seconds."""
    assert items.clock(ms) == text


@given(st.integers(0, 24 * 3600 - 1))
def test_clock_is_read_back(seconds: int) -> None:
    """What is shown as a place in a recording can be typed as one."""
    assert items.position(items.clock(seconds * 1000)) == seconds * 1000


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
