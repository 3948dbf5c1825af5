"""The messages of a mailbox: a file, a folder, or a server's; read, and never changed in any way.

A message that cannot be read, or is larger than mail gets, comes as None, so that it can be counted.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import mailbox
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from dccg_meet.errors import MailError

LARGEST = 32 << 20
"""Octets of the largest message that is read; mail servers take 25 to 30 million."""

_LONG, _LONGEST = 2 << 10, 32 << 10
"""Octets of a long header, and of all long ones of a mail that is read: CPython's parser of addresses and
parameters is quadratic, and takes a minute for 256 kB."""

_MOST_PARTS = 10_000
_HEADERS = re.compile(
    rb"(?:^|(?<=\r))(?:from|sender|reply-to|subject|date|received|return-path|auto-submitted|authentication-results"
    rb"|content-(?:type|disposition|transfer-encoding))[ \t]*:[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
_SERVERS = ("imaps://", "imap://")


def messages(source: str, since: dt.date) -> Iterator[EmailMessage | None]:
    """Every message of ``source``, one after the other, in the mailbox's order.

    ``source`` is an mbox file, a Maildir, one mail (.eml), a folder of them or an empty one, or a server's as
    ``imaps://user@host/FOLDER`` (of which only what came since the day ``since`` is asked for). Raises
    MailError where there is no such thing or the server refuses, BadValue for an address that is none.
    """
    if source.lower().startswith(_SERVERS):
        from dccg_meet.replies.imap import fetched  # noqa: PLC0415 - for those who have a server

        for data in fetched(source, since, LARGEST):
            yield parse(data)
    else:
        yield from _local(_path(source))


def parse(data: bytes | None) -> EmailMessage | None:
    """A message's octets as a message; None where there are none, or they would take Python for ever."""
    if data is None or len(data) > LARGEST or data.count(b"\n--") + data.count(b"\r--") > _MOST_PARTS:
        return None
    lengths = (len(header[0]) for header in _HEADERS.finditer(data))
    if sum(length for length in lengths if length > _LONG) > _LONGEST:
        return None
    try:
        return email.message_from_bytes(data, policy=email.policy.default)
    except Exception:  # noqa: BLE001 - a stranger's bytes, such as a thousand parts in each other
        return None


def _path(source: str) -> Path:
    """Where ``source`` is, ``~`` read as shells do. Raises MailError for the home of somebody unknown."""
    try:
        return Path(source).expanduser()
    except RuntimeError:
        raise _no_mailbox(Path(source), "there is nobody of that name on this machine") from None


def _local(path: Path) -> Iterator[EmailMessage | None]:
    if path.is_dir():
        mails = _maildir(path) if (path / "cur").is_dir() else sorted(path.glob("*.eml"))
        if not mails and not (path / "cur").is_dir() and not _is_empty(path):
            raise _no_mailbox(path, "a folder without mails (.eml) that is no Maildir either")
        for mail in mails:
            yield parse(_bytes_of(mail))
    elif not path.is_file():
        raise _no_mailbox(path, "no such file or folder")
    elif _first_line(path).startswith(b"From "):
        yield from _mbox(path)
    elif _is_mail(_first_line(path)):
        yield parse(_bytes_of(path))
    elif path.stat().st_size:
        raise _no_mailbox(path, "neither an mbox file nor a mail")


def _is_empty(path: Path) -> bool:
    """Whether a folder has nothing in it, but for what file managers leave there."""
    return all(entry.name.startswith(".") for entry in path.iterdir())


def _bytes_of(path: Path) -> bytes | None:
    """The file's octets; None where it is too large, or was moved away since the folder was listed."""
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST else None
    except FileNotFoundError:
        return None


def _maildir(path: Path) -> list[Path]:
    """A Maildir's messages by their names, which begin with the time of delivery (cr.yp.to/proto/maildir)."""
    found = [*(path / "cur").iterdir(), *((path / "new").iterdir() if (path / "new").is_dir() else ())]
    return sorted(
        (mail for mail in found if mail.is_file() and mail.name[0] != "."), key=lambda mail: mail.name
    )


def _mbox(path: Path) -> Iterator[EmailMessage | None]:
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield parse(_octets(box, key))
    finally:
        box.close()


def _octets(box: mailbox.mbox, key: str) -> bytes | None:
    with box.get_file(key) as file:
        data = file.read(LARGEST + 1)
    return data if len(data) <= LARGEST else None


def _first_line(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(1000).removeprefix(b"\xef\xbb\xbf")


def _is_mail(line: bytes) -> bool:
    """Whether a line begins with the name of a header (RFC 5322 section 2.2)."""
    name, colon, _ = line.partition(b":")
    return bool(colon and name) and all(33 <= octet <= 126 for octet in name)  # noqa: PLR2004 - ftext, 3.6.8


def _no_mailbox(path: Path, what: str) -> MailError:
    return MailError(
        what,
        where=str(path),
        todo="Give an mbox file, a Maildir, a mail (.eml), a folder of them, or imaps://user@host/FOLDER.",
    )
