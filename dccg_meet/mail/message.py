"""A mail as bytes: headers that we write ourselves, MIME parts that the library does, and proof of both.

The shape is multipart/mixed(multipart/alternative(text/plain, text/html, text/calendar), application/ics),
the one that calendars send each other: Outlook takes a meeting only from the first part of a multipart/mixed
([MS-STANOICAL] 2.2.168), others only from the attachment. A mail to a list has no text/calendar: see
:attr:`Letter.method`. An agenda is multipart/alternative(text/plain, text/html).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import Parser
from email.utils import format_datetime

from dccg_meet.errors import MailError
from dccg_meet.mail.address import header, is_address, mailbox
from dccg_meet.mail.keyed import keyed
from dccg_meet.writing.escape import mailto

ATTACHMENT = "invite.ics"
_POLICY = policy.SMTP.clone(cte_type="7bit")
_MIME = ("Content-Type", "MIME-Version")
_MEND = "Nothing was sent. Write the named field in plainer characters, and report this: it is our fault."


@dataclass(frozen=True)
class Letter:
    """Everything that one mail says. PRIVATE. One recipient; no Cc or Bcc exists.

    ``method`` is the calendar's METHOD where the mail itself is the invitation (iMIP, RFC 6047). Without one
    the calendar is an attachment alone: a list's mail, which calendars must not take for an invitation of the
    reader. An agenda has no ``calendar`` at all. ``thread`` holds the Message-ID of the first mail to the
    recipient; ``date`` is None in a draft, as the mail program that sends it writes its own, and ``sender``
    may be empty there. ``leave`` is where a wish to stop goes.
    """

    sender: str
    sender_name: str
    to: str
    to_name: str
    subject: str
    message_id: str
    text: str
    html: str
    calendar: bytes = b""
    method: str = ""
    thread: str = ""
    date: dt.datetime | None = None
    leave: str = ""


def message_id(secret: bytes, sender: str, *of: str) -> str:
    """The Message-ID of a mail, the same each time for the same parts; nobody can guess it or read it.

    A mail that is sent again after a crash has the same one, by which servers and people can tell. Answers
    quote it, also on a public list: with the workspace's ``secret`` nobody finds out from it whom the mail
    went to or what it told, and nobody who did not get the mail can name it.
    """
    digest = keyed(secret, *of)[:40]
    host = sender.rpartition("@")[2]
    return f"<{digest}@{host if host.isascii() else 'localhost.invalid'}>"


def compose(letter: Letter, *, draft: bool = False) -> bytes:
    """The mail's bytes, lines ended by CRLF. Raises MailError where they would not read back as meant.

    A ``draft`` carries ``X-Unsent: 1``, by which Outlook and others open the file as a mail to be sent. The
    bodies are 7-bit; the calendar is in base64, so that no server wraps or changes a line of it.
    """
    headers = tuple(_headers(letter, draft=draft))
    data = "".join(line for _, line in headers).encode() + _body(letter).as_bytes()
    _verify(data, letter, [name for name, _ in headers])
    return data


def needs_utf8(letter: Letter) -> bool:
    """Whether the mail can be sent only where the server knows SMTPUTF8 (RFC 6531)."""
    return not (letter.sender + letter.to).isascii()


def _headers(letter: Letter, *, draft: bool) -> Iterator[tuple[str, str]]:
    """Each header's name and line.

    Not Auto-Submitted: a person sends these, wants answers, and RFC 3834 section 5 keeps it for mail that no
    person sent. Not Precedence or List-…: RFC 2369 leaves those to the list's own server. List-Unsubscribe
    alone is there in a personal mail, so that mail programs offer a button; it writes to the role's mailbox.
    """
    if letter.sender or not draft:
        yield "From", mailbox("From", letter.sender_name, letter.sender)
    yield "To", mailbox("To", letter.to_name, letter.to)
    yield "Subject", header("Subject", letter.subject)
    if letter.date is not None:
        yield "Date", header("Date", format_datetime(letter.date))
    yield "Message-ID", _identity("Message-ID", letter.message_id)
    if letter.thread:
        yield "In-Reply-To", _identity("In-Reply-To", letter.thread)
        yield "References", _identity("References", letter.thread)
    if letter.leave and letter.leave.isascii():
        if not is_address(letter.leave):
            raise MailError("this is no mail address that can be written to", where="List-Unsubscribe")
        where = f"{mailto(letter.leave)}?subject=stop%20invitations"
        yield "List-Unsubscribe", f"List-Unsubscribe: <{where}>\r\n"
    if draft:
        yield "X-Unsent", "X-Unsent: 1\r\n"


def _identity(name: str, identity: str) -> str:
    if not (identity.startswith("<") and identity.endswith(">") and is_address(identity[1:-1])):
        raise MailError("this is no Message-ID", where=name)
    return f"{name}: {identity}\r\n"


def _body(letter: Letter) -> EmailMessage:
    words = EmailMessage(policy=_POLICY)
    words.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    words.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    if letter.method:
        words.add_alternative(
            letter.calendar,
            maintype="text",
            subtype="calendar",
            cte="base64",
            params={"method": letter.method, "charset": "UTF-8"},
        )
    whole = _with_calendar(words, letter) if letter.calendar else words
    for part, place in ((whole, "mixed"), (words, "alternative")):
        part.set_boundary(f"=_{place}_{hashlib.sha256(letter.message_id.encode()).hexdigest()[:24]}")
    for part in whole.walk():
        del part["MIME-Version"]
    whole["MIME-Version"] = "1.0"
    return whole


def _with_calendar(words: EmailMessage, letter: Letter) -> EmailMessage:
    whole = EmailMessage(policy=_POLICY)
    whole.make_mixed()
    whole.attach(words)
    whole.add_attachment(
        letter.calendar,
        maintype="application",
        subtype="ics",
        cte="base64",
        filename=ATTACHMENT,
        params={"name": ATTACHMENT},
    )
    return whole


def _verify(data: bytes, letter: Letter, names: list[str]) -> None:
    """Read the mail with a parser and compare headers, recipient, parts and calendar. Raises MailError.

    With ordinary ``if``, so that it holds under ``python -O``.
    """
    if {*b"\r\n"} & {*data.replace(b"\r\n", b"")}:
        raise MailError("a line of the mail does not end with CRLF", todo=_MEND)
    read = Parser(policy=policy.default).parsestr(data.decode())
    if not isinstance(read, EmailMessage) or sorted(read.keys()) != sorted([*names, *_MIME]):
        raise MailError("a header too many or too few", todo=_MEND)
    for name, meant in (("From", letter.sender), ("To", letter.to)):
        if name in names and [found.addr_spec for found in read[name].addresses] != [meant]:
            raise MailError("an address does not read back as it was meant", where=name, todo=_MEND)
    if [(part.get_content_type(), part.get_filename() or "") for part in read.walk()] != _shape(letter):
        raise MailError("a part too many or too few", todo=_MEND)
    for part in read.walk():
        if part.get_content_type() in {"text/calendar", "application/ics"} and (
            part.get_payload(decode=True) != letter.calendar
        ):
            raise MailError("the calendar in the mail is not the one that was built", todo=_MEND)


def _shape(letter: Letter) -> list[tuple[str, str]]:
    """The type and the file name of each part, as a reader walks through them."""
    words = [("multipart/alternative", ""), ("text/plain", ""), ("text/html", "")]
    if not letter.calendar:
        return words
    calendar = [("text/calendar", "")] if letter.method else []
    return [("multipart/mixed", ""), *words, *calendar, ("application/ics", ATTACHMENT)]
