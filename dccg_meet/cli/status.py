"""``dccg-meet status``: the chair's home screen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from dccg_meet.cli import common
from dccg_meet.writing.prose import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dccg_meet.calls.needs import Need
    from dccg_meet.calls.people import Dropped
    from dccg_meet.calls.progress import Step
    from dccg_meet.workspace.folder import CallFolder
    from dccg_meet.workspace.schema import Roster

_REMEMBERED = dt.timedelta(days=120)
"""How long minutes that are late are asked for."""


@click.command()
@click.option(
    "--names", is_flag=True, help="Name the people who would be dropped. Private: mind who looks on."
)
@common.json_option
def status(names: bool, as_json: bool) -> None:
    """Show what is next, what is late, and the one command to type for each.

    Counts down to when notice, agenda, actions and minutes are due, in UTC and in the group's zone, and
    counts the people on the roster who would be dropped without a word.

    \b
    Example:
      dccg-meet status
      dccg-meet status --names
    """
    from dccg_meet.calls.people import dropped
    from dccg_meet.calls.progress import steps
    from dccg_meet.cli.facts import facts_of

    place = common.workspace()
    group, roster = place.group(), place.roster()
    now, calls = common.now(), place.calls()
    shown = [
        (
            folder,
            steps(folder.record, facts_of(place, group, folder, calls), now),
            _unmet(folder, roster, now),
        )
        for folder in _current(calls, now)
    ]
    shown = [entry for entry in shown if entry[1] or entry[0].record.end > now or entry is _last(shown, now)]
    lost = dropped(roster.people)
    if as_json:
        data = [_call_data(folder, todo, now, names=names) for folder, todo, _ in shown]
        needs = [_need_data(folder, unmet, names=names) for folder, _, unmet in shown if unmet]
        common.print_json({"calls": data, "people": _people_data(roster, lost, needs, names=names)})
        return
    click.echo(group.name)
    if not shown:
        click.echo('no calls yet: dccg-meet call schedule "YYYY-MM-DD HH:MM" --rule RULE')
    for folder, todo, unmet in shown:
        _print_call(folder, todo, now, group.zone, names=names)
        _print_unmet(folder, unmet, names=names)
        if not todo and not unmet:
            click.secho("  nothing to do", fg="green")
    if shown and all(folder.record.end <= now for folder, _, _ in shown):
        click.echo('\nno call is scheduled: dccg-meet call schedule "YYYY-MM-DD HH:MM" --rule RULE')
    _print_dropped(lost, names=names)


def _current(calls: Sequence[CallFolder], now: dt.datetime) -> list[CallFolder]:
    """The last call that was held, those of the months before it, and every one to come."""
    held = [folder for folder in calls if folder.record.end <= now and not folder.record.cancelled]
    recent = [folder for folder in held[:-1] if folder.record.end > now - _REMEMBERED]
    return [*recent, *held[-1:], *(folder for folder in calls if folder.record.end > now)]


def _last(shown: Sequence[tuple[CallFolder, Any, Any]], now: dt.datetime) -> object:
    """The entry of the last call that was held, which is shown even where nothing is to do."""
    return next((entry for entry in reversed(shown) if entry[0].record.end <= now), None)


def _unmet(folder: CallFolder, roster: Roster, now: dt.datetime) -> dict[Need, tuple[str, ...]]:
    """What somebody needs at this call to come, and nobody has confirmed."""
    from dccg_meet.calls.needs import needing

    record = folder.record
    if record.cancelled or record.start <= now:
        return {}
    needed = needing(roster.people)
    return {need: who for need, who in needed.items() if need.rule not in record.confirmed}


def _print_call(
    folder: CallFolder, todo: Sequence[Step], now: dt.datetime, zone: str, *, names: bool
) -> None:
    from dccg_meet.calls.when import clocks, distance
    from dccg_meet.cli.shown import print_line

    click.echo()
    print_line(folder.record)
    during = folder.record.start <= now < folder.record.end
    when = f"now, until {folder.record.end:%H:%M} UTC" if during else distance(folder.record.start, now)
    click.echo(f"  {when}")
    for step in todo:
        late = step.late(now)
        click.secho(f"  {'LATE' if late else 'to do':<6} ", fg="red" if late else None, bold=late, nl=False)
        click.echo(f"{step.what} (by {clocks(step.due, zone)}: {_left(step, now)})")
        if names and step.who:
            click.echo(f"         {', '.join(step.who)}")
        click.secho(f"         {step.command}", fg="cyan")


def _left(step: Step, now: dt.datetime) -> str:
    """``in 2 days 3 hours``, ``late by 5 hours``."""
    from dccg_meet.calls.when import apart, distance

    if not step.late(now):
        return distance(step.due, now)
    return f"late by {apart(step.due, now) or 'less than a minute'}"


def _print_unmet(folder: CallFolder, unmet: dict[Need, tuple[str, ...]], *, names: bool) -> None:
    for need, who in unmet.items():
        click.secho("  ask    ", fg="yellow", bold=True, nl=False)
        people = counted(len(who), "person needs", "people need")
        click.echo(f"{people} {need.name}: confirm it is there")
        if names:
            click.echo(f"         {', '.join(who)}")
        click.secho(
            f"         dccg-meet agenda check {folder.record.number} --confirm {need.rule}", fg="cyan"
        )


def _print_dropped(lost: Sequence[Dropped], *, names: bool) -> None:
    if lost:
        click.echo("\non the roster" + ("" if names else " (who: dccg-meet status --names)"))
    for reason in lost:
        click.secho("  fix    ", fg="yellow", bold=True, nl=False)
        click.echo(f"{counted(len(reason.names), 'person', 'people')} {reason.what}")
        if names:
            click.echo(f"         {', '.join(reason.names)}")
        click.secho(f"         {reason.todo}", fg="cyan")


def _call_data(
    folder: CallFolder, todo: Sequence[Step], now: dt.datetime, *, names: bool
) -> dict[str, object]:
    return {
        "number": folder.record.number,
        "start": folder.record.start,
        "todo": [
            {
                "what": step.what,
                "command": step.command,
                "due": step.due,
                "late": step.late(now),
                "source": step.source,
                **({"people": _counted(step.who, names=names)} if step.who else {}),
            }
            for step in todo
        ],
    }


def _need_data(folder: CallFolder, unmet: dict[Need, tuple[str, ...]], *, names: bool) -> dict[str, object]:
    return {
        "number": folder.record.number,
        "needs": [
            {"need": need.name, "confirm": need.rule, **_counted(who, names=names)}
            for need, who in unmet.items()
        ],
    }


def _people_data(
    roster: Roster, lost: Sequence[Dropped], needs: Sequence[dict[str, object]], *, names: bool
) -> dict[str, object]:
    """The counts; names only where they were asked for."""
    return {
        "roster": len(roster.people),
        "dropped": {reason.slug: _counted(reason.names, names=names) for reason in lost},
        "unconfirmed": needs,
    }


def _counted(who: Sequence[str], *, names: bool) -> dict[str, Any]:
    return {"count": len(who), **({"names": list(who)} if names else {})}
