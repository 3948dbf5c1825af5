"""From recordings to captions, one call after the other, all with the one model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from dccg_meet.calls.rules import WORDING, item_rule, kept
from dccg_meet.captions import approval, transcript, vtt
from dccg_meet.captions.decoding.workers import Here, Workers
from dccg_meet.captions.make import (
    Request,
    caption,
    english_captions,
    is_current,
    machine_captions,
    requested,
)
from dccg_meet.captions.transcript import Transcript
from dccg_meet.cli import common
from dccg_meet.cli.report import report
from dccg_meet.errors import BadFile, CallError, CaptionsError, DccgError, DecisionNeeded, Fault, NoRecording
from dccg_meet.models.store import resolve
from dccg_meet.workspace.files import copy_file, write_text
from dccg_meet.workspace.folder import CallFolder, Workspace
from dccg_meet.workspace.schema import Captions, CaptionState, Recording, Rule

Wanted = Sequence[tuple[CallFolder, Path]]
"""Calls, each with its recording."""

_LONGEST_GLOSSARY = 1_000_000


@dataclass(frozen=True)
class Asked:
    """The options of ``captions make``."""

    model: str
    model_folder: Path | None
    language: str
    quality: str
    glossary: Path | None
    translate: bool
    threads: int
    cluster: str | None
    partial: bool
    force: bool


def pairs(place: Workspace, arguments: Sequence[str]) -> Wanted:
    """What was typed: a call and its recording, again and again. The last may be a call alone.

    Raises NoCall, and NoRecording where a call alone has no recording that is kept.
    """
    if not arguments:
        raise click.UsageError("Name a call and its recording, or --all.")
    wanted = []
    for position in range(0, len(arguments), 2):
        folder = common.find_call(place, arguments[position])
        given = arguments[position + 1 : position + 2]
        recording = Path(given[0]) if given else _kept(folder)
        if recording is None:
            raise NoRecording(
                f"no recording of call {folder.record.number} is kept here",
                todo=f"dccg-meet captions make {folder.record.number} RECORDING",
            )
        wanted.append((folder, recording))
    return wanted


def waiting(place: Workspace) -> Wanted:
    """Every call that may be captioned, whose recording is kept and whose captions no person has touched."""
    found = [(folder, _kept(folder)) for folder in place.calls() if not _unwanted(folder)]
    return [(folder, recording) for folder, recording in found if recording and not _holds_work(folder)]


def _kept(folder: CallFolder) -> Path | None:
    """The recording in a call's folder: the one that was captioned, or one that a person put there."""
    facts = folder.record.recording
    if facts and facts.file and folder.file(facts.file).is_file():
        return folder.file(facts.file)
    return next(iter(sorted(folder.path.glob("recording.*"))), None)


def caption_all(place: Workspace, wanted: Wanted, asked: Asked, *, as_json: bool) -> None:
    """Make the captions of each call. What goes wrong with one of several is told, and the others are made.

    What goes wrong with a single one is raised; after several the exit code is 1 if one of them failed.
    """
    if not wanted:
        click.echo("no recording waits for captions", err=as_json)
        return
    staff = _Staff(asked)
    failed = False
    for folder, recording in wanted:
        try:
            _caption(place, folder, recording, asked, staff, as_json=as_json)
        except DccgError as fault:
            if len(wanted) == 1:
                raise
            failed = True
            report(fault)
        except KeyboardInterrupt:
            click.echo("stopped; what was heard so far is kept: run it again to go on", err=True)
            raise
    if failed:
        raise SystemExit(1)


