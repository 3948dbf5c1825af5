"""A call as a VEVENT (RFC 5545 section 3.6.1): for everybody, or for one invited person."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dccg_meet.calls.place import joining, page
from dccg_meet.calls.rules import call_rule
from dccg_meet.invites.parts import Component, Kind, Property, parameter
from dccg_meet.invites.timezone import local_times
from dccg_meet.invites.wording import description, summary, where
from dccg_meet.workspace.schema import CallRecord, Group, Rule
from dccg_meet.writing.escape import mailto

_PHONE = re.compile(r"\+[0-9](?:[ ().-]{0,2}[0-9]){5,14}", re.ASCII)
_NORTH_AMERICAN = 11
"""Digits of a number in the North American plan, the country's 1 among them."""
_IN_OUR_WORDS = (("LANGUAGE", "en"),)
_REMINDERS = (dt.timedelta(days=1), dt.timedelta(minutes=15))
"""How long before the call an invited person's calendar speaks up."""


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited in person. PRIVATE, every field of it; all but ``address`` may be empty."""

    address: str
    name: str = ""
    zone: str = ""
    passcode: str = ""


_COLORS = {Rule.CHATHAM: "purple", Rule.ON_RECORD: "green", Rule.OFF_RECORD: "gray"}
"""Names of CSS colours (RFC 7986 section 5.9): a hint beside the words, never instead of them."""


def event(record: CallRecord, group: Group, guest: Guest | None = None) -> Component:
    """The VEVENT of a call; with ``guest`` the one that invites them. Raises RuleMissing, BadTime.

    Nobody else is an ATTENDEE: the list of who comes is itself covered by the Chatham House Rule, and a
    published event must not have one (RFC 5546 section 3.2.1). The ORGANIZER is a role's mailbox, no
    person's. Every stamp is the record's: building twice gives the same bytes. CLASS is about display and
    hides nothing.
    """
    properties = (
        Property("UID", Kind.TEXT, record.uid),
        Property("SEQUENCE", Kind.NUMBER, record.sequence),
        Property("DTSTAMP", Kind.TIME, _seconds(record.stamp)),
        Property("CREATED", Kind.TIME, _seconds(record.created)),
        Property("LAST-MODIFIED", Kind.TIME, _seconds(record.stamp)),
        *_times(record),
        Property("STATUS", Kind.TEXT, record.status.value.upper()),
        Property("SUMMARY", Kind.TEXT, summary(record, group), (("LANGUAGE", group.language),)),
        Property("DESCRIPTION", Kind.LINES, _description(record, group, guest), _IN_OUR_WORDS),
        Property("ORGANIZER", Kind.URI, mailto(organizer(group)), (("CN", parameter(group.name)),)),
        Property("CATEGORIES", Kind.LIST, ("MEETING", group.short.upper())),
        Property("COLOR", Kind.TEXT, _COLORS[call_rule(record)]),
        Property("CLASS", Kind.TEXT, "PUBLIC"),
        Property("TRANSP", Kind.TEXT, "TRANSPARENT" if record.cancelled else "OPAQUE"),
        *_places(record, group),
        *([_attendee(guest)] if guest else []),
    )
    return Component("VEVENT", properties, _alarms(record, group) if guest and not record.cancelled else ())


def organizer(group: Group) -> str:
    """Whose event it is: the role's mailbox, or the list where none is named."""
    return group.mail.mailbox or group.list


def phone_number(line: str) -> str | None:
    """The international number in a dial-in line, as RFC 3966 writes it: ``+41431234567``.

    Without the zero in brackets that is dialled at home only; in North America no digit after its eleven, as
    what follows there is a meeting's own number.
    """
    match = _PHONE.search(line.replace("(0)", ""))
    if match is None:
        return None
    digits = re.sub(r"\D", "", match[0], flags=re.ASCII)
    return "+" + (digits[:_NORTH_AMERICAN] if digits.startswith("1") else digits)


def _times(record: CallRecord) -> tuple[Property, Property]:
    local = local_times(record)
    if local is None:
        return (
            Property("DTSTART", Kind.TIME, _seconds(record.start)),
            Property("DTEND", Kind.TIME, _seconds(record.end)),
        )
    there = (("TZID", record.zone),)
    return (
        Property("DTSTART", Kind.LOCAL, _seconds(local[0]), there),
        Property("DTEND", Kind.LOCAL, _seconds(local[1]), there),
    )


def _description(record: CallRecord, group: Group, guest: Guest | None) -> tuple[str, ...]:
    if guest is None:
        return description(record, group)
    return description(record, group, zone=guest.zone, passcode=guest.passcode)


def _attendee(guest: Guest) -> Property:
    params = (
        *((("CN", parameter(guest.name)),) if guest.name else ()),
        ("CUTYPE", "INDIVIDUAL"),
        ("PARTSTAT", "NEEDS-ACTION"),
        ("ROLE", "REQ-PARTICIPANT"),
        ("RSVP", "TRUE"),
    )
    return Property("ATTENDEE", Kind.URI, mailto(guest.address), params)


def _alarms(record: CallRecord, group: Group) -> tuple[Component, ...]:
    """Reminders that a calendar shows (RFC 5545 section 3.6.6)."""
    return tuple(
        Component(
            "VALARM",
            (
                Property("ACTION", Kind.TEXT, "DISPLAY"),
                Property("DESCRIPTION", Kind.TEXT, summary(record, group)),
                Property("TRIGGER", Kind.DURATION, -before),
            ),
        )
        for before in _REMINDERS
    )


def _places(record: CallRecord, group: Group) -> Iterator[Property]:
    """LOCATION, GEO, URL and CONFERENCE (RFC 7986 section 5.11): each is the one that some calendar shows."""
    join, venue = joining(record, group), record.venue
    if place := where(record, group):
        yield Property("LOCATION", Kind.TEXT, place)
    if venue and venue.latitude is not None and venue.longitude is not None:
        degrees = (round(venue.latitude, 6), round(venue.longitude, 6))
        yield Property("GEO", Kind.PLACE, degrees)
    if address := page(record, group):
        yield Property("URL", Kind.URI, address)
    if join.url:
        yield _conference(join.url, ("AUDIO", "VIDEO"), "Join by computer or app")
    for line in join.phone:
        number = phone_number(line)
        if number:
            yield _conference(f"tel:{number}", "PHONE", line)


def _conference(uri: str, feature: str | tuple[str, ...], label: str) -> Property:
    params = (("FEATURE", feature), ("LABEL", parameter(label)), ("VALUE", "URI"))
    return Property("CONFERENCE", Kind.URI, uri, params)


def _seconds(moment: dt.datetime) -> dt.datetime:
    """DATE-TIME has whole seconds (RFC 5545 section 3.3.5)."""
    return moment.replace(microsecond=0)
