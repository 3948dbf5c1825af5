"""What servers say about addresses, in the roster: which of them do not exist, and which do again. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from dccg_meet.calls.people import told
from dccg_meet.mail.journal import Entry
from dccg_meet.workspace.schema import Person, Roster
from dccg_meet.workspace.values import mail_key


def noted(roster: Roster, outcomes: Iterable[Entry]) -> Roster:
    """``roster`` with what ``outcomes`` (:func:`dccg_meet.mail.journal.unnoted`) tell of addresses in use."""
    dead = {mail_key(entry.to): entry.dead for entry in outcomes}
    return roster.changed(people=tuple(_noted(person, dead) for person in roster.people))


def _noted(person: Person, dead: dict[str, bool]) -> Person:
    verdict = dead.get(mail_key(person.email)) if person.email else None
    return person if verdict is None else told(person, dead=verdict)
