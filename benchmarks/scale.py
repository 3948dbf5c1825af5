"""A thousand calls: how long the commands take that read all of them, whole processes, in turns, in one run.

``make bench`` runs it and writes ``benchmarks/results/scale.md``. Times on shared machines drift, so ratios
taken in one run count. The peers read and write the feed that we made: icalendar parses it and serialises it
again, khal (a calendar for the terminal) imports it.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))

from dccg_meet.calls.lifecycle import event_uid  # noqa: E402
from dccg_meet.workspace.create import create  # noqa: E402
from dccg_meet.workspace.edit import dump  # noqa: E402
from dccg_meet.workspace.schema import (  # noqa: E402
    Access,
    CallRecord,
    Group,
    Item,
    Join,
    Person,
    Roster,
    Rule,
    Status,
)

CALLS, TO_COME, PEOPLE, ROUNDS = 1000, 6, 30, 5
NOW = dt.datetime(2026, 11, 21, 20, tzinfo=dt.UTC)
GROUP = Group(
    name="Dynamic Coalition Coordination Group",
    list="dccg@example.org",
    site="https://example.org/dccg",
    join=Join(url="https://meet.example.org/dccg", phone=("+41 22 555 01 23 (Geneva)",)),
    access=Access(contact="access@example.org"),
)
OPENING = ("Adoption of the agenda", "Updates from the secretariat and the MAG")
SUBJECTS = ("main session", "booth", "report", "survey", "glossary", "website", "charter", "budget")
DOINGS = ("format of the", "plans for the", "comments on the", "next steps for the", "draft of the")
GIVEN = ("Amara", "Olena", "Rajesh", "Tomas", "Mei-Ling", "Ngozi", "Sofia", "Ahmed", "Ingrid", "Mateo")
FAMILY = ("Diallo", "Kovalenko", "Menon", "Ferreira", "Chua", "Okafor", "Lindqvist", "Rahman", "Haugen")

DCCG = "from dccg_meet.cli.main import main; main()"
FEED = """
import time
from pathlib import Path
from dccg_meet.invites.calendar import feed
from dccg_meet.workspace.folder import Workspace
place = Workspace(Path.cwd())
records, group = [folder.record for folder in place.calls()], place.group()
begin = time.perf_counter()
feed(records, group)
print(time.perf_counter() - begin)
"""
ICALENDAR = """
import sys, icalendar
from pathlib import Path
print(len(icalendar.Calendar.from_ical(Path(sys.argv[1]).read_bytes()).to_ical()))
"""
KHAL = """
[calendars]
[[calls]]
path = {folder}/calendars
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


@dataclass(frozen=True)
class Contender:
    """A command to run, and how the table names it; ``limit`` is what it has to keep, in seconds.

    ``itself`` tells that the command prints how long the part took that counts.
    """

    name: str
    command: tuple[str, ...]
    limit: float | None = None
    itself: bool = False


def workspace(root: Path) -> None:
    """Forty years of a call every 15 days: under all rules, five items each, every tenth cancelled."""
    rng = random.Random(1)  # noqa: S311 - the same each time
    place = create(root, GROUP)
    people = [Person(name=f"{given} {family}") for given in GIVEN for family in FAMILY]
    place.save_roster(Roster(people=tuple(rng.sample(people, PEOPLE))))
    for number in range(1, CALLS + 1):
        start = NOW + dt.timedelta(days=15 * (number - CALLS + TO_COME), hours=rng.randrange(24))
        titles = [*OPENING, *(f"{doing} {subject}".capitalize() for doing, subject in _pairs(rng))]
        record = CallRecord(
            number=number,
            title="Monthly call" if number % 12 else "Call on the year's main session",
            start=start,
            minutes=60,
            zone=rng.choice(("UTC", "Europe/Oslo", "Asia/Kolkata")),
            rule=rng.choice(tuple(Rule)),
            status=Status.CANCELLED if number % 10 == 0 else Status.CONFIRMED,
            uid=event_uid(GROUP, number),
            created=start,
            stamp=start,
            items=tuple(
                Item(id=str(place), title=title, rule=rng.choice((None, None, Rule.ON_RECORD)))
                for place, title in enumerate(titles, 1)
            ),
        )
        folder = root / "calls" / record.folder_name
        folder.mkdir()
        (folder / "call.toml").write_text(dump(record), encoding="utf-8")


def _pairs(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Three titles that hardly ever come again."""
    for _ in range(3):
        yield rng.choice(DOINGS), f"{rng.choice(SUBJECTS)} of {rng.randrange(1990, 2090)}"


def contenders(folder: Path) -> tuple[Contender, ...]:
    """Ours and the peers, which work on the feed in ``folder``."""
    ours = (sys.executable, "-c", DCCG)
    feed = str(folder / "calls.ics")
    return (
        Contender("`call list`", (*ours, "call", "list"), 0.3),
        Contender("`call list --all`", (*ours, "call", "list", "--all"), 0.3),
        Contender("`status`", (*ours, "status")),
        Contender("the feed alone, from records to bytes read back", (sys.executable, "-c", FEED), 1.0, True),
        Contender("`invite feed --output`", (*ours, "invite", "feed", "--output", feed), 1.0),
        Contender("icalendar: parse the feed, serialise it", (sys.executable, "-c", ICALENDAR, feed)),
        Contender(
            "khal: import the feed",
            (sys.executable, "-m", "khal", "-c", str(folder / "khal.conf"), "import", "--batch", feed),
        ),
    )


def run(contender: Contender, folder: Path) -> float:
    """Seconds of one process. Raises CalledProcessError where it fails."""
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(int(NOW.timestamp())),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(TOP), os.environ.get("PYTHONPATH")))),
    }
    begin = time.perf_counter()
    done = subprocess.run(
        contender.command, check=True, capture_output=True, cwd=folder / "ws", env=environment
    )
    return float(done.stdout) if contender.itself else time.perf_counter() - begin


def machine() -> str:
    """What the figures were taken on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{model or platform.processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table(times: dict[str, list[float]], chosen: tuple[Contender, ...]) -> str:
    """The results as Markdown: medians, what has to be kept, the ratio to the first peer."""
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    peer = medians["icalendar: parse the feed, serialise it"]
    rows = ["| process | median s | to keep | icalendar = 1 |", "|---|---|---|---|"]
    for contender in chosen:
        seconds = medians[contender.name]
        kept = f"< {contender.limit:g} s" if contender.limit else ""
        rows.append(f"| {contender.name} | {seconds:.2f} | {kept} | {seconds / peer:.2f} |")
    return "\n".join(rows)


def main() -> None:
    """Measure, print and write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace(folder / "ws")
        (folder / "calendars").mkdir()
        (folder / "khal.conf").write_text(KHAL.format(folder=folder), encoding="utf-8")
        chosen = contenders(folder)
        times: dict[str, list[float]] = {contender.name: [] for contender in chosen}
        for turn in range(ROUNDS):
            for contender in chosen if turn % 2 == 0 else chosen[::-1]:
                times[contender.name].append(run(contender, folder))
        size = (folder / "calls.ics").stat().st_size
    text = (
        f"# A thousand calls\n\n{machine()}. {CALLS} calls of five items, {TO_COME} of them to come, "
        f"{PEOPLE} people on the roster, a feed of {size / 1e6:.1f} MB. "
        f"Whole processes, medians of {ROUNDS} rounds in turns. `invite feed` reads every call, masks "
        "titles, builds the feed, reads it back and passes the gate."
        f"\n\n{table(times, chosen)}\n"
    )
    print(text)
    (TOP / "benchmarks" / "results" / "scale.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
