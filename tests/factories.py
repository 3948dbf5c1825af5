"""A group and a call to test with; every value can be given."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dccg_meet.workspace.poll import Poll, Slot
from dccg_meet.workspace.schema import Access, CallRecord, Group, Item, Join, Rule

KEY = b"k" * 32
"""A workspace's secret."""


def utc(text: str) -> dt.datetime:
    """``2026-12-09 14:00`` as a moment."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def make_group(**values: Any) -> Group:
    """A group with a site, join details and somebody to ask for captioning."""
    return Group(
        **{
            "name": "Dynamic Coalition Coordination Group",
            "list": "dccg@example.org",
            "site": "https://example.org/dccg",
            "join": Join(url="https://meet.example.org/dccg", phone=("+41 22 555 01 23 (Geneva)",)),
            "access": Access(contact="access@example.org", days=7),
            **values,
        }
    )


def make_record(**values: Any) -> CallRecord:
    """Call 97 on 9 December 2026, under the Chatham House Rule, its first item on the record."""
    return CallRecord(
        **{
            "number": 97,
            "title": "Monthly call",
            "start": utc("2026-12-09 14:00"),
            "minutes": 60,
            "rule": Rule.CHATHAM,
            "uid": "dccg-call-097@example.org",
            "created": utc("2026-11-02 10:00"),
            "stamp": utc("2026-11-02 10:00"),
            "items": (
                Item(id="1", title="Adoption of the agenda", minutes=5, rule=Rule.ON_RECORD),
                Item(id="2", title="Main session", minutes=40),
            ),
            **values,
        }
    )


def make_poll(**values: Any) -> Poll:
    """Which of three times in January 2027."""
    starts = ("2027-01-12 14:00", "2027-01-13 07:00", "2027-01-14 21:30")
    return Poll(
        **{
            "title": "Monthly call",
            "minutes": 60,
            "opened": utc("2026-12-20 10:00"),
            "slots": tuple(
                Slot(letter=letter, start=utc(start)) for letter, start in zip("ABC", starts, strict=True)
            ),
            **values,
        }
    )
