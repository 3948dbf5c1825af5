"""The life of a call: scheduled, moved, cancelled; numbering, identity and clashes. Pure functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from dccg_meet.calls.place import Where, where
from dccg_meet.calls.rules import CHOICES
from dccg_meet.errors import BadItem, BadValue, Clash, PastTime, RuleMissing
from dccg_meet.positions import clock
from dccg_meet.workspace.schema import CallRecord, Document, Group, Item, Rule, Status


def schedule(
    group: Group,
    existing: Iterable[CallRecord],
    *,
    start: dt.datetime,
    minutes: int,
    zone: str,
    rule: Rule | None,
    title: str,
    now: dt.datetime,
    past: bool = False,
    place: Where | None = None,
) -> CallRecord:
    """A new call with the next number of the series.

    Raises RuleMissing, PastTime (without ``past``), Clash.
    """
    existing = tuple(existing)
    if rule is None:
        raise RuleMissing(
            "nobody decided under which rule the call is held",
            todo=f"Add --rule: {CHOICES}. Single items may differ (agenda add --rule).",
        )
    number = max((record.number for record in existing), default=group.first_number - 1) + 1
    record = CallRecord(
        number=number,
        title=title,
        start=start,
        minutes=minutes,
        zone=zone,
        venue=place.venue if place else None,
        join=place.join if place else None,
        rule=rule,
        uid=event_uid(group, number),
        created=now,
        stamp=now,
    )
    _refuse_past(record, now, past=past)
    _refuse_clash(record, existing)
    return record


def move(
    record: CallRecord,
    existing: Iterable[CallRecord],
    *,
    start: dt.datetime,
    minutes: int,
    zone: str,
    now: dt.datetime,
    past: bool = False,
    place: Where | None = None,
) -> CallRecord:
    """``record`` at another time or place: same UID, SEQUENCE one higher, a newer stamp.

    RFC 5546 sections 2.1.4 and 3.2.2.1. Without ``place`` it is held where it was to be held. What a person
    confirmed for the accessibility checklist was for the old time and place, so it has to be confirmed again.
    A cancelled call that is moved takes place again. A move to where the call is already changes nothing.
    Raises PastTime, also for a call that took place already, and Clash.
    """
    _refuse_held(record, now, past=past)
    place = where(record) if place is None else place
    before = (record.start, record.minutes, record.zone, where(record))
    if not record.cancelled and before == (start, minutes, zone, place):
        return record
    moved = record.changed(
        start=start,
        minutes=minutes,
        zone=zone,
        venue=place.venue,
        join=place.join,
        status=Status.CONFIRMED,
        confirmed=record.confirmed if (start, place) == (record.start, where(record)) else (),
    )
    _refuse_past(moved, now, past=past)
    _refuse_clash(moved, existing)
    return _next_sequence(moved, now)


def cancel(record: CallRecord, *, now: dt.datetime, past: bool = False) -> CallRecord:
    """``record`` as cancelled: same UID, SEQUENCE one higher. Cancelling twice changes nothing.

    Raises PastTime for a call that took place, unless ``past``.
    """
    if record.cancelled:
        return record
    _refuse_held(record, now, past=past)
    return _next_sequence(record.changed(status=Status.CANCELLED), now)


def revise(record: CallRecord, *, now: dt.datetime, place: bool) -> CallRecord:
    """``record`` with a newer stamp, as its invite says something else; SEQUENCE higher if the place did."""
    revised = _next_sequence(record, now)
    return revised if place else revised.changed(sequence=record.sequence)


def event_uid(group: Group, number: int) -> str:
    """The event's permanent UID, from the group and the number (RFC 7986 section 5.3: no personal data)."""
    host = group.list.rpartition("@")[2].lower()
    return f"{group.short}-call-{number:03d}@{host}"


def add_item(
    record: CallRecord, title: str, *, minutes: int, rule: Rule | None, now: dt.datetime
) -> CallRecord:
    """``record`` with one more agenda item at the end. Raises BadItem where the call is cancelled."""
    _refuse_cancelled(record)
    item = Item(id=str(len(record.items) + 1), title=title, minutes=minutes, rule=rule)
    return record.changed(items=(*record.items, item), stamp=max(now, record.stamp))


