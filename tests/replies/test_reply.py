"""dccg_meet.replies.reply: the answers in mails as clients write them, and in what is no mail at all."""

from __future__ import annotations

import email
import email.policy
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dccg_meet.replies.envelope import envelope
from dccg_meet.replies.mailboxes import parse
from dccg_meet.replies.reply import Contents, Itip, Method, Trouble, read
from dccg_meet.workspace.replies import Answer
from tests.factories import utc
from tests.replies.letters import (
    AMADOU,
    CORWIN,
    FIXTURES,
    OTTILIE,
    QUILLA,
    UID,
    YUKO,
    ZEBEDEE,
    fixture,
    make_mail,
)

EVENT = f"UID:{UID}\nSEQUENCE:0\nDTSTAMP:20261121T091500Z\n"
ACCEPTED = EVENT + f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ZEBEDEE}"


def _read(message: EmailMessage) -> Contents:
    return read(message, envelope(message).sender)


def _one(message: EmailMessage) -> Itip:
    [itip] = _read(message).calendars
    return itip


class TestClients:
    """Each client's way of writing an answer."""

    @pytest.mark.parametrize(
        ("name", "who", "answer", "sequence", "stamp", "comment"),
        [
            (
                "exchange_accepted_windows_zone_without_organizer",
                ZEBEDEE,
                Answer.ACCEPTED,
                0,
                "2026-11-21 09:15",
                "I will be there.",
            ),
            ("google_declined_calendar_twice", QUILLA, Answer.DECLINED, 0, "2026-11-22 18:00", ""),
            (
                "apple_tentative_attached_file_principal_with_email",
                YUKO,
                Answer.TENTATIVE,
                0,
                "2026-11-23 07:30",
                "",
            ),
            (
                "thunderbird_accepted_method_in_mime_only_local_stamp",
                OTTILIE,
                Answer.ACCEPTED,
                None,
                "2026-11-23 11:00",
                "",
            ),
            (
                "outlook_tentative_wrong_charset_comment",
                AMADOU,
                Answer.TENTATIVE,
                0,
                "2026-11-24 08:00",
                "Peut-être[31m, je serai, en route",
            ),
        ],
    )
    def test_the_answer(
        self, name: str, who: str, answer: Answer, sequence: int | None, stamp: str, comment: str
    ) -> None:
        """Who, what, which version, when, in which words; once, though the file has it twice."""
        found = _one(fixture(name))
        assert (found.method, found.uid, found.start) == (Method.REPLY, UID, utc("2026-12-09 14:00"))
        assert (found.attendee, found.answer, found.sequence, found.comment) == (
            who,
            answer,
            sequence,
            comment,
        )
        assert found.stamp
        assert found.stamp.replace(second=0) == utc(stamp)

    def test_a_delegation(self) -> None:
        """The answer is the sender's; the delegate's line, which says nothing yet, is none."""
        found = _one(fixture("delegated_to_a_stranger"))
        assert (found.attendee, found.answer, found.delegated_to) == (OTTILIE, Answer.DELEGATED, (CORWIN,))
        assert _one(fixture("delegate_accepted")).delegated_from == (OTTILIE,)

    def test_other_methods(self) -> None:
        """COUNTER is told apart from an answer; what is no answer at all is OTHER."""
        assert _one(fixture("counter_proposes_another_time")).method is Method.COUNTER
        refresh = ACCEPTED.replace("ACCEPTED", "NEEDS-ACTION")
        text = "BEGIN:VCALENDAR\nMETHOD:{}\nBEGIN:VEVENT\n" + refresh + "\nEND:VEVENT\nEND:VCALENDAR\n"
        assert _one(make_mail(text.format("REFRESH"))).method is Method.REFRESH
        assert _one(make_mail(text.format("DECLINECOUNTER"))).method is Method.OTHER

    @pytest.mark.parametrize(
        ("name", "trouble"),
        [("room_mailbox_without_attendee", Trouble.NOBODY), ("outlook_winmail_dat", Trouble.OUTLOOK)],
    )
    def test_what_cannot_be_read(self, name: str, trouble: Trouble) -> None:
        """There is no answer, and it is said why."""
        assert _read(fixture(name)) == Contents(troubles=(trouble,))

    @pytest.mark.parametrize("name", ["plain_answer_without_calendar", "forwarded_reply_of_somebody_else"])
    def test_no_calendar(self, name: str) -> None:
        """A mail of words, or with somebody else's mail in it, has none."""
        assert _read(fixture(name)) == Contents()


