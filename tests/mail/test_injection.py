"""Nothing that anybody types adds a header, a recipient or a part to a mail."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dccg_meet.errors import DccgError
from dccg_meet.mail.agenda import agenda_post, prepare_agenda
from dccg_meet.mail.delivery import prepare
from dccg_meet.mail.journal import Event, Kind, histories
from dccg_meet.mail.letter import Writer
from dccg_meet.mail.post import Options, posts
from dccg_meet.mail.said import said
from dccg_meet.workspace.schema import (
    Access,
    CallRecord,
    Group,
    Item,
    Join,
    Mail,
    Person,
    Roster,
    Status,
    Venue,
)
from tests.factories import KEY, make_group, make_record, utc
from tests.mail.test_journal import line

NASTY = (
    "\r\nBcc: evil@example.net",
    "\nX: y",
    "\r",
    "\x00",
    "\x1b[31m",
    "\x85",
    "\u2028",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    "=?utf-8?q?=0D=0ABcc:_evil@example.net?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAZXhhbXBsZS5uZXQ=?=",
    "\u202e",
    "\u2066",
    "\u200f",
    ", evil@example.net",
    "<evil@example.net>",
    '"',
    "\\",
    "(",
    ";",
    "--=_mixed",
    "\n.\n",
    "😀",
    "é" * 400,
    "x" * 1200,
)
TEXT = st.lists(st.sampled_from(NASTY) | st.text(max_size=8), max_size=5).map("".join)
STAMP = utc("2026-11-02 10:00")


def _address(text: str, where: int) -> str:
    """``text`` somewhere in an address."""
    return [f"a{text}@example.org", f"a@example.org{text}", f"a@{text}.example.org", text][where]


ADDRESS = st.builds(_address, TEXT, st.integers(0, 3)) | st.just("ada@example.org")
KINDS = st.sampled_from([Kind.INVITE, Kind.UPDATE, Kind.AGAIN, Kind.CANCEL, Kind.REMOVE])
TYPED = ("group", "title", "item", "url", "phone", "venue", "way", "name", "old", "passcode", "site", "uid")
ADDRESSES = ("mailbox", "list", "to", "contact")
DRAWN = st.fixed_dictionaries({**dict.fromkeys(TYPED, TEXT), **dict.fromkeys(ADDRESSES, ADDRESS)})
PLAIN = {
    **dict.fromkeys(TYPED, "plain"),
    "mailbox": "calls@example.org",
    "list": "dccg@example.org",
    "to": "ada@example.org",
    "contact": "access@example.org",
}


def _unchecked(record: type[Any], **values: Any) -> Any:
    """A record that no schema has checked: our own guards have to do."""
    return record.model_construct(**{**record.model_construct().__dict__, **values})


def _mail(drawn: dict[str, str], kind: Kind, *, checked: bool) -> tuple[list[bytes], str]:
    """The mails, and the guest's address, of records with these texts. Raises what the makers raise."""
    make = (lambda kind, **values: kind(**values)) if checked else _unchecked
    group = make(
        Group,
        **{
            **make_group().__dict__,
            "name": drawn["group"],
            "list": drawn["list"] if not checked else "dccg@example.org",
            "site": f"https://{drawn['site']}",
            "join": make(Join, url=f"https://{drawn['url']}", phone=(drawn["phone"],)),
            "access": make(Access, contact=drawn["contact"]),
            "mail": make(Mail, mailbox=drawn["mailbox"]),
        },
    )
    record = make(
        CallRecord,
        **{
            **make_record().__dict__,
            "title": drawn["title"],
            "uid": make_record().uid if checked else drawn["uid"],
            "items": (make(Item, id="1", title=drawn["item"]),),
            "venue": make(Venue, name=drawn["venue"], access=drawn["way"]),
            "status": Status.CANCELLED if kind is Kind.CANCEL else Status.CONFIRMED,
        },
    )
    person = make(Person, name=drawn["name"], email=drawn["to"], invited=kind is not Kind.REMOVE)
    roster = make(Roster, passcode=drawn["passcode"], people=(person,))
    before = said(make_record(title=drawn["old"] or "x"), group, "1", secret=KEY)
    told = line(
        Event.ACCEPTED,
        to=drawn["to"],
        said=before.model_copy(update={"cancelled": kind is Kind.AGAIN}),
    )
    journal = {} if kind is Kind.INVITE else histories([told])
    found = posts(record, group, roster, journal, Options(sending=True), secret=KEY)
    mails = prepare(found, Writer(record, group, ["Asia/Kolkata"], None, secret=KEY), STAMP)
    return [mail.data for mail in mails], drawn["to"]


