"""What a mail tells its reader that they act on, and how two tellings differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from dccg_meet.calls.place import joining
from dccg_meet.calls.rules import call_tag
from dccg_meet.calls.when import in_words
from dccg_meet.mail.keyed import keyed
from dccg_meet.workspace.schema import CallRecord, Group
from dccg_meet.workspace.values import UtcTime
from dccg_meet.zones import place, zone


class Said(BaseModel):
    """What a mail told: when, where, how to come in, under which rule, and whether at all.

    Another value here is worth a mail of its own; another agenda item is not. ``passcode`` is a keyed hash.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: UtcTime
    minutes: int
    cancelled: bool
    title: str
    tag: str
    venue: str = ""
    url: str = ""
    phone: tuple[str, ...] = ()
    passcode: str = ""


def said(record: CallRecord, group: Group, passcode: str = "", *, secret: bytes) -> Said:
    """What a mail about ``record`` tells; ``passcode`` where it tells one. Raises RuleMissing."""
    join, venue = joining(record, group), record.venue
    return Said(
        start=record.start,
        minutes=record.minutes,
        cancelled=record.cancelled,
        title=record.title,
        tag=call_tag(record),
        venue=", ".join(text for text in (venue.name, venue.address, venue.access) if text) if venue else "",
        url=join.url,
        phone=join.phone,
        passcode=keyed(secret, "passcode", record.uid, passcode)[:16] if passcode else "",
    )


def changes(before: Said, now: Said, zone_name: str = "UTC") -> tuple[str, ...]:
    """How ``now`` differs from what was told ``before``, a sentence each, on the clocks of ``zone_name``.

    What a person once typed is not repeated: somebody may have joined the roster whom it names.
    Empty where the call is cancelled: then nothing else matters. Raises BadTime for an unknown zone.
    """
    return () if now.cancelled else tuple(_changes(before, now, zone_name))


def _changes(before: Said, now: Said, zone_name: str) -> Iterator[str]:
    if before.start != now.start:
        yield f"Moved from {_moment(before.start, zone_name)} to {_moment(now.start, zone_name)}."
    if before.minutes != now.minutes:
        yield f"The call takes {now.minutes} minutes, not {before.minutes}."
    if before.title != now.title:
        yield "The title has changed."
    if before.tag != now.tag:
        yield f"The rule has changed from {before.tag} to {now.tag}."
    if before.venue != now.venue:
        yield _place(before.venue, now.venue)
    if before.url != now.url:
        yield "The web address to join has changed: do not use the earlier one."
    if before.phone != now.phone:
        yield "The phone numbers to join have changed: do not use the earlier ones."
    if before.passcode != now.passcode:
        yield "The passcode has changed." if now.passcode else "No passcode is needed any more."


def _place(before: str, now: str) -> str:
    if not before:
        return "People also meet face to face."
    return "The place has changed." if now else "People do not meet face to face any more."


def _moment(moment: dt.datetime, zone_name: str) -> str:
    """``Wednesday 9 December 2026, 15:00 (Oslo)``."""
    there = moment.astimezone(zone(zone_name))
    return f"{in_words(there)}, {there:%H:%M} ({place(zone_name)})"
