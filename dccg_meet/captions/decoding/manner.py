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

    The decoder sees every step of what was encoded, or with ``stride`` 2 every other. ``full`` gives the
    encoder its 30 s. ``careful`` hears a doubtful window again as a whole; otherwise only speech that no word
    explains.
    """

    longest_ms: int
    beam: int
    stamps: bool
    stride: int
    full: bool
    careful: bool


MANNERS: Final = MappingProxyType(
    {
        Quality.FAST: Manner(15_000, beam=1, stamps=False, stride=2, full=False, careful=False),
        Quality.BALANCED: Manner(15_000, beam=3, stamps=False, stride=1, full=False, careful=True),
        Quality.BEST: Manner(15_000, beam=5, stamps=True, stride=1, full=True, careful=True),
    }
)
