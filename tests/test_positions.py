"""Places in a recording are read as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.errors import BadTime
from dccg_meet.positions import clock, position


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1:07", 67_000),
        ("1:07.6", 67_600),
        ("0:01:07.600", 67_600),
        ("90:00", 5_400_000),
        ("2:00:00,05", 7_200_050),
    ],
)
def test_position(text: str, milliseconds: int) -> None:
    """Minutes and seconds, with hours and fractions if need be."""
    assert position(text) == milliseconds


@pytest.mark.parametrize("text", ["67", "1:60", "1:60:00", "-1:00", "1:7", "now", "", "١:٠٧"])
def test_no_position(text: str) -> None:
    """Anything else is wrong usage."""
    with pytest.raises(BadTime):
        position(text)


@pytest.mark.parametrize(("ms", "text"), [(67_999, "1:07"), (7_507_999, "2:05:07")])
def test_clock_is_short(ms: int, text: str) -> None:
    """Hours only where there are any, and whole seconds."""
    assert clock(ms) == text


@given(st.integers(0, 24 * 3600 - 1))
def test_clock_is_read_back(seconds: int) -> None:
    """What is shown as a place in a recording can be typed as one."""
    assert position(clock(seconds * 1000)) == seconds * 1000
