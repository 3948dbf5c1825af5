"""``dccg-meet captions``: from a recording to captions that a person has approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    from dccg_meet.captions.transcript import Transcript
    from dccg_meet.workspace.folder import CallFolder, Workspace


@click.group()
def captions() -> None:
    """Make captions of a recording, on this machine, and approve them.

    Nothing leaves this machine. What is made is private until "dccg-meet publish" releases it.
    """


@captions.command()
@common.call_argument
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--model", default="base", show_default=True, help='A model of "dccg-meet model list".')
@click.option("--model-folder", type=click.Path(path_type=Path), help="A folder that holds the model.")
@click.option("--language", default="auto", show_default=True, help="What is spoken, such as en or fr.")
@click.option("--threads", type=click.IntRange(0), default=0, help="Cores to use. Default: all.")
@click.option("--partial", is_flag=True, help="Accept a recording that breaks off.")
@click.option("--force", is_flag=True, help="Replace captions that a person has changed or approved.")
@common.json_option
def make(
    call: str,
    recording: Path,
    model: str,
    model_folder: Path | None,
    language: str,
    threads: int,
    partial: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Make captions of RECORDING, any audio or video file, for CALL.

    Names on the roster and the group's glossary are told to the model, so that it spells them right. The
    recording is kept beside the captions, in the call's private folder, unless a part was off the record:
    such a part is not heard, and the recording is not kept.

    \b
    Example:
      dccg-meet captions make last ~/Downloads/meeting.mp4
    """
    from dccg_meet.captions import vtt
    from dccg_meet.captions.make import caption, is_current, machine_captions, requested
    from dccg_meet.captions.transcript import dump, read
    from dccg_meet.models.store import resolve
    from dccg_meet.workspace.files import copy_file, write_text
    from dccg_meet.workspace.schema import Captions, Recording

    place = common.workspace()
    folder = common.find_call(place, call)
    _refuse_unwanted(folder)
    wanted = requested(
        recording,
        model=model,
        language=None if language == "auto" else language,
        hotwords=_hotwords(place),
        skip=_off_the_record(folder),
        partial=partial,
    )
    if not force:
        if is_current(wanted, folder.transcript) and folder.captions.is_file():
            click.echo(f"the captions of call {folder.record.number} are made already", err=as_json)
            if as_json:
                _report(read(folder.transcript), folder, place, as_json=True)
            return
        _refuse_edited(folder)
    weights = resolve(model, model_folder)
    try:
        with _progress(recording.name, quiet=as_json) as advance:
            made = caption(wanted, weights=weights, threads=threads, progress=advance)
    except KeyboardInterrupt:
        click.echo("stopped; nothing was changed", err=True)
        raise
    with place.lock():
        folder = common.find_call(place, str(folder.record.number))
        kept = "" if wanted.settings.skip else f"recording{recording.suffix.lower()}"
        if kept:
            copy_file(recording, folder.file(kept))
        write_text(folder.transcript, dump(made), private=True)
        write_text(folder.captions, vtt.dump(machine_captions(made)), private=True)
        facts = Recording(file=kept, sha256=made.recording.sha256, duration_ms=made.recording.duration_ms)
        place.save_call(folder.record.changed(recording=facts, captions=Captions()))
        _remove_old_copy(folder, kept, recording)
    _report(made, folder, place, as_json=as_json)


@captions.command()
@common.call_argument
def approve(call: str) -> None:
    """Say that a person has read and corrected the captions of CALL.

    Read captions.vtt beside the recording first and correct it in any text editor: words, names, line
    breaks, times. Whoever changes the file later has to approve it again.

    \b
    Example:
      dccg-meet captions approve last
    """
    from dccg_meet.captions import approval
    from dccg_meet.workspace.files import write_bytes
    from dccg_meet.workspace.schema import CaptionState

    place = common.workspace()
    with place.lock():
        folder = common.find_call(place, call)
        before = approval.caption_state(folder)
        record, data = approval.approve(folder, common.now())
        write_bytes(folder.captions, data, private=True)
        place.save_call(record)
    again = " already" if before is CaptionState.APPROVED else ""
    click.echo(f"the captions of call {record.number} are{again} approved")


def _remove_old_copy(folder: CallFolder, kept: str, source: Path) -> None:
    """Remove the private copy that we made of another recording; what a person put there is theirs."""
    before = folder.record.recording
    if before is None or before.file in {"", kept}:
        return
    copy = folder.file(before.file)
    if copy.is_file() and not copy.samefile(source):
        copy.unlink()
        click.echo(f"removed {copy.name}: the captions are of another recording now", err=True)


