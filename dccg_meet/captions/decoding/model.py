"""A Whisper model on CTranslate2: encodes a window once, and answers questions about what it encoded.

The encoder is given only as much context as a window needs, not the 30 s that Whisper was trained on: its
cost grows faster than its context (Radford et al. 2022, section 2.2, for the architecture; CTranslate2 takes
any length). Windows are encoded one by one, since a batch is slower on a processor, and decoded together,
since one step of the decoder costs little more for many windows than for one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any, Final

import ctranslate2
import numpy as np
import tokenizers
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer

from dccg_meet.captions.decoding.encoded import Encoded, Values, encoded, groups, together
from dccg_meet.captions.decoding.memory import give_back, keep_little
from dccg_meet.captions.hearing.audio import SAMPLE_RATE, Samples
from dccg_meet.errors import ModelError

FULL_FRAMES: Final = 3_000
"""The context that Whisper was trained on, 30 s in steps of 10 ms."""
FRAMES_PER_SECOND: Final = 100
_HOP: Final = SAMPLE_RATE // FRAMES_PER_SECOND
_SILENCE_MS: Final = 1_000  # after the speech; without it the model loops
_FEWEST: Final = 5 * FRAMES_PER_SECOND
_HELD_AT_ONCE: Final = 4_200  # steps with keys and values, or two windows of 30 s
_HELD_BY_HYPOTHESIS: Final = 50  # of these steps' memory, for what it says and how likely each token is
_LANGUAGE_STRIDE: Final = 3
_ALIGNED_SHARE: Final = 0.6  # of the steps
_MOST_TOKENS: Final = 448


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the model said of a window: its tokens, their text, and the mean of their log-probabilities."""

    tokens: tuple[int, ...]
    text: str
    log_probability: float
    no_speech: float
    task: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """A piece of text, a word or a part of one, and when it is said: milliseconds from the window's start.

    ``probability`` is the mean over its tokens.
    """

    text: str
    start_ms: int
    end_ms: int
    probability: float


