"""Whether the sound of a call may go to the door at all: it has to be what a person read the words of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dccg_meet.captions import transcript, vtt
from dccg_meet.captions.cues import Cue
from dccg_meet.captions.transcript import Speech
from dccg_meet.errors import DecisionNeeded, NoRecording
from dccg_meet.positions import clock
from dccg_meet.workspace.folder import CallFolder

_UNCAPTIONED_MS: Final = 1_500


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
        at = _uncaptioned(part, cues)
        if at is not None:
            raise DecisionNeeded(
                f"somebody speaks at {clock(at)} and no caption says what",
                where=f"call {number}",
                todo=f"Caption it, then: dccg-meet captions approve {number}. Or publish without the sound.",
            )
    return path


def _uncaptioned(part: Speech, cues: Sequence[Cue]) -> int | None:
    """The first moment of a stretch of speech from which on no caption is shown for too long, if any.

    The captioner itself lets so much pass without a word: breath and hesitation.
    """
    at = part.start_ms
    for cue in sorted(cues, key=lambda cue: cue.start_ms):
        if cue.start_ms - at >= _UNCAPTIONED_MS or at >= part.end_ms:
            break
        at = max(at, cue.end_ms)
    return at if part.end_ms - at >= min(_UNCAPTIONED_MS, part.duration_ms) else None
