"""``dccg-meet call``: schedule, list, show, move, cancel and mark calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dccg_meet.cli import common
from dccg_meet.cli.shown import line_of, print_line
from dccg_meet.cli.where import Typed, place_options, print_place, warn_passcode, where_typed

if TYPE_CHECKING:
    import datetime as dt

    from dccg_meet.workspace.folder import Workspace
    from dccg_meet.workspace.schema import CallRecord

_RULES = click.Choice(["chatham-house", "on-the-record", "off-the-record"])


def _zone_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    text = f"Zone of WHEN, such as Europe/Oslo. Default: {default}."
    return click.option("--zone", metavar="ZONE", help=text)


_minutes_option = click.option("--minutes", type=click.IntRange(1, 1440), help="Length. Default: as before.")
_past_option = click.option("--past", is_flag=True, help="Accept a time that is over.")
_fold_option = click.option(
    "--first/--second",
    "first",
    default=None,
    help="Which one, where the clocks go back and show WHEN twice.",
)


@click.group()
def call() -> None:
    """Schedule, list, show, move and cancel calls.

    CALL is a number (97), a date (2026-12-09), "next" or "last".
    """


@call.command()
@click.argument("when")
@_zone_option("the group's")
@_minutes_option
@click.option("--rule", type=_RULES, help="Under which rule the call is held. There is no default.")
@click.option("--title", help="Default: Monthly call.", default="Monthly call")
@place_options
@_past_option
@_fold_option
def schedule(
    when: str,
    zone: str | None,
    minutes: int | None,
    rule: str | None,
    title: str,
    past: bool,
    first: bool | None,
    **typed: Any,
) -> None:
    """Schedule a call at WHEN, on the network as always, or face to face at a --venue in its --zone.

    Refuses a local time that daylight saving skips or shows twice (unless told which), a time that is over,
    a clash with another call, and a call whose rule nobody decided.

    \b
    Example:
      dccg-meet call schedule "2026-12-09 14:00" --zone Europe/Oslo --rule chatham-house
      dccg-meet call schedule "2026-12-15 09:30" --zone Africa/Nairobi --rule on-the-record \\
        --venue "Conference centre, room 4" --venue-access "Step-free, induction loop"
    """
    from dccg_meet.calls import lifecycle
    from dccg_meet.cli.shown import warn_masked
    from dccg_meet.workspace.schema import Rule

    place = common.workspace()
    with place.lock():
        group = place.group()
        held_at = where_typed(Typed(**typed), zone)
        zone = zone or group.zone
        record = lifecycle.schedule(
            group,
            [folder.record for folder in place.calls()],
            start=_start(when, zone, first=first),
            minutes=minutes or group.minutes,
            zone=zone,
            rule=Rule(rule) if rule else None,
            title=title,
            now=common.now(),
            past=past,
            place=held_at,
        )
        folder = place.save_call(record)
    print_line(record)
    warn_passcode(record)
    warn_masked(place, record)
    common.done(folder.path / "call.toml", place=place)


@call.command("list")
@click.option("--all", "everything", is_flag=True, help="Past and cancelled calls too.")
@common.json_option
def list_(everything: bool, as_json: bool) -> None:
    """List the calls to come, or all of them.

    \b
    Example:
      dccg-meet call list --all
    """
    now = common.now()
    records = [folder.record for folder in common.workspace().calls()]
    wanted = [record for record in records if everything or (record.end > now and not record.cancelled)]
    if as_json:
        common.print_json([_data(record) for record in wanted])
        return
    if wanted:
        click.echo("\n".join(map(line_of, wanted)))
    else:
        click.echo("no calls to come" if records else "no calls yet: dccg-meet call schedule")


@call.command()
@common.call_argument
@click.option("--names", is_flag=True, help="PRIVATE: say who answered the invitation, and how.")
@common.json_option
def show(call: str, names: bool, as_json: bool) -> None:
    """Show one call: its time in every zone, its place, its rule, its items, who comes, its files.

    How many answered the invitation is shown once "dccg-meet invite replies" has read their answers.

    \b
    Example:
      dccg-meet call show next
    """
    from dccg_meet import zones
    from dccg_meet.calls import items
    from dccg_meet.calls.rules import CHOICES, WORDING
    from dccg_meet.cli import standing
    from dccg_meet.cli.shown import zones_shown
    from dccg_meet.positions import clock

    place = common.workspace()
    folder = common.find_call(place, call)
    record = folder.record
    answers = standing.standing_of(place, folder)
    if as_json:
        common.print_json({**_data(record), **(standing.data(answers, names=names) if answers else {})})
        return
    print_line(record)
    for row in zones.table(record.start, zones_shown(place, place.group(), record)):
        click.echo(f"  {row.place:<20} {row.when:%a %d %b %H:%M}  {row.offset}")
    print_place(place, record)
    if record.rule is None:
        click.echo(f'  nobody decided the rule: write rule = "…" into call.toml, {CHOICES}')
    for planned in items.plan(record) if record.rule else ():
        at = "" if planned.item.start_ms is None else f"  recording {clock(planned.item.start_ms)}"
        tag = WORDING[planned.rule].tag
        click.echo(f"  {planned.item.id}. {planned.start:%H:%M} UTC  {planned.item.title} {tag}{at}")
    if answers:
        click.echo(f"  {standing.counts(answers)}")
        if names:
            standing.print_seats(answers)
    existing = sorted(path.name for path in folder.path.iterdir() if not path.name.startswith("."))
    click.echo("  files: " + ", ".join(existing))


@call.command()
@common.call_argument
@click.argument("when", required=False)
@_zone_option("the call's")
@_minutes_option
@place_options
@click.option("--no-venue", is_flag=True, help="It is not held face to face any more.")
@click.option("--usual-join", is_flag=True, help="People come in as into every call: see join in dccg.toml.")
@_past_option
@_fold_option
def move(
    call: str,
    when: str | None,
    zone: str | None,
    minutes: int | None,
    past: bool,
    first: bool | None,
    **typed: Any,
) -> None:
    """Move CALL to WHEN, or to another place; without WHEN it keeps its time.

    Calendars update the same event (SEQUENCE one higher). A cancelled call is on again.

    \b
    Example:
      dccg-meet call move next "2026-12-10 15:00" --zone Europe/Oslo
      dccg-meet call move next --venue "Room 5" --zone Europe/Oslo
    """
    from dccg_meet.calls import lifecycle
    from dccg_meet.cli.shown import warn_masked

    place = common.workspace()
    with place.lock():
        before = common.find_call(place, call).record
        held_at = where_typed(Typed(**typed), zone, before)
        zone = zone or before.zone
        record = lifecycle.move(
            before,
            [folder.record for folder in place.calls()],
            start=_start(when, zone, first=first) if when else _still(before, zone),
            minutes=minutes or before.minutes,
            zone=zone,
            now=common.now(),
            past=past,
            place=held_at,
        )
        place.save_call(record)
    print_line(record)
    warn_passcode(record)
    if record.venue != before.venue:
        warn_masked(place, record)
    if before.confirmed and not record.confirmed:
        click.echo(f"what was confirmed was for the old time: dccg-meet agenda check {record.number}")
    _say_next(place, before, record)


@call.command()
@common.call_argument
@click.option("--past", is_flag=True, help="Even if its time is over.")
def cancel(call: str, past: bool) -> None:
    """Cancel CALL; it stays in the calendar feed as cancelled.

    \b
    Example:
      dccg-meet call cancel next
    """
    from dccg_meet.calls import lifecycle

    place = common.workspace()
    with place.lock():
        before = common.find_call(place, call).record
        record = lifecycle.cancel(before, now=common.now(), past=past)
        place.save_call(record)
    print_line(record)
    _say_next(place, before, record)


@call.command()
@common.call_argument
@click.argument("item")
@click.argument("at", metavar="TIME")
def mark(call: str, item: str, at: str) -> None:
    """Mark where in the recording ITEM begins; the item before it ends there.

    Without these marks nothing that was said can be published: what is not known to be on the record is
    treated as held under the Chatham House Rule.

    \b
    Example:
      dccg-meet call mark 97 3 1:07
    """
    from dccg_meet.calls import lifecycle
    from dccg_meet.positions import clock, position

    place = common.workspace()
    with place.lock():
        before = common.find_call(place, call).record
        record = lifecycle.mark_item(before, item, position(at))
        place.save_call(record)
    if before != record and any(part and part.approved_at for part in (record.captions, record.notes)):
        common.warn(
            "what was approved before has to be approved again: the rule of what was said may have changed"
        )
    title = next(entry.title for entry in record.items if entry.id == item)
    click.echo(f"call {record.number}: item {item} ({title}) begins at {clock(position(at))}")


def _start(when: str, zone: str, *, first: bool | None) -> dt.datetime:
    from dccg_meet.calls.when import to_utc

    return to_utc(when, zone, fold=None if first is None else int(not first))


def _still(before: CallRecord, zone: str) -> dt.datetime:
    """The time that the call has; ``zone`` has to exist. Raises BadTime."""
    from dccg_meet.zones import zone as known

    known(zone)
    return before.start


def _say_next(place: Workspace, before: CallRecord, record: CallRecord) -> None:
    from dccg_meet.cli.mailing import by_server

    if before == record:
        click.echo("nothing to change")
        return
    send = " --send" if by_server(place, common.find_call(place, str(record.number))) else ""
    click.echo(f"next, so that everybody's calendar learns it: dccg-meet invite send {record.number}{send}")


def _data(record: CallRecord) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude={"recording"})
