"""Which language is spoken when: the most likely sequence, where every change costs something.

The model's guess for a short turn is often wrong (a "yes" is Welsh to it), and a wrong language does not give
bad spelling but a translation. So a change of language needs good evidence, and more the shorter it lasts:
hysteresis, as the best path through a hidden Markov model (Viterbi 1967). Pure functions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

_CHANGE: Final = 1.5  # what a change of language costs, as a difference of log-probabilities
_FULL_MS: Final = 4_000  # of speech whose evidence counts once
_LEAST_WEIGHT: Final = 0.25
_MOST_WEIGHT: Final = 2.0
_FLOOR: Final = 0.003  # No probability is believed to be smaller.
_PRESENT: Final = 0.15  # A window in which two languages have this much may hold both …
_ELSEWHERE: Final = 0.03  # … or this much, if they are spoken near by.

Probabilities = Mapping[str, float]
"""For each language how likely it is the one that is spoken."""

Votes = Mapping[str, float]
"""For each language the seconds of speech that are likely to be in it."""


def votes(heard: Sequence[Probabilities], speech_ms: Sequence[int]) -> dict[str, float]:
    """The votes of windows, each with its probabilities of languages and its milliseconds of speech."""
    return added(
        [
            {language: probability * ms / 1000 for language, probability in probabilities.items()}
            for probabilities, ms in zip(heard, speech_ms, strict=True)
        ]
    )


def added(votes: Sequence[Votes]) -> dict[str, float]:
    """All votes together."""
    total: dict[str, float] = {}
    for each in votes:
        for language, seconds in each.items():
            total[language] = total.get(language, 0.0) + seconds
    return total


def home(counted: Votes) -> str:
    """The language with most votes; "" where nobody voted."""
    return max(counted, key=lambda language: (counted[language], language), default="")


def mixed(heard: Sequence[Probabilities]) -> tuple[bool, ...]:
    """For each of some consecutive windows whether more than one language may be spoken in it.

    A language that is spoken in another of the windows needs less.
    """
    elsewhere = {home(probabilities) for probabilities in heard}
    return tuple(
        sum(value >= (_ELSEWHERE if language in elsewhere else _PRESENT) for language, value in each.items())
        > 1
        for each in heard
    )


def settled(heard: Sequence[Probabilities], speech_ms: Sequence[int], at_home: str) -> tuple[str, ...]:
    """The language of each of some consecutive turns or windows, where ``at_home`` is that of the whole."""
    states = sorted({at_home, *(home(probabilities) for probabilities in heard)})
    best = {state: (0.0 if state == at_home else -_CHANGE) for state in states}
    backs: list[dict[str, str]] = []
    for probabilities, ms in zip(heard, speech_ms, strict=True):
        weight = min(_MOST_WEIGHT, max(_LEAST_WEIGHT, ms / _FULL_MS))
        back = {}
        reached = {}
        for state in states:
            back[state] = max(
                states, key=lambda other: (best[other] - _CHANGE * (other != state), other == state)
            )
            evidence = weight * math.log(max(_FLOOR, probabilities.get(state, 0.0)))
            reached[state] = best[back[state]] - _CHANGE * (back[state] != state) + evidence
        best = reached
        backs.append(back)
    path = [max(states, key=lambda state: (best[state], state == at_home))]
    for back in reversed(backs[1:]):
        path.append(back[path[-1]])
    return tuple(reversed(path)) if heard else ()
