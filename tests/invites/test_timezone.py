"""VTIMEZONE beside the tz data."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from dateutil.tz import tzical

from dccg_meet.invites.calendar import feed, invite
from dccg_meet.invites.timezone import local_times
from dccg_meet.workspace.schema import CallRecord, Venue
from dccg_meet.zones import footer, names, zone
from tests.factories import make_group, make_record, utc

_YEARS = range(2026, 2033)
_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
_VENUE = Venue(name="Room 3")


def _meeting(name: str, start: str = "2026-12-09 14:00") -> CallRecord:
    return make_record(venue=_VENUE, zone=name, start=utc(start))


def _near_changes(name: str) -> Iterator[dt.datetime]:
    """Every hour within a day of each change of a zone's clocks, as the tz data has it."""
    here = zone(name)
    first = utc(f"{_YEARS[0]}-01-01 00:00")
    days = [first + _DAY * count for count in range(366 * len(_YEARS))]
    for day in days:
        if (
            day.year in _YEARS
            and day.astimezone(here).utcoffset() != (day + _DAY).astimezone(here).utcoffset()
        ):
            yield from (day - _DAY + _HOUR * count for count in range(73))


@pytest.mark.slow
def test_every_zone(capsys: pytest.CaptureFixture[str]) -> None:
    """What dateutil reads from our VTIMEZONE is what tz data says, near every change of seven years.

    A zone of which that is not so is written in UTC, and not more than a few are.
    """
    read: dict[str, dt.tzinfo] = {}
    seen: dict[tuple[str, dt.datetime], dt.timedelta | None] = {}
    right, utc_only = [], []
    for name in names():
        if name != "UTC" and not all(local_times(_meeting(name, f"{year}-07-01 12:00")) for year in _YEARS):
            utc_only.append(name)
            continue
        rule = footer(name)
        if rule not in read and name != "UTC":
            data = invite(_meeting(name, "2026-07-01 12:00"), make_group())
            read[rule] = tzical(io.StringIO(data.decode())).get(name)
        for moment in _near_changes(name):
            if (rule, moment) not in seen:
                seen[rule, moment] = moment.astimezone(read[rule]).utcoffset()
            assert seen[rule, moment] == moment.astimezone(zone(name)).utcoffset(), (name, moment)
        right.append(name)
    with capsys.disabled():
        print(f"\nVTIMEZONE: {len(right)} zones as tz data has them, {len(utc_only)} in UTC: {utc_only}")  # noqa: T201
    assert len(right) > 550
    assert {"Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham"} <= {*right}
    assert {"Africa/Casablanca"} <= {*utc_only}


class TestLocalTimes:
    """When an event is on the clocks of a place."""

    def test_only_meetings_face_to_face(self) -> None:
        """An online call is nobody's local time."""
        assert local_times(make_record(zone="Europe/Oslo")) is None
        start, end = local_times(_meeting("Europe/Oslo")) or (None, None)
        assert (start, end) == (dt.datetime(2026, 12, 9, 15), dt.datetime(2026, 12, 9, 16))  # noqa: DTZ001

    def test_a_zone_without_a_rule_is_in_utc(self) -> None:
        """Egypt's clocks change at the end of October's last Thursday, which no RRULE says."""
        assert local_times(_meeting("Africa/Cairo")) is None
        assert b"DTSTART:20261209T140000Z" in invite(_meeting("Africa/Cairo"), make_group())

    @pytest.mark.parametrize("start", ["2026-10-24 22:15", "2026-10-25 00:15", "2026-10-25 01:15"])
    def test_near_a_change_it_is_in_utc(self, start: str) -> None:
        """A local time means the first of two equal hours (RFC 5545 section 3.3.5)."""
        assert local_times(_meeting("Europe/Oslo", start)) is None
        assert local_times(_meeting("Europe/Oslo", "2026-10-23 14:00")) is not None


class TestCalendar:
    """The VTIMEZONE in a file."""

    def test_the_bytes(self) -> None:
        """One component before the event, with its rules from two years before on."""
        data = invite(_meeting("Europe/Oslo"), make_group())
        assert (
            b"BEGIN:VTIMEZONE\r\nTZID:Europe/Oslo\r\n"
            b"BEGIN:STANDARD\r\nDTSTART:20241027T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"
            b"TZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
            b"BEGIN:DAYLIGHT\r\nDTSTART:20240331T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"
            b"TZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n"
            b"END:VTIMEZONE\r\n"
        ) in data
        assert b"DTSTART;TZID=Europe/Oslo:20261209T150000\r\n" in data

    def test_a_feed_has_each_zone_once(self) -> None:
        """Two meetings in Oslo, one in Kathmandu, one online; the rules reach back to the first."""
        records = [
            _meeting("Europe/Oslo").changed(number=1),
            _meeting("Europe/Oslo", "2028-05-09 08:00").changed(number=2),
            _meeting("Asia/Kathmandu").changed(number=3),
            make_record(number=4),
        ]
        data = feed(records, make_group())
        assert data.count(b"TZID:Europe/Oslo\r\n") == 1
        assert data.count(b"BEGIN:VTIMEZONE") == 2
        assert b"DTSTART:20241027T030000" in data

    def test_building_twice_gives_the_same_bytes(self) -> None:
        """Whatever the order in which the zones come up."""
        records = [_meeting(name).changed(number=place) for place, name in enumerate(names()[:40], 1)]
        assert feed(records, make_group()) == feed(records[::-1], make_group())
