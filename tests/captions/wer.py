"""Word error rate against the reference of the sample call, with a small and stated normalisation.

Lower case; punctuation and hyphens between words count for nothing; spelling is not touched.
Numbers from 0 to 99 and ordinals to 20 that are spelt out become digits, ``15th`` becomes ``15``,
``fourteen hundred`` and ``1,400`` become ``1400``, and the spoken letters ``U T C`` become ``utc``: a machine
that writes "9 December at 1400 UTC" for "the ninth of December, at fourteen hundred U T C" made no error in
these words ("the" and "of", which it left out, still count).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import jiwer

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_VALUES = (
    {word: value for value, word in enumerate(_UNITS.split())}
    | {word: 20 + 10 * position for position, word in enumerate(_TENS.split())}
    | {word: value for value, word in enumerate(_ORDINALS.split(), start=1)}
)


@dataclass(frozen=True, slots=True)
class Errors:
    """What differs between a reference of so many ``words`` and what was heard."""

    words: int
    substitutions: int
    deletions: int
    insertions: int

    @property
    def rate(self) -> float:
        """Errors for each word of the reference; 0 where there is neither."""
        return (self.substitutions + self.deletions + self.insertions) / max(self.words, 1)


def normalised(text: str) -> str:
    """The text as it is compared."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.lower().replace("\u2019", "'"))
    text = re.sub(r"\bu t c\b", "utc", re.sub(r"[^\w\s']", " ", text))
    words: list[str] = []
    for word in re.sub(r"\s+", " ", text).split():
        digits = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", word)
        value = str(_VALUES[word]) if word in _VALUES else digits[1] if digits else word
        if words and word == "hundred" and words[-1].isdigit():
            words[-1] += "00"
        elif (
            words
            and word in _VALUES
            and _VALUES[word] < 10
            and words[-1] in {str(ten) for ten in range(20, 100, 10)}
        ):
            words[-1] = str(int(words[-1]) + _VALUES[word])
        else:
            words.append(value)
    return " ".join(words)


def errors(reference: str, heard: str) -> Errors:
    """The fewest substitutions, deletions and insertions that make the one the other."""
    asked, given = normalised(reference), normalised(heard)
    if not asked:
        return Errors(0, 0, 0, len(given.split()))
    found = jiwer.process_words(asked, given)
    return Errors(len(asked.split()), found.substitutions, found.deletions, found.insertions)


def word_error_rate(reference: str, heard: str) -> float:
    """Substitutions, deletions and insertions for each word of the reference."""
    return errors(reference, heard).rate
