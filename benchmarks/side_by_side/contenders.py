"""The programs that are compared, and how one of them is run: a whole process, on two threads, with int8."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dccg_meet.captions.decoding.manner import Quality
from tests.captions.measures import Heard, of_segments

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
PEERS = TOP / "build" / "peers" / "bin"
FIRST = "whisper-ctranslate2"
"""The contender that the others' speed is given by."""


@dataclass(frozen=True)
class Contender:
    """A program: how the tables name it, and its command, in which words in braces stand for what changes."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """One process: wall clock, the time of all its threads, the most memory it had, and what it heard."""

    seconds: float
    cpu_seconds: float
    mebibytes: float
    heard: tuple[Heard, ...]


def contenders() -> tuple[Contender, ...]:
    """The peers, then dccg-meet with each of its qualities."""
    default = (
        *(str(PEERS / "whisper-ctranslate2"), "{recording}", "--model_directory", "{weights}"),
        *("--device", "cpu", "--compute_type", "int8", "--threads", "2"),
        *("--word_timestamps", "True", "--output_format", "json", "--output_dir", "{folder}"),
    )
    library = (
        str(PEERS / "python"),
        str(HERE / "run_faster_whisper.py"),
        "{recording}",
        "{weights}",
        "{output}",
    )
    ours = (sys.executable, str(HERE / "run_ours.py"), "{recording}", "{weights}", "{output}", "{model}")
    return (
        Contender(FIRST, default),
        Contender("whisper-ctranslate2 --batched", (*default, "--batched", "True")),
        Contender("faster-whisper", (*library, "sequential")),
        Contender("faster-whisper with VAD", (*library, "vad")),
        Contender("faster-whisper batched", (*library, "batched")),
        *(Contender(f"dccg-meet {quality}", (*ours, quality)) for quality in Quality),
    )


def run(contender: Contender, recording: Path, model: str, weights: Path, folder: Path) -> Run:
    """Runs a contender once and leaves what it wrote in the folder. Ends the benchmark where it fails."""
    folder.mkdir(parents=True, exist_ok=True)
    output, took = folder / f"{recording.stem}.json", folder / "took.json"
    output.unlink(missing_ok=True)
    given = {
        "recording": recording,
        "model": model,
        "weights": weights,
        "folder": folder,
        "output": output,
    }
    command = [word.format_map(given) for word in contender.command]
    wrapper = [sys.executable, str(HERE / "measured.py"), str(took)]
    done = subprocess.run(
        [*wrapper, *command],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TOP)},
    )
    if done.returncode or not output.exists():  # whisper-ctranslate2 fails with 0.
        sys.exit(f"{contender.name} failed on {recording.name}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    cost = json.loads(took.read_text(encoding="utf-8"))
    return Run(**cost, heard=read_heard(output))


def spent(quality: Quality, recording: Path, model: str, weights: Path, folder: Path) -> dict[str, Any]:
    """What run_timed.py finds: the seconds it took, the floor, and what was spent on each part."""
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / f"{recording.stem}-{quality}-spent.json"
    command = [sys.executable, HERE / "run_timed.py", recording, weights, output, model, quality]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(TOP)})
    found: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return found


def read_heard(output: Path) -> tuple[Heard, ...]:
    """What a contender wrote."""
    data = json.loads(output.read_text(encoding="utf-8"))
    if "words" in data:
        return tuple(Heard(*word) for word in data["words"])
    return of_segments(data["segments"])


def rounds(
    count: int, chosen: Sequence[Contender], recording: Path, model: str, weights: Path
) -> dict[str, list[Run]]:
    """So many runs of each, in turns, every other round backwards."""
    runs: dict[str, list[Run]] = {contender.name: [] for contender in chosen}
    for number in range(count):
        for contender in chosen if number % 2 == 0 else chosen[::-1]:
            folder = TOP / "build" / "bench" / model / contender.name.replace(" ", "_")
            runs[contender.name].append(run(contender, recording, model, weights, folder))
            last = runs[contender.name][-1]
            print(
                f"  {recording.stem}, {model}, round {number + 1}: {contender.name}: {last.seconds:.1f} s",
                flush=True,
            )
    return runs


def versions(packages: Iterable[str]) -> str:
    """The versions that the peers run with."""
    script = (
        "import sys, importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep=', ')"
    )
    command = [str(PEERS / "python"), "-c", script, *packages]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
