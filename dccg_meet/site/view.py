"""What the pages show of a call, worked out and in words. Pure functions of ``Public…`` values and the clock.

Templates hold layout; no rule, date or time is computed in one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dccg_meet.calls.items import plan
from dccg_meet.calls.rules import WORDING, call_tag, item_rule, rules_used
from dccg_meet.calls.when import in_words
from dccg_meet.chatham.names.redaction import masked
from dccg_meet.chatham.public import PublicCall, PublicMinute
from dccg_meet.notes.actions import owner_and_due
from dccg_meet.notes.minutes import Kind, span
from dccg_meet.positions import clock
from dccg_meet.site import address
from dccg_meet.site.transcript import Paragraph, paragraphs
from dccg_meet.workspace.schema import CaptionState, NotesState, Rule
from dccg_meet.writing.prose import listed

LABELS: Final = {
    Kind.SUMMARY: "Summary",
    Kind.PROPOSAL: "Proposal",
    Kind.DECISION: "Decision",
    Kind.DISSENT: "Dissenting view",
    Kind.ACTION: "Action",
    Kind.QUESTION: "Open question",
    Kind.LINK: "Link",
    Kind.CORRECTION: "Correction",
}
"""The kinds of lines as readers see them."""

CAPTION_STATES: Final = {
    CaptionState.MACHINE: (
        "Nobody has checked these captions. A machine made them: expect wrong words, wrong names and missing "
        "speech, and do not quote from them."
    ),
    CaptionState.APPROVED: "A person has checked and approved these captions.",
}
"""What a reader has to know about the captions."""


_STYLES: Final = {
    Rule.CHATHAM: "unattributed",
    Rule.ON_RECORD: "on-the-record",
    Rule.OFF_RECORD: "off-the-record",
}
"""Names of the rules in the CSS; none is that of an organisation, which the gate might have to look for."""

_DUE_OPENING = re.compile(r"^(?:by|on) ", re.IGNORECASE)


@dataclass(frozen=True)
class RuleView:
    """A rule, the items that it applies to in words, and its sentence. ``style`` is its name in the CSS."""

    style: str
    name: str
    where: str
    sentence: str


@dataclass(frozen=True)
class LineView:
    """A line of the notes. ``at`` is its time range in words, ``target`` the paragraph where it is said."""

    anchor: str
    style: str
    label: str
    outcome: str
    text: str
    owner: str
    due: str
    at: str
    target: str


@dataclass(frozen=True)
class ItemView:
    """One agenda item with all that is known of it. ``start`` and ``end`` are ``14:05`` (UTC)."""

    number: str
    title: str
    style: str
    rule: str
    start: str
    end: str
    minutes: int
    lines: tuple[LineView, ...]
    paragraphs: tuple[tuple[str, Paragraph], ...]


@dataclass(frozen=True)
class CallView:
    """One call. ``state`` is upcoming, now, held or cancelled; ``files`` names what lies beside the page."""

    number: int
    folder: str
    title: str
    day: str
    short_day: str
    iso: str
    start: str
    end: str
    minutes: int
    state: str
    tag: str
    style: str
    rules: tuple[RuleView, ...]
    items: tuple[ItemView, ...]
    notes: bool
    captions: str
    caption_state: str
    withheld: bool
    audio: bool
    audio_withheld: str
    files: frozenset[str]


def view(call: PublicCall, files: frozenset[str], now: dt.datetime) -> CallView:
    """``call`` as its page shows it; ``files`` names what lies beside the page. Raises RuleMissing."""
    record = call.record
    return CallView(
        number=record.number,
        folder=address.slug(record),
        title=record.title,
        day=in_words(record.start),
        short_day=f"{record.start.day} {record.start:%B %Y}",
        iso=f"{record.start:%Y-%m-%dT%H:%MZ}",
        start=f"{record.start:%H:%M}",
        end=f"{record.end:%H:%M}",
        minutes=record.minutes,
        state=_state(call, now),
        tag=call_tag(record).strip("[]"),
        style=_call_style(call),
        rules=_rules(call),
        items=_items(call),
        notes=call.notes_state is NotesState.APPROVED,
        captions=call.captions or "",
        caption_state=CAPTION_STATES[call.captions] if call.captions else "",
        withheld=any(masked(text) for text in _texts(call)),
        audio=call.audio is not None,
        audio_withheld=call.audio_withheld,
        files=files,
    )


def _state(call: PublicCall, now: dt.datetime) -> str:
    if call.record.cancelled:
        return "cancelled"
    if now < call.record.start:
        return "upcoming"
    return "now" if now < call.record.end else "held"


def _call_style(call: PublicCall) -> str:
    """The rule that asks for most care gives the colour."""
    used = rules_used(call.record)
    return next(_STYLES[rule] for rule in (Rule.CHATHAM, Rule.OFF_RECORD, Rule.ON_RECORD) if rule in used)


def _rules(call: PublicCall) -> tuple[RuleView, ...]:
    record = call.record
    found = []
    for rule in rules_used(record):
        items = [item.id for item in record.items if item_rule(record, item) is rule]
        if items or not record.items:
            where = "the whole call" if len(items) == len(record.items) else _enumerated(items)
            found.append(RuleView(_STYLES[rule], WORDING[rule].name, where, WORDING[rule].sentence))
    return tuple(found)


def _enumerated(items: Sequence[str]) -> str:
    """``item 3``; ``items 1, 2 and 4``."""
    return f"item{'s' if items[1:] else ''} {listed(items)}"


def _items(call: PublicCall) -> tuple[ItemView, ...]:
    said = paragraphs(call)
    found = []
    for planned in plan(call.record):
        item = planned.item
        private_times = planned.rule is Rule.CHATHAM
        stretch = said[item.id]
        found.append(
            ItemView(
                number=item.id,
                title=item.title,
                style=_STYLES[planned.rule],
                rule=WORDING[planned.rule].name,
                start=f"{planned.start:%H:%M}",
                end=f"{planned.end:%H:%M}",
                minutes=item.minutes,
                lines=_lines(call, item.id, () if private_times else stretch),
                paragraphs=tuple(("" if private_times else clock(part.start_ms), part) for part in stretch),
            )
        )
    return tuple(found)


def _lines(call: PublicCall, item: str, said: Sequence[Paragraph]) -> tuple[LineView, ...]:
    """The lines of an item; without ``said`` none has a time: under the Rule, times tell who spoke."""
    found = []
    counts: dict[str, int] = {}
    for minute in (minute for minute in call.minutes if minute.item == item):
        counts[minute.kind] = counts.get(minute.kind, 0) + 1
        found.append(_line(minute, counts[minute.kind], said))
    return tuple(found)


def _line(minute: PublicMinute, count: int, said: Sequence[Paragraph]) -> LineView:
    kind = Kind(minute.kind)
    owner, due = owner_and_due(minute.detail) if kind is Kind.ACTION else ("", "")
    at = minute.at if said else None
    before = [part for part in said if at and part.start_ms <= at[0]]
    place = before[-1:] or said[:1]
    return LineView(
        anchor=f"item-{minute.item}-{kind.lower()}-{count}",
        style=kind.lower(),
        label=LABELS[kind],
        outcome=minute.detail if kind is Kind.DECISION else "",
        text=minute.text,
        owner=owner,
        due=_DUE_OPENING.sub("", due),
        at=span(at) if at else "",
        target=place[0].anchor if at else "",
    )


def _texts(call: PublicCall) -> list[str]:
    record = call.record
    return [
        record.title,
        *(item.title for item in record.items),
        *(text for minute in call.minutes for text in (minute.text, minute.detail)),
        *(cue.text for cue in call.cues),
    ]
