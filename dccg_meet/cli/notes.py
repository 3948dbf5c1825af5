"""``dccg-meet notes``: draft the notes of a call from its captions, and approve them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    from dccg_meet.notes.draft import Draft
    from dccg_meet.workspace.folder import CallFolder, Workspace

_REMARKS = (
    "PRIVATE until approved and published. Kinds of lines, in this order under each item:",
    "SUMMARY, PROPOSAL, DECISION (agreed | agreed with dissent | not agreed | deferred), DISSENT,",
    "ACTION (owner; due), QUESTION, LINK, CORRECTION. Prose becomes a SUMMARY.",
    "Check every line against the recording, then: dccg-meet notes approve",
)


@click.group()
def notes() -> None:
    """Draft the notes of a call from its captions, and approve them.

    CALL is a number (97), a date (2026-12-09), "next" or "last".
    """


@notes.command()
@common.call_argument
@click.option("--force", is_flag=True, help="Replace notes that differ from a fresh draft.")
def draft(call: str, force: bool) -> None:
    """Draft the notes of CALL: its items with their times, and what the chair's formulae put on record.

    Decisions ("I hear none, the agenda is adopted"), actions ("action item"), missing consensus and dissent
    are found in the captions; each line cites the place in the recording where its words occur. Read and
    correct notes.md, then approve it.

    \b
    Example:
      dccg-meet notes draft last
    """
    from dccg_meet.errors import DecisionNeeded
    from dccg_meet.notes.minutes import dump
    from dccg_meet.workspace.files import write_text

    place = common.workspace()
    with place.lock():
        folder = common.find_call(place, call)
        drafted = _draft(place, folder)
        text = dump(drafted.notes, remarks=_REMARKS)
        if not (force or _replaceable(folder, text)):
            raise DecisionNeeded(
                "there are notes already, and they differ from a fresh draft",
                where=f"{folder.path.name}/{folder.notes.name}",
                todo="Keep them, or replace them and lose what was edited: add --force.",
            )
        write_text(folder.notes, text, private=True)
    _report(drafted)
    common.done(folder.notes, place=place)
    click.echo(f"next: read and correct the file, then dccg-meet notes approve {folder.record.number}")


@notes.command()
@common.call_argument
def approve(call: str) -> None:
    """Approve the notes of CALL as they are now. Editing them afterwards takes the approval away.

    \b
    Example:
      dccg-meet notes approve last
    """
    from dccg_meet.notes import gather
    from dccg_meet.workspace.schema import NotesState

    place = common.workspace()
    with place.lock():
        folder = common.find_call(place, call)
        again = " already" if gather.notes_state(folder) is NotesState.APPROVED else ""
        record = gather.approve(folder, common.now())
        count = len(gather.read_notes(folder).lines)
        place.save_call(record)
    click.echo(f"the notes of call {record.number} are{again} approved: {_count(count, 'line')}")
    click.echo("next: dccg-meet publish")


def _draft(place: Workspace, folder: CallFolder) -> Draft:
    """The draft from the captions. Raises DecisionNeeded where there are none."""
    from dccg_meet.calls.select import before
    from dccg_meet.errors import DecisionNeeded
    from dccg_meet.notes.draft import draft as drafted
    from dccg_meet.notes.gather import read_passages

    if not folder.captions.is_file():
        raise DecisionNeeded(
            f"call {folder.record.number} has no captions to draft notes from",
            todo=f"Make them first: dccg-meet captions make {folder.record.number} RECORDING",
        )
    earlier = before(place.calls(), folder.record)
    return drafted(folder.record, read_passages(folder), previous=earlier.record.number if earlier else None)


def _replaceable(folder: CallFolder, text: str) -> bool:
    """Whether nothing is lost by writing ``text``: no notes yet, the same, or a draft without any line."""
    from dccg_meet.notes.gather import notes_state, read_notes
    from dccg_meet.workspace.schema import NotesState

    if not folder.notes.is_file() or folder.notes.read_bytes() == text.encode():
        return True
    return notes_state(folder) is NotesState.DRAFT and not read_notes(folder).lines


def _report(drafted: Draft) -> None:
    """Print how much was found, and what was not: places in the recording, no words of it."""
    from dccg_meet.notes.minutes import Kind

    counts = {kind: sum(line.kind == kind for line in drafted.notes.lines) for kind in Kind}
    found = [_count(count, kind.lower()) for kind, count in counts.items() if count]
    click.echo(f"drafted: {', '.join(found) or 'no lines, only the items'}")
    for remark in drafted.remarks:
        click.secho(f"look at {remark}", fg="yellow")


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
