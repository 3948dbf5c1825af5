"""The mail account: where the password comes from."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import keyring.errors
import pytest

from dccg_meet.errors import DecisionNeeded, MailError
from dccg_meet.mail.account import PASSWORD, USER, account
from dccg_meet.workspace.schema import Mail, Security

MAIL = Mail(mailbox="calls@example.org", server="smtp.example.org")


@dataclass
class _Ring:
    """A keyring that holds one password, or does not open."""

    password: str | None
    opens: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)

    def get_password(self, service: str, username: str) -> str | None:
        """The password, or KeyringLocked."""
        self.asked.append((service, username))
        if not self.opens:
            raise keyring.errors.KeyringLocked
        return self.password


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> _Ring:
    """The keyring of this machine."""
    ring = _Ring("from the ring")
    monkeypatch.setattr("keyring.get_password", ring.get_password)
    return ring


def test_the_environment_comes_first(ring: _Ring) -> None:
    """Name and password; the keyring is not asked."""
    found = account(MAIL, {USER: "robot", PASSWORD: "secret"})
    assert (found.user, found.password) == ("robot", "secret")
    assert not ring.asked


def test_then_the_keyring(ring: _Ring) -> None:
    """Under our name and the user's, who is the mailbox unless told otherwise."""
    assert account(MAIL, {}).password == "from the ring"
    assert account(MAIL, {USER: "robot"}).user == "robot"
    assert ring.asked == [("dccg-meet", "calls@example.org"), ("dccg-meet", "robot")]


@pytest.mark.parametrize(("password", "opens"), [(None, True), ("", True), ("x", False)])
def test_a_keyring_without_it(password: str | None, opens: bool, ring: _Ring) -> None:
    """What to set, and how."""
    ring.password, ring.opens = password, opens
    with pytest.raises(MailError) as caught:
        account(MAIL, {})
    assert PASSWORD in caught.value.todo
    assert "keyring set dccg-meet calls@example.org" in caught.value.todo


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to set, or to install."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MailError) as caught:
        account(MAIL, {})
    assert "dccg-meet[keyring]" in caught.value.todo


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
