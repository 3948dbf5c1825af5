"""What may stand in a mail's header: addresses, and text that a person typed."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from email.header import Header
from functools import partial

from dccg_meet.errors import MailError

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+"
_LABEL = r"[A-Za-z0-9\x80-\U0010ffff](?:[A-Za-z0-9\x80-\U0010ffff-]{0,61}[A-Za-z0-9\x80-\U0010ffff])?"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})*)")
_LONGEST, _LONGEST_LOCAL = 254, 64
"""Octets of an address and of its local part (RFC 5321 section 4.5.3.1)."""

_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}
_NO_ADDRESS = {*_NO_TEXT, "Cf", "Cn", "Co", "Zs"}
_SHOWN = 150
"""Characters of a typed text in a header: enough for a subject, and no server's limit on headers."""


def is_address(text: str) -> bool:
    """Whether ``text`` is a plain address that every library on the way reads as the same one.

    A dot-atom and a host name (RFC 5321 section 4.1.2; beyond ASCII RFC 6531 section 3.3). Not the forms with
    quotes, comments, brackets or encoded words: smtplib and header parsers take some of them for another
    address.
    """
    match = _ADDRESS.fullmatch(text)
    return (
        match is not None
        and "=?" not in text
        and len(text.encode("utf-8", "replace")) <= _LONGEST
        and len(match[1].encode("utf-8", "replace")) <= _LONGEST_LOCAL
        and not any(unicodedata.category(char) in _NO_ADDRESS for char in text)
    )


_CODE = re.compile(r"(?:^|\b5\d\d[ -])\s*([245]\.\d{1,3}\.\d{1,3})(?![.\d])")
_SAYS_NOTHING = {"", "5.0.0"}
_SENDER_OR_WAY = {"5.1.7", "5.1.8", "5.1.9"}
_OUT_OF_USE = "5.2.1"


def status_code(words: str) -> str:
    """The status code (RFC 3463) in a server's words, such as ``5.1.1``; empty where there is none.

    It stands first, or after the reply's own number (``smtp; 550 5.1.1 No such user``).
    """
    match = _CODE.search(words)
    return match[1] if match else ""


def is_dead(code: str) -> bool:
    """Whether ``code``, given with a final refusal of a recipient, means that the address is no good.

    X.1.X is about addresses (but for those that are about the sender's, or about a relay on the way), X.2.1
    is a mailbox out of use. A full mailbox (X.2.2), a policy (X.7.X), or a mail that took too long say
    nothing against the address. A server that gives no code, or the one without a meaning, means the address.
    """
    if code in _SAYS_NOTHING:
        return True
    return (code.startswith("5.1.") and code not in _SENDER_OR_WAY) or code == _OUT_OF_USE


def header(name: str, text: str) -> str:
    """The header line for ``text``, which may be any characters but controls. Raises MailError for those.

    Plain words, on as many lines as it takes; any other text in encoded words (RFC 2047), so that nothing in
    it can be read as an encoded word, an address or the end of the line. A very long text is cut.
    """
    return f"{name}: {_words(name, text)}\r\n"


def mailbox(name: str, shown: str, address: str) -> str:
    """The header line for an address with the name that is shown with it. Raises MailError."""
    if not is_address(address):
        raise MailError("this is no mail address that can be written to", where=name)
    if not shown:
        return f"{name}: {address}\r\n"
    phrase = _words(name, shown, quoted=True)
    break_ = "\r\n " if len(phrase) + len(address) > _LINE else " "
    return f"{name}: {phrase}{break_}<{address}>\r\n"


_LINE = 66
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def _words(name: str, text: str, *, quoted: bool = False) -> str:
    if any(unicodedata.category(char) in _NO_TEXT for char in text):
        raise MailError("a control character cannot be part of a header", where=name)
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
    plain = _PLAIN_PHRASE if quoted else _PLAIN
    if plain.fullmatch(shown) and "=?" not in shown:
        room = _LINE - len(name)
        fold = partial(textwrap.wrap, width=room, break_long_words=False, break_on_hyphens=False)
        lines = [shown] if quoted else fold(shown)
        if max(map(len, lines)) <= room:
            return "\r\n ".join(lines)
    return Header(shown, "utf-8", header_name=name).encode(linesep="\r\n")
