"""Hearing sections with a real model (tiny.en, and base for languages)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions.decoding import model as whisper
from dccg_meet.captions.decoding.again import again
from dccg_meet.captions.decoding.encoded import Encoded, encoded
from dccg_meet.captions.decoding.hearings import Hearing
from dccg_meet.captions.decoding.judgement import Judgement
from dccg_meet.captions.decoding.manner import MANNERS, UNSURE_BEAM, Quality
from dccg_meet.captions.decoding.model import Attempt, Model
from dccg_meet.captions.decoding.section import (
    HOTWORD_TOKENS,
    Heard,
    Task,
    _with_hotwords,
    hear,
)
from dccg_meet.captions.hearing.speech import Island
from dccg_meet.captions.hearing.windows import Piece, Window
from dccg_meet.captions.words import INAUDIBLE, Span, Word, spoken_text
from dccg_meet.errors import ModelError
from dccg_meet.models.store import resolve

Cut = Callable[[int, int], NDArray[np.float32]]

pytestmark = pytest.mark.whisper

NAMES = ("Olena Kovalenko", "Rajesh Menon", "Tomas Ferreira")


@pytest.fixture(scope="module")
def tiny() -> Model:
    """The quickest model."""
    return Model(resolve("tiny.en"))


@pytest.fixture(scope="module")
def base() -> Model:
    """The model of many languages."""
    return Model(resolve("base"))


def task(quality: Quality = Quality.BALANCED, **options: object) -> Task:
    """A task in which nothing special is asked."""
    return Task(MANNERS[quality], **options)  # type: ignore[arg-type]


def piece(sound: NDArray[np.float32], start_ms: int = 0, *, number: int = 0, faint: bool = False) -> Piece:
    """A window that is one island."""
    span = Span(start_ms, start_ms + len(sound) // 16)
    return Piece(Window(number, span, (Island(span.start_ms, span.end_ms, faint),)), sound)


def listen(model: Model, *pieces: Piece, asked: Task | None = None) -> Heard:
    """What is heard, without earlier sections."""
    return hear(pieces, model, (asked or task()).fitted(model), {})


class TestWords:
    """The words of a section."""

    def test_where_they_are_spoken(self, tiny: Model, cut: Cut) -> None:
        """Words have the times of the recording, in order, inside their island."""
        words = listen(tiny, piece(cut(12_400, 18_400), 12_400)).words
        text = spoken_text(words).lower()
        assert text.startswith("captions are running")
        assert "on the screen" in text
        assert words[0].start_ms < 12_700
        assert all(12_400 <= word.start_ms < word.end_ms <= 18_400 for word in words)
        assert all(left.end_ms <= right.start_ms for left, right in itertools.pairwise(words))
        assert all(0 <= word.confidence <= 1 and word.language == "en" for word in words)

    @pytest.mark.parametrize("until_ms", [18_400, 36_000])
    def test_heard_twice(self, tiny: Model, cut: Cut, until_ms: int) -> None:
        """Two hearings of a window, whole or in halves, are one text in order of time, nothing said twice."""
        words = listen(
            tiny, piece(cut(12_400, until_ms), 12_400), asked=task(Quality.BEST, language="en")
        ).words
        text = spoken_text(words).lower()
        assert text.startswith("captions are running")
        assert text.count("captions are running") == 1
        assert all(12_400 <= word.start_ms < word.end_ms <= until_ms for word in words)
        assert all(left.end_ms <= right.start_ms for left, right in itertools.pairwise(words))
        once = listen(tiny, piece(cut(12_400, until_ms), 12_400)).words
        assert abs(len(words) - len(once)) <= 3

    def test_names_are_corrected(self, tiny: Model, cut: Cut) -> None:
        """A name on the list is spelt as on the list."""
        asked = task(hotwords=NAMES)
        sound = piece(cut(27_700, 40_100), 27_700)
        assert "Olena Kovalenko" not in spoken_text(listen(tiny, sound).words)
        assert "Olena Kovalenko" in spoken_text(listen(tiny, sound, asked=asked).words)

    def test_same_in_any_company(self, tiny: Model, cut: Cut) -> None:
        """Hearing again gives the same, and so do windows of one length heard apart."""
        first, second = piece(cut(12_400, 18_400)), piece(cut(27_700, 33_700), 27_700, number=1)
        together = listen(tiny, first, second)
        assert listen(tiny, first, second) == together
        apart = (*listen(tiny, first).words, *listen(tiny, second).words)
        assert together.words == apart

    def test_times_of_merged_steps(self, tiny: Model, cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
        """Words are found at the same times as with all steps, half of them to the step."""
        [encoded] = tiny.encode([cut(12_400, 18_400)])
        [attempt] = tiny.decode([encoded], ["en"])
        merged = tiny.align(encoded, attempt, "en", 6_000)
        monkeypatch.setattr(whisper, "_ALIGNED_SHARE", 1.0)
        exact = tiny.align(encoded, attempt, "en", 6_000)
        assert [word.text for word in merged] == [word.text for word in exact]
        assert merged != exact
        away = [abs(word.start_ms - true.start_ms) for word, true in zip(merged, exact, strict=True)]
        assert np.median(away) <= 20
        assert max(away) <= 200

    def test_doubt_is_marked(self, tiny: Model, cut: Cut) -> None:
        """A name that the model guesses is doubtful, plain words are not."""
        words = listen(tiny, piece(cut(27_700, 40_100), 27_700)).words
        assert all(word.doubtful == (word.confidence < 0.5) for word in words)
        assert 0 < sum(word.doubtful for word in words) < len(words) // 4

    def test_more_hypotheses_where_unsure(
        self, tiny: Model, cut: Cut, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Only where the first attempt is not sure are there more hypotheses, and their words count."""
        asked: list[tuple[int, int]] = []
        shares: list[float] = []
        told: list[tuple[Attempt, ...]] = []
        decode = Model.decode

        def watched(self: Model, windows: Sequence[Encoded], languages: Sequence[str], **options: Any) -> Any:
            asked.append((len(windows), options["beam"]))
            shares.append(options.get("share", 1.0))
            told.append(decode(self, windows, languages, **options))
            return told[-1]

        monkeypatch.setattr(Model, "decode", watched)
        noise = np.random.default_rng(3).normal(0, 0.08, 6 * 16_000).astype(np.float32)
        clear, hard = piece(cut(12_400, 18_400)), piece(cut(12_400, 18_400) + noise, 20_000, number=1)
        heard = listen(tiny, clear, hard)
        assert asked == [(2, 1), (1, UNSURE_BEAM)]
        [_, greedy], [better] = told
        assert spoken_text([word for word in heard.words if word.window == 1]) == better.text != greedy.text
        asked.clear()
        listen(tiny, clear)
        assert asked == [(1, 1)]
        listen(tiny, clear, asked=task(Quality.FAST))
        assert shares == [0.8, 1.0, 0.8, 0.5]  # All steps of what is unsure.


