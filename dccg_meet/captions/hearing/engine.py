"""Turns the sound of a window into words with Whisper, hears doubtful windows again, and hides no loss.

Runs on faster-whisper (CTranslate2, int8), with beam 5 and the temperature fallback of the Whisper paper
(Radford et al. 2022, section 4.5). Judged doubtful, a window is heard again in halves; the better attempt
counts, and speech that it does not explain becomes ``[inaudible]``. Hotwords are only told to a second
hearing, which corrects names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import ctranslate2
from faster_whisper import WhisperModel

from dccg_meet.captions.hearing.audio import Samples
from dccg_meet.captions.hearing.hotwords import corrected
from dccg_meet.captions.hearing.judgement import judge, spoken
from dccg_meet.captions.hearing.windows import Window, halves
from dccg_meet.captions.words import Word, inaudible, whole_words, within
from dccg_meet.errors import ModelError

HOTWORD_TOKENS: Final = 200
"""More would leave too little room for the text: both share 448 tokens."""

_BEAM: Final = 5
_TEMPERATURES: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_SEED: Final = 97
_SURE_OF_OTHER_LANGUAGE: Final = 0.85
_ENOUGH_FOR_OTHER_LANGUAGE_MS: Final = 3_000
_VOTES: Final = 3
_SECOND_HEARING_TOKENS: Final = 224


class Engine:
    """A loaded model, and what it is told to listen for."""

    def __init__(
        self,
        weights: Path,
        *,
        language: str | None = None,
        hotwords: Sequence[str] = (),
        threads: int = 0,
    ) -> None:
        """Loads the model from the folder ``weights``.

        ``language`` is a Whisper language code, or None to hear which it is; ``threads`` 0 takes every core.
        Raises ModelError where the folder holds no model, or the model does not know the language.
        """
        ctranslate2.set_random_seed(_SEED)  # before loading: the sampling threads start here
        try:
            self._model: Any = WhisperModel(
                str(weights),
                device="cpu",
                compute_type="int8",
                cpu_threads=threads or os.cpu_count() or 1,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError):
            todo = "dccg-meet model verify"
            raise ModelError(
                "no Whisper model can be loaded from this folder", where=weights.name, todo=todo
            ) from None
        if language and language not in self._model.supported_languages:
            known = "only English" if not self._model.model.is_multilingual else "no such language"
            raise ModelError(
                f"the model knows {known}", where=f"--language {language}", todo="Take --model base."
            )
        self._asked = language if self._model.model.is_multilingual else "en"
        self.hotwords = self._fitting(hotwords)
        self.language = self._asked or ""

    def _fitting(self, hotwords: Sequence[str]) -> tuple[str, ...]:
        """The first hotwords, as many as fit."""
        kept: list[str] = []
        for hotword in hotwords:
            tokens = self._model.hf_tokenizer.encode(
                " " + ", ".join([*kept, hotword]), add_special_tokens=False
            )
            if len(tokens.ids) > HOTWORD_TOKENS:
                break
            kept.append(hotword)
        return tuple(kept)

    def settle_language(self, samples: Iterable[Samples]) -> str:
        """Hears which language is spoken, by the votes of some windows, and expects it from then on."""
        if self._asked is None:
            votes: dict[str, float] = {}
            for sound in samples:
                _, _, probabilities = self._model.detect_language(sound)
                for language, probability in probabilities:
                    votes[language] = votes.get(language, 0.0) + probability * len(sound)
            self.language = max(votes, key=lambda language: (votes[language], language), default="")
        return self.language

    def hear(self, window: Window, sound: Samples) -> tuple[Word, ...]:
        """The words of a window, inside its islands, with ``[inaudible]`` where nothing explains speech."""
        words = self._words(window, sound)
        verdict = judge(words, window.islands)
        if verdict.doubtful:
            parts = halves(window, sound)
            apart = tuple(word for half, part in parts for word in self._words(half, part))
            attempts = [(words, verdict), (apart, judge(apart, window.islands))]
            words, verdict = min(attempts, key=lambda attempt: attempt[1].badness)
        if self.hotwords and words:
            words = corrected(words, self._expected(sound, words[0].language), self.hotwords)
        lost = [inaudible(span, self.language, window.number) for span in verdict.unexplained]
        return tuple(sorted([*words, *lost], key=lambda word: word.start_ms))

    def _words(self, window: Window, sound: Samples) -> tuple[Word, ...]:
        """One attempt at the window, which is told nothing."""
        options = {
            "beam_size": _BEAM,
            "temperature": _TEMPERATURES,
            "word_timestamps": True,
            "condition_on_previous_text": False,
        }
        segments, info = self._model.transcribe(sound, language=self._asked, **options)
        language = info.language
        if self._asked is None and language != self.language and not _sure(info, window):
            language = self.language
            segments, info = self._model.transcribe(sound, language=language, **options)
        pieces = [
            Word(
                start_ms=window.span.start_ms + round(word.start * 1000),
                end_ms=window.span.start_ms + round(word.end * 1000),
                text=word.word,
                confidence=round(min(1.0, max(0.0, float(word.probability))), 3),
                language=language,
                window=window.number,
            )
            for segment in segments
            for word in segment.words or ()
        ]
        return within(whole_words(spoken(pieces, window.span)), window.islands)

    def _expected(self, sound: Samples, language: str) -> str:
        """What a hearing that expects the hotwords understands; its words have no times."""
        segments, _ = self._model.transcribe(
            sound,
            language=language,
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
            max_new_tokens=_SECOND_HEARING_TOKENS,
            hotwords=", ".join(self.hotwords) + ".",
        )
        return "".join(segment.text for segment in segments)


def _sure(info: Any, window: Window) -> bool:
    """Whether a window may be in another language than the rest: enough speech, and little doubt."""
    speech_ms = sum(island.duration_ms for island in window.islands)
    return bool(
        info.language_probability >= _SURE_OF_OTHER_LANGUAGE and speech_ms >= _ENOUGH_FOR_OTHER_LANGUAGE_MS
    )


def voters(windows: Sequence[Window]) -> tuple[Window, ...]:
    """The windows whose language is heard first: those with most speech, in order of time."""
    longest = sorted(windows, key=lambda window: -sum(island.duration_ms for island in window.islands))
    return tuple(sorted(longest[:_VOTES], key=lambda window: window.number))
