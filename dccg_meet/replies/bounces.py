"""Mail that did not arrive: whose address failed for good, and what that changes in the roster (RFC 3464).

Which codes mean that, :func:`dccg_meet.mail.address.is_dead` alone says, here as when we send.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from email.message import Message

import flufl.bounce

from dccg_meet.calls.people import told
from dccg_meet.mail.address import is_dead, status_code
from dccg_meet.replies.envelope import canonical, headers, kind
from dccg_meet.workspace.schema import Person, Roster

_DAEMONS = ("mailer-daemon@", "postmaster@")
_CLOCKS_APART = dt.timedelta(minutes=5)
"""As far as our clock and a mail server's may be apart: a report that is only just older is believed."""
_IDENTITY = re.compile(rb"<[0-9a-f]{40}@[A-Za-z0-9.-]{1,253}>")
"""A Message-ID of ours, wherever it stands: some servers quote the mail in their words, and send no parts."""
_PARTS, _LARGEST = 200, 1 << 20
_BODY, _LINE = 256 << 10, 2 << 10
"""Characters of a report, and of a line in it; RFC 5321 section 4.5.3.1.6 allows lines of a thousand."""
_NEVER = dt.datetime(1971, 1, 1, tzinfo=dt.UTC)

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Failures:
    """The addresses that a report of a mail server names, in the form of :func:`canonical`.

    ``permanent`` are those that are no good, ``returned`` those that are, and still did not take this mail: a
    full mailbox, a policy, a mail that took too long. ``cited`` has the Message-IDs of the mails that the
    report carries, whole or as headers.
    """

    permanent: frozenset[str] = frozenset()
    temporary: frozenset[str] = frozenset()
    returned: frozenset[str] = frozenset()
    cited: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.permanent or self.temporary or self.returned)


@dataclass(frozen=True)
class News:
    """What a mail says about an address: it failed for good, or somebody answered from it."""

    address: str
    when: dt.datetime | None
    failed: bool
    fresh: bool = True
    """False for an answer that was read before: it clears nothing that has happened since."""


def failures(message: Message, sender: str) -> Failures:
    """What a mail server reports in ``message``; nothing for a mail that a person wrote.

    Only reports are looked at: by their type (multipart/report), an empty envelope sender, or a mail server's
    own address. Of a person's mail that quotes one, the detectors would take the quotation for the report.
    """
    reported = (
        kind(message) == "multipart/report"
        or any(text.strip() == "<>" for text in headers(message, "Return-Path")[:1])
        or sender.startswith(_DAEMONS)
    )
    if not reported or not _is_readable(message):
        return Failures()
    try:
        temporary, permanent = map(_addresses, flufl.bounce.all_failures(message))
        alive = frozenset(address for address, dead in _verdicts(message).items() if not dead)
        failed = Failures(permanent - alive, temporary - permanent, permanent & alive)
        return replace(failed, cited=frozenset(_cited(message))) if failed else failed
    except Exception:  # noqa: BLE001 - a stranger's bytes in a library's many parsers: anything may fail
        return Failures()


def _is_readable(message: Message) -> bool:
    """Whether a report is small enough for the detectors, some of which are quadratic in a line's length."""
    bodies = [part.get_payload() for part in message.walk() if not part.is_multipart()]
    texts = [body for body in bodies if isinstance(body, str)]
    return sum(map(len, texts)) <= _BODY and all(
        len(line) <= _LINE for text in texts for line in text.splitlines()
    )


def heed(roster: Roster, news: Iterable[News], accepted: Mapping[str, dt.datetime] = {}) -> Roster:
    """``roster`` with what the mailbox tells about addresses, the latest of each deciding.

    A failure marks the person who is written to at that address; an answer from there takes the mark away.
    Failures and answers of their other addresses say nothing about it. ``accepted`` is when a server last
    took a mail of ours to an address (by its mail_key): a failure from before that is an old story, as
    somebody has sent again since, and the new mail fails anew where the address is still no good.
    """
    counting = (item for item in news if not _is_old(item, accepted))
    latest = {item.address: item for item in sorted(counting, key=lambda item: item.when or _NEVER)}
    return roster.changed(people=tuple(_heeded(person, latest) for person in roster.people))


def _is_old(item: News, accepted: Mapping[str, dt.datetime]) -> bool:
    last = accepted.get(item.address)
    return item.failed and item.when is not None and last is not None and item.when < last - _CLOCKS_APART


def _heeded(person: Person, latest: Mapping[str, News]) -> Person:
    item = latest.get(canonical(person.email)) if person.email else None
    return told(person, dead=item.failed) if item and (item.failed or item.fresh) else person


def _cited(message: Message) -> Iterator[str]:
    """The Message-IDs in the report's own parts: of the mail that it returns, or in its words.

    Anybody can write a report; a Message-ID of ours only somebody can who saw the mail.
    """
    for part in itertools.islice(message.walk(), _PARTS):
        if part is not message:
            yield from (text.strip() for text in headers(part, "Message-ID"))
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield from (found.decode() for found in _IDENTITY.findall(payload[:_LARGEST]))


def _verdicts(message: Message) -> dict[str, bool]:
    """Whether each address is no good, by the code that a delivery status gives for it."""
    found: dict[str, bool] = {}
    for part in message.walk():
        if kind(part) != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            if isinstance(block, Message):
                dead = is_dead(_code(block))
                for address in _recipients(block):
                    found[address] = found.get(address, False) or dead
    return found


def _code(block: Message) -> str:
    """The status code of one recipient; the remote server's own where the report's says nothing."""
    codes = [status_code(text) for name in ("Status", "Diagnostic-Code") for text in headers(block, name)]
    telling = [code for code in codes if code and not code.endswith(".0.0")]
    return telling[0] if telling else ""


def _recipients(block: Message) -> Iterator[str]:
    for name in ("Original-Recipient", "Final-Recipient"):
        for text in headers(block, name):
            address = canonical(text.rpartition(";")[2])
            if address:
                yield address


def _addresses(found: Iterable[bytes]) -> frozenset[str]:
    texts = (canonical(address.decode("ascii", "replace")) for address in found)
    return frozenset(text for text in texts if text)
