"""Who on the roster would be dropped without a word: mail that cannot reach them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dccg_meet.workspace.schema import Person
from dccg_meet.workspace.values import mail_key


@dataclass(frozen=True)
class Dropped:
    """One reason, who it concerns (PRIVATE), and what to do. ``slug`` names it in data."""

    slug: str
    what: str
    todo: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Reason:
    slug: str
    what: str
    todo: str
    applies: Callable[[Person], bool]


def dropped(people: Iterable[Person]) -> tuple[Dropped, ...]:
    """Every reason that concerns somebody, in the order of the table."""
    everybody = tuple(people)
    found = []
    for reason in _REASONS:
        names = tuple(person.name for person in everybody if reason.applies(person))
        if names:
            found.append(Dropped(reason.slug, reason.what, reason.todo, names))
    return tuple(found)


def bounced(person: Person) -> bool:
    """Whether mail to the address in use came back; a corrected address counts as a new one."""
    return bool(person.bounced) and mail_key(person.bounced) == mail_key(person.email)


def told(person: Person, *, dead: bool) -> Person:
    """``person`` after news of the address in use: a mail to it failed for good, or did not."""
    if bounced(person) is dead:
        return person
    return person.changed(bounced=person.email if dead else "")


_REASONS = (
    _Reason(
        "no-email",
        "without a mail address: no invitation reaches them",
        "write email = … into roster.toml",
        lambda person: not person.email,
    ),
    _Reason(
        "bounced",
        "whose mail came back: they hear of nothing",
        "ask for the right address, and correct email in roster.toml",
        bounced,
    ),
)
"""Why somebody is dropped, the most frequent reason first."""
