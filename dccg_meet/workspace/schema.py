"""What the workspace's files may say: one frozen pydantic model per file.

The models are also the records that the rest of the program passes around; behaviour lives in the layers
above. Unknown keys are refused, so that a misspelt one is noticed. Every text is free of control characters,
because all of it ends in calendars, mails and pages where a line break could begin a property or a header
(RFC 5545 section 3.1, RFC 5322 section 2.2).
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from dccg_meet.workspace.files import SLUG


class Rule(StrEnum):
    """Under which rule something is said; decided by a person, never assumed."""

    CHATHAM = "chatham-house"
    ON_RECORD = "on-the-record"
    OFF_RECORD = "off-the-record"


class Status(StrEnum):
    """The state of a call's event, as iCalendar knows it (RFC 5545 section 3.8.1.11)."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class CaptionState(StrEnum):
    """Whether a person has checked the captions."""

    MACHINE = "machine"
    APPROVED = "approved"


class NotesState(StrEnum):
    """Whether a person has approved the notes."""

    DRAFT = "draft"
    APPROVED = "approved"


_FIRST_YEAR, _LAST_YEAR = 1971, 2199
"""Beyond these, clocks and calendars of many programs overflow."""

_NOT_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories: controls, surrogates, line and paragraph separators."""

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Controls of writing direction, which can make a rule's tag read as another one (Unicode TR 9, TR 36)."""


def _is_noncharacter(char: str) -> bool:
    """Whether HTML and XML refuse it: U+FDD0 to U+FDEF and the last two of each plane (Unicode 23.7)."""
    return "\ufdd0" <= char <= "\ufdef" or ord(char) & 0xFFFE == 0xFFFE  # noqa: PLR2004 - the standard's


