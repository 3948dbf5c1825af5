"""The times at which a call may begin, and what each costs in every zone. Pure functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dccg_meet.times.burden import WEEK, burden, by_minute, minute_of_week
from dccg_meet.workspace.schema import CallRecord, Holiday
from dccg_meet.zones import zone

Points: TypeAlias = npt.NDArray[np.int32]
"""Points, one row a time, one column a zone."""

_DAY = dt.timedelta(days=1)
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Window:
    """Between which times of one place's clock a call has to lie, in minutes after midnight.

    It may go over midnight: from 20:00 to 02:00.
    """

    zone: str = "UTC"
    begin: int = 0
    end: int = _DAY_MINUTES

    def holds(self, start: dt.datetime, minutes: int) -> bool:
        """Whether a call lies within. Raises BadTime for an unknown zone."""
        length = self.end - self.begin
        if length <= 0:
            length += _DAY_MINUTES
        if length >= _DAY_MINUTES:
            return True
        local = start.astimezone(zone(self.zone))
        after = (local.hour * 60 + local.minute - self.begin) % _DAY_MINUTES
        return after + minutes <= length


@dataclass(frozen=True)
class Bounds:
    """What keeps a call from a time: the window, holidays, calls that are scheduled already, the clock.

    Where ``now`` (UTC) is given, only later times are taken.
    """

    window: Window = field(default_factory=Window)
    holidays: tuple[Holiday, ...] = ()
    taken: tuple[CallRecord, ...] = ()
    now: dt.datetime | None = None

    def allow(self, start: dt.datetime, minutes: int) -> bool:
        """Whether a call of ``minutes`` may begin at ``start`` (UTC). Raises BadTime for an unknown zone."""
        end = start + dt.timedelta(minutes=minutes)
        return (
            (self.now is None or start > self.now)
            and self.window.holds(start, minutes)
            and not any(_falls_on(holiday, start, end) for holiday in self.holidays)
            and not any(call.occupies(start, end) for call in self.taken)
        )


def starts(day: dt.date, step: int, usual: dt.time) -> tuple[dt.datetime, ...]:
    """The times of a UTC day, every ``step`` minutes, and the usual one, the nearest to that one first.

    So, of times that are equally fair, the group keeps to the one that it is used to.
    """
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    own = usual.hour * 60 + usual.minute
    minutes = sorted(
        {*range(0, _DAY_MINUTES, step), own},
        key=lambda minute: (min((minute - own) % _DAY_MINUTES, (own - minute) % _DAY_MINUTES), minute),
    )
    return tuple(midnight + dt.timedelta(minutes=minute) for minute in minutes)


def points(moments: Sequence[dt.datetime], minutes: int, zones: Sequence[str]) -> Points:
    """What a call of ``minutes`` at each of ``moments`` (UTC, in any order) costs in each zone.

    The same as :func:`dccg_meet.times.burden.burden` one by one, but fast. Raises BadTime.
    """
    table = np.array(by_minute(minutes), dtype=np.int32)
    found = np.empty((len(moments), len(zones)), dtype=np.int32)
    by_day: dict[dt.date, list[int]] = {}
    for row, moment in enumerate(moments):
        by_day.setdefault(moment.date(), []).append(row)
    week = np.array([minute_of_week(moment) for moment in moments])
    for day, rows in by_day.items():
        midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
        begin, end = (midnight, midnight + _DAY + dt.timedelta(minutes=minutes))
        for column, name in enumerate(zones):
            place = zone(name)
            before, after = begin.astimezone(place).utcoffset(), end.astimezone(place).utcoffset()
            if before == after and before is not None:
                found[rows, column] = table[(week[rows] + before // dt.timedelta(minutes=1)) % WEEK]
            else:
                found[rows, column] = [burden(moments[row], minutes, name) for row in rows]
    return found


def _falls_on(holiday: Holiday, start: dt.datetime, end: dt.datetime) -> bool:
    place = zone(holiday.zone or "UTC")
    first, last = start.astimezone(place).date(), (end - dt.timedelta(seconds=1)).astimezone(place).date()
    return first <= (holiday.last or holiday.day) and holiday.day <= last


def free(
    days: Iterable[dt.date], bounds: Bounds, minutes: int, step: int, usual: dt.time
) -> tuple[dt.datetime, ...]:
    """The times of the first of ``days`` that has any; none where all are taken. Raises BadTime."""
    for day in days:
        found = tuple(start for start in starts(day, step, usual) if bounds.allow(start, minutes))
        if found:
            return found
    return ()
