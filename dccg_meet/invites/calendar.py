"""Calendars as bytes: an invitation for everybody or for one person, and the feed of all calls.

The bytes come from icalendar and are returned only after :func:`dccg_meet.invites.readback.verify` has read
them back. Where icalendar 7.3 and the RFCs differ, what it is given here works around it; the tests hold it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import icalendar
from icalendar.caselessdict import canonsort_keys
from icalendar.parser import Contentline

from dccg_meet.calls.place import on_site
from dccg_meet.invites.events import Guest, event
from dccg_meet.invites.parts import Component, Kind, Property
from dccg_meet.invites.readback import refuse_control_characters, verify
from dccg_meet.invites.timezone import local_times, vtimezone
from dccg_meet.workspace.schema import CallRecord, Group

FEED = "calendar.ics"
"""The feed's name on the group's site."""

_DAILY = dt.timedelta(days=1)
_FOLDED = 74
"""Octets of a piece of a line; with the blank before it, or CR, 75."""
_IDENTITY = frozenset(
    ("UID", "SEQUENCE", "DTSTAMP", "CREATED", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER")
)
"""What an event without its details is known by."""


def invite(record: CallRecord, group: Group) -> bytes:
    """The file for the list and the page: one VEVENT. Raises RuleMissing, BadTime, InviteFault.

    A call that takes place is ``METHOD:PUBLISH``, first and after every move (same UID, higher SEQUENCE): an
    opened REQUEST would book people who were not asked. A cancelled call is ``METHOD:CANCEL`` with
    ``STATUS:CANCELLED``, which is how RFC 5546 section 3.2.1 has an organizer cancel a published event, and
    what makes a calendar offer to remove it; republishing it as cancelled would add it to the calendars of
    people who never had it. Section 3.2.5 asks for the attendees being told, and a published event has none.
    """
    method = "CANCEL" if record.cancelled else "PUBLISH"
    return _calendar((*_head(), Property("METHOD", Kind.TEXT, method)), [record], group)


def invitation(record: CallRecord, group: Group, guest: Guest) -> bytes:
    """The file that invites ``guest``, its only ATTENDEE. Raises RuleMissing, BadTime, InviteFault.

    ``METHOD:REQUEST``, first, after every move and when a cancelled call takes place again (RFC 5546 section
    3.2.2: same UID, higher SEQUENCE); ``METHOD:CANCEL`` for a cancelled call (section 3.2.5).
    """
    method = "CANCEL" if record.cancelled else "REQUEST"
    return _calendar((*_head(), Property("METHOD", Kind.TEXT, method)), [record], group, guest)


def withdrawal(record: CallRecord, group: Group, guest: Guest) -> bytes:
    """The file that takes the event from the calendar of ``guest``, who is invited no longer.

    ``METHOD:CANCEL`` without a STATUS, as RFC 5546 section 3.2.5 has it where the event itself goes on.
    Raises RuleMissing, BadTime, InviteFault.
    """
    whole = event(record, group, guest).properties
    goodbye = Component("VEVENT", tuple(entry for entry in whole if entry.name in {*_IDENTITY, "ATTENDEE"}))
    return _written((*_head(), Property("METHOD", Kind.TEXT, "CANCEL")), (record,), (goodbye,))


def event_file(record: CallRecord, group: Group) -> bytes:
    """The event as an object of a calendar on a server, which has no METHOD (RFC 4791 section 4.1).

    Raises RuleMissing, BadTime, InviteFault.
    """
    return _calendar(_head(), [record], group)


def feed(records: Iterable[CallRecord], group: Group) -> bytes:
    """The calendar to subscribe to: every call, by its start. Raises RuleMissing, BadTime, InviteFault.

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
    if address := feed_address(group):
        head = (*head, Property("SOURCE", Kind.URI, address, (("VALUE", "URI"),)))
    return _calendar(head, ordered, group)


def feed_address(group: Group) -> str:
    """Where the feed is published; nothing where the group has no site."""
    return on_site(group, FEED)


def _head() -> tuple[Property, ...]:
    return (
        Property("VERSION", Kind.TEXT, "2.0"),
        Property("PRODID", Kind.TEXT, "-//dccg-meet//dccg-meet//EN"),
        Property("CALSCALE", Kind.TEXT, "GREGORIAN"),
    )


def _calendar(
    head: tuple[Property, ...], records: Iterable[CallRecord], group: Group, guest: Guest | None = None
) -> bytes:
    records = tuple(records)
    return _written(head, records, tuple(event(record, group, guest) for record in records))


