"""The edge to a real server: encryption, log-in, answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dccg_meet.errors import MailError
from dccg_meet.mail.journal import Event
from dccg_meet.mail.smtp import Answer, Server
from dccg_meet.workspace.schema import Security
from tests.mail.conftest import SECRET, USER, Postbox, account_at

MAIL = b"Subject: x\r\n\r\n.a line with a dot\r\n..two\r\nend\r\n"


def _nothing() -> None:
    pass


def _one(server: Server, to: str = "a@example.org", **values: Any) -> Answer:
    return server.deliver(USER, to, MAIL, **{"before": _nothing, **values})


@pytest.mark.parametrize("security", list(Security))
def test_a_mail_arrives_as_it_was_sent(
    security: Security, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path
) -> None:
    """Byte for byte, dots at the beginning of lines included, over STARTTLS and over TLS."""
    with smtpd(security=security) as port, Server(account_at(port, security)) as server:
        assert _one(server).event is Event.ACCEPTED
        assert _one(server, "b@example.org").event is Event.ACCEPTED
    assert postbox.received == [(USER, "a@example.org", MAIL), (USER, "b@example.org", MAIL)]
    assert postbox.logins == 1


class TestRefusals:
    """What stops a connection before anything is said."""

    def _why(self, port: int, security: Security = Security.STARTTLS, **values: Any) -> str:
        with pytest.raises(MailError) as caught, Server(account_at(port, security, **values), seconds=5):
            pytest.fail("the connection was opened")
        assert caught.value.todo
        assert SECRET not in str(caught.value) + caught.value.todo
        return str(caught.value)

    def test_no_encryption(self, smtpd: Callable[..., Any], trusted: Path) -> None:
        """A server without STARTTLS gets neither password nor mail."""
        with smtpd(security=None) as port:
            assert "no encryption" in self._why(port)

    def test_an_unknown_authority(self, smtpd: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """Its certificate is signed by nobody we know."""
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        for security in Security:
            with smtpd(security=security) as port:
                assert "does not prove who it is" in self._why(port, security)

    def test_another_servers_certificate(self, smtpd: Callable[..., Any], trusted: Path) -> None:
        """A right certificate for another name."""
        with smtpd(name="mail.example.org") as port:
            assert "does not prove who it is" in self._why(port)

    def test_a_wrong_password(self, smtpd: Callable[..., Any], trusted: Path) -> None:
        """The server says no, and we say what to set."""
        with smtpd() as port:
            assert "refused the name or the password (535)" in self._why(port, password="guess")

    def test_no_log_in(self, smtpd: Callable[..., Any], trusted: Path) -> None:
        """A server that lets nobody log in is not the account's."""
        with smtpd(auth=False) as port:
            assert "nobody can log in there" in self._why(port)

    def test_nobody_there(self, trusted: Path) -> None:
        """A closed port."""
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        for security in Security:
            assert "does not answer as it should" in self._why(port, security)

    def test_something_else_there(self, trusted: Path) -> None:
        """A server of another protocol, and one that hangs up."""
        for greeting in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b""):
            with socket.create_server(("127.0.0.1", 0)) as other:

                def answer(other: socket.socket = other, greeting: bytes = greeting) -> None:
                    connection, _ = other.accept()
                    with connection:
                        connection.sendall(greeting)

                thread = threading.Thread(target=answer)
                thread.start()
                assert "does not answer as it should" in self._why(other.getsockname()[1])
                thread.join()


def test_a_password_beyond_ascii(smtpd: Callable[..., Any], trusted: Path) -> None:
    """PLAIN is UTF-8, which smtplib does not write by itself."""
    with smtpd(secret="Übergröße") as port:
        with Server(account_at(port, password="Übergröße")) as server:
            assert _one(server).event is Event.ACCEPTED
        with pytest.raises(MailError, match="535"), Server(account_at(port, password="Übermaß")):
            pytest.fail("logged in")


