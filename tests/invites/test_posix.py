"""POSIX TZ strings."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.invites.posix import Onset, parse
from tests.factories import utc


def _hours(delta: dt.timedelta) -> float:
    return delta.total_seconds() / 3600


class TestParse:
    """Reading the footer of a zone's file."""

    @pytest.mark.parametrize(
        ("text", "clocks"),
        [
            ("CET-1CEST,M3.5.0,M10.5.0/3", [("CET", 1), ("CEST", 2)]),
            ("EST5EDT,M3.2.0,M11.1.0", [("EST", -5), ("EDT", -4)]),
            ("IST-5:30", [("IST", 5.5)]),
            ("<+0545>-5:45", [("+0545", 5.75)]),
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", [("+1030", 10.5), ("+11", 11)]),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", [("GMT", 0), ("IST", 1)]),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", [("-02", -2), ("-01", -1)]),
        ],
    )
    def test_clocks_are_winters_first(self, text: str, clocks: list[tuple[str, float]]) -> None:
        """Offsets are east of Greenwich; Ireland's winter comes first although its law says otherwise."""
        zone = parse(text)
        assert zone is not None
        assert [(clock.name, _hours(clock.offset)) for clock in zone.clocks] == clocks

    @pytest.mark.parametrize("text", ["", "Europe/Oslo", "CET-1CEST", "CET-1CEST,J60,J300", "CET-1,M3.5.0"])
    def test_other_strings_are_none(self, text: str) -> None:
        """What tz data does not use is not guessed at."""
        assert parse(text) is None

    def test_transitions(self) -> None:
        """In UTC, with the offset from then on, in order."""
        zone = parse("CET-1CEST,M3.5.0,M10.5.0/3")
        assert zone is not None
        assert [(moment, _hours(offset)) for moment, offset in zone.transitions(2027)] == [
            (utc("2027-03-28 01:00"), 2),
            (utc("2027-10-31 01:00"), 1),
        ]


class TestOnset:
    """The day in the year on which the clocks change."""

    @pytest.mark.parametrize(
        ("onset", "rule", "local"),
        [
            (Onset(3, 5, 0, 7200), "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "2027-03-28 02:00"),
            (Onset(11, 1, 0, 7200), "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11", "2027-11-07 02:00"),
            # Israel: 02:00 on the Friday after the fourth Thursday's eve.
            (
                Onset(3, 4, 4, 26 * 3600),
                "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29;BYMONTH=3",
                "2027-03-26 02:00",
            ),
            # Greenland: 23:00 on the Saturday before the last Sunday.
            (
                Onset(3, 5, 0, -3600),
                "FREQ=YEARLY;BYDAY=SA;BYMONTHDAY=24,25,26,27,28,29,30;BYMONTH=3",
                "2027-03-27 23:00",
            ),
        ],
    )
    def test_the_rule_and_the_day(self, onset: Onset, rule: str, local: str) -> None:
        """As an RRULE and as a date, on the clock that is about to change."""
        assert onset.recurrence() == rule
        assert f"{onset.local(2027):%Y-%m-%d %H:%M}" == local

    @pytest.mark.parametrize(
        "onset", [Onset(10, 5, 4, 24 * 3600), Onset(2, 5, 0, -3600), Onset(3, 1, 0, -3600)]
    )
    def test_what_leaves_the_month_has_no_rule(self, onset: Onset) -> None:
        """The day after Egypt's last Thursday of October may be the first of November."""
        assert onset.recurrence() is None
