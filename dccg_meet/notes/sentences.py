"""Sentences out of captions: a cue ends where the screen is full, a sentence where the speaker says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from dccg_meet.chatham.material import Passage

_ABBREVIATIONS: Final = (
    r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)(?<!\bNo\.)(?<!\be\.g\.)(?<!\bi\.e\.)"
)
_BORDER = re.compile(rf"(?<=[.?!\u2026\u3002\u061f]){_ABBREVIATIONS}[\"')\]\u201d\u2019]*\s+(?![a-z])")


@dataclass(frozen=True)
class Sentence:
    """A sentence and when it is said (ms); inside a cue, time is shared out by letters."""

    start_ms: int
    end_ms: int
    text: str


def sentences(passages: Iterable[Passage]) -> tuple[Sentence, ...]:
    """The sentences of ``passages``, which are in the order of time.

    Passages that overlap are of different speakers: no sentence has words of both.
    """
    found = [sentence for said in _speakers(passages) for sentence in _of_one(said)]
    return tuple(sorted(found, key=lambda sentence: (sentence.start_ms, sentence.end_ms)))


def _speakers(passages: Iterable[Passage]) -> list[list[Passage]]:
    """The passages parted so that none overlap: each follows the first that has ended when it begins."""
    parted: list[list[Passage]] = []
    for passage in passages:
        free = (said for said in parted if said[-1].end_ms <= passage.start_ms)
        said = next(free, None)
        if said is None:
            parted.append([passage])
        else:
            said.append(passage)
    return parted


def _of_one(passages: Iterable[Passage]) -> Iterator[Sentence]:
    said = [passage for passage in passages if passage.text.strip()]
    starts: list[int] = []
    length = 0
    for passage in said:
        starts.append(length)
        length += len(passage.text) + 1
    text = " ".join(passage.text for passage in said)

    def moment(offset: int) -> int:
        at = bisect_right(starts, offset) - 1
        passage = said[at]
        share = min(offset - starts[at], len(passage.text)) / len(passage.text)
        return passage.start_ms + round((passage.end_ms - passage.start_ms) * share)

    begin = 0
    for end in [*(match.end() for match in _BORDER.finditer(text)), len(text)]:
        sentence = text[begin:end].strip()
        if sentence:
            first = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
            last = first + len(sentence) - 1
            yield Sentence(moment(first), moment(last), " ".join(sentence.split()))
        begin = end
