"""How carefully a recording is heard: what each quality means, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

CAREFUL_BEAM: Final = 5
"""Hypotheses of every hearing but the first."""

NO_REPEAT: Final = 6
"""As many words in a row are not said twice where a first hearing said something over and over."""


class Quality(StrEnum):
    """What a person asks for."""

    FAST = "fast"
    BALANCED = "balanced"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Manner:
    """Windows of at most ``longest_ms``, decoded ``together`` at a time, and how.

    ``together`` is a section: enough that decoding them together pays, few enough that cores share a short
    call. The first hearing has ``beam`` hypotheses, time stamps if ``stamps``, and sees every step of what
    was encoded, or with ``stride`` 2 every other. ``careful`` hears a doubtful window again as a whole;
    otherwise only speech that no word explains. ``thorough`` gives the encoder its 30 s, and hears every
    window twice.
    """

    longest_ms: int
    together: int
    beam: int
    stamps: bool
    stride: int
    careful: bool
    thorough: bool


MANNERS: Final = MappingProxyType(
    {
        Quality.FAST: Manner(15_000, 6, beam=1, stamps=False, stride=2, careful=False, thorough=False),
        Quality.BALANCED: Manner(15_000, 6, beam=3, stamps=False, stride=1, careful=True, thorough=False),
        Quality.BEST: Manner(27_000, 3, beam=5, stamps=True, stride=1, careful=True, thorough=True),
    }
)
