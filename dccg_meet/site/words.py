"""The words that are the archive's own, which may stand there though somebody is called Page or Will."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from dccg_meet.shipped_data import shipped
from dccg_meet.site import address
from dccg_meet.site.view import CAPTION_STATES, LABELS
from dccg_meet.workspace.schema import Group

_NOT_WORDS = re.compile(
    r"\{% set style %\}.*?\{% endset %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL
)
_VALUES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_QUOTED = re.compile(r'"([^"]*)"')
_SHORTEST = 2


def own_words(group: Group) -> tuple[str, ...]:
    """The fixed words of the shipped templates and style sheet, the labels, and what dccg.toml says.

    Nothing out of a call, nor out of a group's own template: what a person wrote there is read like all else.
    """
    found = [*LABELS.values(), *CAPTION_STATES.values(), *_group_words(group)]
    for kind in ("site", "agendas"):
        for path in sorted(shipped("templates", kind).glob("*.j2")):
            found += _fixed_words(path)
    found += shipped("templates", "site", address.STYLE).read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(found))


def _group_words(group: Group) -> Iterator[str]:
    yield from (group.name, group.short, group.list, group.site, group.join.url, group.access.contact)
    yield from group.join.phone


def _fixed_words(path: Path) -> Iterator[str]:
    """The runs of text between a template's tags and values, and the texts that a value chooses from."""
    source = path.read_text(encoding="utf-8")
    choices = [text for value in _VALUES.findall(source) for text in _QUOTED.findall(value)]
    for line in [*html.unescape(_NOT_WORDS.sub("\n", source)).splitlines(), *choices]:
        words = " ".join(line.split())
        if len(words) >= _SHORTEST:
            yield words
