"""What the workspace's files may say: one frozen pydantic model per file.

The models are also the records that the rest of the program passes around; behaviour lives in the layers
above. Unknown keys are refused, so that a misspelt one is noticed. What a single value may be stands in
:mod:`dccg_meet.workspace.values`.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dccg_meet.workspace.values import (
    Host,
    Line,
    MailAddress,
    Milliseconds,
    Minutes,
    Slug,
    Text,
    UtcTime,
    WebAddress,
    Zone,
)


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


class _Record(BaseModel):
    # A command that needs one record does not wait for the validators of all others to be built.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def changed(self, **values: object) -> Self:
        """This record with other ``values``, checked again. Raises pydantic.ValidationError."""
        return self.model_validate({**dict(self), **values})


class Join(_Record):
    """How people come into the call. A passcode does not belong here: these lines are published."""

    url: WebAddress = ""
    """Web address at which people join."""
    phone: tuple[Text, ...] = ()
    """Dial-in lines, each with its meeting number."""


class Venue(_Record):
    """Where people meet face to face; the call's zone is the venue's. Published."""

    name: Text
    """Building and room."""
    address: Line = ""
    """Postal address, on one line."""
    access: Line = ""
    """How people get in and take part: step-free entrance, induction loop, parking, guide dogs."""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    """Degrees north (WGS 84)."""
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    """Degrees east (WGS 84)."""

    @property
    def line(self) -> str:
        """Name and address, on one line."""
        return ", ".join(filter(None, (self.name, self.address)))

    @model_validator(mode="after")
    def _both_or_neither(self) -> Venue:
        if (self.latitude is None) != (self.longitude is None):
            msg = "latitude and longitude, both or neither"
            raise ValueError(msg)
        return self


class Access(_Record):
    """Whom to ask for captioning, sign language or other formats, and how many days before the call."""

    contact: MailAddress = ""
    """Whom to ask."""
    days: Annotated[int, Field(ge=0, le=60)] = 7
    """How many days before the call requests have to be in."""


class Security(StrEnum):
    """How the connection to a mail server is protected (RFC 8314, RFC 3207); there is no third way."""

    STARTTLS = "starttls"
    TLS = "tls"


class Mail(_Record):
    """From where mail is sent. Name and password of the account do not belong here."""

    mailbox: MailAddress = ""
    """A role's mailbox that somebody reads: sender and organizer of invitations, and where replies go."""
    server: Host = ""
    """Name of the server that takes outgoing mail (SMTP)."""
    port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    """Its port; without one 587 with STARTTLS, 465 with TLS."""
    security: Security = Security.STARTTLS
    """How the connection is protected."""


class Holiday(_Record):
    """Days on which no call is proposed."""

    day: dt.date
    """The day, or the first of several."""
    last: dt.date | None = None
    """The last of several days."""
    name: Line = ""
    """What is celebrated."""
    zone: Zone = ""
    """Where it is one, such as Asia/Kolkata; without one the days are those of UTC."""

    @model_validator(mode="after")
    def _in_order(self) -> Holiday:
        if self.last is not None and self.last < self.day:
            msg = "last not before day"
            raise ValueError(msg)
        return self


class Group(_Record):
    """``dccg.toml``: the group whose calls these are. Everything in it may be published."""

    name: Text
    """Name of the group."""
    short: Slug = "dccg"
    """Short name, part of every event's UID: never change it."""
    list: MailAddress
    """Mailing list; also the organizer of the published events."""
    language: Slug = "en"
    """Language of the documents (BCP 47)."""
    zone: Annotated[Zone, Field(min_length=1)] = "UTC"
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
    mail: Mail = Mail()
    """From where mail is sent."""
    holidays: tuple[Holiday, ...] = ()
    """Days on which no call is proposed, one table each."""
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
    zone: Zone = ""
    """Time zone, such as Europe/Oslo."""
    email: MailAddress = ""
    """Mail address."""
    other_emails: tuple[MailAddress, ...] = ()
    """Other addresses from which the person writes and answers."""
    invited: bool = False
    """Whether the person asked for a calendar invitation of their own."""
    bounced: MailAddress = ""
    """The address from which mail came back; while it is still ``email``, status says so."""
    needs: tuple[Text, ...] = ()
    """What the person needs to take part: captioning, sign language, dial-out, a format."""
    handles: tuple[Text, ...] = ()
    """Names in chats and social media."""
    named_on_record: bool = False
    """Whether the person agreed to be named where a call is on the record."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every mail address of the person, the one to write to first."""
        return tuple(address for address in (self.email, *self.other_emails) if address)


class Roster(_Record):
    """``roster.toml``: the people. PRIVATE."""

    passcode: Line = ""
    """Passcode of the calls; said in individual invitations and nowhere else."""
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


class Document(_Record):
    """A paper for the call. Published."""

    title: Text
    """What it is."""
    url: WebAddress
    """Where it is to be read."""
    added: UtcTime
    """When it was put on the agenda (UTC)."""


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
    zone: Annotated[Zone, Field(min_length=1)] = "UTC"
    """Zone in which its time was typed; a face-to-face meeting's own."""
    venue: Venue | None = None
    """Where people meet, if they meet face to face."""
    join: Join | None = None
    """How people come into this call, where it differs from the group's."""
    rule: Rule | None = None
    """The rule of the call."""
    status: Status = Status.CONFIRMED
    """State of the event."""
    uid: Annotated[str, Field(pattern=r"^[a-z0-9@.-]{3,200}$")]
    """The event's permanent UID."""
    sequence: Annotated[int, Field(ge=0)] = 0
    """Goes up by one whenever time, place or status change (SEQUENCE)."""
    created: UtcTime
    """When the call was entered (CREATED)."""
    stamp: UtcTime
    """When the event last changed (DTSTAMP, LAST-MODIFIED)."""
    items: tuple[Item, ...] = ()
    """One table an agenda item."""
    documents: tuple[Document, ...] = ()
    """One table a paper."""
    confirmed: tuple[Slug, ...] = ()
    """What a person has seen to, of the accessibility checklist: see agenda check."""
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

    def occupies(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether the call takes place at some time between two moments; a cancelled one does not."""
        return not self.cancelled and start < self.end and self.start < end

    @property
    def slug(self) -> str:
        """``097``: the number as it stands in names and addresses."""
        return f"{self.number:03d}"

    @property
    def folder_name(self) -> str:
        """``097-2026-12-09``; made once, kept when the call moves (see Workspace)."""
        return f"{self.slug}-{self.start:%Y-%m-%d}"
