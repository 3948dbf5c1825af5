"""What a mail answers: the iTIP messages in it (RFC 5546, RFC 6047), as calendars really write them.

What they get wrong, and what is made of it:

* Exchange leaves ORGANIZER out, has Windows' names of zones, and ``MAILTO:`` in capitals: none is needed;
* some say METHOD in the Content-Type only, leave SEQUENCE out, or give DTSTAMP without a zone (it is UTC);
* the same answer comes as text/calendar and as application/ics beside it: that is one answer;
* some repeat every ATTENDEE: the answer is the sender's own, and where that is not among them, nobody's;
* room mailboxes answer without ATTENDEE, and Outlook's rich text hides the answer in winmail.dat: it is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from typing import Any

import icalendar

from dccg_meet.replies.envelope import canonical, charset, file_name, kind, one_line, parameter, parts, utc
from dccg_meet.workspace.replies import HIGHEST, Answer

_CALENDARS = {"text/calendar", "application/ics"}
_OUTLOOKS_OWN = {"application/ms-tnef", "application/vnd.ms-tnef"}
_OCTETS = 1 << 20
"""Largest calendar that is read; an answer has some two thousand octets."""
_COMMENT = 500
_SEVERAL = 4
"""ATTENDEEs that a mail may have of which none is its sender: somebody, and whom they send."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PARTSTAT = {
    "accepted": Answer.ACCEPTED,
    "tentative": Answer.TENTATIVE,
    "declined": Answer.DECLINED,
    "delegated": Answer.DELEGATED,
}


class Method(StrEnum):
    """What a calendar in a mail is for (RFC 5546 section 1.4), where it can come from somebody invited."""

    REPLY = "REPLY"
    COUNTER = "COUNTER"
    REFRESH = "REFRESH"
    OTHER = "OTHER"


class Trouble(StrEnum):
    """Why a calendar in a mail is no answer."""

    BROKEN = "broken"
    NOBODY = "nobody"
    OUTLOOK = "outlook"


@dataclass(frozen=True)
class Itip:
    """One ATTENDEE of one VEVENT. Times are UTC; ``sequence`` and the times are None where left out.

    ``occurrence``: it is about one of a series (RECURRENCE-ID). A PARTSTAT that is not known is no answer
    (RFC 5545 section 3.2.12).
    """

    method: Method
    uid: str
    attendee: str = ""
    answer: Answer = Answer.NONE
    sequence: int | None = None
    stamp: dt.datetime | None = None
    start: dt.datetime | None = None
    occurrence: bool = False
    comment: str = ""
    sent_by: str = ""
    delegated_to: tuple[str, ...] = ()
    delegated_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """What the calendars in one mail say, and what is wrong with those that say nothing."""

    calendars: tuple[Itip, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def read(message: Message, sender: str) -> Contents:
    """The answers in a mail from ``sender``. Never raises: what cannot be read is a trouble."""
    found: dict[Itip, None] = {}
    troubles: dict[Trouble, None] = {}
    for part in parts(message):
        if kind(part) in _OUTLOOKS_OWN:
            troubles[Trouble.OUTLOOK] = None
        if kind(part) not in _CALENDARS and not file_name(part).endswith(".ics"):
            continue
        try:
            found |= dict.fromkeys(_calendar(part))
        except Exception:  # noqa: BLE001 - a stranger's bytes in a library's parser: anything may fail
            troubles[Trouble.BROKEN] = None
    named = [itip for itip in found if itip.attendee or itip.method not in {Method.REPLY, Method.COUNTER}]
    answering = _answering(named, sender)
    if len(named) < len(found) or (named and not answering):
        troubles[Trouble.NOBODY] = None
    return Contents(tuple(answering), () if answering else tuple(troubles))


def _answering(found: list[Itip], sender: str) -> list[Itip]:
    """The sender's own; where there is none, those that say something; where nothing does, all.

    Nobody answers for many people: of a mail that does and is from none of them, no answer is anybody's.
    """
    own = [itip for itip in found if itip.attendee == sender]
    if own:
        return own
    answers = [itip for itip in found if itip.method in {Method.REPLY, Method.COUNTER}]
    if len({itip.attendee for itip in answers}) > _SEVERAL:
        return [itip for itip in found if itip.method not in {Method.REPLY, Method.COUNTER}]
    return [itip for itip in found if itip.answer is not Answer.NONE] or found


def _calendar(part: Message) -> list[Itip]:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or len(data) > _OCTETS:
        raise ValueError
    calendar: Any = icalendar.Calendar.from_ical(_CONTROLS.sub("", _text(data, part)))
    word = str(calendar.get("METHOD") or parameter(part, "method")).strip().upper()
    method = Method(word) if word in {*Method} else Method.OTHER
    return [itip for event in calendar.walk("VEVENT") for itip in _event(event, method)]


def _event(event: Any, method: Method) -> Iterator[Itip]:
    """One Itip an ATTENDEE; one without any where there is none."""
    sequence = _one(event, "SEQUENCE")
    common: dict[str, Any] = {
        "method": method,
        "uid": str(_one(event, "UID") or "").strip(),
        "sequence": min(int(sequence), HIGHEST) if sequence is not None and int(sequence) >= 0 else None,
        "stamp": _moment(_one(event, "DTSTAMP")),
        "start": _moment(_one(event, "DTSTART")),
        "occurrence": "RECURRENCE-ID" in event,
        "comment": one_line(" ".join(str(text) for text in _several(event.get("COMMENT"))))[:_COMMENT],
    }
    attendees = _several(event.get("ATTENDEE"))
    for attendee in attendees:
        params = getattr(attendee, "params", {})
        yield Itip(
            **common,
            attendee=canonical(str(attendee)) or canonical(str(params.get("EMAIL", ""))),
            answer=_PARTSTAT.get(str(params.get("PARTSTAT", "")).strip().lower(), Answer.NONE),
            sent_by=canonical(str(params.get("SENT-BY", ""))),
            delegated_to=_addresses(params.get("DELEGATED-TO")),
            delegated_from=_addresses(params.get("DELEGATED-FROM")),
        )
    if not attendees:
        yield Itip(**common)


def _one(event: Any, name: str) -> Any:
    """The first value of ``name``; None where it is missing or icalendar could make no sense of it."""
    value = next(iter(_several(event.get(name))), None)
    return None if isinstance(value, icalendar.vBroken) else value


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _addresses(value: Any) -> tuple[str, ...]:
    found = (canonical(str(address)) for address in _several(value))
    return tuple(address for address in found if address)


def _moment(value: Any) -> dt.datetime | None:
    """A DATE-TIME; without a zone it is taken as UTC, as DTSTAMP has to be (RFC 5545 section 3.8.7.2)."""
    moment = getattr(value, "dt", None)
    return utc(moment) if isinstance(moment, dt.datetime) else None


def _text(data: bytes, part: Message) -> str:
    """The calendar's text: UTF-8 where it is that (RFC 5545 section 3.1.4), else what the part says it is."""
    known = charset(part)
    for codec in (known, "utf-8") if "16" in known else ("utf-8", known):
        try:
            return data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            pass
    return data.decode("utf-8", "replace")
