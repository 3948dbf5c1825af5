"""By when people can ask for captioning, sign language or another format."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.calls.access import access_deadline
from dccg_meet.workspace.schema import Access, CallRecord, Group

START = dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC)
GROUP = Group(name="Group", list="list@example.org", access=Access(days=7))


@pytest.mark.parametrize(
    ("created", "deadline"),
    [
        (dt.datetime(2026, 11, 2, tzinfo=dt.UTC), dt.date(2026, 12, 2)),
        (dt.datetime(2026, 12, 2, 14, tzinfo=dt.UTC), dt.date(2026, 12, 2)),
        (dt.datetime(2026, 12, 2, 14, 1, tzinfo=dt.UTC), None),
    ],
)
def test_the_groups_days_before_the_start(created: dt.datetime, deadline: dt.date | None) -> None:
    """Seven days before 9 December is 2 December; a call scheduled later than that has no deadline."""
    record = CallRecord(
        number=97, title="C", start=START, minutes=60, uid="c@example.org", created=created, stamp=created
    )
    assert access_deadline(record, GROUP) == deadline
