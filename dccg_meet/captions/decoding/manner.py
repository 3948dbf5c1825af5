"""How carefully a recording is heard: what each quality means, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Quality(StrEnum):
    """What a person asks for."""

    FAST = "fast"
    BALANCED = "balanced"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Manner:
    """Windows of at most ``longest_ms``, decoded first with ``beam``, and with time stamps if ``stamps``.

    ``full`` gives the encoder its 30 s.

    ``careful`` hears a doubtful window again as a whole; otherwise only speech that no word explains.
    """

    longest_ms: int
    beam: int
    stamps: bool
    full: bool
    careful: bool


MANNERS: Final = MappingProxyType(
    {
        Quality.FAST: Manner(longest_ms=15_000, beam=1, stamps=False, full=False, careful=False),
        Quality.BALANCED: Manner(longest_ms=15_000, beam=3, stamps=False, full=False, careful=True),
        Quality.BEST: Manner(longest_ms=15_000, beam=5, stamps=True, full=True, careful=True),
    }
)
