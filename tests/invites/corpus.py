"""Calendars of every kind that we write, for independent readers, with what each is meant to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from dccg_meet.calls import lifecycle
from dccg_meet.invites.calendar import event_file, feed, invitation, invite
from dccg_meet.invites.events import Guest
from dccg_meet.invites.wording import description, summary, where
from dccg_meet.workspace.schema import Access, CallRecord, Group, Item, Join, Mail, Rule, Venue
from tests.factories import make_record, utc


@dataclass(frozen=True, order=True)
class Seen:
    """What a reader makes of one event: its instants in UTC, its texts with line feeds between lines."""

    uid: str
    start: dt.datetime
    end: dt.datetime
    status: str
    summary: str
    location: str
    description: str


@dataclass(frozen=True)
class Case:
    """One calendar: what it is of, its bytes, and the events it means, by their UID."""

    name: str
    data: bytes
    meant: tuple[Seen, ...]


ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Lagos",
    "America/Argentina/Buenos_Aires",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/Oslo",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Easter",
    "Pacific/Kiritimati",
)
"""Negative and two-hour daylight saving, 30 and 45 minutes, both sides of the date line, new laws."""

SEASONS = ("2027-01-20 10:30", "2027-07-21 22:15")

TEXTS = {
    "punctuation": "Outputs, dates; next: who? (all) [draft] {x} #1 100% a=b & c",
    "quotes": "The \"main\" session, 'as is', «bis», “so” „da“",
    "backslashes": "C:\\table \\, \\; \\\\ end\\",
    "emoji": "Captions 👩🏽‍💻🏳️‍🌈👨‍👩‍👧‍👦 on 📞",
    "long": "議題の採択とその他の事項" * 12,
    "right to left": "اجتماع شهري، جدول الأعمال؛ עברית",
    "indic": "मासिक बैठक: कार्यसूची; মাসিক সভা",
    "combining": "Re\u0301union a\u0300 Gene\u0300ve z\u0310\u0323\u0321",
    "markup": "<b>Call</b> &amp; </script><!-- x -->",
    "calendar": "BEGIN:VEVENT END:VCALENDAR ATTENDEE:mailto:x@example.org",
    "encoded word": "=?utf-8?B?Q2FsbA==?= %0D%0AATTENDEE",
    "tabular": "a  b   c\u00a0d\u3000e",
}

GROUP = Group(
    name="Dynamic Coalition Coordination Group, IGF",
    list="dccg@example.org",
    language="fr",
    site="https://example.org/dccg?a=1,2;b#c",
    join=Join(url="https://meet.example.org/dccg?x=1,2;y", phone=("+41 22 555 01 23 (Genève), meeting 123",)),
    access=Access(contact="access@example.org"),
    mail=Mail(mailbox="chair+dccg@example.org"),
)
GUEST = Guest("zebedee.canary@example.net", "Zebedee Canary, Jr; «Zeb»", "Asia/Kathmandu", "47,11;x")
_NOW = utc("2026-11-03 10:00")
_ITEMS = (
    Item(id="1", title="Adoption, with changes; if any", minutes=5, rule=Rule.ON_RECORD),
    Item(id="2", title="جلسة رئيسية", minutes=40),
)


def seen(record: CallRecord, group: Group = GROUP, guest: Guest | None = None) -> Seen:
    """What any reader should make of the event of ``record``."""
    own = {"zone": guest.zone, "passcode": guest.passcode} if guest else {}
    return Seen(
        record.uid,
        record.start,
        record.end,
        record.status.value.upper(),
        summary(record, group),
        where(record, group),
        "\n".join(description(record, group, **own)),
    )


def cases() -> tuple[Case, ...]:
    """The corpus; the same every time."""
    return (*_zones(), *_states(), *_texts(), _everything())


def _record(number: int, **values: object) -> CallRecord:
    return make_record(number=number, uid=f"dccg-call-{number:03d}@example.org", items=_ITEMS, **values)


def _meeting(number: int, zone: str, start: str) -> CallRecord:
    venue = Venue(
        name="Salle C, bâtiment 2",
        address="Rue de l'Exemple 1; 1200 Genève",
        access="Step-free from the garden, induction loop in row 3",
        latitude=-46.226667,
        longitude=6.140556,
    )
    return _record(number, zone=zone, start=utc(start), venue=venue)


def _zones() -> Iterator[Case]:
    for place, zone in enumerate(ZONES):
        for half, start in enumerate(SEASONS):
            record = _meeting(100 + 2 * place + half, zone, start)
            yield Case(f"{zone} {start}", invite(record, GROUP), (seen(record),))


def _states() -> Iterator[Case]:
    for record in (_record(97), _meeting(96, "Europe/Dublin", SEASONS[1])):
        moved = lifecycle.move(
            record, (), start=utc("2027-03-26 23:30"), minutes=75, zone=record.zone, now=_NOW
        )
        off = lifecycle.cancel(moved, now=_NOW)
        on = lifecycle.move(off, (), start=moved.start, minutes=moved.minutes, zone=moved.zone, now=_NOW)
        for state, one in {"new": record, "moved": moved, "cancelled": off, "on again": on}.items():
            what = f"{state} {'meeting' if record.venue else 'call'}"
            yield Case(f"{what}, list", invite(one, GROUP), (seen(one),))
            yield Case(f"{what}, guest", invitation(one, GROUP, GUEST), (seen(one, guest=GUEST),))
            yield Case(f"{what}, server", event_file(one, GROUP), (seen(one),))


def _texts() -> Iterator[Case]:
    for place, (what, text) in enumerate(TEXTS.items()):
        record = _record(200 + place, title=text, zone="Pacific/Chatham").changed(
            items=(Item(id="1", title=text),), venue=Venue(name=text, address=text, access=text)
        )
        group = GROUP.changed(name=text, join=Join(url="https://example.org/x", phone=(text,)))
        guest = Guest(GUEST.address, text, GUEST.zone, text)
        yield Case(f"{what}, list", invite(record, group), (seen(record, group),))
        yield Case(f"{what}, guest", invitation(record, group, guest), (seen(record, group, guest),))


def _everything() -> Case:
    records = [_meeting(300 + place, zone, SEASONS[0]) for place, zone in enumerate(ZONES)]
    records += [_record(98), lifecycle.cancel(_record(99), now=_NOW)]
    return Case("feed of everything", feed(records, GROUP), tuple(sorted(map(seen, records))))
