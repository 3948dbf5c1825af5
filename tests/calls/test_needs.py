"""What people need, by kind."""

from __future__ import annotations

import pytest

from dccg_meet.calls.needs import CAPTIONS, NEEDS, OTHER, SIGN, Need, needing
from dccg_meet.workspace.schema import Person


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("captioning", CAPTIONS),
        ("live captions", CAPTIONS),
        ("CART", CAPTIONS),
        ("speech-to-text", CAPTIONS),
        ("sign language", SIGN),
        ("interpreter (LSF)", SIGN),
        ("International Sign", SIGN),
        ("dial-out", OTHER),
        ("a designated seat", OTHER),
        ("large print", OTHER),
    ],
)
def test_kinds(text: str, kind: Need) -> None:
    """By the words that the person used; what is not understood is not lost."""
    assert needing([Person(name="A", needs=(text,))]) == {kind: ("A",)}


def test_people_are_named_once_a_kind() -> None:
    """Two needs of one kind are one person; kinds come in the order of the table."""
    people = [
        Person(name="A", needs=("dial-out", "large print", "captions")),
        Person(name="B", needs=("captions",)),
        Person(name="C"),
    ]
    assert list(needing(people).items()) == [(CAPTIONS, ("A", "B")), (OTHER, ("A",))]


def test_every_kind_has_its_rule() -> None:
    """The slugs by which a person confirms."""
    assert [need.rule for need in NEEDS] == ["captioner-booked", "interpreter-booked", "needs-met"]
