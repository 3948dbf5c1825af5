"""Addresses and typed text in headers."""

from __future__ import annotations

import smtplib
from email import policy
from email.header import decode_header, make_header
from email.parser import Parser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.errors import MailError
from dccg_meet.mail.address import header, is_address, is_dead, mailbox, status_code


def _read(line: str) -> Any:
    return Parser(policy=policy.default).parsestr(line + "\r\nbody")


class TestAddresses:
    """is_address()."""

    @pytest.mark.parametrize(
        "text",
        [
            "a@example.org",
            "a.b+c@x-y.example",
            "o'neil@example.org",
            "åsa@exämple.org",
            "a@b",
            "用户@例子.网址",
        ],
    )
    def test_plain_ones(self, text: str) -> None:
        """A dot-atom and a host, in any script."""
        assert is_address(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a",
            "a(b)@example.org",
            "a@example.org(c)",
            "a b@example.org",
            '"a"@example.org',
            "a..b@example.org",
            ".a@example.org",
            "a@x..org",
            "a@b@c",
            "a[b]@c",
            "a@[127.0.0.1]",
            "a\\b@c",
            "<a@b>",
            "a@b>",
            "a,b@c",
            "a@b\r\nRCPT TO:<c@d>",
            "a\x00@b",
            "\u200ea@b",
            "a@b\u202e",
            "=?utf-8?q?a?=@b",
            "a" * 65 + "@b",
            "a@" + ".".join(["b" * 60] * 5),
            "a@-b",
            "\ud800@b",
        ],
    )
    def test_others(self, text: str) -> None:
        """What some library on the way would take for another address, or for more than one."""
        assert not is_address(text)

    @given(st.text(alphabet="ab.@<>()[]\\\"',;: \r\n=?\u202eå", max_size=12))
    def test_every_library_agrees(self, text: str) -> None:
        """What is taken as an address is itself, alone, to smtplib and to a parser of headers."""
        if is_address(text):
            assert smtplib.quoteaddr(text) == f"<{text}>"
            [found] = _read(mailbox("To", "", text))["To"].addresses
            assert found.addr_spec == text


class TestStatus:
    """status_code() and is_dead(): when a refusal means that the address is no good."""

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("5.1.1 No such user", "5.1.1"),
            ("5.1.10", "5.1.10"),
            ("smtp; 550 5.2.2 <a@b>: over quota", "5.2.2"),
            ("smtp;550-5.7.26 unauthenticated", "5.7.26"),
            ("4.4.7 (delivery time expired)", "4.4.7"),
            ("No such user", ""),
            ("client 5.1.1.7 is on a list", ""),
            ("5.1.1.7 is on a list", ""),
            ("", ""),
        ],
    )
    def test_where_the_code_stands(self, words: str, code: str) -> None:
        """First, or after the reply's number; an internet address is none."""
        assert status_code(words) == code

    @pytest.mark.parametrize(
        ("code", "dead"),
        [
            *((code, True) for code in ("", "5.0.0", "5.1.0", "5.1.1", "5.1.2", "5.1.6", "5.1.10", "5.2.1")),
            *((code, False) for code in ("5.1.7", "5.1.8", "5.2.0", "5.2.2", "5.2.3", "5.3.4", "5.4.7")),
            *((code, False) for code in ("5.7.0", "5.7.1", "5.7.26", "4.4.7", "4.2.2")),
        ],
    )
    def test_what_it_means(self, code: str, dead: bool) -> None:
        """Full, forbidden, too large, too slow, or our own address: the reader's is as good as before."""
        assert is_dead(code) is dead


class TestHeaders:
    """header() and mailbox()."""

    def test_plain_text_stays_readable(self) -> None:
        """No encoding where none is needed."""
        assert header("Subject", "Invitation: DCCG 97: Monthly call") == (
            "Subject: Invitation: DCCG 97: Monthly call\r\n"
        )
        assert mailbox("To", "Ada Byron", "a@b.example") == "To: Ada Byron <a@b.example>\r\n"

    def test_a_long_one_is_folded(self) -> None:
        """At blanks, and is the same text to whoever reads it."""
        text = "Invitation: DCCG 97: Monthly call, Wed 9 Dec 2026 [Chatham House Rule in part]"
        assert header("Subject", text).count("\r\n ") == 1
        assert "=?" not in header("Subject", text)
        assert _read(header("Subject", text))["Subject"] == text

    @pytest.mark.parametrize(
        "control", ["\r\nBcc: x@y", "\n", "\r", "\x00", "\x1b", "\u2028", "\x85", "\ud800"]
    )
    def test_control_characters_are_refused(self, control: str) -> None:
        """In our own words, whatever the library would do."""
        with pytest.raises(MailError, match="Subject"):
            header("Subject", f"a{control}b")
        with pytest.raises(MailError, match="To"):
            mailbox("To", f"a{control}b", "a@b.example")
        with pytest.raises(MailError, match="To"):
            mailbox("To", "a", f"a{control}@b.example")

    @given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=300))
    def test_text_is_text(self, text: str) -> None:
        """Whatever it holds, a reader finds one header with this text, cut where it is very long."""
        text = text.strip() or "x"
        shown = text if len(text) <= 150 else text[:149].rstrip() + "…"
        read = _read(header("Subject", text) + mailbox("To", text, "a@b.example"))
        assert read.keys() == ["Subject", "To"]
        assert read["Subject"] == shown
        [found] = read["To"].addresses
        assert found.addr_spec == "a@b.example"
        assert max(map(len, header("Subject", text).encode().split(b"\r\n"))) <= 78
        assert read.get_payload() == "body"

    @pytest.mark.parametrize(
        "text",
        [
            "=?utf-8?q?a=0D=0ABcc:_x?=",
            "a <x@y.example>, b",
            "Bcc: x@y.example",
            "x" * 2000,
            "😀" * 90,
            '"',
            "a  b",
        ],
    )
    def test_text_that_looks_like_something_else(self, text: str) -> None:
        """Encoded words, addresses, headers, and lines without an end."""
        read = _read(mailbox("From", text, "a@b.example"))
        [found] = read["From"].addresses
        assert found.addr_spec == "a@b.example"
        # Not display_name: Python's parser puts a blank between encoded words, against RFC 2047 section 6.2.
        raw = Parser(policy=policy.compat32).parsestr(mailbox("From", text, "a@b.example") + "\r\n")["From"]
        shown = text if len(text) <= 150 else text[:149] + "…"
        assert str(make_header(decode_header(raw))).removesuffix("<a@b.example>").strip(' "') == shown.strip(
            '"'
        )
