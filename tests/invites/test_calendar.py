"""Calendars as bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.parser import Contentline

from dccg_meet.calls import lifecycle
from dccg_meet.errors import InviteFault
from dccg_meet.invites import calendar
from dccg_meet.invites.calendar import feed, invite
from dccg_meet.invites.events import Guest
from dccg_meet.invites.parts import Kind
from dccg_meet.workspace.schema import Item, Join
from tests.factories import make_group, make_record, utc
from tests.strategies import lines

_GOLDEN = Path(__file__).parent / "fixtures" / "mixed_rules_with_phone_and_site.ics"
_TEXT = st.one_of(
    lines(max_size=300),
    st.sampled_from(
        [
            "commas, semicolons; backslashes \\ and \\, \\; \\\\",
            "C:\\New \\n \\N",
            "BEGIN:VEVENT",
            "ATTENDEE;CN=x:mailto:x@example.org",
            "👩🏽‍💻👨‍👩‍👧‍👦 e\u0301 ﷽ " * 20,
            "اجتماع شهري \u200fabc\u200e",
            "a" * 500,
        ]
    ),
).filter(lambda text: bool(text.strip()))


def _event(data: bytes) -> Any:
    [event] = icalendar.Calendar.from_ical(data).events
    return event


class TestInvite:
    """The file for the list."""

    def test_it_is_the_golden_one(self) -> None:
        """Every byte is as it was when a person last read it."""
        assert invite(make_record(), make_group()) == _GOLDEN.read_bytes()

    def test_building_twice_gives_the_same_bytes(self) -> None:
        """Nothing comes from the clock or from chance."""
        assert invite(make_record(), make_group()) == invite(make_record(), make_group())

    def test_it_is_published_and_names_nobody(self) -> None:
        """METHOD:PUBLISH without ATTENDEE; a REQUEST would book people who were not asked."""
        data = invite(make_record(), make_group())
        assert icalendar.Calendar.from_ical(data)["METHOD"] == "PUBLISH"
        assert b"ATTENDEE" not in data

    def test_the_features_of_a_conference_are_a_list(self) -> None:
        """FEATURE=AUDIO,VIDEO without quotes, and VALUE=URI, as RFC 7986 section 5.11 has them."""
        unfolded = invite(make_record(), make_group()).replace(b"\r\n ", b"")
        assert b"CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL=Join by computer or app;VALUE=URI:https://" in unfolded

    def test_text_is_escaped_as_the_rfc_has_it(self) -> None:
        """Backslash, semicolon and comma have a backslash before them (RFC 5545 section 3.3.11)."""
        assert b": a\\\\b\\;c\\,d [Chatham" in invite(make_record(title="a\\b;c,d"), make_group())

    def test_what_does_not_read_back_is_not_returned(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """With the library's own escaping, which loses a letter here, there is no invite."""
        monkeypatch.setitem(calendar._TYPES, Kind.TEXT, icalendar.vText)
        with pytest.raises(InviteFault, match="does not read back") as caught:
            invite(make_record(title="C:\\New"), make_group())
        assert caught.value.where == "SUMMARY"

    def test_a_backslash_before_a_capital_n_stays(self) -> None:
        """Given these two characters, icalendar alone would write a line break."""
        title = _event(invite(make_record(title="C:\\New"), make_group()))["SUMMARY"]
        assert title.startswith("DCCG 97: C:\\New [")

    @given(title=_TEXT, item=_TEXT, name=_TEXT, phone=_TEXT)
    def test_any_text_comes_through(self, title: str, item: str, name: str, phone: str) -> None:
        """Whatever people write in titles, names and dial-in lines is read back, and nothing else is."""
        record = make_record(title=title, items=(Item(id="1", title=item, minutes=5),))
        title, item = record.title, record.items[0].title
        data = invite(record, make_group(name=name, join=Join(phone=(phone,))))
        event = _event(data)
        assert str(event["SUMMARY"]) == f"DCCG 97: {title} [Chatham House Rule]"
        assert f"1. 14:00 {item} (5 min) [Chatham House Rule]" in str(event["DESCRIPTION"]).split("\n")
        assert "ATTENDEE" not in event
        assert all(len(line) <= 75 for line in data.split(b"\r\n"))


