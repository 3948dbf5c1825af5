"""Sentences out of captions: a cue ends where the screen is full, a sentence where the speaker says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
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
    """The sentences of ``passages``, which are in the order of time."""
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

    found = []
    begin = 0
    for end in [*(match.end() for match in _BORDER.finditer(text)), len(text)]:
        sentence = text[begin:end].strip()
        if sentence:
            first = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
            found.append(
                Sentence(moment(first), moment(first + len(sentence) - 1), " ".join(sentence.split()))
            )
        begin = end
    return tuple(found)
