"""Who wrote a mail, when it came, and its parts: from a stranger's bytes, without ever raising.

Python's parser of headers raises IndexError and AttributeError on some that occur in real mail (such as
Microsoft's Message-IDs), each time one is looked at; so every look is through :func:`_quietly`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import unquote

from dccg_meet.writing.escape import clean

Value = TypeVar("Value")

_PARTS = 200
"""No mail of people has more; what comes after is not looked at."""
_ADDRESS = 320
"""Characters of the longest address (RFC 3696, erratum 1690)."""
_YEARS = range(1971, 2200)
_FORGED = re.compile(r"\bdmarc=fail\b", re.IGNORECASE)


@dataclass(frozen=True)
class Envelope:
    """The outside of a mail. ``sender`` is empty where From names nobody, or several (RFC 5322 3.6.2).

    ``received`` (UTC) is when the last server took it, else its Date. ``doubted``: a server found the sender
    forged (RFC 8601, DMARC). ``automatic``: no person wrote it (RFC 3834).
    """

    sender: str = ""
    received: dt.datetime | None = None
    doubted: bool = False
    automatic: bool = False


def envelope(message: Message) -> Envelope:
    """The outside of ``message``."""
    return Envelope(
        sender=_quietly(lambda: _sender(message), ""),
        received=_received(message),
        doubted=any(_FORGED.search(text) for text in headers(message, "Authentication-Results")),
        automatic=any(text.strip().casefold() != "no" for text in headers(message, "Auto-Submitted")),
    )


def parts(message: Message) -> Iterator[Message]:
    """The mail's parts, without those of mails that it carries: what somebody forwards is not his answer."""
    waiting: list[Message] = [message]
    for _ in range(_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        if not part.is_multipart():
            yield part
        elif kind(part).startswith("multipart/"):
            payload = part.get_payload()
            inside = payload if isinstance(payload, list) else []
            waiting[:0] = [inner for inner in inside if isinstance(inner, Message)]


def kind(part: Message) -> str:
    """The part's type, such as ``text/calendar``."""
    return _quietly(part.get_content_type, "")


def file_name(part: Message) -> str:
    """The part's file name in small letters."""
    return _quietly(lambda: (part.get_filename() or "").strip().lower(), "")


def parameter(part: Message, name: str) -> str:
    """A parameter of the part's Content-Type."""
    return _quietly(lambda: str(part.get_param(name) or "").strip(), "")


def headers(message: Message, name: str) -> list[str]:
    """Every header of that name, the topmost first."""
    return _quietly(lambda: [str(text) for text in message.get_all(name, [])], [])


def canonical(address: str) -> str:
    """``address`` in the form in which two are compared: no mailto: (RFC 6068), no capitals; else empty.

    RFC 5321 section 2.4 lets capitals matter before the @; no provider that people use does.
    """
    text = one_line(address).casefold()
    if text.startswith("mailto:"):
        text = one_line(unquote(text.removeprefix("mailto:").partition("?")[0]))
    text = text.strip("<> ")
    local, at, host = text.partition("@")
    plain = local and at and host and not re.search(r"[\s<>,;:\"@]", local + host)
    return text if plain and len(text) <= _ADDRESS else ""


def one_line(text: str) -> str:
    """``text`` as one line that any terminal can show: no control, nothing that turns its direction."""
    return " ".join(clean(text).split())


def utc(moment: dt.datetime) -> dt.datetime | None:
    """``moment`` in UTC, whole seconds; one without a zone is taken as UTC. None for years out of reach."""
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        found = aware.astimezone(dt.UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
    return found if found.year in _YEARS else None


def _sender(message: Message) -> str:
    found: Any = message.get_all("From", [])
    [header] = found
    [address] = header.addresses  # what policy.default makes of From
    return canonical(address.addr_spec)


def _received(message: Message) -> dt.datetime | None:
    """When the last server took the mail, which its sender cannot choose; else what the sender says."""
    taken = [text.rpartition(";")[2] for text in headers(message, "Received")[:1]]
    moments = (_quietly(partial(_moment, text), None) for text in [*taken, *headers(message, "Date")[:1]])
    return next((moment for moment in moments if moment is not None), None)


def _moment(text: str) -> dt.datetime | None:
    return utc(parsedate_to_datetime(text.strip()))


def _quietly(look: Callable[[], Value], otherwise: Value) -> Value:
    try:
        return look()
    except Exception:  # noqa: BLE001 - see the module's docstring
        return otherwise
