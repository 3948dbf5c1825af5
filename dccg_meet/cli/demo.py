"""``dccg-meet demo``: a chair's whole month on the shipped sample call, with real parts at every step.

The demo types the same commands that a chair types; it has no way of its own to do anything. The clock is
set for each command (SOURCE_DATE_EPOCH), so that the month passes in a minute and gives the same files.
"""

from __future__ import annotations

import datetime as dt
import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dccg_meet.workspace.folder import Workspace
    from dccg_meet.workspace.schema import CallRecord

_GROUP = (
    '--name "Dynamic Coalitions Coordination Group" --list dccg@lists.example.org --short demo '
    "--first-number 97 --join-url https://meet.example.org/dccg "
    '--phone "+41 22 555 01 00, meeting 123 456" --access-contact access@example.org '
    "--mailbox chair@example.org"
)
_RECORDING = "sample-call.ogg"
_BEFORE = "2025-10-28 09:00"
_AFTER = "2025-11-11 16:00"
_NEXT_DAY = "2025-11-12 09:00"


@dataclass(frozen=True)
class _Step:
    """One command, when the chair types it (UTC), and how to see that an earlier run did it already."""

    command: str
    at: str
    done: Callable[[Workspace], bool] | None = None


@dataclass(frozen=True)
class _Chapter:
    """A part of the month, with what the reader should know about it."""

    title: str
    text: str
    steps: tuple[_Step, ...]


def _call(place: Workspace, number: int) -> CallRecord | None:
    return next((folder.record for folder in place.calls() if folder.record.number == number), None)


def _has_call(number: int) -> Callable[[Workspace], bool]:
    return lambda place: _call(place, number) is not None


def _has_items(number: int, count: int) -> Callable[[Workspace], bool]:
    return lambda place: len(getattr(_call(place, number), "items", ())) >= count


def _has_person(name: str) -> Callable[[Workspace], bool]:
    return lambda place: any(person.name == name for person in place.roster().people)


def _has_mark(item: int) -> Callable[[Workspace], bool]:
    def marked(place: Workspace) -> bool:
        record = _call(place, 97)
        return record is not None and record.items[item - 1].start_ms is not None

    return marked


def _has_run_sheet(number: int) -> Callable[[Workspace], bool]:
    # Built again after the month, it would name the next call, of which nobody knows yet.
    return lambda place: any(
        folder.run_sheet("txt").exists() for folder in place.calls() if folder.record.number == number
    )


def _person(name: str, options: str) -> _Step:
    return _Step(f'roster add "{name}" {options}', _BEFORE, _has_person(name))


def _items(number: int, at: str, *items: str) -> tuple[_Step, ...]:
    return tuple(
        _Step(f"agenda add {number} {item}", at, _has_items(number, count))
        for count, item in enumerate(items, 1)
    )


def _marks(*times: str) -> tuple[_Step, ...]:
    return tuple(
        _Step(f"call mark 97 {item} {time}", _AFTER, _has_mark(item)) for item, time in enumerate(times, 1)
    )


