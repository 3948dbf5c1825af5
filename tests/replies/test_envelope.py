"""dccg_meet.replies.envelope: who, when, and the parts, of any bytes."""

from __future__ import annotations

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.replies.envelope import canonical, envelope, one_line, parts
from tests.factories import utc
from tests.replies.letters import fixture, make_mail


class TestCanonical:
    """Comparing addresses."""

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("MAILTO:Zebedee@Ministry.Example", "zebedee@ministry.example"),
            ("mailto:a@b.example?subject=x", "a@b.example"),
            (" <a@b.example> ", "a@b.example"),
            ("invalid:nomail", ""),
            ("/1234/principal/", ""),
            ("a@b@c", ""),
            ("a b@c", ""),
            ("x" * 320 + "@b.example", ""),
        ],
    )
    def test_forms(self, written: str, meant: str) -> None:
        """Capitals and mailto: do not matter; what is no address is empty."""
        assert canonical(written) == meant

    @given(st.text())
    def test_twice_is_once(self, text: str) -> None:
        """The form is a form: taking it again changes nothing, and it holds nothing that a terminal obeys."""
        found = canonical(text)
        assert canonical(found) == found == one_line(found)


class TestEnvelope:
    """The outside of a mail."""

    def test_the_last_server_says_when(self) -> None:
        """Received, which the sender cannot choose, before Date."""
        cover = envelope(fixture("google_declined_calendar_twice"))
        assert (cover.sender, cover.received) == (
            "quilla.heron@mail.example",
            utc("2026-11-22 18:00").replace(second=5),
        )

    def test_without_a_date(self) -> None:
        """A mail without any time has none."""
        message = make_mail("UID:x")
        del message["Date"]
        assert envelope(message).received is None

    @pytest.mark.parametrize(
        "sender", ["", "a@b.example, c@d.example", "a@b.example\nFrom: c@d.example", "x"]
    )
    def test_from_has_to_name_one(self, sender: str) -> None:
        """Nobody, several, twice, or no address: nobody sent it."""
        assert envelope(make_mail("UID:x", sender=sender)).sender == ""

    def test_what_the_server_found(self) -> None:
        """A failed DMARC check is a doubt; an automatic answer is no person's."""
        head = "Authentication-Results: mx.example.org; dmarc=fail\nAuto-Submitted: auto-replied\n"
        cover = envelope(make_mail("UID:x", head=head))
        assert cover.doubted
        assert cover.automatic
        assert not envelope(make_mail("UID:x", head="Auto-Submitted: no\n")).automatic


class TestParts:
    """Walking through a mail."""

    def test_not_into_forwarded_mails(self) -> None:
        """What somebody forwards is not an answer of theirs."""
        assert [part.get_content_type() for part in parts(fixture("forwarded_reply_of_somebody_else"))] == [
            "text/plain"
        ]

    def test_it_ends(self) -> None:
        """Of a thousand parts the first ones are looked at."""
        head = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        message = email.message_from_string(
            head + "--b\n\nx\n" * 1000 + "--b--\n", policy=email.policy.default
        )
        assert len([*parts(message)]) < 200


@given(st.binary(max_size=2000))
def test_any_bytes(data: bytes) -> None:
    """Whatever comes, there is an envelope."""
    for head in (b"", b"From: ", b"Received: ", b"Content-Type: ", b"Message-ID: <["):
        message = email.message_from_bytes(head + data, policy=email.policy.default)
        envelope(message)
        [*parts(message)]
