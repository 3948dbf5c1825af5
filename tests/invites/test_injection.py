"""Hostile text in every field of a calendar, past the schema: nothing becomes a line of its own.

These tests run under ``python -O`` too (tests/test_house.py), where icalendar's own guards are gone.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings

from dccg_meet.errors import InviteFault
from dccg_meet.invites.calendar import event_file, feed, invitation, invite
from dccg_meet.invites.events import Guest
from dccg_meet.workspace.schema import Access, CallRecord, Group, Item, Join, Mail, Venue
from tests.factories import make_group, make_record
from tests.strategies import hostile

_VENUE = Venue(name="Room 3", address="Rue 1", access="Step-free")
_RECORD = make_record(venue=_VENUE, zone="Europe/Oslo")
_GROUP = make_group(mail=Mail(mailbox="chair@example.org"))
_GUEST = Guest("zebedee@example.net", "Zebedee Canary", "Africa/Lagos", "4711")

_Values = tuple[CallRecord, Group, Guest]


def _record(**change: Any) -> _Values:
    return _RECORD.model_copy(update=change), _GROUP, _GUEST


def _group(**change: Any) -> _Values:
    return _RECORD, _GROUP.model_copy(update=change), _GUEST


def _guest(**change: str) -> _Values:
    values = {"address": _GUEST.address, "name": _GUEST.name, "passcode": _GUEST.passcode}
    return _RECORD, _GROUP, Guest(**{**values, **change})


_FIELDS: dict[str, Callable[[str], _Values]] = {
    "uid": lambda text: _record(uid=text),
    "title": lambda text: _record(title=text),
    "item": lambda text: _record(items=(Item.model_construct(id="1", title=text, minutes=5, rule=None),)),
    "item number": lambda text: _record(
        items=(Item.model_construct(id=text, title="x", minutes=5, rule=None),)
    ),
    "venue": lambda text: _record(venue=_VENUE.model_copy(update={"name": text})),
    "address": lambda text: _record(venue=_VENUE.model_copy(update={"address": text})),
    "access": lambda text: _record(venue=_VENUE.model_copy(update={"access": text})),
    "own link": lambda text: _record(join=Join.model_construct(url=text, phone=())),
    "group": lambda text: _group(name=text),
    "short name": lambda text: _group(short=text),
    "list": lambda text: _group(list=text, mail=Mail()),
    "mailbox": lambda text: _group(mail=Mail.model_construct(mailbox=text)),
    "language": lambda text: _group(language=text),
    "site": lambda text: _group(site=text),
    "link": lambda text: _group(join=Join.model_construct(url=text, phone=())),
    "phone": lambda text: _group(join=Join.model_construct(url="", phone=(f"+41 22 555 01 23 {text}",))),
    "contact": lambda text: _group(access=Access.model_construct(contact=text, days=7)),
    "guest's address": lambda text: _guest(address=text),
    "guest's name": lambda text: _guest(name=text),
    "passcode": lambda text: _guest(passcode=text),
}


def _lines(data: bytes) -> Counter[str]:
    """How often each property begins a line, as a reader sees it who takes any line break for one."""
    unfolded = data.replace(b"\r\n ", b"").decode()
    return Counter(line.replace(":", ";").partition(";")[0] for line in unfolded.splitlines())


def _files(values: _Values) -> list[Callable[[], bytes]]:
    record, group, guest = values
    return [
        lambda: invite(record, group),
        lambda: invitation(record, group, guest),
        lambda: event_file(record, group),
        lambda: feed([record], group),
    ]


@pytest.mark.parametrize("field", _FIELDS)
@settings(max_examples=40, deadline=None)
@given(text=hostile())
@example(text="x\r\nATTENDEE:mailto:evil@example.org")
@example(text="x\u2028END:VEVENT")
@example(text="x\x85ATTACH:y")
@example(text="=?utf-8?Q?=0D=0AATTENDEE:x?=")
def test_no_field_adds_a_line(field: str, text: str) -> None:
    """The file is refused, or has the same properties as one with a harmless text there."""
    for harmless, evil in zip(
        _files(_FIELDS[field]("harmless")), _files(_FIELDS[field](text or "x")), strict=True
    ):
        try:
            data = evil()
        except InviteFault:
            continue
        allowed = _lines(harmless())
        if _lines(data) - allowed:
            pytest.fail(f"{field}: {_lines(data) - allowed}")
        controls = [char for char in data.decode() if unicodedata.category(char) in {"Cc", "Zl", "Zp"}]
        if set(controls) - {"\r", "\n"}:
            pytest.fail(f"{field}: a control character")
