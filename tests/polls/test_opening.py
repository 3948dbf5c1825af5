"""Opening a poll."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.errors import AmbiguousTime, BadTime, BadValue, NonexistentTime, PastTime
from dccg_meet.polls.opening import open_poll, starts
from dccg_meet.workspace.poll import Poll
from tests.factories import utc

NOW = utc("2026-12-20 10:00")


def _open(*moments: dt.datetime, until: dt.date | None = None) -> Poll:
    return open_poll(moments, minutes=60, zone="UTC", until=until, title="Monthly call", now=NOW)


class TestStarts:
    """The slots as they are typed."""

    def test_they_are_put_in_order(self) -> None:
        """Whatever the order in which they are given."""
        assert starts(["2027-01-13 08:00", "2027-01-12 15:00"], "Europe/Oslo") == (
            utc("2027-01-12 14:00"),
            utc("2027-01-13 07:00"),
        )

    def test_a_skipped_time_is_refused(self) -> None:
        """Spring."""
        with pytest.raises(NonexistentTime):
            starts(["2027-03-28 02:30"], "Europe/Oslo")

    def test_a_double_time_is_refused_and_told_what_to_do(self) -> None:
        """Autumn; the advice is one that this command takes."""
        with pytest.raises(AmbiguousTime) as error:
            starts(["2027-10-31 02:30"], "Europe/Oslo")
        assert "--zone UTC" in error.value.todo
        assert "--first" not in error.value.todo

    @pytest.mark.parametrize("text", ["soon", "2027-02-30 10:00", "2027-01-12"])
    def test_no_time(self, text: str) -> None:
        """Text that is none."""
        with pytest.raises(BadTime):
            starts([text], "UTC")


class TestOpenPoll:
    """What a poll cannot ask."""

    def test_slots_get_letters(self) -> None:
        """In the order of time."""
        poll = _open(utc("2027-01-12 14:00"), utc("2027-01-13 07:00"), until=dt.date(2027, 1, 11))
        assert [(slot.letter, slot.start.hour) for slot in poll.slots] == [("A", 14), ("B", 7)]

    @pytest.mark.parametrize(
        "moments",
        [
            (utc("2027-01-12 14:00"),),
            (),
            (utc("2027-01-12 14:00"), utc("2027-01-12 14:00")),
            tuple(utc("2027-01-12 00:00") + dt.timedelta(hours=hour) for hour in range(21)),
        ],
    )
    def test_too_few_too_many_or_twice(self, moments: tuple[dt.datetime, ...]) -> None:
        """Refused, with what to do."""
        with pytest.raises(BadValue) as error:
            _open(*moments)
        assert error.value.todo

    def test_a_slot_that_is_over(self) -> None:
        """Refused."""
        with pytest.raises(PastTime):
            _open(NOW, utc("2027-01-12 14:00"))

    @pytest.mark.parametrize("until", ["2026-12-18", "2027-01-12", "2027-02-01"])
    def test_a_last_day_that_is_none(self, until: str) -> None:
        """Over everywhere, or not before the first slot."""
        with pytest.raises(PastTime, match="last day"):
            _open(utc("2027-01-12 14:00"), utc("2027-01-13 14:00"), until=dt.date.fromisoformat(until))

    def test_today_is_a_last_day(self) -> None:
        """It is not over anywhere."""
        assert _open(utc("2027-01-12 14:00"), utc("2027-01-13 14:00"), until=NOW.date()).until == NOW.date()
