"""Other people's calendar programs in Python, each as a function from a file to what it makes of its events.

They share no code for this with each other or with us, apart from khal and recurring-ical-events, which build
on icalendar. The package ``ical``, and readers in JavaScript and C, are in tests/checkers. Each reader is
imported when it is used.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import icalendar

from tests.invites.corpus import Seen

_UTC = zoneinfo.ZoneInfo("UTC")


def _seen(*values: Any) -> Seen:
    uid, start, end, *texts = values
    return Seen(
        str(uid), start.astimezone(dt.UTC), end.astimezone(dt.UTC), *(str(text or "") for text in texts)
    )


def vobject(data: bytes) -> list[Seen]:
    """The library that many address books and Radicale use."""
    import vobject  # noqa: PLC0415

    calendar = vobject.readOne(data.decode())
    return [
        _seen(
            e.uid.value,
            e.dtstart.value,
            e.dtend.value,
            e.status.value,
            e.summary.value,
            e.location.value,
            e.description.value,
        )
        for e in calendar.vevent_list
    ]


def recurring_ical_events(data: bytes) -> list[Seen]:
    """The library that expands recurrences on top of icalendar."""
    import recurring_ical_events  # noqa: PLC0415

    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(2026, 2028)
    keys = ("STATUS", "SUMMARY", "LOCATION", "DESCRIPTION")
    return [_seen(e["UID"], e.start, e.end, *(e[key] for key in keys)) for e in found]


def icalevents(data: bytes) -> list[Seen]:
    """The library of many Home Assistant users."""
    from icalevents.icalevents import events  # noqa: PLC0415

    years = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2028, 12, 31, tzinfo=dt.UTC)
    found: list[Any] = events(string_content=data, start=years[0], end=years[1])
    return [_seen(e.uid, e.start, e.end, e.status, e.summary, e.location, e.description) for e in found]


def ics(data: bytes) -> list[Seen]:
    """The library with a grammar of its own."""
    import ics  # noqa: PLC0415

    found = ics.Calendar(data.decode()).events
    return [
        _seen(e.uid, e.begin.datetime, e.end.datetime, e.status, e.name, e.location, e.description)
        for e in found
    ]


def khal(data: bytes) -> list[Seen]:
    """The calendar of the terminal."""
    from khal.icalendar import cal_from_ics  # noqa: PLC0415
    from khal.khalendar.event import Event  # noqa: PLC0415

    locale: dict[str, Any] = {"default_timezone": _UTC, "local_timezone": _UTC}
    found = [
        (Event.fromVEvents([e], calendar="calls", locale=locale), e)
        for e in cal_from_ics(data.decode()).walk("VEVENT")
    ]
    return [
        _seen(e.uid, e.start, e.end, raw["STATUS"], e.summary, e.location, e.description) for e, raw in found
    ]


READERS = (vobject, recurring_ical_events, icalevents, ics, khal)
