"""What a template may show: everything worked out and in the order of the page. Pure functions.

Templates hold layout and words; no rule, date or time is computed in one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dccg_meet.calls.access import access_deadline
from dccg_meet.calls.changes import sentences
from dccg_meet.calls.documents import format_of
from dccg_meet.calls.items import PlannedItem, plan
from dccg_meet.calls.place import at_venue, joining
from dccg_meet.calls.rules import WORDING, Wording, call_tag, has_chatham, rules_used
from dccg_meet.calls.when import clock_time, in_words
from dccg_meet.workspace.schema import CallRecord, Group, Rule, Venue
from dccg_meet.zones import LocalTime, table


@dataclass(frozen=True)
class AgendaItem:
    """One item: ``start`` and ``end`` as ``14:05`` UTC, with the day where it is not the call's."""

    number: str
    title: str
    minutes: int
    rule: Wording
    start: str
    end: str


@dataclass(frozen=True)
class PlaceRow:
    """One place's clock: ``day`` is its own day, ``Wed 9 Dec``; ``starts`` are the items'.

    A time on another day than the row's own carries its weekday: ``Thu 00:05``.
    """

    place: str
    day: str
    start: str
    end: str
    offset: str
    starts: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A document: ``url`` is empty where the address is withheld, ``kind`` where it does not tell."""

    title: str
    url: str
    kind: str


@dataclass(frozen=True)
class AgendaContext:
    """Everything about one call that its agenda shows. Dates are in words, times as ``14:00``.

    ``clocks`` are sentences: where clocks have changed, and which places are not as far apart as usual.
    """

    group: str
    language: str
    number: int
    title: str
    cancelled: bool
    tag: str
    rules: tuple[Wording, ...]
    chatham: bool
    off_record: bool
    day: str
    start: str
    start_iso: str
    end: str
    minutes: int
    places: tuple[PlaceRow, ...]
    clocks: tuple[str, ...]
    venue: Venue | None
    venue_time: str
    join_url: str
    phones: tuple[str, ...]
    access_contact: str
    access_by: str
    items: tuple[AgendaItem, ...]
    documents: tuple[Paper, ...]
    actions: tuple[str, ...]
    list_address: str
    site: str


def context(
    record: CallRecord,
    group: Group,
    zones: Sequence[str],
    actions: Sequence[str],
    *,
    before: dt.datetime | None = None,
) -> AgendaContext:
    """The agenda of ``record``; ``zones`` are the places whose clocks are shown beside UTC.

    ``before`` is when the last call began, which clocks are compared with.
    Raises RuleMissing where nobody decided the call's rule, BadTime for an unknown zone.
    """
    planned = plan(record)
    rules = rules_used(record)
    deadline = access_deadline(record, group)
    join = joining(record, group)
    return AgendaContext(
        group=group.name,
        language=group.language,
        number=record.number,
        title=record.title,
        cancelled=record.cancelled,
        tag=call_tag(record),
        rules=tuple(WORDING[rule] for rule in rules),
        chatham=has_chatham(record),
        off_record=Rule.OFF_RECORD in rules,
        day=in_words(record.start),
        start=f"{record.start:%H:%M}",
        start_iso=f"{record.start:%Y-%m-%dT%H:%MZ}",
        end=clock_time(record.end, record.start),
        minutes=record.minutes,
        places=_places(record, planned, zones),
        clocks=sentences(record.start, before, zones),
        venue=record.venue,
        venue_time=at_venue(record),
        join_url=join.url,
        phones=join.phone,
        access_contact=group.access.contact,
        access_by=in_words(deadline) if deadline else "",
        items=tuple(_item(entry, record) for entry in planned),
        documents=tuple(
            Paper(paper.title, paper.url, format_of(paper.url).name) for paper in record.documents
        ),
        actions=tuple(actions),
        list_address=group.list,
        site=group.site,
    )


def _item(planned: PlannedItem, record: CallRecord) -> AgendaItem:
    return AgendaItem(
        number=planned.item.id,
        title=planned.item.title,
        minutes=planned.item.minutes,
        rule=WORDING[planned.rule],
        start=clock_time(planned.start, record.start),
        end=clock_time(planned.end, record.start),
    )


def _places(record: CallRecord, planned: Sequence[PlannedItem], zones: Sequence[str]) -> tuple[PlaceRow, ...]:
    """UTC first, then the places from west to east; only UTC where no zone is known."""
    return tuple(_place(row, record, planned) for row in table(record.start, zones))


def _place(row: LocalTime, record: CallRecord, planned: Sequence[PlannedItem]) -> PlaceRow:
    here = row.when.tzinfo
    return PlaceRow(
        place=row.place,
        day=f"{row.when:%a} {row.when.day} {row.when:%b}",
        start=f"{row.when:%H:%M}",
        end=clock_time(record.end.astimezone(here), row.when),
        offset=row.offset,
        starts=tuple(clock_time(entry.start.astimezone(here), row.when) for entry in planned),
    )
