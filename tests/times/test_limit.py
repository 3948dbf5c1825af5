"""How large the sum of points may be."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from dccg_meet.times import limit
from dccg_meet.times.rhythm import Every, Rhythm
from dccg_meet.times.slots import Points
from dccg_meet.times.suggest import Suggestion, Wish, suggest
from dccg_meet.zones import place
from tests.factories import make_record, utc

_TUESDAYS = Rhythm(Every.MONTH, 1, 2, dt.date(2026, 12, 8))
_UNEVEN = (
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Pacific/Auckland",
    "Pacific/Fiji",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Africa/Nairobi",
    "Africa/Cairo",
    "Europe/Zurich",
    "Africa/Dakar",
)
"""Ten places, two of them in America: for the others a morning there is never needed."""


def _suggest(*zones: str, more: int | None = None) -> Suggestion:
    past = [make_record(number=number, start=utc(f"2026-{number}-10 14:00")) for number in (11, 12)]
    return suggest(Wish(dict.fromkeys(zones, 1), _TUESDAYS, dt.date(2027, 1, 1), more=more), past)


def _times_at_night(found: Suggestion) -> int:
    """How often the place that is worst off is named as up at night."""
    return sum(place(found.proposed.worst) in slot.why for slot in found.slots)


class TestUnevenPlaces:
    """Within 10 percent two places would carry nearly all."""

    def test_the_worst_off_is_spared_a_third(self) -> None:
        """For a sum that is still not above the fixed time's, by the smallest step that does it."""
        usual, found = _suggest(*_UNEVEN, more=10), _suggest(*_UNEVEN)
        assert usual.proposed.most > 90
        assert found.proposed.most <= usual.proposed.most * 2 / 3
        assert found.proposed.total <= found.fixed.total
        most = f"{found.proposed.most} instead of {usual.proposed.most} points"
        [remark] = found.remarks
        assert remark == (
            "the sum may be 30 percent above the least there is, not 10: the most that a place carries is "
            f"{most} (--more 10 keeps to the smaller sum)"
        )
        assert _suggest(*_UNEVEN, more=20).proposed.most > usual.proposed.most * 2 / 3

    def test_nobody_is_up_at_nearly_every_call(self) -> None:
        """At eleven of twelve before, at seven of them at most now."""
        assert _times_at_night(_suggest(*_UNEVEN, more=10)) > _times_at_night(_suggest(*_UNEVEN))

    @pytest.mark.parametrize("more", [0, 10, 100])
    def test_a_limit_that_is_given_is_kept(self, more: int) -> None:
        """Whatever it costs; nothing is remarked."""
        assert _suggest(*_UNEVEN, more=more).remarks == ()


def test_where_all_can_be_awake_the_limit_stays() -> None:
    """New York, Oslo and Auckland gain less than a third by waking somebody."""
    zones = ("America/New_York", "Europe/Oslo", "Pacific/Auckland")
    assert _suggest(*zones) == _suggest(*zones, more=10)


def _costs(*times: tuple[int, ...]) -> Points:
    return np.array(times, dtype=np.int32)


class TestPlan:
    """By hand: one call, the fixed time first."""

    def test_up_to_the_fixed_time(self) -> None:
        """9 and 0 within 10 percent, 5 and 6 within 30; a fixed time of 10 does not allow it."""
        for fixed, percent in ((12, 30), (11, 10), (10, 10)):
            costs = [_costs((fixed, 0), (9, 0), (5, 6))]
            found = limit.plan(costs, np.zeros(2, dtype=np.int32), [1, 1], None)
            assert found.percent == percent
            assert (found.before, found.most) == (9, 6 if percent > 10 else 9)

    def test_nothing_to_spare(self) -> None:
        """Where a time costs nobody anything, it is taken."""
        found = limit.plan([_costs((9, 9), (0, 0))], np.zeros(2, dtype=np.int32), [1, 1], None)
        assert (found.rows, found.percent) == ((1,), 10)
