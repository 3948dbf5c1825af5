"""The options of ``call schedule`` and ``call move`` that say where people meet and how they come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    from dccg_meet.calls.place import Where
    from dccg_meet.workspace.folder import Workspace
    from dccg_meet.workspace.schema import CallRecord, Join, Venue

_OPTIONS = (
    click.option("--venue", metavar="NAME", help="Building and room, to meet face to face; needs --zone."),
    click.option("--address", metavar="TEXT", help="Postal address of the venue."),
    click.option("--venue-access", metavar="TEXT", help="How people get in: step-free, induction loop, …"),
    click.option("--geo", metavar="LAT,LON", help="Degrees north and east: 59.9127,10.7461"),
    click.option("--join-url", metavar="URL", help="Web address of this call alone. Public: no passcode."),
    click.option("--phone", metavar="TEXT", multiple=True, help="Dial-in of this call alone; repeatable."),
)


@dataclass(frozen=True)
class Typed:
    """What was typed; None or empty where nothing was."""

    venue: str | None = None
    address: str | None = None
    venue_access: str | None = None
    geo: str | None = None
    join_url: str | None = None
    phone: tuple[str, ...] = ()
    no_venue: bool = False
    usual_join: bool = False


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for the place; the command takes them as keywords for :class:`Typed`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def where_typed(typed: Typed, zone: str | None, before: CallRecord | None = None) -> Where:
    """The place that was typed, over the one that the call has ``before``; ``zone`` as it was typed.

    Raises DecisionNeeded, BadValue and pydantic.ValidationError for what cannot be a place.
    """
    from dccg_meet.calls.place import Where, venue_zone

    venue = _venue(typed, before.venue if before else None)
    if venue is not None:
        venue_zone(zone, before)
    return Where(venue, _join(typed, before.join if before else None))


def warn_passcode(record: CallRecord) -> None:
    """Warn where the call's own join details, which are published, seem to hold a passcode."""
    from dccg_meet.invites.gaps import holds_passcode

    if record.join is not None and holds_passcode(record.join):
        common.warn(
            "the join details of this call seem to hold a passcode, and they are published: "
            "see join in call.toml"
        )


def print_place(place: Workspace, record: CallRecord) -> None:
    """Print venue, join details and documents of a call, a line each."""
    from dccg_meet.calls.place import joining

    if record.venue is not None:
        click.echo(f"  venue: {record.venue.line}")
        click.echo(f"  access: {record.venue.access or 'nothing said yet: call move --venue-access'}")
        if record.venue.latitude is not None:
            click.echo(f"  position: {record.venue.latitude:g},{record.venue.longitude:g}")
    join = joining(record, place.group())
    if join.url:
        click.echo(f"  join: {join.url}")
    for line in join.phone:
        click.echo(f"  phone: {line}")
    for paper in record.documents:
        click.echo(f"  document: {paper.title}, {paper.url} (added {paper.added:%d %b %H:%M} UTC)")


def _venue(typed: Typed, before: Venue | None) -> Venue | None:
    from dccg_meet.calls.place import coordinates
    from dccg_meet.workspace.schema import Venue

    given: dict[str, Any] = {
        "name": typed.venue,
        "address": typed.address,
        "access": typed.venue_access,
    }
    if typed.geo is not None:
        given["latitude"], given["longitude"] = coordinates(typed.geo)
    given = {key: value for key, value in given.items() if value is not None}
    if typed.no_venue:
        if given:
            raise click.UsageError("--no-venue goes with no --venue, --address, --venue-access or --geo.")
        return None
    if not given:
        return before
    if typed.venue is not None:
        return Venue.model_validate(given)
    if before is None:
        raise click.UsageError("--address, --venue-access and --geo belong to a --venue.")
    return before.changed(**given)


def _join(typed: Typed, before: Join | None) -> Join | None:
    from dccg_meet.workspace.schema import Join

    if typed.usual_join:
        if typed.join_url or typed.phone:
            raise click.UsageError("--usual-join goes with no --join-url or --phone.")
        return None
    if typed.join_url is None and not typed.phone:
        return before
    return Join(
        url=typed.join_url if typed.join_url is not None else before.url if before else "",
        phone=typed.phone or (before.phone if before else ()),
    )
