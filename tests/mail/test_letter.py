"""What the mails say, and the calendars in them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import icalendar
import pytest

from dccg_meet.errors import TemplateFault
from dccg_meet.invites.calendar import invite
from dccg_meet.invites.events import Guest
from dccg_meet.mail.journal import Event, Kind
from dccg_meet.mail.letter import Writer
from dccg_meet.mail.message import Letter
from dccg_meet.mail.post import Post
from dccg_meet.mail.said import said
from dccg_meet.workspace.schema import CallRecord, Mail, Status, Venue
from dccg_meet.writing.escape import width
from tests.factories import KEY, make_group, make_record, utc
from tests.mail.test_journal import line

GROUP = make_group(mail=Mail(mailbox="calls@example.org"))
GUEST = Guest("ada@example.org", "Ada Byron", "Asia/Kolkata", "4242")
ZONES = ("Europe/Oslo", "America/New_York")


def _write(
    kind: Kind = Kind.INVITE, record: CallRecord | None = None, guest: Guest | None = GUEST, **values: Any
) -> Letter:
    record = record or make_record()
    now = None if kind is Kind.REMOVE else said(record, GROUP, guest.passcode if guest else "", secret=KEY)
    post = Post(guest.address if guest else GROUP.list, guest, kind, now, **values)
    return Writer(record, GROUP, ZONES, None, secret=KEY).write(post)


def _event(letter: Letter) -> Any:
    [event] = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
    return event


class TestInvitation:
    """To one person."""

    def test_where_clocks_have_changed(self) -> None:
        """Whose hour is another one than at the last call is said in both forms, and only then."""
        record = make_record(start=utc("2026-11-10 14:00"))
        post = Post(GUEST.address, GUEST, Kind.INVITE, said(record, GROUP, secret=KEY))
        letter = Writer(record, GROUP, ZONES, None, secret=KEY, before=utc("2026-10-13 14:00")).write(post)
        for text in (letter.text, letter.html):
            assert "an hour earlier" in " ".join(text.split())
        assert "an hour earlier" not in " ".join(_write().text.split())

    def test_what_it_says(self) -> None:
        """The reader's own time first, every place, how to join, needs, the rule, how to answer or stop."""
        text = _write().text
        order = [
            "Invitation to call 97",
            "DCCG 97: Monthly call",
            "[Chatham House Rule in part]",
            "Your time (Kolkata, UTC+05:30):\n  Wednesday 9 December 2026, 19:30 to 20:30",
            "UTC:\n  Wednesday 9 December 2026, 14:00 to 15:00",
            "New York  09:00 to 10:00  Wed 9 Dec  UTC-05:00",
            "Times in Kolkata, as it is planned now:",
            "- 19:30 1. Adoption of the agenda [on the record]",
            "- 19:35 2. Main session [Chatham House Rule]",
            "By computer or app: https://meet.example.org/dccg",
            "By phone: +41 22 555 01 23 (Geneva)",
            "Passcode, for you alone: 4242",
            "write to access@example.org by Wednesday 2 December 2026",
            "neither the identity nor the affiliation",
            "just reply to this mail",
            "Reply that you want no more",
        ]
        flat = " ".join(text.split())
        places = [flat.index(" ".join(part.split())) for part in order]
        assert places == sorted(places)
        assert max(map(width, text.splitlines())) <= 72

    def test_it_is_an_invitation_for_the_reader_alone(self) -> None:
        """METHOD:REQUEST with one ATTENDEE; answers go to the role's mailbox."""
        letter = _write()
        assert (letter.method, letter.to, letter.sender) == (
            "REQUEST",
            "ada@example.org",
            "calls@example.org",
        )
        assert icalendar.Calendar.from_ical(letter.calendar)["METHOD"] == "REQUEST"
        assert _event(letter)["ATTENDEE"] == "mailto:ada@example.org"
        assert _event(letter)["ORGANIZER"] == "mailto:calls@example.org"

    def test_a_reader_without_a_zone(self) -> None:
        """UTC, once."""
        text = _write(guest=Guest("ada@example.org")).text
        assert "Your time" not in text
        assert text.count("Wednesday 9 December 2026, 14:00") == 1
        assert "Passcode" not in text

    def test_past_midnight(self) -> None:
        """The day after is named."""
        record = make_record(start=utc("2026-12-09 18:00"), zone="UTC")
        assert (
            "Wednesday 9 December 2026, 23:30 to 00:30 on Thursday 10 December" in _write(record=record).text
        )

    def test_face_to_face(self) -> None:
        """The venue's own clock first, where it is, how people get in, and how the others join."""
        venue = Venue(name="Hall 3", address="Main Street 1", access="Step-free")
        letter = _write(record=make_record(venue=venue, zone="Africa/Nairobi"))
        for text in (letter.text, letter.html):
            assert "Hall 3, Main Street 1" in text
            assert "Getting in and taking part: " in text
            assert "how to join from afar" in text.lower()
            flat = " ".join(text.split())
            assert flat.index("At the venue (Nairobi): Wednesday 9") < flat.index("Your time (Kolkata")
        assert "afar" not in _write().text + _write().html

    def test_the_day_in_the_subject(self) -> None:
        """The reader's own; UTC's for a reader without a zone, and for the list."""
        record = make_record(start=utc("2026-12-09 23:00"))
        assert ", Thu 10 Dec 2026 [" in _write(record=record).subject
        assert ", Wed 9 Dec 2026 [" in _write(record=record, guest=Guest("ada@example.org")).subject
        assert ", Wed 9 Dec 2026 [" in _write(record=record, guest=None).subject

    def test_items_past_midnight(self) -> None:
        """Carry their weekday; the list's are in UTC."""
        record = make_record(start=utc("2026-12-09 18:27"))
        assert "- Thu 00:02 2. Main session" in _write(record=record).text
        assert "Times in UTC, as it is planned now:" in _write(record=record, guest=None).text

    def test_no_items_no_agenda(self) -> None:
        """A heading with nothing below it helps nobody."""
        letter = _write(record=make_record(items=()))
        assert "on the agenda" not in (letter.text + letter.html).lower()