_MONTH = (
    _Chapter(
        "A workspace, and the people",
        "Once for the group. The roster is private: it is what must never be published.",
        (
            _Step(f"init . {_GROUP}", _BEFORE, lambda _place: True),
            _person(
                "Amara Diallo",
                '--role "co-facilitator" --zone Africa/Dakar --email amara@example.org --invited',
            ),
            _person("Olena Kovalenko", "--role secretariat --zone Europe/Zurich --email olena@example.org"),
            _person(
                "Rajesh Menon",
                '--coalition "Dynamic Coalition on Accessibility and Disability" --zone Asia/Kolkata '
                "--email rajesh@example.org --invited --need captioning",
            ),
            _person(
                "Tomas Ferreira",
                '--coalition "Dynamic Coalition on Internet Standards, Security and Safety" '
                "--zone America/Sao_Paulo --email tomas@example.org",
            ),
            _person(
                "Mei-Ling Chua",
                '--coalition "Dynamic Coalition on Community Connectivity" '
                '--employer "Fairbridge Foundation" '
                "--zone Pacific/Fiji --email mei-ling@example.org --invited",
            ),
            _Step("roster check", _BEFORE),
        ),
    ),
    _Chapter(
        "Two weeks before the call",
        "Nobody may guess the rule: the call is on the record, its third item is not.",
        (
            _Step('call schedule "2025-11-11 14:00" --zone UTC --rule on-the-record', _BEFORE, _has_call(97)),
            *_items(
                97,
                _BEFORE,
                '"Opening and adoption of the agenda" --minutes 5',
                '"Yearly reports and captioning" --minutes 15',
                '"Format of the main session" --minutes 20 --rule chatham-house',
                '"Date of the next call, actions" --minutes 10',
                '"Any other business" --minutes 5',
            ),
            _Step("status", _BEFORE),
            _Step("agenda build 97 --run-sheet", _BEFORE, _has_run_sheet(97)),
            _Step("invite send 97", _BEFORE),
            _Step("invite send 97 --sent", _BEFORE),
            _Step("agenda send 97", _BEFORE),
            _Step("agenda send 97 --sent", _BEFORE),
        ),
    ),
    _Chapter(
        "After the call",
        "Captions are made on this machine. The chair reads and corrects them, marks where each item\n"
        "begins, drafts the notes, reads them too, and approves both.",
        (
            _Step("status", _AFTER),
            _Step(f"captions make 97 {_RECORDING}", _AFTER),
            *_marks("0:00", "0:27.4", "1:07.3", "2:00.8", "2:27.9"),
            _Step("captions approve 97", _AFTER),
            _Step("notes draft 97", _AFTER),
            _Step("notes approve 97", _NEXT_DAY),
        ),
    ),
    _Chapter(
        "The next call, and the archive",
        "Open actions go into the next agenda. No hour suits five places, so bad ones are shared over the\n"
        "year. Only what passes the gate is published.",
        (
            _Step(
                'call schedule "2025-12-09 14:00" --zone UTC --rule on-the-record',
                _NEXT_DAY,
                _has_call(98),
            ),
            *_items(98, _NEXT_DAY, '"Adoption of the agenda" --minutes 5', '"Yearly reports" --minutes 20'),
            _Step("invite send 98", _NEXT_DAY),
            _Step("agenda send 98", _NEXT_DAY),
            _Step("times suggest --months 3 --from 2026-01-01", _NEXT_DAY),
            _Step("publish", _NEXT_DAY),
            _Step("status", _NEXT_DAY),
        ),
    ),
)


@click.command()
@click.argument("folder", metavar="[DIR]", default="demo", type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
def demo(ctx: click.Context, folder: Path) -> None:
    """Run a chair's whole month in DIR (default: demo), from an empty folder to a published archive.

    The recording is a sample of 152 seconds with five synthetic voices; all people in it are invented, and
    none of them agreed to be named. A second run does again what can be done again and changes nothing.

    \b
    Example:
      dccg-meet demo
    """
    from dccg_meet.shipped_data import sample_recording
    from dccg_meet.workspace import files

    target = folder.resolve()
    _refuse_foreign(target)
    target.mkdir(parents=True, exist_ok=True)
    with _inside(target):
        files.copy_file(sample_recording(), target / _RECORDING)
        for chapter in _MONTH:
            click.secho(f"\n# {chapter.title}", bold=True)
            click.echo(chapter.text)
            for step in chapter.steps:
                _run(ctx, step)
    click.echo(f"\nThe archive: {folder / 'public' / 'index.html'}")


def _run(ctx: click.Context, step: _Step) -> None:
    """Type one command, unless an earlier run did what cannot be done twice."""
    from dccg_meet.workspace.folder import GROUP_FILE, Workspace

    click.secho(f"\n$ dccg-meet {step.command}", fg="cyan")
    place = Path.cwd()
    if step.done and (place / GROUP_FILE).exists() and step.done(Workspace(place)):
        click.echo("(done by an earlier run)")
        return
    moment = dt.datetime.fromisoformat(f"{step.at}:00+00:00")
    root = ctx.find_root()
    with _clock(moment):
        code = root.command.main(shlex.split(step.command), prog_name="dccg-meet", standalone_mode=False)
    if code:
        ctx.exit(int(code))


def _refuse_foreign(target: Path) -> None:
    """Refuse a folder that holds anything but an earlier demo."""
    from dccg_meet.errors import WorkspaceExists
    from dccg_meet.workspace.folder import GROUP_FILE, Workspace

    if not target.exists() or not any(target.iterdir()):
        return
    if (target / GROUP_FILE).exists() and Workspace(target).group().short == "demo":
        return
    raise WorkspaceExists(
        "this folder is not empty", where=str(target), todo="Name a new one: dccg-meet demo DIR"
    )


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _clock(moment: dt.datetime) -> Iterator[None]:
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
