"""Captions and the person who answers for them: unread, machine captions count for nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dccg_meet.calls.approval import seal
from dccg_meet.captions import vtt
from dccg_meet.errors import CaptionsError
from dccg_meet.workspace.folder import CallFolder
from dccg_meet.workspace.schema import CallRecord, Captions, CaptionState


def caption_state(folder: CallFolder) -> CaptionState | None:
    """Whether the captions of a call are approved; None where there are none."""
    if not folder.captions.is_file():
        return None
    known = folder.record.captions
    approved = known is not None and known.state is CaptionState.APPROVED
    if approved and known is not None and known.sha256 == seal(folder.record, folder.captions.read_bytes()):
        return CaptionState.APPROVED
    return CaptionState.MACHINE


def approve(folder: CallFolder, now: dt.datetime) -> tuple[CallRecord, bytes]:
    """The record and the captions file, both saying that a person approved these captions.

    Approving again what is approved changes nothing. Raises CaptionsError where the file is missing, broken,
    or does not fit the recording.
    """
    captions = vtt.read(folder.captions)
    recording = folder.record.recording
    if captions.cues and recording and captions.cues[-1].start_ms >= recording.duration_ms:
        raise CaptionsError(
            "the last cue begins after the end of the recording",
            where=folder.captions.name,
            todo="Correct the times, or make the captions again.",
        )
    data = vtt.dump(replace(captions, state="approved")).encode()
    if caption_state(folder) is CaptionState.APPROVED:
        return folder.record, data
    state = Captions(state=CaptionState.APPROVED, sha256=seal(folder.record, data), approved_at=now)
    return folder.record.changed(captions=state), data
