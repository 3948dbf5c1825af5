"""Why a time is proposed, in one line: who carries it, and who carried before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dccg_meet.times.burden import NIGHT
from dccg_meet.times.ledger import Carried
from dccg_meet.writing.prose import counted, listed, number, ordinal
from dccg_meet.zones import place, zone

_SHOWN = 3
_EASY = 3
"""Up to so many points somebody is said to be spared: from 07:00 to 21:00."""


@dataclass(frozen=True)
class Listener:
    """A zone, and what it has carried before."""

    zone: str
    carried: Carried


def reason(start: dt.datetime, points: Sequence[int], listeners: Sequence[Listener]) -> str:
    """``Auckland 03:00 for the first time, after Los Angeles carried two nights``.

    ``points`` are what the call at ``start`` costs each of ``listeners``, in their order.
    """
    cost = dict(zip(listeners, points, strict=True))
    ordered = sorted(listeners, key=lambda listener: (-cost[listener], place(listener.zone), listener.zone))
    nights = [listener for listener in ordered if cost[listener] >= NIGHT]
    if not nights:
        return f"{_clock(start, ordered[0])} is the worst hour, nobody is up at night"
    shown = [
        f"{listed([_clock(start, listener) for listener in alike])} for the {ordinal(before + 1)} time"
        for before, alike in groupby(nights[:_SHOWN], key=lambda listener: listener.carried.nights)
    ]
    more = f", {counted(len(nights) - _SHOWN, 'more place')} at night" if nights[_SHOWN:] else ""
    spared = _most_carried([listener for listener in ordered if cost[listener] <= _EASY])
    # Whoever is up more often than those who are spared now would take it for mockery.
    told = spared and spared.carried.nights >= max(listener.carried.nights for listener in nights)
    return ", ".join(shown) + more + (f", after {_before(spared)}" if spared and told else "")


def _clock(start: dt.datetime, listener: Listener) -> str:
    return f"{place(listener.zone)} {start.astimezone(zone(listener.zone)):%H:%M}"


def _most_carried(listeners: Sequence[Listener]) -> Listener | None:
    """Who of them carried most points, if any did."""
    most = max(listeners, key=lambda listener: listener.carried.points, default=None)
    return most if most and most.carried.points else None


def _before(listener: Listener) -> str:
    count = listener.carried.nights
    if not count:
        return f"{place(listener.zone)} carried {counted(listener.carried.points, 'point')}"
    return f"{place(listener.zone)} carried {number(count)} night{'' if count == 1 else 's'}"