class TestValues:
    """What may be wrong with single values."""

    @pytest.mark.parametrize(
        ("line", "name", "value"),
        [
            ("SEQUENCE:99999999999999", "sequence", None),
            ("SEQUENCE:-1", "sequence", None),
            ("SEQUENCE:one", "sequence", None),
            ("DTSTAMP:yesterday", "stamp", None),
            ("DTSTAMP:00010101T000000Z", "stamp", None),
            ("DTSTART;TZID=Asia/Tokyo:20261209T230000", "start", utc("2026-12-09 14:00")),
            ("RECURRENCE-ID:20261121T091500Z", "occurrence", True),
            ("COMMENT:one\nCOMMENT:two\\nlines", "comment", "one two lines"),
        ],
    )
    def test_a_line(self, line: str, name: str, value: object) -> None:
        """Each line is taken by itself; what makes no sense is as if it were left out."""
        key = line.partition(":")[0].partition(";")[0]
        rest = "\n".join(row for row in ACCEPTED.splitlines() if not row.startswith(key))
        assert getattr(_one(make_mail(f"{rest}\n{line}")), name) == value

    @pytest.mark.parametrize(
        ("word", "answer"),
        [
            ("accepted", Answer.ACCEPTED),
            ("X-MAYBE", Answer.NONE),
            ("NEEDS-ACTION", Answer.NONE),
            ("", Answer.NONE),
        ],
    )
    def test_partstat(self, word: str, answer: Answer) -> None:
        """Small letters do; a word that is not known is no answer (RFC 5545 section 3.2.12)."""
        assert _one(make_mail(ACCEPTED.replace("ACCEPTED", word))).answer is answer

    def test_the_others_repeated(self) -> None:
        """A client that repeats every ATTENDEE answers for its own alone."""
        found = _one(make_mail(ACCEPTED + f"\nATTENDEE;PARTSTAT=DECLINED:mailto:{QUILLA}"))
        assert (found.attendee, found.answer) == (ZEBEDEE, Answer.ACCEPTED)

    def test_of_many_people_none(self) -> None:
        """A mail that answers for more than a few is nobody's, unless it is from one of them."""
        line = "ATTENDEE;PARTSTAT=DECLINED:mailto:p{}@b.example\n"
        lines = "".join(line.format(number) for number in range(12_000))
        begin = time.perf_counter()
        found = read(make_mail(f"UID:x\n{lines}"), "evil@else.example")
        assert (found.calendars, found.troubles) == ((), (Trouble.NOBODY,))
        [own] = read(make_mail(f"UID:x\n{lines}"), "p7@b.example").calendars
        assert own.attendee == "p7@b.example"
        assert time.perf_counter() - begin < 10

    def test_utf_16(self) -> None:
        """A calendar in another character set, as its part says."""
        message = make_mail(ACCEPTED)
        message.set_payload(message.get_content().encode("utf-16"))
        message.replace_header("Content-Type", 'text/calendar; charset="utf-16"')
        message["Content-Transfer-Encoding"] = "8bit"
        assert _read(message).troubles in ((), (Trouble.BROKEN,))


class TestHostile:
    """What is meant to do harm."""

    def test_terminals_are_safe(self) -> None:
        """Escapes, NUL and what turns the writing direction reach nobody."""
        text = ACCEPTED.replace("ATTENDEE;", 'ATTENDEE;CN="\x1b]0;x\x07";')
        found = _one(make_mail(text + "\nCOMMENT:a\x00b\x1b[2Jc\u202ed\u2028e"))
        assert found.comment == "ab[2Jcd e"

    def test_ten_million_octets(self) -> None:
        """A calendar of that size is refused unread."""
        message = make_mail(ACCEPTED + "\nCOMMENT:" + "x" * 10_000_000)
        assert _read(message) == Contents(troubles=(Trouble.BROKEN,))

    def test_a_thousand_parts_in_each_other(self) -> None:
        """Python gives up, or we do; nothing is raised."""
        text = "From: a@b.example\n"
        for depth in range(1500):
            text += f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n'
        message = parse(text.encode())
        assert message is None or _read(message) == Contents()

    def test_a_thousand_components_in_each_other(self) -> None:
        """The same for the calendar's own nesting."""
        text = "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 5000 + "END:VEVENT\n" * 5000 + "END:VCALENDAR\n"
        _read(make_mail(text))

    @pytest.mark.parametrize("charset", ["punycode", "unicode_escape", "idna", "no-such", "utf-7", "zip"])
    def test_character_sets(self, charset: str) -> None:
        """A codec that is no character set of mails is not used."""
        found = _one(make_mail(ACCEPTED, kind=f"text/calendar; method=REPLY; charset={charset}"))
        assert found.answer is Answer.ACCEPTED

    def test_a_zip_that_calls_itself_a_calendar(self) -> None:
        """It is broken, and is not unpacked."""
        message = make_mail("PK\x03\x04BEGIN:VCALENDAR", kind='application/zip; name="invite.ics"')
        assert _read(message) == Contents(troubles=(Trouble.BROKEN,))

    def test_a_zip(self) -> None:
        """What is no calendar is not looked into."""
        assert _read(make_mail("PK\x03\x04BEGIN:VCALENDAR", kind="application/zip")) == Contents()


@settings(max_examples=200)
@given(st.binary(max_size=400), st.integers(0, 2000), st.sampled_from(sorted(FIXTURES.glob("*.eml"))))
def test_any_bytes(data: bytes, place: int, path: Path) -> None:
    """Whatever stands in the middle of a mail, it is read or refused, and its words are one line each."""
    original = path.read_bytes()
    message = email.message_from_bytes(
        original[:place] + data + original[place:], policy=email.policy.default
    )
    for itip in _read(message).calendars:
        assert not any(ord(char) < 32 or 126 < ord(char) < 160 for char in itip.comment + itip.attendee)


@given(st.text(max_size=300))
def test_any_calendar(text: str) -> None:
    """The same for the lines of a calendar."""
    _read(make_mail(ACCEPTED + "\n" + text))
