"""The actions of one call as lines for the agenda of the next: agendas are public, so these lines are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dccg_meet.calls.select import before
from dccg_meet.chatham.material import Material
from dccg_meet.chatham.public import PublicMinute
from dccg_meet.chatham.release import carried, release
from dccg_meet.errors import DccgError
from dccg_meet.notes.gather import notes_state, read_notes
from dccg_meet.notes.minutes import UNASSIGNED, Kind
from dccg_meet.workspace.folder import CallFolder, Workspace
from dccg_meet.workspace.schema import CallRecord, NotesState


def open_actions(
    place: Workspace,
    record: CallRecord,
    calls: Sequence[CallFolder],
    *,
    remark: Callable[[str], None] = lambda _text: None,
) -> tuple[str, ...]:
    """The actions in the approved notes of the last of ``calls`` before ``record``, a line of text each.

    They go through :func:`dccg_meet.chatham.release.release` as they would for publishing, so that an agenda
    names nobody whom the notes would not name. Where that refuses, where the notes do not parse or are not
    approved, there are no lines, and ``remark`` is told what is in the way: an agenda without old actions
    does no harm, one with a name does.
    """
    earlier = before(calls, record)
    if earlier is None or notes_state(earlier) is None:
        return ()
    number = earlier.record.number
    if notes_state(earlier) is not NotesState.APPROVED:
        todo = f"dccg-meet notes approve {number}"
        remark(f"the actions of call {number} are left out until its notes are approved: {todo}")
        return ()
    try:
        return carried(lines(_released(earlier, place)), record, place.roster())
    except DccgError as error:
        remark(f"the actions of call {number} are left out: {error}")
        return ()


def lines(minutes: Iterable[PublicMinute]) -> tuple[str, ...]:
    """The actions among ``minutes``, such as ``Open the form on Monday. (the secretariat)``.

    The date is added where the text does not say it.
    """
    return tuple(_line(minute) for minute in minutes if minute.kind == Kind.ACTION)


def owner_and_due(detail: str) -> tuple[str, str]:
    """The two parts of an action's detail; ``due`` is empty where nobody said one."""
    owner, _, due = detail.partition(";")
    return owner.strip() or UNASSIGNED, due.strip()


def _line(minute: PublicMinute) -> str:
    owner, due = owner_and_due(minute.detail)
    added = f"; {due}" if due and due.casefold() not in minute.text.casefold() else ""
    return f"{minute.text} ({owner}{added})"


def _released(folder: CallFolder, place: Workspace) -> tuple[PublicMinute, ...]:
    """The notes alone: captions that wait for approval do not hold back the actions."""
    alone = Material(record=folder.record.changed(captions=None), minutes=read_notes(folder).lines)
    return release(alone, place.roster()).minutes
