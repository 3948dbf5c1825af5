"""The call that a person means."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dccg_meet.calls.select import before, select
from dccg_meet.errors import NoSuchCall
from dccg_meet.workspace.folder import CallFolder
from dccg_meet.workspace.schema import CallRecord, Status

NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)


def _call(number: int, day: int, status: Status = Status.CONFIRMED) -> CallFolder:
    start = NOW + dt.timedelta(days=day)
    uid = f"call-{number}@example.org"
    return CallFolder(
        Path("calls"),
        CallRecord(
            number=number, title="C", start=start, minutes=60, uid=uid, created=NOW, stamp=NOW, status=status
        ),
    )


CALLS = [
    _call(95, -30),
    _call(96, -1),
    _call(97, 1, Status.CANCELLED),
    _call(98, 8),
    _call(99, 8),
    _call(100, 40),
]


@pytest.mark.parametrize(
    ("text", "number"),
    [("96", 96), ("next", 98), ("last", 96), ("2026-11-01", 95), ("097", 97), ("100", 100)],
)
def test_found(text: str, number: int) -> None:
    """Numbers, dates, next and last find one call; next and last pass over cancelled ones."""
    assert select(CALLS, text, NOW).record.number == number


@pytest.mark.parametrize("text", ["101", "2026-01-01", "first", "", "9 6", "2026-12-09"])
def test_not_found(text: str) -> None:
    """No match, a date with two calls, and text that names nothing are all refused with what to do."""
    with pytest.raises(NoSuchCall) as caught:
        select(CALLS, text, NOW)
    assert caught.value.todo


@pytest.mark.parametrize("text", ["next", "last"])
def test_an_empty_workspace(text: str) -> None:
    """Without calls there is no next and no last one."""
    with pytest.raises(NoSuchCall):
        select([], text, NOW)


def test_a_call_that_is_going_on_is_next_and_last() -> None:
    """During the call both words mean it."""
    calls = [_call(96, -1), _call(97, 0), _call(98, 30)]
    during = NOW + dt.timedelta(minutes=20)
    assert select(calls, "next", during).record.number == select(calls, "last", during).record.number == 97


class TestBefore:
    """The call before another."""

    @pytest.mark.parametrize(("number", "earlier"), [(95, None), (96, 95), (97, 96), (98, 96), (100, 99)])
    def test_the_last_that_was_not_cancelled(self, number: int, earlier: int | None) -> None:
        """Cancelled ones are passed over; of two at one time the higher number."""
        found = before(reversed(CALLS), select(CALLS, str(number), NOW).record)
        assert (found.record.number if found else None) == earlier
