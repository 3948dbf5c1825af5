"""How carefully a recording is heard: what each quality means, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf
from types import MappingProxyType
from typing import Final

CAREFUL_BEAM: Final = 5
"""Hypotheses of an attempt at what could not be heard well before."""

UNSURE_BEAM: Final = 3
"""Hypotheses where the first attempt was unsure, but what it said can be true."""

NO_REPEAT: Final = 6
"""As many words in a row are not said twice where a first hearing said something over and over."""


class Quality(StrEnum):
    """What a person asks for."""

    FAST = "fast"
    BALANCED = "balanced"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Manner:
    """Windows of at most ``longest_ms``, heard a section at a time, and how.

    ``section`` says how many windows one has, at least and at most: enough that decoding them together pays,
    few enough that cores share a short call. The encoder hears ``silence_ms`` after each window. The first
    attempt has ``beam`` hypotheses, time stamps if ``stamps``, and sees a ``share`` of the steps that were
    encoded; where its mean log-probability is below ``sure`` another sees all, with more hypotheses.
    ``careful`` hears a doubtful window again as a whole; otherwise only speech that no word explains.
    ``thorough`` gives the encoder its 30 s, and hears every window twice.
    """

    longest_ms: int
    silence_ms: int
    section: tuple[int, int]
    beam: int
    stamps: bool
    share: float
    sure: float
    careful: bool
    thorough: bool


MANNERS: Final = MappingProxyType(
    {
        Quality.FAST: Manner(
            longest_ms=15_000,
            silence_ms=500,
            section=(6, 12),
            beam=1,
            stamps=False,
            share=0.5,
            sure=-inf,
            careful=False,
            thorough=False,
        ),
        Quality.BALANCED: Manner(
            longest_ms=15_000,
            silence_ms=1_000,
            section=(6, 12),
            beam=1,
            stamps=False,
            share=0.8,
            sure=-0.2,
            careful=True,
            thorough=False,
        ),
        Quality.BEST: Manner(
            longest_ms=27_000,
            silence_ms=1_000,
            section=(3, 3),
            beam=CAREFUL_BEAM,
            stamps=True,
            share=1.0,
            sure=-inf,
            careful=True,
            thorough=True,
        ),
    }
)
