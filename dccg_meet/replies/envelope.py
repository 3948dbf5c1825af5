"""Who wrote a mail, when it came, and its parts: from a stranger's bytes, without ever raising.

Anybody can write any From. What our own server says about a mail (DMARC, RFC 7489) holds for the sender that
the server read in it, so From is taken only where no two programs can read it in two ways.

Python's parser of headers raises IndexError and AttributeError on some that occur in real mail (such as
Microsoft's Message-IDs), each time one is looked at; so every look is through :func:`quietly`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar
from urllib.parse import unquote

from dccg_meet.workspace.values import YEARS, mail_key
from dccg_meet.writing.escape import clean

Value = TypeVar("Value")
Other = TypeVar("Other")

_PARTS = 200
"""No mail of people has more; what comes after is not looked at."""
_ADDRESS = 320
"""Characters of the longest address (RFC 3696, erratum 1690)."""
_MAILTO = "mailto:"
_FORGED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Unicode categories of characters that nobody sees, and that some programs drop."""
_CHECKED = re.compile(r"\bheader\.from\s*=\s*\"?(?:[^\s\"@]*@)?([^\s\"@]+)", re.IGNORECASE)
"""Whose domain a server checked (RFC 8601, RFC 7489 section 11.1)."""

_PLAIN_ADDRESS = r"[^\s<>()\[\]:;,@\\\"]+@[^\s<>()\[\]:;,@\\\"]+"
_FROM = re.compile(
    rf'(?:"[^"\\<>]*"|\([^()<>@"\\]*\)|[^<>()\[\]:;,@\\"])*<\s*({_PLAIN_ADDRESS})\s*>'
    rf'|({_PLAIN_ADDRESS})(?:\s*\([^()<>@"\\]*\))?'
)
"""A From that means one thing: a name and one address in angle brackets, or one address alone.

No backslash, no second bracket, no @ outside quotes, no list, no group (RFC 5322 section 3.4 allows more)."""
_CHARSETS = re.compile(
    r"us-ascii|utf-?(8|16)(-?[lb]e)?|(iso-?8859|windows|koi8|gb|big5|euc|iso-2022|shift)[\w-]*"
)
"""Character sets of mails. Python has other codecs, some of which take hours (punycode)."""


@dataclass(frozen=True)
class Envelope:
    """The outside of a mail. ``sender`` is empty where From names nobody, or several, or means two things.

    ``received`` (UTC) is when the last server took it, else its Date. ``doubted``: a server found the sender
    forged, or checked another one (RFC 8601, DMARC). ``automatic``: no person wrote it (RFC 3834).
    """

    sender: str = ""
    received: dt.datetime | None = None
    doubted: bool = False
    automatic: bool = False


def envelope(message: Message) -> Envelope:
    """The outside of ``message``."""
    sender = quietly(lambda: _sender(message), "")
    return Envelope(
        sender=sender,
        received=_received(message),
        doubted=_is_doubted(sender, headers(message, "Authentication-Results")),
        automatic=_automatic(message),
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
    return quietly(part.get_content_type, "")


def file_name(part: Message) -> str:
    """The part's file name in small letters."""
    return quietly(lambda: (part.get_filename() or "").strip().lower(), "")


def parameter(part: Message, name: str) -> str:
    """A parameter of the part's Content-Type."""
    return quietly(lambda: str(part.get_param(name) or "").strip(), "")


def charset(part: Message) -> str:
    """The part's character set where it is one that mails have, else UTF-8."""
    name = parameter(part, "charset").lower()
    return name if _CHARSETS.fullmatch(name) else "utf-8"


def headers(message: Message, name: str) -> list[str]:
    """Every header of that name, the topmost first."""
    return quietly(lambda: [str(text) for text in message.get_all(name, [])], [])


def canonical(address: str) -> str:
    """The key (:func:`mail_key`) of an address, without mailto: (RFC 6068); empty where it is no address."""
    text = one_line(address)
    if text[: len(_MAILTO)].lower() == _MAILTO:
        text = one_line(unquote(text[len(_MAILTO) :].partition("?")[0]))
    text = mail_key(text.strip("<> "))
    local, at, host = text.partition("@")
    plain = local and at and host and not re.search(r"[\s<>,;:\"@]", local + host)
    return text if plain and len(text) <= _ADDRESS else ""


def quietly(look: Callable[[], Value], otherwise: Other) -> Value | Other:
    """What ``look`` gives, or ``otherwise`` where it raises anything."""
    try:
        return look()
    except Exception:  # noqa: BLE001 - see the module's docstring
        return otherwise


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
    return found if found.year in YEARS else None


def _sender(message: Message) -> str:
    """The one address in the one From; none where a character or a form is in it that programs read apart."""
    [written] = [str(value) for name, value in message.raw_items() if name.lower() == "from"]
    line = re.sub(r"\r?\n(?=[ \t])", "", written).replace("\t", " ").strip()
    found = _FROM.fullmatch(line)
    if found is None or any(unicodedata.category(char) in _UNSEEN for char in line):
        return ""
    address = found[1] or found[2]
    return canonical(address) if address.isascii() else ""


def _is_doubted(sender: str, results: list[str]) -> bool:
    """Whether a server found the sender forged, or the first that tells whom it checked names another domain.

    The sender's may lie below it: some servers name the organisation's (RFC 7489 section 3.2).
    """
    verdicts = [part for text in results for part in text.split(";") if "dmarc" in part.casefold()]
    if any(_FORGED.search(verdict) for verdict in verdicts):
        return True
    named = (_CHECKED.search(verdict) for verdict in verdicts)
    checked = next((found[1].casefold().rstrip(".") for found in named if found), "")
    domain = sender.rpartition("@")[2]
    below = "." in checked and domain.endswith("." + checked)
    return bool(checked and sender) and domain != checked and not below


def _received(message: Message) -> dt.datetime | None:
    """When the last server took the mail, which its sender cannot choose; else what the sender says."""
    taken = [text.rpartition(";")[2] for text in headers(message, "Received")[:1]]
    moments = (quietly(partial(_moment, text), None) for text in [*taken, *headers(message, "Date")[:1]])
    return next((moment for moment in moments if moment is not None), None)


def _automatic(message: Message) -> bool:
    """Absence notices (RFC 3834 section 5, or an older mark), reports of delivery or reading (RFC 6522)."""
    marks = (text.partition(";")[0].strip().casefold() for text in headers(message, "Auto-Submitted"))
    return (
        any(mark not in {"", "no"} for mark in marks)
        or any(text.strip() for text in headers(message, "X-Autoreply"))
        or kind(message) == "multipart/report"
    )


def _moment(text: str) -> dt.datetime | None:
    return utc(parsedate_to_datetime(text.strip()))
