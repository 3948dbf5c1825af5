"""From words to cues: the cheapest way to cut a run of words, found exactly by dynamic programming.

A cue is one or two lines of at most 42 characters, shown 5/6 s to 7 s, with no gap or at least 80 ms to the
next (Netflix Timed Text Style Guide; EBU-TT-D practice). No word is ever dropped: what is spoken faster than
anybody can read stays, and stays too fast. Times are integer milliseconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from dccg_meet.captions.breaks import Break, break_between
from dccg_meet.captions.words import LABELS, Word, spoken_text

LINE_CHARACTERS: Final = 42
LINES: Final = 2
SHORTEST_MS: Final = 834
LONGEST_MS: Final = 7000
SMALLEST_GAP_MS: Final = 80
TARGET_CPS: Final = 17
FASTEST_CPS: Final = 20
SEPARATING_PAUSE_MS: Final = 2000
"""Words further apart than this never share a cue."""


class Cost:
    """What each fault of a cue costs; only the proportions matter."""

    CUE_ENDS: Final = MappingProxyType(
        {
            Break.SENTENCE: 0.0,
            Break.CLAUSE: 4.0,
            Break.LINK: 6.0,
            Break.PHRASE: 10.0,
            Break.PLAIN: 14.0,
            Break.NAME: 35.0,
            Break.NEVER: 60.0,
        },
    )
    LINE_ENDS: Final = MappingProxyType(
        {
            Break.SENTENCE: 0.0,
            Break.CLAUSE: 1.0,
            Break.LINK: 1.5,
            Break.PHRASE: 3.0,
            Break.PLAIN: 5.0,
            Break.NAME: 26.0,
            Break.NEVER: 30.0,
        },
    )
    EACH_CUE: Final = 6.0
    SECOND_LINE: Final = 1.0
    UNEVEN_LINES: Final = 0.15  # for each character that the lines differ
    OVER_TARGET: Final = 2.0  # for each character a second
    OVER_FASTEST: Final = 8.0  # for each character a second, on top
    TOO_SHORT: Final = 10.0  # for each 100 ms that are missing
    PAUSE_INSIDE: Final = 3.0  # for each 100 ms over PAUSE_MS
    SENTENCE_INSIDE: Final = 3.0  # a sentence that ends in the middle of a line
    SENTENCE_TORN: Final = 8.0  # a sentence ends, and the next one begins without ending
    LONELY_WORD: Final = 15.0  # one word alone that is no sentence
    PAUSE_AFTER: Final = 0.5  # what is left of the cost of a cue's end where the speaker pauses
    PAUSE_MS: Final = 250


@dataclass(frozen=True, slots=True)
class Cue:
    """Lines of text and when they are shown."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one."""
        return " ".join(self.lines)


class _Choice(NamedTuple):
    """The last cue of the cheapest sequence up to a word: where it and its second line start."""

    cost: float
    start: int
    splits: tuple[int, ...]


def cues(words: Sequence[Word], *, until_ms: int | None = None) -> tuple[Cue, ...]:
    """Cuts words, in order of time and without overlap, into cues.

    ``until_ms`` is the end of the recording: no cue lingers beyond it, unless words do.
    """
    runs = [_Run(run) for run in _runs(list(_short_pieces(words)))]
    if not runs:
        return ()
    end_ms = None if until_ms is None else max(until_ms, runs[-1].words[-1].end_ms)
    limits = [*(run.words[0].start_ms for run in runs[1:]), end_ms]
    return tuple(cue for run, limit in zip(runs, limits, strict=True) for cue in run.cut(limit))


