"""Choosing times so that the burden is shared: leximin, by exchange, over whole numbers of points.

Leximin makes the largest burden as small as it can be; among the plans that do, the second largest; and so
on (defined in section 1 of Hartman, Aumann, Hassidim and Segal-Halevi, arXiv 2409.10395, for benefits; here
the signs are turned). Alone it would burden many for the least relief of one, so the sum is capped.

No fast way to the very best plan is known. Few plans are all tried. Otherwise the search begins with three
plans and changes the times of any two calls as long as that is fairer: what it ends with cannot be bettered
by changing one call or two. The same input gives the same plan, in whatever order the zones come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import prod

import numpy as np
import numpy.typing as npt

from dccg_meet.times.slots import Points

_ALL_TRIED = 20_000
"""How many plans are few."""


@dataclass(frozen=True)
class _Problem:
    """Zones with the same points everywhere are one column; ``people`` is how many each column stands for.

    ``costs`` has, for each call, a row of points for every time; ``sums`` the sum over the people of each.
    """

    costs: tuple[Points, ...]
    carried: Points
    people: npt.NDArray[np.int64]
    sums: tuple[npt.NDArray[np.int64], ...]
    cap: int

    def spent(self, chosen: Sequence[int]) -> int:
        return int(sum(sums[row] for sums, row in zip(self.sums, chosen, strict=True)))

    def loads(self, chosen: Sequence[int]) -> Points:
        rows = [costs[row] for costs, row in zip(self.costs, chosen, strict=True)]
        return self.carried + np.sum(rows, axis=0, dtype=np.int32)


def choose(
    costs: Sequence[Points], carried: Points, people: Sequence[int], cap: int, usual: Sequence[int]
) -> tuple[int, ...]:
    """For each call the row of ``costs`` to take: the fairest plan that is found.

    ``carried`` is what each zone carries already, ``people`` how many it counts for. The sum of
    the plan's points, people counted, is at most ``cap``, or the least there is where that is more.
    ``usual`` is a plan to begin with, which also tells which of equal plans is taken: rows that come first.
    """
    if not costs:
        return ()
    kept = [_undominated(rows) for rows in costs]
    problem = _problem([rows[keep] for rows, keep in zip(costs, kept, strict=True)], carried, people, cap)
    if prod(len(rows) for rows in problem.costs) <= _ALL_TRIED:
        plan = _try_all(problem)
    else:
        begin = [_nearest(rows, keep, row) for rows, keep, row in zip(costs, kept, usual, strict=True)]
        plans = [_cheapest(problem), _greedy(problem), begin]
        better = [_exchange(problem, plan) for plan in plans if problem.spent(plan) <= problem.cap]
        plan = better[_fairest(np.array([problem.loads(plan) for plan in better]), problem.people)]
    return tuple(int(keep[row]) for keep, row in zip(kept, plan, strict=True))


def in_turn(
    costs: Sequence[Points], carried: Points, people: Sequence[int], plan: Sequence[int]
) -> tuple[int, ...]:
    """``plan`` with the same burdens in the end, in an order that is as fair as can be on the way there.

    Calls swap their burdens where each has a time that costs everybody what the other's does, so that nobody
    carries theirs in a row, and a plan that is given up after three calls was fair so far.
    """
    counts, rows = np.array(people), list(plan)
    loads = carried
    for call, table in enumerate(costs):
        swaps = []
        for other in range(call, len(costs)):
            ours = _same(table, costs[other][rows[other]])
            theirs = _same(costs[other], table[rows[call]])
            if ours is not None and theirs is not None:
                swaps.append((other, ours, theirs))
        best = _fairest(np.stack([loads + table[ours] for _, ours, _ in swaps]), counts)
        other, ours, theirs = swaps[best]
        rows[other], rows[call] = theirs, ours
        loads = loads + table[ours]
    return tuple(rows)


def _same(table: Points, burdens: Points) -> int | None:
    """The first row of ``table`` that costs everybody what ``burdens`` says, if there is one."""
    found = np.flatnonzero((table == burdens).all(axis=1))
    return int(found[0]) if len(found) else None


def fairer(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether the burdens ``one`` are better than the ``other`` by leximin."""
    return sorted(one, reverse=True) < sorted(other, reverse=True)


def _problem(costs: Sequence[Points], carried: Points, people: Sequence[int], cap: int) -> _Problem:
    stacked = np.vstack([carried[None, :], *costs])
    columns, inverse = np.unique(stacked, axis=1, return_inverse=True)
    counts = np.bincount(inverse.reshape(-1), weights=np.array(people)).astype(np.int64)
    ends = np.cumsum([1, *map(len, costs)])
    parts = tuple(columns[begin:end] for begin, end in pairwise(ends))
    sums = tuple(rows.astype(np.int64) @ counts for rows in parts)
    return _Problem(parts, columns[0], counts, sums, max(cap, int(sum(each.min() for each in sums))))


