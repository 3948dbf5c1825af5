"""What goes into a release: the PRIVATE material of one call, in the plainest form that the door needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dccg_meet.workspace.schema import CallRecord


@dataclass(frozen=True)
class Passage:
    """Something that was said: times in the recording (ms) and text."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True)
class Minute:
    """One typed line of the notes.

    The item's id, the kind (DECISION, ACTION, …), the kind's detail (``agreed``; ``owner; due``), the text,
    and the time range that proves it (ms).
    """

    item: str
    kind: str
    detail: str
    text: str
    at: tuple[int, int] | None


@dataclass(frozen=True)
class Material:
    """One call, everything of it. ``passages`` and ``minutes`` are None where there are no captions or notes.

    ``actions`` are the open actions of the call before, for this one's agenda. ``recording`` is given only
    where the chair asked to publish the sound.
    """

    record: CallRecord
    passages: tuple[Passage, ...] | None = None
    minutes: tuple[Minute, ...] | None = None
    actions: tuple[str, ...] = ()
    recording: Path | None = None
