"""The private material of a call, and approvals."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.errors import CaptionsError, NotesError
from dccg_meet.notes.draft import draft
from dccg_meet.notes.gather import approve, material, notes_state, read_passages
from dccg_meet.notes.minutes import dump
from dccg_meet.workspace.folder import CallFolder
from dccg_meet.workspace.schema import CaptionState, NotesState

NOW = dt.datetime(2025, 11, 12, 9, tzinfo=dt.UTC)


def _write_draft(folder: CallFolder) -> None:
    folder.notes.write_text(dump(draft(folder.record, read_passages(folder)).notes), encoding="utf-8")


class TestApproval:
    """A person answers for the very file that was approved."""

    def test_there_is_no_state_without_notes(self, folder: CallFolder) -> None:
        """None is neither draft nor approved."""
        assert notes_state(folder) is None

    def test_editing_takes_the_approval_away(self, folder: CallFolder) -> None:
        """One changed letter makes it a draft again."""
        _write_draft(folder)
        assert notes_state(folder) is NotesState.DRAFT
        approved = CallFolder(folder.path, approve(folder, NOW))
        assert notes_state(approved) is NotesState.APPROVED
        folder.notes.write_text(folder.notes.read_text(encoding="utf-8").replace("adopted", "adopted."))
        assert notes_state(approved) is NotesState.DRAFT

    def test_approving_twice_changes_nothing(self, folder: CallFolder) -> None:
        """The first time stands."""
        _write_draft(folder)
        once = CallFolder(folder.path, approve(folder, NOW))
        assert approve(once, NOW + dt.timedelta(days=1)) == once.record

    def test_broken_notes_are_not_approved(self, folder: CallFolder) -> None:
        """Missing, not text, or of another call."""
        with pytest.raises(NotesError, match="no notes") as caught:
            approve(folder, NOW)
        assert caught.value.todo == "Draft them: dccg-meet notes draft 97"
        folder.notes.write_bytes(b"\xff\xfe")
        with pytest.raises(NotesError, match="not UTF-8"):
            approve(folder, NOW)
        _write_draft(folder)
        folder.notes.write_text(
            folder.notes.read_text(encoding="utf-8").replace("number = 97", "number = 96")
        )
        with pytest.raises(NotesError, match="of call 96"):
            approve(folder, NOW)


class TestMaterial:
    """What goes to the door of the release."""

    def test_states_are_what_the_files_bear_out(self, folder: CallFolder) -> None:
        """call.toml may say approved: what counts is the file."""
        _write_draft(folder)
        approved = CallFolder(folder.path, approve(folder, NOW))
        folder.notes.write_text(folder.notes.read_text(encoding="utf-8") + "\nOne more thing.\n")
        private = material(approved)
        assert private.record.notes is not None
        assert private.record.notes.state is NotesState.DRAFT
        assert private.record.captions is not None
        assert private.record.captions.state is CaptionState.MACHINE
        assert private.minutes is None, "a draft is not even read: it may be half written"
        assert private.passages == read_passages(folder)

    def test_what_does_not_exist_is_none(self, folder: CallFolder) -> None:
        """No captions and no notes are not empty captions and notes."""
        folder.captions.unlink()
        private = material(folder)
        assert (private.passages, private.minutes, private.recording) == (None, None, None)
        assert private.record.captions is None

    def test_broken_captions_are_refused_with_their_place(self, folder: CallFolder) -> None:
        """The folder, the file and the line."""
        folder.captions.write_text("WEBVTT\n\nstray text\n", encoding="utf-8")
        with pytest.raises(CaptionsError) as caught:
            material(folder)
        assert caught.value.where == "097-2025-11-11/captions.vtt, line 3"
