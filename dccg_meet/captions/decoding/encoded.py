"""What the encoder made of windows, step by step, and how the decoder is given less of it to look at.

At every token the decoder looks at every step of the window, and reading them takes more of its time than
anything else. Neighbouring steps of drawn-out sounds and of silence are nearly the same. Those that are most
alike are merged in pairs: half of the steps are nearly as good as all (docs/explanation/captions.md).

Source: Li, Wu, Li and Liu 2023, "Accelerating Transducers through Adjacent Token Merging".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
"""One row of ``d_model`` values for each step."""

_STEP_MS: Final = 20
_TAIL_MS: Final = 500
_BLURRED: Final = 0.8  # The mean of steps that are less alike is like neither.
_FEWEST_STEPS: Final = 500  # 10 s, of which most may be silence


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """One window: ``values`` has the shape (steps, d_model).

    ``starts_ms`` says when each step begins, in milliseconds from the window's start.
    """

    values: Values
    starts_ms: NDArray[np.int64]

    @property
    def steps(self) -> int:
        """How many there are."""
        return len(self.values)

    def merged(self, most: int) -> Encoded:
        """The window with at most so many steps, half of its own or more: pairs most alike become one.

        That is their mean, or the first of them where they are not very much alike.
        """
        surplus = self.steps - most
        if surplus <= 0:
            return self
        alike = _alike(self.values)
        pairs = np.argsort(-alike, kind="stable")[:surplus]
        means = 2 * pairs[alike[pairs] >= _BLURRED]
        values = self.values.copy()
        values[means] = (values[means] + values[means + 1]) / 2
        seconds = 2 * pairs + 1
        return Encoded(np.delete(values, seconds, axis=0), np.delete(self.starts_ms, seconds))


def encoded(values: Values) -> Encoded:
    """A window as the encoder made it, with 10 s at least, which the decoder needs to find an end."""
    values = _lengthened(Encoded(values, np.arange(len(values)) * _STEP_MS), _FEWEST_STEPS)
    return Encoded(values, np.arange(len(values)) * _STEP_MS)


def together(windows: Sequence[Encoded], share: float = 1.0) -> Values:
    """Windows for the decoder, with a ``share`` of the steps of the longest: (windows, steps, d_model).

    Half or more; in a shorter window fewer are merged, or none.
    """
    steps = ceil(share * max(window.steps for window in windows))
    return np.stack([_lengthened(window.merged(steps), steps) for window in windows])


def groups(windows: Sequence[Encoded], most: int, others: int) -> list[list[int]]:
    """The numbers of windows to be decoded together, of like length, so that little is repeated.

    A group holds at most ``most`` steps at once, those included that are repeated, with ``others`` for each
    window; a window that is longer is alone. Groups are as large as each other, but for the last.
    """
    order = sorted(range(len(windows)), key=lambda number: -windows[number].steps)
    at_once = max(1, most // (windows[order[0]].steps + others))
    size = ceil(len(order) / ceil(len(order) / at_once))
    return [order[first : first + size] for first in range(0, len(order), size)]


def _lengthened(window: Encoded, steps: int) -> Values:
    """A window with as many steps or more: its end, half a second, is repeated.

    For the decoder that is as good as silence that was encoded, and costs nothing.
    """
    missing = steps - window.steps
    if missing <= 0:
        return window.values
    tail = window.values[window.starts_ms > window.starts_ms[-1] - _TAIL_MS]
    return np.concatenate([window.values, np.tile(tail, (ceil(missing / len(tail)), 1))[:missing]])


def _alike(values: Values) -> NDArray[np.float32]:
    """For each pair of steps (0 and 1, 2 and 3 …) the cosine of what they hold."""
    first, second = values[:-1:2], values[1::2]
    lengths = np.sqrt(np.sum(first**2, axis=1) * np.sum(second**2, axis=1))
    result: NDArray[np.float32] = np.sum(first * second, axis=1) / lengths
    return result
