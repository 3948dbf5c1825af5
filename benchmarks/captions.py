"""Captions by dccg-meet beside whisper-ctranslate2 and faster-whisper: whole processes, in turns, in one run.

``make bench`` runs it and writes ``benchmarks/results/captions.md``. Times on shared machines drift, so only
ratios taken in one run count. All get the same models, int8 and two threads, and find out the language
themselves; everything else is as it comes. What is measured, and how, is in ``tests/captions/measures.py``,
what is heard in ``tests/captions/recordings.py``.

Parts can be run alone, and replace only themselves in the results: ``--only long --model base``. With
``--recording FILE --reference FILE`` it measures your own recording, and writes that nowhere but into
``build/bench``: the reference is text, or JSON like that of the sample call.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))

from side_by_side import tables  # noqa: E402
from side_by_side.contenders import FIRST, PEERS, Contender, contenders, rounds, spent, versions  # noqa: E402
from side_by_side.tables import Truth  # noqa: E402

from dccg_meet import __version__  # noqa: E402
from dccg_meet.captions.decoding.manner import Quality  # noqa: E402
from dccg_meet.captions.hearing.recording import probe  # noqa: E402
from dccg_meet.models.store import resolve  # noqa: E402
from dccg_meet.shipped_data import sample_recording  # noqa: E402
from tests.captions.recordings import NONSPEECH, Turn, lasting, long_recording, nonspeech, read_turns  # noqa: E402
from tests.captions.sounds import write  # noqa: E402

BUILT = TOP / "build" / "bench"
RESULTS = TOP / "benchmarks" / "results" / "captions.md"
MODELS = ("base", "tiny.en")
LENGTHS = (10, 60, 180)
"""Minutes, to see whether memory grows and speed falls."""
LONGEST = {f"{FIRST} --batched": 60, "dccg-meet fast": 180, "dccg-meet balanced": 180}
"""Who is asked to hear these, and up to which length."""

TITLE = "# Captions: dccg-meet beside whisper-ctranslate2 and faster-whisper"
EXPLAINED = """\
Whole processes in turns: every program loads the model and hears the recording, with int8 and 2 threads.
Ratio: how many times as fast as whisper-ctranslate2 by default, the median of the rounds. CPU: the time of
all threads, which other work on the machine changes less. WER: word error rate, of the round with the median
one; wrong, left out, added: its words. Uncaptioned: seconds of speech with no word within half a second; of
it marked: what the captions own up to with `[inaudible]`. Invented: words where nobody speaks. Peak: the most
memory a process had."""


@dataclass(frozen=True)
class Job:
    """What to run: contenders on models, and how often."""

    contenders: tuple[Contender, ...]
    models: tuple[str, ...]
    rounds: int
    minutes: float


Section = tuple[str, str]
"""A heading and what stands below it."""


def truth(turns: tuple[Turn, ...], duration_ms: int) -> Truth:
    """What is known of a recording of which everything is."""
    return Truth(duration_ms, " ".join(turn.text for turn in turns), turns)


def sample(job: Job) -> Iterator[Section]:
    """(a) The sample call."""
    recording = sample_recording()
    turns = read_turns(recording.with_name("sample-call.reference.json"))
    known = truth(turns, probe(recording).duration_ms)
    for model in job.models:
        runs = rounds(job.rounds, job.contenders, recording, model, resolve(model))
        yield f"Sample call, {model}", _measured(runs, known, job.rounds)


def long(job: Job) -> Iterator[Section]:
    """(b) Half an hour under many conditions; one round for all models but the first."""
    recording, known = _long()
    for model in job.models:
        count = job.rounds if model == job.models[0] else 1
        runs = rounds(count, job.contenders, recording, model, resolve(model))
        yield f"Long recording, {model}", _measured(runs, known, count)


def _long() -> tuple[Path, Truth]:
    made = long_recording()
    recording = write(BUILT / "long.flac", [made.sound])
    recording.with_suffix(".reference.json").write_text(made.reference(), encoding="utf-8")
    return recording, truth(made.turns, made.duration_ms)


def spending(job: Job) -> Iterator[Section]:
    """What our time is spent on in half an hour, with the first model, once each."""
    model = job.models[0]
    recording, known = _long()
    found = {
        quality: spent(quality, recording, model, resolve(model), BUILT / model)
        for quality in (Quality.FAST, Quality.BALANCED)
    }
    minutes = known.duration_ms / 60_000
    about = f"{minutes:.1f} minutes, one process each, with two workers."
    yield f"What the time is spent on, {model}", f"{about}\n\n{tables.spending(found)}"


def nothing(job: Job) -> Iterator[Section]:
    """Recordings in which nobody speaks, once each; a fifth of the time for all models but the first."""
    for model in job.models:
        minutes = job.minutes if model == job.models[0] else job.minutes / 5
        runs = {}
        for name in NONSPEECH:
            made = nonspeech(name, minutes * 60)
            file = write(BUILT / f"{name.replace(' ', '-')}.flac", [made.sound])
            runs[name] = rounds(1, job.contenders, file, model, resolve(model))
        text = tables.nothing(runs, round(minutes * 60_000))
        yield f"Nobody speaks, {model}", f"{minutes:g} minutes of each, one round.\n\n{text}"


def scale(job: Job) -> Iterator[Section]:
    """Ten minutes to three hours, with the first model, once each."""
    model = job.models[0]
    runs = {}
    for minutes in LENGTHS:
        file = write(BUILT / f"{minutes}-minutes.flac", lasting(minutes))
        asked = [one for one in job.contenders if minutes <= LONGEST.get(one.name, 0)]
        runs[minutes] = rounds(1, asked, file, model, resolve(model))
    yield f"Length, {model}", f"One round.\n\n{tables.lengths(runs)}"


PARTS: dict[str, Callable[[Job], Iterator[Section]]] = {
    "sample": sample,
    "long": long,
    "nonspeech": nothing,
    "scale": scale,
    "time": spending,
}


def yours(job: Job, recording: Path, reference: Path) -> Iterator[Section]:
    """(c) Any recording with its reference."""
    duration_ms = probe(recording).duration_ms
    if reference.suffix == ".json":
        known = truth(read_turns(reference), duration_ms)
    else:
        known = Truth(duration_ms, reference.read_text(encoding="utf-8"))
    for model in job.models:
        runs = rounds(job.rounds, job.contenders, recording, model, resolve(model))
        yield f"{recording.name}, {model}", _measured(runs, known, job.rounds)


def _measured(runs: tables.Runs, known: Truth, count: int) -> str:
    minutes, often = known.duration_ms / 60_000, "one round" if count == 1 else f"{count} rounds"
    about = f"{minutes:.1f} minutes, {len(known.text.split())} words, {often}."
    parts = [about, tables.accuracy(runs, known)]
    if any(turn.condition for turn in known.turns):
        parts.append(tables.conditions(runs, known))
    return "\n\n".join(parts)


def machine() -> str:
    """What the figures were taken on, and with what."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    peers = versions(("whisper-ctranslate2", "faster-whisper", "ctranslate2", "onnxruntime", "av", "numpy"))
    return (
        f"{model or platform.processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}; dccg-meet {__version__}, {peers}."
    )


