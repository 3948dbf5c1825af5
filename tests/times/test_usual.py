"""When a group usually meets."""

from __future__ import annotations

import datetime as dt

from dccg_meet.times.usual import usual_time
from dccg_meet.workspace.schema import CallRecord
from tests.factories import make_record, utc

_NOW = utc("2026-12-01 00:00")


def _calls(*starts: str) -> list[CallRecord]:
    return [make_record(number=place + 1, start=utc(start)) for place, start in enumerate(starts)]


def test_the_time_of_most_calls() -> None:
    """In UTC."""
    calls = _calls("2026-06-09 10:00", "2026-07-14 12:00", "2026-08-11 10:00")
    assert usual_time(calls, _NOW) == dt.time(10)


def test_of_several_the_latest() -> None:
    """A group that moves from call to call."""
    assert usual_time(_calls("2026-06-09 10:00", "2026-08-11 12:30"), _NOW) == dt.time(12, 30)


def test_old_calls_are_forgotten() -> None:
    """Without a call in the past year 14:00."""
    assert usual_time(_calls("2025-06-09 10:00"), _NOW) == dt.time(14)
    assert usual_time([], _NOW) == dt.time(14)
