"""The mail account: where the password comes from."""

from __future__ import annotations

import pytest

from dccg_meet.errors import DecisionNeeded, PasswordMissing
from dccg_meet.mail.account import PASSWORD, USER, account
from dccg_meet.workspace.schema import Mail, Security

MAIL = Mail(mailbox="calls@example.org", server="smtp.example.org")


def test_the_password_and_the_name() -> None:
    """From the environment; the name is the mailbox unless told otherwise."""
    found = account(MAIL, {USER: "robot", PASSWORD: "secret"})
    assert (found.user, found.password) == ("robot", "secret")
    assert account(MAIL, {PASSWORD: "secret"}).user == "calls@example.org"


def test_the_keyring_has_it_by_user_and_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same name at another server is another account."""
    asked: list[tuple[str, str]] = []

    def ring(service: str, entry: str) -> str:
        asked.append((service, entry))
        return "from the ring"

    monkeypatch.setattr("keyring.get_password", ring)
    assert account(MAIL, {USER: "robot"}).password == "from the ring"
    assert asked == [("dccg-meet", "smtp:robot@smtp.example.org")]


def test_none() -> None:
    """Without one nothing is sent."""
    with pytest.raises(PasswordMissing, match="the mail account"):
        account(MAIL, {})


@pytest.mark.parametrize(
    ("security", "port", "expected"),
    [(Security.STARTTLS, None, 587), (Security.TLS, None, 465), (Security.TLS, 2465, 2465)],
)
def test_ports(security: Security, port: int | None, expected: int) -> None:
    """Those of RFC 8314 unless the group names one."""
    mail = MAIL.changed(security=security, port=port)
    assert account(mail, {PASSWORD: "x"}).port == expected


def test_no_server() -> None:
    """Somebody decides first."""
    with pytest.raises(DecisionNeeded, match="through which server"):
        account(Mail(mailbox="calls@example.org"), {PASSWORD: "x"})
