"""What a call costs the people of a place, by the hour of their own clock: the one table for it.

Points, from 0 in working hours to 10 in the small hours::

    09 to 17   0      20 to 21   3      00 to 01   8      06 to 07   5
    17 to 18   1      21 to 22   4      01 to 02   9      07 to 08   3
    18 to 19   2      22 to 23   6      02 to 05  10      08 to 09   1
    19 to 20   3      23 to 24   7      05 to 06   8

What is ordered here is known, how far apart the steps are is our judgement. Working hours cost nothing. The
evening costs less than the night: people are awake. The hours from 02 to 06 are those in which people sleep
deepest and do least well, the "window of circadian low" of the rules for flight crews (02:00 to 05:59, 14 CFR
117.3 and ICAO Doc 9966); the last of them costs less than the others, since the day can begin with it.

A call costs what its worst part costs, not the mean: a call from 05:30 to 07:00 takes somebody's night away
even though half of it is nearly morning, and an hour more never makes a call cheaper.

Saturday and Sunday cost at least 5, as much as getting up at six. In some countries the weekend is Friday and
Saturday; a zone does not say in which country somebody lives or what they keep, so all are treated alike.
"""

from __future__ import annotations

import datetime as dt
import functools

from dccg_meet.zones import zone

POINTS = (8, 9, 10, 10, 10, 8, 5, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 4, 6, 7)
"""Points of each hour of the local day, from 00 on."""

WORST = max(POINTS)
"""What the worst hour costs."""

NIGHT = 6
"""From how many points on a call is said to be at night: from 22:00 to 06:00."""

WEEKEND = 5
"""The least that a call costs on a Saturday or Sunday."""

_DAY = 24 * 60
WEEK = 7 * _DAY
"""Minutes of a week."""

_SATURDAY = 5


def burden(start: dt.datetime, minutes: int, zone_name: str) -> int:
    """Points that a call of ``minutes`` from ``start`` (aware) costs in a zone. Raises BadTime.

    It is exact where the clocks change during the call.
    """
    place = zone(zone_name)
    local = start.astimezone(place)
    if local.utcoffset() == (start + dt.timedelta(minutes=minutes)).astimezone(place).utcoffset():
        return by_minute(minutes)[minute_of_week(local)]
    return max(
        by_minute(1)[minute_of_week((start + dt.timedelta(minutes=passed)).astimezone(place))]
        for passed in range(minutes)
    )


def minute_of_week(local: dt.datetime) -> int:
    """Minutes since Monday 00:00 by the clock of ``local``."""
    return local.weekday() * _DAY + local.hour * 60 + local.minute


@functools.cache
def by_minute(minutes: int) -> tuple[int, ...]:
    """Points of a call of ``minutes`` for each minute of the local week at which it may begin."""
    hours = [_points(day, hour) for day in range(7) for hour in range(24)]
    return tuple(
        max(hours[hour % len(hours)] for hour in range(begin // 60, (begin + minutes - 1) // 60 + 1))
        for begin in range(WEEK)
    )


def _points(day: int, hour: int) -> int:
    """``day`` counts from Monday, 0."""
    return max(POINTS[hour], WEEKEND) if day >= _SATURDAY else POINTS[hour]
