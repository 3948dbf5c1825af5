"""What people on the roster need to take part, by kind: counts may be shown, names only to the chair."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dccg_meet.workspace.schema import Person


@dataclass(frozen=True)
class Need:
    """A kind of need: what it is called, the checklist's rule for it, and the words that tell it."""

    name: str
    rule: str
    words: re.Pattern[str]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


CAPTIONS = Need(
    "captions by a person",
    "captioner-booked",
    _words(r"caption|\bCART\b|subtitle|transcri|stenograph|speech[ -]to[ -]text|palantyp|hard of hearing"),
)
SIGN = Need(
    "a sign language interpreter",
    "interpreter-booked",
    _words(r"\bsign(?:s|ed|ing)?\b|interpret|\b(?:ASL|BSL|IS|LSF|DGS|LIBRAS|ISL)\b"),
)
OTHER = Need("something else", "needs-met", _words(r"."))

NEEDS = (CAPTIONS, SIGN, OTHER)
"""The kinds; what a person wrote is of the first kind whose words it has."""


def needing(people: Iterable[Person]) -> dict[Need, tuple[str, ...]]:
    """Who needs what: the names by kind of need, each once, only kinds that somebody needs. PRIVATE."""
    found: dict[Need, dict[str, None]] = {need: {} for need in NEEDS}
    for person in people:
        for text in person.needs:
            kind = next((need for need in NEEDS if need.words.search(text)), OTHER)
            found[kind][person.name] = None
    return {need: tuple(names) for need, names in found.items() if names}
