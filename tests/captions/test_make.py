"""From a recording to captions, with real models, on the sample call and on recordings without speech."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions import transcript, vtt
from dccg_meet.captions.breaks import Break, break_between
from dccg_meet.captions.cues import Cue
from dccg_meet.captions.decoding.workers import Here
from dccg_meet.captions.hearing.sounds import Listener
from dccg_meet.captions.make import _sounds, caption, is_current, machine_captions, requested
from dccg_meet.captions.transcript import Account, Transcript
from dccg_meet.captions.words import Kind, Span, spoken_text
from dccg_meet.errors import BadMedia
from dccg_meet.models.store import resolve
from dccg_meet.shipped_data import sample_recording
from tests.captions.wer import word_error_rate

Heard = Callable[[str], Transcript]
Cut = Callable[[int, int], NDArray[np.float32]]
Write = Callable[..., Path]

NO_WEIGHTS = Path("no-weights-needed")


class TurnLike(Protocol):
    """A turn of the reference."""

    start_ms: int
    end_ms: int
    text: str


def cues_of(made: Transcript) -> tuple[Cue, ...]:
    """The cues of a transcript."""
    return machine_captions(made).cues


def speed(cue: Cue) -> float:
    """Characters a second."""
    return sum(map(len, cue.lines)) * 1000 / (cue.end_ms - cue.start_ms)


@pytest.mark.whisper
class TestSampleCall:
    """The sample call, end to end."""

    @pytest.mark.parametrize(("model", "most"), [("base", 0.08), ("tiny.en", 0.10)])
    def test_word_error_rate(self, heard: Heard, turns: Sequence[TurnLike], model: str, most: float) -> None:
        """The captions say what was said: at most 8 words in 100 differ with base."""
        reference = " ".join(turn.text for turn in turns)
        said = " ".join(cue.text for cue in cues_of(heard(model)))
        assert word_error_rate(reference, said) <= most

    @pytest.mark.parametrize("model", ["base", "tiny.en"])
    def test_every_turn_has_words(self, heard: Heard, turns: Sequence[TurnLike], model: str) -> None:
        """No turn is lost: each has words for most of its time, and so has its cue."""
        made = heard(model)
        shown = [Span(cue.start_ms, cue.end_ms) for cue in cues_of(made)]
        for turn in turns:
            span = Span(turn.start_ms, turn.end_ms)
            assert sum(word.span.overlap_ms(span) for word in made.words) > 0.6 * span.duration_ms
            assert sum(cue.overlap_ms(span) for cue in shown) > 0.8 * span.duration_ms

    @pytest.mark.parametrize("model", ["base", "tiny.en"])
    def test_account(self, heard: Heard, model: str) -> None:
        """Speech heard is captioned speech; none of the sample call is inaudible."""
        account = heard(model).account
        assert account.speech_ms == account.captioned_ms + account.redecoded_ms + account.inaudible_ms
        assert account.speech_ms > 130_000
        assert account.inaudible_ms == 0

    def test_names(self, heard: Heard) -> None:
        """Names that the model was told to expect are spelt right, and nobody else is invented."""
        text = spoken_text(heard("base").words)
        for name in ("Amara Diallo", "Olena Kovalenko", "Rajesh Menon", "Tomas Ferreira", "Mei-Ling Chua"):
            assert text.count(name) == 1

    @pytest.mark.parametrize("model", ["base", "tiny.en"])
    def test_cues_keep_the_rules(self, heard: Heard, model: str) -> None:
        """On real speech: no bad break, no flash; too fast to read only what is spoken so throughout."""
        made = cues_of(heard(model))
        parts = [line.split() for cue in made for line in cue.lines]
        bad = sum(break_between(a[-1], b[0], "en") is Break.NEVER for a, b in itertools.pairwise(parts))
        assert bad <= 0.03 * len(parts)
        assert all(cue.end_ms - cue.start_ms >= 833 for cue in made)
        fast = [(cue, later) for cue, later in itertools.pairwise(made) if speed(cue) > 20]
        assert all(cue.end_ms == later.start_ms for cue, later in fast)
        assert len(fast) <= 0.08 * len(made)

    def test_in_time(self, heard: Heard, turns: Sequence[TurnLike]) -> None:
        """Captions start with the speaker: within 200 ms of each turn in the median."""
        starts = [cue.start_ms for cue in cues_of(heard("base"))]
        late = sorted(min(abs(start - turn.start_ms) for start in starts) for turn in turns)
        assert late[len(late) // 2] <= 200

    @pytest.mark.parametrize("model", ["base", "tiny.en"])
    def test_files(self, heard: Heard, model: str) -> None:
        """Transcript and captions are read back as they were written, with every word."""
        made = heard(model)
        assert transcript.load(transcript.dump(made)) == made
        captions = vtt.load(vtt.dump(machine_captions(made)))
        assert captions == machine_captions(made)
        assert captions.state == "machine"
        assert " ".join(cue.text for cue in captions.cues) == spoken_text(made.words)

    def test_no_name_in_the_settings(self, heard: Heard) -> None:
        """The settings keep a hash of the names that were expected, not the names."""
        assert "Olena" not in str(heard("base").settings)


@pytest.mark.whisper
class TestParts:
    """Short recordings with tiny.en."""

    def test_video(self, tmp_path: Path, write_media: Write, cut: Cut) -> None:
        """A video call is captioned, and progress ends at its end."""
        path = write_media(tmp_path / "call.mp4", cut(105_000, 112_500), codec="aac", video_frames=38)
        told: list[tuple[int, int]] = []
        made = caption(
            requested(path, model="tiny.en"),
            Here(resolve("tiny.en")),
            progress=lambda done, total: told.append((done, total)),
        )
        assert "no consensus on the format" in spoken_text(made.words)
        assert [done for done, _ in told] == sorted(done for done, _ in told)
        assert told[-1] == (made.recording.duration_ms, made.recording.duration_ms)

    def test_skipped_part_is_not_heard(self, tmp_path: Path, write_media: Write, cut: Cut) -> None:
        """What was said off the record is not in the transcript; the rest is, at its time."""
        path = write_media(tmp_path / "call.wav", cut(94_600, 112_500))
        request = requested(path, model="tiny.en", skip=[(0, 10_300)])
        made = caption(request, Here(resolve("tiny.en")))
        text = spoken_text(made.words)
        assert "rating sheets gave" not in text.lower()
        assert "no consensus" in text
        assert made.words[0].start_ms >= 10_300
        assert made.settings.skip == ((0, 10_300),)


class TestSilence:
    """Recordings without speech need no model at all."""

    @pytest.mark.parametrize("kind", ["silence", "noise", "tone"])
    def test_no_words(
        self, tmp_path: Path, write_media: Write, tone: Callable[..., NDArray[np.float32]], kind: str
    ) -> None:
        """Nothing is invented: no words, an account of nothing, and captions that say so."""
        sound = {
            "silence": np.zeros(16_000 * 30, np.float32),
            "noise": np.random.default_rng(5).normal(0, 0.05, 16_000 * 30).astype(np.float32),
            "tone": tone(30),
        }[kind]
        request = requested(
            write_media(tmp_path / "call.wav", sound), model="base", hotwords=["Olena Kovalenko"]
        )
        made = caption(request, Here(NO_WEIGHTS))
        assert made.words == ()
        assert made.account == Account(0, 0, 0, 0)
        assert made.recording.duration_ms == 30_000
        assert "No speech was heard" in vtt.dump(machine_captions(made))
        assert transcript.load(transcript.dump(made)) == made

    def test_cut_off(self, tmp_path: Path) -> None:
        """A recording that breaks off is refused before any model is loaded."""
        path = tmp_path / "half.ogg"
        path.write_bytes(sample_recording().read_bytes()[:200_000])
        with pytest.raises(BadMedia, match="breaks off at 1:"):
            caption(requested(path, model="base"), Here(NO_WEIGHTS))


class TestIsCurrent:
    """Whether the work is done already."""

    def test_same_request(self, tmp_path: Path, write_media: Write) -> None:
        """The transcript of the same recording with the same settings is current; any change makes it old."""
        path = write_media(tmp_path / "call.wav", np.zeros(32_000, np.float32))
        file = tmp_path / "transcript.json"
        request = requested(path, model="base", hotwords=["Olena"], skip=[(0, None)])
        assert not is_current(request, file)
        file.write_text(transcript.dump(caption(request, Here(NO_WEIGHTS))), encoding="utf-8")
        assert is_current(request, file)
        assert not is_current(requested(path, model="base", hotwords=["Amara"], skip=[(0, None)]), file)
        assert not is_current(requested(path, model="base", hotwords=["Olena"]), file)
        other = replace(request, recording=replace(request.recording, sha256="0" * 64))
        assert not is_current(other, file)

    def test_broken_file(self, tmp_path: Path, write_media: Write) -> None:
        """A broken transcript is made again."""
        path = write_media(tmp_path / "call.wav", np.zeros(32_000, np.float32))
        file = tmp_path / "transcript.json"
        file.write_text("{")
        assert not is_current(requested(path, model="base"), file)


def test_silence_of_one_track() -> None:
    """Where one of several tracks is silent others may speak: only the silence of a single one is shown."""
    settings = requested(sample_recording(), model="base").settings
    listeners = [Listener(), Listener()]
    for listener in listeners:
        listener.hear(np.zeros(16_000 * 30, np.float32))
    assert [sound.kind for sound in _sounds(listeners[:1], (), settings, 30_000)] == [Kind.SILENCE]
    assert _sounds(listeners, (), settings, 30_000) == ()