class _Staff:
    """Who listens; the model is loaded once, when the first recording needs it."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._workers: Workers | None = None

    def workers(self) -> Workers:
        """Threads here, or the cluster that was asked for. Raises ModelErrors, ClusterError."""
        if self._workers is None:
            asked = self._asked
            if asked.cluster:
                from dccg_meet.captions.decoding.cluster import Cluster

                self._workers = Cluster(asked.cluster, asked.model, asked.model_folder)
            else:
                self._workers = Here(resolve(asked.model, asked.model_folder), asked.threads)
        return self._workers


def _caption(
    place: Workspace, folder: CallFolder, recording: Path, asked: Asked, staff: _Staff, *, as_json: bool
) -> None:
    fault = _unwanted(folder)
    if fault:
        raise fault
    wanted = requested(
        recording,
        model=asked.model,
        quality=asked.quality,
        language=None if asked.language == "auto" else asked.language,
        hotwords=_hotwords(place, asked.glossary),
        translate=asked.translate,
        skip=_off_the_record(folder),
        partial=asked.partial,
    )
    if not asked.force:
        if is_current(wanted, folder.transcript) and _is_stored(folder, wanted):
            click.echo(f"the captions of call {folder.record.number} are made already", err=as_json)
            if as_json:
                _report(transcript.read(folder.transcript), folder, place, as_json=True)
            return
        if _holds_work(folder):
            raise DecisionNeeded(
                f"the captions of call {folder.record.number} hold a person's work",
                where=folder.captions.name,
                todo="Keep them, or replace them with --force.",
            )
    with _progress(recording.name, quiet=as_json) as advance:
        made = caption(wanted, staff.workers(), journal=folder.hearing, progress=advance)
    folder = _store(place, folder, recording, wanted, made)
    _report(made, folder, place, as_json=as_json)


def _store(
    place: Workspace, folder: CallFolder, recording: Path, wanted: Request, made: Transcript
) -> CallFolder:
    """Write what was made; the journal goes when everything is there."""
    with place.lock():
        folder = common.find_call(place, str(folder.record.number))
        name = "" if wanted.settings.skip else f"recording{recording.suffix.lower()}"
        if name:
            copy_file(recording, folder.file(name))
        write_text(folder.transcript, transcript.dump(made), private=True)
        write_text(folder.captions, vtt.dump(machine_captions(made)), private=True)
        if wanted.settings.translate:
            write_text(folder.english_captions, vtt.dump(english_captions(made)), private=True)
        else:  # An old translation may hold what is not to be heard any more.
            folder.english_captions.unlink(missing_ok=True)
        facts = Recording(file=name, sha256=made.recording.sha256, duration_ms=made.recording.duration_ms)
        saved = place.save_call(folder.record.changed(recording=facts, captions=Captions()))
        _remove_old_copy(folder, name, recording)
        folder.hearing.unlink(missing_ok=True)
    return saved


def _is_stored(folder: CallFolder, wanted: Request) -> bool:
    """Whether everything that belongs to a transcript is there, too, as it is unless we were killed."""
    known = folder.record.recording
    english = folder.english_captions.is_file() or not wanted.settings.translate
    return bool(folder.captions.is_file() and english and known and known.sha256 == wanted.recording.sha256)


def _remove_old_copy(folder: CallFolder, name: str, source: Path) -> None:
    """Remove the private copy that we made of another recording; what a person put there is theirs."""
    before = folder.record.recording
    if before is None or before.file in {"", name}:
        return
    copy = folder.file(before.file)
    if copy.is_file() and not copy.samefile(source):
        copy.unlink()
        click.echo(f"removed {copy.name}: the captions are of another recording now", err=True)


def _unwanted(folder: CallFolder) -> CallError | None:
    """Why a call is not captioned: it is still to come, was cancelled, or was off the record as a whole."""
    record = folder.record
    others = "See the others: dccg-meet call list --all"
    if record.start > common.now():
        begins = f"{record.start:%Y-%m-%d at %H:%M} UTC"
        return CallError(f"call {record.number} begins on {begins}: it has no recording yet", todo=others)
    if record.cancelled:
        return CallError(f"call {record.number} is cancelled", todo=others)
    if not kept(record):
        fault = f"call {record.number} is off the record: it is neither captioned nor kept"
        return CallError(fault, todo="Delete the recording.")
    return None


def _off_the_record(folder: CallFolder) -> tuple[tuple[int, int | None], ...]:
    """The parts of the recording that must not be heard. Raises DecisionNeeded where they are not marked."""
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


def _hotwords(place: Workspace, glossary: Path | None) -> tuple[str, ...]:
    """Names and terms to expect, people first: names are what speech recognition gets wrong."""
    people, group = place.roster().people, place.group()
    words = [person.name for person in people]
    words += [person.employer for person in people] + [person.coalition for person in people]
    words += [*_terms(glossary), *group.glossary, group.name, WORDING[Rule.CHATHAM].name]
    return tuple(dict.fromkeys(word for word in words if word))


def _terms(glossary: Path | None) -> list[str]:
    """The terms in a file, one a line; lines that begin with # are remarks. Raises BadFile."""
    if glossary is None:
        return []
    wanted = f"a text file in UTF-8 of at most {_LONGEST_GLOSSARY // 1000} kB, one term a line"
    try:
        large = glossary.stat().st_size > _LONGEST_GLOSSARY
        lines = [] if large else glossary.read_text(encoding="utf-8-sig").splitlines()
        found = "a larger one" if large else ""
    except OSError as fault:
        found = fault.strerror or "nothing"
    except UnicodeDecodeError:
        found = "something else"
    if found:
        raise BadFile((Fault(glossary.name, "", found, wanted),), todo="Give another file to --glossary.")
    terms = (" ".join(line.split()) for line in lines)
    return [term for term in terms if term and not term.startswith("#")]


def _holds_work(folder: CallFolder) -> bool:
    """Whether a person changed or approved the captions of a call, in either language."""
    state = approval.caption_state(folder)
    if state is None:
        return False
    try:
        made = transcript.read(folder.transcript)
    except CaptionsError:
        return True
    untouched = vtt.dump(machine_captions(made)).encode()
    if state is CaptionState.APPROVED or folder.captions.read_bytes() != untouched:
        return True
    english = folder.english_captions
    return english.is_file() and english.read_bytes() != vtt.dump(english_captions(made)).encode()


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
    account = made.account
    cues = len(machine_captions(made).cues)
    doubtful = sum(word.doubtful for word in made.words)
    if as_json:
        common.print_json(
            {
                "call": folder.record.number,
                **asdict(account),
                "words": len(made.words),
                "doubtful": doubtful,
                "cues": cues,
                "language": made.language,
            }
        )
        return
    if not made.words:
        click.echo("no speech was heard in this recording")
    else:
        click.echo(
            f"{len(made.words)} words in {cues} cues, language {made.language}; {doubtful} are doubtful"
        )
        click.echo(
            f"speech heard {account.speech_ms / 1000:.1f} s = captioned {account.captioned_ms / 1000:.1f} s "
            f"+ after a second hearing {account.redecoded_ms / 1000:.1f} s "
            f"+ [inaudible] {account.inaudible_ms / 1000:.1f} s"
        )
    common.done(folder.transcript, folder.captions, place=place)
    if made.settings.translate:
        common.done(folder.english_captions, place=place)
    if made.settings.skip:
        common.warn("a part was off the record: the recording is not kept here; delete your own copy too")
    if made.recording.audio_tracks > 1:
        click.echo(f"{made.recording.audio_tracks} tracks were heard apart")
    number = folder.record.number
    if not made.words:
        click.echo("is this the right recording?")
    unmarked = next((item.id for item in folder.record.items if item.start_ms is None), None)
    if unmarked:
        click.echo(f"next: mark where each item begins: dccg-meet call mark {number} {unmarked} TIME")
    click.echo(f"next: read and correct the captions, then dccg-meet captions approve {number}")
