"""When each agenda item is planned, and how positions in a recording are written."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from dccg_meet.calls.rules import item_rule
from dccg_meet.errors import BadTime
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


def position(text: str) -> int:
    """``1:07.6`` or ``0:01:07.600`` as milliseconds. Raises BadTime."""
    match = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?", text.strip(), re.ASCII)
    if not match or int(match[3]) > 59 or (match[1] and int(match[2]) > 59):  # noqa: PLR2004 - clock arithmetic
        raise BadTime(
            f"{text!r} is no place in a recording", todo="Write minutes and seconds: 1:07 or 0:01:07.600"
        )
    seconds = (int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])
    return seconds * 1000 + int((match[4] or "0").ljust(3, "0"))


def clock(milliseconds: int) -> str:
    """A place in a recording for people: ``1:07``, from one hour on ``1:02:07``."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
