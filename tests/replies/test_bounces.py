"""dccg_meet.replies.bounces: reports of failed delivery, and what they change in the roster."""

from __future__ import annotations

import email
import email.policy
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.replies.bounces import Failures, News, failures, heed
from dccg_meet.replies.envelope import envelope
from dccg_meet.workspace.schema import Person, Roster
from tests.factories import utc
from tests.replies.letters import AMADOU, OURS, YUKO, fixture, make_mail, make_roster

FAILED = News(AMADOU, utc("2026-11-25 15:00"), failed=True)
ROSTER = make_roster()


def _failures(message: EmailMessage) -> Failures:
    return failures(message, envelope(message).sender)


class TestFailures:
    """Reading reports."""

    def test_for_good_and_for_now(self) -> None:
        """RFC 3464's Action tells them apart."""
        ours = frozenset({OURS})
        assert _failures(fixture("bounced_for_good")) == Failures(permanent=frozenset({AMADOU}), cited=ours)
        assert _failures(fixture("bounced_for_now")) == Failures(temporary=frozenset({AMADOU}))

    @pytest.mark.parametrize(
        ("changed", "dead"),
        [
            ({"Status: 5.1.1": "Status: 5.1.10 (no such address)"}, True),
            ({"5.1.1": "5.2.1"}, True),
            ({"Status: 5.1.1": "Status: 5.0.0", "550 5.1.1": "550"}, True),
            ({"Status: 5.1.1": "Status: 5.0.0", "550 5.1.1": "550 5.2.2"}, False),
            ({"5.1.1": "5.2.2"}, False),
            ({"5.1.1": "5.7.1"}, False),
            ({"Status: 5.1.1": "Status: 4.4.7", "550 5.1.1": "no answer for five days,"}, False),
            ({"Status: 5.1.1": "X-Status: none", "Diagnostic-Code: smtp; 550 5.1.1": "X-Words: "}, True),
        ],
    )
    def test_which_addresses_are_no_good(self, changed: dict[str, str], dead: bool) -> None:
        """By the same table as when we send: a full mailbox is none, whoever tells of it."""
        found = _failures(fixture("bounced_for_good", changed))
        assert (found.permanent, found.returned) == (
            (frozenset({AMADOU}), frozenset()) if dead else (frozenset(), frozenset({AMADOU}))
        )

    def test_each_recipient_has_a_code(self) -> None:
        """One mailbox is full, the other does not exist."""
        other = "Status: 5.2.2\n\nFinal-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.1.1"
        found = _failures(fixture("bounced_for_good", {"Status: 5.1.1": other}))
        assert (found.permanent, found.returned) == (frozenset({"b@x.example"}), frozenset({AMADOU}))

    def test_where_the_message_id_stands(self) -> None:
        """In the mail that is returned, in its headers alone, or quoted in words; never the report's own."""
        headers = {"Content-Type: message/rfc822": "Content-Type: text/rfc822-headers"}
        assert _failures(fixture("bounced_for_good", headers)).cited == {OURS}
        words = {f"Message-ID: {OURS}\n": "", "could not be delivered.": f"could not: Message-ID: {OURS}"}
        assert _failures(fixture("bounced_for_good", words)).cited == {OURS}
        own = {f"Message-ID: {OURS}\n": "", "Auto-Submitted:": f"Message-ID: {OURS}\nAuto-Submitted:"}
        assert _failures(fixture("bounced_for_good", own)).cited == frozenset()

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

    def test_other_addresses_of_the_person(self) -> None:
        """What comes back from an alias, or is answered from one, says nothing about the address in use."""
        person = Person(name="A", email="a@x.example", other_emails=("old@x.example",))
        marked = person.changed(bounced="a@x.example")
        for before in (person, marked):
            roster = Roster(people=(before,))
            for failed in (True, False):
                assert heed(roster, [News("old@x.example", utc("2026-11-25 15:00"), failed=failed)]) == roster

    def test_capitals(self) -> None:
        """The mark is the address as the roster has it; a mark in other capitals is left as it is."""
        person = Person(name="A", email="A@X.example")
        failed = News("a@x.example", utc("2026-11-25 15:00"), failed=True)
        [after] = heed(Roster(people=(person,)), [failed]).people
        assert after.bounced == "A@X.example"
        old = Roster(people=(person.changed(bounced="a@x.EXAMPLE"),))
        assert heed(old, [failed]) == old
        assert not heed(old, [News("a@x.example", utc("2026-11-26 15:00"), failed=False)]).people[0].bounced

    @pytest.mark.parametrize(
        ("accepted", "marks"),
        [
            ("2026-11-25 14:00", True),
            ("2026-11-25 15:03", True),  # Clocks differ by some minutes.
            ("2026-11-25 15:10", False),
            ("2026-11-28 09:00", False),
        ],
    )
    def test_somebody_has_sent_again(self, accepted: str, marks: bool) -> None:
        """A failure from before the last mail that a server took is an old story; an answer never is."""
        after = heed(ROSTER, [FAILED], {AMADOU: utc(accepted)})
        assert (after != ROSTER) is marks
        answer = News(AMADOU, utc("2026-11-26 15:00"), failed=False)
        assert heed(heed(ROSTER, [FAILED]), [answer], {AMADOU: utc(accepted)}) == ROSTER

    def test_a_report_without_a_time(self) -> None:
        """Nobody can tell that it is old, so it counts."""
        failed = News(AMADOU, None, failed=True)
        assert heed(ROSTER, [failed], {AMADOU: utc("2026-11-28 09:00")}) != ROSTER

    def test_nothing(self) -> None:
        """No news, no change."""
        assert heed(ROSTER, []) == ROSTER
