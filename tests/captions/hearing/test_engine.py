"""The engine with a real model (tiny.en, and base for languages)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions.hearing.engine import HOTWORD_TOKENS, Engine, voters
from dccg_meet.captions.hearing.windows import Window
from dccg_meet.captions.words import INAUDIBLE, Span, spoken_text
from dccg_meet.errors import ModelError
from dccg_meet.models.store import resolve

Cut = Callable[[int, int], NDArray[np.float32]]

pytestmark = pytest.mark.whisper


@pytest.fixture(scope="module")
def engine() -> Engine:
    """tiny.en, which expects the names of the sample call."""
    return Engine(resolve("tiny.en"), hotwords=("Olena Kovalenko", "Rajesh Menon", "Tomas Ferreira"))


def window(start_ms: int, end_ms: int) -> Window:
    """A window that is one island."""
    return Window(0, Span(start_ms, end_ms), (Span(start_ms, end_ms),))


class TestHear:
    """Hearing a window."""

    def test_words_are_where_they_are_spoken(self, engine: Engine, cut: Cut) -> None:
        """Words have the times of the recording, in order, inside their island."""
        words = engine.hear(window(12_400, 18_400), cut(12_400, 18_400))
        text = spoken_text(words).lower()
        assert text.startswith("captions are running")
        assert "on the screen" in text
        assert words[0].start_ms < 12_700
        assert all(12_400 <= word.start_ms < word.end_ms <= 18_400 for word in words)
        assert all(left.end_ms <= right.start_ms for left, right in itertools.pairwise(words))
        assert all(0 <= word.confidence <= 1 and word.language == "en" for word in words)

    def test_name_is_corrected(self, engine: Engine, cut: Cut) -> None:
        """A name on the list is spelt as on the list."""
        assert "Olena Kovalenko" in spoken_text(engine.hear(window(27_700, 40_100), cut(27_700, 40_100)))

    @pytest.mark.parametrize("kind", ["silence", "noise"])
    def test_no_name_out_of_nothing(self, engine: Engine, kind: str) -> None:
        """Where speech detection erred, no hotword is invented, and the loss is shown."""
        level = {"silence": 0.0, "noise": 0.02}[kind]
        sound = np.random.default_rng(3).normal(0, level, 10 * 16_000).astype(np.float32)
        words = engine.hear(window(0, 10_000), sound)
        text = spoken_text(words)
        assert not any(
            name in text for name in ("Olena", "Kovalenko", "Rajesh", "Menon", "Tomas", "Ferreira")
        )
        assert INAUDIBLE in text

    def test_same_again(self, engine: Engine, cut: Cut) -> None:
        """The same sound gives the same words."""
        sound = cut(121_000, 131_400)
        assert engine.hear(window(0, 10_400), sound) == engine.hear(window(0, 10_400), sound)


class TestEngine:
    """Loading."""

    def test_hotwords_fit(self, engine: Engine) -> None:
        """More hotwords than fit are dropped from the end, none is cut in two."""
        names = [f"Person Number{number}" for number in range(200)]
        kept = Engine(resolve("tiny.en"), hotwords=names).hotwords
        assert kept == tuple(names[: len(kept)])
        assert 20 < len(kept) < HOTWORD_TOKENS

    def test_no_model(self, tmp_path: Path) -> None:
        """A folder without a model is named, with the command that finds out more."""
        with pytest.raises(ModelError, match="no Whisper model") as raised:
            Engine(tmp_path)
        assert raised.value.todo.startswith("dccg-meet model")

    def test_english_only(self) -> None:
        """A model that knows only English says so when asked for French."""
        with pytest.raises(ModelError, match="only English"):
            Engine(resolve("tiny.en"), language="fr")

    def test_unknown_language(self) -> None:
        """A language that no model knows is refused."""
        with pytest.raises(ModelError, match="no such language"):
            Engine(resolve("base"), language="xx")


class TestLanguage:
    """Which language is spoken."""

    def test_heard(self, cut: Cut) -> None:
        """English is heard to be English, and is expected from then on."""
        base = Engine(resolve("base"))
        assert base.settle_language([cut(500, 11_900), cut(107_000, 112_400)]) == "en"
        assert base.language == "en"

    def test_voters(self) -> None:
        """The windows with most speech are asked, in order of time."""
        made = [
            Window(n, Span(n * 9_000, n * 9_000 + ms), (Span(n * 9_000, n * 9_000 + ms),))
            for n, ms in enumerate([500, 7_000, 900, 8_000, 2_000])
        ]
        assert [vote.number for vote in voters(made)] == [1, 3, 4]
