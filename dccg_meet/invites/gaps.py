"""What an invitation lacks, or says and should not, that a person has to put right in dccg.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dccg_meet.workspace.schema import CallRecord, Group

_PASSCODE = re.compile(
    r"[?&](?:pwd|passcode|password|pin)=|\b(?:passcode|password|pin)\b\W*\d", re.IGNORECASE
)


def gaps(record: CallRecord, group: Group) -> tuple[str, ...]:
    """One line for each thing to put right, with the key in dccg.toml; empty where all is well."""
    return tuple(_gaps(record, group))


def holds_passcode(group: Group) -> bool:
    """Whether the join details, which are published, seem to hold one."""
    return any(_PASSCODE.search(text) for text in (group.join.url, *group.join.phone))


def _gaps(record: CallRecord, group: Group) -> Iterator[str]:
    if holds_passcode(group):
        yield "the join details seem to hold a passcode, and this file is published: see join in dccg.toml"
    if record.cancelled:
        return
    if not group.join.url:
        yield "no join link: set join.url in dccg.toml"
    if not group.join.phone:
        yield "no phone number, which some need to take part: set join.phone in dccg.toml"
    if not group.access.contact:
        yield "nobody to ask for captioning or sign language: set access.contact in dccg.toml"
    if not record.items:
        yield f'no agenda items yet: dccg-meet agenda add {record.number} "TITLE"'
