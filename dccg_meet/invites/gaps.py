"""What an invitation lacks, or says and should not, that a person has to put right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dccg_meet.calls.place import joining
from dccg_meet.invites.timezone import local_times
from dccg_meet.workspace.schema import CallRecord, Group, Join
from dccg_meet.zones import place

_PASSCODE = re.compile(
    r"[?&](?:pwd|passcode|password|pin)=|\b(?:passcode|password|pin)\b(?:\s+is)?(?:\s*[:=]\s*\S|\W*\d)",
    re.IGNORECASE,
)


def gaps(record: CallRecord, group: Group) -> tuple[str, ...]:
    """One line for each thing to put right, with the file and the key; empty where all is well."""
    return tuple(_gaps(record, group))


def holds_passcode(join: Join) -> bool:
    """Whether join details, which are published, seem to hold one."""
    return any(_PASSCODE.search(text) for text in (join.url, *join.phone))


def _gaps(record: CallRecord, group: Group) -> Iterator[str]:
    join = joining(record, group)
    file = "dccg.toml" if record.join is None else "call.toml"
    if holds_passcode(join):
        yield f"the join details seem to hold a passcode, and this file is published: see join in {file}"
    if record.cancelled:
        return
    if not (join.url or record.venue):
        yield f"no join link: set join.url in {file}"
    if not (join.phone or record.venue):
        yield f"no phone number, which some need to take part: set join.phone in {file}"
    if record.venue and not record.venue.access:
        yield "nothing is said of how people get into the venue: set venue.access in call.toml"
    if record.venue and record.zone != "UTC" and local_times(record) is None:
        yield (
            f"calendars may not know how the clocks of {place(record.zone)} change around that day, "
            "so the times in the file are in UTC, which is right in all of them"
        )
    if not group.access.contact:
        yield "nobody to ask for captioning or sign language: set access.contact in dccg.toml"
    if not record.items:
        yield f'no agenda items yet: dccg-meet agenda add {record.number} "TITLE"'
