"""``dccg-meet times``: when to meet, so that everybody carries their share, and where clocks change."""

from __future__ import annotations

import datetime as dt

import click

from dccg_meet.cli import common
from dccg_meet.cli.poll import poll
from dccg_meet.cli.shown import zones_shown
from dccg_meet.cli.suggest import suggest

_YEAR = dt.timedelta(days=365)


@click.group()
def times() -> None:
    """Find times that share the burden, and see clocks and their changes in every place.

    Places are those of the roster, without names. Nothing here schedules a call.
    """


times.add_command(suggest)
times.add_command(poll)


@times.command()
@click.argument("when")
@click.option("--zone", metavar="ZONE", help="Zone of WHEN. Default: the group's.")
@click.option("--minutes", type=click.IntRange(1, 1440), help="Length of a call. Default: the group's.")
@click.option("--first/--second", "first", default=None, help="Which one, where WHEN happens twice.")
@common.json_option
def table(when: str, zone: str | None, minutes: int | None, first: bool | None, as_json: bool) -> None:
    """Show WHEN by the clock of every place on the roster, and what a call then would cost there.

    \b
    Example:
      dccg-meet times table "2027-01-12 14:00" --zone Europe/Oslo
    """
    from dccg_meet import zones
    from dccg_meet.calls.when import to_utc
    from dccg_meet.cli.shown import roster_zones
    from dccg_meet.times.burden import burden
    from dccg_meet.writing.prose import counted

    place = common.workspace()
    group = place.group()
    length = minutes or group.minutes
    start = to_utc(when, zone or group.zone, fold=None if first is None else int(not first))
    known = roster_zones(place)
    # The roster's come first: of two names of one place the one stays that has its points.
    rows = zones.table(start, dict.fromkeys([*known, group.zone, *([zone] if zone else [])]))
    costs = [burden(start, length, row.zone) if row.zone in known else None for row in rows]
    if as_json:
        common.print_json(
            [
                {"zone": row.zone, "when": row.when, "offset": row.offset, "points": cost}
                for row, cost in zip(rows, costs, strict=True)
            ]
        )
        return
    for row, cost in zip(rows, costs, strict=True):
        told = "" if cost is None else f"  {counted(cost, 'point'):>9}"
        click.echo(f"{row.place:<20} {row.when:%a %d %b %Y %H:%M}  {row.offset:<9}{told}".rstrip())


@times.command()
@click.argument("call", metavar="[CALL]", default="next")
@common.json_option
def changes(call: str, as_json: bool) -> None:
    """Show where clocks have changed since the call before CALL (default: next), and where they will.

    First what changes for this call; then the year after it, and the weeks in which places that both change
    their clocks, as in America and Europe, are not as far apart as usual.

    \b
    Example:
      dccg-meet times changes next
    """
    from dccg_meet.calls.changes import clock_changes, odd_weeks, sentences
    from dccg_meet.calls.select import before
    from dccg_meet.cli.shown import print_line

    place = common.workspace()
    record = common.find_call(place, call).record
    earlier = before(place.calls(), record)
    known = zones_shown(place, place.group(), record)
    told = sentences(record.start, earlier.record.start if earlier else None, known)
    turns = clock_changes(record.start, record.start + _YEAR, known)
    odd = odd_weeks(record.start, record.start + _YEAR, known)
    if as_json:
        common.print_json(
            {
                "number": record.number,
                "start": record.start,
                "sentences": told,
                "changes": [vars(turn) for turn in turns],
                "odd_weeks": [vars(weeks) for weeks in odd],
            }
        )
        return
    print_line(record)
    for line in told or ("Clocks stand to one another as they did at the last call.",):
        click.echo(f"  {line}")
    _print_list("In the year after it clocks change:", turns)
    _print_list("Weeks in which places are not as far apart as usual:", odd)


def _print_list(title: str, lines: tuple[object, ...]) -> None:
    if lines:
        click.echo(f"\n{title}")
    for line in lines:
        click.echo(f"  {line}")
