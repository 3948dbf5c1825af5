"""What an event says, whoever wrote it down: for telling a change from another way of writing the same.

Servers and calendar programs put properties in another order, fold lines elsewhere, add X-properties, alarms
and stamps, or write DURATION for DTEND. None of that is a change that a person made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import icalendar

_TEXTS = ("STATUS", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "ATTENDEE")
_REPEATING = ("RRULE", "RDATE", "EXDATE")
_UID = re.compile(rb"^UID(?:;[^:\r\n]*)?:(.*?)\r?$", re.MULTILINE)
UNREADABLE = "UNREADABLE"


def uid(data: bytes) -> str | None:
    """The UID of the first component that has one, or None; the rest of ``data`` may be anything."""
    found = _UID.search(data.replace(b"\r\n ", b"").replace(b"\n ", b""))
    return found[1].decode(errors="replace").strip() if found else None


def fields(data: bytes) -> dict[str, str]:
    """What the VEVENTs in ``data`` mean, by the name of the property; one that cannot be read is UNREADABLE.

    Moments are UTC, texts without blanks around them, lists in order of the alphabet. Not among them: stamps,
    alarms, colours and whatever else calendars add or drop by themselves.
    """
    try:
        events = icalendar.Calendar.from_ical(data).walk("VEVENT")
        said = [dict(_said(event)) for event in events]
    except Exception:  # noqa: BLE001 - anybody's bytes in a library's parser, and moments beyond the calendar
        return {UNREADABLE: hashlib.sha256(data).hexdigest()}
    said.sort(key=lambda event: event.get("RECURRENCE-ID", ""))
    names = sorted({name for event in said for name in event})
    return {name: "\n".join(event.get(name, "") for event in said) for name in names}


def digest(data: bytes) -> str:
    """SHA-256 (hexadecimal) of what ``data`` means: equal where two files say the same."""
    return hashlib.sha256(json.dumps(fields(data), sort_keys=True).encode()).hexdigest()


def differing(one: bytes, other: bytes) -> tuple[str, ...]:
    """The names of the properties in which two events differ, in order of the alphabet."""
    left, right = fields(one), fields(other)
    return tuple(sorted(name for name in {*left, *right} if left.get(name) != right.get(name)))


def _said(event: Any) -> Iterator[tuple[str, str]]:
    """Each property that means something with its value; an empty one says nothing."""
    yield "UID", str(event.get("UID", "")).strip()
    yield "SEQUENCE", str(int(event.get("SEQUENCE", 0)))
    start = event["DTSTART"].dt
    yield "DTSTART", _moment(start)
    if "DTEND" in event:
        yield "DTEND", _moment(event["DTEND"].dt)
    elif "DURATION" in event:
        yield "DTEND", _moment(start + event["DURATION"].dt)
    if "RECURRENCE-ID" in event:
        yield "RECURRENCE-ID", _moment(event["RECURRENCE-ID"].dt)
    for name in _TEXTS:
        values = sorted(text for value in _values(event, name) if (text := _text(value)))
        if values:
            yield name, "\n".join(values)
    categories = sorted(str(text) for value in _values(event, "CATEGORIES") for text in value.cats)
    if categories:
        yield "CATEGORIES", ",".join(categories)
    for name in _REPEATING:
        values = sorted(value.to_ical().decode() for value in _values(event, name))
        if values:
            yield name, "\n".join(values)


def _values(event: Any, name: str) -> list[Any]:
    value = event.get(name, [])
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    """Blanks at the end of lines and around the whole are what editors add and drop."""
    return "\n".join(line.rstrip() for line in str(value).replace("\r\n", "\n").split("\n")).strip()


def _moment(value: dt.date) -> str:
    """A moment in UTC; a day, or a time without a zone, as it stands."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat()
