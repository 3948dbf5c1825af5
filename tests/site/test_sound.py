"""Whether the sound of a call may go to the door."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from dccg_meet.captions import transcript, vtt
from dccg_meet.captions.cues import Cue
from dccg_meet.captions.transcript import Account, Settings, Source, Speech, Transcript
from dccg_meet.errors import DecisionNeeded, NoRecording, UnsafePath
from dccg_meet.site.sound import recording
from dccg_meet.workspace.folder import CallFolder
from dccg_meet.workspace.schema import Recording
from tests.factories import make_record

SOUND = b"not heard here"
SHA = hashlib.sha256(SOUND).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> CallFolder:
    """A call whose recording has speech at 1 to 2 and at 65 to 70 seconds, all of it captioned."""
    facts = Recording(file="recording.ogg", sha256=SHA, duration_ms=90_000)
    folder = CallFolder(tmp_path, make_record(recording=facts))
    (tmp_path / "recording.ogg").write_bytes(SOUND)
    made = Transcript(
        version=transcript.VERSION,
        recording=Source(SHA, 90_000, 1),
        settings=Settings("base", "balanced", "en", SHA, translate=False, skip=(), partial=False),
        language="en",
        speech=(Speech(1_000, 2_000), Speech(65_000, 70_000)),
        words=(),
        translation=(),
        sounds=(),
        account=Account(6_000, 6_000, 0, 0),
    )
    folder.transcript.write_text(transcript.dump(made), encoding="utf-8")
    _caption(folder, Cue(1_000, 2_000, ("Hello.",)), Cue(65_500, 69_000, ("Goodbye.",)))
    return folder


def _caption(folder: CallFolder, *cues: Cue) -> None:
    folder.captions.write_text(vtt.dump(vtt.Captions(cues, "approved")), encoding="utf-8")


def test_what_was_captioned(folder: CallFolder) -> None:
    """The recording itself, with a caption wherever somebody speaks."""
    assert recording(folder) == folder.path / "recording.ogg"


def test_another_file(folder: CallFolder) -> None:
    """A recording that was exchanged after its captions were read is refused."""
    (folder.path / "recording.ogg").write_bytes(b"something else")
    with pytest.raises(NoRecording, match="not the recording that was captioned"):
        recording(folder)


@pytest.mark.parametrize("facts", [None, Recording(file="gone.ogg", sha256=SHA, duration_ms=1)])
def test_none_is_there(folder: CallFolder, facts: Recording | None) -> None:
    """Nothing was captioned, or the private copy is gone: captions make puts it there."""
    with pytest.raises(NoRecording, match="has no recording") as caught:
        recording(CallFolder(folder.path, folder.record.changed(recording=facts)))
    assert "dccg-meet captions make 97" in caught.value.todo


def test_none_is_kept(folder: CallFolder) -> None:
    """A recording with a part off the record is not kept: captioning it again would change nothing."""
    facts = Recording(sha256=SHA, duration_ms=1)
    with pytest.raises(NoRecording, match="was off the record") as caught:
        recording(CallFolder(folder.path, folder.record.changed(recording=facts)))
    assert "captions make" not in caught.value.todo


@pytest.mark.parametrize(("start_ms", "end_ms", "at"), [(67_000, 70_000, "1:05"), (64_000, 68_000, "1:08")])
def test_speech_with_part_of_a_caption(folder: CallFolder, start_ms: int, end_ms: int, at: str) -> None:
    """A caption that shows for a part of what is said, perhaps of another speaker, does not tell the rest."""
    _caption(folder, Cue(1_000, 2_000, ("Hello.",)), Cue(start_ms, end_ms, ("Goodbye.",)))
    with pytest.raises(DecisionNeeded, match=f"somebody speaks at {at}"):
        recording(folder)


def test_speech_without_a_caption(folder: CallFolder) -> None:
    """Where nobody read what is said, nobody knows who is named."""
    _caption(folder, Cue(1_000, 2_000, ("Hello.",)))
    with pytest.raises(DecisionNeeded, match="somebody speaks at 1:05"):
        recording(folder)


def test_a_file_elsewhere(folder: CallFolder) -> None:
    """call.toml cannot publish a file from another folder."""
    facts = Recording(file="../roster.toml", sha256=SHA, duration_ms=1)
    with pytest.raises(UnsafePath):
        recording(CallFolder(folder.path, folder.record.changed(recording=facts)))
