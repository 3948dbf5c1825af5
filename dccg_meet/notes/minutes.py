"""The typed lines of the notes, and ``notes.md`` as it is written: Markdown for people, read line by line.

::

    +++
    number = 97
    start = 2026-12-09T14:00:00Z
    minutes = 60
    title = "Monthly call"
    +++

    ## 1. Adoption of the agenda [on the record] (0:00-0:27)

    - DECISION (agreed): The agenda is adopted. (0:23-0:27)
    - ACTION (the secretariat; by Friday): Send the reminder. (0:40-0:49)

Times are places in the recording, in whole seconds. The kinds are those of W3C scribes (RESOLUTION, ACTION),
with dissent beside them, because the coalitions' principles want minority views reflected.
:mod:`dccg_meet.notes.reader` reads the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import tomlkit

from dccg_meet.calls.rules import WORDING, item_rule
from dccg_meet.chatham.material import Minute
from dccg_meet.errors import NotesError
from dccg_meet.positions import clock
from dccg_meet.workspace.schema import CallRecord, Rule


class Kind(StrEnum):
    """What a line is, in the order in which the kinds stand under an item."""

    SUMMARY = "SUMMARY"
    PROPOSAL = "PROPOSAL"
    DECISION = "DECISION"
    DISSENT = "DISSENT"
    ACTION = "ACTION"
    QUESTION = "QUESTION"
    LINK = "LINK"
    CORRECTION = "CORRECTION"


OUTCOMES: Final = ("agreed", "agreed with dissent", "not agreed", "deferred")
"""What may become of a decision."""

UNASSIGNED: Final = "unassigned"
"""The owner of an action that nobody took on: a wrong owner is worse than none."""

FENCE: Final = "+++"
"""The line before and after the front matter."""

_ROUNDED_MS: Final = 1000
"""Headings are written in whole seconds."""

_BESIDE_MS: Final = 2000
"""How far a line may lie beside its item: a cue can begin before the mark and end after it."""

UNTIMED: Final = " (untimed)"
"""Ends a line that has no time range, where its text could be taken for one."""

RANGE: Final = r"\((\d[\d:.,]*) ?[-\u2013] ?(\d[\d:.,]*)\)"
"""A time range as people write it, with a hyphen or an en dash: two groups."""

_ORDER: Final = {kind: place for place, kind in enumerate(Kind)}
_LIKE_A_RANGE = re.compile(rf".*(?:{RANGE}.*|{re.escape(UNTIMED.strip())})", re.ASCII)


@dataclass(frozen=True)
class Section:
    """One agenda item of the notes: its id, title, rule, time range in the recording (ms) and lines."""

    item: str
    title: str
    rule: Rule
    at: tuple[int, int] | None
    lines: tuple[Minute, ...] = ()


@dataclass(frozen=True)
class Notes:
    """The notes of one call. ``previous`` and ``next`` are the numbers of the calls around it, if known."""

    number: int
    start: dt.datetime
    minutes: int
    title: str
    sections: tuple[Section, ...]
    previous: int | None = None
    next: int | None = None

    @property
    def lines(self) -> tuple[Minute, ...]:
        """Every line, item by item."""
        return tuple(line for section in self.sections for line in section.lines)


def in_order(lines: Iterable[Minute]) -> tuple[Minute, ...]:
    """``lines`` in the order of their kinds; those of one kind stay as they were."""
    return tuple(sorted(lines, key=lambda line: _ORDER[Kind(line.kind)]))


def span(at: tuple[int, int]) -> str:
    """A time range (ms) for people: ``1:07-1:20``, with an en dash."""
    return f"{clock(at[0])}\N{EN DASH}{clock(at[1])}"


def dump(notes: Notes, *, remarks: Iterable[str] = ()) -> str:
    """The notes as the text of a file; ``remarks`` become comments at its top, which are never published."""
    front = tomlkit.document()
    for line in remarks:
        front.add(tomlkit.comment(line))
    front.update({"number": notes.number, "start": notes.start.astimezone(dt.UTC)})
    front.update({"minutes": notes.minutes, "title": notes.title})
    front.update({key: number for key in ("previous", "next") if (number := getattr(notes, key)) is not None})
    blocks = [f"{FENCE}\n{tomlkit.dumps(front)}{FENCE}"]
    for section in notes.sections:
        at = f" ({span(section.at)})" if section.at else ""
        blocks.append(f"## {section.item}. {section.title} {WORDING[section.rule].tag}{at}")
        if section.lines:
            blocks.append("\n".join(_typed(line) for line in section.lines))
    return "\n\n".join(blocks) + "\n"


def _typed(line: Minute) -> str:
    detail = f" ({line.detail})" if line.detail else ""
    at = f" ({span(line.at)})" if line.at else UNTIMED if _LIKE_A_RANGE.fullmatch(line.text) else ""
    return f"- {line.kind}{detail}: {line.text}{at}"


def check(notes: Notes, record: CallRecord, *, name: str = "notes.md") -> None:
    """Whether the notes are those of ``record``: number, items, their rules and places. Raises NotesError."""
    if notes.number != record.number:
        raise NotesError(
            f"the notes are those of call {notes.number}, not of call {record.number}",
            where=f"{name}: number",
            todo="Move the file into the folder of its call, or correct the number.",
        )
    rules = {item.id: item_rule(record, item) for item in record.items}
    places = {item.id: (item.start_ms, item.end_ms) for item in record.items}
    for section in notes.sections:
        if section.item not in rules:
            raise NotesError(
                f"call {record.number} has no item {section.item}",
                where=name,
                todo="Put the lines under an item that dccg-meet call show lists.",
            )
        if section.rule is not rules[section.item]:
            raise NotesError(
                f"the heading of item {section.item} has another rule than call.toml",
                where=name,
                todo=f"Write {WORDING[rules[section.item]].tag} into the heading, or correct call.toml.",
            )
        _check_places(section, places[section.item], name)


def _check_places(section: Section, place: tuple[int | None, int | None], name: str) -> None:
    """Whether heading and lines lie where the item is in the recording, as far as that is marked."""
    start_ms, end_ms = place
    if start_ms is None:
        return
    if section.at and abs(section.at[0] - start_ms) > _ROUNDED_MS:
        raise NotesError(
            f"the heading of item {section.item} has another place in the recording than call.toml",
            where=name,
            todo=f"The item begins at {clock(start_ms)}: correct the heading, and check its lines.",
        )
    for line in section.lines:
        early = line.at and line.at[1] <= start_ms - _BESIDE_MS
        late = line.at and end_ms is not None and line.at[0] >= end_ms + _BESIDE_MS
        if line.at and (early or late):
            raise NotesError(
                f"a line of item {section.item} cites {span(line.at)}, which is not in that item",
                where=name,
                todo="Put the line under the item in which it was said, or correct its times.",
            )
