"""Who has carried how much."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.times.ledger import MEMORY, Carried, ledger, remembered
from dccg_meet.times.rhythm import Every, usual
from dccg_meet.workspace.schema import CallRecord, Status, Venue
from tests.factories import make_record, utc

_FIRST = utc("2027-01-01 00:00")
_ZONES = ("Pacific/Auckland", "Asia/Kolkata", "America/New_York")


def _calls(days: list[int]) -> list[CallRecord]:
    start = utc("2026-12-09 14:00")
    return [
        make_record(number=place + 1, start=start - dt.timedelta(days=day)) for place, day in enumerate(days)
    ]


class TestRemembered:
    """Which calls count."""

    def test_a_year_and_what_is_scheduled(self) -> None:
        """Neither older calls nor cancelled ones."""
        old = make_record(number=1, start=_FIRST - MEMORY)
        held = make_record(number=2, start=_FIRST - MEMORY + dt.timedelta(minutes=1))
        off = make_record(number=3, status=Status.CANCELLED)
        to_come = make_record(number=4, start=_FIRST + dt.timedelta(days=40))
        assert remembered([old, held, off, to_come], _FIRST) == (held, to_come)


class TestLedger:
    """The sum over the calls."""

    def test_points_and_nights(self) -> None:
        """14:00 UTC in December is 03:00 in Auckland, 19:30 in Kolkata, 09:00 in New York."""
        assert ledger(_calls([0, 28]), _ZONES) == {
            "Pacific/Auckland": Carried(20, 2),
            "Asia/Kolkata": Carried(6, 0),
            "America/New_York": Carried(0, 0),
        }

    @given(st.lists(st.integers(0, 360), max_size=6), st.integers(0, 360))
    def test_one_more_call_never_makes_it_less(self, days: list[int], more: int) -> None:
        """For no zone, neither in points nor in nights."""
        before, after = ledger(_calls(days), _ZONES), ledger(_calls([*days, more]), _ZONES)
        assert all(
            before[zone].points <= after[zone].points and before[zone].nights <= after[zone].nights
            for zone in _ZONES
        )


def test_a_meeting_face_to_face_is_nobodys_burden() -> None:
    """Whoever travels lives by the venue's clocks; nor does it tell the usual day or time."""
    online = make_record()
    meeting = make_record(
        number=98, start=utc("2026-12-14 03:00"), venue=Venue(name="Room 3"), zone="Asia/Tokyo"
    )
    assert remembered([online, meeting], utc("2027-01-01 00:00")) == (online,)
    assert usual([online, meeting], Every.MONTH, None, None).weekday == online.start.weekday()