class TestOthers:
    """Updates, cancellations, removals, and the list's mail."""

    TOLD = line(Event.ACCEPTED, said=said(make_record(), GROUP, "4242", secret=KEY))

    @pytest.mark.parametrize(
        ("kind", "subject", "status", "method"),
        [
            (Kind.INVITE, "Invitation: DCCG 97: Monthly call, Wed 9 Dec 2026 [", Status.CONFIRMED, "REQUEST"),
            (Kind.UPDATE, "Updated: DCCG 97: Monthly call, Wed 9 Dec 2026 [", Status.CONFIRMED, "REQUEST"),
            (Kind.AGAIN, "On again: DCCG 97: Monthly call, Wed 9 Dec 2026 [", Status.CONFIRMED, "REQUEST"),
            (Kind.CANCEL, "Cancelled: DCCG 97: Monthly call, Wed 9 Dec 2026 [", Status.CANCELLED, "CANCEL"),
            (
                Kind.REMOVE,
                "No longer invited: DCCG 97: Monthly call, Wed 9 ",
                Status.CONFIRMED,
                "CANCEL",
            ),
        ],
    )
    def test_subject_and_method(self, kind: Kind, subject: str, status: Status, method: str) -> None:
        """What it is about, first; the calendar's METHOD is the mail's."""
        letter = _write(kind, make_record(status=status), told=self.TOLD)
        assert letter.subject.startswith(subject)
        assert letter.method == method
        assert f"METHOD:{method}\r\n".encode() in letter.calendar

    def test_an_update_says_what_has_changed(self) -> None:
        """In the reader's zone, in text and HTML."""
        record = make_record(start=utc("2026-12-10 15:00"), sequence=1)
        letter = _write(Kind.UPDATE, record, told=self.TOLD, thread="<1@example.org>")
        moved = "Moved from Wednesday 9 December 2026, 19:30 (Kolkata)"
        assert moved in " ".join(letter.text.split())
        assert moved in letter.html
        assert letter.thread == "<1@example.org>"

    def test_an_update_without_news_says_so(self) -> None:
        """The call moved and moved back before anybody heard of it."""
        letter = _write(Kind.UPDATE, make_record(sequence=2), told=self.TOLD)
        assert "What you were told still holds" in letter.text

    def test_a_cancellation_has_nothing_to_join(self) -> None:
        """And no passcode."""
        letter = _write(Kind.CANCEL, make_record(status=Status.CANCELLED), told=self.TOLD)
        for text in (letter.text, letter.html):
            assert "This call is cancelled." in text
            assert "meet.example.org" not in text
            assert "Main session" not in text
            assert "4242" not in text
            assert "Questions: reply to this mail" in text  # The list's archive would tell who comes.
        assert "Questions: dccg@example.org" in (
            _write(Kind.CANCEL, make_record(status=Status.CANCELLED), guest=None).text
        )

    def test_a_removal_is_newer_and_does_not_say_cancelled(self) -> None:
        """Same UID, newer DTSTAMP, no STATUS (RFC 5546 section 3.2.5): the call takes place."""
        letter = _write(Kind.REMOVE, guest=Guest("ada@example.org"), told=self.TOLD)
        event = _event(letter)
        assert event["UID"] == make_record().uid
        assert event["ATTENDEE"] == "mailto:ada@example.org"
        assert event["DTSTAMP"].dt > self.TOLD.stamp
        assert event["SEQUENCE"] == self.TOLD.sequence + 1
        assert "STATUS" not in event
        assert "ancelled" not in letter.text + letter.html + letter.calendar.decode()
        assert "The call itself takes place" in " ".join(letter.text.split())

    def test_the_lists_mail_names_nobody(self) -> None:
        """The file of the page, the feed, no passcode, no invitation of the reader."""
        letter = _write(guest=None)
        assert letter.calendar == invite(make_record(), GROUP)
        assert (letter.method, letter.leave, letter.to_name) == ("", "", "")
        for text in (letter.text, letter.html):
            assert "https://example.org/dccg/calendar.ics" in text
            assert "4242" not in text
            assert "Ada" not in text