class TestAnswers:
    """What a server says to one mail."""

    @pytest.mark.parametrize(
        ("reply", "event", "dead"),
        [
            ("550 5.1.1 No such user", Event.REFUSED, True),
            ("550 No such user", Event.REFUSED, True),
            ("550 5.2.1 Mailbox disabled", Event.REFUSED, True),
            ("552 5.2.2 Mailbox full", Event.REFUSED, False),
            ("554 5.7.1 You are not welcome", Event.REFUSED, False),
            ("451 4.3.0 Later", Event.PUT_OFF, False),
        ],
    )
    def test_to_a_recipient(
        self, reply: str, event: Event, dead: bool, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path
    ) -> None:
        """Refused or put off; the next recipient is not concerned."""
        postbox.refusals["a@example.org"] = reply
        with smtpd() as port, Server(account_at(port)) as server:
            answer = _one(server, before=lambda: pytest.fail("the mail was to be sent"))
            assert (answer.event, answer.dead, answer.over) == (event, dead, False)
            assert answer.said == reply
            assert _one(server, "b@example.org").event is Event.ACCEPTED
        assert postbox.recipients == ["b@example.org"]

    @pytest.mark.parametrize(
        ("reply", "event"), [("554 5.6.0 Spam", Event.REFUSED), ("452 Full", Event.PUT_OFF)]
    )
    def test_to_a_mail(
        self, reply: str, event: Event, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path
    ) -> None:
        """What is refused after it was read says nothing about the address."""
        postbox.at_data = lambda count: reply if count == 1 else None
        with smtpd() as port, Server(account_at(port)) as server:
            answer = _one(server)
            assert (answer.event, answer.dead, answer.over) == (event, False, False)
            assert _one(server, "b@example.org").event is Event.ACCEPTED

    def test_to_the_mailbox(self, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path) -> None:
        """A sender that the server does not let us be stops everything."""
        postbox.at_mail = lambda _count: "553 5.7.1 Not yours"
        with smtpd() as port, Server(account_at(port)) as server, pytest.raises(MailError, match="Not yours"):
            _one(server)

    def test_to_the_mailbox_after_some(
        self, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path
    ) -> None:
        """A server that counts what we send says no to the third: an answer, as two are out."""
        postbox.at_mail = lambda count: "550 5.7.0 Enough for today" if count > 2 else None
        with smtpd() as port, Server(account_at(port)) as server:
            assert [_one(server).event for _ in range(2)] == [Event.ACCEPTED, Event.ACCEPTED]
            assert _one(server) == Answer(None, 550, "5.7.0 Enough for today", over=True)

    def test_it_closes(self, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path) -> None:
        """421 instead of an answer: no more mail now."""
        postbox.at_mail = lambda _count: "421 4.3.2 Shutting down"
        with smtpd() as port, Server(account_at(port)) as server:
            assert _one(server) == Answer(Event.PUT_OFF, 421, "4.3.2 Shutting down", over=True)

    def test_it_is_gone(self, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path) -> None:
        """A connection that is cut has no answer, and leaving does not fail."""
        with smtpd() as port, Server(account_at(port)) as server:
            server._smtp.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
            answer = _one(server)
        assert (answer.event, answer.over) == (None, True)
        assert not postbox.received

    def test_addresses_beyond_ascii(self, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path) -> None:
        """They go where the server knows SMTPUTF8, and are refused with a reason where it does not."""
        with smtpd() as port, Server(account_at(port)) as server:
            assert _one(server, "åsa@exämple.org", utf8=True).event is Event.ACCEPTED
        with smtpd(utf8=False) as port, Server(account_at(port)) as server:
            assert "SMTPUTF8" in _one(server, "åsa@exämple.org", utf8=True).words
        assert postbox.recipients == ["åsa@exämple.org"]

    def test_a_servers_words_are_made_harmless(
        self, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path
    ) -> None:
        """No control characters for the terminal, and not without end."""
        postbox.refusals["a@example.org"] = "550 \x1b[31mred " + "x" * 400
        with smtpd() as port, Server(account_at(port)) as server:
            words = _one(server).words
        assert words.isprintable()
        assert len(words) <= 200


def test_the_password_is_not_shown() -> None:
    """Not even where a value is printed by mistake."""
    assert SECRET not in repr(account_at(25))