def _one_line(text: str) -> str:
    if any(
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


def _utc(value: dt.datetime) -> dt.datetime:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        msg = f"a time between {_FIRST_YEAR} and {_LAST_YEAR}"
        raise ValueError(msg)
    return value.astimezone(dt.UTC)


def _slug(text: str) -> str:
    if not SLUG.match(text):
        msg = "small letters a-z, digits and hyphens"
        raise ValueError(msg)
    return text


Line = Annotated[str, AfterValidator(_one_line)]
Text = Annotated[str, AfterValidator(_one_line), AfterValidator(_filled)]
WebAddress = Annotated[str, AfterValidator(_one_line), AfterValidator(_web_address)]
MailAddress = Annotated[str, AfterValidator(_one_line), AfterValidator(_mail_address)]
Slug = Annotated[str, AfterValidator(_slug)]
UtcTime = Annotated[AwareDatetime, AfterValidator(_utc)]
Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
Milliseconds = Annotated[int, Field(ge=0)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    def changed(self, **values: object) -> Self:
        """This record with other ``values``, checked again. Raises pydantic.ValidationError."""
        return self.model_validate({**dict(self), **values})


class Join(_Record):
    """How people come into the call. A passcode does not belong here: these lines are published."""

    url: WebAddress = ""
    """Web address at which people join."""
    phone: tuple[Text, ...] = ()
    """Dial-in lines, each with its meeting number."""


class Access(_Record):
    """Whom to ask for captioning, sign language or other formats, and how many days before the call."""

    contact: MailAddress = ""
    """Whom to ask."""
    days: Annotated[int, Field(ge=0, le=60)] = 7
    """How many days before the call requests have to be in."""


class Group(_Record):
    """``dccg.toml``: the group whose calls these are. Everything in it may be published.."""

    name: Text
    """Name of the group."""
    short: Slug = "dccg"
    """Short name, part of every event's UID: never change it."""
    list: MailAddress
    """Mailing list; also the organizer of the published events."""
    language: Slug = "en"
    """Language of the documents (BCP 47)."""
    zone: Text = "UTC"
    """Zone in which call times are typed."""
    first_number: Annotated[int, Field(ge=1)] = 1
    """Number of the first call kept here."""
    minutes: Minutes = 60
    """Length of a call where none is given."""
    site: WebAddress = ""
    """Web address at which public/ is served."""
    join: Join = Join()
    """How people come into the call."""
    access: Access = Access()
    """Whom to ask for captioning or sign language."""
    glossary: tuple[Text, ...] = ()
    """Terms that speech recognition should know."""


class Person(_Record):
    """Somebody who comes to the calls. PRIVATE, every field of it."""

    name: Text
    """Full name, as the person writes it."""
    spoken: tuple[Text, ...] = ()
    """Other forms that are said: nicknames, transliterations."""
    heard_as: tuple[Text, ...] = ()
    """How speech recognition has misspelt the name."""
    coalition: Line = ""
    """Full name of the coalition that the person speaks for."""
    coalition_as_said: tuple[Text, ...] = ()
    """Other ways of naming it."""
    employer: Line = ""
    """Employer or home organisation."""
    role: Line = ""
    """Function in the group, such as co-facilitator."""
    zone: Line = ""
    """Time zone, such as Europe/Oslo."""
    email: MailAddress = ""
    """Mail address."""
    handles: tuple[Text, ...] = ()
    """Names in chats and social media."""
    named_on_record: bool = False
    """Whether the person agreed to be named where a call is on the record."""


class Roster(_Record):
    """``roster.toml``: the people. PRIVATE."""

    people: tuple[Person, ...] = ()
    """One table a person."""


class Item(_Record):
    """One agenda item. ``rule`` is the call's unless given; times are positions in the recording."""

    id: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}$")]
    """Number of the item; items count up from 1."""
    title: Text
    """What it is about. Published."""
    minutes: Minutes = 10
    """Planned length."""
    rule: Rule | None = None
    """The item's own rule; without one the call's applies."""
    start_ms: Milliseconds | None = None
    """Where it begins in the recording, in milliseconds."""
    end_ms: Milliseconds | None = None
    """Where it ends; for the last item nothing: it lasts to the end."""

    @model_validator(mode="after")
    def _ends_after_start(self) -> Item:
        if self.start_ms is not None and self.end_ms is not None and self.end_ms <= self.start_ms:
            msg = "end_ms after start_ms"
            raise ValueError(msg)
        return self


class Recording(_Record):
    """The recording that the captions were made from. PRIVATE file, public facts."""

    file: Line = ""
    """File name in the call's folder; nothing where it is not kept, because a part was off the record."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Hash of its bytes."""
    duration_ms: Milliseconds
    """Length in milliseconds."""


class Captions(_Record):
    """The state of the captions; ``sha256`` is the seal of what a person approved."""

    state: CaptionState = CaptionState.MACHINE
    """Whether a person has checked them."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """Hash of the approved captions.vtt, with the rule and place of every item."""
    approved_at: UtcTime | None = None
    """When (UTC)."""


class Notes(_Record):
    """The state of the notes; ``sha256`` is the seal of what a person approved."""

    state: NotesState = NotesState.DRAFT
    """Whether a person has approved them."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """Hash of the approved notes.md, with the rule and place of every item."""
    approved_at: UtcTime | None = None
    """When (UTC)."""


class CallRecord(_Record):
    """``call.toml``: one call. ``start`` is UTC; ``stamp`` is when the event last changed (DTSTAMP)."""

    number: Annotated[int, Field(ge=1, le=99_999)]
    """Number in the group's series."""
    title: Text
    """Title. Published."""
    start: UtcTime
    """When it begins (UTC)."""
    minutes: Minutes
    """Planned length."""
    zone: Text = "UTC"
    """Zone in which its time was typed."""
    rule: Rule | None = None
    """The rule of the call."""
    status: Status = Status.CONFIRMED
    """State of the event."""
    uid: Annotated[str, Field(pattern=r"^[a-z0-9@.-]{3,200}$")]
    """The event's permanent UID."""
    sequence: Annotated[int, Field(ge=0)] = 0
    """Goes up by one whenever time or status change (SEQUENCE)."""
    created: UtcTime
    """When the call was entered (CREATED)."""
    stamp: UtcTime
    """When the event last changed (DTSTAMP, LAST-MODIFIED)."""
    items: tuple[Item, ...] = ()
    """One table an agenda item."""
    recording: Recording | None = None
    """The recording, once there is one."""
    captions: Captions | None = None
    """The captions, once there are any."""
    notes: Notes | None = None
    """The notes, once there are any."""

    @model_validator(mode="after")
    def _items_are_numbered(self) -> CallRecord:
        wanted = [str(position) for position in range(1, len(self.items) + 1)]
        if [item.id for item in self.items] != wanted:
            msg = "items with the ids " + ", ".join(wanted) + " in that order"
            raise ValueError(msg)
        return self

    @property
    def end(self) -> dt.datetime:
        """When the call is planned to end (UTC)."""
        return self.start + dt.timedelta(minutes=self.minutes)

    @property
    def cancelled(self) -> bool:
        """Whether the call is off."""
        return self.status is Status.CANCELLED

    @property
    def folder_name(self) -> str:
        """``097-2026-12-09``; made once, kept when the call moves (see Workspace)."""
        return f"{self.number:03d}-{self.start:%Y-%m-%d}"