class TestHtml:
    """The HTML part."""

    @pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.AGENDA])
    @pytest.mark.parametrize("guest", [GUEST, None])
    def test_it_is_right_and_accessible(self, kind: Kind, guest: Guest | None) -> None:
        """No parser's complaint; language, title, headings in order, headers with scope, nothing loaded."""
        if kind is Kind.REMOVE and guest is None:
            return
        html = _write(kind, guest=guest, told=TestOthers.TOLD).html
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree = parser.parse(html)
        assert tree.get("lang") == "en"
        assert tree.findtext("head/title")
        levels = [int(node.tag[1]) for node in tree.iter() if str(node.tag) in {"h1", "h2", "h3"}]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert all(cell.get("scope") in {"col", "row"} for cell in tree.iter("th"))
        assert all(table.find("caption") is not None for table in tree.iter("table"))
        assert not [
            node.tag for node in tree.iter() if node.get("src") or node.tag in {"img", "script", "link"}
        ]

    def test_texts_are_escaped(self) -> None:
        """Whatever a person typed is text."""
        record = make_record(title="<script>alert(1)</script> & co")
        assert "<script>" not in _write(record=record).html

    def test_a_place_and_its_offset_share_a_cell(self) -> None:
        """Three columns fit the narrowest phone; what is UTC anyway is not said twice."""
        html = _write().html
        assert html.count('<th scope="col">') == 3
        assert '<th scope="row">New York <span class="offset">UTC-05:00</span></th>' in html
        assert '<th scope="row">UTC</th>' in html


class TestIdentity:
    """Message-IDs."""

    def test_the_same_mail_has_the_same_one(self) -> None:
        """Written twice, it is equal; to somebody else, or of another version, it is not."""
        assert _write() == _write()
        others = [
            _write(guest=Guest("b@example.org")),
            _write(record=make_record(sequence=1)),
            _write(Kind.UPDATE),
            _write(guest=Guest("ada@example.org", passcode="other")),
        ]
        assert len({letter.message_id for letter in [_write(), *others]}) == 5

    def test_nobody_else_can_make_it(self) -> None:
        """Another workspace's secret gives another one, though all else is the same."""
        post = Post(GUEST.address, GUEST, Kind.INVITE, said(make_record(), GROUP, secret=KEY))
        ids = {
            Writer(make_record(), GROUP, ZONES, None, secret=secret).write(post).message_id
            for secret in (KEY, b"x" * 32)
        }
        assert len(ids) == 2

    def test_a_mail_is_not_its_own_thread(self) -> None:
        """Sent once more, it does not answer itself."""
        assert _write(thread=_write().message_id).thread == ""


def test_a_groups_own_template(tmp_path: Path) -> None:
    """Counts before the shipped one; a fault in it is told with its line."""
    own = tmp_path / "mails"
    own.mkdir()
    (own / "invite.txt.j2").write_text("Dear all, call {{ number }}\n", encoding="utf-8")
    post = Post(GUEST.address, GUEST, Kind.INVITE, said(make_record(), GROUP, secret=KEY))
    assert Writer(make_record(), GROUP, ZONES, tmp_path, secret=KEY).write(post).text == "Dear all, call 97\n"
    (own / "invite.txt.j2").write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(TemplateFault, match="nothing"):
        Writer(make_record(), GROUP, ZONES, tmp_path, secret=KEY).write(post)
