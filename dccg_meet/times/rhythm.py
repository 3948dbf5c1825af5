"""On which days (UTC) a group meets: the second Tuesday of the month, every other Thursday."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # The command line reads the names below, and is to answer --help at once.
    from dccg_meet.workspace.schema import CallRecord

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKS = ("first", "second", "third", "fourth", "last")

_LAST = len(WEEKS)
_WEEK = dt.timedelta(weeks=1)


class Every(StrEnum):
    """How often a group meets."""

    MONTH = "month"
    TWO_WEEKS = "two-weeks"
    WEEK = "week"


@dataclass(frozen=True)
class Rhythm:
    """How often and on which day. ``weekday`` counts from Monday, 0; ``week`` of the month from 1; 5 is last.

    ``anchor`` is a day on which the group met: every other week counts from it.
    """

    every: Every
    weekday: int
    week: int
    anchor: dt.date

    def __str__(self) -> str:
        """``second Tuesday of every month``."""
        day = WEEKDAYS[self.weekday].capitalize()
        if self.every is Every.MONTH:
            return f"{WEEKS[self.week - 1]} {day} of every month"
        return f"every {'other ' if self.every is Every.TWO_WEEKS else ''}{day}"


def usual(calls: Sequence[CallRecord], every: Every, weekday: int | None, week: int | None) -> Rhythm:
    """The rhythm of the newest online call that was not cancelled, except for what is given.

    The second Tuesday where there is no call: a day that is seldom a holiday anywhere.
    """
    held = [call.start.date() for call in calls if not call.cancelled and call.venue is None]
    anchor = max(held, default=dt.date(2027, 1, 12))
    own_week = min((anchor.day - 1) // 7 + 1, _LAST)
    return Rhythm(
        every, anchor.weekday() if weekday is None else weekday, own_week if week is None else week, anchor
    )


def days(rhythm: Rhythm, first: dt.date, months: int) -> tuple[tuple[dt.date, ...], ...]:
    """The days to meet from ``first`` on, for so many months: for each call its day, then others instead.

    Instead of its day a monthly call may be held a week later or earlier, or two, within the month.
    """
    if rhythm.every is Every.MONTH:
        return tuple(
            _choice(_nth(year, month, rhythm), first) for year, month in _months(rhythm, first, months)
        )
    step = _WEEK * (2 if rhythm.every is Every.TWO_WEEKS else 1)
    day = rhythm.anchor + dt.timedelta(days=(rhythm.weekday - rhythm.anchor.weekday()) % 7)
    day += step * -((day - first) // step)
    last = later(first, months)
    found = []
    while day < last:
        found.append((day,))
        day += step
    return tuple(found)


def later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one of a shorter month."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _months(rhythm: Rhythm, first: dt.date, count: int) -> list[tuple[int, int]]:
    """The ``count`` months, as year and month, from the first whose day is not before ``first``."""
    begin = first.replace(day=1)
    if _nth(begin.year, begin.month, rhythm) < first:
        begin = later(begin, 1)
    found = [later(begin, offset) for offset in range(count)]
    return [(day.year, day.month) for day in found]


def _nth(year: int, month: int, rhythm: Rhythm) -> dt.date:
    weekday, length = calendar.monthrange(year, month)
    day = 1 + (rhythm.weekday - weekday) % 7 + 7 * (rhythm.week - 1)
    return dt.date(year, month, day if day <= length else day - 7)


def _choice(day: dt.date, first: dt.date) -> tuple[dt.date, ...]:
    others = [day + offset * _WEEK for offset in (1, -1, 2, -2)]
    return (day, *(other for other in others if other.month == day.month and other >= first))