class Model:
    """A loaded model. Its methods may be called from as many threads as it was given, at the same time."""

    def __init__(self, weights: Path, threads: int = 0) -> None:
        """Loads the model from the folder ``weights``, in 8-bit integers.

        ``threads`` windows are heard at a time, each on one core (0: as many as there are cores): two workers
        with a core each are faster than one with two. Raises ModelError where the folder holds no model.
        """
        self.threads = threads or os.cpu_count() or 1
        keep_little()
        try:
            self._model: Any = ctranslate2.models.Whisper(
                str(weights),
                device="cpu",
                compute_type="int8",
                inter_threads=self.threads,
                intra_threads=1,
            )
            self._tokens: Any = tokenizers.Tokenizer.from_file(str(weights / "tokenizer.json"))
        except Exception as fault:  # tokenizers raises nothing narrower
            if isinstance(fault, MemoryError):
                raise
            raise ModelError(
                "no Whisper model can be loaded from this folder",
                where=weights.name,
                todo="dccg-meet model verify",
            ) from None
        self.multilingual: bool = self._model.is_multilingual
        self._features = FeatureExtractor(feature_size=self._model.n_mels)
        self.tokenizer: Callable[..., Tokenizer] = cache(self._tokenizer)

    def _tokenizer(self, language: str, task: str = "transcribe") -> Tokenizer:
        return Tokenizer(self._tokens, self.multilingual, task=task, language=language)

    def knows(self, language: str) -> bool:
        """Whether the model was trained on a language, given by its code."""
        if not self.multilingual:
            return language == "en"
        token = self._tokens.token_to_id(f"<|{language}|>")
        first, last = (self._tokens.token_to_id(f"<|{name}|>") for name in ("startoftranscript", "translate"))
        return token is not None and first < token < last

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return len(self._tokens.encode(text, add_special_tokens=False).ids)

    def encode(
        self,
        sounds: Sequence[Samples],
        *,
        full: bool = False,
        silence_ms: int = _SILENCE_MS,
    ) -> tuple[Encoded, ...]:
        """The windows as the decoder sees them, in steps of 20 ms.

        The encoder hears each window with ``silence_ms`` of silence after it, at least half a second.
        ``full`` gives the encoder 30 s of context instead. The loudest moment of each window alone sets the
        floor of its spectrogram.
        """
        return tuple(
            encoded(self._encoded(sound, FULL_FRAMES if full else _context(sound, silence_ms)))
            for sound in sounds
        )

    def _encoded(self, sound: Samples, frames: int) -> Values:
        result: Values = np.array(self._model.encode(self._mel(sound, frames)))[0]
        return result

    def _mel(self, sound: Samples, frames: int) -> Any:
        padded = np.pad(sound[: frames * _HOP], (0, max(0, frames * _HOP - len(sound))))
        mel = self._features(padded, padding=_HOP)[:, :frames]
        return ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[np.newaxis], dtype=np.float32))

    def languages(self, windows: Sequence[Encoded]) -> tuple[dict[str, float], ...]:
        """For each window the probability of every language.

        Every third step of what was encoded tells as much about it as all of them, in a third of the time.
        """
        if not self.multilingual:
            return tuple({"en": 1.0} for _ in windows)
        heard = self._model.detect_language(_view(together(windows)[:, ::_LANGUAGE_STRIDE]))
        return tuple({token[2:-2]: probability for token, probability in each} for each in heard)

    def decode(
        self,
        windows: Sequence[Encoded],
        languages: Sequence[str],
        *,
        beam: int = 1,
        stamps: bool = True,
        share: float = 1.0,
        hotwords: str = "",
        task: str = "transcribe",
        no_repeat: int = 0,
        most_tokens: int = _MOST_TOKENS,
    ) -> tuple[Attempt, ...]:
        """What is said in each window, in the given languages.

        It sees a ``share`` of the steps, half or more. With ``stamps`` the model says time stamps, which
        nobody reads: it is slower, and leaves out less. ``no_repeat`` words in a row are not said twice (0:
        they may); ``hotwords`` is a text of names and terms that are likely.
        """
        give_back()  # what encoding has left
        spoken = [self.tokenizer(language, task) for language in languages]
        prompts = []
        for tokenizer in spoken:
            prompt = [*tokenizer.sot_sequence, *([] if stamps else [tokenizer.no_timestamps])]
            if hotwords:
                prompt = [tokenizer.sot_prev, *tokenizer.encode(" " + hotwords), *prompt]
            prompts.append(prompt)
        attempts: dict[int, Attempt] = {}
        for group in groups(windows, int(_HELD_AT_ONCE / share), beam * _HELD_BY_HYPOTHESIS):
            results = self._model.generate(
                _view(together([windows[number] for number in group], share)),
                [prompts[number] for number in group],
                beam_size=beam,
                no_repeat_ngram_size=no_repeat,
                max_length=min(_MOST_TOKENS, len(prompts[0]) + most_tokens),
                return_scores=True,
                return_no_speech_prob=True,
            )
            for number, result in zip(group, results, strict=True):
                attempts[number] = self._attempt(result, spoken[number], task)
        return tuple(attempts[number] for number in range(len(windows)))

    @staticmethod
    def _attempt(result: Any, tokenizer: Tokenizer, task: str) -> Attempt:
        said = result.sequences_ids[0]
        tokens = tuple(token for token in said if token < tokenizer.eot)
        # The score is the mean over the tokens said; the end token was decided, too.
        log_probability = result.scores[0] * len(said) / (len(said) + 1) if said else 0.0
        return Attempt(
            tokens, tokenizer.decode(list(tokens)).strip(), log_probability, result.no_speech_prob, task
        )

    def align(
        self, window: Encoded, attempt: Attempt, language: str, duration_ms: int
    ) -> tuple[Aligned, ...]:
        """When each piece of an attempt at a window is said; ``duration_ms`` is how long its sound is.

        Times are those at which a step begins. Merged steps tell them as well, in two thirds of the time.
        Dynamic time warping over the cross-attention of the heads that align (Radford et al. 2022, released
        code; the heads are the model's own).
        """
        if not attempt.tokens:
            return ()
        tokenizer = self.tokenizer(language, attempt.task)
        seen = window.merged(ceil(_ALIGNED_SHARE * window.steps))
        starts_ms = seen.starts_ms
        steps = int(np.searchsorted(starts_ms, duration_ms))
        [result] = self._model.align(
            _view(together([seen])), list(tokenizer.sot_sequence), [list(attempt.tokens)], [2 * steps]
        )
        texts, parts = tokenizer.split_to_word_tokens([*attempt.tokens, tokenizer.eot])
        token_of, step_of = np.array(result.alignments).reshape(-1, 2).T
        starts = np.zeros(len(attempt.tokens) + 1, np.int64)
        first = np.concatenate([[True], np.diff(token_of) > 0]) if len(token_of) else np.zeros(0, bool)
        starts[: first.sum()] = step_of[first][: len(starts)]
        starts[first.sum() :] = step_of[-1] if len(step_of) else 0
        aligned, at = [], 0
        for text, tokens in zip(texts[:-1], parts[:-1], strict=True):
            probability = float(np.mean(result.text_token_probs[at : at + len(tokens)]))
            until = at + len(tokens)
            start_ms, end_ms = int(starts_ms[starts[at]]), int(starts_ms[starts[until]])
            aligned.append(Aligned(text, start_ms, end_ms, min(1.0, probability)))
            at = until
        return tuple(aligned)


def _context(sound: Samples, silence_ms: int) -> int:
    """How many frames the encoder is given for a window: an even number, of which it makes half as many."""
    frames = len(sound) // _HOP + silence_ms * FRAMES_PER_SECOND // 1000
    return min(FULL_FRAMES, max(_FEWEST, frames // 2 * 2))


def _view(values: Values) -> Any:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(values))
