"""The parts of a calendar."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given

from dccg_meet.invites.parts import Component, mailto, parameter
from tests.strategies import lines


class TestParameter:
    """Text in a place that has no escapes."""

    def test_what_readers_disagree_about_is_replaced(self) -> None:
        """Quotes, backslashes and carets do not reach a parameter."""
        assert parameter('The "DCs"; A\\B^n') == "The 'DCs'; A/Bn"


class TestMailto:
    """Addresses as URIs."""

    @pytest.mark.parametrize(
        ("address", "uri"),
        [
            ("dccg@example.org", "mailto:dccg@example.org"),
            ("a+b_c.d@example.org", "mailto:a+b_c.d@example.org"),
            ("why?cc=x@example.org", "mailto:why%3Fcc=x@example.org"),
            ("100%@example.org", "mailto:100%25@example.org"),
        ],
    )
    def test_what_has_a_meaning_is_quoted(self, address: str, uri: str) -> None:
        """A question mark would begin header fields (RFC 6068 section 2)."""
        assert mailto(address) == uri

    @given(lines())
    def test_it_can_be_undone(self, address: str) -> None:
        """Whatever the address, the URI means it."""
        assert unquote(mailto(address)) == f"mailto:{address}"


def test_walk() -> None:
    """In the order of the file, from the outside in."""
    tree = Component("A", (), (Component("B", (), (Component("C", ()),)), Component("D", ())))
    assert [component.name for component in tree.walk()] == ["A", "B", "C", "D"]