def _refuse_unwanted(folder: CallFolder) -> None:
    """Refuse to caption a call that was cancelled, or that was off the record as a whole."""
    from dccg_meet.calls.rules import kept
    from dccg_meet.errors import CallError

    record = folder.record
    if record.start > common.now():
        raise CallError(
            f"call {record.number} begins on {record.start:%Y-%m-%d at %H:%M} UTC: it has no recording yet",
            todo="See the others: dccg-meet call list --all",
        )
    if record.cancelled:
        raise CallError(
            f"call {record.number} is cancelled", todo="See the others: dccg-meet call list --all"
        )
    if not kept(record):
        raise CallError(
            f"call {record.number} is off the record: it is neither captioned nor kept",
            todo="Delete the recording.",
        )


def _off_the_record(folder: CallFolder) -> tuple[tuple[int, int | None], ...]:
    """The parts of the recording that must not be heard. Raises DecisionNeeded where they are not marked."""
    from dccg_meet.calls.rules import item_rule
    from dccg_meet.errors import DecisionNeeded
    from dccg_meet.workspace.schema import Rule

    record = folder.record
    parts = []
    for item in record.items:
        if item_rule(record, item) is Rule.OFF_RECORD:
            last = item is record.items[-1]
            if item.start_ms is None or (item.end_ms is None and not last):
                unmarked = item.id if item.start_ms is None else str(int(item.id) + 1)
                raise DecisionNeeded(
                    f"item {item.id} is off the record and nobody marked where item {unmarked} begins",
                    where="call.toml: items",
                    todo=f"dccg-meet call mark {record.number} {unmarked} TIME",
                )
            parts.append((item.start_ms, item.end_ms))
    return tuple(parts)


def _hotwords(place: Workspace) -> tuple[str, ...]:
    """Names and terms to expect, people first: names are what speech recognition gets wrong."""
    from dccg_meet.calls.rules import WORDING
    from dccg_meet.workspace.schema import Rule

    people, group = place.roster().people, place.group()
    words = [person.name for person in people]
    words += [person.employer for person in people] + [person.coalition for person in people]
    words += [*group.glossary, group.name, WORDING[Rule.CHATHAM].name]
    return tuple(dict.fromkeys(word for word in words if word))


def _refuse_edited(folder: CallFolder) -> None:
    """Refuse to overwrite captions that a person changed or approved."""
    from dccg_meet.captions import approval, transcript, vtt
    from dccg_meet.captions.make import machine_captions
    from dccg_meet.errors import CaptionsError, DecisionNeeded
    from dccg_meet.workspace.schema import CaptionState

    state = approval.caption_state(folder)
    if state is None:
        return
    try:
        untouched = vtt.dump(machine_captions(transcript.read(folder.transcript))).encode()
    except CaptionsError:
        untouched = b""
    if state is CaptionState.APPROVED or folder.captions.read_bytes() != untouched:
        raise DecisionNeeded(
            f"the captions of call {folder.record.number} hold a person's work",
            where=folder.captions.name,
            todo="Keep them, or replace them with --force.",
        )


@contextmanager
def _progress(name: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, on a terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(f"captions of {name}", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _report(made: Transcript, folder: CallFolder, place: Workspace, *, as_json: bool) -> None:
    from dataclasses import asdict

    from dccg_meet.captions.make import machine_captions

    account = made.account
    cues = len(machine_captions(made).cues)
    if as_json:
        common.print_json(
            {**asdict(account), "words": len(made.words), "cues": cues, "language": made.language}
        )
        return
    if not made.words:
        click.echo("no speech was heard in this recording")
    else:
        click.echo(f"{len(made.words)} words in {cues} cues, language {made.language}")
        click.echo(
            f"speech heard {account.speech_ms / 1000:.1f} s = captioned {account.captioned_ms / 1000:.1f} s "
            f"+ [inaudible] {account.inaudible_ms / 1000:.1f} s"
        )
    common.done(folder.transcript, folder.captions, place=place)
    if made.settings.skip:
        common.warn("a part was off the record: the recording is not kept here; delete your own copy too")
    if made.recording.audio_tracks > 1:
        common.warn(
            f"the recording has {made.recording.audio_tracks} sound tracks and only the first was heard"
        )
    number = folder.record.number
    if not made.words:
        click.echo("is this the right recording?")
    unmarked = next((item.id for item in folder.record.items if item.start_ms is None), None)
    if unmarked:
        click.echo(f"next: mark where each item begins: dccg-meet call mark {number} {unmarked} TIME")
    click.echo(f"next: read and correct the captions, then dccg-meet captions approve {number}")