class TestLoss:
    """Nothing is lost in silence."""

    @pytest.mark.parametrize("kind", ["silence", "noise"])
    def test_nothing_out_of_nothing(self, tiny: Model, kind: str) -> None:
        """Where speech detection erred no word is invented, hotwords or not, and the loss is shown."""
        level = {"silence": 0.0, "noise": 0.02}[kind]
        sound = np.random.default_rng(3).normal(0, level, 10 * 16_000).astype(np.float32)
        heard = listen(tiny, piece(sound), asked=task(hotwords=NAMES))
        assert [word.text for word in heard.words] == [INAUDIBLE]
        assert heard.words[0].span == Span(0, 10_000)
        assert [(span.start_ms, span.end_ms) for span in heard.again] == [(0, 10_000)]

    def test_faint_nothing(self, tiny: Model) -> None:
        """Where it only suspected speech and nothing is understood, nobody spoke."""
        sound = np.random.default_rng(3).normal(0, 0.02, 10 * 16_000).astype(np.float32)
        heard = listen(tiny, piece(sound, faint=True))
        assert heard.words == ()
        assert heard.speech == ()

    def test_account(self, tiny: Model, cut: Cut) -> None:
        """Every island is speech, whether it was understood or not."""
        noise = np.random.default_rng(3).normal(0, 0.02, 5 * 16_000).astype(np.float32)
        heard = listen(tiny, piece(cut(12_400, 18_400)), piece(noise, 20_000, number=1))
        assert heard.speech == (Span(0, 6_000), Span(20_000, 25_000))
        assert heard.words[-1].text == INAUDIBLE


