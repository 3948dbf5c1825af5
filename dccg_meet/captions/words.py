"""The words of a recording, each with its time, and the spans of time they belong to.

All times are integer milliseconds from the start of the recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

INAUDIBLE = "[inaudible]"
"""The text that stands for speech which was heard and could not be understood."""

_LEAST_MS = 60  # that a word takes
_STOPS = ".,!?\u2026-\u2013\u2014"
_UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "my", "km"})


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, ``start_ms <= t < end_ms``."""

    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        """How long the stretch is."""
        return self.end_ms - self.start_ms

    def overlap_ms(self, other: Span) -> int:
        """How many milliseconds both have in common."""
        return max(0, min(self.end_ms, other.end_ms) - max(self.start_ms, other.start_ms))


class Kind(StrEnum):
    """What is heard; the values are what a viewer reads.

    ``LAUGHTER`` is for people who correct captions: the program does not find it.
    """

    SILENCE = "[silence]"
    MUSIC = "[music]"
    LAUGHTER = "[laughter]"
    APPLAUSE = "[applause]"


@dataclass(frozen=True, slots=True)
class Sound:
    """Something that is heard, other than speech."""

    span: Span
    kind: Kind


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was heard, with its punctuation.

    ``confidence`` is the model's probability, 0 to 1; ``language`` an ISO 639-1 code (639-3 where there is
    none); ``window`` the number of the decoded window that the word comes from, counted in each ``track``;
    ``doubtful`` tells the reviewer to listen here.
    """

    start_ms: int
    end_ms: int
    text: str
    confidence: float
    language: str
    window: int
    track: int = 0
    doubtful: bool = False

    @property
    def span(self) -> Span:
        """When the word is spoken."""
        return Span(self.start_ms, self.end_ms)

    @property
    def plain(self) -> str:
        """Its letters and digits, without case, to compare it with others; the text where it has none."""
        return "".join(filter(str.isalnum, self.text.casefold())) or self.text


LABELS = frozenset({INAUDIBLE, *(kind.value for kind in Kind)})
"""Texts in captions that are no words: each has a cue of its own."""


def inaudible(span: Span, language: str, window: int) -> Word:
    """The word that makes a loss visible: speech was heard in ``span`` and nobody knows what was said."""
    return Word(span.start_ms, span.end_ms, INAUDIBLE, 0.0, language, window, doubtful=True)


def spoken_text(words: Sequence[Word]) -> str:
    """The words as running text, with spaces where the script of their language has them."""
    parts: list[str] = []
    for position, word in enumerate(words):
        if position and _spaced(words[position - 1], word):
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def _spaced(left: Word, right: Word) -> bool:
    if left.language != right.language or right.language not in _UNSPACED:
        return True
    return left.text[-1:].isascii() and right.text[:1].isascii() and right.text[:1].isalnum()


def whole_words(pieces: Iterable[Word]) -> tuple[Word, ...]:
    """Joins the pieces that a model gives to words that a person would write.

    A piece that starts a new word begins with a space, which is taken off; one without (``-facilitator``
    after ``co``) belongs to the piece before it. Scripts without spaces keep their pieces. No letter is lost;
    pieces without any are. Punctuation takes no time, and its confidence does not count.
    """
    words: list[Word] = []
    for piece in pieces:
        text = piece.text.strip()
        if not text.strip(_STOPS) and (
            not words or words[-1].window != piece.window or piece.text[:1].isspace()
        ):
            continue  # A sentence of dots is none.
        starts = piece.text[:1].isspace() or piece.language in _UNSPACED
        if starts or not words or words[-1].window != piece.window:
            words.append(replace(piece, text=text))
            continue
        before, text = words[-1], words[-1].text + text
        if not any(map(str.isalnum, piece.text)):
            words[-1] = replace(before, text=text)
            continue
        words[-1] = replace(
            before,
            end_ms=max(before.end_ms, piece.end_ms),
            text=text,
            confidence=min(before.confidence, piece.confidence),
        )
    return tuple(words)


def within(words: Sequence[Word], islands: Sequence[Span]) -> tuple[Word, ...]:
    """Moves each word into the island of speech it belongs to, in order and without overlap.

    Alignment stretches words over silence; speech detection knows better where the voice was. A word goes to
    the island it shares most time with, else to the nearest; no word is dropped, and each keeps at least a
    millisecond.
    """
    if not islands:
        return tuple(words)
    homes: list[int] = []
    for word in words:
        first = homes[-1] if homes else 0
        homes.append(max(range(first, len(islands)), key=lambda i: _affinity(word.span, islands[i])))
    fitted: list[Word] = []
    for home, group in groupby(zip(homes, words, strict=True), key=lambda pair: pair[0]):
        fitted.extend(_fit([word for _, word in group], islands[home]))
    return tuple(fitted)


def ended_before(words: Sequence[Word], spans: Sequence[Span]) -> tuple[Word, ...]:
    """The words, those that last into one of the spans ended where it begins."""
    result = []
    for word in words:
        begins = [span.start_ms for span in spans if word.start_ms < span.start_ms < word.end_ms]
        result.append(replace(word, end_ms=min(begins)) if begins else word)
    return tuple(result)


def _affinity(span: Span, island: Span) -> int:
    """Milliseconds in common, or minus the distance."""
    return span.overlap_ms(island) or -max(island.start_ms - span.end_ms, span.start_ms - island.end_ms, 0)


def _fit(words: Sequence[Word], island: Span) -> list[Word]:
    """The words inside the island: pushed forward from its start, then back from its end.

    Each has time to be said, as far as the island has.
    """
    least = max(1, min(_LEAST_MS, island.duration_ms // len(words)))
    fitted: list[Word] = []
    floor = island.start_ms
    for word in words:
        start = max(word.start_ms, floor)
        floor = max(word.end_ms, start + least)
        fitted.append(replace(word, start_ms=start, end_ms=floor))
    ceiling = max(island.end_ms, island.start_ms + least * len(words))
    for position in reversed(range(len(fitted))):
        word = fitted[position]
        end = min(word.end_ms, ceiling)
        ceiling = min(word.start_ms, end - least)
        fitted[position] = replace(word, start_ms=ceiling, end_ms=end)
    return fitted
