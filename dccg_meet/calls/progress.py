"""What is still to do for a call, by when, and the command for it: the chair's home screen as a table.

The times are the ones that working groups keep (W3C Process, "Meeting scheduling and announcements"): notice
one week and agenda 24 hours before a call, notes within 48 hours after it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dccg_meet.workspace.schema import CallRecord, CaptionState, NotesState

_NOTICE = dt.timedelta(days=7)
_AGENDA = dt.timedelta(hours=24)
_NOTES = dt.timedelta(hours=48)


@dataclass(frozen=True)
class Facts:
    """What exists of a call; ``invite``, ``agenda`` and ``published`` are true only of what is up to date."""

    invite: bool = False
    agenda: bool = False
    captions: CaptionState | None = None
    notes: NotesState | None = None
    published: bool = False


@dataclass(frozen=True)
class Step:
    """One thing to do: what, the command for it, and by when (UTC)."""

    what: str
    command: str
    due: dt.datetime

    def late(self, now: dt.datetime) -> bool:
        """Whether its time is over."""
        return self.due < now


def steps(record: CallRecord, facts: Facts, now: dt.datetime) -> tuple[Step, ...]:
    """What is to do for this call, in the order in which to do it."""
    if now >= record.end:
        return () if record.cancelled else _after(record, facts)
    return _cancelled(record, facts) if record.cancelled else _before(record, facts)


def _cancelled(record: CallRecord, facts: Facts) -> tuple[Step, ...]:
    todo = []
    if not facts.invite:
        command = f"dccg-meet invite build {record.number}"
        todo.append(Step("tell the list: the invite says cancelled", command, record.start))
    if not facts.published:
        todo.append(Step("publish the cancellation", "dccg-meet publish", record.start))
    return tuple(todo)


def _before(record: CallRecord, facts: Facts) -> tuple[Step, ...]:
    number = record.number
    todo = []
    if record.rule is None:
        todo.append(Step("decide the rule", 'write rule = "…" into call.toml', record.start - _NOTICE))
    if not facts.invite:
        todo.append(Step("send the invite", f"dccg-meet invite build {number}", record.start - _NOTICE))
    if not record.items:
        todo.append(
            Step("add agenda items", f'dccg-meet agenda add {number} "TITLE"', record.start - _AGENDA)
        )
    elif not facts.agenda:
        todo.append(Step("send the agenda", f"dccg-meet agenda build {number}", record.start - _AGENDA))
    elif not facts.published:
        todo.append(Step("publish the agenda", "dccg-meet publish", record.start - _AGENDA))
    return tuple(todo)


def _after(record: CallRecord, facts: Facts) -> tuple[Step, ...]:
    number = record.number
    due = record.end + _NOTES
    todo = []
    if facts.captions is None:
        todo.append(Step("make captions", f"dccg-meet captions make {number} RECORDING", due))
    unmarked = next((item.id for item in record.items if item.start_ms is None), None)
    if unmarked is not None and facts.captions is not None:
        todo.append(Step("mark where each item begins", f"dccg-meet call mark {number} {unmarked} TIME", due))
    if facts.captions is CaptionState.MACHINE:
        todo.append(Step("check and approve the captions", f"dccg-meet captions approve {number}", due))
    if facts.notes is None:
        todo.append(Step("draft the notes", f"dccg-meet notes draft {number}", due))
    elif facts.notes is NotesState.DRAFT:
        todo.append(Step("check and approve the notes", f"dccg-meet notes approve {number}", due))
    if not facts.published or todo:
        todo.append(Step("publish", "dccg-meet publish", due))
    return tuple(todo)
