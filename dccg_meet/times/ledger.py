"""Who has carried how much so far, from the calls themselves: nothing is kept that could go wrong.

A ledger is what makes turns fair over time: whoever has carried least is next (Fagin and Williams, "A Fair
Carpool Scheduling Algorithm", IBM Journal of Research and Development 27(2), 1983).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dccg_meet.times.burden import NIGHT, burden
from dccg_meet.workspace.schema import CallRecord

MEMORY = dt.timedelta(days=365)
"""How long a call is remembered: a year, so that every season of daylight saving counts once."""


@dataclass(frozen=True)
class Carried:
    """What one zone has carried: points in all, and the number of calls at night."""

    points: int = 0
    nights: int = 0

    def plus(self, points: int) -> Carried:
        """This with one more call of ``points``."""
        return Carried(self.points + points, self.nights + (points >= NIGHT))


def remembered(calls: Iterable[CallRecord], first: dt.datetime) -> tuple[CallRecord, ...]:
    """The calls that count when times from ``first`` on are chosen.

    Those of the year before, and what is scheduled already; not what was cancelled, and no meeting face to
    face, where everybody lives by the venue's clocks.
    """
    return tuple(
        call for call in calls if not call.cancelled and call.venue is None and call.start > first - MEMORY
    )


def ledger(calls: Iterable[CallRecord], zones: Iterable[str]) -> Mapping[str, Carried]:
    """What each of ``zones`` carries by ``calls``. Raises BadTime for an unknown zone."""
    calls = tuple(calls)
    found = {}
    for name in zones:
        carried = Carried()
        for call in calls:
            carried = carried.plus(burden(call.start, call.minutes, name))
        found[name] = carried
    return found