class TestUpdates:
    """Moving and cancelling."""

    def test_a_moved_call_is_the_same_event_and_newer(self) -> None:
        """Same UID, SEQUENCE one higher, DTSTAMP newer, published again: a calendar replaces what it has."""
        before = make_record()
        moved = lifecycle.move(
            before,
            (),
            start=utc("2026-12-10 15:00"),
            minutes=60,
            zone="UTC",
            now=utc("2026-11-09 08:00"),
        )
        old, new = (_event(invite(record, make_group())) for record in (before, moved))
        assert old["UID"] == new["UID"]
        assert (old["SEQUENCE"], new["SEQUENCE"]) == (0, 1)
        assert new["DTSTAMP"].dt > old["DTSTAMP"].dt
        assert new["DTSTART"].dt == utc("2026-12-10 15:00")
        assert b"METHOD:PUBLISH" in invite(moved, make_group())

    def test_a_cancelled_call_is_taken_back(self) -> None:
        """METHOD:CANCEL with STATUS:CANCELLED, same UID, SEQUENCE one higher, DTSTAMP newer, nobody named."""
        before = make_record()
        off = lifecycle.cancel(before, now=utc("2026-11-09 08:00"))
        data = invite(off, make_group())
        old, new = _event(invite(before, make_group())), _event(data)
        assert (new["UID"], new["STATUS"], new["SEQUENCE"]) == (old["UID"], "CANCELLED", 1)
        assert new["DTSTAMP"].dt > old["DTSTAMP"].dt
        assert icalendar.Calendar.from_ical(data)["METHOD"] == "CANCEL"
        assert b"ATTENDEE" not in data


class TestWithdrawal:
    """withdrawal()."""

    def test_it_names_the_event_and_the_person_and_no_more(self) -> None:
        """METHOD:CANCEL without STATUS, link or passcode (RFC 5546 section 3.2.5)."""
        guest = Guest("ada@example.org", "Ada Byron", "Asia/Kolkata", "4242")
        data = calendar.withdrawal(make_record(), make_group(), guest)
        assert icalendar.Calendar.from_ical(data)["METHOD"] == "CANCEL"
        event = _event(data)
        assert (event["UID"], event["ATTENDEE"]) == (make_record().uid, "mailto:ada@example.org")
        assert not {"STATUS", "DESCRIPTION", "LOCATION", "CONFERENCE"} & set(event)
        assert b"4242" not in data
        assert b"meet.example.org" not in data


class TestFeed:
    """The calendar to subscribe to."""

    def test_it_says_its_name_its_place_and_how_often_to_ask(self) -> None:
        """As RFC 7986 has it, and as older calendars do."""
        lines = feed([make_record()], make_group()).replace(b"\r\n ", b"").split(b"\r\n")
        assert {
            b"METHOD:PUBLISH",
            b"NAME:Dynamic Coalition Coordination Group: calls",
            b"X-WR-CALNAME:Dynamic Coalition Coordination Group: calls",
            b"REFRESH-INTERVAL;VALUE=DURATION:P1D",
            b"X-PUBLISHED-TTL:P1D",
            b"SOURCE;VALUE=URI:https://example.org/dccg/calendar.ics",
        } <= set(lines)

    def test_a_group_without_a_site_has_no_source(self) -> None:
        """The rest stays."""
        assert b"SOURCE" not in feed([make_record()], make_group(site=""))

    def test_calls_are_in_the_order_of_their_start(self) -> None:
        """Whatever the order they come in, the bytes are the same."""
        later = make_record(number=98, uid="dccg-call-098@example.org", start=utc("2027-01-13 14:00"))
        data = feed([later, make_record()], make_group())
        assert data == feed([make_record(), later], make_group())
        assert [event["UID"] for event in icalendar.Calendar.from_ical(data).events] == [
            "dccg-call-097@example.org",
            "dccg-call-098@example.org",
        ]

    def test_a_cancelled_call_stays_as_cancelled(self) -> None:
        """A subscriber sees that it is off, instead of wondering where it went."""
        off = lifecycle.cancel(make_record(), now=utc("2026-11-09 08:00"))
        event = _event(feed([off], make_group()))
        assert (event["UID"], event["STATUS"]) == ("dccg-call-097@example.org", "CANCELLED")

    def test_an_event_is_the_same_in_the_feed_and_in_the_invite(self) -> None:
        """Whoever has both has one event."""
        in_feed, in_invite = (
            _event(build)
            for build in (feed([make_record()], make_group()), invite(make_record(), make_group()))
        )
        assert in_feed.to_ical() == in_invite.to_ical()

    def test_a_group_without_calls_has_an_empty_feed(self) -> None:
        """Subscribing before the first call works."""
        assert not icalendar.Calendar.from_ical(feed([], make_group())).events


