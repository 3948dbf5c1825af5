"""Mails, answers and a roster to test with; every value can be given."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from dccg_meet.mail.journal import Outbox
from dccg_meet.replies.envelope import Envelope
from dccg_meet.replies.reading import Letter, Letters
from dccg_meet.replies.reply import Itip, Method
from dccg_meet.workspace.replies import Answer, Reply
from dccg_meet.workspace.schema import Person, Roster
from tests.factories import utc

FIXTURES = Path(__file__).parent / "fixtures"
UID = "dccg-call-097@example.org"
ZEBEDEE, QUILLA, YUKO = (
    "zebedee.canary@ministry.example",
    "quilla.heron@mail.example",
    "yuko.ibis@apple.example",
)
OURS = f"<{'5f' * 20}@example.org>"
"""The Message-ID of the mail that the report in the fixtures returns."""
OTTILIE, AMADOU, CORWIN = "ottilie@tern.example", "amadou@egret.example", "corwin@plover.example"

SENT = Outbox(mails=frozenset({(OURS, AMADOU)}))


def make_roster(**values: Any) -> Roster:
    """Five people who asked for invitations, and one who did not."""
    people = (
        Person(name="Zebedee Canary", email="Zebedee.Canary@ministry.example", invited=True),
        Person(name="Quilla Heron", email=QUILLA, other_emails=("quilla@heron.example",), invited=True),
        Person(name="Yūko Ibis", email=YUKO, invited=True),
        Person(name="Ottilie Tern", email=OTTILIE, invited=True),
        Person(name="Amadou Egret", email=AMADOU, invited=True),
        Person(name="Perpetua Snipe", email="perpetua@snipe.example"),
    )
    return Roster(**{"people": people, **values})


def make_reply(**values: Any) -> Reply:
    """Zebedee accepts on 21 November, from his own address."""
    address = values.get("address", ZEBEDEE)
    return Reply(
        **{
            "address": address,
            "answer": Answer.ACCEPTED,
            "sequence": 0,
            "stamp": utc("2026-11-21 09:15"),
            "received": utc("2026-11-21 09:15"),
            "sender": address,
            **values,
        }
    )


def make_itip(**values: Any) -> Itip:
    """Zebedee's calendar accepts."""
    return Itip(
        **{
            "method": Method.REPLY,
            "uid": UID,
            "attendee": ZEBEDEE,
            "answer": Answer.ACCEPTED,
            "sequence": 0,
            "stamp": utc("2026-11-21 09:15"),
            **values,
        }
    )


def make_cover(sender: str = ZEBEDEE, received: dt.datetime | None = None) -> Envelope:
    """The outside of a mail that came on 21 November."""
    return Envelope(sender, received or utc("2026-11-21 09:15"))


def make_mail(calendar: str = "", *, head: str = "", sender: str = ZEBEDEE, kind: str = "") -> EmailMessage:
    """A mail whose body is ``calendar``, in lines of a VEVENT unless it says more."""
    if calendar and "BEGIN:VCALENDAR" not in calendar:
        calendar = f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n{calendar}\nEND:VEVENT\nEND:VCALENDAR\n"
    kind = kind or "text/calendar; method=REPLY; charset=utf-8"
    text = f"From: {sender}\nDate: Sat, 21 Nov 2026 09:15:00 +0000\n{head}Content-Type: {kind}\n\n{calendar}"
    return email.message_from_bytes(text.encode(), policy=email.policy.default)


def fixture(name: str, changed: Mapping[str, str] = {}) -> EmailMessage:
    """The mail in ``fixtures/NAME.eml``, with other words in it where they are ``changed``."""
    text = (FIXTURES / f"{name}.eml").read_bytes()
    for old, new in changed.items():
        assert old.encode() in text
        text = text.replace(old.encode(), new.encode())
    return email.message_from_bytes(text, policy=email.policy.default)


def letters(*mails: EmailMessage) -> tuple[Letter, ...]:
    """``mails`` as letters, in that order."""
    return tuple(Letters(mails))
