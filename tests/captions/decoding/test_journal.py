"""What was heard so far is kept, whole, and for one request only."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from dccg_meet.captions.decoding.journal import Journal
from dccg_meet.captions.decoding.section import Heard
from dccg_meet.captions.words import Span, Word
from dccg_meet.errors import UnsafePath

HEARD = Heard(
    words=(Word(600, 900, "\u00e9t\u00e9,", 0.981, "fr", 0, doubtful=True),),
    translation=(),
    speech=(Span(500, 2_000),),
    again=(Span(500, 900),),
    votes={"fr": 1.0 / 3, "en": 1e-9},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "hearing.jsonl"


def test_round_trip(path: Path) -> None:
    """What was kept is there again, to the last bit, in another process."""
    journal = Journal(path, "key")
    assert journal.get((0, 0)) is None
    journal.add((0, 1), HEARD)
    journal.add((1, 0), replace(HEARD, words=()))
    again = Journal(path, "key")
    assert again.get((0, 1)) == HEARD
    assert again.get((1, 0)) == replace(HEARD, words=())
    assert again.get((0, 0)) is None


def test_private(path: Path) -> None:
    """Nobody else can read it."""
    Journal(path, "key").add((0, 0), HEARD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_request(path: Path) -> None:
    """What was heard of another recording, or with other settings, is worth nothing and goes."""
    Journal(path, "key").add((0, 0), HEARD)
    assert Journal(path, "other").get((0, 0)) is None
    assert not path.exists()


def test_broken_off(path: Path) -> None:
    """A line that a crash cut off at any byte is lost, and none before it."""
    journal = Journal(path, "key")
    journal.add((0, 0), HEARD)
    first = len(path.read_bytes())
    journal.add((0, 1), HEARD)
    whole = path.read_bytes()
    for end in range(first, len(whole), 11):
        path.write_bytes(whole[:end])
        again = Journal(path, "key")
        assert again.get((0, 0)) == HEARD
        assert again.get((0, 1)) is None
        again.add((0, 1), HEARD)
        assert path.read_bytes() == whole


def test_damaged(path: Path) -> None:
    """A journal with a changed letter is not believed."""
    Journal(path, "key").add((0, 0), HEARD)
    path.write_bytes(path.read_bytes().replace(b"0.981", b"0.982"))
    assert Journal(path, "key").get((0, 0)) is None


def test_none(path: Path) -> None:
    """Without a path nothing is kept."""
    Journal(None, "key").add((0, 0), HEARD)
    assert not path.exists()


def test_link(path: Path) -> None:
    """Private words do not go through a link."""
    path.symlink_to(path.with_name("elsewhere"))
    with pytest.raises(UnsafePath):
        Journal(path, "key")
