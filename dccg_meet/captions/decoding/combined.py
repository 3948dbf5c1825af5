"""Combines two hearings of the same speech into one that is better than either.

Words are put side by side by their text and time, with as few differences as possible (Levenshtein distance
by dynamic programming, Wagner and Fischer 1974). Where both have the same words nothing is to be decided.
Where they differ, the words are taken for which there is more evidence (Fiscus 1997, "A post-processing
system to yield reduced word error rates: Recognizer Output Voting Error Reduction", for two recognisers and
their confidence). Pure functions; times are integer milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from dccg_meet.captions.words import Word

_SAME_TIME_MS: Final = 1_500  # Alignment is not exact; further apart the same text is said twice.
_NOTHING: Final = 0.3  # A word with less confidence speaks for nothing being said.

_Pair = tuple[Word | None, Word | None]


def combined(first: Sequence[Word], second: Sequence[Word]) -> tuple[Word, ...]:
    """The words of two hearings, in the order of the text; the times of words that follow may overlap.

    Case and punctuation make no difference; of two equal words the surer one is taken. Words on which the
    hearings do not agree are doubtful.
    """
    words: list[Word] = []
    for agreed, run in groupby(_side_by_side(first, second), key=_same):
        if agreed:
            words.extend(max(filter(None, pair), key=lambda word: word.confidence) for pair in run)
        else:
            left, right = ([word for word in column if word] for column in zip(*run, strict=True))
            taken = left if _evidence(left) >= _evidence(right) else right
            words.extend(replace(word, doubtful=True) for word in taken)
    return tuple(words)


def _evidence(words: Sequence[Word]) -> float:
    return sum(word.confidence - _NOTHING for word in words)


def _same(pair: _Pair) -> bool:
    left, right = pair
    return left is not None and right is not None and left.plain == right.plain


def _side_by_side(first: Sequence[Word], second: Sequence[Word]) -> Iterator[_Pair]:
    """Pairs of words, in order, that are said at about the same time; None where one has no counterpart."""
    keys = [word.plain for word in first], [word.plain for word in second]
    far = len(first) + len(second) + 1  # more than any number of differences
    # costs[i][j]: the fewest differences between the rest of the first from i and of the second from j
    costs = [[far] * (len(second) + 1) for _ in range(len(first) + 1)]

    def together(i: int, j: int) -> int:
        if i == len(first) or j == len(second):
            return far
        near = abs(first[i].start_ms - second[j].start_ms) <= _SAME_TIME_MS
        return costs[i + 1][j + 1] + (keys[0][i] != keys[1][j]) if near else far

    costs[-1][-1] = 0
    for i in reversed(range(len(first) + 1)):
        for j in reversed(range(len(second) + 1)):
            alone = [costs[i + 1][j] + 1] if i < len(first) else []
            alone += [costs[i][j + 1] + 1] if j < len(second) else []
            if alone:
                costs[i][j] = min(together(i, j), *alone)
    i = j = 0
    while i < len(first) or j < len(second):
        if costs[i][j] == together(i, j):
            yield first[i], second[j]
            i, j = i + 1, j + 1
        elif i < len(first) and costs[i][j] == costs[i + 1][j] + 1:
            yield first[i], None
            i += 1
        else:
            yield None, second[j]
            j += 1
