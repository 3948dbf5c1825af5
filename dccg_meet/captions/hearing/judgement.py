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

_REACH_MS: Final = 500  # Speech this near to a word belongs to it: alignment is not exact.
_UNEXPLAINED_MS: Final = 1_000  # Shorter stretches are breath and pads.
_LONGEST_WORD_MS: Final = 1_500  # A longer one was stretched over words that are missing.
_FEWEST_WORDS: Final = 1.5  # a second of speech, for windows of some length
_MOST_WORDS: Final = 7.0
_JUDGEABLE_MS: Final = 4_000
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
    def badness(self) -> tuple[int, int, bool]:
        """For comparison: less is better."""
        untrue = sum(fault in {"loop", "too-many-words"} for fault in self.faults)
        return untrue, sum(span.duration_ms for span in self.unexplained), "few-words" in self.faults


def judge(words: Sequence[Word], islands: Sequence[Span]) -> Judgement:
    """Judges the words of one window against the speech that was heard in it."""
    missing = unexplained(words, islands)
    faults = []
    if missing:
        faults.append("unexplained-speech")
    speech_ms = sum(island.duration_ms for island in islands)
    pace = len(words) * 1000 / max(1, speech_ms)
    if speech_ms >= _JUDGEABLE_MS and pace < _FEWEST_WORDS:
        faults.append("few-words")
    if pace > _MOST_WORDS:
        faults.append("too-many-words")
    if loops(words):
        faults.append("loop")
    return Judgement(missing, tuple(faults))


def unexplained(words: Sequence[Word], islands: Sequence[Span]) -> tuple[Span, ...]:
    """Stretches of at least a second of speech that are further than half a second from every word."""
    found: list[Span] = []
    for island in islands:
        at = island.start_ms
        for word in words:
            if word.end_ms + _REACH_MS <= at or word.start_ms - _REACH_MS >= island.end_ms:
                continue
            found.append(Span(at, max(at, word.start_ms - _REACH_MS)))
            at = max(at, min(word.end_ms, word.start_ms + _LONGEST_WORD_MS) + _REACH_MS)
        found.append(Span(at, max(at, island.end_ms)))
    return tuple(span for span in found if span.duration_ms >= _UNEXPLAINED_MS)


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


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter in "'-")
