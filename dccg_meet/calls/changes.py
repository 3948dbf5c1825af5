"""Where clocks have changed, and in which weeks two places are not as far apart as they usually are.

Clocks go forward and back on different days in different places, and in many places never. Whoever keeps
to "our Tuesday at nine" then comes an hour late or early. All is worked out from the zones themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from dccg_meet.calls.when import in_words
from dccg_meet.writing.prose import listed, number
from dccg_meet.zones import place, zone

_BRIEF = dt.timedelta(days=45)
"""A distance that lasts less than this is odd: two weeks in March, a week in autumn, the month of Ramadan."""

_DAY = dt.timedelta(days=1)
"""A distance that lasts less than this is nobody's concern: clocks that change in the same night."""

_AROUND = dt.timedelta(days=60)
"""How far from a day its odd weeks may reach; more than the longest of them."""

_PROBE = dt.timedelta(days=7)
"""Clocks do not go forward and back again within a week."""

_MINUTE = dt.timedelta(minutes=1)
_SHOWN = 6
_HALF = 30


@dataclass(frozen=True)
class ClockChange:
    """On ``day``, by their own date, the clocks of ``zones`` go forward by ``minutes``, back if negative."""

    day: dt.date
    zones: tuple[str, ...]
    minutes: int

    def __str__(self) -> str:
        """``Sunday 14 March 2027: clocks in Chicago and New York go forward an hour``, with a full stop."""
        way = "forward" if self.minutes > 0 else "back"
        return f"{in_words(self.day)}: clocks in {_places(self.zones)} go {way} {_length(abs(self.minutes))}."


@dataclass(frozen=True)
class OddWeeks:
    """From ``begin`` to ``end`` (UTC) some zones are not as far apart as before and afterwards.

    ``first`` and ``last`` are the days, by the date of the zones that change on them. ``now`` and ``usual``
    are by how many minutes the clock of the first eastern zone is ahead of that of the first western one.
    """

    begin: dt.datetime
    end: dt.datetime
    first: dt.date
    last: dt.date
    west: tuple[str, ...]
    east: tuple[str, ...]
    now: int
    usual: int

    def __str__(self) -> str:
        """One sentence with both days."""
        return f"From {in_words(self.first)} to {in_words(self.last)} {self.distance}."

    @property
    def distance(self) -> str:
        """``New York is an hour closer to Oslo than usual (New York to Oslo: 5 hours, not 6 hours)``."""
        change = _length(abs(abs(self.now) - abs(self.usual)))
        how = "closer to" if abs(self.now) < abs(self.usual) else "further from"
        apart = f"{_hours(abs(self.now))}, not {_hours(abs(self.usual))}"
        pair = f"{place(self.west[0])} to {place(self.east[0])}: {apart}"
        verb = "is" if len(self.west) == 1 else "are"
        return f"{_places(self.west)} {verb} {change} {how} {_places(self.east)} than usual ({pair})"


def sentences(start: dt.datetime, before: dt.datetime | None, zones: Iterable[str]) -> tuple[str, ...]:
    """What people in ``zones`` should know of their clocks about a call at ``start`` (aware).

    First how the hour differs from that of the call ``before``, where there was one; then which places are
    not as far apart as usual on that day. Nothing where all is as usual. Raises BadTime for an unknown zone.
    """
    names = _known(zones)
    moved = list(_moved(start, before, names)) if before else []
    odd = [weeks for weeks in odd_weeks(start, start + _MINUTE, names) if weeks.begin <= start < weeks.end]
    return (*moved, *(f"Until {in_words(weeks.last)} {weeks.distance}." for weeks in odd))


def clock_changes(begin: dt.datetime, end: dt.datetime, zones: Iterable[str]) -> tuple[ClockChange, ...]:
    """Every change of clocks between ``begin`` and ``end``, in order, those alike on one day together.

    Raises BadTime for an unknown zone.
    """
    found: dict[tuple[dt.date, int], list[str]] = {}
    for name in _known(zones):
        for turn in _turns(name, begin, end):
            found.setdefault((turn.day, turn.minutes), []).append(name)
    return tuple(ClockChange(day, tuple(names), minutes) for (day, minutes), names in sorted(found.items()))


def odd_weeks(begin: dt.datetime, end: dt.datetime, zones: Iterable[str]) -> tuple[OddWeeks, ...]:
    """The weeks between ``begin`` and ``end`` in which some of ``zones`` are oddly far apart, in order.

    Zones whose clocks change on the same days are named together. Those that never change are not named: what
    is odd is that two places change, and not at once. Where a distance grows or shrinks in two steps, as
    between Europe and Australia, none is the usual one: these are :func:`clock_changes` and no more.
    Raises BadTime for an unknown zone.
    """
    alike: dict[tuple[tuple[dt.date, int], ...], list[_Zone]] = {}
    for name in _known(zones):
        turns = tuple(_turns(name, begin - _AROUND, end + _AROUND))
        if turns:
            alike.setdefault(tuple((turn.day, turn.minutes) for turn in turns), []).append(_Zone(name, turns))
    found = [
        weeks
        for one, other in combinations(alike.values(), 2)
        for weeks in _between(one, other)
        if weeks.begin < end and begin < weeks.end
    ]
    return tuple(sorted(found, key=lambda weeks: (weeks.begin, weeks.end, weeks.west, weeks.east)))


@dataclass(frozen=True)
class _Turn:
    """A change of one zone's clocks: when (UTC), on which day there, and by how many minutes."""

    moment: dt.datetime
    day: dt.date
    minutes: int


@dataclass(frozen=True)
class _Zone:
    """A zone, and when its clocks change."""

    name: str
    turns: tuple[_Turn, ...]


