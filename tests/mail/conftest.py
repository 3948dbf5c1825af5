"""A real mail server on this machine, with encryption and log-in, and what it received."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from dccg_meet.mail.account import Account
from dccg_meet.workspace.schema import Security

USER, SECRET = "calls@example.org", "correct horse"


@dataclass
class Postbox:
    """What the server received, and how it answers: ``refusals`` by recipient, ``at`` what happens when."""

    received: list[tuple[str, str, bytes]] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    at_mail: Callable[[int], str | None] = lambda _count: None
    at_data: Callable[[int], str | None] = lambda _count: None
    logins: int = 0
    mails: int = 0
    datas: int = 0

    @property
    def recipients(self) -> list[str]:
        """To whom, in the order of arrival."""
        return [to for _, to, _ in self.received]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """From whom."""
        self.mails += 1
        if (answer := self.at_mail(self.mails)) is not None:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """To whom."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The mail itself."""
        self.datas += 1
        if (answer := self.at_data(self.datas)) is not None:
            return answer
        content = envelope.content
        assert isinstance(content, bytes)
        [to] = envelope.rcpt_tos
        self.received.append((str(envelope.mail_from), to, content))
        return "250 OK"


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who says that the server is who it is."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs believe the authority, by SSL_CERT_FILE."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@pytest.fixture
def postbox() -> Postbox:
    """Where mail arrives."""
    return Postbox()


@pytest.fixture
def smtpd(authority: trustme.CA, postbox: Postbox) -> Callable[..., Any]:
    """A server for a ``with`` block, which gives its port: STARTTLS and AUTH unless told otherwise."""

    @contextmanager
    def serve(
        *,
        security: Security | None = Security.STARTTLS,
        name: str = "127.0.0.1",
        auth: bool = True,
        **more: Any,
    ) -> Iterator[int]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(name).configure_cert(context)

        def check(
            server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
        ) -> AuthResult:
            assert isinstance(data, LoginPassword)
            right = (data.login.decode(), data.password.decode()) == (USER, more.get("secret", SECRET))
            postbox.logins += right
            return AuthResult(success=right, handled=False)

        options: dict[str, Any] = {"enable_SMTPUTF8": more.get("utf8", True), "server_hostname": "localhost"}
        if auth:
            options |= {"authenticator": check}
        else:
            options |= {"auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
        if security is Security.STARTTLS:
            options |= {"tls_context": context, "require_starttls": True, "auth_required": auth}
        else:
            options |= {"auth_require_tls": False}
        if security is Security.TLS:
            options |= {"ssl_context": context}
        port = _free_port()
        controller = Controller(postbox, hostname="127.0.0.1", port=port, **options)
        controller.start()
        try:
            yield port
        finally:
            controller.stop()

    return serve


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def account_at(port: int, security: Security = Security.STARTTLS, **values: Any) -> Account:
    """The account on the server at ``port``."""
    return Account(
        **{
            "server": "127.0.0.1",
            "port": port,
            "security": security,
            "user": USER,
            "password": SECRET,
            **values,
        }
    )
