"""Sharing by leximin."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dccg_meet.times.leximin import choose, fairer, in_turn
from dccg_meet.times.slots import Points


def _tables(calls: int, times: int, zones: int) -> st.SearchStrategy[list[Points]]:
    row = st.lists(st.integers(0, 10), min_size=zones, max_size=zones)
    table = st.lists(row, min_size=1, max_size=times)
    return st.lists(table, min_size=1, max_size=calls).map(
        lambda tables: [np.array(rows, dtype=np.int32) for rows in tables]
    )


def _load(costs: list[Points], plan: tuple[int, ...]) -> list[int]:
    return [int(each) for each in sum(rows[row] for rows, row in zip(costs, plan, strict=True))]


def _nothing(costs: list[Points]) -> Points:
    return np.zeros(costs[0].shape[1], dtype=np.int32)


class TestSmall:
    """Few plans."""

    @settings(deadline=None)
    @given(_tables(3, 5, 4), st.integers(0, 60))
    def test_no_plan_within_the_cap_is_fairer(self, costs: list[Points], cap: int) -> None:
        """Every plan is tried here, in the plainest way."""
        plan = choose(costs, _nothing(costs), [1] * costs[0].shape[1], cap, [0] * len(costs))
        found = _load(costs, plan)
        cap = max(cap, sum(int(rows.sum(axis=1).min()) for rows in costs))
        assert sum(found) <= cap
        for other in product(*(range(len(rows)) for rows in costs)):
            load = _load(costs, other)
            assert sum(load) > cap or not fairer(load, found)

    def test_of_equal_plans_the_first_times(self) -> None:
        """Rows that come first are the group's usual ones."""
        costs = [np.array([[1, 2], [2, 1], [1, 2]], dtype=np.int32)]
        assert choose(costs, _nothing(costs), [1, 1], 99, [0]) == (0,)

    def test_what_was_carried_counts(self) -> None:
        """Who has carried is spared."""
        costs = [np.array([[10, 0], [0, 10]], dtype=np.int32)]
        assert choose(costs, np.array([0, 10], dtype=np.int32), [1, 1], 99, [0]) == (0,)
        assert choose(costs, np.array([10, 0], dtype=np.int32), [1, 1], 99, [0]) == (1,)

    def test_people_count_as_often_as_they_are(self) -> None:
        """Of equal largest burdens the one that fewer carry."""
        costs = [np.array([[10, 0], [0, 10]], dtype=np.int32)]
        assert choose(costs, _nothing(costs), [3, 1], 99, [0]) == (1,)

    def test_no_call(self) -> None:
        """Has no times."""
        assert choose([], np.zeros(2, dtype=np.int32), [1, 1], 0, []) == ()


class TestLarge:
    """More plans than can be tried."""

    @settings(deadline=None, max_examples=25)
    @given(st.integers(0, 10_000), st.integers(2, 9))
    def test_it_cannot_be_bettered_by_one_change_or_two(self, seed: int, zones: int) -> None:
        """Six calls with ten times each, a cap that binds: no exchange of any two is fairer."""
        costs = _random(seed, zones)
        cap = int(1.1 * sum(int(rows[0].sum()) for rows in costs))
        plan = choose(costs, _nothing(costs), [1] * zones, cap, [0] * len(costs))
        found = _load(costs, plan)
        cap = max(cap, sum(int(rows.sum(axis=1).min()) for rows in costs))
        assert sum(found) <= cap
        for one, other in combinations(range(len(costs)), 2):
            for rows in product(range(len(costs[one])), range(len(costs[other]))):
                changed = list(plan)
                changed[one], changed[other] = rows
                load = _load(costs, tuple(changed))
                assert sum(load) > cap or not fairer(load, found)

    @settings(deadline=None, max_examples=25)
    @given(st.integers(0, 10_000), st.integers(2, 9))
    def test_it_is_never_worse_than_the_usual_plan(self, seed: int, zones: int) -> None:
        """Whatever the costs."""
        costs = _random(seed, zones)
        usual = [0] * len(costs)
        load = _load(costs, tuple(usual))
        plan = choose(costs, _nothing(costs), [1] * zones, int(1.1 * sum(load)), usual)
        assert not fairer(load, _load(costs, plan))

    @settings(deadline=None, max_examples=25)
    @given(st.integers(0, 10_000), st.permutations(range(7)))
    def test_the_order_of_zones_does_not_matter(self, seed: int, order: list[int]) -> None:
        """The same times come out."""
        costs = _random(seed, 7)
        people = [1, 2, 1, 3, 1, 1, 2]
        carried = np.array([5, 0, 3, 0, 9, 1, 0], dtype=np.int32)
        cap = int(1.1 * sum(int(rows[0] @ np.array(people)) for rows in costs))
        plan = choose(costs, carried, people, cap, [0] * len(costs))
        turned = [rows[:, order] for rows in costs]
        assert plan == choose(turned, carried[order], [people[each] for each in order], cap, [0] * len(costs))


class TestInTurn:
    """The same plan in a better order."""

    @settings(deadline=None, max_examples=25)
    @given(st.integers(0, 10_000), st.integers(2, 5))
    def test_the_sum_of_each_stays(self, seed: int, zones: int) -> None:
        """Whatever is swapped; and the first call is as fair as any that it can swap with."""
        costs = [*_random(seed, zones)[:2]] * 3
        random = np.random.default_rng(seed)
        plan = tuple(int(row) for row in random.integers(0, 10, len(costs)))
        ordered = in_turn(costs, _nothing(costs), [1] * zones, plan)
        assert _load(costs, ordered) == _load(costs, plan)

    def test_turns_are_taken(self) -> None:
        """Not twice the one and twice the other, but by turns."""
        costs = [np.array([[10, 0], [0, 10]], dtype=np.int32)] * 4
        assert in_turn(costs, _nothing(costs), [1, 1], (0, 0, 1, 1)) == (0, 1, 0, 1)

    def test_only_equal_burdens_are_swapped(self) -> None:
        """In another season the same hour costs something else."""
        costs = [np.array([[10, 0], [0, 10]], dtype=np.int32), np.array([[9, 0], [0, 10]], dtype=np.int32)]
        assert in_turn(costs, np.array([9, 0], dtype=np.int32), [1, 1], (0, 1)) == (0, 1)


def _random(seed: int, zones: int) -> list[Points]:
    random = np.random.default_rng(seed)
    return [random.integers(0, 11, (10, zones), dtype=np.int32) for _ in range(6)]


def test_fairer() -> None:
    """The largest counts first, then the next."""
    assert fairer([3, 1, 1], [0, 0, 4])
    assert fairer([4, 1, 0], [4, 2, 0])
    assert not fairer([1, 2], [2, 1])
