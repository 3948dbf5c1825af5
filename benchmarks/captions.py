"""Captions of the sample call: ours beside faster-whisper, whole processes, in turns, in one run.

``make bench`` runs it and writes ``benchmarks/results/captions.md``. Times on shared machines drift, so only
ratios taken in one run count. Each process loads the model (base, int8, 2 threads) and hears the recording.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "captions"))  # The tests measure by the same rule.

from wer import word_error_rate  # noqa: E402

from dccg_meet.models.store import resolve  # noqa: E402
from dccg_meet.shipped_data import sample_recording  # noqa: E402

ROUNDS = 3
NAMES = (
    "Amara Diallo",
    "Olena Kovalenko",
    "Rajesh Menon",
    "Tomas Ferreira",
    "Mei-Ling Chua",
    "Fairbridge Foundation",
)

OURS = """
import sys
from pathlib import Path
from dccg_meet.captions.make import caption, requested
from dccg_meet.captions.words import spoken_text
recording, weights, *names = sys.argv[1:]
made = caption(requested(Path(recording), model="base", hotwords=names), weights=Path(weights), threads=2)
print(spoken_text(made.words))
"""
PEER = """
import sys
from faster_whisper import WhisperModel
recording, weights = sys.argv[1:3]
model = WhisperModel(weights, device="cpu", compute_type="int8", cpu_threads=2)
options = dict(beam_size=5, word_timestamps=True, vad_filter="vad" in sys.argv[3:])
print(" ".join(segment.text.strip() for segment in model.transcribe(recording, **options)[0]))
"""


@dataclass(frozen=True)
class Contender:
    """A program to run, and how the table names it."""

    name: str
    script: str
    arguments: tuple[str, ...] = ()


CONTENDERS = (
    Contender("faster-whisper, as it comes", PEER),
    Contender("faster-whisper with VAD", PEER, ("vad",)),
    Contender("dccg-meet", OURS),
    Contender("dccg-meet, told the names", OURS, NAMES),
)


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall clock, and what it heard."""

    seconds: float
    text: str


def run(contender: Contender, recording: Path, weights: Path) -> Run:
    """Run a contender once. Raises CalledProcessError where it fails."""
    command = [sys.executable, "-c", contender.script, str(recording), str(weights), *contender.arguments]
    begin = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=TOP)
    return Run(time.perf_counter() - begin, done.stdout)


def machine() -> str:
    """What the figures were taken on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{model or platform.processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table(runs: dict[str, list[Run]], duration: float, reference: str) -> str:
    """The results as Markdown: medians, the ratio to the first contender, word error rate."""
    base = statistics.median(entry.seconds for entry in runs[CONTENDERS[0].name])
    rows = ["| program | median s | x real time | speed, first = 1 | WER |", "|---|---|---|---|---|"]
    for name, entries in runs.items():
        seconds = statistics.median(entry.seconds for entry in entries)
        wer = word_error_rate(reference, entries[0].text)
        rows.append(
            f"| {name} | {seconds:.1f} | {duration / seconds:.1f} | {base / seconds:.2f} | {wer:.3f} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Measure, print and write."""
    recording = sample_recording()
    sample = json.loads(recording.with_name("sample-call.reference.json").read_text(encoding="utf-8"))
    reference = " ".join(turn["text"] for turn in sample["turns"])
    weights = resolve("base")
    runs: dict[str, list[Run]] = {contender.name: [] for contender in CONTENDERS}
    for turn in range(ROUNDS):
        for contender in CONTENDERS if turn % 2 == 0 else CONTENDERS[::-1]:
            runs[contender.name].append(run(contender, recording, weights))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    text = (
        f"# Captions of the sample call\n\n{machine()}. Largest process: {peak} MB. "
        f"Model base, int8, 2 threads, {ROUNDS} rounds in turns, whole processes.\n\n"
        f"{table(runs, sample['duration'], reference)}\n"
    )
    print(text)
    (TOP / "benchmarks" / "results" / "captions.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
