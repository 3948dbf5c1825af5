"""When each agenda item is planned, and how long the call takes with them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from dccg_meet.calls.rules import item_rule
from dccg_meet.workspace.schema import CallRecord, Item, Rule

_LONG_MINUTES = 90


@dataclass(frozen=True)
class PlannedItem:
    """An agenda item with the rule that applies to it and its planned times (UTC)."""

    item: Item
    rule: Rule
    start: dt.datetime
    end: dt.datetime


def plan(record: CallRecord) -> tuple[PlannedItem, ...]:
    """The items one after another from the call's start. Raises RuleMissing.

    The sum of the minutes may exceed the call's: that is for the chair to see, not for us to cut.
    """
    planned = []
    start = record.start
    for item in record.items:
        end = start + dt.timedelta(minutes=item.minutes)
        planned.append(PlannedItem(item, item_rule(record, item), start, end))
        start = end
    return tuple(planned)


def planned_minutes(record: CallRecord) -> int:
    """How long the call takes: as long as it was given, or as long as its items where these take longer."""
    return max(record.minutes, sum(item.minutes for item in record.items))


def overrun(record: CallRecord) -> int:
    """By how many minutes the items exceed the call; 0 where they fit."""
    return planned_minutes(record) - record.minutes


def is_long(record: CallRecord) -> bool:
    """Whether the call is too long to be held without a break."""
    return planned_minutes(record) > _LONG_MINUTES


def is_break(item: Item) -> bool:
    """Whether the item is a break, as its title says."""
    return re.search(r"\b(?:breaks?|pause|intermission)\b", item.title, re.IGNORECASE) is not None
