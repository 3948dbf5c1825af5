"""The rule by which a zone's clocks change from now on, as tz data keeps it: a POSIX TZ string.

``CET-1CEST,M3.5.0,M10.5.0/3`` reads: an hour east of Greenwich; from the last Sunday of March, 02:00, to the
last Sunday of October, 03:00, daylight saving. It is the footer of a TZif file (RFC 9636 section 3.3); the
grammar is that of POSIX.1-2024 section 8.3, with the hours from -167 to 167 that RFC 9636 section 3.3.1 adds.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_NAME = r"(?:<([A-Za-z0-9+-]{3,})>|([A-Za-z]{3,}))"
_TIME = r"([+-]?\d{1,3}(?::\d{2}){0,2})"
_DATE = rf",M(\d{{1,2}})\.([1-5])\.([0-6])(?:/{_TIME})?"
_ZONE = re.compile(rf"{_NAME}{_TIME}(?:{_NAME}{_TIME}?{_DATE}{_DATE})?", re.ASCII)
_HOUR = 3600
_LAST_WEEK = 5
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")


@dataclass(frozen=True)
class Onset:
    """When the clocks change each year: the ``week``-th ``weekday`` (Sunday is 0) of ``month``.

    Week 5 is the last one. ``seconds`` count from the beginning of that day by the clock that is about to
    change; they may be negative or go beyond the day.
    """

    month: int
    week: int
    weekday: int
    seconds: int

    def local(self, year: int) -> dt.datetime:
        """The moment in ``year`` on the clock that is about to change."""
        length = calendar.monthrange(year, self.month)[1]
        first = 1 + (self.weekday - dt.date(year, self.month, 1).isoweekday()) % 7
        day = first + 7 * (self.week - 1)
        day -= 7 if day > length else 0
        return dt.datetime(year, self.month, day) + dt.timedelta(seconds=self.seconds)  # noqa: DTZ001 - a wall clock

    def recurrence(self) -> str | None:
        """The same as a RECUR (RFC 5545 section 3.3.10), or None where one rule cannot say it.

        A change 26 hours into the fourth Thursday is two o'clock on the Friday on a 23rd to 29th.
        """
        days = self.seconds // (24 * _HOUR)
        weekday = _WEEKDAYS[(self.weekday + days) % 7]
        if not days:
            place = -1 if self.week == _LAST_WEEK else self.week
            return f"FREQ=YEARLY;BYDAY={place}{weekday};BYMONTH={self.month}"
        length = calendar.monthrange(2027, self.month)[1]
        last = length if self.week == _LAST_WEEK else 7 * self.week
        month_days = range(last - 6 + days, last + 1 + days)
        leap = self.month == 2 and self.week == _LAST_WEEK  # noqa: PLR2004 - February
        if leap or month_days[0] < 1 or month_days[-1] > length:
            return None
        listed = ",".join(map(str, month_days))
        return f"FREQ=YEARLY;BYDAY={weekday};BYMONTHDAY={listed};BYMONTH={self.month}"


@dataclass(frozen=True)
class Clock:
    """One of a zone's clocks: its abbreviation, its offset from UTC, and when in the year it begins.

    ``onset`` is None for a clock that never changes.
    """

    name: str
    offset: dt.timedelta
    onset: Onset | None = None


@dataclass(frozen=True)
class PosixZone:
    """A zone's clocks, winter's first: the one nearer to the west, whatever the law calls it.

    Ireland's standard time is its summer time, which tz data follows; calendars only know daylight saving
    that goes forward.
    """

    clocks: tuple[Clock, ...]

    def transitions(self, year: int) -> tuple[tuple[dt.datetime, dt.timedelta], ...]:
        """Every change within the year (UTC): the moment and the offset from then on."""
        found = []
        for before, after in zip(self.clocks[::-1], self.clocks, strict=True):
            for near in (year - 1, year, year + 1):
                if after.onset is not None:
                    moment = (after.onset.local(near) - before.offset).replace(tzinfo=dt.UTC)
                    if moment.year == year:
                        found.append((moment, after.offset))
        return tuple(sorted(found))


def parse(text: str) -> PosixZone | None:
    """The zone that a POSIX TZ string describes, or None where it is another kind of string."""
    match = _ZONE.fullmatch(text)
    if match is None:
        return None
    quoted, plain, west, quoted2, plain2, west2, *dates = match.groups()
    first = Clock(quoted or plain, dt.timedelta(seconds=-_seconds(west)))
    if not (quoted2 or plain2):
        return PosixZone((first,))
    east = -_seconds(west2) if west2 else int(first.offset.total_seconds()) + _HOUR
    begins, ends = _onset(dates[:4]), _onset(dates[4:])
    clocks = (
        Clock(first.name, first.offset, ends),
        Clock(quoted2 or plain2, dt.timedelta(seconds=east), begins),
    )
    return PosixZone(tuple(sorted(clocks, key=lambda clock: clock.offset)))


def _onset(parts: list[str | None]) -> Onset:
    month, week, weekday, time = parts
    return Onset(int(month or 0), int(week or 0), int(weekday or 0), _seconds(time or "2"))


def _seconds(time: str) -> int:
    """``-3:30`` as seconds."""
    hours, minutes, seconds = (*time.lstrip("+-").split(":"), "0", "0")[:3]
    size = int(hours) * _HOUR + int(minutes) * 60 + int(seconds)
    return -size if time.startswith("-") else size
