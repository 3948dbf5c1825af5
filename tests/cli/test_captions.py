"""``dccg-meet captions`` as a chair types it, with a real model on short recordings."""

from __future__ import annotations

import json
import shlex
import stat
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import Result

from dccg_meet.captions import vtt
from dccg_meet.cli.captioning import _hotwords
from dccg_meet.shipped_data import sample_recording
from dccg_meet.workspace import edit
from dccg_meet.workspace.folder import CallFolder, Workspace
from dccg_meet.workspace.schema import CaptionState, Person, Roster
from tests.terminal import done, run

NOW = "1762876800"  # 2025-11-11 16:00 UTC
RATE = 16_000


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with a call that has just taken place."""
    folder = tmp_path / "ws"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    done(
        "init --name Group --list list@example.org --first-number 97",
        'roster add "Amara Diallo" --zone Africa/Dakar --email amara@example.org',
        'call schedule "2025-11-11 14:00" --rule on-the-record --past',
        'agenda add 97 "Opening"',
        'agenda add 97 "In confidence" --rule chatham-house',
    )
    return Workspace(folder)


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first twelve seconds of the sample call."""
    path = tmp_path_factory.mktemp("media") / "Meeting of Amara.wav"
    with av.open(str(sample_recording())) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        sound = [
            part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)
        ]
    _write(path, np.concatenate(sound)[: 12 * RATE].tobytes())
    return path


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    """Three seconds in which nobody speaks."""
    path = tmp_path / "silence.wav"
    _write(path, bytes(2 * 3 * RATE))
    return path


