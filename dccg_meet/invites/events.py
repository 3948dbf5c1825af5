"""A call as the properties of a VEVENT (RFC 5545 section 3.6.1), before any library has seen them.

Keeping what is meant apart from how it is written lets :mod:`dccg_meet.invites.readback` compare the two.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from dccg_meet.calls.rules import call_rule
from dccg_meet.invites.wording import description, summary
from dccg_meet.workspace.schema import CallRecord, Group, Rule

_PHONE = re.compile(r"\+[0-9](?:[ ().-]{0,2}[0-9]){5,14}", re.ASCII)
_IN_OUR_WORDS = (("LANGUAGE", "en"),)


class Kind(Enum):
    """The value types that we write (RFC 5545 section 3.3).

    LINES is a TEXT of several lines, LIST a comma-separated list of TEXT; both have a tuple as their value.
    """

    TEXT = auto()
    LINES = auto()
    LIST = auto()
    URI = auto()
    TIME = auto()
    NUMBER = auto()
    DURATION = auto()


Value = str | int | dt.datetime | dt.timedelta | tuple[str, ...]


@dataclass(frozen=True)
class Property:
    """One content line: its name, value type, value and parameters; a tuple is a parameter's list."""

    name: str
    kind: Kind
    value: Value
    params: tuple[tuple[str, str | tuple[str, ...]], ...] = ()


_COLORS = {Rule.CHATHAM: "purple", Rule.ON_RECORD: "green", Rule.OFF_RECORD: "gray"}
"""Names of CSS colours (RFC 7986 section 5.9): a hint beside the words, never instead of them."""


def event(record: CallRecord, group: Group) -> tuple[Property, ...]:
    """The VEVENT of a call. Raises RuleMissing.

    No ATTENDEE: the list of who comes is itself covered by the Chatham House Rule, and a published event
    must not have one (RFC 5546 section 3.2.1). The ORGANIZER is the list's mailbox, no person's. Every stamp
    is the record's: building twice gives the same bytes. CLASS is about display and hides nothing.
    """
    return (
        Property("UID", Kind.TEXT, record.uid),
        Property("SEQUENCE", Kind.NUMBER, record.sequence),
        Property("DTSTAMP", Kind.TIME, _seconds(record.stamp)),
        Property("CREATED", Kind.TIME, _seconds(record.created)),
        Property("LAST-MODIFIED", Kind.TIME, _seconds(record.stamp)),
        Property("DTSTART", Kind.TIME, _seconds(record.start)),
        Property("DTEND", Kind.TIME, _seconds(record.end)),
        Property("STATUS", Kind.TEXT, record.status.value.upper()),
        Property("SUMMARY", Kind.TEXT, summary(record, group), (("LANGUAGE", group.language),)),
        Property("DESCRIPTION", Kind.LINES, description(record, group), _IN_OUR_WORDS),
        Property("ORGANIZER", Kind.URI, f"mailto:{group.list}", (("CN", parameter(group.name)),)),
        Property("CATEGORIES", Kind.LIST, ("MEETING", group.short.upper())),
        Property("COLOR", Kind.TEXT, _COLORS[call_rule(record)]),
        Property("CLASS", Kind.TEXT, "PUBLIC"),
        Property("TRANSP", Kind.TEXT, "TRANSPARENT" if record.cancelled else "OPAQUE"),
        *_places(group),
    )


def parameter(text: str) -> str:
    """``text`` as every reader understands it in a parameter such as CN.

    RFC 5545 section 3.2 has no way to write a double quote there, RFC 6868 has one that few readers know, and
    readers disagree about a backslash; so these become an apostrophe and a slash.
    """
    return text.replace('"', "'").replace("\\", "/").replace("^", "")


def phone_number(line: str) -> str | None:
    """The international number in a dial-in line, as RFC 3966 writes it: ``+41431234567``."""
    match = _PHONE.search(line)
    return "+" + re.sub(r"\D", "", match[0], flags=re.ASCII) if match else None


def _places(group: Group) -> Iterator[Property]:
    """LOCATION, URL and CONFERENCE (RFC 7986 section 5.11): each is the one that some calendar shows."""
    join = group.join
    where = join.url or next(iter(join.phone), "")
    if where:
        yield Property("LOCATION", Kind.TEXT, where)
    if group.site:
        yield Property("URL", Kind.URI, group.site)
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
