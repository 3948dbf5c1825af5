"""Times in the headings of exports."""

from __future__ import annotations

import pytest

from dccg_meet.errors import PollError
from dccg_meet.polls.headings import framadate, rallly
from tests.factories import utc

MOMENT = utc("2027-01-12 14:00")


class TestRallly:
    """``Tue 12 Jan 2027 14:00 - 15:00``."""

    @pytest.mark.parametrize(
        "cell",
        [
            "Tue 12 Jan 2027 14:00 - 15:00",
            "Tue 12 Jan 14:00 - 15:00",
            "Tue 12 Jan 2027 2:00 PM - 3:00 PM",
            "mar. 12 janv. 2027 14:00 - 15:00",
            "mar. 12 ene. 2027 14:00 - 15:00",
            "Di. 12 Jan. 2027 14:00 - 15:00",
        ],
    )
    def test_it_means_its_time(self, cell: str) -> None:
        """With a year or none, of 24 or twice 12 hours, in several languages."""
        [heading] = rallly([cell])
        assert heading.means(MOMENT, "ymd")
        assert not heading.means(utc("2027-01-12 15:00"), "ymd")
        assert not heading.means(utc("2027-02-12 14:00"), "ymd")

    @pytest.mark.parametrize(
        "cell",
        [
            "Tue 12 Jan 2027",
            "Tue 12 Brumaire 2027 14:00 - 15:00",
            "Tue 12 Jan 25:00 - 26:00",
            "13:00 PM - 2",
            "",
            "x" * 10**5,
        ],
    )
    def test_other_headings(self, cell: str) -> None:
        """Days without times and unknown months are none."""
        assert rallly([cell]) == ()

    def test_a_gap_makes_it_no_heading(self) -> None:
        """After the first time there are only times."""
        assert rallly(["Name", "Tue 12 Jan 14:00 - 15:00", "Remark"]) == ()


class TestFramadate:
    """A day above a time."""

    @pytest.mark.parametrize(
        ("day", "time", "order"),
        [
            ("2027-01-12", "14:00", "ymd"),
            ("12/01/2027", "14h", "dmy"),
            ("01/12/2027", "2 pm", "mdy"),
            ("12.01.2027", "14h00-15h00", "dmy"),
            ("2027-01-12", "2:00 PM – 3:00 PM", "ymd"),
        ],
    )
    def test_it_means_its_time(self, day: str, time: str, order: str) -> None:
        """In each order of a day and each way of writing a time."""
        [heading] = framadate([day], [time])
        assert heading.means(MOMENT, order)
        assert not heading.utc

    def test_a_time_may_say_its_zone(self) -> None:
        """UTC is understood."""
        [heading] = framadate(["2027-01-12"], ["14:00 UTC"])
        assert heading.utc

    @pytest.mark.parametrize(
        ("day", "time"),
        [
            ("2027-01-12", "evening"),
            ("2027-01-12", ""),
            ("2027-02-30", "14:00"),
            ("soon", "14:00"),
            ("2027-01-12", "14:00 CET"),
        ],
    )
    def test_no_time(self, day: str, time: str) -> None:
        """Told with its place; another zone than UTC is not guessed."""
        with pytest.raises(PollError, match="slot 1"):
            framadate([day], [time])

    def test_rows_of_other_lengths(self) -> None:
        """They do not fit each other."""
        with pytest.raises(PollError):
            framadate(["2027-01-12", "2027-01-13"], ["14:00"])
