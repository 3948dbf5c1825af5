"""The texts of an invitation, which people read in their calendars. Pure functions of the record."""

from __future__ import annotations

from collections.abc import Iterator

from dccg_meet.calls.access import access_deadline
from dccg_meet.calls.items import plan
from dccg_meet.calls.rules import WORDING, call_tag, rules_used
from dccg_meet.calls.when import in_words
from dccg_meet.workspace.schema import CallRecord, Group


def summary(record: CallRecord, group: Group) -> str:
    """``DCCG 97: Monthly call [Chatham House Rule]``. Raises RuleMissing.

    A cancelled call says so in the words too: several calendars do not show an event's STATUS.
    """
    title = f"{group.short.upper()} {record.number}: {record.title} {call_tag(record)}"
    return f"Cancelled: {title}" if record.cancelled else title


def description(record: CallRecord, group: Group) -> tuple[str, ...]:
    """Everything that somebody with nothing but the event needs, line by line. Raises RuleMissing.

    Parts are set apart by an empty line. No line is wrapped: calendars do that.
    """
    parts: tuple[Iterator[str], ...]
    if record.cancelled:
        parts = (_cancelled(group), _site(group))
    else:
        parts = (_rules(record), _agenda(record), _join(group), _access(record, group), _site(group))
    lines: list[str] = []
    for part in map(list, parts):
        lines += ["", *part] if lines and part else part
    return tuple(lines)


def _cancelled(group: Group) -> Iterator[str]:
    yield f"This call is cancelled. Questions: {group.list}"


def _rules(record: CallRecord) -> Iterator[str]:
    for rule in rules_used(record):
        wording = WORDING[rule]
        yield f"{wording.tag} {wording.sentence}"


def _agenda(record: CallRecord) -> Iterator[str]:
    if record.items:
        yield "Agenda (times in UTC)"
    for planned in plan(record):
        item, tag = planned.item, WORDING[planned.rule].tag
        yield f"{item.id}. {planned.start:%H:%M} {item.title} ({item.minutes} min) {tag}"


def _join(group: Group) -> Iterator[str]:
    if group.join.url:
        yield f"Join by computer or app: {group.join.url}"
    for line in group.join.phone:
        yield f"Join by phone: {line}"


def _access(record: CallRecord, group: Group) -> Iterator[str]:
    """Who is asked when the group named nobody: the facilitators. Never the list, whose archive is public."""
    whom = f"write to {group.access.contact}" if group.access.contact else "tell the facilitators"
    last = access_deadline(record, group)
    when = f"by {in_words(last)}" if last else "as early as you can"
    yield f"Captioning, sign language or another format: {whom} {when}."


def _site(group: Group) -> Iterator[str]:
    if group.site:
        yield f"Agenda, notes and earlier calls: {group.site}"
