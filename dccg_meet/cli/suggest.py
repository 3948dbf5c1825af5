"""``dccg-meet times suggest``: times for the calls to come that share the burden."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dccg_meet.cli import common
from dccg_meet.times.rhythm import WEEKDAYS, WEEKS, Every

if TYPE_CHECKING:
    from dccg_meet.times.slots import Bounds
    from dccg_meet.times.suggest import Load, Outcome, Suggestion, Wish
    from dccg_meet.workspace.folder import Workspace
    from dccg_meet.workspace.schema import CallRecord, Group


@click.command()
@click.option("--months", type=click.IntRange(1, 36), default=12, help="For how many months. Default: 12.")
@click.option(
    "--every", type=click.Choice([each.value for each in Every]), default="month", help="Default: month."
)
@click.option("--weekday", type=click.Choice(WEEKDAYS), help="Default: that of the newest call.")
@click.option(
    "--week", type=click.Choice(WEEKS), help="Week of a monthly call. Default: that of the newest call."
)
@click.option(
    "--from", "first", metavar="YYYY-MM-DD", help="The earliest day. Default: after the newest call."
)
@click.option("--not-before", metavar="HH:MM", help="No call begins earlier, by the clock of --zone.")
@click.option("--not-after", metavar="HH:MM", help="No call ends later, by the clock of --zone.")
@click.option("--zone", metavar="ZONE", help="Zone of these two. Default: the group's.")
@click.option("--minutes", type=click.IntRange(1, 1440), help="Length of a call. Default: the group's.")
@click.option(
    "--step", type=click.Choice(["15", "30", "60"]), default="30", help="Minutes between times. Default: 30."
)
@click.option(
    "--more",
    type=click.IntRange(0, 100),
    help="Percent of points more, for fairness. Default: 10, or more where that spares somebody a lot.",
)
@click.option("--zones", metavar="ZONE,ZONE", help="Places to share among. Default: those of the roster.")
@click.option("--by-people", is_flag=True, help="A clock counts as often as people live by it, not once.")
@click.option("--compare", metavar="HH:MM", help="Fixed time (UTC) to compare with. Default: the usual one.")
@click.option("--svg", "picture", type=click.Path(path_type=Path), help="Write the chart as a picture, too.")
@common.json_option
def suggest(picture: Path | None, as_json: bool, **options: Any) -> None:
    """Propose times for the calls to come that share the burden among all places.

    Each hour of the local day has its points, from 0 in working hours to 10 in the small hours. The times
    are chosen so that the place that carries most, calls of the past year included, carries as little as can
    be; then the next. For that the sum of all points may exceed the least there is by --more percent: 10
    unless you say so, or as many more as spare the place that carries most a third of its points, up to the
    fixed time's sum; a note tells. Days in dccg.toml's holidays are left out. Days and times are UTC; local
    hours follow daylight saving.

    It proposes and schedules nothing.

    \b
    Example:
      dccg-meet times suggest --months 12 --not-before 06:00 --zone Europe/Oslo
    """
    from dccg_meet.times.suggest import suggest as suggested
    from dccg_meet.workspace.files import write_text

    place = common.workspace()
    target = _picture(place, picture) if picture else None
    records = [folder.record for folder in place.calls()]
    wish = _wish(place, records, **options)
    found = suggested(wish, records)
    if target:
        from dccg_meet.times.chart import svg

        with place.lock():
            write_text(target, svg(found, _fixed(wish), f"{place.group().name}: {wish.rhythm}"))
    if as_json:
        common.print_json(_data(wish, found))
        return
    _print(wish, found)
    if target:
        common.done(target, place=place)


def _picture(place: Workspace, path: Path) -> Path:
    """Where to write the picture. Raises BadValue for another kind of file, ReleaseRefused within public/."""
    from dccg_meet.errors import BadValue, ReleaseRefused

    target = path.resolve()
    if target.suffix.lower() != ".svg":
        raise BadValue(
            "the chart is an SVG picture", where=path.name, todo="Choose a name that ends in .svg."
        )
    if target.is_relative_to(place.public.resolve()):
        raise ReleaseRefused(
            "public/ holds what dccg-meet publish has checked, and nothing else",
            where="--svg",
            todo="Write the chart to another folder.",
        )
    return target


def _wish(place: Workspace, records: list[CallRecord], **options: Any) -> Wish:
    """What the options ask for. Raises BadTime, BadValue, PastTime, DecisionNeeded."""
    from dccg_meet.times.rhythm import usual
    from dccg_meet.times.suggest import Wish
    from dccg_meet.times.usual import usual_time

    group = place.group()
    every = Every(options["every"])
    if options["week"] and every is not Every.MONTH:
        raise click.UsageError("--week is the week of the month: it goes with --every month.")
    pattern = usual(
        records,
        every,
        WEEKDAYS.index(options["weekday"]) if options["weekday"] else None,
        WEEKS.index(options["week"]) + 1 if options["week"] else None,
    )
    now = common.now()
    compare = options["compare"]
    wish = Wish(
        zones=_zones(place, options["zones"]),
        rhythm=pattern,
        first=_first(records, options["first"], options["months"], now),
        months=options["months"],
        minutes=options["minutes"] or group.minutes,
        fixed=_clock(compare, "--compare") if compare else usual_time(records, now),
        step=int(options["step"]),
        more=options["more"],
        by_people=options["by_people"],
        bounds=_bounds(group, records, options, now),
    )
    _refuse_past(wish, now)
    return wish


def _zones(place: Workspace, text: str | None) -> dict[str, int]:
    """The zones with how many people live in each, at least one.

    Raises BadTime for an unknown zone, DecisionNeeded for none.
    """
    from collections import Counter

    from dccg_meet.errors import BadValue, DecisionNeeded
    from dccg_meet.zones import zone

    lived_in = Counter(person.zone for person in place.roster().people if person.zone)
    if text is not None:
        names = [name.strip() for name in text.split(",") if name.strip()]
        if not names:
            raise BadValue("no zone is given", where="--zones", todo="Write --zones Europe/Oslo,Asia/Tokyo")
    else:
        names = list(lived_in)
    if not names:
        raise DecisionNeeded(
            "nobody on the roster has a time zone",
            where="roster.toml",
            todo='Add zone = "Europe/Oslo" to people, or name places: --zones Europe/Oslo,Asia/Tokyo',
        )
    for name in names:
        zone(name)
    return {name: max(1, lived_in[name]) for name in names}


def _first(records: list[CallRecord], text: str | None, months: int, now: dt.datetime) -> dt.date:
    """The earliest day (UTC): the given one, else the day after today and after the newest call.

    Raises BadTime for text that is no day, and where the months reach beyond the years of calls.
    """
    from dccg_meet.calls.when import to_day
    from dccg_meet.errors import BadTime
    from dccg_meet.times.rhythm import later
    from dccg_meet.workspace.values import YEARS

    if text:
        day = to_day(text, "--from")
    else:
        newest = max((record.start for record in records if not record.cancelled), default=now)
        day = max(newest, now).date() + dt.timedelta(days=1)
    if later(day, months).year not in YEARS:
        raise BadTime(
            f"{months} months from {day} reach beyond {YEARS[-1]}",
            where="--months",
            todo="Choose fewer months or an earlier day: many calendar programs know no later year.",
        )
    return day


def _refuse_past(wish: Wish, now: dt.datetime) -> None:
    """Raise PastTime for a first day that is over, or of which no time is to come."""
    from dccg_meet.errors import PastTime
    from dccg_meet.times.slots import starts

    if wish.first < now.date():
        raise PastTime(f"{wish.first} is over", where="--from", todo="Choose today or a day to come.")
    if wish.first == now.date() and max(starts(wish.first, wish.step, wish.fixed)) <= now:
        raise PastTime(
            f"of {wish.first}, which is today (UTC), no time is left",
            where="--from",
            todo=f"Begin tomorrow: --from {wish.first + dt.timedelta(days=1)}",
        )


def _bounds(group: Group, records: list[CallRecord], options: dict[str, Any], now: dt.datetime) -> Bounds:
    from dccg_meet.times.slots import Bounds, Window
    from dccg_meet.zones import zone

    name = options["zone"] or group.zone
    zone(name)
    begin, end = options["not_before"], options["not_after"]
    window = Window(
        name,
        _minutes(_clock(begin, "--not-before")) if begin else 0,
        _minutes(_clock(end, "--not-after")) if end else 24 * 60,
    )
    return Bounds(window, group.holidays, tuple(records), now)


def _clock(text: str, option: str) -> dt.time:
    """``14:00``. Raises BadTime."""
    import re

    from dccg_meet.errors import BadTime

    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip(), re.ASCII)
    if match and int(match[1]) < 24 and int(match[2]) < 60:  # noqa: PLR2004 - clock arithmetic
        return dt.time(int(match[1]), int(match[2]))
    raise BadTime(f"{text!r} is no time of the day", where=option, todo="Write hours and minutes: 14:00")


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _fixed(wish: Wish) -> str:
    return f"{wish.fixed:%H:%M} UTC"


def _command(start: dt.datetime) -> str:
    return f'dccg-meet call schedule "{start:%Y-%m-%d %H:%M}" --zone UTC --rule RULE'


def _print(wish: Wish, found: Suggestion) -> None:
    """For people: the times with their reasons, the chart, the comparison, and what to type."""
    from dccg_meet.times.chart import bars
    from dccg_meet.writing.prose import counted

    calls, places = counted(len(found.slots), "call"), counted(len(wish.zones), "place")
    click.echo(f"{calls} of {counted(wish.minutes, 'minute')}, {wish.rhythm}, {places}")
    for slot in found.slots:
        click.echo(f"  {slot.start:%a %d %b %Y %H:%M} UTC  {slot.why}")
    for remark in found.remarks:
        click.secho(f"note: {remark}", fg="yellow")
    click.echo(f"\n{bars(found, _fixed(wish), plain=_plain())}\n")
    click.echo("in all, the past year included:")
    for name, outcome in ((f"fixed {_fixed(wish)}:", found.fixed), ("proposed:", found.proposed)):
        click.echo(f"  {name:<17} {_outcome(wish, outcome)}")
    click.echo("\nnothing is scheduled; for the first of them decide the rule and type:")
    click.echo(f"  {_command(found.slots[0].start)}")


def _plain() -> bool:
    """Whether to keep to ASCII: for files, pipes and the simplest terminals."""
    import os
    import sys

    return not sys.stdout.isatty() or os.environ.get("TERM") == "dumb"


def _outcome(wish: Wish, outcome: Outcome) -> str:
    from dccg_meet.writing.prose import counted
    from dccg_meet.zones import place

    # With --by-people a place with five people is in the sum five times.
    everybody = "all people" if wish.by_people else "all places"
    return (
        f"{place(outcome.worst)} carries most, {counted(outcome.most, 'point')}; {everybody} {outcome.total}"
    )


def _data(wish: Wish, found: Suggestion) -> dict[str, Any]:
    return {
        "rhythm": str(wish.rhythm),
        "minutes": wish.minutes,
        "slots": [
            {"start": slot.start, "why": slot.why, "command": _command(slot.start)} for slot in found.slots
        ],
        "zones": [_load(load) for load in found.loads],
        "fixed": {"time": _fixed(wish), **vars(found.fixed)},
        "proposed": vars(found.proposed),
        "remarks": found.remarks,
    }


def _load(load: Load) -> dict[str, Any]:
    return {"zone": load.zone, "past": load.past, "fixed": load.fixed, "proposed": load.proposed}
