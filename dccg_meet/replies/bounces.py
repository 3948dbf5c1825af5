"""Mail that did not arrive: whose address failed for good, and what that changes in the roster (RFC 3464)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message

import flufl.bounce

from dccg_meet.replies.envelope import canonical, headers, kind
from dccg_meet.workspace.schema import Person, Roster

_DAEMONS = ("mailer-daemon@", "postmaster@")
_BODY, _LINE = 256 << 10, 2 << 10
"""Characters of a report, and of a line in it; RFC 5321 section 4.5.3.1.6 allows lines of a thousand."""
_NEVER = dt.datetime(1971, 1, 1, tzinfo=dt.UTC)

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Failures:
    """The addresses that a report of a mail server names, in the form of :func:`canonical`."""

    permanent: frozenset[str] = frozenset()
    temporary: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.permanent or self.temporary)


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
        temporary, permanent = flufl.bounce.all_failures(message)
        return Failures(_addresses(permanent), _addresses(temporary) - _addresses(permanent))
    except Exception:  # noqa: BLE001 - a stranger's bytes in a library's many parsers: anything may fail
        return Failures()


def _is_readable(message: Message) -> bool:
    """Whether a report is small enough for the detectors, some of which are quadratic in a line's length."""
    bodies = [part.get_payload() for part in message.walk() if not part.is_multipart()]
    texts = [body for body in bodies if isinstance(body, str)]
    return sum(map(len, texts)) <= _BODY and all(
        len(line) <= _LINE for text in texts for line in text.splitlines()
    )


def heed(roster: Roster, news: Iterable[News]) -> Roster:
    """``roster`` with what the mailbox tells about addresses, the latest of each deciding.

    A failure marks the person whose address it is; an answer from the marked address takes the mark away.
    """
    ordered = sorted(news, key=lambda item: item.when or _NEVER)
    latest = {item.address: item for item in ordered}
    return roster.changed(people=tuple(_heeded(person, latest) for person in roster.people))


def _heeded(person: Person, latest: dict[str, News]) -> Person:
    for address in person.addresses:
        item = latest.get(canonical(address))
        if item is not None and item.failed:
            return person.changed(bounced=address)
        if item is not None and item.fresh and canonical(address) == canonical(person.bounced):
            return person.changed(bounced="")
    return person


def _addresses(found: Iterable[bytes]) -> frozenset[str]:
    texts = (canonical(address.decode("ascii", "replace")) for address in found)
    return frozenset(text for text in texts if text)
