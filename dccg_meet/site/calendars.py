"""Calendars that are given away by themselves: through the same door and the same gate as the archive."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from dccg_meet.chatham import gate, withholding
from dccg_meet.chatham.material import Material
from dccg_meet.chatham.public import PublicRecord
from dccg_meet.chatham.release import release
from dccg_meet.invites import calendar
from dccg_meet.site.group import refuse_people
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.schema import Group, Roster


@dataclass(frozen=True)
class Calendars:
    """The calls that may be given away, in the order of their start, and the numbers of those that may not.

    ``left_out`` are the calls whose rule nobody decided. The gate has the ``group`` and the roster (PRIVATE)
    with which the records were released.
    """

    group: Group
    roster: Roster
    records: tuple[PublicRecord, ...]
    left_out: tuple[int, ...]


def released(place: Workspace) -> Calendars:
    """Every call through the door: what of it may stand in a calendar.

    Raises DecisionNeeded where the roster is empty or dccg.toml names somebody; ReleaseRefused; BadFile.
    """
    group, roster = place.group(), place.roster()
    refuse_people(group, roster)
    records = [folder.record for folder in place.calls()]
    decided = [record for record in records if record.rule is not None]
    return Calendars(
        group,
        roster,
        tuple(release(Material(record), roster).record for record in decided),
        tuple(record.number for record in records if record.rule is None),
    )


def feed(calendars: Calendars) -> bytes:
    """The calendar to subscribe to, past the gate. Raises ReleaseRefused, BadTime, InviteFault."""
    group = calendars.group
    data = calendar.feed(calendars.records, group)
    shared = withholding.shared(calendars.roster)
    gate.check({calendar.FEED: data}, {"": shared}, own=functools.partial(_own_words, group))
    return data


def events(calendars: Calendars) -> Mapping[int, bytes]:
    """Each call's event as an object of its own, by number, past the gate as a whole.

    Raises ReleaseRefused, BadTime, InviteFault.
    """
    group, roster = calendars.group, calendars.roster
    files = {f"{record.number:03d}.ics": calendar.event_file(record, group) for record in calendars.records}
    scopes = {f"{record.number:03d}.ics": withholding.in_call(record, roster) for record in calendars.records}
    gate.check(files, scopes, own=functools.partial(_own_words, group))
    return {int(name.partition(".")[0]): data for name, data in files.items()}


def _own_words(group: Group) -> tuple[str, ...]:
    """The archive's words, for which every template is read: seldom needed, as calendars have few of them."""
    from dccg_meet.site.words import own_words  # noqa: PLC0415

    return own_words(group)
