"""``dccg-meet status``: the chair's home screen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    from dccg_meet.calls.progress import Facts, Step
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.schema import CallRecord, Group


@click.command()
@common.json_option
def status(as_json: bool) -> None:
    """Show what is next, what is late, and the one command to type for each.

    \b
    Example:
      dccg-meet status
    """
    from dccg_meet.calls.progress import steps

    place = common.workspace()
    group = place.group()
    now = common.now()
    shown = [
        (folder, steps(folder.record, _facts(place, group, folder), now)) for folder in _current(place, now)
    ]
    if as_json:
        common.print_json([_data(folder, todo, now) for folder, todo in shown])
        return
    click.echo(group.name)
    if not shown:
        click.echo('no calls yet: dccg-meet call schedule "YYYY-MM-DD HH:MM" --rule RULE')
    for folder, todo in shown:
        _print(folder, todo, now)
    if shown and all(folder.record.end <= now for folder, _ in shown):
        click.echo('\nno call is scheduled: dccg-meet call schedule "YYYY-MM-DD HH:MM" --rule RULE')


def _current(place: Workspace, now: dt.datetime) -> list[CallFolder]:
    """The last call that was held, and every one to come."""
    calls = place.calls()
    held = [folder for folder in calls if folder.record.end <= now and not folder.record.cancelled]
    return held[-1:] + [folder for folder in calls if folder.record.end > now]


def _facts(place: Workspace, group: Group, folder: CallFolder) -> Facts:
    """Look at the call's files; invite and agenda count only where they say what they should say now."""
    from dccg_meet.calls.progress import Facts
    from dccg_meet.captions.approval import caption_state
    from dccg_meet.chatham.release import public_record
    from dccg_meet.invites.calendar import invite
    from dccg_meet.notes.gather import notes_state

    record = folder.record
    decided = record.rule is not None
    return Facts(
        invite=decided and _read(folder.invite) == invite(public_record(record, place.roster()), group),
        agenda=decided and _read(folder.agenda("md")) == _agenda(place, record),
        captions=caption_state(folder),
        notes=notes_state(folder),
        published=_published(place, record),
    )


def _agenda(place: Workspace, record: CallRecord) -> bytes:
    """The agenda as it would be built now; a template that does not render gives none."""
    from dccg_meet.cli.agenda import texts_of
    from dccg_meet.errors import TemplateFault

    try:
        return texts_of(place, record)["md"].encode()
    except TemplateFault:
        return b""


def _published(place: Workspace, record: CallRecord) -> bool:
    """Whether the archive has this call as it is now: its event, captions and notes."""
    from dccg_meet.site import address
    from dccg_meet.site.feed import updates

    approved = [part.approved_at for part in (record.captions, record.notes) if part and part.approved_at]
    shown = updates(_read(place.public / address.FEED) or b"").get(record.number)
    return shown is not None and shown >= max([record.stamp, *approved])


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _print(folder: CallFolder, todo: tuple[Step, ...], now: dt.datetime) -> None:
    from dccg_meet.cli.call import print_line

    click.echo()
    print_line(folder.record)
    click.echo(f"  {_distance(folder.record.start, now)}")
    for step in todo:
        late = step.late(now)
        when = f"{step.due:%d %b %H:%M} UTC, {_distance(step.due, now)}"
        click.secho(f"  {'LATE' if late else 'to do':<6} ", fg="red" if late else None, bold=late, nl=False)
        click.echo(f"{step.what} (by {when})")
        click.secho(f"         {step.command}", fg="cyan")
    if not todo:
        click.secho("  nothing to do", fg="green")


def _distance(moment: dt.datetime, now: dt.datetime) -> str:
    """``in 3 days``, ``5 hours ago``."""
    seconds = abs((moment - now).total_seconds())
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            text = f"{count} {word}{'' if count == 1 else 's'}"
            return f"in {text}" if moment > now else f"{text} ago"
    return "now"


def _data(folder: CallFolder, todo: tuple[Step, ...], now: dt.datetime) -> dict[str, object]:
    return {
        "number": folder.record.number,
        "start": folder.record.start,
        "todo": [
            {"what": step.what, "command": step.command, "due": step.due, "late": step.late(now)}
            for step in todo
        ],
    }
