"""dccg_meet.replies.imap: a folder on a real server, over TLS, read and left as it is."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.core
import pytest
import trustme

from dccg_meet.errors import BadValue, DccgError, MailError, PasswordMissing
from dccg_meet.replies import imap
from dccg_meet.replies.mailboxes import messages
from tests.replies.imap_server import PASSWORD, deliver, flags, imap_server

FIXTURES = Path(__file__).parent / "fixtures"
SINCE = dt.date(2026, 11, 2)
LARGEST = 1 << 20


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who signs the server's certificate."""
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's key and certificate in one file."""
    path = tmp_path_factory.mktemp("server") / "server.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(path)
    return path


@pytest.fixture(scope="module")
def context(authority: trustme.CA) -> ssl.SSLContext:
    """A client's context that trusts the authority."""
    made = ssl.create_default_context()
    authority.configure_trust(made)
    return made


@pytest.fixture(scope="module")
def port(certificate: Path) -> Iterator[int]:
    """A server with TLS from the first octet."""
    with imap_server(certificate) as port:
        yield port


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authority is trusted through SSL_CERT_FILE and the password is in the environment."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv(imap.PASSWORD, PASSWORD)


def _address(port: int, folder: str = "", *, scheme: str = "imaps", user: str = "calls@example.org") -> str:
    return f"{scheme}://{user}@127.0.0.1:{port}/{folder}"


class TestServer:
    """Taking an address apart."""

    def test_all_parts(self) -> None:
        """User with an @, port and folder."""
        assert imap.server("imaps://calls@example.org@mail.example.org:1993/Calls/2026%20answers") == (
            imap.Server("calls@example.org", "mail.example.org", 1993, "Calls/2026 answers", implicit=True)
        )

    def test_what_is_left_out(self) -> None:
        """The inbox, at the port of the kind of TLS."""
        assert imap.server("imaps://u@h") == imap.Server("u", "h", 993, "INBOX", implicit=True)
        assert imap.server("imap://u@h") == imap.Server("u", "h", 143, "INBOX", implicit=False)

    @pytest.mark.parametrize(
        "address",
        [
            "imaps://host/INBOX",
            "imaps://u@",
            "imaps://u@h:x/",
            "imaps://u%0D%0A@h/",
            "imaps://u@h/?a",
            "imaps://u@a..b/",
            f"imaps://u@{70 * 'a'}/",
        ],
    )
    def test_what_is_no_address(self, address: str) -> None:
        """It says how to write one; a line break cannot become a command."""
        with pytest.raises(BadValue):
            imap.server(address)

    def test_a_password_is_refused_and_not_repeated(self) -> None:
        """The command line can be read by others; what was given is not printed again."""
        with pytest.raises(BadValue) as refused:
            imap.server("imaps://u:hunter2@h/INBOX")
        assert "hunter2" not in f"{refused.value}{refused.value.todo}"


@pytest.mark.usefixtures("trusted")
class TestMessages:
    """Reading a folder."""

    def test_every_message_and_nothing_is_changed(self, port: int, context: ssl.SSLContext) -> None:
        """The octets are the ones that were delivered, in order; no message is marked as seen."""
        mails = [path.read_bytes().replace(b"\n", b"\r\n") for path in sorted(FIXTURES.glob("*.eml"))]
        deliver(port, mails, context)
        before = flags(port, context)
        assert [*imap.fetched(_address(port), SINCE, LARGEST)] == mails
        assert [message and message["Subject"] for message in messages(_address(port), SINCE)]
        assert flags(port, context) == before
        assert all("\\Seen" not in each for each in before)

    def test_old_and_large_messages(self, port: int, context: ssl.SSLContext) -> None:
        """What came before the call was entered is not asked for; what is too large comes as None."""
        deliver(
            port, [b"Subject: a\r\n\r\nx\r\n", b"Subject: b\r\n\r\n" + b"y" * 999], context, folder="size"
        )
        found = [*imap.fetched(_address(port, "size"), SINCE, 100)]
        assert found == [None, b"Subject: a\r\n\r\nx\r\n"]
        tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=3)
        assert not [*imap.fetched(_address(port, "size"), tomorrow, 100)]

    def test_starttls(self, certificate: Path) -> None:
        """The connection is upgraded before the name is sent (the server has no LOGIN before)."""
        with imap_server(certificate, implicit=False) as port:
            assert not [*imap.fetched(_address(port, scheme="imap"), SINCE, LARGEST)]


@pytest.mark.usefixtures("trusted")
class TestRefusals:
    """What goes wrong, each time in one sentence, with the server's name and no secret."""

    def _fault(self, address: str) -> DccgError:
        with pytest.raises((MailError, PasswordMissing)) as refused:
            [*imap.fetched(address, SINCE, LARGEST)]
        assert PASSWORD not in f"{refused.value}{refused.value.todo}"
        return refused.value

    def test_a_wrong_password(self, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """It names the variable, not what is in it."""
        monkeypatch.setenv(imap.PASSWORD, "wrong")
        assert "refuses the name or the password" in str(self._fault(_address(port)))

    def test_letters_beyond_ascii(self, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """Such a password is sent as RFC 4616 has it, and refused like another."""
        monkeypatch.setenv(imap.PASSWORD, "přítel")
        assert "refuses the name or the password" in str(self._fault(_address(port)))

    def test_no_such_folder(self, port: int) -> None:
        """The folder is at fault."""
        assert "no such folder" in str(self._fault(_address(port, "Nowhere")))

    def test_a_certificate_that_nobody_trusts(self, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing is sent to such a server."""
        monkeypatch.delenv("SSL_CERT_FILE")
        assert "certificate is not trusted" in str(self._fault(_address(port)))

    def test_a_certificate_for_another_name(self, port: int) -> None:
        """The name is checked, too."""
        address = _address(port).replace("127.0.0.1", "localhost")
        assert "certificate is not trusted" in str(self._fault(address))

    def test_no_starttls(self, certificate: Path) -> None:
        """A server without it is not read in the clear."""
        with imap_server(certificate, implicit=False, tls=False) as port:
            assert "does not offer STARTTLS" in str(self._fault(_address(port, scheme="imap")))

    def test_nobody_there(self, certificate: Path) -> None:
        """A server that is gone."""
        with imap_server(certificate) as port:
            pass
        assert "cannot be read" in str(self._fault(_address(port)))

    def test_no_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It says where to put one; a keyring that cannot be asked is none."""
        monkeypatch.delenv(imap.PASSWORD)
        monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
        fault = self._fault("imaps://calls@127.0.0.1:1/INBOX")
        assert "keyring set dccg-meet imap:calls@127.0.0.1" in fault.todo

    def test_a_password_with_a_line_break(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It cannot become a command."""
        monkeypatch.setenv(imap.PASSWORD, "a\r\nb LOGOUT")
        assert "control characters" in str(self._fault("imaps://calls@127.0.0.1:1/INBOX"))
