"""Drafts: what the files are called, and which go."""

from __future__ import annotations

from pathlib import Path

import pytest

from dccg_meet.errors import UnsafePath
from dccg_meet.mail.drafts import clear, existing, name, there
from dccg_meet.mail.journal import Event, Kind
from tests.mail.test_journal import line

GUEST, LIST = line(Event.DRAFTED), line(Event.DRAFTED, personal=False, id="<2@example.org>")
AGENDA = line(Event.DRAFTED, personal=False, kind=Kind.AGENDA, id="<3@example.org>")


class TestNames:
    """name()."""

    def test_it_tells_nothing(self) -> None:
        """What kind of mail it is, and some digits of its own."""
        assert name(GUEST).startswith("guest-")
        assert name(LIST).startswith("list-")
        assert name(AGENDA).startswith("agenda-")
        assert "ada" not in name(GUEST)

    def test_it_is_the_mails_own(self) -> None:
        """The same for the same mail, whoever else is invited; another for another version."""
        assert name(GUEST) == name(line(Event.ACCEPTED))
        assert name(GUEST) != name(line(Event.DRAFTED, id="<4@example.org>"))


class TestFolder:
    """The files that are there."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """Three drafts, and a mail of the chair's own."""
        folder = tmp_path / "mail"
        folder.mkdir()
        for file in (name(GUEST), name(LIST), name(AGENDA), "mine.eml"):
            (folder / file).write_bytes(b"")
        return folder

    def test_existing(self, folder: Path) -> None:
        """Invitations and agenda apart; none without a folder."""
        assert existing(folder) == {name(GUEST), name(LIST)}
        assert existing(folder, agenda=True) == {name(AGENDA)}
        assert existing(folder / "none") == frozenset()
        assert there([GUEST, line(Event.ACCEPTED), AGENDA], existing(folder)) == (GUEST,)

    def test_clear(self, folder: Path) -> None:
        """What is not kept goes; the agenda's, and what is not ours, stay."""
        clear(folder, keep={name(LIST)})
        assert {path.name for path in folder.iterdir()} == {name(LIST), name(AGENDA), "mine.eml"}
        clear(folder, keep=(), agenda=True)
        assert {path.name for path in folder.iterdir()} == {name(LIST), "mine.eml"}

    def test_a_link(self, folder: Path, tmp_path: Path) -> None:
        """Is not followed: drafts are private."""
        link = tmp_path / "link"
        link.symlink_to(folder)
        with pytest.raises(UnsafePath):
            existing(link)
