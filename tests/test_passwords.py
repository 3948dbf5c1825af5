"""Passwords: from the environment or the keyring."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import keyring.errors
import pytest

from dccg_meet.errors import PasswordMissing
from dccg_meet.passwords import find

VARIABLE = "DCCG_MEET_TEST_PASSWORD"


def _find(environment: dict[str, str]) -> str:
    return find(VARIABLE, "smtp:calls@smtp.example.org", environment, what="the account")


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
    """The keyring is not asked."""
    assert _find({VARIABLE: "secret"}) == "secret"
    assert not ring.asked


def test_then_the_keyring(ring: _Ring) -> None:
    """Under our name and the account's."""
    assert _find({}) == "from the ring"
    assert ring.asked == [("dccg-meet", "smtp:calls@smtp.example.org")]


@pytest.mark.parametrize(("password", "opens"), [(None, True), ("", True), ("x", False)])
def test_a_keyring_without_it(password: str | None, opens: bool, ring: _Ring) -> None:
    """What to set, and how."""
    ring.password, ring.opens = password, opens
    with pytest.raises(PasswordMissing) as caught:
        _find({})
    assert VARIABLE in caught.value.todo
    assert "keyring set dccg-meet smtp:calls@smtp.example.org" in caught.value.todo


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to set, or to install."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(PasswordMissing) as caught:
        _find({})
    assert "dccg-meet[keyring]" in caught.value.todo


def test_control_characters_are_refused_and_not_shown() -> None:
    """A line break in a password would end a command of the protocol."""
    with pytest.raises(PasswordMissing) as caught:
        _find({VARIABLE: "hunter2\r\nQUIT"})
    assert "hunter2" not in f"{caught.value}{caught.value.todo}"
