"""The workspace folder."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from dccg_meet.errors import BadFile, NoWorkspace, UnsafePath, WorkspaceLocked
from dccg_meet.workspace import folder as folder_module
from dccg_meet.workspace.create import create
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.schema import CallRecord, Group

START = dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC)


def _record(number: int, start: dt.datetime = START) -> CallRecord:
    return CallRecord(
        number=number,
        title="Call",
        start=start,
        minutes=60,
        uid=f"call-{number}@example.org",
        created=start,
        stamp=start,
    )


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """A new workspace."""
    return create(tmp_path / "ws", Group(name="Group", list="list@example.org"))


class TestFind:
    """Workspace.find."""

    def test_from_a_folder_below(self, place: Workspace) -> None:
        """Commands work anywhere inside the workspace."""
        deep = place.root / "calls" / "x"
        deep.mkdir()
        assert Workspace.find(deep) == place

    def test_nowhere(self, tmp_path: Path) -> None:
        """Without one the error names the command that makes one."""
        with pytest.raises(NoWorkspace) as caught:
            Workspace.find(tmp_path)
        assert "dccg-meet init" in caught.value.todo


class TestCalls:
    """Saving and loading calls."""

    def test_in_order_of_time(self, place: Workspace) -> None:
        """Calls come in the order of their start, not of their number."""
        place.save_call(_record(97))
        place.save_call(_record(98, START - dt.timedelta(days=30)))
        assert [call.record.number for call in place.calls()] == [98, 97]

    def test_the_folder_stays_when_the_call_moves(self, place: Workspace) -> None:
        """Moving a call keeps its folder, so that recordings and links do not get lost."""
        before = place.save_call(_record(97)).path
        after = place.save_call(_record(97, START + dt.timedelta(days=7))).path
        assert before == after
        assert len(place.calls()) == 1

    def test_two_folders_with_one_number(self, place: Workspace) -> None:
        """A copied folder is noticed."""
        source = place.save_call(_record(97)).path / "call.toml"
        twin = place.root / "calls" / "097-copy" / "call.toml"
        twin.parent.mkdir()
        twin.write_bytes(source.read_bytes())
        with pytest.raises(BadFile, match="number: found 97"):
            place.calls()

    def test_a_file_name_cannot_lead_out(self, place: Workspace) -> None:
        """call.toml cannot make us read files elsewhere."""
        with pytest.raises(UnsafePath):
            place.save_call(_record(97)).file("../../roster.toml")


class TestLock:
    """Workspace.lock."""

    def test_a_second_writer_is_told(self, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        """While another process holds the lock, writing is refused in plain words."""
        monkeypatch.setattr(folder_module, "_LOCK_SECONDS", 0.2)
        script = (
            "import sys; from pathlib import Path; from dccg_meet.workspace.folder import Workspace\n"
            "with Workspace(Path(sys.argv[1])).lock():\n print('held', flush=True); sys.stdin.read()"
        )
        holder = subprocess.Popen(
            [sys.executable, "-c", script, str(place.root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WorkspaceLocked), place.lock():
            pass
        holder.kill()
        holder.communicate()
        with place.lock():
            pass

    def test_what_a_killed_writer_left_is_swept(self, place: Workspace) -> None:
        """Temporary files of a killed process are gone once somebody writes again."""
        (place.root / "calls" / ".writing-x.tmp").write_bytes(b"half")
        with place.lock():
            pass
        assert not list(place.root.rglob("*.tmp"))
