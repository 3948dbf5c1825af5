"""A mailbox read as a whole: the tables of answers, what was set aside, mails without a calendar, failures.

Pure: messages in, a report out. Reading the same mailbox again gives the same tables and nothing new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage

from dccg_meet.mail.journal import Outbox
from dccg_meet.replies import bounces, reply, rsvp
from dccg_meet.replies.envelope import Envelope, canonical, envelope
from dccg_meet.replies.outcome import COUNTING, Outcome
from dccg_meet.replies.reply import Contents, Trouble
from dccg_meet.replies.rsvp import People
from dccg_meet.workspace.replies import Replies, Reply
from dccg_meet.workspace.schema import CallRecord, Roster

_NOTHING = Outbox()
_TROUBLES = {
    Trouble.BROKEN: Outcome.BROKEN,
    Trouble.NOBODY: Outcome.NOBODY,
    Trouble.OUTLOOK: Outcome.OUTLOOK,
}


@dataclass(frozen=True)
class Letter:
    """One mail, as far as it matters here; ``number`` is its place in the mailbox, counted from 1."""

    number: int
    cover: Envelope
    contents: Contents
    failures: bounces.Failures


@dataclass(frozen=True)
class Aside:
    """A mail that does not count, and why. ``decide``: a person has to see to it.

    ``who`` is the address that it answers for, ``sender`` the one that it came from; both are private.
    """

    number: int
    when: dt.datetime | None
    who: str
    sender: str
    outcome: Outcome
    decide: bool


@dataclass(frozen=True)
class Report:
    """What a mailbox says. ``tables`` has the answers by call number, ``new`` how many were not known before.

    ``plain`` and ``automatic`` are the senders of mails from invited people that have no calendar;
    ``failed``, ``returned`` and ``delayed`` the addresses that mail servers report: no good, good though this
    mail came back, and late; ``marked`` and ``cleared`` those whose mark in ``roster`` is new or gone.
    """

    tables: Mapping[int, Replies]
    new: Mapping[int, int]
    asides: tuple[Aside, ...]
    plain: tuple[str, ...]
    automatic: tuple[str, ...]
    failed: tuple[str, ...]
    returned: tuple[str, ...]
    delayed: tuple[str, ...]
    marked: tuple[str, ...]
    cleared: tuple[str, ...]
    roster: Roster


@dataclass
class Letters:
    """The mails of a mailbox that could be read, one after the other; how many there were, and could not."""

    messages: Iterable[EmailMessage | None]
    count: int = field(default=0, init=False)
    unreadable: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Letter]:
        for number, message in enumerate(self.messages, start=1):
            self.count = number
            if message is None:
                self.unreadable += 1
                continue
            cover = envelope(message)
            yield Letter(
                number, cover, reply.read(message, cover.sender), bounces.failures(message, cover.sender)
            )


def report(
    letters: Iterable[Letter],
    calls: Mapping[CallRecord, Replies],
    roster: Roster,
    other_calls: frozenset[str] = frozenset(),
    sent: Outbox = _NOTHING,
) -> Report:
    """Fold ``letters`` into the tables of ``calls``. Answers to ``other_calls`` (UIDs) are passed over.

    ``sent`` is what went out, about any call: a failure is believed where its report carries one of these
    mails, to that very address, and nobody found it forged. Others are for a person to see to.
    """
    letters, people = tuple(letters), rsvp.people_of(roster)
    by_uid = {record.uid: record for record in calls}
    found: dict[int, list[tuple[Letter, Reply]]] = {record.number: [] for record in calls}
    asides: list[Aside] = []
    for letter in letters:
        for itip in letter.contents.calendars:
            record = by_uid.get(itip.uid)
            if record is None:
                if itip.uid not in other_calls:
                    asides.append(_aside(letter, _of_another_event(itip)))
                continue
            reason = rsvp.aside(itip)
            row = rsvp.row(itip, letter.cover, record) if reason is None else None
            if row is None:
                asides.append(_aside(letter, reason or Outcome.BROKEN))
            else:
                found[record.number].append((letter, row))
        invited = _is_invited(letter.cover.sender, people)
        asides += [_aside(letter, _TROUBLES[trouble], decide=invited) for trouble in letter.contents.troubles]
    believed = [letter for letter in letters if not letter.cover.doubted]
    tables, new, news = {}, {}, _failures(believed, sent)
    asides += _unproven(letters, sent, people)
    for record, before in calls.items():
        rows = found[record.number]
        tables[record.number] = table = rsvp.fold(before, [row for _, row in rows])
        known = {*before.replies}
        new[record.number] = len({*table.replies} - known)
        asides += _set_aside(rows, table, record, roster)
        news += [
            bounces.News(row.address, row.received or row.stamp, failed=False, fresh=row not in known)
            for _, row in rows
            if rsvp.judge(row, record, people) in COUNTING
        ]
    heeded = bounces.heed(roster, news, sent.accepted)
    marks = [(old.bounced, now.bounced) for old, now in zip(roster.people, heeded.people, strict=True)]
    return Report(
        tables=tables,
        new=new,
        asides=tuple(sorted(dict.fromkeys(asides), key=lambda aside: aside.number)),
        plain=_without_calendar(letters, people, automatic=False),
        automatic=_without_calendar(letters, people, automatic=True),
        failed=tuple(sorted({item.address for item in news if item.failed})),
        returned=tuple(
            sorted(
                address
                for letter in believed
                for address in letter.failures.returned
                if sent.wrote(address, letter.failures.cited)
            )
        ),
        delayed=tuple(sorted({address for letter in letters for address in letter.failures.temporary})),
        marked=tuple(now for old, now in marks if now and now != old),
        cleared=tuple(old for old, now in marks if old and not now),
        roster=heeded,
    )


def _of_another_event(itip: reply.Itip) -> Outcome:
    return Outcome.OTHER if itip.method is reply.Method.OTHER else Outcome.FOREIGN


def _set_aside(
    rows: list[tuple[Letter, Reply]], table: Replies, record: CallRecord, roster: Roster
) -> Iterator[Aside]:
    """The answers that do not count: those that a later one replaced, and those that are judged so."""
    people = rsvp.people_of(roster)
    counting = rsvp.counting(table, record, people)
    seats = {seat.address for seat in rsvp.standing(table, record, roster).seats}
    last, kept = {row: letter.number for letter, row in rows}, {*table.replies}
    for letter, row in rows:
        outcome = rsvp.judge(row, record, people)
        key = rsvp.key_of(row.address, people)
        replaced = outcome in COUNTING and counting[key][0] != row
        if replaced or row not in kept or last[row] != letter.number:
            outcome = Outcome.OLDER
        elif outcome in COUNTING and key not in seats:
            outcome = Outcome.UNINVITED
        if outcome not in COUNTING:
            yield _aside(letter, outcome, who=row.address)


def _failures(letters: Iterable[Letter], sent: Outbox) -> list[bounces.News]:
    return [
        bounces.News(address, letter.cover.received, failed=True)
        for letter in letters
        for address in letter.failures.permanent
        if sent.wrote(address, letter.failures.cited)
    ]


def _unproven(letters: Iterable[Letter], sent: Outbox, people: People) -> Iterator[Aside]:
    """The failures of people's addresses that are not believed."""
    for letter in letters:
        for address in sorted(letter.failures.permanent):
            person = people.get(address)
            proven = sent.wrote(address, letter.failures.cited) and not letter.cover.doubted
            if person and address == canonical(person.email) and not proven:
                yield _aside(letter, Outcome.UNPROVEN, who=address)


def _without_calendar(letters: Iterable[Letter], people: People, *, automatic: bool) -> tuple[str, ...]:
    return tuple(
        letter.cover.sender
        for letter in letters
        if letter.contents == Contents()
        and not letter.failures
        and letter.cover.automatic is automatic
        and _is_invited(letter.cover.sender, people)
    )


def _is_invited(address: str, people: People) -> bool:
    person = people.get(address)
    return bool(person and person.invited)


def _aside(letter: Letter, outcome: Outcome, *, who: str = "", decide: bool | None = None) -> Aside:
    return Aside(
        letter.number,
        letter.cover.received,
        who or letter.cover.sender,
        letter.cover.sender,
        outcome,
        outcome.decide if decide is None else decide,
    )
