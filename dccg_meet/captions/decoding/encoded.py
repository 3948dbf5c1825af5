"""What the encoder made of windows, step by step, and how the decoder is given less of it to look at.

At every token the decoder looks at every step of the window, and reading them takes more of its time than
anything else. Neighbouring steps of drawn-out sounds and of silence are nearly the same. Those that are most
alike are merged in pairs: three fifths of the steps are nearly as good as all (docs/explanation/captions.md).

Source: Li, Wu, Li and Liu 2023, "Accelerating Transducers through Adjacent Token Merging".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
"""One row of ``d_model`` values for each step."""

STEP_MS: Final = 20
"""How much sound the encoder makes one step of."""

_TAIL: Final = 25  # steps, half a second


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Windows of equally many steps: ``values`` has the shape (windows, steps, d_model).

    ``starts_ms`` says when each step begins, in milliseconds from its window's start: (windows, steps).
    """

    values: Values
    starts_ms: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Encoded]:
        return (self[[number]] for number in range(len(self)))

    def __getitem__(self, numbers: Sequence[int]) -> Encoded:
        """Some of the windows."""
        return Encoded(self.values[list(numbers)], self.starts_ms[list(numbers)])

    @property
    def steps(self) -> int:
        """How many steps each window has."""
        return int(self.values.shape[1])

    def merged(self, share: float) -> Encoded:
        """The windows with a ``share`` of their steps, half or more: pairs that are most alike become one."""
        surplus = self.steps - ceil(share * self.steps)
        if surplus <= 0:
            return self
        values = np.empty((len(self), self.steps - surplus, self.values.shape[2]), np.float32)
        starts_ms = np.empty(values.shape[:2], np.int64)
        for number, (window, starts) in enumerate(zip(self.values, self.starts_ms, strict=True)):
            pairs = _most_alike(window, surplus)
            values[number] = np.delete(window, 2 * pairs + 1, axis=0)
            kept = np.delete(np.arange(self.steps), 2 * pairs + 1)
            values[number, np.searchsorted(kept, 2 * pairs)] = (window[2 * pairs] + window[2 * pairs + 1]) / 2
            starts_ms[number] = starts[kept]
        return Encoded(values, starts_ms)


def padded(windows: Iterable[Values], count: int, steps: int) -> Encoded:
    """``count`` windows with at most ``steps`` as one: the end of each, half a second, is repeated."""
    values = np.empty(0, np.float32)
    for number, window in enumerate(windows):
        if not number:
            values = np.empty((count, steps, window.shape[1]), np.float32)
        values[number, : len(window)] = window
        for first in range(len(window), steps, _TAIL):
            values[number, first : first + _TAIL] = window[-_TAIL:][: steps - first]
    return Encoded(values, np.broadcast_to(np.arange(steps) * STEP_MS, (count, steps)))


def joined(parts: Sequence[Encoded]) -> Encoded:
    """The windows of all parts, which have equally many steps."""
    return Encoded(
        np.concatenate([part.values for part in parts]), np.concatenate([part.starts_ms for part in parts])
    )


def _most_alike(window: Values, count: int) -> NDArray[np.int64]:
    """The numbers of as many pairs, whose first steps are 0, 2, 4 …, by the cosine of what they hold."""
    first, second = window[:-1:2], window[1::2]
    alike = np.sum(first * second, axis=1) / np.sqrt(np.sum(first**2, axis=1) * np.sum(second**2, axis=1))
    return np.argsort(-alike, kind="stable")[:count]
