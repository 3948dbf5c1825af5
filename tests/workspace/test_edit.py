"""Editing the TOML files that people edit too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.workspace import edit, toml
from dccg_meet.workspace.schema import CallRecord, Item, Rule
from tests.factories import make_record
from tests.strategies import lines

RECORD = make_record(
    items=(Item(id="1", title="Adoption"), Item(id="2", title="Reports", rule=Rule.ON_RECORD))
)


class TestSave:
    """save and load."""

    @given(
        title=lines(min_size=1, max_size=40),
        items=st.lists(lines(min_size=1, max_size=40), max_size=4),
        minutes=st.integers(1, 1440),
    )
    def test_round_trip(
        self, tmp_path_factory: pytest.TempPathFactory, title: str, items: list[str], minutes: int
    ) -> None:
        """What was saved is loaded again, whatever people type, in a new file and over an old one."""
        path = tmp_path_factory.mktemp("call") / "call.toml"
        record = RECORD.changed(
            title=title,
            minutes=minutes,
            items=tuple(Item(id=str(n), title=text) for n, text in enumerate(items, 1)),
        )
        for _ in range(2):
            edit.save(path, record)
            assert toml.load(path, CallRecord) == record
            path.write_text(edit.dump(RECORD), encoding="utf-8")

    def test_comments_and_order_survive(self, tmp_path: Path) -> None:
        """A change of one value leaves every other byte alone."""
        path = tmp_path / "call.toml"
        text = "# the chair's own words\n" + edit.dump(RECORD).replace(
            "minutes = 60", "minutes = 60  # an hour"
        )
        text = text.replace('title = "Reports"', 'title = "Reports" # Olena')
        path.write_text(text, encoding="utf-8")
        edit.save(path, RECORD.changed(minutes=90))
        assert path.read_text(encoding="utf-8") == text.replace("minutes = 60", "minutes = 90")

    def test_items_are_added_and_removed(self, tmp_path: Path) -> None:
        """Lists of tables grow and shrink in place."""
        path = tmp_path / "call.toml"
        edit.save(path, RECORD)
        longer = RECORD.changed(items=(*RECORD.items, Item(id="3", title="Any other business")))
        for record in (longer, RECORD, RECORD.changed(items=()), longer):
            edit.save(path, record)
            assert toml.load(path, CallRecord) == record

    def test_a_value_that_is_gone_leaves_the_file(self, tmp_path: Path) -> None:
        """A key whose value becomes None is removed, not kept."""
        path = tmp_path / "call.toml"
        edit.save(path, RECORD)
        edit.save(path, RECORD.changed(rule=None))
        assert "chatham-house" not in path.read_text(encoding="utf-8")
