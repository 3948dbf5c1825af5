"""The words that are the archive's own, which may stand there though somebody is called Page or Will."""

from __future__ import annotations

import datetime as dt
import functools
import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from dccg_meet.calls.lifecycle import event_uid
from dccg_meet.chatham.material import Material, Minute, Passage
from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.public import PublicCall
from dccg_meet.chatham.readings import Depth, readings
from dccg_meet.chatham.release import release
from dccg_meet.notes import minutes
from dccg_meet.shipped_data import shipped
from dccg_meet.site import address
from dccg_meet.site.build import build
from dccg_meet.site.group import group_words
from dccg_meet.site.view import CAPTION_STATES, LABELS
from dccg_meet.workspace.schema import (
    CallRecord,
    Captions,
    CaptionState,
    Group,
    Item,
    Notes,
    NotesState,
    Person,
    Roster,
    Rule,
    Status,
)

_NOT_WORDS = re.compile(
    r"\{% set style %\}.*?\{% endset %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL
)
_VALUES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_QUOTED = re.compile(r'"([^"]*)"')
_SHORTEST = 2

_NOBODY: Final = "Zzyzxq"
"""Stands in the calls that are made up here for whatever comes out of a real one."""

_PATTERNS: Final = ("14:00 to 15:00", "item 1", "items 1 and 2", "1 min", "1 minute", "2 minutes", "call 1")
"""What stands around numbers, which in pages may also touch the words before and after."""

_DAYS = (*vocabulary.MONTHS, *vocabulary.WEEKDAYS)
_OF_A_CALL = re.compile(rf"\\?\[name withheld\\?\]|{_NOBODY}|\b(?:{'|'.join(_DAYS).title()})\b|(?=\\n)|\n")
_NOW = dt.datetime(2025, 11, 11, 14, tzinfo=dt.UTC)


_KINDS = ("site", "agendas", "shared")


@functools.lru_cache(maxsize=4)
def own_words(group: Group, kinds: tuple[str, ...] = _KINDS) -> tuple[str, ...]:
    """The fixed words of the shipped templates and style sheet, the labels, and what dccg.toml says.

    ``kinds`` are the folders of templates whose words may stand in what is looked at: the archive's.

    With them goes whatever the program writes about any call: "14:00 to 15:00 UTC", "items 1 and 3".
    Nothing out of a call, nor out of a group's own template: what a person wrote there is read like all else.
    """
    found = [*LABELS.values(), *CAPTION_STATES.values(), *(text for _, text in group_words(group))]
    host = group.list.rpartition("@")[2]
    found += [host, f"{group.short}-call", f"{group.short}/calls", f"MEETING,{group.short.upper()}"]
    for kind in kinds:
        for path in sorted(shipped("templates", kind).glob("*.j2")):
            if not path.name.startswith("run-sheet"):  # Never published, so nothing of it is excused.
                found += _fixed_words(path)
    found += shipped("templates", "site", address.STYLE).read_text(encoding="utf-8").splitlines()
    found += (*_PATTERNS, *_written(group))
    return tuple(dict.fromkeys(found))


def _fixed_words(path: Path) -> Iterator[str]:
    """The runs of text between a template's tags and values, and the texts that a value chooses from."""
    source = path.read_text(encoding="utf-8")
    choices = [text for value in _VALUES.findall(source) for text in _QUOTED.findall(value)]
    for line in [*html.unescape(_NOT_WORDS.sub("\n", source)).splitlines(), *choices]:
        words = " ".join(line.split())
        if len(words) >= _SHORTEST:
            yield words


def _written(group: Group) -> Iterator[str]:
    """What the archive of made-up calls says, without what comes from a call: titles, texts, days."""
    calls = list(_made_up(group))
    changed = {call.record.number: call.record.stamp for call in calls}
    for name, data in build(calls, group, _NOW, changed).items():
        for reading in readings(name, data):
            if reading.depth in {Depth.CONTENT, Depth.MARKUP}:
                for text in _OF_A_CALL.split(reading.text):
                    # Without the first word, too: what came out of a call may stand before it without a gap.
                    yield from filter(str.strip, (text, text.partition(" ")[2]))


def _made_up(group: Group) -> Iterator[PublicCall]:
    """Calls under every rule, in every state, with everything that a call may have."""
    rules = (Rule.CHATHAM, Rule.ON_RECORD, Rule.OFF_RECORD)
    for number, (rule, others) in enumerate(
        [*((rule, (None,)) for rule in rules), *((rule, rules) for rule in rules), (Rule.CHATHAM, ())], 1
    ):
        state = CaptionState.MACHINE if number % 2 else CaptionState.APPROVED
        past = _record(group, number, rule, others, state)
        yield release(_material(past), _ROSTER, machine_captions=True)
    for number, hours in ((90, -1), (91, 99)):
        record = _record(group, number, Rule.CHATHAM, (None, Rule.ON_RECORD), None)
        start = _NOW + dt.timedelta(minutes=hours)
        cancelled = record.changed(number=number - 10, start=start, status=Status.CANCELLED)
        yield release(Material(cancelled, actions=(_NOBODY,)), _ROSTER)
        yield release(Material(record.changed(start=start), actions=(_NOBODY,)), _ROSTER)


_ROSTER: Final = Roster(people=(Person(name=_NOBODY),))


def _record(
    group: Group, number: int, rule: Rule, others: Iterable[Rule | None], state: CaptionState | None
) -> CallRecord:
    """A call long ago with an item for each of ``others``, a minute each."""
    items = [
        Item(id=str(place), title=_NOBODY, minutes=place, rule=other, start_ms=place * 60_000)
        for place, other in enumerate(others, 1)
    ]
    ends = [item.start_ms for item in items[1:]] + [None]
    start = _NOW - dt.timedelta(days=1000 - number)
    return CallRecord(
        number=number,
        title=_NOBODY,
        start=start,
        minutes=60,
        rule=rule,
        uid=event_uid(group, number),
        created=start,
        stamp=start,
        items=tuple(item.changed(end_ms=end) for item, end in zip(items, ends, strict=False)),
        captions=Captions(state=state) if state else None,
        notes=Notes(state=NotesState.APPROVED) if state else None,
    )


def _material(record: CallRecord) -> Material:
    """A line of each kind under each item, said a moment after it began."""
    lines = []
    for item in record.items:
        at = ((item.start_ms or 0) + 5_000, (item.start_ms or 0) + 9_000)
        for kind in minutes.Kind:
            details = {
                minutes.Kind.DECISION: minutes.OUTCOMES,
                minutes.Kind.ACTION: (f"{_NOBODY}; {_NOBODY}",),
            }
            for detail in details.get(kind, ("",)):
                lines += [Minute(item.id, kind, detail, _NOBODY, when) for when in (at, None)]
    passages = tuple(Passage(*line.at, _NOBODY) for line in lines if line.at)
    return Material(record, passages if record.items else None, tuple(lines), recording=Path(_NOBODY))
