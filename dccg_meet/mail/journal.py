"""``sent.jsonl``, PRIVATE: what was sent to whom, so that nothing goes out twice and nobody is forgotten.

A line of JSON is added, and on the disk, before a mail's content goes to the server and after the server's
answer. Where a program dies between the two, the first line stands alone: that mail is in doubt, as only the
server knows whether it took it. Lines are never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from dccg_meet.errors import BadFile, Fault
from dccg_meet.mail.address import key
from dccg_meet.mail.said import Said
from dccg_meet.workspace import files
from dccg_meet.workspace.values import UtcTime


class Event(StrEnum):
    """What happened to a mail."""

    DRAFTED = "drafted"
    """Written as a file; whether a person sent it is not known here."""
    SENDING = "sending"
    """About to go to the server."""
    ACCEPTED = "accepted"
    """The server took it."""
    REFUSED = "refused"
    """The server will not take it (5xx)."""
    PUT_OFF = "put off"
    """The server does not take it now (4xx)."""


class Kind(StrEnum):
    """What a mail is about."""

    INVITE = "invitation"
    UPDATE = "update"
    CANCEL = "cancellation"
    AGAIN = "on again"
    REMOVE = "removal"


class Entry(BaseModel):
    """One line. ``content`` is the SHA-256 of the calendar; ``said`` what the mail told, None in a removal.

    ``id`` is the Message-ID. ``personal`` is false for the list's mail. ``code`` and ``answer`` are the
    server's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: UtcTime
    event: Event
    id: str
    to: str
    kind: Kind
    uid: str
    sequence: int
    stamp: UtcTime
    content: str
    personal: bool = True
    said: Said | None = None
    code: int = 0
    answer: str = ""


@dataclass(frozen=True)
class History:
    """What one recipient was sent, from the journal.

    ``last`` is the last attempt, ``told`` the mails that they have as far as we know, those in doubt
    included, in their order; ``drafts`` the files that were written, which a person may have sent.
    """

    last: Entry | None = None
    told: tuple[Entry, ...] = ()
    drafts: tuple[Entry, ...] = ()


def histories(entries: Iterable[Entry]) -> dict[str, History]:
    """The history of each recipient, by :func:`dccg_meet.mail.address.key`, in order of the first mail."""
    lines: dict[str, list[Entry]] = {}
    for entry in entries:
        lines.setdefault(key(entry.to), []).append(entry)
    return {address: _history(own) for address, own in lines.items()}


def _history(entries: list[Entry]) -> History:
    drafts = [entry for entry in entries if entry.event is Event.DRAFTED]
    sent = [entry for entry in entries if entry.event is not Event.DRAFTED]
    told = [
        entry
        for entry, after in zip_longest(sent, sent[1:])
        if entry.event is Event.ACCEPTED or (entry.event is Event.SENDING and not _answers(after, entry))
    ]
    return History(sent[-1] if sent else None, tuple(told), tuple(drafts))


def _answers(after: Entry | None, entry: Entry) -> bool:
    return after is not None and after.id == entry.id and after.event is not Event.SENDING


def read(path: Path) -> tuple[Entry, ...]:
    """The journal's lines; none where there is no journal. Raises BadFile for a line that is none of ours.

    A last line that breaks off is what a killed program leaves: it had not acted on it, so it does not count.
    """
    if not path.is_file():
        return ()
    lines = files.whole_lines(path.read_bytes())
    return tuple(_entry(line, number, path) for number, line in enumerate(lines, start=1))


def append(path: Path, entry: Entry) -> None:
    """Add a line, and see that it is on the disk. Raises OSError where the disk refuses."""
    files.append_line(path, entry.model_dump_json(exclude_defaults=True).encode())


def _entry(line: bytes, number: int, path: Path) -> Entry:
    try:
        return Entry.model_validate_json(line)
    except ValidationError:
        fault = Fault(
            f"{path.parent.name}/{path.name}", f"line {number}", "something else", "an entry of ours"
        )
        raise BadFile(
            (fault,), todo="Put the file back as it was, from a backup: it says who has the invitation."
        ) from None
