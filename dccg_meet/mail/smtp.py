"""The edge to the mail server: one protected connection, one recipient a mail, answers as values.

Never in the clear: a server without STARTTLS, or with a certificate that is not its own, is refused before
the password or an address is said.
"""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from dccg_meet.errors import MailError
from dccg_meet.mail.account import PASSWORD, USER, Account
from dccg_meet.mail.address import is_dead, status_code
from dccg_meet.mail.journal import Event
from dccg_meet.workspace.schema import Security

_SECONDS = 60.0
"""How long an answer may take; servers check a mail before they answer (RFC 5321 section 4.5.3.2)."""

_US = "[127.0.0.1]"
"""What we call ourselves: the machine's own name would stand in every mail (RFC 5321 section 4.1.3)."""

_OK, _GO_ON, _CLOSING = 250, 354, 421
_LOGGED_IN = {235, 503}
_TEMPORARY, _FINAL = range(400, 500), range(500, 600)


@dataclass(frozen=True)
class Answer:
    """What became of one mail. ``event`` is None where the connection broke before the server had answered.

    ``words`` are the server's, and may hold the address. ``dead`` says that the address itself is at fault.
    ``over`` says that the server takes no more mail now.
    """

    event: Event | None
    code: int = 0
    words: str = ""
    dead: bool = False
    over: bool = False

    @property
    def said(self) -> str:
        """The answer as the server gave it: ``550 5.1.1 no such mailbox``."""
        return f"{self.code} {self.words}" if self.code else self.words


class Server:
    """A connection to the account's server, for a ``with`` block, which raises MailError if there is none."""

    def __init__(self, account: Account, *, seconds: float = _SECONDS) -> None:
        self._account = account
        self._seconds = seconds
        self._may_send = False
        self._smtp: smtplib.SMTP

    def __enter__(self) -> Self:
        self._smtp = _connected(self._account, self._seconds)
        try:
            _log_in(self._smtp, self._account)
        except BaseException:
            self._smtp.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            pass  # Every mail has had its answer by now.
        finally:
            self._smtp.close()

    def deliver(
        self, sender: str, to: str, data: bytes, *, utf8: bool = False, before: Callable[[], None]
    ) -> Answer:
        """Send one mail to one recipient; ``before`` is called when the server is ready for it, just before.

        Raises MailError where the server will not take mail from ``sender`` at all. One that has taken some
        and now takes no more, as it counts what we send, has answered (``over``).
        """
        if utf8 and not self._smtp.has_extn("smtputf8"):
            return Answer(Event.REFUSED, words="the server knows no addresses beyond ASCII (SMTPUTF8)")
        try:
            self._smtp.command_encoding = "utf-8" if utf8 else "ascii"
            refused = self._envelope(sender, to, ["SMTPUTF8"] if utf8 else [])
            if refused is not None:
                return refused
            code, words = self._smtp.docmd("DATA")
            if code != _GO_ON:
                return self._no_data(code, words)
            before()
            self._smtp.send(_dotted(data))
            return _answer(*self._smtp.getreply())
        except smtplib.SMTPException as error:
            return Answer(None, words=type(error).__name__, over=True)

    def _no_data(self, code: int, words: bytes) -> Answer:
        """The server agreed to the recipient and does not want the mail."""
        if code == _CLOSING or code not in {*_TEMPORARY, *_FINAL}:
            return Answer(None, code, _shown(words), over=True)
        self._smtp.docmd("RSET")
        return _answer(code, words)

    def _envelope(self, sender: str, to: str, options: list[str]) -> Answer | None:
        """Say from whom and to whom; None where the server agrees to both."""
        code, words = self._smtp.docmd("MAIL", " ".join([f"FROM:<{sender}>", *options]))
        if code in _FINAL and not self._may_send:
            raise MailError(
                f"the server takes no mail from this mailbox: {code} {_shown(words)}",
                where="dccg.toml: mail.mailbox",
                todo="Log in as the mailbox, or ask who runs the server.",
            )
        if code != _OK:
            return Answer(Event.PUT_OFF if code in _TEMPORARY else None, code, _shown(words), over=True)
        self._may_send = True
        code, words = self._smtp.docmd("RCPT", f"TO:<{to}>")
        if code in {_OK, 251}:
            return None
        answer = _answer(code, words, recipient=True)
        if not answer.over:
            self._smtp.docmd("RSET")
        return answer


