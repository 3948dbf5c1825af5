"""What a person approves."""

from __future__ import annotations

import pytest

from dccg_meet.calls.approval import seal
from dccg_meet.calls.lifecycle import mark_item
from dccg_meet.workspace.schema import Rule
from tests.factories import make_record

RECORD = mark_item(make_record(), "1", 0)


def test_the_same_is_the_same() -> None:
    """The seal is a function of the file and of the items' rules and places."""
    assert seal(RECORD, b"text") == seal(RECORD, b"text")


@pytest.mark.parametrize(
    "changed",
    [
        mark_item(RECORD, "2", 5_000),
        RECORD.changed(rule=Rule.ON_RECORD),
        RECORD.changed(items=(RECORD.items[0].changed(rule=Rule.CHATHAM), RECORD.items[1])),
    ],
)
def test_what_breaks_it(changed: object) -> None:
    """Another place or another rule of an item, and another file, are not what was approved."""
    assert seal(changed, b"text") != seal(RECORD, b"text")  # type: ignore[arg-type]
    assert seal(RECORD, b"text.") != seal(RECORD, b"text")


def test_a_new_title_does_not() -> None:
    """Titles and times of the event are not what was approved."""
    assert seal(RECORD.changed(title="Another"), b"text") == seal(RECORD, b"text")
