"""Which times may be taken, and what they cost."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.errors import BadTime
from dccg_meet.times.burden import burden
from dccg_meet.times.slots import Bounds, Window, free, points, starts
from dccg_meet.workspace.schema import Holiday
from dccg_meet.zones import zone
from tests.factories import make_record, utc

_DAY = dt.date(2027, 12, 25)
_ZONES = (
    "UTC",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/New_York",
    "America/Santiago",
    "Europe/Oslo",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Pago_Pago",
)


class TestStarts:
    """The times of a day."""

    def test_every_half_hour_the_usual_one_first(self) -> None:
        """Each once, the nearest to the usual time before others."""
        found = starts(_DAY, 30, dt.time(14))
        assert len(set(found)) == 48
        assert [f"{moment:%H:%M}" for moment in found[:4]] == ["14:00", "13:30", "14:30", "13:00"]

    def test_an_odd_usual_time_is_one_of_them(self) -> None:
        """12:10 is there, so that it can be compared."""
        assert len(starts(_DAY, 60, dt.time(12, 10))) == 25


class TestBounds:
    """What keeps a call from a time."""

    def test_hours_of_a_place(self) -> None:
        """From 08:00 to 18:00 in Oslo: the call has to end by then."""
        bounds = Bounds(Window("Europe/Oslo", 8 * 60, 18 * 60))
        found = free([dt.date(2027, 1, 12)], bounds, 60, 60, dt.time(14))
        assert sorted(moment.hour for moment in found) == list(range(7, 17))

    def test_hours_over_midnight(self) -> None:
        """From 22:00 to 02:00."""
        bounds = Bounds(Window("UTC", 22 * 60, 2 * 60))
        found = free([dt.date(2027, 1, 12)], bounds, 60, 60, dt.time(14))
        assert sorted(moment.hour for moment in found) == [0, 1, 22, 23]

    def test_a_holiday_counts_by_the_clock_of_its_place(self) -> None:
        """Christmas in Auckland begins at 11:00 UTC of the day before."""
        bounds = Bounds(holidays=(Holiday(day=_DAY, zone="Pacific/Auckland"),))
        assert bounds.allow(utc("2027-12-24 10:00"), 60)
        assert not bounds.allow(utc("2027-12-24 10:00"), 61)
        assert not bounds.allow(utc("2027-12-25 10:30"), 60)
        assert bounds.allow(utc("2027-12-25 11:00"), 60)

    def test_several_days_in_utc_where_no_place_is_named(self) -> None:
        """From the first to the last, both included."""
        bounds = Bounds(holidays=(Holiday(day=_DAY, last=dt.date(2028, 1, 1)),))
        assert bounds.allow(utc("2027-12-24 23:00"), 60)
        assert not bounds.allow(utc("2027-12-24 23:30"), 60)
        assert not bounds.allow(utc("2028-01-01 23:30"), 30)
        assert bounds.allow(utc("2028-01-02 00:00"), 60)

    def test_another_call(self) -> None:
        """Its time is taken."""
        bounds = Bounds(taken=(make_record(),))
        assert not bounds.allow(utc("2026-12-09 14:30"), 60)
        assert bounds.allow(utc("2026-12-09 15:00"), 60)

    def test_another_day_is_taken_where_the_first_has_no_time(self) -> None:
        """The first that has any."""
        bounds = Bounds(holidays=(Holiday(day=_DAY),))
        found = free([_DAY, dt.date(2027, 12, 18)], bounds, 60, 30, dt.time(14))
        assert {moment.date() for moment in found} == {dt.date(2027, 12, 18)}
        assert free([_DAY], bounds, 60, 30, dt.time(14)) == ()


class TestPoints:
    """The table of all times and zones."""

    @pytest.mark.parametrize("minutes", [30, 90])
    def test_it_is_what_each_call_costs(self, minutes: int) -> None:
        """On days with and without a change of clocks, in every kind of zone, one by one."""
        days = (
            "2027-01-12",
            "2027-03-09",
            "2027-03-14",
            "2027-03-28",
            "2027-04-03",
            "2027-10-31",
            "2027-11-07",
        )
        moments = [
            moment for day in days for moment in starts(dt.date.fromisoformat(day), 30, dt.time(12, 10))
        ]
        found = points(moments, minutes, _ZONES)
        for row, moment in enumerate(moments):
            for column, name in enumerate(_ZONES):
                assert found[row, column] == burden(moment, minutes, name), (moment, name)

    @pytest.mark.parametrize(
        ("day", "zone_name", "hour"),
        [
            ("2027-03-09", "America/New_York", 9),
            ("2027-04-13", "America/New_York", 10),
            ("2027-03-09", "Europe/Oslo", 15),
            ("2027-04-13", "Europe/Oslo", 16),
            ("2027-10-12", "America/New_York", 10),
            ("2027-11-09", "America/New_York", 9),
            ("2027-11-09", "Pacific/Chatham", 3),
        ],
    )
    def test_second_tuesdays_around_the_changes(self, day: str, zone_name: str, hour: int) -> None:
        """14:00 UTC by the clocks of New York, Oslo and the Chatham Islands (45 minutes more)."""
        moment = utc(f"{day} 14:00")
        assert moment.astimezone(zone(zone_name)).hour == hour
        assert points([moment], 30, [zone_name])[0, 0] == burden(moment, 30, zone_name)

    def test_an_unknown_zone(self) -> None:
        """Is an error."""
        with pytest.raises(BadTime):
            points([utc("2027-01-12 14:00")], 60, ["Mars/Olympus"])
