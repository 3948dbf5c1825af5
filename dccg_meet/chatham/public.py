"""What may be published, as types of its own.

Only :mod:`dccg_meet.chatham.release` makes values of these types, and :mod:`dccg_meet.site` takes no others:
a type checker, not discipline, keeps private text out of the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from dccg_meet.workspace.schema import CallRecord, CaptionState, NotesState

PublicText = NewType("PublicText", str)
"""Text in which every withheld form has been masked."""

PublicRecord = NewType("PublicRecord", CallRecord)
"""A call record with masked titles and without a trace of the recording's file."""


@dataclass(frozen=True)
class PublicCue:
    """A stretch of captions: its agenda item's id, times in milliseconds, masked text, not yet cut in lines.

    In items under the Chatham House Rule the times are spread over the item: they say nothing of who spoke
    for how long.
    """

    item: str
    start_ms: int
    end_ms: int
    text: PublicText


@dataclass(frozen=True)
class PublicMinute:
    """One typed line of the notes.

    ``at`` is its time range in the recording (ms); under the Rule it is that of the whole item.
    """

    item: str
    kind: str
    detail: PublicText
    text: PublicText
    at: tuple[int, int] | None


@dataclass(frozen=True)
class PublicAudio:
    """Sound that was on the record throughout, encoded anew, without tags or other streams (Ogg Opus)."""

    data: bytes
    duration_ms: int


@dataclass(frozen=True)
class PublicCall:
    """Everything of one call that may be published.

    ``captions`` and ``notes_state`` are None where there are none; ``actions`` are those of the call before,
    for this one's agenda; ``audio_withheld`` says why no sound is; ``left_out`` counts passages in
    or beside a part that was off the record.
    """

    record: PublicRecord
    captions: CaptionState | None = None
    cues: tuple[PublicCue, ...] = ()
    notes_state: NotesState | None = None
    minutes: tuple[PublicMinute, ...] = ()
    actions: tuple[PublicText, ...] = ()
    audio: PublicAudio | None = None
    audio_withheld: str = ""
    left_out: int = 0
