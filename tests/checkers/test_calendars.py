"""What calendar programs in JavaScript and C read from our files, and ical, in its own environment.

The other readers in Python are in tests/invites.
"""

from __future__ import annotations

import datetime as dt
import json
import venv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from dccg_meet.calls import lifecycle
from dccg_meet.invites.calendar import feed, invite
from dccg_meet.workspace.schema import CallRecord
from tests.factories import make_group, make_record, utc

from .conftest import Site
from .tools import HERE, install, node, run

_CALL = make_record(title="Réunion mensuelle: «outputs», dates; 議題 👩🏽‍💻")
_MOVED = lifecycle.move(
    _CALL, (), start=utc("2026-12-10 23:30"), minutes=75, zone="UTC", now=utc("2026-11-03 10:00")
)
_CANCELLED = lifecycle.cancel(_MOVED, now=utc("2026-11-04 10:00"))
_OTHER = _CALL.changed(number=98, uid="dccg-call-098@example.org", start=utc("2027-01-13 14:00"))
_GROUP = make_group(name="Dynamic Coalition Coordination Group, IGF")
_INVITES = pytest.mark.parametrize("record", [_CALL, _MOVED, _CANCELLED], ids=["new", "moved", "cancelled"])
_Check = Callable[[Path], str]
_ICAL = "ical==14.3.1"


class _Seen(NamedTuple):
    """What a reader makes of one event."""

    uid: str
    start: dt.datetime
    end: dt.datetime
    status: str
    summary: str


def _seen(events: list[list[str]]) -> list[_Seen]:
    """The events that a reader printed: UID, start, end, status and title of each."""
    return [
        _Seen(uid, dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end), status, summary)
        for uid, start, end, status, summary in events
    ]


def _meant(record: CallRecord) -> _Seen:
    words = "Cancelled: " if record.cancelled else ""
    title = f"{words}DCCG {record.number}: {record.title} [Chatham House Rule in part]"
    return _Seen(record.uid, record.start, record.end, record.status.value.upper(), title)


@pytest.mark.parametrize("library", ["ical.js", "node-ical", "ts-ics"])
class TestReaders:
    """Three libraries of JavaScript."""

    def _read(self, library: str, data: bytes, folder: Path) -> list[_Seen]:
        path = folder / "calendar.ics"
        path.write_bytes(data)
        return _seen(node("calendars.cjs", library, path))

    @_INVITES
    def test_an_invite_is_read_as_it_was_meant(
        self, library: str, record: CallRecord, tmp_path: Path
    ) -> None:
        """UID, start and end as instants in UTC, status and title."""
        assert self._read(library, invite(record, _GROUP), tmp_path) == [_meant(record)]

    def test_a_feed_is_read_as_it_was_meant(self, library: str, tmp_path: Path) -> None:
        """Every call, the cancelled one too."""
        found = self._read(library, feed([_OTHER, _CANCELLED], _GROUP), tmp_path)
        assert sorted(found) == [_meant(_CANCELLED), _meant(_OTHER)]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has ical and nothing of ours: what the two need cannot clash."""
    folder = tmp_path_factory.mktemp("ical")
    venv.create(folder, with_pip=False)
    install(folder / "bin" / "python", _ICAL)
    return folder / "bin" / "python"


class TestIcal:
    """The Python library that Home Assistant reads calendars with."""

    def _read(self, python: Path, data: bytes, folder: Path) -> list[_Seen]:
        path = folder / "calendar.ics"
        path.write_bytes(data)
        return _seen(json.loads(run(str(python), HERE / "ical_reader.py", path)))

    @_INVITES
    def test_an_invite_is_read_as_it_was_meant(
        self, python: Path, record: CallRecord, tmp_path: Path
    ) -> None:
        """UID, start and end as instants in UTC, status and title."""
        assert self._read(python, invite(record, _GROUP), tmp_path) == [_meant(record)]

    def test_a_feed_is_read_as_it_was_meant(self, python: Path, tmp_path: Path) -> None:
        """Every call, the cancelled one too."""
        found = self._read(python, feed([_OTHER, _CANCELLED], _GROUP), tmp_path)
        assert sorted(found) == [_meant(_CANCELLED), _meant(_OTHER)]


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> _Check:
    """The small C program beside this file, compiled: it tells what libical says of a file."""
    made = tmp_path_factory.mktemp("libical") / "restrictions"
    flags = run("pkg-config", "--cflags", "--libs", "libical").split()
    run("gcc", "-Wall", "-Werror", "-o", made, HERE / "restrictions.c", *flags)
    return lambda path: run(str(made), path)


class TestRestrictions:
    """libical, which GNOME's and KDE's calendars build on, holds the files against its tables of the RFCs."""

    @_INVITES
    def test_an_invite_keeps_them(self, check: _Check, record: CallRecord, tmp_path: Path) -> None:
        """No property too many, too few or malformed, for its METHOD too."""
        (tmp_path / "invite.ics").write_bytes(invite(record, _GROUP))
        assert check(tmp_path / "invite.ics") == "kept, 0 faults\n"

    def test_the_archive_keeps_them(self, check: _Check, site: Site) -> None:
        """Every calendar file that is published, those with attacks for titles too."""
        files = sorted(site.folder.rglob("*.ics"))
        assert len(files) > 10
        assert {path: check(path) for path in files} == dict.fromkeys(files, "kept, 0 faults\n")

    def test_it_sees_a_fault(self, check: _Check, tmp_path: Path) -> None:
        """An event without its UID."""
        data = invite(_CALL, _GROUP).replace(f"UID:{_CALL.uid}\r\n".encode(), b"")
        (tmp_path / "invite.ics").write_bytes(data)
        assert check(tmp_path / "invite.ics").startswith("broken")
