"""What an hour costs."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.errors import BadTime
from dccg_meet.times.burden import POINTS, WEEKEND, WORST, burden
from tests.factories import utc

_ZONES = ("UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York", "Pacific/Apia")


class TestTable:
    """The points of each hour."""

    def test_working_hours_are_free_and_the_small_hours_are_worst(self) -> None:
        """09:00 to 17:00 costs nothing, 02:00 to 05:00 costs ten."""
        assert {hour for hour, points in enumerate(POINTS) if points == 0} == set(range(9, 17))
        assert {hour for hour, points in enumerate(POINTS) if points == WORST} == {2, 3, 4}
        assert WORST == 10

    def test_it_rises_into_the_night_and_falls_towards_the_morning(self) -> None:
        """No hour of the evening is worse than the next, none of the morning better."""
        into_night = [POINTS[hour % 24] for hour in range(16, 29)]
        out_of_it = [POINTS[hour] for hour in range(4, 10)]
        assert into_night == sorted(into_night)
        assert out_of_it == sorted(out_of_it, reverse=True)


class TestBurden:
    """What a call costs."""

    @pytest.mark.parametrize(
        ("when", "minutes", "zone", "points"),
        [
            ("2027-01-12 14:00", 60, "UTC", 0),
            ("2027-01-12 08:30", 90, "UTC", 1),
            ("2027-01-12 16:00", 60, "UTC", 0),
            ("2027-01-12 16:00", 61, "UTC", 1),
            ("2027-01-12 05:30", 90, "UTC", 8),
            ("2027-01-12 14:00", 60, "Pacific/Auckland", 10),
            ("2027-07-13 14:00", 60, "Pacific/Auckland", 10),
            ("2027-01-12 21:15", 60, "Asia/Kathmandu", 10),
            ("2027-01-12 01:30", 30, "Asia/Kolkata", 3),
        ],
    )
    def test_the_worst_part_counts(self, when: str, minutes: int, zone: str, points: int) -> None:
        """Whole hours, calls over two of them, half-hour zones, the other side of the date line."""
        assert burden(utc(when), minutes, zone) == points

    def test_the_weekend_is_that_of_the_place(self) -> None:
        """Friday evening in New York is Saturday in Auckland; Monday in Apia is Sunday in Pago Pago."""
        friday = utc("2027-01-15 22:00")
        assert burden(friday, 60, "America/New_York") == 1
        assert burden(friday, 60, "Pacific/Auckland") == WEEKEND
        monday = utc("2027-01-11 00:00")
        assert (burden(monday, 60, "Pacific/Apia"), burden(monday, 60, "Pacific/Pago_Pago")) == (0, WEEKEND)

    def test_clocks_that_change_during_the_call(self) -> None:
        """Oslo on 28 March 2027 at 00:30 UTC: 01:30, and half an hour later 03:00."""
        assert burden(utc("2027-03-28 00:30"), 60, "Europe/Oslo") == 10
        assert burden(utc("2027-10-31 00:30"), 60, "Europe/Oslo") == 10
        assert burden(utc("2027-03-28 00:30"), 30, "Europe/Oslo") == 9

    @given(
        st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 1, 1)),  # noqa: DTZ001 - made aware below
        st.integers(1, 300),
        st.integers(0, 120),
        st.sampled_from(_ZONES),
    )
    def test_a_longer_call_never_costs_less(
        self, naive: dt.datetime, minutes: int, more: int, zone: str
    ) -> None:
        """From 0 to 10, and more minutes add or change nothing."""
        start = naive.replace(tzinfo=dt.UTC)
        points = burden(start, minutes, zone)
        assert 0 <= points <= burden(start, minutes + more, zone) <= WORST

    def test_an_unknown_zone(self) -> None:
        """Is an error."""
        with pytest.raises(BadTime):
            burden(utc("2027-01-12 14:00"), 60, "Mars/Olympus")