def attach(record: CallRecord, title: str, url: str, *, now: dt.datetime) -> tuple[CallRecord, Document]:
    """``record`` with one more document, and that one; one that has this address already gets the title.

    Raises BadItem where the call is cancelled, BadValue without an address.
    """
    _refuse_cancelled(record)
    paper = Document(title=title, url=url, added=now)
    if not paper.url:
        raise BadValue("a document without an address", todo="Give the address at which it is to be read.")
    papers = {known.url: known for known in record.documents}
    known = papers.get(paper.url)
    papers[paper.url] = known.changed(title=paper.title) if known else paper
    if tuple(papers.values()) != record.documents:
        record = record.changed(documents=tuple(papers.values()), stamp=max(now, record.stamp))
    return record, papers[paper.url]


def confirm(record: CallRecord, seen_to: Iterable[str], taken_back: Iterable[str] = ()) -> CallRecord:
    """``record`` with what a person has seen to of the accessibility checklist, by the rules' ids."""
    gone = set(taken_back)
    ids = dict.fromkeys([*record.confirmed, *seen_to])
    return record.changed(confirmed=tuple(rule for rule in ids if rule not in gone))


def mark_item(record: CallRecord, item_id: str, start_ms: int) -> CallRecord:
    """``record`` with the place in the recording where an item begins; the item before it ends there.

    Raises BadItem for an unknown item, a place after the end, or one that puts the items out of order.
    """
    known = {item.id: position for position, item in enumerate(record.items)}
    if item_id not in known:
        raise BadItem(
            f"call {record.number} has no item {item_id!r}", todo=f"See: dccg-meet call show {record.number}"
        )
    if record.recording and start_ms >= record.recording.duration_ms:
        raise BadItem(
            f"the recording of call {record.number} ends at {clock(record.recording.duration_ms)}",
            todo="Give a place before its end.",
        )
    position = known[item_id]
    starts = [item.start_ms for item in record.items]
    starts[position] = start_ms
    settled = [start for start in starts if start is not None]
    if settled != sorted(set(settled)):
        raise BadItem(
            f"item {item_id} would begin before an item that comes before it, or after one that follows",
            where="call.toml: items",
            todo="Mark the items in the order in which they were held.",
        )
    items = []
    for place, item in enumerate(record.items):
        following = starts[place + 1] if place + 1 < len(starts) else None
        items.append(
            item.changed(start_ms=starts[place], end_ms=following if starts[place] is not None else None)
        )
    return record.changed(items=tuple(items))


def _next_sequence(record: CallRecord, now: dt.datetime) -> CallRecord:
    newer = max(now, record.stamp + dt.timedelta(seconds=1))
    return record.changed(sequence=record.sequence + 1, stamp=newer)


def _refuse_cancelled(record: CallRecord) -> None:
    if record.cancelled:
        raise BadItem(
            f"call {record.number} is cancelled", todo="Give the call a time first: dccg-meet call move"
        )


def _refuse_past(record: CallRecord, now: dt.datetime, *, past: bool) -> None:
    if record.start < now and not past:
        raise PastTime(
            f"{record.start:%Y-%m-%d %H:%M} UTC is over",
            todo="Choose a later time, or add --past to enter a call that took place.",
        )


def _refuse_held(record: CallRecord, now: dt.datetime, *, past: bool) -> None:
    if held(record, now) and not past:
        raise PastTime(
            f"call {record.number} took place on {record.start:%Y-%m-%d}",
            todo="Name another call, or add --past if this one did not take place.",
        )


def _refuse_clash(record: CallRecord, existing: Iterable[CallRecord]) -> None:
    for other in existing:
        if other.number != record.number and other.occupies(record.start, record.end):
            raise Clash(
                f"call {other.number} takes place from {other.start:%Y-%m-%d %H:%M} to {other.end:%H:%M} UTC",
                todo="Choose another time, or move that call first.",
            )


def held(record: CallRecord, now: dt.datetime) -> bool:
    """Whether the call took place: its time is over and it was not cancelled."""
    return not record.cancelled and record.end <= now