def reflow(text: str, start_ms: int, end_ms: int, language: str = "en") -> tuple[Cue, ...]:
    """Cuts text without word times into cues over a span, each word in proportion to its length.

    A span with fewer milliseconds than words is overrun by as many as it takes. No text gives no cue.
    """
    tokens = text.split()
    total = sum(len(token) + 1 for token in tokens)
    span = max(end_ms - start_ms, len(tokens))
    words: list[Word] = []
    at, seen = start_ms, 0
    for left, token in zip(range(len(tokens) - 1, -1, -1), tokens, strict=True):
        seen += len(token) + 1
        until = min(max(start_ms + span * seen // total, at + 1), start_ms + span - left)
        words.append(Word(at, until, token, 1.0, language, 0))
        at = until
    return cues(words, until_ms=start_ms + span)


def _short_pieces(words: Sequence[Word]) -> Iterator[Word]:
    """The words; one that is longer than a line as pieces with their share of its time.

    Each has at least a millisecond, if need be at the cost of the one after it.
    """
    free_ms = 0
    for word in words:
        count = math.ceil(len(word.text) / LINE_CHARACTERS)
        for number in range(count):
            start = max(free_ms, word.start_ms + (word.end_ms - word.start_ms) * number // count)
            free_ms = max(start + 1, word.start_ms + (word.end_ms - word.start_ms) * (number + 1) // count)
            text = word.text[number * LINE_CHARACTERS : (number + 1) * LINE_CHARACTERS]
            yield replace(word, start_ms=start, end_ms=free_ms, text=text)


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that may share cues: no long pause, other language or unheard passage in between."""
    run: list[Word] = []
    for word in words:
        if run and _parted(run[-1], word):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _parted(left: Word, right: Word) -> bool:
    return (
        right.start_ms - left.end_ms >= SEPARATING_PAUSE_MS
        or left.language != right.language
        or not LABELS.isdisjoint((left.text, right.text))
    )


class _Run:
    """Words that may share cues, with what dynamic programming asks about them again and again.

    A cue is the words from ``start`` up to ``end``; its second line, if any, begins at a split between them.
    """

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self._breaks = [
            break_between(left.text, right.text, left.language) for left, right in pairwise(words)
        ]
        self._gaps = [
            len(spoken_text(pair)) - sum(len(word.text) for word in pair) for pair in pairwise(words)
        ]
        # Sums up to each word, so that any stretch is a difference.
        self._letters = [0, *accumulate(len(word.text) for word in words)]
        self._spaces = [0, *accumulate(self._gaps)]
        self._sentences = [0, *accumulate(kind is Break.SENTENCE for kind in self._breaks)]
        self._pauses = [0.0, *accumulate(self._pause_cost(left, right) for left, right in pairwise(words))]

    def cut(self, limit: int | None) -> Iterator[Cue]:
        """The cheapest sequence of cues; ``limit`` is the time at which the next run starts."""
        best = [_Choice(0.0, 0, ())]
        for end in range(1, len(self.words) + 1):
            best.append(min(self._choices(end, best, limit)))
        ends: list[int] = [len(self.words)]
        while ends[-1]:
            ends.append(best[ends[-1]].start)
        for start, end in pairwise(reversed(ends)):
            edges = [start, *best[end].splits, end]
            lines = tuple(spoken_text(self.words[left:right]) for left, right in pairwise(edges))
            yield Cue(self.words[start].start_ms, self._end_ms(start, end, best[end].splits, limit), lines)

    def _choices(self, end: int, best: Sequence[_Choice], limit: int | None) -> Iterator[_Choice]:
        """Every cue that may end before the word at ``end``, each with the cheapest way to get there."""
        last = self.words[end - 1].end_ms
        for start in range(end - 1, -1, -1):
            too_long = last - self.words[start].start_ms > LONGEST_MS
            found = None if too_long and start < end - 1 else self._best_lines(start, end)
            if found is None:
                return
            cost, splits = found
            cost += best[start].cost + self._cue_cost(start, end, splits, limit)
            yield _Choice(cost, start, splits)

    def _best_lines(self, start: int, end: int) -> tuple[float, tuple[int, ...]] | None:
        """The cost of the best one or two lines, and where the second begins; None where they do not fit."""
        if self._length(start, end) <= LINE_CHARACTERS:
            return Cost.SENTENCE_INSIDE * self._sentences_inside(start, end), ()
        choices: list[tuple[float, tuple[int, ...]]] = []
        for split in range(end - 1, start, -1):
            upper, lower = self._length(start, split), self._length(split, end)
            if lower > LINE_CHARACTERS:
                break
            if upper > LINE_CHARACTERS:
                continue
            inside = self._sentences_inside(start, split) + self._sentences_inside(split, end)
            cost = Cost.SECOND_LINE + Cost.LINE_ENDS[self._breaks[split - 1]]
            cost += Cost.UNEVEN_LINES * abs(upper - lower) + Cost.SENTENCE_INSIDE * inside
            choices.append((cost, (split,)))
        return min(choices, default=None)

    def _cue_cost(self, start: int, end: int, splits: tuple[int, ...], limit: int | None) -> float:
        """What the cue costs besides its lines: its end, its speed, and the pauses in it."""
        cost = Cost.EACH_CUE + self._pauses[end - 1] - self._pauses[start]
        if end < len(self.words):
            ending = Cost.CUE_ENDS[self._breaks[end - 1]]
            if ending and self._sentences_inside(start, end):
                cost += Cost.SENTENCE_TORN
            pause = self.words[end].start_ms - self.words[end - 1].end_ms
            cost += ending * (Cost.PAUSE_AFTER if pause >= Cost.PAUSE_MS else 1.0)
        if end - start == 1 and start and not self._is_sentence(start):
            cost += Cost.LONELY_WORD
        shown = self._end_ms(start, end, splits, limit) - self.words[start].start_ms
        speed = self._shown_characters(start, end, splits) * 1000 / shown
        cost += Cost.OVER_TARGET * max(0.0, speed - TARGET_CPS)
        cost += Cost.OVER_FASTEST * max(0.0, speed - FASTEST_CPS)
        return cost + Cost.TOO_SHORT * max(0, SHORTEST_MS - shown) / 100

    def _end_ms(self, start: int, end: int, splits: tuple[int, ...], limit: int | None) -> int:
        """When the cue goes: it lingers until it can be read, but never into the next one nor beyond 7 s."""
        begin = self.words[start].start_ms
        until = self.words[end].start_ms if end < len(self.words) else limit
        reading = math.ceil(self._shown_characters(start, end, splits) * 1000 / TARGET_CPS)
        leave = max(self.words[end - 1].end_ms, begin + max(reading, SHORTEST_MS))
        leave = min(leave, begin + LONGEST_MS)
        if until is None or leave + SMALLEST_GAP_MS <= until:
            return leave
        return until if until - begin <= LONGEST_MS else min(leave, until - SMALLEST_GAP_MS)

    def _length(self, start: int, end: int) -> int:
        """Characters of the words in one line."""
        return self._letters[end] - self._letters[start] + self._spaces[end - 1] - self._spaces[start]

    def _shown_characters(self, start: int, end: int, splits: tuple[int, ...]) -> int:
        return self._length(start, end) - sum(self._gaps[split - 1] for split in splits)

    def _sentences_inside(self, start: int, end: int) -> int:
        return self._sentences[end - 1] - self._sentences[start]

    def _is_sentence(self, position: int) -> bool:
        """Whether a word after the first is a sentence by itself."""
        ends = position + 1 == len(self.words) or self._breaks[position] is Break.SENTENCE
        return ends and self._breaks[position - 1] is Break.SENTENCE

    @staticmethod
    def _pause_cost(left: Word, right: Word) -> float:
        return Cost.PAUSE_INSIDE * max(0, right.start_ms - left.end_ms - Cost.PAUSE_MS) / 100
