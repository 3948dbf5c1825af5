"""Calendars as bytes: the invitation to one call, and the feed of all of them.

The bytes come from icalendar and are returned only after :func:`dccg_meet.invites.readback.verify` has read
them back. Where icalendar 7.3 and the RFCs differ, what it is given here works around it; the tests hold it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import icalendar

from dccg_meet.invites.events import Kind, Property, event
from dccg_meet.invites.readback import Content, refuse_control_characters, verify
from dccg_meet.workspace.schema import CallRecord, Group

FEED = "calendar.ics"
"""The feed's name on the group's site."""

_DAILY = dt.timedelta(days=1)


def invite(record: CallRecord, group: Group) -> bytes:
    """The file for the list and the page: one VEVENT, in UTC. Raises RuleMissing, InviteFault.

    A call that takes place is ``METHOD:PUBLISH``, first and after every move (same UID, higher SEQUENCE): an
    opened REQUEST would book people who were not asked. A cancelled call is ``METHOD:CANCEL`` with
    ``STATUS:CANCELLED``, which is how RFC 5546 section 3.2.1 has an organizer cancel a published event, and
    what makes a calendar offer to remove it; republishing it as cancelled would add it to the calendars of
    people who never had it. Section 3.2.5 asks for the attendees being told, and a published event has none.
    """
    head = (*_head(), Property("METHOD", Kind.TEXT, "CANCEL" if record.cancelled else "PUBLISH"))
    return _serialise(Content(head, (event(record, group),)))


def feed(records: Iterable[CallRecord], group: Group) -> bytes:
    """The calendar to subscribe to: every call, by its start. Raises RuleMissing, InviteFault.

    A cancelled call stays, as ``STATUS:CANCELLED``: a subscriber's calendar asks for the whole feed each time
    and would otherwise drop the event without a word. How often to ask is said twice, for calendars that
    follow RFC 7986 section 5.7 and for those that know X-PUBLISHED-TTL only.
    """
    ordered = sorted(records, key=lambda record: (record.start, record.number))
    head = (
        *_head(),
        Property("METHOD", Kind.TEXT, "PUBLISH"),
        Property("NAME", Kind.TEXT, f"{group.name}: calls"),
        Property("X-WR-CALNAME", Kind.TEXT, f"{group.name}: calls"),
        Property("REFRESH-INTERVAL", Kind.DURATION, _DAILY, (("VALUE", "DURATION"),)),
        Property("X-PUBLISHED-TTL", Kind.TEXT, "P1D"),
    )
    if group.site:
        address = f"{group.site.rstrip('/')}/{FEED}"
        head = (*head, Property("SOURCE", Kind.URI, address, (("VALUE", "URI"),)))
    return _serialise(Content(head, tuple(event(record, group) for record in ordered)))


def _head() -> tuple[Property, ...]:
    return (
        Property("VERSION", Kind.TEXT, "2.0"),
        Property("PRODID", Kind.TEXT, "-//dccg-meet//dccg-meet//EN"),
        Property("CALSCALE", Kind.TEXT, "GREGORIAN"),
    )


def _serialise(content: Content) -> bytes:
    refuse_control_characters(content)
    calendar = icalendar.Calendar()
    _fill(calendar, content.head)
    for properties in content.events:
        entry = icalendar.Event()
        _fill(entry, properties)
        calendar.add_component(entry)
    data: bytes = calendar.to_ical()
    verify(data, content)
    return data


class _Text(icalendar.vText):
    r"""TEXT, escaped as RFC 5545 section 3.3.11 has it.

    icalendar 7.3 takes the two characters ``\N`` in a text for a line break: ``C:\New`` would lose its N.
    """

    def to_ical(self) -> bytes:
        text = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return text.encode()


def _fill(component: icalendar.Component, properties: Iterable[Property]) -> None:
    types: dict[Kind, Callable[..., Any]] = {
        Kind.TEXT: _Text,
        Kind.LINES: lambda lines, params: _Text("\n".join(lines), params=params),
        Kind.LIST: icalendar.vCategory,
        Kind.URI: icalendar.vUri,
        Kind.TIME: icalendar.vDatetime,
        Kind.NUMBER: icalendar.vInt,
        Kind.DURATION: icalendar.vDuration,
    }
    for entry in properties:
        params = {name: list(value) if isinstance(value, tuple) else value for name, value in entry.params}
        component.add(entry.name, types[entry.kind](entry.value, params=params))
