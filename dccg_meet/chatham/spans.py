"""Which item and which rule hold at a time of the recording. Unknown is Chatham.

Times are milliseconds in the recording; a span holds its start and not its end.
"""

from __future__ import annotations

from dataclasses import dataclass

from dccg_meet.calls.rules import call_rule, item_rule
from dccg_meet.errors import DecisionNeeded
from dccg_meet.positions import clock
from dccg_meet.workspace.schema import CallRecord, Item, Rule

MARGIN_MS = 2_000
"""How far a mark may be off: this much on both sides of a part that is not on the record belongs to it."""

_STRICTNESS = (Rule.ON_RECORD, Rule.CHATHAM, Rule.OFF_RECORD)


@dataclass(frozen=True)
class Territory:
    """The part of the recording that is looked at as one agenda item's.

    It begins where the item begins (the first one at 0) and ends where the next one does (the last one at the
    end), so it also holds what was said between the items, whose rule is unknown.
    """

    item: Item
    rule: Rule
    start_ms: int
    end_ms: int

    @property
    def marked(self) -> tuple[int, int]:
        """The item's own times: what a person said belongs to it."""
        end = self.end_ms if self.item.end_ms is None else self.item.end_ms
        return self.item.start_ms or 0, end


@dataclass(frozen=True)
class Timeline:
    """The territories of a call, in order, without gaps between them."""

    territories: tuple[Territory, ...]
    strict: tuple[tuple[int, int, Rule], ...]
    outside: Rule

    def rule(self, start_ms: int, end_ms: int) -> Rule:
        """The strictest rule that holds anywhere in a stretch; a moment counts as one millisecond.

        What begins after the end of the recording, or lasts longer than rounding explains, has ``outside``.
        """
        end_ms = max(end_ms, start_ms + 1)
        touched = [rule for start, end, rule in self.strict if start_ms < end and start < end_ms]
        last_ms = self.territories[-1].end_ms
        if start_ms >= last_ms or end_ms > last_ms + MARGIN_MS:
            touched.append(self.outside)
        return strictest(Rule.ON_RECORD, *touched)

    def at(self, start_ms: int, end_ms: int) -> Territory:
        """The territory that most of a stretch lies in; the earlier one where two share it equally."""

        def overlap(territory: Territory) -> int:
            return min(end_ms, territory.end_ms) - max(start_ms, territory.start_ms)

        return max(self.territories, key=overlap)

    def of(self, item_id: str) -> Territory | None:
        """The territory of an item, or None where the call has no such item."""
        return next((part for part in self.territories if part.item.id == item_id), None)

    def all_on_record(self) -> bool:
        """Whether every millisecond belongs to an item that is on the record."""
        return not self.strict


def strictest(*rules: Rule) -> Rule:
    """The one of ``rules`` that lets the least out."""
    return max(rules, key=_STRICTNESS.index)


def timeline(record: CallRecord, end_ms: int) -> Timeline:
    """The call's items over a recording that ends at ``end_ms``.

    Raises RuleMissing, and DecisionNeeded where the items or their times are missing or cannot be.
    """
    _refuse_unsettled(record, end_ms)
    starts = [item.start_ms or 0 for item in record.items]
    borders = [0, *starts[1:], max(end_ms, starts[-1] + 1)]
    territories = tuple(
        Territory(item, item_rule(record, item), borders[place], borders[place + 1])
        for place, item in enumerate(record.items)
    )
    strict = (*_marked_spans(territories), *_gaps(record, territories))
    return Timeline(territories, strict, strictest(Rule.CHATHAM, territories[-1].rule, call_rule(record)))


def _marked_spans(territories: tuple[Territory, ...]) -> list[tuple[int, int, Rule]]:
    return [
        (part.marked[0] - MARGIN_MS, part.marked[1] + MARGIN_MS, part.rule)
        for part in territories
        if part.rule is not Rule.ON_RECORD
    ]


def _gaps(record: CallRecord, territories: tuple[Territory, ...]) -> list[tuple[int, int, Rule]]:
    """What belongs to no item: Chatham, or off the record where that may have begun early or gone on."""
    gaps = []
    reached, before = 0, Rule.CHATHAM
    after_last = (territories[-1].end_ms, territories[-1].end_ms, Rule.CHATHAM)
    for start, end, rule in [(*part.marked, part.rule) for part in territories] + [after_last]:
        if start > reached:
            off = Rule.OFF_RECORD in (before, rule, call_rule(record))
            gaps.append((reached, start, Rule.OFF_RECORD if off else Rule.CHATHAM))
        reached, before = max(reached, end), rule
    return gaps


def _refuse_unsettled(record: CallRecord, end_ms: int) -> None:
    number = record.number
    if not record.items:
        raise DecisionNeeded(
            f"call {number} has captions or notes but no agenda items, so no rule is settled for any time",
            where="call.toml: items",
            todo=f"Add them: dccg-meet agenda add {number} TITLE, "
            f"then say where each begins: dccg-meet call mark {number} ITEM TIME",
        )
    reached = -1
    for place, item in enumerate(record.items):
        last = place == len(record.items) - 1
        todo = f"Say where it begins: dccg-meet call mark {number} {item.id} TIME"
        where = f"call.toml: items[{item.id}]"
        if item.start_ms is None or (item.end_ms is None and not last):
            raise DecisionNeeded(f"item {item.id} of call {number} has no times", where=where, todo=todo)
        if item.start_ms <= reached:
            raise DecisionNeeded(f"item {item.id} begins before item {place} does", where=where, todo=todo)
        if item.start_ms >= end_ms or (item.end_ms or 0) > end_ms + MARGIN_MS:
            # An item ends where the next one was marked, so an end that is too late is the next one's mark.
            late = item if last or item.start_ms >= end_ms else record.items[place + 1]
            raise DecisionNeeded(
                f"item {late.id} lies after the end of the recording ({clock(end_ms)})",
                where=f"call.toml: items[{late.id}]",
                todo=f"Say where it begins: dccg-meet call mark {number} {late.id} TIME",
            )
        reached = item.start_ms
