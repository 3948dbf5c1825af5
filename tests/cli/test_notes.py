"""``dccg-meet notes`` as a chair types it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from dccg_meet.cli.main import root
from dccg_meet.workspace.folder import CallFolder, Workspace
from dccg_meet.workspace.schema import NotesState
from tests.terminal import done, run

CAPTIONS = """WEBVTT

00:00:01.000 --> 00:00:04.000
Any objections? I hear none.

00:00:04.000 --> 00:00:06.000
The agenda is adopted.

00:00:20.000 --> 00:00:26.000
Action item. Rajesh will write by Friday.
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with call 97, whose two items are marked."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1762934400")  # 2025-11-12 08:00 UTC
    done(
        "init --name Group --list list@example.org --first-number 97",
        'call schedule "2025-11-11 14:00" --rule on-the-record --past',
        "agenda add 97 Adoption",
        "agenda add 97 Actions",
        "call mark 97 1 0:00",
        "call mark 97 2 0:15",
    )
    return Workspace(tmp_path)


def _captioned(place: Workspace) -> CallFolder:
    (folder,) = place.calls()
    folder.captions.write_text(CAPTIONS, encoding="utf-8")
    return folder


class TestDraft:
    """notes draft."""

    def test_it_tells_how_much_was_found_and_none_of_it(self, place: Workspace) -> None:
        """Numbers, the file, and what to do next."""
        _captioned(place)
        result = run("notes draft 97")
        assert result.output == (
            "drafted: 1 decision, 1 action\n"
            "wrote calls/097-2025-11-11/notes.md\n"
            "next: read and correct the file, then dccg-meet notes approve 97\n"
        )

    def test_the_file_has_the_lines(self, place: Workspace) -> None:
        """Under their items, with their times."""
        folder = _captioned(place)
        done("notes draft 97")
        text = folder.notes.read_text(encoding="utf-8")
        assert text.startswith("+++\n# PRIVATE until approved and published.")
        assert "- DECISION (agreed): The agenda is adopted. (0:02\N{EN DASH}0:06)" in text
        assert "- ACTION (Rajesh; by Friday): Write by Friday. (0:20\N{EN DASH}0:26)" in text

    def test_the_file_is_private(self, place: Workspace) -> None:
        """Readable by its owner alone."""
        folder = _captioned(place)
        done("notes draft 97")
        assert stat.S_IMODE(folder.notes.stat().st_mode) == 0o600

    def test_captions_come_first(self, place: Workspace) -> None:
        """Exit code 3 and the command that is missing."""
        result = run("notes draft 97")
        assert result.exit_code == 3
        assert "dccg-meet captions make 97 RECORDING" in result.output

    def test_drafting_again_changes_nothing(self, place: Workspace) -> None:
        """An unedited draft keeps its bytes."""
        folder = _captioned(place)
        done("notes draft 97")
        before = folder.notes.read_bytes()
        done("notes draft 97")
        assert folder.notes.read_bytes() == before

    def test_edited_notes_are_kept(self, place: Workspace) -> None:
        """Unless --force gives them up."""
        folder = _captioned(place)
        done("notes draft 97")
        edited = folder.notes.read_text(encoding="utf-8") + "\nMy own words.\n"
        folder.notes.write_text(edited, encoding="utf-8")
        result = run("notes draft 97")
        assert result.exit_code == 3
        assert "--force" in result.output
        assert folder.notes.read_text(encoding="utf-8") == edited
        done("notes draft 97 --force")
        assert "My own words." not in folder.notes.read_text(encoding="utf-8")

    def test_an_empty_draft_gives_way(self, place: Workspace) -> None:
        """A skeleton without a line, made before the items were marked, holds nobody's work."""
        folder = _captioned(place)
        folder.captions.write_text("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello.\n", encoding="utf-8")
        assert "no lines, only the items" in run("notes draft 97").output
        _captioned(place)
        assert "1 decision" in run("notes draft 97").output

    def test_what_was_not_found_is_named_by_its_place(self, place: Workspace) -> None:
        """A time to look at, not the words."""
        folder = _captioned(place)
        folder.captions.write_text(
            CAPTIONS.replace("Rajesh will write", "Rajesh will not write"), encoding="utf-8"
        )
        result = run("notes draft 97")
        assert "look at item 2, 0:20: an action was announced" in result.output
        assert "Rajesh" not in result.output


class TestApprove:
    """notes approve."""

    def test_the_approval_is_recorded_once(self, place: Workspace) -> None:
        """State, hash and time go into call.toml; the second time changes nothing."""
        folder = _captioned(place)
        done("notes draft 97")
        assert "approved: 2 lines" in run("notes approve 97").output
        before = (folder.path / "call.toml").read_bytes()
        (again,) = place.calls()
        assert again.record.notes is not None
        assert again.record.notes.state is NotesState.APPROVED
        assert f"{again.record.notes.approved_at:%Y-%m-%d %H:%M}" == "2025-11-12 08:00"
        assert (
            CliRunner(env={"SOURCE_DATE_EPOCH": "1763000000"})
            .invoke(root, ["notes", "approve", "97"])
            .exit_code
            == 0
        )
        assert (folder.path / "call.toml").read_bytes() == before

    def test_notes_that_do_not_parse_are_not_approved(self, place: Workspace) -> None:
        """The line and the fix are named; call.toml stays as it was."""
        folder = _captioned(place)
        done("notes draft 97")
        folder.notes.write_text(
            folder.notes.read_text(encoding="utf-8").replace("(agreed)", "(yes)"), encoding="utf-8"
        )
        result = run("notes approve 97")
        assert result.exit_code == 1
        assert "097-2025-11-11/notes.md, line 14: a line of the kind DECISION" in result.output
        assert place.calls()[0].record.notes is None
