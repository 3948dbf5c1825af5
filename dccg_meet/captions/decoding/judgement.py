"""Judges what the model made of a window: whether it explains the speech, and whether it can be true.

Words per second and unexplained speech find what the model's own scores miss: a window that drops half of
what was said has a good log-probability. Pure functions; times are integer milliseconds.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dccg_meet.captions.words import Span, Word

_REACH_MS: Final = 250  # Speech this near to a word belongs to it: alignment is not exact.
_LOST_MS: Final = 500  # Shorter stretches are breath and pads; "Yes." between two silences is longer.
_LONGEST_WORD_MS: Final = 1_000  # A longer one, with something for each letter, …
_DIGIT_MS: Final = 400  # "362" is said as seven words
_LETTER_MS: Final = 60  # … was stretched over words that are missing.
_FEWEST_WORDS: Final = 1.5  # a second of speech, for windows of some length
_MOST_WORDS: Final = 7.0
_JUDGEABLE_MS: Final = 4_000
_SLOWEST: Final = 1.2  # words a second, in a stretch without a pause …
_TURN_MS: Final = 1_500  # … of at least this length
_MOST_COMPRESSION: Final = 2.4  # as in Whisper: text that compresses further is a loop
_MOST_REPEATS: Final = {
    1: 8,
    2: 5,
    3: 4,
    4: 3,
    5: 3,
}  # of that many words in a row; a speaker may say "no, no, no"
_TAIL_MS: Final = 700
_MADE_UP: Final = 0.1
_LEAST_SURE: Final = -1.0  # mean log-probability, as in Whisper
_SILENT: Final = 0.6  # probability of no speech, as in Whisper
_RATHER_UNSURE: Final = -0.5
_RATHER_SILENT: Final = 0.3

UNTRUE: Final = frozenset({"loop", "too-many-words"})
"""Faults of words that cannot have been said."""

MADE_UP: Final = frozenset(
    {
        "you", "thank you", "thank you very much", "thank you so much", "thanks", "bye", "bye bye", "okay",
        "oh", "so", "hmm", "mm", "uh", "beep", "music", "the end", "thanks for watching",
        "thank you for watching", "thank you for watching this video", "please subscribe",
        "please subscribe to my channel", "like and subscribe", "see you next time",
        "see you in the next video", "i'll see you in the next video",
        "subtitles by the amara org community", "transcription by castingwords",
        "merci", "merci à tous", "merci d'avoir regardé cette vidéo", "sous-titrage société radio-canada",
        "sous-titres réalisés par la communauté d'amara org", "sous-titrage st' 501",
        "gracias", "gracias por ver el video", "subtítulos realizados por la comunidad de amara org",
        "suscríbete", "obrigado", "untertitel der amara org-community", "vielen dank",
    }
)  # fmt: skip
"""What Whisper says where nobody speaks, from the subtitles that it was trained on."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What speaks against the words of a window.

    ``unexplained`` is speech without a word near it; ``faults`` are short names for a log, such as
    ``few-words``.
    """

    unexplained: tuple[Span, ...]
    faults: tuple[str, ...]

    @property
    def doubtful(self) -> bool:
        """Whether the window should be heard again."""
        return bool(self.faults)

    @property
    def badness(self) -> tuple[int, int, int]:
        """For comparison: less is better."""
        lost_ms = sum(span.duration_ms for span in self.unexplained)
        return len(UNTRUE & set(self.faults)), lost_ms, len(self.faults)


def judge(words: Sequence[Word], islands: Sequence[Span], log_probability: float = 0.0) -> Judgement:
    """Judges the words of one window against the speech that was heard in it.

    ``log_probability`` is the mean over the tokens of its text.
    """
    missing = unexplained(words, islands)
    faults = []
    if log_probability < _LEAST_SURE:
        faults.append("unsure")
    if missing:
        faults.append("unexplained-speech")
    speech_ms = sum(island.duration_ms for island in islands)
    pace = len(words) * 1000 / max(1, speech_ms)
    slow = speech_ms >= _JUDGEABLE_MS and pace < _FEWEST_WORDS
    if slow or any(_hardly_said(words, island) for island in islands):
        faults.append("few-words")
    if pace > _MOST_WORDS:
        faults.append("too-many-words")
    if loops(words):
        faults.append("loop")
    if any(word.span.duration_ms > _longest_ms(word) for word in words):
        faults.append("stretched-word")
    return Judgement(missing, tuple(faults))


def unexplained(words: Sequence[Word], islands: Sequence[Span]) -> tuple[Span, ...]:
    """Speech without words: half a second and more of it, each moment over 0.25 s from every word.

    An island in which no word is said is one, too: a reply, if it has that length or no word is that near.
    All other speech is less than half a second from a word where words are said on both sides, else 0.75 s.
    """
    found: list[Span] = []
    for island in islands:
        at = island.start_ms
        if _is_reply(words, island):
            found.append(Span(island.start_ms, island.end_ms))
            continue
        rests = []
        for word in words:
            if word.end_ms + _REACH_MS <= at or word.start_ms - _REACH_MS >= island.end_ms:
                continue
            rests.append(Span(at, max(at, word.start_ms - _REACH_MS)))
            at = max(at, min(word.end_ms, word.start_ms + _longest_ms(word)) + _REACH_MS)
        rests.append(Span(at, max(at, island.end_ms)))
        found.extend(rest for rest in rests if rest.duration_ms >= _LOST_MS)
    return tuple(found)


def _is_reply(words: Sequence[Word], island: Span) -> bool:
    """Whether nothing is said in an island that is not just the rest of a word next to it."""
    reach_ms = 0 if island.duration_ms >= _LOST_MS else _LOST_MS
    around = Span(island.start_ms - reach_ms, island.end_ms + reach_ms)
    return not any(around.overlap_ms(word.span) for word in words)


def _hardly_said(words: Sequence[Word], island: Span) -> bool:
    """Whether an island has words, and too few for its length: they belong to another and cover a loss."""
    if island.duration_ms < _TURN_MS:
        return False
    said = sum(1 + sum(map(str.isdigit, word.text)) for word in words if island.overlap_ms(word.span))
    return 0 < said * 1000 / island.duration_ms < _SLOWEST


def _longest_ms(word: Word) -> int:
    digits = sum(map(str.isdigit, word.text))
    return _LONGEST_WORD_MS + _LETTER_MS * len(word.text) + _DIGIT_MS * digits


def loops(words: Sequence[Word]) -> bool:
    """Whether the text repeats itself as no speaker does."""
    text = " ".join(word.text.lower() for word in words).encode()
    if text and len(text) / len(zlib.compress(text)) > _MOST_COMPRESSION:
        return True
    plain = [_plain(word.text) for word in words]
    return any(_repeats(plain, length) >= most for length, most in _MOST_REPEATS.items())


def _repeats(texts: Sequence[str], length: int) -> int:
    """How often at most the same ``length`` words follow each other directly."""
    most = run = 0
    for position in range(length, len(texts)):
        run = run + 1 if texts[position] == texts[position - length] else 0
        most = max(most, run)
    return 1 + most // length


def spoken(pieces: Sequence[Word], window: Span) -> tuple[Word, ...]:
    """The pieces without what the model made up for the silence at the end of the window ("Thank you.").

    Such a phrase begins where the speech has ended, and the model hardly believes its first word itself.
    """
    for position, piece in enumerate(pieces):
        late = piece.start_ms >= window.end_ms - _TAIL_MS
        if late and piece.confidence < _MADE_UP and piece.text[:1].isspace():
            return tuple(pieces[:position])
    return tuple(pieces)


def believed(text: str, log_probability: float, no_speech: float, *, faint: bool) -> bool:
    """Whether a text can have been said at all, by what the model itself thinks of it.

    ``no_speech`` is the probability that nobody speaks, ``faint`` whether speech detection had its doubts.
    What models say into music and noise, learnt from subtitles, needs much better evidence than other text.
    """
    if not text:
        return False
    if no_speech > _SILENT and log_probability < _RATHER_UNSURE:
        return False
    plain = " ".join(filter(None, map(_plain, text.split())))
    if plain in MADE_UP and (no_speech > _RATHER_SILENT or log_probability < _RATHER_UNSURE):
        return False
    return not (faint and log_probability < _RATHER_UNSURE)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter in "'-")
