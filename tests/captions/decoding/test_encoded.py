"""Windows fit together, and steps that are alike are merged; when each begins is known."""

from __future__ import annotations

from math import ceil

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.decoding.encoded import Encoded, Values, encoded, groups, together


def windows(*lengths: int, seed: int = 0) -> list[Values]:
    """Windows of some steps, with other values in each."""
    random = np.random.default_rng(seed)
    return [random.standard_normal((length, 8)).astype(np.float32) for length in lengths]


def test_ten_seconds() -> None:
    """A short window has ten seconds, the last half second again and again; a long one stays as it is."""
    short, long = windows(40, 600)
    made = encoded(short)
    assert np.array_equal(made.values[:40], short)
    assert np.array_equal(made.values[40:65], short[15:])
    assert np.array_equal(made.values[490:], short[15:25])
    assert made.starts_ms.tolist() == list(range(0, 10_000, 20))
    assert encoded(long).values is long


def test_together() -> None:
    """Windows are as long as the longest of them."""
    short, long = (encoded(window) for window in windows(510, 600))
    both = together([short, long])
    assert np.array_equal(both[0, :510], short.values)
    assert np.array_equal(both[0, 510:535], short.values[-25:])
    assert np.array_equal(both[1], long.values)


@given(st.lists(st.integers(500, 1_500), min_size=1, max_size=14), st.integers(0, 6_000), st.integers(0, 250))
def test_groups(lengths: list[int], most: int, others: int) -> None:
    """Every window is in one group, by length; no group holds too much, and all but the last are alike."""
    numbers = [encoded(window) for window in windows(*lengths)]
    found = groups(numbers, most, others)
    order = [number for group in found for number in group]
    assert sorted(order) == list(range(len(lengths)))
    assert [lengths[number] for number in order] == sorted(lengths, reverse=True)
    for group in found:
        assert len(group) == 1 or len(group) * (lengths[group[0]] + others) <= most
    sizes = [len(group) for group in found]
    assert set(sizes[:-1]) <= {ceil(len(lengths) / len(sizes))}
    assert sizes[-1] <= sizes[0]
    assert len(sizes) == 1 or len(sizes) <= ceil(len(lengths) / max(1, most // (max(lengths) + others)))


@given(st.integers(2, 60), st.floats(0.5, 1), st.integers(0, 99))
def test_merged(steps: int, share: float, seed: int) -> None:
    """As many steps as asked for; each is one of the window, or the mean of two that are alike."""
    [before] = windows(steps, seed=seed)
    before[1::2] = before[:-1:2][: steps // 2] + seed / 99 * before[1::2]
    merged = Encoded(before, np.arange(steps) * 20).merged(ceil(share * steps))
    assert merged.steps == ceil(share * steps)
    starts = merged.starts_ms // 20
    for value, first, last in zip(merged.values, starts, [*starts[1:], steps], strict=True):
        assert last - first in {1, 2}
        one, other = before[first], before[last - 1]
        alike = one @ other >= 0.8 * np.linalg.norm(one) * np.linalg.norm(other)
        assert np.allclose(value, (one + other) / 2 if alike else one)


def test_most_alike() -> None:
    """The pairs that point the same way are merged, however long they are."""
    [window] = windows(40)
    window[10], window[11] = window[20], 3 * window[20]
    merged = Encoded(window, np.arange(40) * 20).merged(39)
    assert sorted(set(range(0, 800, 20)) - set(merged.starts_ms.tolist())) == [220]


def test_share() -> None:
    """Windows have a share of the steps of the longest; no more is merged in a shorter one than it takes."""
    long, middle, short = (encoded(window) for window in windows(800, 700, 600))
    made = together([long, middle, short], 0.8)
    assert made.shape == (3, 640, 8)
    assert np.array_equal(made[0], long.merged(640).values)
    assert np.array_equal(made[1], middle.merged(640).values)
    assert np.array_equal(made[2, :600], short.values)
    assert np.array_equal(made[2, 600:625], short.values[-25:])


def test_tail_of_merged() -> None:
    """What is repeated is half a second, however many steps it has."""
    half = encoded(windows(600)[0]).merged(300)
    tail = half.values[half.starts_ms > half.starts_ms[-1] - 500]
    assert 12 <= len(tail) <= 14
    made = together([encoded(windows(800)[0]), half])[1]
    assert np.array_equal(made[300 : 300 + len(tail)], tail)
    assert np.array_equal(made[300 + len(tail) : 300 + 2 * len(tail)], tail)
