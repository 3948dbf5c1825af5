"""Windows fit together, and steps that are alike are merged; when each begins is known."""

from __future__ import annotations

from math import ceil

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.decoding.encoded import Values, joined, padded


def windows(*lengths: int, seed: int = 0) -> list[Values]:
    """Windows of some steps, with other values in each."""
    random = np.random.default_rng(seed)
    return [random.standard_normal((length, 8)).astype(np.float32) for length in lengths]


def test_padded() -> None:
    """The last half second is repeated, as often as it fits and then in part."""
    long, short = windows(100, 40)
    both = padded([long, short], 2, 100)
    assert np.array_equal(both.values[0], long)
    assert np.array_equal(both.values[1, :40], short)
    assert np.array_equal(both.values[1, 40:65], short[15:])
    assert np.array_equal(both.values[1, 90:], short[15:25])
    assert both.starts_ms.tolist() == [list(range(0, 2_000, 20))] * 2
    assert (len(both), both.steps) == (2, 100)


def test_some() -> None:
    """Windows can be taken out, in any order, and joined again."""
    all_of_them = padded(windows(30, 30, 30), 3, 30)
    [*each] = all_of_them
    again = joined([each[2], all_of_them[[0, 1]]])
    assert np.array_equal(again.values, all_of_them[[2, 0, 1]].values)
    assert np.array_equal(again.starts_ms, all_of_them[[2, 0, 1]].starts_ms)


@given(st.integers(2, 60), st.floats(0.5, 1), st.integers(0, 99))
def test_merged(steps: int, share: float, seed: int) -> None:
    """As many steps as asked for; each is one of the window or the mean of two."""
    made = padded(windows(steps, steps, seed=seed), 2, steps)
    merged = made.merged(share)
    assert merged.steps == ceil(share * steps)
    for before, after, starts_ms in zip(made.values, merged.values, merged.starts_ms, strict=True):
        ends = [*(starts_ms[1:] // 20), steps]
        for value, first, last in zip(after, starts_ms // 20, ends, strict=True):
            assert last - first in {1, 2}
            assert np.allclose(value, before[first:last].mean(axis=0))


def test_most_alike() -> None:
    """The pairs that point the same way are merged, however long they are."""
    [window] = windows(40)
    window[10], window[11] = window[20], 3 * window[20]
    merged = padded([window], 1, 40).merged(39 / 40)
    assert sorted(set(range(0, 800, 20)) - set(merged.starts_ms[0].tolist())) == [220]
