"""What calendar programs in JavaScript and C read from our files, and ical, in its own environment.

The other readers in Python are in tests/invites; the corpus is the same.
"""

from __future__ import annotations

import datetime as dt
import json
import venv
from pathlib import Path

import pytest

from dccg_meet.invites.calendar import invite, withdrawal
from dccg_meet.invites.events import Guest
from tests.factories import make_group, make_record
from tests.invites.corpus import Case, Seen, cases

from .conftest import Site
from .tools import ALL, HERE, install, missing, module, node, run

_ICAL = "ical==14.3.1"
CASES = cases()
_NO_GRAMMAR = {("ts-ics", "calendar, list"), ("ts-ics", "calendar, guest")}
"""Cases that a reader takes apart wherever BEGIN and END stand, in texts too."""

pytestmark = pytest.mark.where_present


def _seen(events: list[list[str]]) -> tuple[Seen, ...]:
    """The events that a reader printed: UID, start, end, and texts of each."""
    return tuple(
        sorted(
            Seen(
                uid,
                dt.datetime.fromisoformat(start).astimezone(dt.UTC),
                dt.datetime.fromisoformat(end).astimezone(dt.UTC),
                *texts,
            )
            for uid, start, end, *texts in events
        )
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Case]:
    """Every case as a file."""
    folder = tmp_path_factory.mktemp("corpus")
    files = {folder / f"{place:03d}.ics": case for place, case in enumerate(CASES)}
    for path, case in files.items():
        path.write_bytes(case.data)
    return files


@pytest.mark.parametrize("library", ["ical.js", "node-ical", "ts-ics"])
def test_javascript(library: str, corpus: dict[Path, Case]) -> None:
    """Three libraries read every case as it was meant."""
    module(library)
    found = dict(zip(corpus.values(), node("calendars.cjs", library, *corpus), strict=True))
    for case, events in found.items():
        if (library, case.name) not in _NO_GRAMMAR:
            assert _seen(events) == case.meant, case.name


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has ical and nothing of ours: what the two need cannot clash."""
    if not ALL:
        missing(f"{_ICAL} needs an environment of its own, which make test-all builds")
    folder = tmp_path_factory.mktemp("ical")
    venv.create(folder, with_pip=False)
    install(folder / "bin" / "python", _ICAL)
    return folder / "bin" / "python"


def test_ical(python: Path, corpus: dict[Path, Case]) -> None:
    """The Python library that Home Assistant reads calendars with reads every case as it was meant."""
    found = json.loads(run(str(python), HERE / "ical_reader.py", *corpus))
    for case, events in zip(corpus.values(), found, strict=True):
        assert _seen(events) == case.meant, case.name


@pytest.fixture(scope="module")
def libical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small C program beside this file, compiled: it tells what libical says of files."""
    made = tmp_path_factory.mktemp("libical") / "restrictions"
    flags = run("pkg-config", "--cflags", "--libs", "libical", check=False).split()
    if not flags:
        missing("libical is not installed; make test-all installs it on Debian, as root")
    run("gcc", "-Wall", "-Werror", "-o", made, HERE / "restrictions.c", *flags)
    return made


class TestLibical:
    """libical, which GNOME's and KDE's calendars build on, holds the files against its tables of the RFCs."""

    def test_the_corpus(self, libical: Path, corpus: dict[Path, Case]) -> None:
        """No property too many, too few or malformed, for its METHOD too; the instants are those meant."""
        wanted = []
        for case in corpus.values():
            wanted.append("kept, 0 faults")
            wanted += [
                f"{one.uid} {one.start.timestamp():.0f} {one.end.timestamp():.0f}" for one in case.meant
            ]
        assert sorted(run(str(libical), *corpus).splitlines()) == sorted(wanted)

    def test_the_archive(self, libical: Path, site: Site) -> None:
        """Every calendar file that is published, those with attacks for titles too."""
        files = sorted(site.folder.rglob("*.ics"))
        assert len(files) > 10
        verdicts = [line for line in run(str(libical), *files).splitlines() if "faults" in line]
        assert verdicts == ["kept, 0 faults"] * len(files)

    def test_a_withdrawal(self, libical: Path, tmp_path: Path) -> None:
        """A CANCEL for one person, without a STATUS, is what the tables have."""
        path = tmp_path / "invite.ics"
        path.write_bytes(withdrawal(make_record(), make_group(), Guest("ada@example.org", "Ada")))
        assert run(str(libical), path).startswith("kept, 0 faults")

    def test_it_sees_a_fault(self, libical: Path, tmp_path: Path) -> None:
        """An event without its UID."""
        record = make_record()
        data = invite(record, make_group()).replace(f"UID:{record.uid}\r\n".encode(), b"")
        (tmp_path / "invite.ics").write_bytes(data)
        assert run(str(libical), tmp_path / "invite.ics").startswith("broken")
