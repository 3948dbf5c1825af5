"""``sent.jsonl``, PRIVATE: what was sent to whom, so that nothing goes out twice and nobody is forgotten.

A line of JSON is added, and on the disk, before a mail's content goes to the server and after the server's
answer. Where a program dies between the two, the first line stands alone: that mail is in doubt, as only the
server knows whether it took it. Lines are never changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from dccg_meet.errors import BadFile, Fault
from dccg_meet.mail.said import Said
from dccg_meet.workspace import files
from dccg_meet.workspace.schema import Group
from dccg_meet.workspace.values import UtcTime, mail_key


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
    BY_HAND = "sent by hand"
    """A person says to have sent the draft."""
    NOTED = "noted"
    """The roster says what came of the mail before: that its address does not exist, or does again."""


class Kind(StrEnum):
    """What a mail is about."""

    INVITE = "invitation"
    UPDATE = "update"
    CANCEL = "cancellation"
    AGAIN = "on again"
    REMOVE = "removal"
    AGENDA = "agenda"
    """The agenda, to the list: no invitation, and no calendar is in it."""


_HIGHEST = 2**31 - 1000
"""Of the INTEGER of iCalendar (RFC 5545 section 3.3.8) something is left: the next mail has a higher one."""
_END = dt.datetime(2199, 1, 1, tzinfo=dt.UTC)


def _before_the_end(stamp: dt.datetime) -> dt.datetime:
    """Of the years that calls may be in something is left, too: the next mail has a newer stamp."""
    if stamp >= _END:
        msg = f"a time before {_END:%Y}"
        raise ValueError(msg)
    return stamp


class Entry(BaseModel):
    """One line. ``content`` is a keyed hash of the calendar, or the SHA-256 of an agenda's text.

    ``said`` is what the mail told, None in a removal and an agenda. ``id`` is the Message-ID. ``personal`` is
    false for the list's mail. ``marked``: the roster said then that mail to this address comes back. ``code``
    and ``answer`` are the server's; ``dead``: it says that there is no such address.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: UtcTime
    event: Event
    id: str
    to: str
    kind: Kind
    uid: str
    sequence: Annotated[int, Field(ge=0, le=_HIGHEST)]
    stamp: Annotated[UtcTime, AfterValidator(_before_the_end)]
    content: str
    personal: bool = True
    marked: bool = False
    said: Said | None = None
    code: int = 0
    answer: str = ""
    dead: bool = False


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
    """The history of each recipient's invitation, by their address (mail_key), in order of the first mail."""
    lines: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind is not Kind.AGENDA:
            lines.setdefault(mail_key(entry.to), []).append(entry)
    return {address: _history(own) for address, own in lines.items()}


def agenda_history(entries: Iterable[Entry], to: str) -> History:
    """The history of the agenda at the list ``to``."""
    return _history(
        [entry for entry in entries if entry.kind is Kind.AGENDA and mail_key(entry.to) == mail_key(to)]
    )


def unnoted(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The outcomes that the roster has yet to be told of, the last of each address.

    An address turned out to be dead; or it took a mail though the roster had it as one that bounces.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.event is Event.NOTED:
            found.pop(mail_key(entry.to), None)
        elif entry.dead or (entry.marked and entry.event is Event.ACCEPTED):
            found[mail_key(entry.to)] = entry
    return tuple(found.values())


@dataclass(frozen=True)
class Outbox:
    """What a report of a mail server is held against, of all calls.

    ``accepted`` is when a server last took a mail to an address (UTC), by its mail_key; ``mails`` has the
    Message-ID of each mail, drafts included, with the address that it is to.
    """

    accepted: Mapping[str, dt.datetime] = field(default_factory=dict)
    mails: frozenset[tuple[str, str]] = frozenset()

    def wrote(self, address: str, identities: Iterable[str]) -> bool:
        """Whether one of these mails is one of ours to ``address``."""
        return any((identity, mail_key(address)) in self.mails for identity in identities)


def outbox(entries: Iterable[Entry]) -> Outbox:
    """The outbox of the calls whose ``entries`` these are."""
    accepted: dict[str, dt.datetime] = {}
    mails = set()
    for entry in entries:
        address = mail_key(entry.to)
        mails.add((entry.id, address))
        if entry.event is Event.ACCEPTED:
            accepted[address] = max(entry.at, accepted.get(address, entry.at))
    return Outbox(accepted, frozenset(mails))


def by_server(group: Group, entries: Iterable[Entry]) -> bool:
    """Whether a server sends the mails about a call: one is named, or has taken one. Else a person does."""
    return bool(group.mail.server) or any(entry.event is Event.ACCEPTED for entry in entries)


def _history(entries: list[Entry]) -> History:
    drafts = [entry for entry in entries if entry.event is Event.DRAFTED]
    sent = [entry for entry in entries if entry.event not in {Event.DRAFTED, Event.NOTED}]
    told = [
        entry
        for entry, after in zip_longest(sent, sent[1:])
        if entry.event in {Event.ACCEPTED, Event.BY_HAND}
        or (entry.event is Event.SENDING and not _answers(after, entry))
    ]
    return History(sent[-1] if sent else None, tuple(told), tuple(drafts))


def _answers(after: Entry | None, entry: Entry) -> bool:
    return after is not None and after.id == entry.id and after.event is not Event.SENDING


def read(path: Path) -> tuple[Entry, ...]:
    """The journal's lines; none where there is no journal.

    Raises BadFile for a line that is none of ours, UnsafePath where the journal is a link.

    A last line that breaks off is what a killed program leaves: it had not acted on it, so it does not count.
    """
    files.refuse_link(path)
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
