"""A poll as people see it: a page without scripts, and the text of a mail. Pure functions.

Nothing in it names anybody: the title is masked, places are zones of the roster without whose they are, and
results are counts. They are withheld where fewer than :data:`COUNTED` people answered. Where all of them said
the same of a slot, only the order of the slots is shown: the number would tell what each of them said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from dccg_meet.calls.when import clock_time, in_words
from dccg_meet.chatham import withholding
from dccg_meet.chatham.names.redaction import redact_one
from dccg_meet.chatham.public import PublicText
from dccg_meet.errors import DecisionNeeded
from dccg_meet.polls.poll import Row, Voter
from dccg_meet.workspace.poll import Poll, Slot
from dccg_meet.workspace.schema import Group, Roster
from dccg_meet.workspace.values import mail_key
from dccg_meet.writing.escape import mailto
from dccg_meet.writing.prose import listed
from dccg_meet.writing.templates import Templates
from dccg_meet.zones import place, table, zone

COUNTED = 3
"""How many people have to have answered before counts are shown: those of two would tell who said what."""

FORMATS = ("html", "txt")
"""The formats of a poll; each is also the ending of its file and the middle of its template's name."""


@dataclass(frozen=True)
class PlaceRow:
    """One place: its clock at the start of each slot, ``Wed 03:00`` on another day than in UTC."""

    place: str
    starts: tuple[str, ...]


@dataclass(frozen=True)
class SlotRow:
    """One slot: ``day`` in words, times in UTC, ``short`` as in a heading, ``places`` in one line.

    ``yes``, ``if_needed`` and ``no`` are counts, None where they are not shown.
    """

    letter: str
    day: str
    start: str
    end: str
    iso: str
    short: str
    places: str
    yes: int | None
    if_needed: int | None
    no: int | None


@dataclass(frozen=True)
class PollContext:
    """Everything that a poll's page and mail show."""

    name: str
    group: str
    language: str
    title: PublicText
    minutes: int
    slots: tuple[SlotRow, ...]
    places: tuple[PlaceRow, ...]
    mailbox: str
    contact: str
    subject: str
    link: str
    form: tuple[str, ...]
    until: str
    closed: str
    answers: int | None
    counted: bool
    order: str


def mailbox(group: Group) -> str:
    """Where answers go. Raises DecisionNeeded where that is nowhere, or the public list."""
    if group.mail.mailbox and mail_key(group.mail.mailbox) != mail_key(group.list):
        return group.mail.mailbox
    what = "is the list itself, whose archive is public" if group.mail.mailbox else "is not set"
    raise DecisionNeeded(
        f"answers need a mailbox that a facilitator reads, and mail.mailbox {what}",
        where="dccg.toml",
        todo='Write under [mail] into dccg.toml: mailbox = "chair@example.org", with your own.',
    )


def public_title(title: str, roster: Roster) -> PublicText:
    """``title`` with everybody on the roster masked."""
    return redact_one(title, withholding.everything(roster))


def subject(name: str, title: PublicText) -> str:
    """The subject of the mail; the part in brackets is how answers are known."""
    return f"Poll for a time: {title} [poll {name}]"


def render(
    name: str,
    poll: Poll,
    group: Group,
    roster: Roster,
    result: tuple[Sequence[Row], Sequence[Voter]] | None,
    templates: Path | None,
) -> dict[str, str]:
    """The poll as ``{"html": …, "txt": …}``; ``result`` is shown once it is closed.

    Raises DecisionNeeded for an open poll without a mailbox, BadTime for an unknown zone, TemplateFault.
    """
    values = vars(context(name, poll, group, roster, result))
    polls = Templates("polls", templates)
    return {kind: polls.render(f"poll.{kind}.j2", values).strip() + "\n" for kind in FORMATS}


