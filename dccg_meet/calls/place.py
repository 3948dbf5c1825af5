"""Where people meet and how they come in: the call's own details where it has any, else the group's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dccg_meet.calls.when import span
from dccg_meet.errors import BadValue, DecisionNeeded
from dccg_meet.workspace.schema import CallRecord, Group, Join, Venue
from dccg_meet.zones import place, zone

_UNIVERSAL = frozenset({"UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "Zulu", "Universal", "Greenwich"})
"""Names of UTC in the tz database beside those that begin with Etc/: clocks that hang in no town."""


@dataclass(frozen=True)
class Where:
    """Where a call takes place, and how people come into it where that is not as always."""

    venue: Venue | None = None
    join: Join | None = None


def joining(record: CallRecord, group: Group) -> Join:
    """How people come into this call: as the call itself says, else as all calls of the group.

    A call's own details stand alone: a link and a phone number of two different meetings must not be mixed.
    """
    return group.join if record.join is None else record.join


def at_venue(record: CallRecord) -> str:
    """When the meeting is by the clock on the venue's wall; nothing for an online call.

    ``At the venue (Nairobi): Tuesday 15 December 2026, 09:30 to 10:30``
    """
    if record.venue is None:
        return ""
    start, end = (moment.astimezone(zone(record.zone)) for moment in (record.start, record.end))
    return f"At the venue ({place(record.zone)}): {span(start, end)}"


def page(record: CallRecord, group: Group) -> str:
    """The address of the call's page in the archive; nothing where the group has no site."""
    return on_site(group, f"calls/{record.slug}/index.html")


def on_site(group: Group, target: str) -> str:
    """The address of ``target``, a path in the archive; nothing where the group has no site."""
    return f"{group.site.rstrip('/')}/{target}" if group.site else ""


def where(record: CallRecord) -> Where:
    """Where ``record`` takes place now."""
    return Where(record.venue, record.join)


def coordinates(text: str) -> tuple[float, float]:
    """``59.91,10.75`` as degrees north and east (WGS 84, as in RFC 5870). Raises BadValue."""
    match = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*", text, re.ASCII)
    north, east = (float(match[1]), float(match[2])) if match else (91.0, 181.0)
    if abs(north) > 90 or abs(east) > 180:  # noqa: PLR2004 - the globe's
        raise BadValue(
            "--geo is no place on the globe",
            todo="Write degrees north and east, as maps show them: --geo 59.9127,10.7461",
        )
    return north, east


def venue_zone(given: str | None, before: CallRecord | None = None) -> None:
    """Check the zone that a person typed for a meeting face to face: the clock that hangs in the room.

    Raises DecisionNeeded where nobody named one and the call had no venue ``before`` either, BadValue for
    UTC, which is no town's name.
    """
    if given is None and (before is None or before.venue is None):
        raise DecisionNeeded(
            "nobody said which clock hangs in the room",
            where="--zone",
            todo="Add the zone of the venue, such as --zone Europe/Oslo.",
        )
    if given is not None and (given in _UNIVERSAL or given.startswith("Etc/")):
        raise BadValue(
            f"{given} is the clock of no town",
            where="--zone",
            todo="Name the venue's zone, such as --zone Europe/Oslo (or Africa/Accra, which keeps UTC).",
        )
