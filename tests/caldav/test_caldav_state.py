"""caldav.json: what was pushed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dccg_meet.caldav.state import Pushed, State, load, save
from dccg_meet.errors import BadFile

ENTRY = Pushed(href="/chair/calls/a.ics", etag='W/"1"', sent="0", meaning="1", kept="2")
URL, OTHER = "https://dav.example.org/calls/", "https://dav.example.org/others/"


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Each calendar for itself."""
    path = tmp_path / "caldav.json"
    save(path, State().after(URL, {"a": ENTRY}))
    save(path, load(path).after(OTHER, {"b": Pushed(href="/b")}))
    assert load(path).of(URL) == {"a": ENTRY}
    assert load(path).of(OTHER) == {"b": Pushed(href="/b")}
    assert load(path).of("https://elsewhere.example.org/") == {}


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    """It tells where a group's calendars are."""
    path = tmp_path / "caldav.json"
    save(path, State())
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_known_at_first(tmp_path: Path) -> None:
    """Without a file."""
    assert load(tmp_path / "caldav.json").of(URL) == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"collections": 1}', '{"collections": {"a": {"b": {}}}}'])
def test_a_broken_file(tmp_path: Path, text: str) -> None:
    """One clear error, and what to do."""
    path = tmp_path / "caldav.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        load(path)
    assert caught.value.todo