def context(
    name: str,
    poll: Poll,
    group: Group,
    roster: Roster,
    result: tuple[Sequence[Row], Sequence[Voter]] | None,
) -> PollContext:
    """What the templates show. Raises as :func:`render` does."""
    title = public_title(poll.title, roster)
    zones = [group.zone, poll.zone, *sorted({person.zone for person in roster.people if person.zone})]
    rows, voters = result or ((), ())
    answers = sum(bool(voter.votes) for voter in voters)
    told = any(answers in {row.yes, row.if_needed, row.no} for row in rows)
    counts = {row.slot.letter: row for row in rows} if answers >= COUNTED and not told else {}
    box = "" if poll.closed else mailbox(group)
    form = tuple(f"{slot.letter} ({slot.start:%a %d %b %H:%M} UTC): " for slot in poll.slots)
    return PollContext(
        name=name,
        group=group.name,
        language=group.language,
        title=title,
        minutes=poll.minutes,
        slots=tuple(_slot(slot, poll.minutes, zones, counts.get(slot.letter)) for slot in poll.slots),
        places=_places(poll, zones),
        mailbox=box,
        contact=group.access.contact or box,
        subject=subject(name, title),
        link=_link(box, subject(name, title), form),
        form=form,
        until=in_words(poll.until) if poll.until else "",
        closed=in_words(poll.closed) if poll.closed else "",
        answers=answers if answers >= COUNTED else None,
        counted=bool(counts),
        order=_order(rows) if answers >= COUNTED and told else "",
    )


def _order(rows: Iterable[Row]) -> str:
    """``B, then A and C``: the slots by how many people can come, without how many."""
    ordered = sorted(rows, key=_coming, reverse=True)
    return ", then ".join(
        listed([row.slot.letter for row in alike]) for _, alike in groupby(ordered, _coming)
    )


def _coming(row: Row) -> int:
    return row.yes + row.if_needed


def _slot(slot: Slot, minutes: int, zones: Iterable[str], row: Row | None) -> SlotRow:
    end = slot.start + dt.timedelta(minutes=minutes)
    elsewhere = table(slot.start, zones)[1:]
    return SlotRow(
        letter=slot.letter,
        day=in_words(slot.start),
        start=f"{slot.start:%H:%M}",
        end=clock_time(end, slot.start),
        iso=f"{slot.start:%Y-%m-%dT%H:%MZ}",
        short=f"{slot.start:%a} {slot.start.day} {slot.start:%b}",
        places=", ".join(
            _unbroken(f"{there.place} {clock_time(there.when, slot.start)}") for there in elsewhere
        ),
        yes=row.yes if row else None,
        if_needed=row.if_needed if row else None,
        no=row.no if row else None,
    )


def _places(poll: Poll, zones: Sequence[str]) -> tuple[PlaceRow, ...]:
    """UTC first, then the places from west to east as they are at the first slot.

    Zones of the same name are one place where their clocks agree at every slot.
    """
    rows: dict[tuple[str, tuple[dt.timedelta | None, ...]], tuple[str, ...]] = {}
    for name in ["UTC", *zones]:
        local = [slot.start.astimezone(zone(name)) for slot in poll.slots]
        offsets = tuple(moment.utcoffset() for moment in local)
        starts = (clock_time(moment, slot.start) for moment, slot in zip(local, poll.slots, strict=True))
        rows.setdefault((place(name), offsets), tuple(starts))
    head, *rest = rows
    order = sorted(rest, key=lambda row: (row[1][0] or dt.timedelta(), row[0]))
    return tuple(PlaceRow(row[0], rows[row]) for row in (head, *order))


def _unbroken(text: str) -> str:
    """``text`` with blanks at which no line is broken."""
    return text.replace(" ", "\u00a0")


def _link(address: str, about: str, form: Iterable[str]) -> str:
    """A link that opens a mail with the form in it (RFC 6068: everything encoded, line breaks as CRLF)."""
    body = "\r\n".join(form)
    return f"{mailto(address)}?subject={quote(about, safe='')}&body={quote(body, safe='')}"
