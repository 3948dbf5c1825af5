"""What a mail answers: its writer's own words, who it is from and when."""

from __future__ import annotations

import email
import email.policy
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.polls.mails import NEEDS_A_PERSON, Mail, Outcome, Question, read
from dccg_meet.workspace.poll import Vote
from tests.factories import utc

YES, IF, NO = Vote.YES, Vote.IF_NEEDED, Vote.NO
NOW = utc("2026-12-23 10:00")
QUESTION = Question("2027-01", "ABC", frozenset({"dccg@lists.example.org", "chair@example.org"}))
FIXTURES = Path(__file__).parent / "fixtures"
HEAD = b"From: zebedee@example.org\r\nSubject: [poll 2027-01]\r\nDate: Mon, 21 Dec 2026 10:00:00 +0100\r\n"

_RECEIVED = (
    b"Received: from a by b; Tue, 22 Dec 2026 08:00:00 +0000\r\n"
    b"Received: from c by a; Mon, 21 Dec 2026 08:00:00 +0000\r\n"
)


def _message(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _read(data: bytes, *, any_subject: bool = False) -> Mail:
    question = Question(QUESTION.name, QUESTION.letters, QUESTION.not_people, any_subject)
    return read(_message(data), question, NOW)


def _votes(found: Mail) -> dict[str, Vote]:
    return found.answer.votes if found.answer else {}


class TestFixtures:
    """Mails as mail programs write them."""

    @pytest.mark.parametrize(
        ("name", "votes"),
        [
            ("plain_free_order", {"A": YES, "B": NO, "C": IF}),
            ("one_line_top_posted_gmail", {"A": YES, "B": IF, "C": NO}),
            ("bottom_posted_french", {"A": YES, "B": YES, "C": IF}),
            ("unmarked_quote_outlook", {"A": YES, "B": NO}),
            ("html_only_gmail", {"A": YES, "B": IF, "C": NO}),
            ("alternative_with_attachment", {"A": YES, "B": NO}),
            ("wrong_charset", {"A": YES, "B": YES}),
        ],
    )
    def test_answers(self, name: str, votes: dict[str, Vote]) -> None:
        """Quotations, signatures, attachments and what is struck out say nothing."""
        found = _read((FIXTURES / f"{name}.eml").read_bytes())
        assert found.outcome is Outcome.ANSWER
        assert _votes(found) == votes
        assert found.unclear == ()
        assert (found.sender, found.given) == ("zebedee@example.org", utc("2026-12-21 09:00"))

    @pytest.mark.parametrize(
        ("name", "outcome"),
        [
            ("answers_inside_the_quote", Outcome.QUOTED),
            ("absence_notice", Outcome.AUTOMATIC),
            ("another_poll", Outcome.OTHER),
            ("subject_without_poll", Outcome.UNNAMED),
            ("through_the_list", Outcome.NO_SENDER),
            ("prose", Outcome.EMPTY),
        ],
    )
    def test_no_answers(self, name: str, outcome: Outcome) -> None:
        """Each is told for what it is, and gives no vote."""
        found = _read((FIXTURES / f"{name}.eml").read_bytes())
        assert (found.outcome, found.answer) == (outcome, None)

    def test_clear_and_unclear_lines(self) -> None:
        """What is clear counts, the rest is for a person."""
        found = _read((FIXTURES / "clear_and_unclear.eml").read_bytes())
        assert _votes(found) == {"A": YES}
        assert found.unclear == ("B: yes, but only for the first half", "C: maybe")

    def test_any_subject(self) -> None:
        """A chair may say that every mail is meant."""
        for name in ("subject_without_poll", "another_poll"):
            found = _read((FIXTURES / f"{name}.eml").read_bytes(), any_subject=True)
            assert _votes(found) == {"A": YES}


class TestSender:
    """Who wrote it."""

    @pytest.mark.parametrize(
        "value",
        [
            b"a@x.org, b@x.org",
            b"nobody",
            b"",
            b"<>",
            b"\xff\xfe",
            b"a@x.org\x00",
            b"=?utf-8?q?a=0Ab?= <a b@x.org>",
        ],
    )
    def test_no_single_address(self, value: bytes) -> None:
        """Nobody's vote."""
        found = _read(b"From: " + value + b"\r\nSubject: [poll 2027-01]\r\n\r\nA yes\r\n")
        assert (found.outcome, found.answer) == (Outcome.NO_SENDER, None)
        assert found.unclear == ("A yes",)

    def test_two_from_lines(self) -> None:
        """Not permitted (RFC 5322 section 3.6): nobody's vote, whichever comes first."""
        found = _read(b"From: a@x.org\r\nFrom: b@x.org\r\nSubject: [poll 2027-01]\r\n\r\nA yes\r\n")
        assert (found.outcome, found.answer) == (Outcome.NO_SENDER, None)


class TestForged:
    """What a server found of the sender (RFC 8601)."""

    @pytest.mark.parametrize(
        ("results", "outcome"),
        [
            (b"mx.example.org; dmarc=fail header.from=example.org", Outcome.DOUBTED),
            (b"mx.example.org;\r\n spf=pass;\r\n dmarc = FAIL (p=none)", Outcome.DOUBTED),
            (b"mx.example.org; dmarc=pass header.from=example.org; spf=fail", Outcome.ANSWER),
            (b"mx.example.org; dmarc=none", Outcome.ANSWER),
        ],
    )
    def test_dmarc(self, results: bytes, outcome: Outcome) -> None:
        """One that failed is no answer: it is shown to a person with what it says."""
        found = _read(b"Authentication-Results: " + results + b"\r\n" + HEAD + b"\r\nA yes\r\n")
        assert (found.outcome, found.answer is None) == (outcome, outcome is Outcome.DOUBTED)
        assert found.sender == "zebedee@example.org"
        if outcome is Outcome.DOUBTED:
            assert found.unclear == ("A yes",)

    @pytest.mark.parametrize(
        ("subject", "body", "outcome"),
        [
            (b"[poll 2027-01]", b"all are fine", Outcome.DOUBTED),
            (b"[poll 2027-01]", b"> A yes", Outcome.DOUBTED),
            (b"Hello", b"A yes", Outcome.DOUBTED),
            (b"Hello", b"Hello", Outcome.OTHER),
            (b"[poll 2027-02]", b"A yes", Outcome.OTHER),
        ],
    )
    def test_whatever_else_is_the_matter(self, subject: bytes, body: bytes, outcome: Outcome) -> None:
        """Whoever reads a doubtful mail for us knows that it is one."""
        head = b"Authentication-Results: mx; dmarc=fail\r\nFrom: zebedee@example.org\r\nSubject: "
        assert _read(head + subject + b"\r\n\r\n" + body + b"\r\n").outcome is outcome


class TestGiven:
    """When it came."""

    @pytest.mark.parametrize(
        ("headers", "given"),
        [
            (b"Date: Mon, 21 Dec 2026 10:00:00 -0000\r\n", "2026-12-21 10:00"),
            (b"Date: nonsense\r\n", None),
            (b"", None),
            (b"Date: Mon, 21 Dec 2099 10:00:00 +0000\r\n", None),
            (b"Date: Mon, 21 Dec 9999 23:59:59 -2359\r\n", None),
            (_RECEIVED, "2026-12-22 08:00"),
            (b"Date: Mon, 21 Dec 2026 10:00:00 +0000\r\n" + _RECEIVED, "2026-12-22 08:00"),
            (b"Received: by nobody\r\nDate: Mon, 21 Dec 2026 10:00:00 +0000\r\n", "2026-12-21 10:00"),
        ],
    )
    def test_dates(self, headers: bytes, given: str | None) -> None:
        """The last server says when, since a sender may write any date; none that is ahead of the clock."""
        found = _read(b"From: a@x.org\r\nSubject: [poll 2027-01]\r\n" + headers + b"\r\nA yes\r\n")
        assert _votes(found) == {"A": YES}
        assert found.given == (utc(given) if given else None)


class TestHostile:
    """Whatever arrives: no exception, and no vote that nobody gave."""

    @given(st.binary(max_size=600))
    def test_any_bytes(self, data: bytes) -> None:
        """As a whole mail."""
        found = _read(data)
        assert found.answer is None

    @given(
        st.binary(max_size=300),
        st.sampled_from(["plain", "html", "calendar", "plain; charset=utf-16", "x; y"]),
    )
    def test_any_body(self, body: bytes, kind: str) -> None:
        """As the body of a proper reply: a vote needs a letter and a word in it."""
        found = _read(HEAD + f"Content-Type: text/{kind}\r\n\r\n".encode() + body)
        if found.answer is not None:
            assert any(letter.encode() in body.upper() for letter in "ABC") or not body.isascii()

    @given(
        st.text(max_size=60),
        st.sampled_from(["From", "Subject", "Date", "Message-ID", "Content-Type", "Received"]),
    )
    def test_any_header(self, value: str, name: str) -> None:
        """In any place that is read."""
        data = f"{name}: {value}\r\n".encode(errors="replace") + HEAD + b"\r\nA: yes\r\n"
        assert _read(data).outcome in Outcome

    def test_deep_and_broken_parts(self) -> None:
        """Nesting without end, a boundary that never comes, an encoding that lies."""
        deep = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
            for level in range(2000)
        )
        for data in (
            HEAD + deep + b"Content-Type: text/plain\r\n\r\nA yes\r\n",
            HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\nA yes\r\n",
            HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!! A yes\r\n",
            HEAD + b"Content-Type: message/rfc822\r\n\r\n" + HEAD + b"\r\nA yes\r\n",
        ):
            try:
                message: EmailMessage | None = _message(data)
            except RecursionError:
                message = None
            assert read(message, QUESTION, NOW).answer is None

    @pytest.mark.parametrize(
        "name", [b"punycode", b"idna", b"unicode_escape", b"base64", b"utf-7", b"nonsense"]
    )
    def test_strange_character_sets_are_quick(self, name: bytes) -> None:
        """Those that no mail has are not asked for: some take hours, some turn other letters into words."""
        begin = time.perf_counter()
        found = _read(
            HEAD + b"Content-Type: text/plain; charset=" + name + b"\r\n\r\nA yes\r\n" + b"-a" * 1_000_000
        )
        assert time.perf_counter() - begin < 3
        assert _votes(found) == {"A": YES}

    @pytest.mark.parametrize(
        "body",
        [
            b"<div>" * 40_000,
            b"</p>" * 50_000,
            b"<a>" * 30_000 + b"</b>" * 30_000,
            b"<!" * 90_000,
            b"<" * 190_000,
            b"&" * 190_000,
            b"<a " + b"b=" * 90_000,
            b"<a " * 66_000,
            b"<!--" * 50_000,
            b"<a b='" * 33_000,
            b"<![" * 66_000,
            b"On " * 60_000,
            b"On x\r\n" * 30_000,
            b"> " * 90_000,
        ],
    )
    def test_large_mails_are_quick(self, body: bytes) -> None:
        """Neither markup nor quotation marks take quadratic time."""
        begin = time.perf_counter()
        for kind in (b"html", b"plain"):
            _read(HEAD + b"Content-Type: text/" + kind + b"\r\n\r\n" + body)
        assert time.perf_counter() - begin < 3


def test_what_needs_a_person() -> None:
    """Outcomes that may hide an answer, and no others."""
    assert {Outcome.ANSWER, Outcome.OTHER, Outcome.AUTOMATIC, Outcome.BROKEN}.isdisjoint(NEEDS_A_PERSON)
    assert read(None, QUESTION, NOW).outcome is Outcome.BROKEN
