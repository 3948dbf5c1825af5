"""The PRIVATE material of one call, from the files of its folder, and what a person approved of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from dccg_meet.calls.approval import seal
from dccg_meet.captions import vtt
from dccg_meet.captions.approval import caption_state
from dccg_meet.chatham.material import Material, Passage
from dccg_meet.errors import CaptionsError, DecisionNeeded, NotesError
from dccg_meet.notes.minutes import Notes, check
from dccg_meet.notes.reader import parse
from dccg_meet.workspace.folder import CallFolder
from dccg_meet.workspace.schema import CallRecord, Captions, NotesState
from dccg_meet.workspace.schema import Notes as Approval


def notes_state(folder: CallFolder) -> NotesState | None:
    """Whether the notes are approved; None where there are none. Notes edited since are a draft again."""
    if not folder.notes.is_file():
        return None
    known = folder.record.notes
    approved = known is not None and known.state is NotesState.APPROVED
    if approved and known is not None and known.sha256 == seal(folder.record, folder.notes.read_bytes()):
        return NotesState.APPROVED
    return NotesState.DRAFT


def approve(folder: CallFolder, now: dt.datetime) -> CallRecord:
    """The record that says that a person approved these notes; approving them again changes nothing.

    Raises NotesError where they are missing or do not parse, or are those of another call.
    """
    read_notes(folder)
    if notes_state(folder) is NotesState.APPROVED:
        return folder.record
    approval = Approval(
        state=NotesState.APPROVED, sha256=seal(folder.record, folder.notes.read_bytes()), approved_at=now
    )
    return folder.record.changed(notes=approval)


def read_notes(folder: CallFolder) -> Notes:
    """The notes of the call. Raises NotesError where they are missing, broken or those of another call."""
    name = f"{folder.path.name}/{folder.notes.name}"
    try:
        text = folder.notes.read_bytes().decode()
    except FileNotFoundError:
        todo = f"Draft them: dccg-meet notes draft {folder.record.number}"
        raise NotesError("there are no notes", where=name, todo=todo) from None
    except UnicodeDecodeError:
        raise NotesError("the text is not UTF-8", where=name, todo="Save the file as UTF-8.") from None
    notes = parse(text, name=name)
    check(notes, folder.record, name=name)
    return notes


def read_passages(folder: CallFolder) -> tuple[Passage, ...]:
    """What was said, from the captions. Raises CaptionsError where they are missing or broken."""
    try:
        cues = vtt.read(folder.captions).cues
    except CaptionsError as error:
        where = f"{folder.path.name}/{error.where}"
        raise CaptionsError(error.what, where=where, todo=error.todo) from None
    return tuple(Passage(cue.start_ms, cue.end_ms, cue.text) for cue in cues)


def material(folder: CallFolder, *, actions: tuple[str, ...] = (), recording: Path | None = None) -> Material:
    """Everything of a call that could be published, and its record with the states that the files bear out.

    ``actions`` are those of the call before; ``recording`` is given where the chair asked to publish the
    sound. Raises CaptionsError and NotesError.
    """
    record = folder.record
    captions = caption_state(folder)
    notes = notes_state(folder)
    _refuse_lost(folder)
    known_captions = record.captions or Captions()
    known_notes = record.notes or Approval()
    return Material(
        record=record.changed(
            captions=known_captions.changed(state=captions) if captions else None,
            notes=known_notes.changed(state=notes) if notes else None,
        ),
        passages=read_passages(folder) if captions else None,
        minutes=read_notes(folder).lines if notes is NotesState.APPROVED else None,
        actions=actions,
        recording=recording,
    )


def _refuse_lost(folder: CallFolder) -> None:
    """Refuse to drop from the archive, without a word, what was approved and is not there any more."""
    known = {
        folder.captions: folder.record.captions and folder.record.captions.approved_at,
        folder.notes: folder.record.notes and folder.record.notes.approved_at,
    }
    for path, approved_at in known.items():
        if approved_at and not path.is_file():
            raise DecisionNeeded(
                f"{path.name} was approved and is not there any more",
                where=folder.path.name,
                todo=f"Put the file back, or delete [{path.stem}] from call.toml.",
            )