def _written(
    head: tuple[Property, ...], records: tuple[CallRecord, ...], events: tuple[Component, ...]
) -> bytes:
    """The calendar's bytes: the zones that its events are in, once each, then the events."""
    since: dict[str, int] = {}
    for record in records:
        if local_times(record):
            since[record.zone] = min(since.get(record.zone, record.start.year), record.start.year)
    zones = [vtimezone(name, year) for name, year in sorted(since.items())]
    meant = Component("VCALENDAR", head, (*zones, *events))
    refuse_control_characters(meant)
    # In a feed, most lines are those of the event before.
    data = b"".join(_lines_of(meant, functools.cache(_line)))
    verify(data, meant)
    return data


def _lines_of(meant: Component, line: Callable[[Property], bytes]) -> Iterator[bytes]:
    """The component's lines: its properties in the order that icalendar has for them, then what is within."""
    yield b"BEGIN:%b\r\n" % meant.name.encode()
    order = canonsort_keys(
        {entry.name for entry in meant.properties}, _COMPONENTS[meant.name].canonical_order
    )
    for entry in sorted(meant.properties, key=lambda entry: order.index(entry.name)):
        yield line(entry)
    for inner in meant.components:
        yield from _lines_of(inner, line)
    yield b"END:%b\r\n" % meant.name.encode()


def _line(entry: Property) -> bytes:
    """The property as icalendar writes it."""
    params = {name: list(value) if isinstance(value, tuple) else value for name, value in entry.params}
    value = _TYPES[entry.kind](entry.value, params=params)
    return _folded(Contentline.from_parts(entry.name, value.params, value).encode())


def _folded(line: bytes) -> bytes:
    """At most 75 octets to a line, no letter of UTF-8 cut (RFC 5545 section 3.1), as icalendar folds.

    Nor an escape: several readers unfold last. icalendar's own goes letter by letter, which takes longer than
    all the rest.
    """
    pieces = []
    while len(line) > _FOLDED:
        cut = _FOLDED
        while line[cut] & 0xC0 == 0x80:  # noqa: PLR2004 - inside of a letter
            cut -= 1
        if line[cut - 1] in b"\\^":
            cut -= 1
        pieces.append(line[:cut])
        line = line[cut:]
    return b"\r\n ".join([*pieces, line]) + b"\r\n"


class _Text(icalendar.vText):
    r"""TEXT, escaped as RFC 5545 section 3.3.11 has it.

    icalendar 7.3 takes the two characters ``\N`` in a text for a line break: ``C:\New`` would lose its N.
    """

    def to_ical(self) -> bytes:
        text = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return text.encode()


def _lines(lines: Iterable[str], params: dict[str, Any]) -> _Text:
    return _Text("\n".join(lines), params=params)


class _Place(icalendar.vGeo):
    """GEO, always with a decimal point: a FLOAT has no exponent (RFC 5545 section 3.3.7)."""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"


def _local(moment: dt.datetime, params: dict[str, Any]) -> icalendar.vDatetime:
    """A local time; icalendar takes TZID away where the moment itself has no zone."""
    made = icalendar.vDatetime(moment)
    made.params.update(params)
    return made


def _recurrence(rule: str, params: dict[str, Any]) -> icalendar.vRecur:
    return icalendar.vRecur(icalendar.vRecur.from_ical(rule), params=params)


_COMPONENTS: dict[str, type[icalendar.Component]] = {
    "VCALENDAR": icalendar.Calendar,
    "VTIMEZONE": icalendar.Timezone,
    "STANDARD": icalendar.TimezoneStandard,
    "DAYLIGHT": icalendar.TimezoneDaylight,
    "VEVENT": icalendar.Event,
    "VALARM": icalendar.Alarm,
}
_TYPES: dict[Kind, Callable[..., Any]] = {
    Kind.TEXT: _Text,
    Kind.LINES: _lines,
    Kind.LIST: icalendar.vCategory,
    Kind.URI: icalendar.vUri,
    Kind.TIME: icalendar.vDatetime,
    Kind.LOCAL: _local,
    Kind.NUMBER: icalendar.vInt,
    Kind.DURATION: icalendar.vDuration,
    Kind.OFFSET: icalendar.vUTCOffset,
    Kind.RECURRENCE: _recurrence,
    Kind.PLACE: _Place,
}
