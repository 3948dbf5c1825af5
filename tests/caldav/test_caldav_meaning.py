"""What an event says, whoever wrote it down."""

from __future__ import annotations

import pytest
import vobject

from dccg_meet.caldav.meaning import UNREADABLE, differing, digest, fields, uid
from dccg_meet.calls import lifecycle
from dccg_meet.invites.calendar import event_file
from dccg_meet.workspace.schema import Status
from tests.factories import make_group, make_record, utc

GROUP = make_group()
OURS = event_file(make_record(title='Tricky; titles, "quotes" \\N and \U0001f600'), GROUP)


def _edited(old: str, new: str) -> bytes:
    text = OURS.decode()
    assert old in text
    return text.replace(old, new).encode()


class TestTheSame:
    """Other ways of writing what we wrote."""

    def test_another_library_wrote_it_again(self) -> None:
        """Another library orders properties and folds lines in its own way."""
        again = vobject.readOne(OURS.decode()).serialize().encode()
        assert again != OURS
        assert digest(again) == digest(OURS)

    def test_line_feeds(self) -> None:
        """Within XML, line ends are single."""
        assert digest(OURS.replace(b"\r\n", b"\n")) == digest(OURS)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("BEGIN:VEVENT\r\n", "BEGIN:VEVENT\r\nX-MOZ-GENERATION:3\r\n"),
            ("BEGIN:VEVENT\r\n", "BEGIN:VEVENT\r\nX-MOZ-LASTACK:20261209T120000Z\r\n"),
            (
                "END:VEVENT",
                "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT",
            ),
            ("DTEND:20261209T150000Z", "DURATION:PT1H"),
            ("DTSTART:20261209T140000Z", "DTSTART;TZID=Europe/Oslo:20261209T150000"),
            ("DTSTAMP:20261102T100000Z", "DTSTAMP:20261120T100000Z"),
            ("CATEGORIES:MEETING,DCCG", "CATEGORIES:DCCG,MEETING"),
            ("PRODID:-//dccg-meet//dccg-meet//EN", "PRODID:-//Another//EN"),
            ("COLOR:purple\r\n", ""),
        ],
    )
    def test_what_calendars_do_by_themselves(self, old: str, new: str) -> None:
        """X-properties, alarms, stamps, DURATION for DTEND, a local time for UTC, another order."""
        assert digest(_edited(old, new)) == digest(OURS)


class TestDifferent:
    """What a person changed."""

    @pytest.mark.parametrize(
        ("old", "new", "names"),
        [
            ("DTSTART:20261209T140000Z", "DTSTART:20261209T143000Z", ("DTSTART",)),
            ("DTEND:20261209T150000Z", "DTEND:20261209T153000Z", ("DTEND",)),
            ("DTEND:20261209T150000Z", "DURATION:PT90M", ("DTEND",)),
            ("SEQUENCE:0", "SEQUENCE:1", ("SEQUENCE",)),
            ("STATUS:CONFIRMED", "STATUS:TENTATIVE", ("STATUS",)),
            ("LOCATION:https", "LOCATION:http", ("LOCATION",)),
            ("SUMMARY;LANGUAGE=en:", "SUMMARY:Not ", ("SUMMARY",)),
            ("BEGIN:VEVENT\r\n", "BEGIN:VEVENT\r\nATTENDEE:mailto:a@example.org\r\n", ("ATTENDEE",)),
            ("BEGIN:VEVENT\r\n", "BEGIN:VEVENT\r\nRRULE:FREQ=MONTHLY;COUNT=3\r\n", ("RRULE",)),
            ("CATEGORIES:MEETING,DCCG", "CATEGORIES:MEETING", ("CATEGORIES",)),
        ],
    )
    def test_it_is_named(self, old: str, new: str, names: tuple[str, ...]) -> None:
        """Each property by its name, none of what it says."""
        assert differing(OURS, _edited(old, new)) == names

    def test_moved_and_cancelled(self) -> None:
        """A cancelled call differs in what people see."""
        record = lifecycle.cancel(make_record(), now=utc("2026-11-21 20:00"))
        assert record.status is Status.CANCELLED
        assert {"STATUS", "SEQUENCE", "SUMMARY", "DESCRIPTION"} <= set(
            differing(event_file(make_record(), GROUP), event_file(record, GROUP))
        )

    def test_a_second_instance(self) -> None:
        """An exception to a series is another VEVENT of the same UID."""
        start, end = OURS.index(b"BEGIN:VEVENT"), OURS.index(b"END:VCALENDAR")
        second = OURS[start:end].replace(b"SEQUENCE:0", b"SEQUENCE:0\r\nRECURRENCE-ID:20270109T140000Z")
        assert "RECURRENCE-ID" in differing(OURS, OURS[:end] + second + OURS[end:])


class TestBroken:
    """Objects that are no calendar."""

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xff\xfe",
            b"BEGIN:VCALENDAR\r\n",
            OURS.replace(b"DTSTART:2026", b"DTSTART:2O26"),
            OURS.replace(b"SEQUENCE:0", b"SEQUENCE:x"),
            OURS.replace(b"DTSTART:20261209T140000Z", b"DTSTART:99991231T000000Z").replace(
                b"DTEND:20261209T150000Z", b"DURATION:P10000D"
            ),
        ],
    )
    def test_they_differ_from_all_that_can_be_read(self, data: bytes) -> None:
        """And never raise."""
        assert digest(data) != digest(OURS)
        assert differing(OURS, data)

    def test_it_says_so(self) -> None:
        """One field, which holds a hash of the bytes."""
        assert set(fields(OURS.replace(b"DTSTART:2026", b"DTSTART:2O26"))) == {UNREADABLE}


class TestUid:
    """uid()."""

    def test_ours(self) -> None:
        """As it was given."""
        assert uid(OURS) == "dccg-call-097@example.org"

    @pytest.mark.parametrize(
        ("data", "found"),
        [
            (b"UID:a\r\n b\r\n", "ab"),
            (b"UID;X-A=1:a\n", "a"),
            (b"X-UID:a\r\n", None),
            (b"DESCRIPTION:UID:a\r\n", None),
            (b"", None),
            (b"UID:\xff\r\n", "\ufffd"),
        ],
    )
    def test_others(self, data: bytes, found: str | None) -> None:
        """Folded, with parameters, missing, or no UTF-8."""
        assert uid(data) == found
