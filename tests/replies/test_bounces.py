"""dccg_meet.replies.bounces: reports of failed delivery, and what they change in the roster."""

from __future__ import annotations

import email
import email.policy
import time
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.replies.bounces import Failures, News, failures, heed
from dccg_meet.replies.envelope import envelope
from tests.factories import utc
from tests.replies.letters import AMADOU, YUKO, fixture, make_mail, make_roster

FAILED = News(AMADOU, utc("2026-11-25 15:00"), failed=True)
ROSTER = make_roster()


def _failures(message: EmailMessage) -> Failures:
    return failures(message, envelope(message).sender)


class TestFailures:
    """Reading reports."""

    def test_for_good_and_for_now(self) -> None:
        """RFC 3464's Action tells them apart."""
        assert _failures(fixture("bounced_for_good")) == Failures(permanent=frozenset({AMADOU}))
        assert _failures(fixture("bounced_for_now")) == Failures(temporary=frozenset({AMADOU}))

    def test_a_mail_that_quotes_one(self) -> None:
        """A person's words about a failure are no report of one."""
        message = make_mail(kind="text/plain")
        message.set_payload(f"The following addresses had permanent fatal errors\n\n<{AMADOU}>\n")
        assert not _failures(message)

    def test_what_would_take_minutes(self) -> None:
        """Lines and bodies that no report has are not looked at."""
        head = "From: mailer-daemon@else.example\nContent-Type: text/plain\n\nfailed addresses follow:\n"
        begin = time.perf_counter()
        for body in ("<" * 100_000, "a@" * 50_000, ("x" * 1000 + "\n") * 300):
            message = email.message_from_string(head + body + f"\n{AMADOU}\n", policy=email.policy.default)
            assert not _failures(message)
        assert time.perf_counter() - begin < 3

    @given(st.binary(max_size=500))
    def test_any_bytes(self, data: bytes) -> None:
        """Whatever calls itself a report, nothing is raised."""
        head = b'Return-Path: <>\nContent-Type: multipart/report; boundary="b"\n\n'
        _failures(email.message_from_bytes(head + b"--b\n" + data, policy=email.policy.default))


class TestHeed:
    """The mark on the roster."""

    def test_a_failure_marks_the_person(self) -> None:
        """The address as the roster has it; nobody else is touched."""
        marked = heed(ROSTER, [FAILED, News("who@else.example", None, failed=True)])
        assert [person.bounced for person in marked.people] == ["", "", "", "", AMADOU, ""]

    def test_a_later_answer_clears_it(self) -> None:
        """From that address, and later; in whatever order they were read."""
        answer = News(AMADOU, utc("2026-11-26 15:00"), failed=False)
        marked = heed(ROSTER, [FAILED])
        assert heed(marked, [answer]) == ROSTER
        assert heed(marked, [answer, FAILED]) == ROSTER
        earlier = News(AMADOU, utc("2026-11-24 15:00"), failed=False)
        assert heed(ROSTER, [FAILED, earlier]) == marked
        assert heed(marked, [News(YUKO, utc("2026-11-26 15:00"), failed=False)]) == marked

    def test_an_answer_that_was_read_before(self) -> None:
        """It does not clear what has failed since."""
        marked = heed(ROSTER, [FAILED])
        assert heed(marked, [News(AMADOU, utc("2026-11-26 15:00"), failed=False, fresh=False)]) == marked

    def test_nothing(self) -> None:
        """No news, no change."""
        assert heed(ROSTER, []) == ROSTER
