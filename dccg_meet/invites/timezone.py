"""VTIMEZONE: a zone as calendars understand it (RFC 5545 section 3.6.5), written only where it is right.

It is made of the rule by which the zone's clocks change from now on, two RRULEs at most, which every calendar
reads alike. Whether the rule holds in the years of an event is checked against the tz data itself: where the
law makes exceptions, or the rule is no yearly one, the event is written in UTC. So it is where the law has
changed lately: most calendars pass over a VTIMEZONE whose name they know and go by their own tz data, which
may be older than the change.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator

from dccg_meet.invites.parts import Component, Kind, Property
from dccg_meet.invites.posix import Clock, parse
from dccg_meet.workspace.schema import CallRecord
from dccg_meet.zones import footer, zone

_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)
_LAG = 2
"""Years after which a changed law is taken to have reached people's calendars."""


def local_times(record: CallRecord) -> tuple[dt.datetime, dt.datetime] | None:
    """Start and end of a face-to-face meeting on its venue's clocks, or None where it has to be in UTC.

    Online calls are in UTC: no place is more theirs than another. So is a meeting in a zone that no VTIMEZONE
    says rightly or whose law is new, and one within a day of a change of the clocks: a local time cannot mean
    the second of two equal hours (RFC 5545 section 3.3.5), and some readers are an hour off near a change.
    Raises BadTime for an unknown zone.
    """
    if record.venue is None or record.zone == "UTC":
        return None
    before, after = record.start - _DAY, record.end + _DAY
    if not all(holds(record.zone, year) for year in range(before.year - _LAG, after.year + 1)):
        return None
    here = zone(record.zone)
    if before.astimezone(here).utcoffset() != after.astimezone(here).utcoffset():
        return None
    start, end = (moment.astimezone(here) for moment in (record.start, record.end))
    return start.replace(tzinfo=None), end.replace(tzinfo=None)


@functools.cache
def holds(name: str, year: int) -> bool:
    """Whether the VTIMEZONE of a zone gives in ``year`` what the tz data gives, to the second.

    Raises BadTime for an unknown zone.
    """
    rule = parse(footer(name))
    if rule is None or any(clock.onset and clock.onset.recurrence() is None for clock in rule.clocks):
        return False
    before = {offset for _, offset in rule.transitions(year - 1)[-1:]} or {rule.clocks[0].offset}
    eve = dt.datetime(year, 1, 1, tzinfo=dt.UTC) - _SECOND
    return before == {eve.astimezone(zone(name)).utcoffset()} and rule.transitions(year) == tuple(
        _changes(name, year)
    )


def vtimezone(name: str, first_year: int) -> Component:
    """The VTIMEZONE of a zone for events from ``first_year`` on; its clocks begin two years before.

    To be used only for years of which :func:`holds` is true. TZID is the zone's name in the tz data, by which
    most calendars find their own definition. Raises BadTime for an unknown zone.
    """
    rule = parse(footer(name))
    if rule is None:
        raise ValueError(name)
    pairs = zip(rule.clocks[::-1], rule.clocks, strict=True)
    kinds = ("STANDARD", "DAYLIGHT")
    observances = tuple(
        _observance(kind, before, after, first_year - _LAG)
        for kind, (before, after) in zip(kinds, pairs, strict=False)
    )
    return Component("VTIMEZONE", (Property("TZID", Kind.TEXT, name),), observances)


def _observance(kind: str, before: Clock, after: Clock, year: int) -> Component:
    start = after.onset.local(year) if after.onset else dt.datetime(year, 1, 1)  # noqa: DTZ001 - a wall clock
    rule = after.onset.recurrence() if after.onset else None
    return Component(
        kind,
        (
            Property("DTSTART", Kind.LOCAL, start),
            Property("TZOFFSETFROM", Kind.OFFSET, before.offset),
            Property("TZOFFSETTO", Kind.OFFSET, after.offset),
            Property("TZNAME", Kind.TEXT, after.name),
            *([Property("RRULE", Kind.RECURRENCE, rule)] if rule else []),
        ),
    )


def _changes(name: str, year: int) -> Iterator[tuple[dt.datetime, dt.timedelta]]:
    """Every change of the offset within the year (UTC) as the tz data has it."""
    here = zone(name)

    def offset(moment: dt.datetime) -> dt.timedelta:
        return moment.astimezone(here).utcoffset() or dt.timedelta()

    before = dt.datetime(year, 1, 1, tzinfo=dt.UTC) - _SECOND
    last = dt.datetime(year, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
    while before < last:
        after = min(before + _DAY, last)
        if offset(before) != offset(after):
            low, high = before, after
            while high - low > _SECOND:
                middle = low + (high - low) // 2 // _SECOND * _SECOND
                low, high = (middle, high) if offset(middle) == offset(before) else (low, middle)
            yield high, offset(high)
        before = after
