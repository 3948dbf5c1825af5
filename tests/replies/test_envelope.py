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
        "sender", ["", "a@b.example, c@d.example", "a@b.example\nFrom: c@d.example", "x", "a@b.example\0"]
    )
    def test_from_has_to_name_one(self, sender: str) -> None:
        """Nobody, several, twice, or no address: nobody sent it."""
        assert envelope(make_mail("UID:x", sender=sender)).sender == ""

    @pytest.mark.parametrize(
        "value",
        [
            "olena@ukr.example <evil@evil.example>",
            "<olena@ukr.example> evil@evil.example",
            "<olena@ukr.example> <evil@evil.example>",
            "olena@ukr.example)evil@evil.example",
            "olena@ukr.example(evil@evil.example)",
            "evil@evil.example(olena@ukr.example)",
            "OLENA@UKR.EXAMPLE\0 <evil@evil.example>",
            '"a" (x) <evil@evil.example> (") <olena@ukr.example>',
            '"a\\" <evil@evil.example> "b <olena@ukr.example>',
            "evil@evil.example:olena@ukr.example;",
            "group: olena@ukr.example;, evil@evil.example",
            "<@evil.example:olena@ukr.example>",
            "<olena@ukr.example\u200b>",
            "<OLENA@U\u212aR.EXAMPLE>",
            "\u2028olena@ukr.example <olena@ukr.example>",
            "=?utf-8?q?olena=40ukr.example?=",
            "olena@ukr.example\nFrom: evil@evil.example",
            "evil@evil.example\nFROM: olena@ukr.example",
            "mailto:olena@ukr.example",
            "olena@[192.0.2.1]",
        ],
    )
    def test_what_can_be_read_in_two_ways(self, value: str) -> None:
        """Another program may take the other one, and vouch for that: then it is from nobody."""
        assert envelope(make_mail("UID:x", sender=value)).sender == ""

    @pytest.mark.parametrize(
        "value",
        [
            "J@X.org",
            "<j@x.org>",
            "J. Q. Public <j@x.org>",
            '"Public, J." <j@x.org>',
            '"j@x.org" <j@x.org>',
            "Public (Geneva) <j@x.org>",
            "j@x.org (J Public)",
            "Jos\u00e9 <j@x.org>",
            "=?utf-8?q?Jos=C3=A9?=\n\t=?utf-8?q?_P=2E?= <j@x.org>",
            "=?utf-8?q?=22olena=40ukr=2Eexample=22=3Colena=40ukr=2Eexample=3E_=28?= <j@x.org>",
        ],
    )
    def test_as_people_are_named(self, value: str) -> None:
        """Every usual form; what an encoded word decodes to is a name and never an address."""
        assert envelope(make_mail("UID:x", sender=value)).sender == "j@x.org"

    @pytest.mark.parametrize(
        ("results", "doubted"),
        [
            ("mx; dmarc=pass header.from=ministry.example", False),
            (
                "mx; spf=pass smtp.mailfrom=evil.example; dmarc=pass (p=none) header.from=MINISTRY.example.",
                False,
            ),
            ("mx; dmarc=pass header.from=zebedee.canary@ministry.example", False),
            ("mx; dmarc=none header.from=example", True),
            ("mx; dmarc=pass header.from=evil.example", True),
            ("mx; dmarc=pass\n header.from=evil.example", True),
            ("mx; dmarc=pass header.from=ry.example", True),
            ("mx; dkim=pass header.from=evil.example", False),
            ("mx; spf=pass", False),
        ],
    )
    def test_whom_the_server_checked(self, results: str, doubted: bool) -> None:
        """Where it took another sender out of the same From, what it found is not about ours."""
        assert envelope(make_mail("UID:x", head=f"Authentication-Results: {results}\n")).doubted is doubted

    def test_an_organisation(self) -> None:
        """Its name stands for what lies below it; and the topmost header is the last server's."""
        head = (
            "Authentication-Results: mx; dmarc=pass header.from=ministry.example\n"
            "Authentication-Results: evil; dmarc=pass header.from=evil.example\n"
        )
        assert not envelope(make_mail("UID:x", head=head, sender="z@post.ministry.example")).doubted

    def test_what_the_server_found(self) -> None:
        """A failed DMARC check is a doubt; an automatic answer is no person's."""
        head = "Authentication-Results: mx.example.org; dmarc=fail\nAuto-Submitted: auto-replied\n"
        cover = envelope(make_mail("UID:x", head=head))
        assert cover.doubted
        assert cover.automatic
        assert not envelope(make_mail("UID:x", head="Auto-Submitted: no\n")).automatic

    @pytest.mark.parametrize("results", ["dmarc=FAIL", "spf=pass;\n dmarc = fail (p=none)"])
    def test_as_servers_write_it(self, results: str) -> None:
        """In capitals, folded, with blanks (RFC 8601 section 2.2)."""
        assert envelope(make_mail("UID:x", head=f"Authentication-Results: mx; {results}\n")).doubted

    @pytest.mark.parametrize(
        ("head", "kind", "automatic"),
        [
            ("Auto-Submitted: no; by=hand\n", "", False),
            ("Auto-Submitted:\n", "", False),
            ("Auto-Submitted: auto-generated; x=y\n", "", True),
            ("X-Autoreply: yes\n", "", True),
            ("", "multipart/report; report-type=disposition-notification; boundary=b", True),
            ("", "multipart/mixed; boundary=b", False),
        ],
    )
    def test_machines(self, head: str, kind: str, automatic: bool) -> None:
        """Absence notices, and reports that a mail was delivered or read."""
        assert envelope(make_mail(head=head, kind=kind)).automatic is automatic


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
