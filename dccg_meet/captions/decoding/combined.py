"""Combines two hearings of the same speech into one that is better than either.

Where both have the same words nothing is to be decided. Where they differ the words are taken that the model
is surer of (Fiscus 1997, "A post-processing system to yield reduced word error rates: Recognizer Output
Voting Error Reduction", for two recognisers and their confidence). Pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import fmean
from typing import Final

from rapidfuzz.distance import Levenshtein

from dccg_meet.captions.words import Word

_NOTHING: Final = 0.3  # the confidence that nothing was said where only one of them has words


def combined(first: Sequence[Word], second: Sequence[Word]) -> tuple[Word, ...]:
    """The words of two hearings, in the order of the text; the times of words that follow may overlap.

    Case and punctuation make no difference; of two equal words the surer one is taken.
    """
    opcodes = Levenshtein.opcodes([_key(word) for word in first], [_key(word) for word in second])
    words: list[Word] = []
    for same, run in groupby(opcodes, key=lambda opcode: opcode.tag == "equal"):
        parts = list(run)
        left = first[parts[0].src_start : parts[-1].src_end]
        right = second[parts[0].dest_start : parts[-1].dest_end]
        if same:
            pairs = zip(left, right, strict=True)
            words.extend(max(pair, key=lambda word: word.confidence) for pair in pairs)
        else:
            words.extend(left if _sureness(left) >= _sureness(right) else right)
    return tuple(words)


def _sureness(words: Sequence[Word]) -> float:
    return fmean(word.confidence for word in words) if words else _NOTHING


def _key(word: Word) -> str:
    return "".join(filter(str.isalnum, word.text.casefold())) or word.text
