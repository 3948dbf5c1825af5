"""What to do so that a calendar on a server says what the calls say. Pure: nothing here asks a server.

Three are compared: our event, the object on the server, and what we know of our last push. Whatever somebody
else changed or removed since then is for a person to decide; nothing is overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dccg_meet.caldav.meaning import differing, digest
from dccg_meet.caldav.state import Pushed


class Step(StrEnum):
    """What is to be done with one event."""

    NOTHING = "nothing"
    """It is in step."""
    CREATE = "create"
    """It is not there yet."""
    UPDATE = "update"
    """Ours changed."""
    ADOPT = "adopt"
    """What is there says the same; only what we know of it is put down."""
    KEEP = "keep"
    """A person decides for what is there."""
    KEPT = "kept"
    """A person decided for what is there, and neither side has changed since; nothing is to be done."""
    CONFLICT = "conflict"
    """Somebody else changed it; a person has to decide."""
    GONE = "gone"
    """Somebody else removed it; a person has to decide."""
    ELSEWHERE = "elsewhere"
    """The server does not take it, though it is not in the calendar: its UID or name is in use elsewhere."""


UNDECIDED = frozenset({Step.CONFLICT, Step.GONE})
"""What --ours or --theirs settles; neither helps where the server itself refuses."""


@dataclass(frozen=True)
class Ours:
    """One call's event as it should be: the call's number, the UID and the bytes."""

    number: int
    uid: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Hash of the bytes (hexadecimal)."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Found:
    """An object on the server. ``data`` is None where it was not read: its ETag is the one that we know."""

    href: str
    etag: str
    data: bytes | None = None


@dataclass(frozen=True)
class Action:
    """What to do with one event: where, over which version of it, and in what the two differ."""

    ours: Ours
    step: Step
    href: str
    etag: str = ""
    meaning: str = ""
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """The numbers of the calls for which a person decided whose event is to stand."""

    ours: Collection[int] = ()
    theirs: Collection[int] = ()


def to_read(listed: Mapping[str, str], known: Mapping[str, Pushed]) -> tuple[str, ...]:
    """Which objects on the server (href to ETag) have to be read: all but those that we know as they are.

    Those that a person decided to keep are read each time.
    """
    settled = {entry.href: entry.etag for entry in known.values() if entry.etag and not entry.kept}
    return tuple(href for href, etag in sorted(listed.items()) if not etag or settled.get(href) != etag)


def plan(
    ours: Sequence[Ours],
    found: Mapping[str, Found],
    known: Mapping[str, Pushed],
    decided: Decided = Decided(),
) -> tuple[Action, ...]:
    """One action for each of ``ours``, in their order; ``found`` and ``known`` are by UID.

    Objects with other UIDs are nobody's business here. A new one is put at ``UID.ics``.
    """
    return tuple(_action(event, found.get(event.uid), known.get(event.uid), decided) for event in ours)


def _action(ours: Ours, found: Found | None, known: Pushed | None, decided: Decided) -> Action:
    if found is None:
        return Action(ours, _missing(ours, known, decided), known.href if known else f"{ours.uid}.ics")
    if found.data is None:
        step = Step.NOTHING if known and known.sent == ours.sha256 else Step.UPDATE
        return Action(ours, step, found.href, found.etag)
    meaning = digest(found.data)
    step = _present(ours, meaning, known, decided)
    differs = differing(ours.data, found.data) if step is Step.CONFLICT else ()
    return Action(ours, step, found.href, found.etag, meaning, differs)


def _missing(ours: Ours, known: Pushed | None, decided: Decided) -> Step:
    """The step for an event that is not on the server."""
    if known is None or ours.number in decided.ours:
        return Step.CREATE
    if known.kept == ours.sha256:
        return Step.KEPT
    return Step.KEEP if ours.number in decided.theirs else Step.GONE


def _present(ours: Ours, meaning: str, known: Pushed | None, decided: Decided) -> Step:
    """The step for an event of which the server has something that means ``meaning``."""
    if meaning == digest(ours.data):
        return Step.ADOPT
    as_left = known if known and known.meaning == meaning else None
    if as_left and not as_left.kept:
        return Step.ADOPT if as_left.sent == ours.sha256 else Step.UPDATE
    if ours.number in decided.ours:
        return Step.UPDATE
    if as_left and as_left.kept == ours.sha256:
        return Step.KEPT
    return Step.KEEP if ours.number in decided.theirs else Step.CONFLICT