def merged(before: str, sections: Iterable[Section]) -> str:
    """The results with some sections new and the others as they were, in the order of their first lines."""
    parts = dict(re.findall(r"^## (.+)\n\n((?:(?!## ).*\n?)*)", before, re.MULTILINE))
    parts.update(sections)
    order = ("Sample", "Long", "Nobody", "Length", "What")
    names = sorted(
        parts, key=lambda name: next((at for at, one in enumerate(order) if name.startswith(one)), 9)
    )
    return "\n\n".join([TITLE, EXPLAINED, *(f"## {name}\n\n{parts[name].strip()}" for name in names)]) + "\n"


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", action="append", help=f"by default {' and '.join(MODELS)}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; may be given again")
    parser.add_argument("--minutes", type=float, default=10, help="of each recording in which nobody speaks")
    parser.add_argument(
        "--contender", action="append", help="a program whose name begins so; may be given again"
    )
    parser.add_argument("--recording", type=Path, help="one of yours, instead of all others")
    parser.add_argument("--reference", type=Path, help="what is said in it: text, or JSON with turns")
    asked = parser.parse_args()
    if (asked.recording is None) != (asked.reference is None):
        parser.error("--recording and --reference go together")
    if not PEERS.is_dir():
        parser.error("build/peers is missing: make build/peers.stamp")
    return asked


def main() -> None:
    """Measure, print and write."""
    asked = arguments()
    compileall.compile_dir(TOP / "dccg_meet", quiet=1)  # as pip does with what it installs, the peers too
    chosen = tuple(one for one in contenders() if one.name.startswith(tuple(asked.contender or [""])))
    job = Job(chosen, tuple(asked.model or MODELS), asked.rounds, asked.minutes)
    if asked.recording:
        results, found = BUILT / "yours.md", yours(job, asked.recording, asked.reference)
        before = ""
    else:
        results, before = RESULTS, RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
        found = (section for name in asked.only or PARTS for section in PARTS[name](job))
    for heading, text in found:
        section = heading, f"{text}\n\n{machine()}"
        print(f"\n## {heading}\n\n{section[1]}\n", flush=True)
        before = merged(before, [section])
        results.parent.mkdir(parents=True, exist_ok=True)
        results.write_text(before, encoding="utf-8")


if __name__ == "__main__":
    main()