def _connected(account: Account, seconds: float) -> smtplib.SMTP:
    """A connection that is encrypted, to a server that has proved its name; SSL_CERT_FILE is heeded."""
    context = ssl.create_default_context()
    where = f"{account.server}, port {account.port}"
    with _faults(where), ExitStack() as opened:
        if account.security is Security.TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                account.server, account.port, _US, timeout=seconds, context=context
            )
        else:
            smtp = smtplib.SMTP(account.server, account.port, _US, timeout=seconds)
        opened.callback(smtp.close)
        smtp.ehlo()
        if account.security is Security.STARTTLS:
            _refuse_clear_text(smtp, where)
            smtp.starttls(context=context)
            smtp.ehlo()
        opened.pop_all()
    return smtp


def _refuse_clear_text(smtp: smtplib.SMTP, where: str) -> None:
    if not smtp.has_extn("starttls"):
        raise MailError(
            "the server offers no encryption (STARTTLS), so nothing was sent",
            where=where,
            todo='Ask who runs the server; many have security = "tls" and port 465 (dccg.toml: mail).',
        )


@contextmanager
def _faults(where: str) -> Iterator[None]:
    """What stands in the way of a connection, in words."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailError(
            f"the server does not prove who it is: {error.verify_message}",
            where=where,
            todo="Check mail.server in dccg.toml. For an authority of your own set SSL_CERT_FILE.",
        ) from None
    except OSError as error:  # smtplib's errors are such, too.
        raise MailError(
            f"the server does not answer as it should: {error.strerror or type(error).__name__}",
            where=where,
            todo="Check your network, and server, port and security under [mail] in dccg.toml.",
        ) from None


def _log_in(smtp: smtplib.SMTP, account: Account) -> None:
    where = f"{account.server}, port {account.port}"
    try:
        if (account.user + account.password).isascii():
            code, _ = smtp.login(account.user, account.password)
        else:
            # smtplib writes ASCII only; PLAIN is UTF-8 (RFC 4616 section 2).
            secret = base64.b64encode(f"\0{account.user}\0{account.password}".encode()).decode()
            code, _ = smtp.docmd("AUTH", f"PLAIN {secret}")
    except smtplib.SMTPAuthenticationError as error:
        code = error.smtp_code
    except OSError as error:
        raise MailError(
            f"nobody can log in there: {type(error).__name__}", where=where, todo="Ask who runs the server."
        ) from None
    if code not in _LOGGED_IN:
        raise MailError(
            f"the server refused the name or the password ({code})",
            where=where,
            todo=f"Set {USER} and {PASSWORD} right; some providers want a password made for programs.",
        )


def _answer(code: int, words: bytes, *, recipient: bool = False) -> Answer:
    """The server's answer to a recipient or to a mail."""
    shown = _shown(words)
    if code in _FINAL:
        return Answer(Event.REFUSED, code, shown, dead=recipient and is_dead(status_code(shown)))
    if code in _TEMPORARY:
        return Answer(Event.PUT_OFF, code, shown, over=code == _CLOSING)
    return Answer(Event.ACCEPTED, code, shown) if code == _OK else Answer(None, code, shown, over=True)


def _shown(words: bytes) -> str:
    """A server's words for a terminal: one line, without controls, not too long."""
    return re.sub(r"[^ -~]+", " ", words.decode("ascii", "replace")).strip()[:200]


def _dotted(data: bytes) -> bytes:
    """The mail as DATA has it: lines that begin with a dot get another, and a dot ends it (RFC 5321)."""
    body = re.sub(rb"(?m)^\.", b"..", data)
    return (body if body.endswith(b"\r\n") else body + b"\r\n") + b".\r\n"