class TestLanguage:
    """Which language is spoken."""

    def test_english(self, base: Model, cut: Cut) -> None:
        """English is heard to be English."""
        heard = listen(base, piece(cut(500, 11_900), 500))
        assert max(heard.votes, key=lambda language: heard.votes[language]) == "en"
        assert {word.language for word in heard.words} == {"en"}

    def test_asked(self, base: Model, cut: Cut) -> None:
        """A language that was asked for is not doubted."""
        heard = listen(base, piece(cut(500, 6_000)), asked=task(language="fr"))
        assert {word.language for word in heard.words} == {"fr"}
        assert heard.votes == {}

    def test_english_only(self, tiny: Model) -> None:
        """A model that knows only English says so when asked for French."""
        with pytest.raises(ModelError, match="only English"):
            task(language="fr").fitted(tiny)

    def test_wrong_guess(self, base: Model, cut: Cut) -> None:
        """A window that makes no sense in the language it was taken for is heard in that of the whole."""
        sound = piece(cut(12_400, 18_400))
        nonsense = Hearing((), "cy", -0.1, Judgement(sound.window.islands, ("loop",)))
        better = again(base, sound, nonsense, "en", careful=False)
        assert spoken_text(better.words).lower().startswith("captions are running")
        assert {word.language for word in better.words} == {"en"}

    @pytest.mark.parametrize("language", ["xx", "translate", "startoftranscript", "nospeech"])
    def test_unknown_language(self, base: Model, language: str) -> None:
        """A language that no model knows is refused, and so is another of its tokens."""
        with pytest.raises(ModelError, match="no such language"):
            task(language=language).fitted(base)


def test_hotwords_fit(tiny: Model) -> None:
    """More hotwords than fit are dropped from the end, none is cut in two."""
    names = tuple(f"Person Number{number}" for number in range(200))
    kept = task(hotwords=names).fitted(tiny).hotwords
    assert kept == names[: len(kept)]
    assert 20 < len(kept) < HOTWORD_TOKENS


def test_no_model(tmp_path: Path) -> None:
    """A folder without a model is named, with the command that finds out more."""
    with pytest.raises(ModelError, match="no Whisper model") as raised:
        Model(tmp_path)
    assert raised.value.todo.startswith("dccg-meet model")


def test_silence_after_windows(tiny: Model, cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoder hears a second of it, half a second with "fast"."""
    sound = cut(500, 11_900)
    assert [tiny.encode([sound], silence_ms=ms)[0].steps for ms in (500, 1_000)] == [595, 620]
    asked: list[int] = []
    encode = Model.encode

    def watched(self: Model, sounds: Sequence[Any], **options: Any) -> Any:
        asked.append(options["silence_ms"])
        return encode(self, sounds, **options)

    monkeypatch.setattr(Model, "encode", watched)
    listen(tiny, piece(sound), asked=task(Quality.FAST))
    listen(tiny, piece(sound))
    assert asked == [500, 1_000]


def test_memory_of_windows(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many windows are decoded at a time as memory is allowed for, hypotheses included; none is lost."""
    shapes: list[tuple[int, ...]] = []
    inner = tiny._model
    windows = tiny.encode([np.zeros(16_000, np.float32)] * 5)

    def generate(values: Any, *rest: Any, **options: Any) -> Any:
        shapes.append(tuple(values.shape[:2]))
        return inner.generate(values, *rest, **options)

    monkeypatch.setattr(tiny, "_model", SimpleNamespace(generate=generate))
    monkeypatch.setattr(whisper, "_HELD_AT_ONCE", 2_300)
    assert len(tiny.decode(windows, ["en"] * 5)) == 5
    assert len(tiny.decode(windows, ["en"] * 5, beam=5)) == 5
    assert len(tiny.decode(windows, ["en"] * 5, share=0.5)) == 5
    assert shapes == [(3, 500), (2, 500), (3, 500), (2, 500), (5, 250)]


def test_names_are_not_put_into_a_loss() -> None:
    """A name that the second hearing would spread over speech without words is not corrected."""
    words = tuple(
        Word(start_ms, end_ms, text, 0.5, "en", 0)
        for start_ms, end_ms, text in [
            (0, 400, "Mailing"),
            (3_250, 3_700, "Chewer"),
            *(
                (3_700 + 300 * n, 4_000 + 300 * n, each)
                for n, each in enumerate(["is", "here", "with", "all", "of", "us"])
            ),
        ]
    )
    told = Attempt((), "Mei Ling Chua is here with all of us", -0.1, 0.0, "transcribe")
    model = cast("Model", SimpleNamespace(decode=lambda *_, **__: (told,)))
    names = ("Mei Ling Chua",)
    window = [encoded(np.zeros((500, 8), np.float32))]
    whole = Hearing(words, "en", -0.1, Judgement((), ()))
    [corrected] = _with_hotwords(model, window, [whole], names)
    assert spoken_text(corrected.words).startswith("Mei Ling Chua")
    lossy = replace(whole, judgement=Judgement((Span(650, 3_000),), ("unexplained-speech",)))
    assert _with_hotwords(model, window, [lossy], names) == [lossy]
