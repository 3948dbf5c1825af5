"""The texts of an invitation, which people read in their calendars. Pure functions of the record."""

from __future__ import annotations

from collections.abc import Iterator

from dccg_meet.calls.access import access_deadline
from dccg_meet.calls.items import plan
from dccg_meet.calls.place import at_venue, joining, page
from dccg_meet.calls.rules import WORDING, call_tag, rules_used
from dccg_meet.calls.when import in_words, span
from dccg_meet.workspace.schema import CallRecord, Group
from dccg_meet.zones import place, zone


def summary(record: CallRecord, group: Group, *, day: str = "") -> str:
    """``DCCG 97: Monthly call [Chatham House Rule]``, with the ``day`` before the tag. Raises RuleMissing.

    A cancelled call says so in the words too: several calendars do not show an event's STATUS.
    """
    when = f", {day}" if day else ""
    title = f"{group.short.upper()} {record.number}: {record.title}{when} {call_tag(record)}"
    return f"Cancelled: {title}" if record.cancelled else title


def where(record: CallRecord, group: Group) -> str:
    """What LOCATION says: the venue with its address, else how people come in; else nothing."""
    if record.venue:
        return record.venue.line
    join = joining(record, group)
    return join.url or next(iter(join.phone), "")


def description(record: CallRecord, group: Group, *, zone: str = "", passcode: str = "") -> tuple[str, ...]:
    """Everything that somebody with nothing but the event needs, line by line. Raises RuleMissing, BadTime.

    Parts are set apart by an empty line. No line is wrapped: calendars do that. ``zone`` and ``passcode`` are
    for the invitation of one person, whose clock and way in are told too.
    """
    parts: tuple[Iterator[str], ...]
    if record.cancelled:
        parts = (_cancelled(group), _site(record, group))
    else:
        parts = (
            _time(record, zone),
            _rules(record),
            _agenda(record),
            _documents(record),
            _venue(record),
            _join(record, group, passcode),
            _access(record, group),
            _site(record, group),
        )
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


def _time(record: CallRecord, zone_name: str) -> Iterator[str]:
    """The venue's clock and the reader's own, in words: a calendar of another zone shows neither."""
    if record.venue:
        yield f"{at_venue(record)}."
    if zone_name:
        start, end = (moment.astimezone(zone(zone_name)) for moment in (record.start, record.end))
        yield (
            f"Your time ({place(zone_name)}): {span(start, end)}. "
            f"In UTC: {in_words(record.start)}, {record.start:%H:%M}."
        )


def _agenda(record: CallRecord) -> Iterator[str]:
    """The items with their times: on the clocks of the venue, if people meet at one."""
    here = record.zone if record.venue else "UTC"
    if record.items:
        yield f"Agenda (times in {place(here)})"
    for planned in plan(record):
        item, tag = planned.item, WORDING[planned.rule].tag
        start = planned.start.astimezone(zone(here))
        yield f"{item.id}. {start:%H:%M} {item.title} ({item.minutes} min) {tag}"


def _venue(record: CallRecord) -> Iterator[str]:
    venue = record.venue
    if venue:
        yield f"Where: {venue.line}"
        if venue.access:
            yield f"Getting in and taking part: {venue.access}"


def _join(record: CallRecord, group: Group, passcode: str) -> Iterator[str]:
    join = joining(record, group)
    if join.url:
        yield f"Join by computer or app: {join.url}"
    for line in join.phone:
        yield f"Join by phone: {line}"
    if passcode:
        yield f"Passcode, for you alone: {passcode}"


def _access(record: CallRecord, group: Group) -> Iterator[str]:
    """Who is asked when the group named nobody: the facilitators. Never the list, whose archive is public."""
    whom = f"write to {group.access.contact}" if group.access.contact else "tell the facilitators"
    last = access_deadline(record, group)
    when = f"by {in_words(last)}" if last else "as early as you can"
    yield f"Captioning, sign language or another format: {whom} {when}."


def _documents(record: CallRecord) -> Iterator[str]:
    if record.documents:
        yield "Documents"
    for document in record.documents:
        yield f"{document.title}: {document.url}" if document.url else document.title


def _site(record: CallRecord, group: Group) -> Iterator[str]:
    if address := page(record, group):
        yield f"Agenda, documents and afterwards notes: {address}"
