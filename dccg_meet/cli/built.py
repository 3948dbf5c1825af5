"""What several commands make of a call: its agenda, the chair's run-sheet, its invitation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dccg_meet.cli import common
from dccg_meet.cli.shown import zones_shown

if TYPE_CHECKING:
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.schema import CallRecord


def texts_of(
    place: Workspace,
    record: CallRecord,
    calls: Sequence[CallFolder],
    *,
    remark: Callable[[str], None] = lambda _text: None,
) -> dict[str, str]:
    """The agenda as it is now, by kind of file; ``remark`` is told why old actions are missing.

    ``calls`` are the workspace's, read once for as many agendas as are looked at.
    """
    from dccg_meet.agendas.render import render
    from dccg_meet.calls.select import before
    from dccg_meet.chatham.release import public_record
    from dccg_meet.notes.actions import open_actions

    group, shown = place.group(), public_record(record, place.roster())
    earlier = before(calls, record)
    return render(
        shown,
        group,
        zones_shown(place, group, record),
        open_actions(place, record, calls, remark=remark),
        place.templates,
        before=earlier.record.start if earlier else None,
    )


def refuse_named(place: Workspace, record: CallRecord, texts: Mapping[str, str]) -> None:
    """Raise DecisionNeeded or ReleaseRefused where an agenda, which goes to the list, names somebody."""
    from dccg_meet.site import outgoing

    group = place.group()
    files = {f"agenda.{kind}": text.encode() for kind, text in texts.items()}
    outgoing.check(files, group, place.roster(), record, zones_shown(place, group, record))


def write_agenda(folder: CallFolder, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the agenda's files, and give their paths. Raises OSError where the disk refuses."""
    from dccg_meet.workspace.files import write_text

    for kind, text in texts.items():
        write_text(folder.agenda(kind), text)
    return tuple(folder.agenda(kind) for kind in texts)


def run_sheet_of(place: Workspace, record: CallRecord) -> dict[str, str]:
    """The run-sheet as it is now, by kind of file. PRIVATE: its titles are as they were typed."""
    from dccg_meet.agendas.render import render_run_sheet

    later = [folder.record for folder in place.calls() if folder.record.start > record.start]
    following = next((other for other in later if not other.cancelled), None)
    return render_run_sheet(record, place.group(), following, place.templates)


def write_invite(place: Workspace, folder: CallFolder) -> CallFolder:
    """Bring the record and invite.ics up to date, and give the call as it is then.

    Raises DecisionNeeded and ReleaseRefused where the invite would name somebody; nothing is written then.
    """
    from dccg_meet.chatham.release import public_record
    from dccg_meet.invites import calendar
    from dccg_meet.site import outgoing
    from dccg_meet.workspace.files import write_bytes

    record = up_to_date(place, folder)
    group, roster = place.group(), place.roster()
    data = calendar.invite(public_record(record, roster), group)
    outgoing.check({folder.invite.name: data}, group, roster, record, (record.zone,))
    if record != folder.record:
        folder = place.save_call(record)
    write_bytes(folder.invite, data)
    return folder


def up_to_date(place: Workspace, folder: CallFolder) -> CallRecord:
    """The call's record, newer where its invite says something else now. Writes nothing."""
    from dccg_meet.invites.revision import revised

    before = folder.invite.read_bytes() if folder.invite.is_file() else None
    return revised(folder.record, place.roster(), place.group(), before=before, now=common.now())
