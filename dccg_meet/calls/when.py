"""Reading a local time that a person typed, and refusing the ones that daylight saving makes doubtful."""

from __future__ import annotations

import datetime as dt
import re

from dccg_meet.calls.zones import zone
from dccg_meet.errors import AmbiguousTime, BadTime, NonexistentTime


def to_utc(text: str, zone_name: str, *, fold: int | None = None) -> dt.datetime:
    """``2026-12-09 14:00`` in ``zone_name`` as UTC.

    ``fold`` tells which one of two equal local times is meant: 0 the first, 1 the second (PEP 495).
    Raises BadTime for text that is no time, NonexistentTime for one that the clocks skip, AmbiguousTime for
    one that they show twice when ``fold`` is None.
    """
    naive = _parse(text)
    place = zone(zone_name)
    first, second = (naive.replace(tzinfo=place, fold=which) for which in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(dt.UTC)
    if first.astimezone(dt.UTC).astimezone(place).replace(tzinfo=None) != naive:
        after = first.astimezone(dt.UTC).astimezone(place)
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


def _parse(text: str) -> dt.datetime:
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})", text.strip(), re.ASCII)
    if match:
        try:
            return dt.datetime.fromisoformat(f"{match[1]} {int(match[2]):02d}:{match[3]}")
        except ValueError:
            pass
    raise BadTime(f"{text!r} is no time", todo='Write it as "2026-12-09 14:00", with --zone for the place.')
