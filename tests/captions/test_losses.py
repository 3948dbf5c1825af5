"""Nothing is lost, nothing is invented, no language is mistaken: whole recordings, real models."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dccg_meet.captions import transcript
from dccg_meet.captions.decoding.workers import Here
from dccg_meet.captions.make import caption, english_captions, requested
from dccg_meet.captions.transcript import Transcript
from dccg_meet.captions.words import INAUDIBLE, Word, spoken_text
from dccg_meet.models.store import resolve
from dccg_meet.shipped_data import sample_recording
from tests.captions import recordings, sounds
from tests.captions.measures import Heard, marked_ms, uncaptioned_ms

FRENCH = Path(__file__).parent / "fixtures" / "french_intervention.ogg"
"""An English meeting in which somebody speaks French for 14 s and, later, for 4 s; voices of Kokoro-82M."""

NO_WEIGHTS = Path("no-weights-needed")
TOP = Path(__file__).resolve().parents[2]


def heard_in(path: Path, workers: Here, **options: object) -> Transcript:
    """The transcript of a recording."""
    return caption(requested(path, model="base", **options), workers)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def base() -> Here:
    """The model of many languages."""
    return Here(resolve("base"))


@pytest.mark.whisper
class TestLanguages:
    """Everything stays in its language."""

    @pytest.mark.parametrize("quality", ["balanced", "best"])
    def test_intervention(self, base: Here, quality: str) -> None:
        """French words inside an English call come out in French, both times, and the rest in English."""
        words = heard_in(FRENCH, base, quality=quality).words
        french = spoken_text([word for word in words if word.language == "fr"])
        english = spoken_text([word for word in words if word.language == "en"])
        assert {word.language for word in words} == {"en", "fr"}
        assert "parler en français" in french
        assert "la réunion à distance" in french
        assert "West Africa" in english
        assert "very encouraging" in english
        assert "remote participation" in english

    def test_translation(self, base: Here) -> None:
        """With a translation there is English for the French, beside it, at its time."""
        made = heard_in(FRENCH, base, translate=True)
        assert made.words == heard_in(FRENCH, base).words
        assert "women" in spoken_text(made.translation)
        assert all(word.language == "en" and word.doubtful for word in made.translation)
        assert "parler" not in " ".join(cue.text for cue in english_captions(made).cues)
        assert transcript.load(transcript.dump(made)) == made

    def test_french_alone(self, base: Here, tmp_path: Path) -> None:
        """A French recording is French throughout."""
        sound = sounds.read(FRENCH)[5 * 16_000 : 19 * 16_000]
        sounds.write(tmp_path / "fr.flac", [sound])
        made = heard_in(tmp_path / "fr.flac", base)
        assert {word.language for word in made.words} == {"fr"}
        assert made.language == "fr"

    def test_english_alone(self, heard: Callable[[str], Transcript]) -> None:
        """An English recording is English throughout."""
        assert {word.language for word in heard("base").words} == {"en"}


@pytest.mark.slow
@pytest.mark.parametrize("name", recordings.NONSPEECH)
def test_nothing_is_invented(name: str, tmp_path: Path) -> None:
    """Ten minutes in which nobody speaks give no word; the model is not even asked."""
    path = tmp_path / "nobody.flac"
    sounds.write(path, [recordings.nonspeech(name, 600).sound])
    made = caption(requested(path, model="base"), Here(NO_WEIGHTS))
    assert made.words == ()
    assert made.account.speech_ms == 0


@pytest.mark.slow
@pytest.mark.whisper
@pytest.mark.parametrize("part", range(5))
def test_cuts(part: int, tmp_path: Path) -> None:
    """Ten cuts of the sample call, wherever they begin and end: what is not captioned is marked."""
    rng = np.random.default_rng([97, part])
    call = recordings.Recording(
        "",
        sounds.read(sample_recording()),
        recordings.read_turns(sample_recording().with_name("sample-call.reference.json")),
    )
    workers = Here(resolve("tiny.en"))
    for number in range(10):
        start = int(rng.integers(0, call.duration_ms - 25_000))
        cut = call.cut(start, start + int(rng.integers(5_000, 25_000)))
        sounds.write(tmp_path / f"{number}.flac", [cut.sound])
        made = caption(requested(tmp_path / f"{number}.flac", model="tiny.en"), workers)
        said = [Heard(word.start_ms, word.end_ms, word.text) for word in made.words]
        whole = [turn for turn in cut.turns if turn.text]
        assert uncaptioned_ms(whole, said) - marked_ms(whole, said) == 0, start


_CHILD = """
import sys
from pathlib import Path
from dccg_meet.captions import transcript
from dccg_meet.captions.decoding.workers import Here
from dccg_meet.captions.make import caption, requested

class Telling(Here):
    def hear(self, pieces, task, before):
        with log.open("a") as file:
            file.write(f"{pieces[0].window.span.start_ms}\\n")
        return super().hear(pieces, task, before)

recording, weights, journal, log, result = map(Path, sys.argv[1:])
made = caption(requested(recording, model="tiny.en"), Telling(weights, 2), journal=journal)
result.write_text(transcript.dump(made))
"""


@pytest.mark.slow
@pytest.mark.whisper
def test_killed_again_and_again(tmp_path: Path) -> None:
    """Killed again and again: it goes on where it was, hears nothing twice, and ends with the same bytes."""
    recording, weights = tmp_path / "long.flac", resolve("tiny.en")
    sounds.write(recording, [recordings.long_recording(["clean", "shuffled", "telephone"]).sound])
    made = transcript.dump(caption(requested(recording, model="tiny.en"), Here(weights)))
    journal, log, result = (tmp_path / name for name in ("hearing.jsonl", "log", "result"))
    command = [sys.executable, "-c", _CHILD, *map(str, (recording, weights, journal, log, result))]
    rng, kills = random.Random(97), 0  # noqa: S311
    while kills < 8:
        finished = _finished(journal)
        log.write_text("")
        child = subprocess.Popen(command, cwd=TOP, env={**os.environ, "PYTHONPATH": str(TOP)})
        time.sleep(rng.uniform(1, 5))
        child.send_signal(signal.SIGKILL)
        kills += child.wait() == -signal.SIGKILL
        begun = [int(line) for line in log.read_text().split()]
        assert finished.isdisjoint(begun)
        assert len(begun) == len(set(begun))
        if result.exists():
            assert result.read_text() == made
            result.unlink()
            journal.unlink()
    subprocess.run(command, cwd=TOP, env={**os.environ, "PYTHONPATH": str(TOP)}, check=True)
    assert result.read_text() == made


def _finished(journal: Path) -> set[int]:
    """When the sections begin that the journal holds whole."""
    lines = journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []
    return {json.loads(line.partition(b" ")[2])["place"][2] for line in lines}


def test_inaudible_is_no_word_of_a_language() -> None:
    """A loss inside French is shown in the English captions, too: nobody knows what was said."""
    word = Word(0, 1_000, INAUDIBLE, 0.0, "fr", 0)
    made = transcript.Transcript(
        version=transcript.VERSION,
        recording=transcript.Source("ab" * 32, 2_000, 1),
        settings=transcript.Settings(
            "base", "best", "auto", "00" * 32, translate=True, skip=(), partial=False
        ),
        language="fr",
        speech=(),
        words=(word,),
        translation=(),
        sounds=(),
        account=transcript.account((), (word,)),
    )
    assert [cue.text for cue in english_captions(made).cues] == [INAUDIBLE]
