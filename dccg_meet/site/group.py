"""What dccg.toml gives to every page and calendar, and that it names nobody who did not agree to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dccg_meet.chatham import gate, withholding
from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.names.forms import Forms, Kind, forms_of
from dccg_meet.errors import DecisionNeeded
from dccg_meet.workspace.schema import Group, Roster

_SHORTEST = 2
_SHORTEST_IN_ADDRESS = 4


def group_words(group: Group) -> Iterator[tuple[str, str]]:
    """What the archive shows of dccg.toml, with its key."""
    yield from (("name", group.name), ("list", group.list), ("site", group.site))
    yield from (("join.url", group.join.url), ("access.contact", group.access.contact))
    yield ("mail.mailbox", group.mail.mailbox)
    yield from (("join.phone", line) for line in group.join.phone)


def refuse_people(group: Group, roster: Roster) -> None:
    """Raise DecisionNeeded where what dccg.toml publishes names somebody who did not agree, or the passcode.

    Names that are also ordinary words or words of addresses are let pass: Meet Patel and meet.example.org.
    """
    long, short = (_telling(roster, shortest) for shortest in (_SHORTEST_IN_ADDRESS, _SHORTEST))
    for key, text in group_words(group):
        if gate.holds(text, withholding.passcode(roster)):
            raise DecisionNeeded(
                "the passcode of the calls stands in what is published",
                where=f"dccg.toml: {key}",
                todo="Take it out there; invited people are told the passcode of roster.toml.",
            )
        if gate.holds(text, long if "://" in text else short) is Kind.NAME:
            raise DecisionNeeded(
                "somebody in the roster who did not agree to be named is named in what is published",
                where=f"dccg.toml: {key}",
                todo="Write it without the name, or, if the person agrees, add to that entry of roster.toml: "
                "named_on_record = true",
            )


def _telling(roster: Roster, shortest: int) -> Forms:
    """The names of those who did not consent, apart from single words that mean something else."""
    forms = forms_of(person for person in roster.people if not person.named_on_record)
    meant = {
        name
        for name in forms.names
        if " " in name
        or not (len(name) < shortest or vocabulary.ordinary(name) or name in vocabulary.ADDRESS_WORDS)
    }
    return replace(forms, names=frozenset(meant), affiliations=frozenset())
