"""Times as people type and read them; those that daylight saving makes doubtful are refused."""

from __future__ import annotations

import datetime as dt
import re

from dccg_meet.errors import AmbiguousTime, BadTime, NonexistentTime
from dccg_meet.workspace.values import YEARS
from dccg_meet.writing.prose import counted
from dccg_meet.zones import place, zone

_WEEK = 7
"""Days from which on hours are noise."""


def to_utc(text: str, zone_name: str, *, fold: int | None = None) -> dt.datetime:
    """``2026-12-09 14:00`` in ``zone_name`` as UTC.

    ``fold`` tells which one of two equal local times is meant: 0 the first, 1 the second (PEP 495).
    Raises BadTime for text that is no time or out of reach (:data:`dccg_meet.workspace.values.YEARS`),
    NonexistentTime for one that the clocks skip, AmbiguousTime for one that they show twice when ``fold`` is
    None.
    """
    naive = _parse(text)
    here = zone(zone_name)
    first, second = (naive.replace(tzinfo=here, fold=which) for which in (0, 1))
    if first.astimezone(dt.UTC).year not in YEARS:
        raise _out_of_reach(text)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(dt.UTC)
    if first.astimezone(dt.UTC).astimezone(here).replace(tzinfo=None) != naive:
        after = first.astimezone(dt.UTC).astimezone(here)
        raise NonexistentTime(
            f"{naive:%Y-%m-%d %H:%M} does not exist in {zone_name}: the clocks jump over it",
            todo=f"Take {after:%H:%M} instead.",
        )
    if fold is None:
        options = " or ".join(
            f"--{word} ({local.astimezone(dt.UTC):%H:%M} UTC)"
            for word, local in (("first", first), ("second", second))
        )
        raise AmbiguousTime(
            f"{naive:%Y-%m-%d %H:%M} happens twice in {zone_name}: the clocks go back",
            todo=f"Say which one: {options}.",
        )
    return (second if fold else first).astimezone(dt.UTC)


def in_words(moment: dt.date) -> str:
    """``Wednesday 9 December 2026``: the one form that no country reads as another day."""
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def distance(moment: dt.datetime, now: dt.datetime) -> str:
    """``in 2 days 3 hours``, ``5 hours ago``: the two largest units; from a week on days alone."""
    length = apart(moment, now)
    if not length:
        return "now"
    return f"in {length}" if moment > now else f"{length} ago"


def apart(moment: dt.datetime, now: dt.datetime) -> str:
    """How far two moments are apart: ``2 days 3 hours``; nothing where it is less than a minute."""
    minutes = round(abs((moment - now).total_seconds())) // 60
    days, hours, rest = minutes // 1_440, minutes // 60 % 24, minutes % 60
    parts = [(days, "day")]
    if days < _WEEK:
        parts += [(hours, "hour")] if days else [(hours, "hour"), (rest, "minute")]
    return " ".join(counted(count, word) for count, word in parts if count)


def clock_time(moment: dt.datetime, beside: dt.datetime) -> str:
    """``14:05``, or ``Thu 00:05`` where it is another day than that of the time ``beside`` it."""
    return f"{moment:%H:%M}" if moment.date() == beside.date() else f"{moment:%a %H:%M}"


def end_time(start: dt.datetime, end: dt.datetime) -> str:
    """``15:30``, or ``00:30 on Thursday 10 December 2026`` where that is another day than the start's."""
    return f"{end:%H:%M}" if end.date() == start.date() else f"{end:%H:%M} on {in_words(end)}"


def span(start: dt.datetime, end: dt.datetime) -> str:
    """``Wednesday 9 December 2026, 14:30 to 15:30``, on the clocks that both are given in."""
    return f"{in_words(start)}, {start:%H:%M} to {end_time(start, end)}"


def clocks(moment: dt.datetime, zone_name: str) -> str:
    """``Wed 09 Dec 13:00 UTC, 14:00 Oslo``: in UTC, and as the clock in ``zone_name`` shows it.

    Raises BadTime for an unknown zone.
    """
    text = f"{moment:%a %d %b %H:%M} UTC"
    local = moment.astimezone(zone(zone_name))
    if local.utcoffset() == dt.timedelta():
        return text
    return f"{text}, {clock_time(local, moment)} {place(zone_name)}"


def to_day(text: str, option: str) -> dt.date:
    """``2027-01-31`` as a day. Raises BadTime, which names ``option``, for anything else or out of reach."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip(), re.ASCII):
        try:
            day = dt.date.fromisoformat(text.strip())
        except ValueError:
            pass
        else:
            if day.year in YEARS:
                return day
            raise _out_of_reach(text, option)
    raise BadTime(f"{text!r} is no day", where=option, todo="Write it as 2027-01-31.")


def _out_of_reach(text: str, where: str = "") -> BadTime:
    return BadTime(
        f"{text!r} is out of reach",
        where=where,
        todo=f"Choose a time from {YEARS[0]} to {YEARS[-1]}: many calendar programs know no other.",
    )


def _parse(text: str) -> dt.datetime:
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})", text.strip(), re.ASCII)
    if match:
        try:
            naive = dt.datetime.fromisoformat(f"{match[1]} {int(match[2]):02d}:{match[3]}")
        except ValueError:
            pass
        else:
            if naive.year in YEARS:
                return naive
            raise _out_of_reach(text)
    raise BadTime(f"{text!r} is no time", todo='Write it as "2026-12-09 14:00", with --zone for the place.')