def _is_one_mail(data: bytes, to: set[str]) -> None:
    read = BytesParser(policy=email.policy.default).parsebytes(data)
    assert isinstance(read, EmailMessage)
    assert set(read.keys()) <= {
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "List-Unsubscribe",
        "Content-Type", "MIME-Version",
    }  # fmt: skip
    assert len(set(read.keys())) == len(read.keys())
    assert len(read["To"].addresses) == 1
    assert data.count(b"\r\nTo:") == 1
    if data.isascii():
        assert read["To"].addresses[0].addr_spec in to
    assert len(read["From"].addresses) == 1
    kinds = [part.get_content_type() for part in read.walk()]
    assert kinds[:4] == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"]
    assert kinds[4:] in (["text/calendar", "application/ics"], ["application/ics"])
    calendars = [
        part.get_payload(decode=True) for part in read.walk() if part.get_content_type() in kinds[4:]
    ]
    assert len(set(calendars)) == 1
    [calendar, *_] = calendars
    assert isinstance(calendar, bytes)
    assert calendar.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    assert calendar.count(b"\r\nATTENDEE;") <= 1


def _agenda_mail(drawn: dict[str, str]) -> tuple[bytes, str]:
    """The agenda's mail of a group and a call that no schema has checked, with a text that is anything."""
    group = _unchecked(
        Group,
        **{
            **make_group().__dict__,
            "name": drawn["group"],
            "list": drawn["list"],
            "mail": _unchecked(Mail, mailbox=drawn["mailbox"]),
        },
    )
    record = _unchecked(
        CallRecord, **{**make_record().__dict__, "title": drawn["title"], "uid": drawn["uid"]}
    )
    texts = {"txt": drawn["item"], "html": drawn["venue"]}
    post = agenda_post(group, texts, [], sending=True)
    return prepare_agenda(post, record, group, texts, STAMP, secret=KEY, draft=False).data, drawn["list"]


class TestInjection:
    """Every field, every kind of mail."""

    @settings(max_examples=150, deadline=None)
    @given(drawn=DRAWN, kind=KINDS)
    def test_without_the_schema(self, drawn: dict[str, str], kind: Kind) -> None:
        """Records that nobody checked: a mail is right, or it is refused."""
        try:
            mails, to = _mail(drawn, kind, checked=False)
        except (DccgError, ValueError):
            return
        for data in mails:
            _is_one_mail(data, {to, drawn["list"]})

    @settings(max_examples=150, deadline=None)
    @given(text=TEXT, field=st.sampled_from(sorted(PLAIN)), kind=KINDS, checked=st.booleans())
    def test_one_field_at_a_time(self, text: str, field: str, kind: Kind, checked: bool) -> None:
        """What the schema takes, or would not, makes a right mail or none."""
        typed = _address(text, len(text) % 4) if field in ADDRESSES else text
        try:
            mails, to = _mail({**PLAIN, field: typed}, kind, checked=checked)
        except (DccgError, ValueError):
            return
        assert len(mails) in {1, 2}
        for data in mails:
            _is_one_mail(data, {to, "dccg@example.org", typed})

    @settings(max_examples=150, deadline=None)
    @given(drawn=DRAWN, field=st.sampled_from([*TYPED, *ADDRESSES]), checked=st.booleans())
    def test_the_agenda(self, drawn: dict[str, str], field: str, checked: bool) -> None:
        """One recipient, two parts, whatever stands in them; or none at all."""
        values = {**PLAIN, field: drawn[field]} if checked else drawn
        try:
            data, to = _agenda_mail(values)
        except (DccgError, ValueError):
            return
        read = BytesParser(policy=email.policy.default).parsebytes(data)
        assert isinstance(read, EmailMessage)
        assert set(read.keys()) == {
            "From", "To", "Subject", "Date", "Message-ID", "Content-Type", "MIME-Version"
        }  # fmt: skip
        assert len(read.keys()) == 7
        kinds = [part.get_content_type() for part in read.walk()]
        assert kinds == ["multipart/alternative", "text/plain", "text/html"]
        assert data.count(b"\r\nTo:") == 1
        if data.isascii():
            assert [found.addr_spec for found in read["To"].addresses] == [to]


def test_the_plain_ones_are_mails() -> None:
    """Such texts can pass: the tests do not hold because everything is refused."""
    odd = {
        "name": "=?utf-8?q?a?= , <b@c> \u200f😀",
        "title": "END:VCALENDAR \\ ; x" * 40,
        "group": '"a" <b@c>',
    }
    for kind in (Kind.INVITE, Kind.UPDATE, Kind.AGAIN, Kind.CANCEL, Kind.REMOVE):
        for checked in (True, False):
            mails, to = _mail({**PLAIN, **odd}, kind, checked=checked)
            assert len(mails) == 2
            for data in mails:
                _is_one_mail(data, {to, "dccg@example.org"})
    assert _agenda_mail({**PLAIN, **odd})[1] == "dccg@example.org"
