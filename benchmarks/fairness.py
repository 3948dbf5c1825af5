"""Fairness: the documented year of 14 cities at a fixed 14:00 UTC and as proposed, and how long it takes.

``make bench`` runs it and writes ``benchmarks/results/fairness.md``. The figures of the year do not depend on
the machine; the time is that of the whole ``dccg-meet times suggest`` for 200 zones, median of three.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))
sys.path.insert(0, str(TOP / "tests" / "times"))  # The tests measure the same year.

from cities import CITIES  # noqa: E402

from dccg_meet.times.rhythm import Every, Rhythm  # noqa: E402
from dccg_meet.times.suggest import Suggestion, Wish, suggest  # noqa: E402
from dccg_meet.zones import place, source  # noqa: E402

ROUNDS = 3
MANY = 200
FIRST = dt.date(2027, 1, 1)
TUESDAYS = Rhythm(Every.MONTH, weekday=1, week=2, anchor=dt.date(2026, 12, 8))
PROGRAM = "from dccg_meet.cli.main import main; main()"
REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def machine() -> str:
    """What the figures were taken on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{model or platform.processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def zones(count: int) -> list[str]:
    """So many zones, evenly from all places that the tz database lists."""
    import tzdata  # noqa: PLC0415 - only here

    listed = Path(tzdata.__file__).with_name("zones").read_text(encoding="utf-8").split()
    real = [name for name in listed if name.partition("/")[0] in REGIONS]
    return [real[number * len(real) // count] for number in range(count)]


def run(folder: Path, *arguments: str) -> float:
    """Seconds of wall clock of one whole process. Raises CalledProcessError where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    begin = time.perf_counter()
    command = [sys.executable, "-c", PROGRAM, *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment)
    return time.perf_counter() - begin


def seconds() -> float:
    """The median time of a year of suggestions for many zones."""
    roster = "".join(f'[[people]]\nname = "Person"\nzone = "{zone}"\n' for zone in zones(MANY))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(folder, "init", "--name", "Group", "--list", "list@example.org")
        (folder / "roster.toml").write_text(roster, encoding="utf-8")
        return statistics.median(run(folder, "times", "suggest", "--months", "12") for _ in range(ROUNDS))


def table(found: Suggestion) -> str:
    """Both plans, and every city, as Markdown."""
    rows = ["| plan | worst-off city | its points | sum of all |", "|---|---|---|---|"]
    for name, outcome in (("fixed 14:00 UTC", found.fixed), ("as proposed", found.proposed)):
        rows.append(f"| {name} | {place(outcome.worst)} | {outcome.most} | {outcome.total} |")
    rows += ["", "| city | why it is on the list | 14:00 UTC | proposed |", "|---|---|---|---|"]
    loads = {load.zone: load for load in found.loads}
    for zone, why in CITIES.items():
        rows.append(f"| {place(zone)} | {why} | {loads[zone].fixed} | {loads[zone].proposed} |")
    rows += ["", "| call (UTC) | who carries it |", "|---|---|"]
    rows += [f"| {slot.start:%Y-%m-%d %H:%M} | {slot.why} |" for slot in found.slots]
    return "\n".join(rows)


def main() -> None:
    """Measure, print and write."""
    found = suggest(Wish(dict.fromkeys(CITIES, 1), TUESDAYS, FIRST), [])
    share = found.proposed.most / found.fixed.most
    more = found.proposed.total / found.fixed.total - 1
    text = (
        "# Fairness of call times\n\n"
        "Twelve calls of 60 minutes, the second Tuesdays of 2027, among 14 cities (tz data "
        f"{source().version}). At a fixed 14:00 UTC the worst-off city carries {found.fixed.most} points, as "
        f"proposed {found.proposed.most} ({share:.0%}); the sum of all changes by {more:+.1%}. Points are "
        "those of `dccg_meet/times/burden.py`: 0 in working hours, 10 in the small hours.\n\n"
        f"{table(found)}\n\n"
        f"12 months for {MANY} zones take {seconds():.2f} s: the whole command, the median of {ROUNDS} "
        f"processes, on {machine()}.\n"
    )
    print(text)
    (TOP / "benchmarks" / "results" / "fairness.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
