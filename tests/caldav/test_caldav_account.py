"""Which calendar, for whom, and the password."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import keyring.backend
import keyring.errors
import pytest

from dccg_meet.caldav.account import PASSWORD, Account, account, password
from dccg_meet.errors import BadValue, CollectionError, PasswordMissing


class TestAccount:
    """account()."""

    @pytest.mark.parametrize(
        ("given", "user", "wanted"),
        [
            ("https://dav.example.org/calls", None, Account("https://dav.example.org/calls/")),
            ("https://dav.example.org/calls/", "chair", Account("https://dav.example.org/calls/", "chair")),
            ("https://chair@dav.example.org/c/", None, Account("https://dav.example.org/c/", "chair")),
            ("https://a%40b@dav.example.org/c/", None, Account("https://dav.example.org/c/", "a@b")),
            ("https://chair@dav.example.org/c/", "other", Account("https://dav.example.org/c/", "other")),
            ("https://DAV.example.org:8443/a", None, Account("https://dav.example.org:8443/a/")),
            ("https://dav.example.org/a%20b/", None, Account("https://dav.example.org/a%20b/")),
            ("http://127.0.0.1:5232/c/", None, Account("http://127.0.0.1:5232/c/")),
            ("http://[::1]:5232/c/", None, Account("http://[::1]:5232/c/")),
            ("http://localhost/c/", None, Account("http://localhost/c/")),
        ],
    )
    def test_one_way_of_writing(self, given: str, user: str | None, wanted: Account) -> None:
        """The address without its user and with a slash; --user before the address's."""
        assert account(given, user) == wanted

    @pytest.mark.parametrize(
        "given",
        [
            "",
            "calls",
            "ftp://dav.example.org/",
            "https:///calls/",
            "https://dav.example.org:x/",
            "https://dav.example.org/a b/",
            "https://dav.example.org/a\r\nX: y/",
            "https://dav.example.org/?a=b",
            "https://dav.example.org/#a",
            "http://dav.example.org/calls/",
            "http://127.0.0.1.example.org/",
            "http://10.0.0.1/",
        ],
    )
    def test_what_is_refused(self, given: str) -> None:
        """No address, one that hides another, or one without TLS."""
        with pytest.raises(BadValue):
            account(given, None)

    @pytest.mark.parametrize("given", ["https://chair:hunter2@dav.example.org/", "https://:hunter2@a.org/"])
    def test_a_password_in_the_address(self, given: str) -> None:
        """Refused, and not said again."""
        with pytest.raises(BadValue, match="history") as caught:
            account(given, None)
        assert "hunter2" not in f"{caught.value}{caught.value.todo}"


class _Keyring(keyring.backend.KeyringBackend):
    """A keyring in memory, or a locked one."""

    priority = 1

    def __init__(self, entries: dict[tuple[str, str], str] | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._entries = entries

    def get_password(self, service: str, username: str) -> str | None:
        if self._entries is None:
            raise keyring.errors.KeyringLocked
        return self._entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


class TestPassword:
    """password()."""

    CHAIR = Account("https://dav.example.org:8443/calls/", "chair")

    @pytest.fixture(autouse=True)
    def _no_keyring(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.delenv(PASSWORD, raising=False)
        before = keyring.get_keyring()
        self._use({})
        yield
        keyring.set_keyring(before)

    @staticmethod
    def _use(entries: dict[tuple[str, str], str] | None) -> None:
        keyring.set_keyring(_Keyring(entries))

    def test_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """First."""
        monkeypatch.setenv(PASSWORD, "secret")
        assert password(self.CHAIR) == "secret"

    def test_from_a_keyring(self) -> None:
        """By user and host, apart from passwords for mail."""
        self._use({("dccg-meet", "caldav:chair@dav.example.org:8443"): "secret"})
        assert password(self.CHAIR) == "secret"

    @pytest.mark.parametrize("entries", [{}, None])
    def test_none(self, entries: dict[tuple[str, str], str] | None) -> None:
        """Neither, or the keyring is locked: both ways are named."""
        self._use(entries)
        with pytest.raises(PasswordMissing) as caught:
            password(self.CHAIR)
        assert PASSWORD in caught.value.todo
        assert "caldav:chair@dav.example.org:8443" in caught.value.todo

    def test_nobody_logs_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a user there is no password; one without a user is a mistake."""
        assert password(Account("https://dav.example.org/")) is None
        monkeypatch.setenv(PASSWORD, "secret")
        with pytest.raises(CollectionError):
            password(Account("https://dav.example.org/"))
