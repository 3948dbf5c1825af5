"""What a person should look at in the roster before relying on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.names.folding import fold, texts
from dccg_meet.chatham.names.forms import (
    coalition_forms,
    employer_forms,
    mailbox_forms,
    name_forms,
    name_parts,
)
from dccg_meet.workspace.schema import Person, Roster


class Matter(StrEnum):
    """What a finding is about."""

    EMPTY = "empty"
    TWICE = "twice"
    NO_EMAIL = "no-email"
    NO_ZONE = "no-zone"
    NO_COALITION = "no-coalition"
    ORDINARY_WORD = "ordinary-word"
    PAGE_WORD = "page-word"
    GROUP = "group"
    GLOSSARY = "glossary"
    SHARED = "shared"


@dataclass(frozen=True)
class Finding:
    """One thing about one person. PRIVATE: ``person`` and ``text`` name people.

    ``decide`` tells that somebody has to put it right; the others only say what will be masked.
    """

    person: str
    matter: Matter
    text: str
    decide: bool


def check(roster: Roster, glossary: Sequence[str] = (), own: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Every finding, in the order of the roster.

    ``glossary`` are the group's own terms, ``own`` the texts that the pages are made of.
    """
    if not roster.people:
        text = "Nobody is in the roster, so nothing can be published: dccg-meet roster add NAME"
        return (Finding("", Matter.EMPTY, text, decide=True),)
    return (
        *_twice(roster),
        *(finding for person in roster.people for finding in _gaps(person)),
        *(finding for person in roster.people for finding in _collisions(person, glossary)),
        *_in_pages(roster, own),
        *_shared(roster),
    )


def same_name(first: str, second: str) -> bool:
    """Whether two names are the same but for case, accents, punctuation and the order of their parts."""
    return sorted(fold(first).split()) == sorted(fold(second).split())


def _twice(roster: Roster) -> Iterator[Finding]:
    for place, person in enumerate(roster.people):
        earlier = roster.people[:place]
        if any(same_name(person.name, other.name) for other in earlier):
            text = "stands in the roster twice; keep one entry"
            yield Finding(person.name, Matter.TWICE, text, decide=True)
        elif any(_addresses(person) & _addresses(other) for other in earlier):
            text = "has the e-mail address of somebody else in the roster"
            yield Finding(person.name, Matter.TWICE, text, decide=True)


def _addresses(person: Person) -> set[str]:
    return {address.lower() for address in person.addresses}


def _gaps(person: Person) -> Iterator[Finding]:
    if not person.email:
        text = "has no e-mail address, so only the list reaches this person"
        yield Finding(person.name, Matter.NO_EMAIL, text, decide=True)
    if not person.zone:
        text = "has no time zone, so agendas do not show this person's clock"
        yield Finding(person.name, Matter.NO_ZONE, text, decide=True)
    if not person.coalition and not person.role:
        text = "has no coalition and no role; an affiliation that is not known cannot be withheld"
        yield Finding(person.name, Matter.NO_COALITION, text, decide=False)


def _collisions(person: Person, glossary: Sequence[str]) -> Iterator[Finding]:
    parts = name_parts(person) | {fold(said) for said in (*person.heard_as, *person.handles)}
    parts |= mailbox_forms(person)
    topics = {fold(person.coalition)} | employer_forms(person.employer)
    for word in sorted((parts | topics) & vocabulary.ORDINARY):
        text = f'"{word}" is also an ordinary word: every "{word}" is masked where this person is withheld'
        yield Finding(person.name, Matter.ORDINARY_WORD, text, decide=False)
    terms = {fold(term): term for term in glossary}
    own = name_forms(person) | employer_forms(person.employer) | coalition_forms(person.coalition)
    for term in sorted(own & set(terms) - vocabulary.ORDINARY):
        text = f'"{terms[term]}" is also a term of the glossary: it is masked where this person is withheld'
        yield Finding(person.name, Matter.GLOSSARY, text, decide=False)


def _in_pages(roster: Roster, own: Sequence[str]) -> Iterator[Finding]:
    """Names that are words of the pages: there they may stand, and in everything else they are masked."""
    in_pages = {word for text in own for word in texts(text)} - vocabulary.ORDINARY
    for person in roster.people:
        for word in sorted(name_parts(person) & in_pages):
            text = (
                f'"{word}" is also a word of the pages, where it stays; in titles, notes and captions every '
                f'"{word}" is masked where this person is withheld'
            )
            yield Finding(person.name, Matter.PAGE_WORD, text, decide=False)


def _shared(roster: Roster) -> Iterator[Finding]:
    owners: dict[str, list[Person]] = defaultdict(list)
    for person in roster.people:
        for part in name_parts(person):
            owners[part].append(person)
    for part, people in sorted(owners.items()):
        consents = {person.named_on_record for person in people}
        if len(people) > 1 and len(consents) > 1:
            named = next(person for person in people if person.named_on_record)
            text = (
                f'consents to be named, but shares "{part}" with somebody who does not: that part is masked'
            )
            yield Finding(named.name, Matter.SHARED, text, decide=False)
