"""What is measured of captions, in the same way whoever made them: words with times against turns with times.

A **word** is what is left without bracketed sounds (``[Music]``, ``(applause)``, ``[inaudible]``).
A moment of speech is **uncaptioned** where no word begins or ends within half a second. The pauses between
sentences are shorter than what that lets pass, a lost phrase is longer; a word that is stretched over a gap
serves its two ends, not what is between.
A word is **invented** where nobody speaks within a second of its middle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from tests.captions.recordings import Turn
from tests.captions.wer import Errors, errors, normalised

NEAR_MS = 500
"""How far from the start or the end of a word speech still counts as captioned."""
AWAY_MS = 1000
"""How far from all turns a word counts as invented: the times that models give to words are not exact."""

_BRACKETED = re.compile(r"\[[^\]]*\]|\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Heard:
    """A word, or a few without times of their own: from and until in milliseconds, and the text."""

    start_ms: int
    end_ms: int
    text: str


def of_segments(segments: Iterable[Mapping[str, Any]]) -> tuple[Heard, ...]:
    """The words that faster-whisper and whisper-ctranslate2 give, in seconds.

    Pieces without a space before them belong to the word before; a segment without words counts as a whole.
    """
    words: list[Heard] = []
    for segment in segments:
        first = len(words)
        for piece in segment.get("words") or [{**segment, "word": segment["text"]}]:
            start_ms, end_ms = round(piece["start"] * 1000), round(piece["end"] * 1000)
            if len(words) > first and not piece["word"].startswith(" "):
                start_ms = words[-1].start_ms
                words[-1] = Heard(start_ms, end_ms, words[-1].text + piece["word"].strip())
            else:
                words.append(Heard(start_ms, end_ms, piece["word"].strip()))
    return tuple(words)


def spoken(heard: Sequence[Heard]) -> tuple[Heard, ...]:
    """The words, without sounds in brackets, which can go over several words, and without mere signs."""
    text, starts = "", []
    for word in heard:
        starts.append(len(text))
        text += word.text + " "
    silent = [match.span() for match in _BRACKETED.finditer(text)]
    return tuple(
        word
        for word, at in zip(heard, starts, strict=True)
        if normalised(word.text) and not any(first <= at < last for first, last in silent)
    )


def text_of(heard: Sequence[Heard]) -> str:
    """The words as running text."""
    return " ".join(word.text for word in spoken(heard))


def uncaptioned_ms(turns: Sequence[Turn], heard: Sequence[Heard]) -> int:
    """How much of the turns is uncaptioned; where two speak at once, counted once."""
    return _total(_uncaptioned(turns, heard))


def marked_ms(turns: Sequence[Turn], heard: Sequence[Heard]) -> int:
    """How much of what is uncaptioned the captions own up to, with ``[inaudible]``."""
    missing = _uncaptioned(turns, heard)
    owned = [(word.start_ms - NEAR_MS, word.end_ms + NEAR_MS) for word in heard if word.text == "[inaudible]"]
    return _total(missing) - _total(_without(missing, owned))


def invented(turns: Sequence[Turn], heard: Sequence[Heard]) -> int:
    """How many words are where nobody speaks."""
    real = _joined((turn.start_ms - AWAY_MS, turn.end_ms + AWAY_MS) for turn in turns)
    return sum(
        len(normalised(word.text).split())
        for word in spoken(heard)
        if not any(start <= (word.start_ms + word.end_ms) / 2 <= end for start, end in real)
    )


def by_condition(turns: Sequence[Turn], heard: Sequence[Heard]) -> dict[str, tuple[Errors, int]]:
    """Errors and uncaptioned milliseconds of each condition; turns of one condition follow each other.

    A word belongs to the condition in whose time its middle is. One ends and the next begins halfway between
    two turns.
    """
    parts = [(name, tuple(group)) for name, group in groupby(turns, key=lambda turn: turn.condition)]
    ends = [(before[-1].end_ms + after[0].start_ms) / 2 for (_, before), (_, after) in pairwise(parts)]
    found: dict[str, tuple[Errors, int]] = {}
    for (name, part), start, end in zip(parts, [float("-inf"), *ends], [*ends, float("inf")], strict=True):
        own = [word for word in heard if start <= (word.start_ms + word.end_ms) / 2 < end]
        asked = " ".join(turn.text for turn in part)
        found[name] = errors(asked, text_of(own)), uncaptioned_ms(part, heard)
    return found


_Span = tuple[int, int]


def _uncaptioned(turns: Sequence[Turn], heard: Sequence[Heard]) -> list[_Span]:
    words = spoken(heard)
    ends = (at for word in words for at in (word.start_ms, word.end_ms))
    return _without(
        _joined((turn.start_ms, turn.end_ms) for turn in turns),
        [(at - NEAR_MS, at + NEAR_MS) for at in ends],
    )


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    """The same time in spans that do not touch, by start."""
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _without(spans: Sequence[_Span], taken: Iterable[_Span]) -> list[_Span]:
    """What is left of spans that do not touch."""
    left = list(spans)
    for first, last in _joined(taken):
        left = [
            part
            for start, end in left
            for part in ((start, min(end, first)), (max(start, last), end))
            if part[0] < part[1]
        ]
    return left


def _total(spans: Iterable[_Span]) -> int:
    return sum(end - start for start, end in spans)
