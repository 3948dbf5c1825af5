"""A mail's bytes: headers, parts, and the calendar untouched."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from pymap.mime import MessageContent

from dccg_meet.errors import MailError
from dccg_meet.mail import message
from dccg_meet.mail.message import Letter, compose, message_id, needs_utf8
from tests.factories import KEY, utc

CALENDAR = "BEGIN:VCALENDAR\r\nX-A:ä\r\n folded\r\nEND:VCALENDAR\r\n".encode()


def letter(**values: Any) -> Letter:
    """A personal invitation."""
    return Letter(
        **{
            "sender": "calls@example.org",
            "sender_name": "The group",
            "to": "ada@example.org",
            "to_name": "Ada Byron",
            "subject": "Invitation: a call",
            "message_id": "<1@example.org>",
            "text": "Grüße\n.dot\nFrom here\n",
            "html": "<p>Grüße</p>\n",
            "calendar": CALENDAR,
            "method": "REQUEST",
            "date": utc("2026-11-02 10:00"),
            "leave": "calls@example.org",
            **values,
        }
    )


def _read(data: bytes) -> EmailMessage:
    read = BytesParser(policy=email.policy.default).parsebytes(data)
    assert isinstance(read, EmailMessage)
    return read


class TestShape:
    """compose()."""

    def test_an_invitation(self) -> None:
        """mixed(alternative(plain, html, calendar), attachment), the calendar twice and byte for byte."""
        read = _read(compose(letter()))
        assert [part.get_content_type() for part in read.walk()] == [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "application/ics",
        ]
        plain, html, calendar, attached = (part for part in read.walk() if not part.is_multipart())
        assert plain.get_content() == "Grüße\r\n.dot\r\nFrom here\r\n"
        assert html.get_content() == "<p>Grüße</p>\r\n"
        assert calendar.get_payload(decode=True) == attached.get_payload(decode=True) == CALENDAR
        assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "UTF-8"}
        assert calendar["Content-Transfer-Encoding"] == "base64"
        assert (attached.get_filename(), attached.get_content_disposition()) == ("invite.ics", "attachment")

    def test_a_lists_mail(self) -> None:
        """No part that a mail program takes for an invitation of its reader: the file is attached."""
        read = _read(compose(letter(method="", leave="")))
        assert [part.get_content_type() for part in read.walk() if not part.is_multipart()] == [
            "text/plain",
            "text/html",
            "application/ics",
        ]

    def test_an_independent_parser_agrees(self) -> None:
        """pymap's, which an IMAP server uses, finds the same headers and parts."""
        data = compose(letter())
        parsed = MessageContent.parse(data)
        assert [str(part.body.content_type) for part in parsed.walk()] == [
            str(part["Content-Type"]) for part in _read(data).walk()
        ]
        assert list(parsed.header.parsed) == [name.lower().encode() for name in _read(data)]

    def test_headers(self) -> None:
        """Exactly these."""
        data = compose(letter(thread="<0@example.org>"))
        read = _read(data)
        assert dict(read.items()) | {"Content-Type": ""} == {
            "From": "The group <calls@example.org>",
            "To": "Ada Byron <ada@example.org>",
            "Subject": "Invitation: a call",
            "Date": "Mon, 02 Nov 2026 10:00:00 +0000",
            "Message-ID": "<1@example.org>",
            "In-Reply-To": "<0@example.org>",
            "References": "<0@example.org>",
            "List-Unsubscribe": "<mailto:calls@example.org?subject=stop%20invitations>",
            "MIME-Version": "1.0",
            "Content-Type": "",
        }
        assert len(read.items()) == 10

    def test_a_draft(self) -> None:
        """Says so, has no date, and may leave it to the mail program who sends it."""
        read = _read(compose(letter(date=None, sender="", leave=""), draft=True))
        assert read["X-Unsent"] == "1"
        assert read["Date"] is None
        assert read["From"] is None

    def test_it_travels_anywhere(self) -> None:
        """Seven bits, short lines, CRLF, and the same bytes each time."""
        long = letter(text="x" * 3000 + "\n", html="ä" * 3000, subject="ü" * 300)
        data = compose(long)
        assert data.isascii()
        assert max(map(len, data.split(b"\r\n"))) <= 78
        assert compose(long) == data

    def test_addresses_beyond_ascii(self) -> None:
        """Stand in the header as they are (RFC 6532), which the server has to know."""
        wide = letter(to="åsa@exämple.org")
        assert needs_utf8(wide)
        assert not needs_utf8(letter())
        assert "<åsa@exämple.org>" in compose(wide).decode()


class TestRefusals:
    """What does not read back as it was meant is not sent."""

    @pytest.mark.parametrize(
        "values",
        [
            {"to": "a@example.org, b@example.org"},
            {"to": "a@example.org>\r\nBcc: <b@example.org"},
            {"sender": ""},
            {"subject": "a\r\nBcc: b@example.org"},
            {"subject": "a\nb"},
            {"to_name": "a\r\n\r\nbody"},
            {"sender_name": "\x00"},
            {"message_id": "<1@example.org>\r\nX: y"},
            {"message_id": "1"},
            {"thread": "<1@example.org> <2@example.org>"},
            {"leave": "a>@example.org"},
        ],
    )
    def test_headers(self, values: dict[str, str]) -> None:
        """One error, which names the header and nothing private."""
        with pytest.raises(MailError):
            compose(letter(**values))

    @pytest.mark.parametrize("lost", ["a header", "a part", "an address", "the calendar", "a line"])
    def test_a_library_that_errs(self, lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """The mail is read again, and a fault in what wrote it is found."""
        right = message._body(letter())
        if lost == "a header":
            right["Bcc"] = "b@example.org"
        elif lost == "a part":
            right.add_attachment("x")
        elif lost == "the calendar":
            [*_, attached] = right.walk()
            attached.set_payload("QUJD")
        monkeypatch.setattr(message, "_body", lambda _letter: right)
        if lost == "a line":
            monkeypatch.setattr(message, "header", lambda name, _text: f"{name}: x\n")
        if lost == "an address":
            monkeypatch.setattr(message, "mailbox", lambda name, *_: f"{name}: b@example.org\r\n")
        with pytest.raises(MailError, match=lost):
            compose(letter())


def test_a_message_id_is_made_of_its_parts() -> None:
    """The same for the same mail, another for another, and nobody's address in it."""
    first = message_id(KEY, "calls@example.org", "uid", "0", "ada@example.org")
    assert first == message_id(KEY, "calls@example.org", "uid", "0", "ada@example.org")
    assert first != message_id(KEY, "calls@example.org", "uid", "1", "ada@example.org")
    assert "ada" not in first
    assert first.endswith("@example.org>")
    assert message_id(KEY, "calls@exämple.org", "a").isascii()
