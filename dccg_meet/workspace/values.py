"""What a single value of a workspace file may be: one line of text, an address, a moment, a name in a path.

Every text is free of control characters, because all of it ends in calendars, mails and pages where a line
break could begin a property or a header (RFC 5545 section 3.1, RFC 5322 section 2.2).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from dccg_meet.errors import BadTime
from dccg_meet.workspace.files import SLUG
from dccg_meet.zones import zone

YEARS = range(1971, 2200)
"""Years of moments and days. Beyond these, clocks and calendars of many programs overflow."""

_NOT_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories: controls, surrogates, line and paragraph separators."""

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Controls of writing direction, which can make a rule's tag read as another one (Unicode TR 9, TR 36)."""


def _is_noncharacter(char: str) -> bool:
    """Whether HTML and XML refuse it: U+FDD0 to U+FDEF and the last two of each plane (Unicode 23.7)."""
    return "\ufdd0" <= char <= "\ufdef" or ord(char) & 0xFFFE == 0xFFFE  # noqa: PLR2004 - the standard's


def _one_line(text: str) -> str:
    # What Python can print is in none of these categories; nearly every text is told by this alone.
    if not text.isprintable() and any(
        unicodedata.category(char) in _NOT_TEXT or char in _TURNING or _is_noncharacter(char) for char in text
    ):
        msg = "one line of text without control characters"
        raise ValueError(msg)
    return text.strip()


def _filled(text: str) -> str:
    if not text:
        msg = "some text"
        raise ValueError(msg)
    return text


def _web_address(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        msg = "an address that begins with https://"
        raise ValueError(msg)
    if any(char.isspace() or char in "<>\"'`{}|\\^" for char in text):
        msg = "an address without blanks, quotes or brackets"
        raise ValueError(msg)
    return text


def _mail_address(text: str) -> str:
    local, at, host = text.partition("@")
    if text and (not (local and at and host) or any(char.isspace() or char in '<>,;:"' for char in text)):
        msg = "a mail address such as list@example.org"
        raise ValueError(msg)
    return text


_HOST_CHARACTERS = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


def can_be_asked_for(host: str) -> bool:
    """Whether the name system can be asked for ``host``: no empty label, none of more than 63 octets.

    RFC 1035 section 2.3.4. Sockets raise a UnicodeError for such a name, when it is too late.
    """
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def _host(text: str) -> str:
    if text and not (_HOST_CHARACTERS.fullmatch(text) and can_be_asked_for(text)):
        msg = "the name of a server, such as smtp.example.org"
        raise ValueError(msg)
    return text


def _known_zone(text: str) -> str:
    if text:
        try:
            zone(text)
        except BadTime as error:
            msg = f"a time zone, such as Europe/Oslo. {error.todo}"
            raise ValueError(msg) from None
    return text


def _utc(value: dt.datetime) -> dt.datetime:
    # A year that does not fit may not have a moment in UTC at all.
    if value.year not in YEARS or (moment := value.astimezone(dt.UTC)).year not in YEARS:
        msg = f"a time between {YEARS[0]} and {YEARS[-1]}"
        raise ValueError(msg)
    return moment


def _day(value: dt.date) -> dt.date:
    if value.year not in YEARS:
        msg = f"a day between {YEARS[0]} and {YEARS[-1]}"
        raise ValueError(msg)
    return value


def mail_key(address: str) -> str:
    """What the spellings of one mail address have in common: by this, and nothing else, two are compared.

    RFC 5321 section 2.4 lets capitals matter before the @; no provider that people use does. Lower case, not
    case folding, which would take gross@ and groß@ for one.
    """
    return address.lower()


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        msg = "small letters a-z, digits and hyphens"
        raise ValueError(msg)
    return text


Line = Annotated[str, AfterValidator(_one_line)]
Text = Annotated[str, AfterValidator(_one_line), AfterValidator(_filled)]
WebAddress = Annotated[str, AfterValidator(_one_line), AfterValidator(_web_address)]
MailAddress = Annotated[str, AfterValidator(_one_line), AfterValidator(_mail_address)]
Zone = Annotated[str, AfterValidator(_one_line), AfterValidator(_known_zone)]
"""A zone of the tz database, or nothing."""
Host = Annotated[str, AfterValidator(_one_line), AfterValidator(_host)]
Slug = Annotated[str, AfterValidator(_slug)]
Day = Annotated[dt.date, AfterValidator(_day)]
UtcTime = Annotated[AwareDatetime, AfterValidator(_utc)]
Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
Milliseconds = Annotated[int, Field(ge=0)]