def _write(path: Path, data: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(data)


def _make(recording: Path, options: str = "") -> Result:
    return run(f"captions make 97 {shlex.quote(str(recording))} --model tiny.en {options}")


def _call(place: Workspace) -> CallFolder:
    (folder,) = place.calls()
    return folder


@pytest.mark.whisper
class TestMake:
    """captions make."""

    def test_it_writes_and_says_what(self, place: Workspace, speech: Path) -> None:
        """Transcript, captions, a private copy of the recording, and the account of the speech."""
        result = _make(speech)
        assert result.exit_code == 0, result.output
        folder = _call(place)
        assert "speech heard" in result.output
        assert "[inaudible] 0.0 s" in result.output
        assert {"recording.wav", "transcript.json", "captions.vtt"} <= {
            path.name for path in folder.path.iterdir()
        }
        assert "Amara" not in (folder.path / "call.toml").read_text(encoding="utf-8")
        assert folder.record.recording is not None
        assert folder.record.recording.duration_ms == 12_000
        assert "Amara Diallo" in " ".join(cue.text for cue in vtt.read(folder.captions).cues)

    def test_again(self, place: Workspace, speech: Path) -> None:
        """What is made is not made again, and a person's work is kept unless --force is given."""
        _make(speech)
        captions = _call(place).captions
        made = captions.read_bytes()
        assert "are made already" in _make(speech).output
        captions.write_bytes(made.replace(b"Good morning", b"Good day"))
        result = _make(speech, "--language en")
        assert (result.exit_code, "--force" in result.output) == (3, True)
        assert b"Good day" in captions.read_bytes()
        assert _make(speech, "--language en --force").exit_code == 0
        assert captions.read_bytes() == made

    @pytest.mark.parametrize("lost", ["captions.en.vtt", "captions.vtt", "call.toml"])
    def test_killed_while_it_wrote(self, place: Workspace, speech: Path, lost: str) -> None:
        """What was not written any more is written by the next run."""
        before = (_call(place).path / "call.toml").read_bytes()
        _make(speech, "--translate")
        written = _call(place).path / lost
        made = written.read_bytes()
        if lost == "call.toml":
            written.write_bytes(before)
        else:
            written.unlink()
        assert "are made already" not in _make(speech, "--translate").output
        assert written.read_bytes() == made
        assert "are made already" in _make(speech, "--translate").output

    def test_json(self, place: Workspace, speech: Path) -> None:
        """The account as data: the parts add up."""
        data = json.loads(_make(speech, "--json").stdout)
        assert data["speech_ms"] == data["captioned_ms"] + data["redecoded_ms"] + data["inaudible_ms"]
        assert data["speech_ms"] > 5_000
        assert data["language"] == "en"

    def test_off_the_record(self, place: Workspace, speech: Path) -> None:
        """An item off the record is not heard; without its times nothing is."""
        done('agenda add 97 "Nothing kept" --rule off-the-record')
        result = _make(speech)
        assert (result.exit_code, "dccg-meet call mark 97 3 TIME" in result.output) == (3, True)
        for item, time in (("1", "0:00"), ("2", "0:03"), ("3", "0:04")):
            done(f"call mark 97 {item} {time}")
        assert _make(speech).exit_code == 0
        cues = vtt.read(_call(place).captions).cues
        assert cues
        assert all(cue.end_ms <= 4_500 for cue in cues)
        assert not list(_call(place).path.glob("recording*"))


class TestFiles:
    """What captions make leaves in the call's folder."""

    def test_they_are_private(self, place: Workspace, silence: Path) -> None:
        """Recording, transcript and captions are readable by their owner alone."""
        silence.chmod(0o644)
        assert _make(silence).exit_code == 0
        folder = _call(place)
        for path in (folder.file("recording.wav"), folder.transcript, folder.captions):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name

    def test_another_recording_replaces_the_first(
        self, place: Workspace, silence: Path, tmp_path: Path
    ) -> None:
        """The private copy that the captions are no longer of is removed, and the chair is told."""
        _make(silence)
        other = tmp_path / "other.wave"
        _write(other, bytes(2 * 2 * RATE))
        result = _make(other)
        assert (result.exit_code, "removed recording.wav" in result.stderr) == (0, True), result.output
        assert [path.name for path in _call(place).path.glob("recording*")] == ["recording.wave"]

    def test_what_a_person_put_there_stays(self, place: Workspace, silence: Path) -> None:
        """Only a copy that we made is removed: not another file of that name, not the one captioned now."""
        folder = _call(place)
        own, old = folder.file("recording.mkv"), folder.file("recording.wav")
        own.write_bytes(b"precious")
        _write(old, bytes(2 * 3 * RATE))
        assert _make(old).exit_code == 0
        for item, time in (("1", "0:00"), ("2", "0:01")):
            done(f"call mark 97 {item} {time}")
        text = (folder.path / "call.toml").read_text(encoding="utf-8")
        changed = text.replace('"chatham-house"', '"off-the-record"')
        (folder.path / "call.toml").write_text(changed, encoding="utf-8")
        result = _make(old, "--force")
        assert result.exit_code == 0, result.output
        assert (own.is_file(), old.is_file()) == (True, True)


class TestHotwords:
    """What the model is told to expect."""

    def test_people_glossary_and_group(self, place: Workspace) -> None:
        """People first, what they speak for, the glossary, the group's and the Rule's name; once each."""
        place.save_roster(
            Roster(
                people=(
                    Person(name="Amara Diallo", employer="Fairbridge", coalition="Net Neutrality"),
                    Person(name="Olena Kovalenko", employer="Fairbridge"),
                )
            )
        )
        path = place.root / "dccg.toml"
        edit.save(path, place.group().changed(glossary=("IGF", "MAG")))
        assert _hotwords(place, None) == (
            "Amara Diallo",
            "Olena Kovalenko",
            "Fairbridge",
            "Net Neutrality",
            "IGF",
            "MAG",
            "Group",
            "Chatham House Rule",
        )


class TestRefusals:
    """Recordings and calls that cannot be captioned."""

    def test_silence(self, place: Workspace, silence: Path) -> None:
        """An honest empty result: no speech, no cue, no words made up."""
        result = _make(silence)
        assert (result.exit_code, "no speech was heard" in result.output) == (0, True)
        assert vtt.read(_call(place).captions).cues == ()

    @pytest.mark.parametrize("content", [None, b"", b"not a recording" * 100, b"RIFF\x00\x00"])
    def test_no_recording(self, place: Workspace, tmp_path: Path, content: bytes | None) -> None:
        """Missing, empty and foreign files are named, and nothing is written."""
        path = tmp_path / "recording.wav"
        if content is not None:
            path.write_bytes(content)
        before = sorted(_call(place).path.iterdir())
        result = _make(path)
        assert (result.exit_code, "→" in result.output) == (1, True), result.output
        assert sorted(_call(place).path.iterdir()) == before

    def test_a_folder(self, place: Workspace, tmp_path: Path) -> None:
        """A folder is no recording."""
        assert _make(tmp_path).exit_code == 1

    def test_an_unknown_model(self, place: Workspace, silence: Path) -> None:
        """A mistyped model is wrong usage."""
        assert run(f"captions make 97 {silence} --model bace").exit_code == 2

    def test_a_cancelled_call(self, place: Workspace, silence: Path) -> None:
        """A call that was cancelled has no captions."""
        done("call cancel 97 --past")
        assert "is cancelled" in _make(silence).output

    def test_a_call_off_the_record(self, place: Workspace, silence: Path) -> None:
        """Off the record means neither captioned nor kept."""
        done('call schedule "2025-11-10 14:00" --rule off-the-record --past')
        result = run(f"captions make 98 {silence}")
        assert (result.exit_code, "off the record" in result.output) == (1, True)


@pytest.mark.whisper
class TestSeveral:
    """More than one recording, and none named."""

    @pytest.fixture
    def two(self, place: Workspace) -> Workspace:
        """Two calls that have taken place."""
        done('call schedule "2025-10-14 14:00" --rule on-the-record --past')
        return place

    def test_pairs(self, two: Workspace, speech: Path, tmp_path: Path) -> None:
        """Calls and recordings in turn; one that fails is named, and the others are made."""
        names = " ".join(["97", str(tmp_path / "gone.wav"), "98", shlex.quote(str(speech))])
        result = run(f"captions make {names} --model tiny.en")
        assert result.exit_code == 1
        assert "gone.wav: there is no such file" in result.stderr
        made = {folder.record.number: folder.captions.exists() for folder in two.calls()}
        assert made == {97: False, 98: True}

    def test_all(self, two: Workspace, speech: Path) -> None:
        """Every recording that lies in a call's folder is captioned, once, but for a person's work."""
        assert "no recording waits" in done("captions make --all")
        for folder in two.calls():
            (folder.path / "recording.wav").write_bytes(speech.read_bytes())
        data = run("captions make --all --model tiny.en --json").stdout
        assert data.count('"speech_ms"') == 2
        assert done("captions make --all --model tiny.en").count("are made already") == 2
        done("captions approve 98")
        output = done("captions make --all --model tiny.en --quality fast")
        assert (output.count("wrote"), "approve 98" in output) == (2, False)

    def test_all_leaves_out(self, two: Workspace, speech: Path) -> None:
        """A call that was cancelled, or off the record, does not make the others fail."""
        for folder in two.calls():
            (folder.path / "recording.wav").write_bytes(speech.read_bytes())
        done("call cancel 98 --past")
        assert done("captions make --all --model tiny.en").count("captions.vtt") == 1

    def test_kept_recording(self, place: Workspace, speech: Path) -> None:
        """A call alone is heard again from the recording that is kept."""
        result = run("captions make 97 --model tiny.en")
        assert (result.exit_code, "no recording of call 97 is kept" in result.stderr) == (1, True)
        assert _make(speech).exit_code == 0
        assert "wrote" in done("captions make 97 --model tiny.en --quality fast")

    def test_nothing_named(self, place: Workspace) -> None:
        """Without a call and without --all nothing can be made."""
        result = run("captions make")
        assert (result.exit_code, "--all" in result.stderr) == (2, True)

    def test_translation(self, place: Workspace, silence: Path) -> None:
        """English captions lie beside the captions, private as they are."""
        done(f"captions make 97 {silence} --translate")
        folder = _call(place)
        assert stat.S_IMODE(folder.english_captions.stat().st_mode) == 0o600
        assert vtt.read(folder.english_captions).language == "en"
        made = folder.english_captions.read_bytes()
        folder.english_captions.write_bytes(made + b"\n00:01.000 --> 00:02.000\nHello.\n")
        assert run(f"captions make 97 {silence}").exit_code == 3
        folder.english_captions.write_bytes(made)
        done(f"captions make 97 {silence}")
        assert not folder.english_captions.exists()


class TestGlossary:
    """captions make --glossary."""

    def test_terms(self, place: Workspace, tmp_path: Path) -> None:
        """One term a line, remarks and empty lines left out, people first."""
        path = tmp_path / "terms.txt"
        path.write_text("\ufeff# acronyms\nDCAD\n\n  meaningful   access \n", encoding="utf-8")
        assert _hotwords(place, path)[:3] == ("Amara Diallo", "DCAD", "meaningful access")

    @pytest.mark.parametrize("content", [None, b"\xff\xfe", b"x" * 1_000_001])
    def test_no_text(self, place: Workspace, silence: Path, tmp_path: Path, content: bytes | None) -> None:
        """A missing file, or one that is no text, is named with what is wanted."""
        path = tmp_path / "terms.txt"
        if content is not None:
            path.write_bytes(content)
        result = run(f"captions make 97 {silence} --glossary {path}")
        assert result.exit_code == 1
        assert "terms.txt: found" in result.stderr
        assert "one term a line" in result.stderr
        assert not _call(place).captions.exists()


class TestApprove:
    """captions approve."""

    def test_nothing_to_approve(self, place: Workspace) -> None:
        """Without captions the command that makes them is named."""
        result = run("captions approve 97")
        assert (result.exit_code, "dccg-meet captions make" in result.output) == (1, True)

    def test_an_edit_takes_the_approval_away(self, place: Workspace) -> None:
        """Approved is the very file that was approved; the day of the first approval stays."""
        captions = _call(place).captions
        captions.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nGood morning.\n", encoding="utf-8")
        assert run("captions approve 97").output == "the captions of call 97 are approved\n"
        approved = captions.read_bytes()
        assert run("captions approve 97").output == "the captions of call 97 are already approved\n"
        assert captions.read_bytes() == approved
        captions.write_bytes(approved.replace(b"morning", b"evening"))
        assert "captions approve 97" in run("status").output
        done("captions approve 97")
        known = _call(place).record.captions
        assert known is not None
        assert known.state is CaptionState.APPROVED

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("WEBVTT\n\n00:02.000 --> 00:01.000\nx\n", "line 3"),
            ("WEBVTT\n\n00:00.000 --> 00:02.000\n", "line 3"),
            ("1\n00:00:01,000 --> 00:00:02,000\nx\n", "line 1"),
        ],
    )
    def test_a_broken_file(self, place: Workspace, text: str, line: str) -> None:
        """A mistake in the file is named with its line and keeps it from being approved."""
        _call(place).captions.write_text(text, encoding="utf-8")
        result = run("captions approve 97")
        assert (result.exit_code, line in result.output) == (1, True), result.output
