"""Where clocks have changed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dccg_meet.calls.changes import clock_changes, odd_weeks, sentences
from dccg_meet.errors import BadTime
from dccg_meet.zones import zone
from tests.factories import utc

_ZONES = (
    "Africa/Cairo",
    "America/Los_Angeles",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Oslo",
    "Pacific/Auckland",
)
_AT_TWO = utc("2027-03-09 14:00")


class TestSinceTheLastCall:
    """How the hour by the clock differs."""

    def test_nothing_where_all_is_as_it_was(self) -> None:
        """Between January and the second Tuesday of March no clock changes."""
        assert sentences(_AT_TWO, utc("2027-01-12 14:00"), _ZONES) == ()

    def test_who_moves_by_an_hour_or_half(self) -> None:
        """May after March: north later, south earlier, Lord Howe by half an hour."""
        since = "Clocks have changed since the last call: this one begins"
        north = "Cairo (17:00), Los Angeles (07:00), New York (10:00) and Oslo (16:00)"
        assert sentences(utc("2027-05-11 14:00"), _AT_TWO, _ZONES) == (
            f"{since} an hour earlier in Auckland (02:00) and Sydney (00:00).",
            f"{since} half an hour earlier in Lord Howe (00:30).",
            f"{since} an hour later in {north}.",
        )

    def test_a_call_at_another_hour(self) -> None:
        """The hour in UTC first; then only those for whom it is not the same difference."""
        told = sentences(utc("2027-05-11 13:00"), _AT_TWO, ("America/New_York", "Asia/Tokyo", "UTC"))
        assert told == (
            "The call begins an hour earlier than the last one: 13:00 UTC.",
            "Clocks have changed since the last call: this one begins at the same hour in New York (09:00).",
        )

    def test_over_midnight(self) -> None:
        """23:30 and 00:30 are an hour apart, not 23."""
        told = sentences(utc("2027-01-12 00:30"), utc("2026-12-08 23:30"), ("UTC",))
        assert told == ("The call begins an hour later than the last one: 00:30 UTC.",)

    def test_many_places(self) -> None:
        """Five are named, the others counted."""
        zones = [f"America/{name}" for name in ("Boise", "Chicago", "Denver", "Detroit", "Juneau", "Nome")]
        [told] = sentences(utc("2027-04-13 14:00"), _AT_TWO, [*zones, "America/Toronto"])
        assert told.endswith("Juneau (06:00) and 2 other places.")

    def test_no_earlier_call(self) -> None:
        """Nothing to compare with."""
        assert sentences(_AT_TWO, None, _ZONES) == ()

    def test_an_unknown_zone(self) -> None:
        """Is an error."""
        with pytest.raises(BadTime):
            sentences(_AT_TWO, None, ["Mars/Olympus"])


class TestOddWeeks:
    """Weeks in which places are not as far apart as usual."""

    @pytest.mark.parametrize(
        ("when", "there"),
        [
            ("2027-03-09 14:00", False),
            ("2027-03-14 06:59", False),
            ("2027-03-14 10:00", True),
            ("2027-03-28 00:59", True),
            ("2027-03-28 01:00", False),
            ("2027-10-31 00:59", False),
            ("2027-10-31 01:00", True),
            ("2027-11-09 14:00", False),
        ],
    )
    def test_america_and_europe(self, when: str, there: bool) -> None:
        """Two weeks in March, one in autumn: not on either second Tuesday of 2027."""
        told = sentences(utc(when), None, ("America/New_York", "Europe/Oslo"))
        assert bool(told) == there
        if there:
            assert "New York is an hour closer to Oslo than usual (New York to Oslo: 5 hours" in told[0]

    def test_the_sentence(self) -> None:
        """Until when, who, how far."""
        [told] = sentences(utc("2027-03-16 14:00"), None, _ZONES)
        assert told == (
            "Until Sunday 28 March 2027 Los Angeles and New York are an hour closer to Oslo than usual "
            "(Los Angeles to Oslo: 8 hours, not 9 hours)."
        )

    def test_zones_that_change_on_the_same_days_go_together(self) -> None:
        """New York and Los Angeles change three hours apart: that is nobody's concern."""
        odd = odd_weeks(utc("2027-01-01 00:00"), utc("2028-01-01 00:00"), _ZONES)
        assert all(
            len({"America/Los_Angeles", "America/New_York"} & set(weeks.west)) in {0, 2} for weeks in odd
        )
        assert all(weeks.end - weeks.begin >= dt.timedelta(days=1) for weeks in odd)

    def test_days_are_those_of_the_place(self) -> None:
        """Sydney changes on Sunday 3 October, which begins on Saturday in UTC."""
        zones = ("Australia/Sydney", "Pacific/Auckland")
        [weeks] = odd_weeks(utc("2027-09-01 00:00"), utc("2027-12-01 00:00"), zones)
        assert str(weeks) == (
            "From Sunday 26 September 2027 to Sunday 3 October 2027 Sydney is an hour further from Auckland "
            "than usual (Sydney to Auckland: 3 hours, not 2 hours)."
        )

    def test_one_comes_closer_and_the_other_does_not(self) -> None:
        """Egypt changes after Europe: for Zurich Cairo is nearer, for Athens farther."""
        odd = odd_weeks(
            utc("2027-04-01 00:00"),
            utc("2027-04-02 00:00"),
            ("Africa/Cairo", "Europe/Athens", "Europe/Zurich"),
        )
        assert [weeks.distance.split(" than")[0] for weeks in odd] == [
            "Cairo is an hour further from Athens",
            "Cairo is an hour closer to Zurich",
        ]

    def test_ramadan_in_morocco(self) -> None:
        """Five weeks in which Casablanca went back and was on the same clock as Lisbon."""
        zones = ("Africa/Casablanca", "Europe/Lisbon")
        [weeks] = odd_weeks(utc("2026-02-20 00:00"), utc("2026-02-21 00:00"), zones)
        assert "closer to Lisbon than usual (Casablanca to Lisbon: 0 hours, not 1 hour)" in weeks.distance

    @settings(deadline=None, max_examples=40)
    @given(
        st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
        st.sets(st.sampled_from(_ZONES), max_size=5),
    )
    def test_distances_are_the_clocks(self, naive: dt.datetime, names: set[str]) -> None:
        """In such a week the two first clocks are as far apart as is said, and before and after as usual."""
        begin = naive.replace(tzinfo=dt.UTC)
        for weeks in odd_weeks(begin, begin + dt.timedelta(days=100), names):
            hour = dt.timedelta(hours=12)
            for moment, minutes in (
                (weeks.begin + hour, weeks.now),
                (weeks.begin - hour, weeks.usual),
                (weeks.end + hour, weeks.usual),
            ):
                west, east = (
                    moment.astimezone(zone(name)).utcoffset() for name in (weeks.west[0], weeks.east[0])
                )
                assert east is not None
                assert west is not None
                assert east - west == dt.timedelta(minutes=minutes)


class TestClockChanges:
    """Every change in a year."""

    def test_those_of_one_day_together(self) -> None:
        """In order; places that never change are not there."""
        found = clock_changes(utc("2027-01-01 00:00"), utc("2028-01-01 00:00"), _ZONES)
        assert [str(change) for change in found[:3]] == [
            "Sunday 14 March 2027: clocks in Los Angeles and New York go forward an hour.",
            "Sunday 28 March 2027: clocks in Oslo go forward an hour.",
            "Sunday 4 April 2027: clocks in Auckland and Sydney go back an hour.",
        ]
        assert "Sunday 4 April 2027: clocks in Lord Howe go back half an hour." in map(str, found)
        assert not any({"Asia/Kolkata", "Asia/Tokyo"} & set(change.zones) for change in found)
        assert [change.day for change in found] == sorted(change.day for change in found)