_INJECTIONS = """
import datetime as dt
from dccg_meet.errors import InviteFault
from dccg_meet.invites.calendar import feed, invite
from dccg_meet.invites.events import Guest
from dccg_meet.invites.parts import Kind
from dccg_meet.workspace.schema import CallRecord, Group, Item, Join

if __debug__:
    raise SystemExit("not under -O")
stamp = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
record = CallRecord(number=97, title="Call", start=stamp, minutes=60, rule="chatham-house",
                    uid="call-97@example.org", created=stamp, stamp=stamp)
group = Group(name="Group", list="list@example.org")
item = Item(id="1", title="Item")
for end in ("\\r\\n", "\\n", "\\r", "\\u2028", "\\u2029", "\\x85", "\\x0b", "\\x00"):
    evil = f"x{end}ATTENDEE:mailto:evil@example.org"
    cases = [
        (record.model_copy(update={"title": evil}), group),
        (record.model_copy(update={"uid": evil}), group),
        (record.model_copy(update={"items": (item.model_copy(update={"title": evil}),)}), group),
    ]
    for change in ({"name": evil}, {"list": evil}, {"site": evil}, {"language": evil}, {"short": evil},
                   {"join": Join.model_construct(url=evil, phone=())},
                   {"join": Join.model_construct(url="", phone=("+41 22 555 01 23" + evil,))}):
        cases.append((record, group.model_copy(update=change)))
    for one, of in cases:
        for build in (lambda: invite(one, of), lambda: feed([one], of)):
            try:
                data = build()
            except InviteFault:
                continue
            if any(line.startswith(b"ATTENDEE") for line in data.splitlines()):
                raise SystemExit(f"injected with {end!r}")
            if b"evil" in data:
                raise SystemExit(f"a line break got in with {end!r}")
print("nothing injected")
"""


class TestInjection:
    """Texts that would begin a line of their own, past the schema."""

    def test_nothing_is_injected_without_assertions(self) -> None:
        """Under python -O, where icalendar's own guards are gone, every such text is refused."""
        result = subprocess.run(
            [sys.executable, "-O", "-W", "error", "-c", _INJECTIONS],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (result.returncode, result.stdout, result.stderr) == (0, "nothing injected\n", "")

    def test_the_refusal_names_the_field_and_not_the_text(self) -> None:
        """Where it is, is told; what it says is not."""
        with pytest.raises(InviteFault) as caught:
            invite(make_record().model_copy(update={"title": "secret\nX"}), make_group())
        assert caught.value.where == "SUMMARY"
        assert "secret" not in str(caught.value) + caught.value.todo


@given(st.text(st.sampled_from("ab\\^é\U0001f600"), max_size=400))
def test_lines_are_folded_as_icalendar_does(text: str) -> None:
    """The quick way gives the same bytes, letters and escapes whole."""
    icalendar_way: bytes = Contentline(text).to_ical()  # type: ignore[no-untyped-call]
    assert calendar._folded(text.encode()) == icalendar_way + b"\r\n"
