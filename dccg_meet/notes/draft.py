"""The first draft of the notes: a skeleton by agenda item, and the lines that the chair's formulae give.

Extractive and checked: a line is kept only where its words really occur in the time range that it cites.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dccg_meet.calls.rules import item_rule
from dccg_meet.chatham.material import Minute, Passage
from dccg_meet.errors import DecisionNeeded
from dccg_meet.notes.formulae import Finding, Lost, findings
from dccg_meet.notes.minutes import UNASSIGNED, Notes, Section, in_order
from dccg_meet.notes.sentences import sentences
from dccg_meet.positions import clock
from dccg_meet.workspace.schema import CallRecord, Item, Rule


@dataclass(frozen=True)
class Draft:
    """The drafted notes, and what a person should look at: places in the recording, never words of it."""

    notes: Notes
    remarks: tuple[str, ...]


def draft(record: CallRecord, passages: Sequence[Passage], *, previous: int | None = None) -> Draft:
    """The draft of the notes of ``record``, from its captions in the order of time.

    ``previous`` is the number of the call before. Raises DecisionNeeded where the call has no items,
    RuleMissing where nobody decided its rule.
    """
    if not record.items:
        raise DecisionNeeded(
            f"call {record.number} has no agenda items to put notes under",
            todo=f'Add them: dccg-meet agenda add {record.number} "TITLE"',
        )
    remarks: list[str] = []
    sections = []
    for item, at in _spans(record, passages):
        rule = item_rule(record, item)
        lines: tuple[Minute, ...] = ()
        if at is None:
            todo = f"dccg-meet call mark {record.number} {item.id} TIME"
            remarks.append(
                f"item {item.id}: where it begins or ends is not known, so nothing was drafted: {todo}"
            )
        elif rule is not Rule.OFF_RECORD:
            said = [passage for passage in passages if at[0] <= _middle(passage) < at[1]]
            lines = in_order(_lines(item.id, said, remarks))
        sections.append(Section(item.id, item.title, rule, _whole_seconds(at) if at else None, lines))
    notes = Notes(
        record.number, record.start, record.minutes, record.title, tuple(sections), previous=previous
    )
    return Draft(notes, tuple(remarks))


def proven(minute: Minute, passages: Sequence[Passage]) -> bool:
    """Whether every word of the line, owner and date included, is said in the time range that it cites."""
    if minute.at is None:
        return False
    start, end = minute.at
    heard = Counter(
        word
        for passage in passages
        if passage.start_ms < end and start < passage.end_ms
        for word in _tokens(passage.text)
    )
    return all(heard[word] for word in [*_tokens(minute.text), *_claims(minute)])


def _claims(minute: Minute) -> list[str]:
    """The words of an action's owner and date; the other details are ours, and nobody says them."""
    owner, _, due = minute.detail.partition(";")
    if minute.kind != "ACTION":
        return []
    return _tokens(due if owner == UNASSIGNED else minute.detail)


def _lines(item: str, said: Sequence[Passage], remarks: list[str]) -> Iterator[Minute]:
    """The proven lines of one item; what is lost or not proven goes into ``remarks``."""
    for finding in findings(sentences(said)):
        if isinstance(finding, Lost):
            remarks.append(f"item {item}, {clock(finding.at_ms)}: {finding.what}")
            continue
        minute = _minute(item, finding)
        if proven(minute, said):
            yield minute
        else:
            place = clock(finding.at[0])
            remarks.append(f"item {item}, {place}: a {minute.kind} was dropped, its words are not said there")


def _minute(item: str, finding: Finding) -> Minute:
    return Minute(item, finding.kind, finding.detail, finding.text, _whole_seconds(finding.at))


def _spans(record: CallRecord, passages: Sequence[Passage]) -> Iterator[tuple[Item, tuple[int, int] | None]]:
    """Each item and its place in the recording (ms), None where not settled; the last runs to the end."""
    end = max([0, *(passage.end_ms for passage in passages)])
    if record.recording:
        end = max(end, record.recording.duration_ms)
    for item in record.items:
        until = end if item is record.items[-1] and item.end_ms is None else item.end_ms
        settled = item.start_ms is not None and until is not None and item.start_ms < until
        yield item, (item.start_ms or 0, until or 0) if settled else None


def _middle(passage: Passage) -> int:
    return (passage.start_ms + passage.end_ms) // 2


def _whole_seconds(at: tuple[int, int]) -> tuple[int, int]:
    """``at`` widened to whole seconds, as notes write times."""
    return at[0] // 1000 * 1000, -(-at[1] // 1000) * 1000


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
