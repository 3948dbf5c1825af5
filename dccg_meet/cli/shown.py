"""What several commands show of a call: its line, its clocks, and what is masked on the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    from dccg_meet.workspace.folder import Workspace
    from dccg_meet.workspace.schema import CallRecord, Group


def print_line(record: CallRecord) -> None:
    """Print one call as one line."""
    click.echo(line_of(record))


def line_of(record: CallRecord) -> str:
    """One call as one line: number, time in UTC and where it was scheduled, length, title, rule, state."""
    from dccg_meet import zones
    from dccg_meet.calls import rules

    local = ""
    if record.zone != "UTC":
        row = zones.LocalTime(
            record.zone, zones.place(record.zone), record.start.astimezone(zones.zone(record.zone))
        )
        local = f" ({row.when:%H:%M} {row.place})"
    tag = rules.call_tag(record) if record.rule else "[rule not decided]"
    state = " CANCELLED" if record.cancelled else ""
    at = f", at {record.venue.name}" if record.venue else ""
    return (
        f"call {record.number}  {record.start:%a %d %b %Y %H:%M} UTC{local}{at}, {record.minutes} min  "
        f"{record.title} {tag}{state}"
    )


def roster_zones(place: Workspace) -> tuple[str, ...]:
    """The zones of the people on the roster, each once; never whose."""
    return tuple(sorted({person.zone for person in place.roster().people if person.zone}))


def zones_shown(place: Workspace, group: Group, record: CallRecord) -> tuple[str, ...]:
    """The zones to show for a call: the group's, its own, the roster's; never whose."""
    return tuple(dict.fromkeys((group.zone, record.zone, *roster_zones(place))))


def warn_about(place: Workspace, record: CallRecord) -> None:
    """Tell what of an agenda is masked, and whether its items fit the call."""
    warn_masked(place, record)
    warn_overrun(record)


def warn_masked(place: Workspace, record: CallRecord) -> None:
    """Tell which titles name somebody on the roster: what is sent and published masks them."""
    from dccg_meet.chatham.release import public_record

    if record.rule is None:
        return
    shown = _sayings(public_record(record, place.roster()))
    for what, text in _sayings(record).items():
        if shown[what] != text:
            common.warn(f"{what} names somebody on the roster; what you send and publish masks it")


def _sayings(record: CallRecord) -> dict[str, object]:
    """What is published of a record and may name somebody, by what it is called in a warning."""
    return {
        "the title of the call": record.title,
        **{f"the title of item {item.id}": item.title for item in record.items},
        **{f"document {place}": paper for place, paper in enumerate(record.documents, 1)},
        "the venue": record.venue,
    }


def warn_overrun(record: CallRecord) -> None:
    """Tell where the items take longer than the call."""
    from dccg_meet.calls.items import overrun

    over = overrun(record)
    if over and not record.cancelled:
        common.warn(
            f"the items take {record.minutes + over} minutes, {over} more than the call has; "
            "shorten them in call.toml, or give the call more time: dccg-meet call move"
        )
