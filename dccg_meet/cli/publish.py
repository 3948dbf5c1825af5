"""``dccg-meet publish``: build the public archive and pass it through the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    from dccg_meet.chatham.public import PublicCall
    from dccg_meet.site.gather import Archive
    from dccg_meet.workspace.folder import Workspace


@click.command()
@click.option("--machine-captions", is_flag=True, help="Publish unchecked captions, too; pages say so.")
@click.option(
    "--with-recording",
    "recordings",
    metavar="CALL",
    multiple=True,
    help="Publish the sound of CALL, where all of it may be heard. May be repeated.",
)
@click.option("--fewer-masks", is_flag=True, help="Accept that pages withhold less than they do now.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 unless public/ is up to date.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would be written.")
@click.pass_context
def publish(
    ctx: click.Context,
    machine_captions: bool,
    recordings: tuple[str, ...],
    fewer_masks: bool,
    check: bool,
    dry_run: bool,
) -> None:
    """Build public/: a page for each call, captions, notes, calendar and news feed.

    Names and affiliations are withheld as each call's rule and each person's consent demand, and every file
    is read again for them before anything is written. One call that cannot be published stops all: public/
    then stays as it was. Approve captions and notes first.

    \b
    Example:
      dccg-meet publish --dry-run
    """
    from dccg_meet.site.gather import archive, published, weaker
    from dccg_meet.workspace.files import replace_tree

    place = common.workspace()
    with place.lock():
        made = archive(
            place,
            common.now(),
            machine_captions=machine_captions,
            recordings=[common.find_call(place, call).record.number for call in recordings],
        )
        before = published(place.public)
        current = before == made.files
        if not fewer_masks:
            _refuse_weaker(weaker(before, made.files))
        if not (current or check or dry_run):
            replace_tree(place.public, made.files)
    _report(made)
    if dry_run:
        _print_changes(made, before)
    elif check:
        click.echo("public/ is up to date" if current else "public/ is not up to date: dccg-meet publish")
        ctx.exit(0 if current else 1)
    else:
        _print_place(place, current=current)


def _refuse_weaker(names: tuple[str, ...]) -> None:
    from dccg_meet.errors import DecisionNeeded

    if names:
        raise DecisionNeeded(
            f"less would be withheld than now in {_count(len(names), 'file')}, {names[0]} among them",
            where="public/",
            todo="Is everybody still on the roster who was? If somebody agreed to be named, or captions were "
            "corrected: dccg-meet publish --fewer-masks",
        )


def _report(made: Archive) -> None:
    for call in made.calls:
        click.echo(f"call {call.record.number}: {', '.join(_parts(call, made))}")
    for warning in made.warnings:
        click.secho(f"note: {warning}", fg="yellow")


def _parts(call: PublicCall, made: Archive) -> list[str]:
    """What is published of a call, in words and numbers; no word of it."""
    from dccg_meet.chatham.names.redaction import MASKS
    from dccg_meet.site import address

    parts = ["cancelled"] if call.record.cancelled else []
    if address.path(call.record, "agenda.html") in made.files:
        parts.append(f"agenda ({_count(len(call.record.items), 'item')})")
    if call.notes_state:
        parts.append(f"notes ({_count(len(call.minutes), 'line')})")
    if call.cues:
        parts.append(f"captions and transcript ({call.captions})")
    if call.audio:
        parts.append("recording")
    if call.left_out:
        parts.append(f"{_count(call.left_out, 'caption')} left out in or beside a part off the record")
    texts = [*(cue.text for cue in call.cues), *(f"{line.detail} {line.text}" for line in call.minutes)]
    withheld = sum(text.count(mask) for text in texts for mask in MASKS.values())
    if withheld:
        parts.append(f"withheld in {_count(withheld, 'place')}")
    return parts or ["date and rule"]


def _print_changes(made: Archive, before: dict[str, bytes]) -> None:
    for name in sorted({*made.files, *before}):
        if name not in before:
            click.echo(f"would add public/{name}")
        elif name not in made.files:
            click.echo(f"would remove public/{name}")
        elif made.files[name] != before[name]:
            click.echo(f"would change public/{name}")
    if made.files == before:
        click.echo("public/ is up to date")


def _print_place(place: Workspace, *, current: bool) -> None:
    click.echo("public/ is up to date" if current else "public/ is written")
    click.echo(f"open {place.relative(place.public / 'index.html')}")


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
