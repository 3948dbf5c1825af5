"""The workspace folder: where each file is, loading and saving the records, one writer at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dccg_meet.errors import BadFile, Fault, NoWorkspace, WorkspaceLocked
from dccg_meet.workspace import files, ignore, secret, toml
from dccg_meet.workspace.schema import CallRecord, Group, Roster

GROUP_FILE = "dccg.toml"
ROSTER_FILE = "roster.toml"
CALL_FILE = "call.toml"
_LOCK_SECONDS = 10.0


@dataclass(frozen=True)
class CallFolder:
    """One call's folder: its record and the paths of its files."""

    path: Path
    record: CallRecord

    def file(self, name: str) -> Path:
        """The path of ``name`` in this folder. Raises UnsafePath where it leads out."""
        return files.inside(self.path, name)

    @property
    def transcript(self) -> Path:
        """PRIVATE: the words with their times."""
        return self.path / "transcript.json"

    @property
    def captions(self) -> Path:
        """PRIVATE: the participants' captions."""
        return self.path / "captions.vtt"

    @property
    def english_captions(self) -> Path:
        """PRIVATE: captions in English of a call in other languages, where they were asked for."""
        return self.path / "captions.en.vtt"

    @property
    def hearing(self) -> Path:
        """PRIVATE: the journal of what was heard so far of a recording, while it is being captioned."""
        return self.path / "hearing.jsonl"

    @property
    def notes(self) -> Path:
        """PRIVATE until released: the notes."""
        return self.path / "notes.md"

    @property
    def invite(self) -> Path:
        """The invitation file for the list."""
        return self.path / "invite.ics"

    @property
    def drafts(self) -> Path:
        """PRIVATE: the folder of mails about this call, one file (.eml) each."""
        return self.path / "mail"

    @property
    def sent(self) -> Path:
        """PRIVATE: the journal of what was sent to whom, a line of JSON each."""
        return self.path / "sent.jsonl"

    @property
    def replies(self) -> Path:
        """PRIVATE: who answered the invitation, and how."""
        return self.path / "replies.toml"

    def agenda(self, kind: str) -> Path:
        """The agenda as ``md``, ``html`` or ``txt``."""
        return self.path / f"agenda.{kind}"

    def run_sheet(self, kind: str) -> Path:
        """PRIVATE: what the chair says and does, as ``md``, ``html`` or ``txt``."""
        return self.path / f"run-sheet.{kind}"


@dataclass(frozen=True)
class Workspace:
    """A group's folder. ``root`` holds dccg.toml."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Workspace:
        """The workspace that ``start`` lies in. Raises NoWorkspace."""
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / GROUP_FILE).is_file():
                return cls(folder)
        raise NoWorkspace(
            "no workspace here or in a folder above",
            where=str(start),
            todo="Make one with: dccg-meet init",
        )

    @property
    def public(self) -> Path:
        """The folder that is published."""
        return self.root / "public"

    @property
    def templates(self) -> Path:
        """Where a group's own templates may lie."""
        return self.root / "templates"

    @property
    def pushed(self) -> Path:
        """PRIVATE: what was pushed to calendars on servers."""
        return self.root / "caldav.json"

    @property
    def polls(self) -> Path:
        """Where polls for a time lie, a folder each."""
        return self.root / "polls"

    def secret(self, *, make: bool) -> bytes:
        """PRIVATE: the workspace's own secret, as :func:`dccg_meet.workspace.secret.secret` has it."""
        return secret.secret(self.root, make=make)

    def group(self) -> Group:
        """What dccg.toml says. Raises BadFile."""
        return toml.load(self.root / GROUP_FILE, Group)

    def roster(self) -> Roster:
        """What roster.toml says. Raises BadFile, also where the file is missing."""
        return toml.load(self.root / ROSTER_FILE, Roster)

    def calls(self) -> tuple[CallFolder, ...]:
        """Every call, in the order of their start. Raises BadFile."""
        found = [
            CallFolder(path.parent, toml.load(path, CallRecord))
            for path in sorted((self.root / "calls").glob(f"*/{CALL_FILE}"))
        ]
        _refuse_twins(found)
        return tuple(sorted(found, key=lambda folder: (folder.record.start, folder.record.number)))

    def save_call(self, record: CallRecord) -> CallFolder:
        """Write ``record`` into its folder, which is made for a new number and kept when the call moves."""
        from dccg_meet.workspace import edit  # noqa: PLC0415 - readers start quickly

        path = self._call_path(record)
        edit.save(path / CALL_FILE, record)
        return CallFolder(path, record)

    def save_roster(self, roster: Roster) -> None:
        """Write roster.toml, keeping a person's comments."""
        from dccg_meet.workspace import edit  # noqa: PLC0415 - readers start quickly

        edit.save(self.root / ROSTER_FILE, roster, private=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for writing. Raises WorkspaceLocked after ten seconds.

        The operating system frees the lock of a killed process, so there is never a stale one to remove.
        """
        from filelock import FileLock, Timeout  # noqa: PLC0415 - readers start quickly

        lock = FileLock(self.root / ".dccg-meet.lock", timeout=_LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            raise WorkspaceLocked(
                "another dccg-meet is writing here",
                where=str(self.root),
                todo="Wait for it to end and try again.",
            ) from None
        try:
            files.sweep(self.root)
            if (self.root / ".gitignore").is_file():  # Made by an earlier edition, it may lack a line.
                ignore.ignore_private(self.root / ".gitignore")
            files.recover_tree(self.public)
            yield
        finally:
            lock.release()

    def relative(self, path: Path) -> str:
        """``path`` as people see it: relative to where they are, if it lies below."""
        return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)

    def _call_path(self, record: CallRecord) -> Path:
        for folder in (self.root / "calls").glob(f"{record.number:03d}-*"):
            if (folder / CALL_FILE).is_file():
                return folder
        return self.root / "calls" / record.folder_name


def _refuse_twins(folders: list[CallFolder]) -> None:
    seen: dict[int, CallFolder] = {}
    for folder in folders:
        twin = seen.setdefault(folder.record.number, folder)
        if twin is not folder:
            fault = Fault(
                f"{folder.path.name}/{CALL_FILE}",
                "number",
                str(folder.record.number),
                f"a number that {twin.path.name} does not have",
            )
            raise BadFile((fault,))
