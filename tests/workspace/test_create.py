"""Making a new workspace."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dccg_meet.errors import WorkspaceExists
from dccg_meet.workspace.create import create
from dccg_meet.workspace.schema import Group, Roster

GROUP = Group(name="Group", list="list@example.org")


def test_it_loads_again(tmp_path: Path) -> None:
    """The new files say what was asked for, and the roster is empty and only the owner's to read."""
    place = create(tmp_path, GROUP)
    assert place.group() == GROUP
    assert place.roster() == Roster()
    assert (tmp_path / "roster.toml").stat().st_mode & 0o777 == 0o600


def test_twice(tmp_path: Path) -> None:
    """A workspace is never made over another."""
    create(tmp_path, GROUP)
    with pytest.raises(WorkspaceExists):
        create(tmp_path, GROUP)


def test_git_ignores_what_is_private(tmp_path: Path) -> None:
    """`git add --all` in a workspace full of material takes nothing private, and an old .gitignore stays."""
    (tmp_path / ".gitignore").write_bytes(b"# Caf\xe9\n*.swp")
    create(tmp_path, GROUP)
    call = tmp_path / "calls" / "097-2026-12-09"
    call.mkdir()
    private = [
        "recording.mp4", "recording.ogg", "transcript.json", "captions.vtt", "captions.vtt~", "notes.md",
        ".notes.md.swp", "notes.md.orig", "chat.txt",
        "run-sheet.md", "run-sheet.html", "run-sheet.txt", "sent.jsonl",
    ]  # fmt: skip
    (tmp_path / "public").mkdir()
    for name in (
        "roster.toml~",
        ".roster.toml.swp",
        "roster.bak",
        "caldav.json",
        "meeting.mp4",
        "public/captions.vtt",
    ):
        (tmp_path / name).write_text("text", encoding="utf-8")
    for name in [*private, "call.toml", "agenda.md", "invite.ics", "x.swp"]:
        (call / name).write_text("text", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "--all"], cwd=tmp_path, check=True)
    listed = subprocess.run(
        ["git", "ls-files"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert sorted(Path(line).name for line in listed.splitlines()) == [
        ".gitignore", "agenda.md", "call.toml", "captions.vtt", "dccg.toml", "invite.ics"
    ]  # fmt: skip
