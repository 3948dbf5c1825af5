"""The parts of a calendar."""

from __future__ import annotations

from dccg_meet.invites.parts import Component, parameter


class TestParameter:
    """Text in a place that has no escapes."""

    def test_what_readers_disagree_about_is_replaced(self) -> None:
        """Quotes, backslashes and carets do not reach a parameter."""
        assert parameter('The "DCs"; A\\B^n') == "The 'DCs'; A/Bn"


def test_walk() -> None:
    """In the order of the file, from the outside in."""
    tree = Component("A", (), (Component("B", (), (Component("C", ()),)), Component("D", ())))
    assert [component.name for component in tree.walk()] == ["A", "B", "C", "D"]
