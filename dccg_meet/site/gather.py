"""From the workspace to the archive: every call through the door, the pages built, the gate passed."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dccg_meet.calls.select import before
from dccg_meet.chatham import gate, withholding
from dccg_meet.chatham.names.forms import Forms
from dccg_meet.chatham.names.redaction import MASKS
from dccg_meet.chatham.public import PublicCall
from dccg_meet.chatham.release import release
from dccg_meet.errors import UnsafePath
from dccg_meet.notes.actions import lines
from dccg_meet.notes.gather import material
from dccg_meet.site import address
from dccg_meet.site.build import build
from dccg_meet.site.group import refuse_people
from dccg_meet.site.sound import recording
from dccg_meet.site.words import own_words
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.schema import CallRecord, CaptionState, NotesState, Roster


@dataclass(frozen=True)
class Archive:
    """What may be published: ``files`` by path within public/, the calls, and what the chair should know."""

    files: Mapping[str, bytes]
    calls: tuple[PublicCall, ...]
    warnings: tuple[str, ...]


def archive(
    place: Workspace, now: dt.datetime, *, machine_captions: bool = False, recordings: Collection[int] = ()
) -> Archive:
    """The archive of every call whose rule is decided. Nothing is written.

    ``recordings`` are the numbers of the calls whose sound is to be published where all of it may be.
    Whatever refuses one call refuses them all: DecisionNeeded and ReleaseRefused from the door and the gate,
    CaptionsError, NotesError, MediaError and NoRecording for files, TemplateFault, BadFile.
    """
    group, roster = place.group(), place.roster()
    refuse_people(group, roster)
    calls: list[PublicCall] = []
    changed = {}
    warnings = []
    for folder in place.calls():
        number = folder.record.number
        if folder.record.rule is None:
            warnings.append(f"call {number} is left out: nobody decided its rule (call.toml: rule)")
            continue
        private = material(
            folder,
            actions=_actions(calls, folder.record),
            recording=recording(folder) if number in recordings else None,
        )
        call = release(private, roster, machine_captions=machine_captions)
        calls.append(call)
        changed[number] = _changed(private.record, call)
        warnings += _warnings(private.record, call)
    files = build(calls, group, now, changed, templates=place.templates)
    gate.check(files, _scopes(calls, roster), own=functools.partial(own_words, group))
    return Archive(files, tuple(calls), tuple(warnings))


def published(folder: Path) -> dict[str, bytes]:
    """What lies in public/ now, by path; nothing where there is no such folder.

    Raises UnsafePath for a symbolic link, which a web server would follow.
    """
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            raise UnsafePath(
                "there is a symbolic link in what is published",
                where=path.name,
                todo="Remove it: public/ holds files that dccg-meet made, and nothing else.",
            )
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


_SAID = ("/transcript.txt", "/notes.txt")
"""The files that hold what was said, once each."""


def weaker(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[str, ...]:
    """The published files in which less would be withheld than now, which nobody may do by accident.

    It happens when somebody is taken off the roster, or when somebody agreed to be named.
    """
    return tuple(
        name
        for name in sorted(after)
        if name in before and name.endswith(_SAID) and _masks(after[name]) < _masks(before[name])
    )


def _masks(data: bytes) -> int:
    return sum(data.count(mask.encode()) for mask in MASKS.values())


def _actions(calls: list[PublicCall], record: CallRecord) -> tuple[str, ...]:
    """The open actions of the last call before."""
    earlier = before(calls, record)
    return lines(earlier.minutes) if earlier else ()


def _changed(record: CallRecord, call: PublicCall) -> dt.datetime:
    """When something that the page shows last changed: the event, the captions or the notes."""
    parts = ((record.captions, call.captions), (record.notes, call.notes_state))
    times = [part.approved_at for part, shown in parts if part and shown and part.approved_at]
    return max([record.stamp, *times])


def _warnings(record: CallRecord, call: PublicCall) -> Iterator[str]:
    number = record.number
    if record.notes and record.notes.state is NotesState.DRAFT:
        yield f"call {number}: its notes stay private until approved: dccg-meet notes approve {number}"
    if call.captions is CaptionState.MACHINE and call.cues:
        yield f"call {number}: nobody has checked its captions; the page says so"
    if call.audio_withheld:
        yield f"call {number}: {call.audio_withheld}"


def _scopes(calls: Collection[PublicCall], roster: Roster) -> dict[str, Forms]:
    """What each part of the archive withholds, by the beginning of its paths."""
    scopes = {"": withholding.shared(roster)}
    for call in calls:
        scopes[address.path(call.record, "")] = withholding.in_call(call.record, roster)
    return scopes