def _undominated(rows: Points) -> npt.NDArray[np.intp]:
    """The rows than which no other is as good for everybody; of equal ones the first."""
    no_worse = (rows[:, None, :] <= rows[None, :, :]).all(axis=2)
    equal = no_worse & no_worse.T
    earlier = np.tri(len(rows), k=-1, dtype=bool).T
    return np.flatnonzero(~((no_worse & ~equal) | (equal & earlier)).any(axis=0))


def _nearest(rows: Points, keep: npt.NDArray[np.intp], row: int) -> int:
    """The place in ``keep`` of a row as good as ``row`` for everybody: itself, or what dominates it."""
    return int(np.flatnonzero((rows[keep] <= rows[row]).all(axis=1))[0])


def _try_all(problem: _Problem) -> list[int]:
    shape = [len(rows) for rows in problem.costs]
    plans = np.indices(shape).reshape(len(shape), -1).T
    spent = sum(sums[plans[:, call]] for call, sums in enumerate(problem.sums))
    plans = plans[spent <= problem.cap]
    loads = problem.carried + sum(rows[plans[:, call]] for call, rows in enumerate(problem.costs))
    return [int(row) for row in plans[_fairest(loads, problem.people)]]


def _cheapest(problem: _Problem) -> list[int]:
    return [int(sums.argmin()) for sums in problem.sums]


def _greedy(problem: _Problem) -> list[int]:
    """The fairest time for each call in turn, as far as the cap leaves enough for the calls after it."""
    chosen: list[int] = []
    loads, left = problem.carried, problem.cap - sum(int(sums.min()) for sums in problem.sums)
    for rows, sums in zip(problem.costs, problem.sums, strict=True):
        extra = sums - sums.min()
        fits = np.flatnonzero(extra <= left)
        row = int(fits[_fairest(loads + rows[fits], problem.people)])
        chosen.append(row)
        loads, left = loads + rows[row], left - int(extra[row])
    return chosen


def _exchange(problem: _Problem, chosen: Sequence[int]) -> list[int]:
    """``chosen``, with the times of two calls exchanged as long as that is fairer."""
    plan = list(chosen)
    pairs = list(combinations(range(len(plan)), 2))
    loads, spent = problem.loads(plan), problem.spent(plan)
    unchanged = 0
    while unchanged < len(pairs):
        for one, other in pairs:
            found = _best_pair(problem, plan, (one, other), loads, spent)
            if found is None:
                unchanged += 1
            else:
                unchanged = 0
                plan[one], plan[other] = found
                loads, spent = problem.loads(plan), problem.spent(plan)
            if unchanged >= len(pairs):
                break
    return plan


def _best_pair(
    problem: _Problem, plan: Sequence[int], pair: tuple[int, int], loads: Points, spent: int
) -> tuple[int, int] | None:
    """The fairest times for two calls while the others stay, or None where the present ones are as fair."""
    one, other = pair
    first, second = problem.costs[one], problem.costs[other]
    rest, most = loads - first[plan[one]] - second[plan[other]], loads.max()
    left = problem.cap - spent + problem.sums[one][plan[one]] + problem.sums[other][plan[other]]
    allowed = problem.sums[one][:, None] + problem.sums[other][None, :] <= left
    allowed &= ((rest + first).max(axis=1) <= most)[:, None] & ((rest + second).max(axis=1) <= most)[None, :]
    rows, columns = np.nonzero(allowed)
    candidates = rest + first[rows] + second[columns]
    good = np.flatnonzero(candidates.max(axis=1) <= most)
    best = good[_fairest(candidates[good], problem.people)]
    if _fairest(np.stack([loads, candidates[best]]), problem.people) == 0:
        return None
    return int(rows[best]), int(columns[best])


def _fairest(loads: Points, people: npt.NDArray[np.int64]) -> int:
    """The row that is best by leximin, the first of equal ones; each burden counts once for each person."""
    most = loads.max(axis=1)
    alive = np.flatnonzero(most == most.min())
    if len(alive) == 1:
        return int(alive[0])
    ordered = np.sort(np.repeat(loads[alive], people, axis=1), axis=1)[:, ::-1]
    keys = [
        row.tobytes() for row in ordered.astype(">i4")
    ]  # Big-endian, so that bytes compare as numbers do.
    return int(alive[keys.index(min(keys))])
