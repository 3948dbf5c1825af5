"""Times for the calls to come that share the burden, beside a fixed time. Proposals only; pure functions.

Each clock counts once, however many people live by it, unless asked otherwise: getting up at three is what
each person does alone, no less so where there are few ("Rotate the Pain", section 3 of M. Nottingham,
Scheduling Online Meetings, draft-nottingham-scheduling-online-meetings-01). So zones with the same hours
count once together: seven names for one clock are no reason to let the others carry more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dccg_meet.errors import DecisionNeeded
from dccg_meet.times import limit
from dccg_meet.times.ledger import ledger, remembered
from dccg_meet.times.leximin import in_turn
from dccg_meet.times.rhythm import Every, Rhythm, days
from dccg_meet.times.slots import Bounds, Points, free, points
from dccg_meet.times.words import Listener, reason
from dccg_meet.workspace.schema import CallRecord
from dccg_meet.writing.prose import counted
from dccg_meet.zones import place


@dataclass(frozen=True)
class Wish:
    """What is asked for: for whom, when, how long, how often, a fixed time to compare with (UTC).

    ``zones`` are the zones with how many people live in each; with ``by_people`` each counts as often.
    ``step`` are the minutes between times.
    ``more`` is by how many percent the sum of points may exceed the least there is, for fairness; where it is
    None, :mod:`dccg_meet.times.limit` tells.
    """

    zones: Mapping[str, int]
    rhythm: Rhythm
    first: dt.date
    months: int = 12
    minutes: int = 60
    fixed: dt.time = dt.time(14)
    step: int = 30
    more: int | None = None
    by_people: bool = False
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True)
class Slot:
    """A time that is proposed (UTC), and in one line who carries it and why now."""

    start: dt.datetime
    why: str


@dataclass(frozen=True)
class Load:
    """Points of one zone: carried in the past year, at the fixed time, at the times that are proposed.

    ``counts`` is how often they are in the sum of all: 0 where another zone has the same hours.
    """

    zone: str
    past: int
    fixed: int
    proposed: int
    counts: int = 1

    @property
    def place(self) -> str:
        """The zone's name for people."""
        return place(self.zone)


@dataclass(frozen=True)
class Outcome:
    """What a plan comes to, the past year's points included: the zone that carries most, and the sum of all.

    ``total`` has the points of each clock as often as it counts.
    """

    worst: str
    most: int
    total: int


@dataclass(frozen=True)
class Suggestion:
    """The times, what each zone carries, and what could not be had. Loads are sorted from the largest."""

    slots: tuple[Slot, ...]
    loads: tuple[Load, ...]
    remarks: tuple[str, ...]

    @property
    def fixed(self) -> Outcome:
        """What the fixed time comes to."""
        return _outcome({load: load.past + load.fixed for load in self.loads})

    @property
    def proposed(self) -> Outcome:
        """What the proposed times come to."""
        return _outcome({load: load.past + load.proposed for load in self.loads})


def _outcome(carried: Mapping[Load, int]) -> Outcome:
    """``carried`` are the points of each zone; of those that carry most it is the first."""
    worst = max(carried, key=lambda load: carried[load])
    total = sum(points * load.counts for load, points in carried.items())
    return Outcome(worst.zone, carried[worst], total)


