"""Reading a folder on a mail server (IMAP4rev1, RFC 3501), over TLS only.

The folder is opened with EXAMINE and messages are fetched with BODY.PEEK: nothing is marked, moved or
deleted.
"""

from __future__ import annotations

import datetime as dt
import imaplib
import os
import ssl
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import imap_tools
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from dccg_meet import passwords
from dccg_meet.errors import BadValue, MailError
from dccg_meet.workspace.values import can_be_asked_for

PASSWORD = "DCCG_MEET_IMAP_PASSWORD"  # noqa: S105 - the variable's name
_SECONDS = 60.0


@dataclass(frozen=True)
class Server:
    """Where to read; ``implicit`` is TLS from the first octet (RFC 8314), else STARTTLS."""

    user: str
    host: str
    port: int
    folder: str
    implicit: bool

    @property
    def entry(self) -> str:
        """The name under which a keyring has the password: ``imap:user@host``."""
        return f"imap:{self.user}@{self.host}"


def server(address: str) -> Server:
    """``imaps://user@host[:port]/FOLDER`` taken apart. Raises BadValue, also where it has a password."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _no_address("no address of a mailbox") from None
    if parts.password is not None:
        raise BadValue(
            "a password does not belong on the command line, where others can read it",
            todo=f"Put it into the environment ({PASSWORD}) or the keyring, and change it: it was shown.",
        )
    user, folder = unquote(parts.username or ""), unquote(parts.path.strip("/")) or "INBOX"
    host = parts.hostname
    if not user or not host or not can_be_asked_for(host) or parts.query or parts.fragment:
        raise _no_address("no address of a mailbox")
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in user + folder):
        raise _no_address("an address with control characters")
    implicit = parts.scheme == "imaps"
    return Server(user, host, port or (993 if implicit else 143), folder, implicit)


def fetched(address: str, since: dt.date, largest: int) -> Iterator[bytes | None]:
    """The octets of each message since the day before ``since``; None for one of more than ``largest``.

    The day before, because a server's day may begin earlier than ours. Raises BadValue,
    PasswordMissing, MailError.
    """
    place = server(address)
    word = passwords.find(PASSWORD, place.entry, os.environ, what="the mailbox")
    day = since - dt.timedelta(days=1)
    try:
        with _opened(place, word) as box:
            for _ in box.uids(imap_tools.AND(date_gte=day, size_gt=largest), charset=None):
                yield None
            wanted = imap_tools.AND(date_gte=day, size_lt=largest + 1)
            for message in box.fetch(wanted, charset=None, mark_seen=False):
                yield message.octets
    except (ImapToolsError, imaplib.IMAP4.error, OSError) as error:
        raise _refused(place, error) from None


class _LoginRefused(imaplib.IMAP4.error):
    """The server says no to the name or the password."""


class _Octets:
    """A fetched message as it came; imap_tools would parse it, in its own way."""

    def __init__(self, fetched: list[Any]) -> None:
        self.octets: bytes = next((part[1] for part in fetched if isinstance(part, tuple)), b"")


class _StartTls(imap_tools.MailBoxStartTls):
    """STARTTLS that closes the connection where the server has none, before any name or password is sent."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(self._host, self._port, self._timeout)
        try:
            client.starttls(self._ssl_context)
        except BaseException:
            client.shutdown()
            raise
        return client


@contextmanager
def _opened(place: Server, word: str) -> Iterator[Any]:
    """The folder, opened for reading only."""
    context = ssl.create_default_context()
    kind = imap_tools.MailBox if place.implicit else _StartTls
    box: Any = kind(place.host, place.port, timeout=_SECONDS, ssl_context=context)
    box.email_message_class = _Octets
    try:
        _log_in(box, place.user, word)
        box.folder.set(place.folder, readonly=True)
        yield box
    finally:
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
            box.logout()
        with suppress(OSError):
            box.client.shutdown()


def _log_in(box: Any, user: str, word: str) -> None:
    """Log in; a name or password beyond ASCII goes as RFC 4616 has it. Raises _LoginRefused."""
    login = box.login if (user + word).isascii() else box.login_utf8
    try:
        login(user, word, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (MailboxLoginError, imaplib.IMAP4.error):
        raise _LoginRefused from None


def _refused(place: Server, error: Exception) -> MailError:
    """What went wrong in our words: a server's own may quote what is private."""
    where = f"{place.host}:{place.port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailError(
            f"the server's certificate is not trusted ({error.verify_message})",
            where=where,
            todo="Check the server's name; the file that SSL_CERT_FILE names is trusted too.",
        )
    if isinstance(error, _LoginRefused):
        return MailError(
            "the server refuses the name or the password", where=where, todo=f"Check {PASSWORD}."
        )
    if isinstance(error, MailboxFolderSelectError):
        return MailError(
            "the server has no such folder", where=where, todo="Check the FOLDER in the address."
        )
    if not place.implicit and "TLS" in str(error):
        return MailError("the server does not offer STARTTLS", where=where, todo="Use imaps:// instead.")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return MailError(f"the server cannot be read ({reason})", where=where, todo="Try again later.")


def _no_address(what: str) -> BadValue:
    return BadValue(what, todo="Write it as imaps://user@host/FOLDER.")
