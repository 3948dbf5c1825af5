"""Whether an invite that is out already has to be announced as changed.

A change of time or status raises SEQUENCE when it is made (calls.lifecycle). What stands in dccg.toml, such
as the join link, or was edited by hand, shows only when the invite is built again: here it is noticed.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Any

import icalendar

from dccg_meet.calls.lifecycle import revise
from dccg_meet.chatham.release import public_record
from dccg_meet.invites.calendar import invite
from dccg_meet.workspace.schema import CallRecord, Group, Roster


class Change(Enum):
    """What differs from the invite that is out."""

    NONE = "none"
    DETAILS = "details"
    """The words: a newer DTSTAMP is needed."""
    PLACE = "place"
    """Where people come in: SEQUENCE is needed too (RFC 5546 section 2.1.4)."""


def revised(
    record: CallRecord, roster: Roster, group: Group, *, before: bytes | None, now: dt.datetime
) -> CallRecord:
    """``record`` as it has to be for its invite to be built: newer, where ``before`` said something else.

    Raises RuleMissing, BadTime and InviteFault as building it does.
    """
    changed = change(before, public_record(record, roster), group)
    return record if changed is Change.NONE else revise(record, now=now, place=changed is Change.PLACE)


def change(before: bytes | None, record: CallRecord, group: Group) -> Change:
    """How the invite ``before`` differs from that of ``record``, beyond what the record announces itself.

    Raises RuleMissing and InviteFault as building it does.
    """
    after = invite(record, group)
    if before is None or before == after:
        return Change.NONE
    try:
        old = _event(before)
        announced = int(old["SEQUENCE"]) < record.sequence
        moved = str(old.get("LOCATION", "")) != str(_event(after).get("LOCATION", ""))
        newer = old["DTSTAMP"].dt < record.stamp
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):  # a file that somebody edited
        return Change.DETAILS
    if announced or (newer and not moved):
        return Change.NONE
    return Change.PLACE if moved else Change.DETAILS


def _event(data: bytes) -> Any:
    return icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