def suggest(wish: Wish, calls: Sequence[CallRecord]) -> Suggestion:
    """Times by leximin over what each zone carries by ``calls`` of the past year and by the times themselves.

    How large the sum of points may be, :mod:`dccg_meet.times.limit` tells. Raises DecisionNeeded where no day
    has a time that may be taken, BadTime for an unknown zone.
    """
    zones = sorted(wish.zones)
    known = remembered(calls, dt.datetime.combine(wish.first, dt.time(), dt.UTC))
    carried = ledger(known, zones)
    periods, remarks = _periods(wish)
    fixed = [_at(period[0].date(), wish.fixed) for period in periods]
    wanted = [moment for period in periods for moment in period]
    table = points([*wanted, *fixed], wish.minutes, zones)
    costs = np.split(table[: len(wanted)], np.cumsum([len(period) for period in periods])[:-1])
    at_fixed = table[len(wanted) :].sum(axis=0)
    past = np.array([carried[name].points for name in zones], dtype=np.int32)
    counts = _counts(wish, zones, np.vstack([past, table]))
    limited = limit.plan(costs, past, counts, wish.more)
    plan = in_turn(costs, past, counts, limited.rows)
    starts = [period[row] for period, row in zip(periods, plan, strict=True)]
    chosen = np.stack([rows[row] for rows, row in zip(costs, plan, strict=True)])
    loads = [
        Load(name, carried[name].points, int(fixed_points), int(own), count)
        for name, fixed_points, own, count in zip(zones, at_fixed, chosen.sum(axis=0), counts, strict=True)
    ]
    loads.sort(key=lambda load: (-load.past - load.proposed, load.place, load.zone))
    listeners = [Listener(name, carried[name]) for name in zones]
    if limited.most < limited.before:
        remarks += (
            (
                f"the sum may be {limited.percent} percent above the least there is, not {limit.USUAL}: "
                "the most that a place carries is "
                f"{limited.most} instead of {counted(limited.before, 'point')} "
                f"(--more {limit.USUAL} keeps to the smaller sum)"
            ),
        )
    return Suggestion(_explained(starts, chosen, listeners), tuple(loads), remarks)


def _counts(wish: Wish, zones: Sequence[str], points: Points) -> list[int]:
    """How often each zone counts. ``points`` has a column for each: zones of one clock have the same."""
    if wish.by_people:
        return [wish.zones[name] for name in zones]
    _, first = np.unique(points, axis=1, return_index=True)
    return [int(column in first) for column in range(len(zones))]


def _periods(wish: Wish) -> tuple[list[tuple[dt.datetime, ...]], tuple[str, ...]]:
    """For each call the times that it may have, and a remark for each that has no time or another day."""
    periods, remarks = [], []
    for choice in days(wish.rhythm, wish.first, wish.months):
        scheduled = _scheduled(choice[0], wish)
        if scheduled is not None:
            remarks.append(f"no call on {choice[0]}: call {scheduled.number} is on {scheduled.start.date()}")
            continue
        found = free(choice, wish.bounds, wish.minutes, wish.step, wish.fixed)
        if found:
            periods.append(found)
        if not found:
            why = _today(choice[0], wish) or "holidays, other calls or the given hours leave no time"
            remarks.append(f"no call on {choice[0]}: {why}")
        elif found[0].date() != choice[0]:
            why = _today(choice[0], wish) or "a holiday, or another call"
            remarks.append(f"{found[0].date()} instead of {choice[0]}: {why}")
    if not periods:
        raise DecisionNeeded(
            "no day has a time at which the call may be held",
            todo="Allow more hours (--not-before, --not-after), another day (--weekday, --week), or "
            "begin later (--from).",
        )
    return periods, tuple(remarks)


def _scheduled(day: dt.date, wish: Wish) -> CallRecord | None:
    """The online call that is planned for the month of ``day`` already, or for the day of a weekly one."""
    monthly = wish.rhythm.every is Every.MONTH
    for call in wish.bounds.taken:
        own = call.start.date()
        same = own == day or (monthly and (own.year, own.month) == (day.year, day.month))
        if same and own >= wish.first and not call.cancelled and call.venue is None:
            return call
    return None


def _today(day: dt.date, wish: Wish) -> str:
    """Why ``day`` has no time, where that may be the clock."""
    now = wish.bounds.now
    return "what is left of today has no time for it" if now is not None and day == now.date() else ""


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, dt.UTC)


def _explained(
    starts: Sequence[dt.datetime], chosen: Points, listeners: Sequence[Listener]
) -> tuple[Slot, ...]:
    """The slots in order, each with its reason: what was carried before it, the slots before it included."""
    slots = []
    for start, row in zip(starts, chosen, strict=True):
        slots.append(Slot(start, reason(start, [int(each) for each in row], listeners)))
        listeners = [
            Listener(listener.zone, listener.carried.plus(int(each)))
            for listener, each in zip(listeners, row, strict=True)
        ]
    return tuple(slots)
