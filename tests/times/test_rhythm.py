"""On which days a group meets."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.times.rhythm import Every, Rhythm, days, later, usual
from dccg_meet.workspace.schema import Status
from tests.factories import make_record, utc

_ANCHOR = dt.date(2026, 12, 8)


def _monthly(weekday: int, week: int) -> Rhythm:
    return Rhythm(Every.MONTH, weekday, week, _ANCHOR)


class TestUsual:
    """The rhythm that the calls have."""

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            ("2026-12-08", "second Tuesday of every month"),
            ("2026-12-01", "first Tuesday of every month"),
            ("2026-12-31", "last Thursday of every month"),
            ("2026-12-28", "fourth Monday of every month"),
        ],
    )
    def test_that_of_the_newest_call(self, day: str, words: str) -> None:
        """A fifth Thursday is the last one."""
        calls = [
            make_record(start=utc(f"{day} 14:00")),
            make_record(number=96, start=utc("2026-11-12 10:00")),
        ]
        assert str(usual(calls, Every.MONTH, None, None)) == words

    def test_without_calls_and_with_a_given_day(self) -> None:
        """The second Tuesday, except for what is given; a cancelled call tells nothing."""
        off = make_record(start=utc("2026-12-31 14:00"), status=Status.CANCELLED)
        assert str(usual([off], Every.MONTH, None, None)) == "second Tuesday of every month"
        assert str(usual([], Every.TWO_WEEKS, 3, None)) == "every other Thursday"
        assert str(usual([], Every.MONTH, 0, 5)) == "last Monday of every month"
        assert str(usual([], Every.WEEK, None, None)) == "every Tuesday"


class TestDays:
    """The days from then on."""

    def test_second_tuesdays(self) -> None:
        """Twelve of them, from the first that is not over."""
        found = [choice[0] for choice in days(_monthly(1, 2), dt.date(2027, 1, 13), 12)]
        assert (found[0], found[-1], len(found)) == (dt.date(2027, 2, 9), dt.date(2028, 1, 11), 12)

    def test_other_days_lie_in_the_same_month(self) -> None:
        """A week later, a week earlier, two weeks later; none before the first day."""
        [choice] = days(_monthly(1, 2), dt.date(2027, 1, 6), 1)
        assert [day.day for day in choice] == [12, 19, 26]
        [choice] = days(_monthly(1, 2), dt.date(2027, 1, 1), 1)
        assert [day.day for day in choice] == [12, 19, 5, 26]

    def test_every_other_week_counts_from_the_last_call(self) -> None:
        """On 22 December, then on 5 January."""
        rhythm = Rhythm(Every.TWO_WEEKS, 1, 2, _ANCHOR)
        assert [day.day for (day,) in days(rhythm, dt.date(2026, 12, 9), 1)] == [22, 5]

    @given(
        st.integers(0, 6),
        st.integers(1, 5),
        st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)),
        st.sampled_from(Every),
        st.integers(1, 14),
    )
    def test_every_day_is_the_weekday_and_in_order(
        self, weekday: int, week: int, first: dt.date, every: Every, months: int
    ) -> None:
        """Never before the first day, never twice; a month has one."""
        found = days(Rhythm(every, weekday, week, _ANCHOR), first, months)
        flat = [choice[0] for choice in found]
        assert flat == sorted(set(flat))
        assert all(day.weekday() == weekday and day >= first for choice in found for day in choice)
        if every is Every.MONTH:
            assert len({(day.year, day.month) for day in flat}) == months


def test_later() -> None:
    """A month after 31 January is the last of February."""
    assert later(dt.date(2027, 1, 31), 1) == dt.date(2027, 2, 28)
    assert later(dt.date(2027, 12, 31), 12) == dt.date(2028, 12, 31)
