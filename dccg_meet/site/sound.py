"""Whether the sound of a call may go to the door at all: it has to be what a person read the words of."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dccg_meet.captions import transcript, vtt
from dccg_meet.errors import DecisionNeeded, NoRecording
from dccg_meet.positions import clock
from dccg_meet.workspace.folder import CallFolder


def recording(folder: CallFolder) -> Path:
    """The call's recording, if it is the one that was captioned and every stretch of speech has a caption.

    Raises NoRecording where it is missing, was not kept or is another file, DecisionNeeded where speech has
    no caption, so that nobody knows who is named there, CaptionsError where captions or transcript are
    broken.
    """
    number, facts = folder.record.number, folder.record.recording
    if facts and not facts.file:
        raise NoRecording(
            f"the recording of call {number} was not kept, because a part of the call was off the record",
            todo=f"Publish without the sound: leave out --with-recording {number}.",
        )
    path = folder.file(facts.file) if facts else None
    if facts is None or path is None or not path.is_file():
        raise NoRecording(
            f"call {number} has no recording to publish",
            todo=f"Make its captions first: dccg-meet captions make {number} RECORDING",
        )
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != facts.sha256:
            raise NoRecording(
                "this is not the recording that was captioned",
                where=f"{folder.path.name}/{path.name}",
                todo=f"Put the old one back, or caption this one: dccg-meet captions make {number} RECORDING",
            )
    spoken = transcript.read(folder.transcript).speech
    cues = vtt.read(folder.captions).cues
    for part in spoken:
        if not any(cue.start_ms < part.end_ms and part.start_ms < cue.end_ms for cue in cues):
            raise DecisionNeeded(
                f"somebody speaks at {clock(part.start_ms)} and no caption says what",
                where=f"call {number}",
                todo=f"Caption it, then: dccg-meet captions approve {number}. Or publish without the sound.",
            )
    return path