def _known(zones: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(zones), key=lambda name: (place(name), name)))


def _moved(start: dt.datetime, before: dt.datetime, zones: Sequence[str]) -> Iterator[str]:
    """How the hour by the clock differs from the last call's: in UTC, and where it differs otherwise."""
    ours = _shift(start, before, "UTC")
    if ours:
        yield f"The call begins {_shifted(ours)} than the last one: {_time(start, 'UTC')} UTC."
    groups: dict[int, list[str]] = {}
    for name in zones:
        groups.setdefault(_shift(start, before, name), []).append(name)
    for shift, names in sorted(groups.items()):
        if shift != ours:
            how = _shifted(shift) if shift else "at the same hour"
            where = _listed([f"{place(name)} ({_time(start, name)})" for name in names])
            yield f"Clocks have changed since the last call: this one begins {how} in {where}."


def _shift(start: dt.datetime, before: dt.datetime, name: str) -> int:
    """By how many minutes of the day the clock of a zone shows a later time at ``start``: -720 to 719."""
    then, now = (moment.astimezone(zone(name)) for moment in (before, start))
    return ((now.hour - then.hour) * 60 + now.minute - then.minute + 720) % 1440 - 720


def _turns(name: str, begin: dt.datetime, end: dt.datetime) -> Iterator[_Turn]:
    moments = [begin]
    while moments[-1] < end:
        moments.append(min(moments[-1] + _PROBE, end))
    for left, right in pairwise(moments):
        change = _offset(right, name) - _offset(left, name)
        if change:
            moment = _first(name, left, right)
            yield _Turn(moment, moment.astimezone(zone(name)).date(), change)


def _first(name: str, left: dt.datetime, right: dt.datetime) -> dt.datetime:
    """The first minute after ``left`` at which the clock is as at ``right``."""
    low, high = 0, (right - left) // _MINUTE + 1
    left = left.replace(second=0, microsecond=0)
    goal = _offset(right, name)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(left + middle * _MINUTE, name) == goal:
            high = middle
        else:
            low = middle
    return left + high * _MINUTE


def _offset(moment: dt.datetime, name: str) -> int:
    """Minutes ahead of UTC."""
    return round((moment.astimezone(zone(name)).utcoffset() or dt.timedelta()) / _MINUTE)


def _between(one: Sequence[_Zone], other: Sequence[_Zone]) -> Iterator[OddWeeks]:
    """The odd weeks of two groups of zones, each of which changes as its first zone does."""
    changes: dict[dt.datetime, int] = {}
    days: dict[dt.datetime, dt.date] = {}
    for sign, zones in ((1, one), (-1, other)):
        for turn in zones[0].turns:
            changes[turn.moment] = changes.get(turn.moment, 0) + sign * turn.minutes
            days[turn.moment] = turn.day
    for begin, end in pairwise(sorted(moment for moment, change in changes.items() if change)):
        if _DAY <= end - begin < _BRIEF and changes[begin] == -changes[end]:
            for west, east in _sides(begin, [zone.name for zone in one], [zone.name for zone in other]):
                now, usual = (_apart(at, west[0], east[0]) for at in (begin, begin - _DAY))
                if abs(now) != abs(usual):
                    yield OddWeeks(begin, end, days[begin], days[end], west, east, now, usual)


_Names = tuple[str, ...]


def _sides(begin: dt.datetime, one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[_Names, _Names]]:
    """The two groups as western and eastern zones; by their clocks, where some come closer and others do not.

    When Morocco's clocks go back it comes closer to London and further from Athens.
    """
    changes = {
        abs(_apart(begin, left, right)) - abs(_apart(begin - _DAY, left, right))
        for left in one
        for right in other
    }
    for left, right in product(*(_by_clock(begin, names, len(changes) > 1) for names in (one, other))):
        west, east = sorted((left, right), key=lambda names: (_offset(begin, names[0]), names))
        yield west, east


def _by_clock(moment: dt.datetime, names: Sequence[str], split: bool) -> list[_Names]:
    """All names together, or those together whose clocks show the same."""
    groups: dict[int, list[str]] = {}
    for name in names:
        groups.setdefault(_offset(moment, name) if split else 0, []).append(name)
    return [tuple(found) for found in groups.values()]


def _apart(moment: dt.datetime, west: str, east: str) -> int:
    """By how many minutes the clock of ``east`` is ahead."""
    return _offset(moment, east) - _offset(moment, west)


def _shifted(minutes: int) -> str:
    return f"{_length(abs(minutes))} {'later' if minutes > 0 else 'earlier'}"


def _time(moment: dt.datetime, name: str) -> str:
    return f"{moment.astimezone(zone(name)):%H:%M}"


def _length(minutes: int) -> str:
    """``an hour``, ``half an hour``, ``two hours``, ``1:45 hours``."""
    if minutes == _HALF:
        return "half an hour"
    hours, rest = divmod(minutes, 60)
    if rest:
        return f"{hours}:{rest:02d} hours" if hours else f"{rest} minutes"
    return "an hour" if hours == 1 else f"{number(hours)} hours"


def _hours(minutes: int) -> str:
    """``5 hours``, ``1 hour``, ``5:30 hours``."""
    hours, rest = divmod(minutes, 60)
    text = f"{hours}:{rest:02d}" if rest else f"{hours}"
    return f"{text} hour{'' if text == '1' else 's'}"


def _places(zones: Sequence[str]) -> str:
    return _listed([place(name) for name in zones])


def _listed(texts: Sequence[str]) -> str:
    return listed(list(dict.fromkeys(texts)), _SHOWN, rest="other places")
