"""How many points more than the least there is a fair plan may cost: the one place for that limit.

Alone, leximin would burden many for the least relief of one. So the sum of points is at most 10 percent above
the least there is. Where places are unevenly spread that is too tight: two places of ten would have a bad
hour at eleven calls of twelve. The sum may then be as much larger, by tens of percent, as spares the place
that carries most a third of its points; never larger than the fixed time's, which is what the group has now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dccg_meet.times.leximin import choose, fairer
from dccg_meet.times.slots import Points

USUAL = 10
"""Percent by which the sum may exceed the least there is."""

_STEP = 10


@dataclass(frozen=True)
class Plan:
    """The rows to take. ``percent`` is the limit that they keep.

    ``before`` is what the worst off would carry within the usual limit, ``most`` what it carries; the two
    differ only where the limit is larger than usual.
    """

    rows: tuple[int, ...]
    percent: int
    before: int
    most: int


def plan(costs: Sequence[Points], past: Points, people: Sequence[int], more: int | None) -> Plan:
    """The fairest plan within ``more`` percent, or where it is None within the limit told above.

    The first row of each call, nearest to the fixed time, make a plan to compare with; only where that is
    fairer than every plan within the limit may the sum be as large as its.
    """
    counts = np.array(people)
    nearest = [0] * len(costs)
    least = sum(int((rows @ counts).min()) for rows in costs)
    at_fixed = sum(int(rows[0] @ counts) for rows in costs)

    def loads(rows: Sequence[int]) -> Points:
        found: Points = past + np.sum([table[row] for table, row in zip(costs, rows, strict=True)], axis=0)
        return found

    def within(percent: int) -> Plan:
        rows = choose(costs, past, people, least * (100 + percent) // 100, nearest)
        most = int(loads(rows).max())
        return Plan(rows, percent, most, most)

    found = within(USUAL if more is None else more)
    if more is None and least:
        highest = (at_fixed - least) * 100 // least // _STEP * _STEP
        found = _sparing(found, highest, within)
    fixed, ours = (np.repeat(loads(rows), counts).tolist() for rows in (nearest, found.rows))
    if not fairer(fixed, ours):
        return found
    rows = choose(costs, past, people, at_fixed, nearest)
    return Plan(rows, found.percent, found.before, found.before)


def _sparing(usual: Plan, highest: int, within: Callable[[int], Plan]) -> Plan:
    """The plan of the smallest limit up to ``highest`` that spares the worst off a third, or ``usual``."""

    def spares(found: Plan) -> bool:
        return found.most * 3 <= usual.most * 2

    low, best = usual.percent, usual
    if highest > low and spares(found := within(highest)):
        best = found
        while best.percent - low > _STEP:
            found = within((low + best.percent) // 2 // _STEP * _STEP)
            if spares(found):
                best = found
            else:
                low = found.percent
    return Plan(best.rows, best.percent, usual.most, best.most)
