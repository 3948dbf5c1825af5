"""What git leaves alone."""

from __future__ import annotations

from pathlib import Path

from dccg_meet.workspace.create import create
from dccg_meet.workspace.ignore import ignore_private
from tests.factories import make_group


def test_an_older_file_is_completed(tmp_path: Path) -> None:
    """The next command that writes adds what it lacks; a person's own lines stay."""
    place = create(tmp_path, make_group())
    path = tmp_path / ".gitignore"
    whole = path.read_text(encoding="utf-8")
    path.write_text("# mine\n" + whole.replace("*.eml\n", ""), encoding="utf-8")
    with place.lock():
        pass
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert "*.eml\n" in text
    with place.lock():
        pass
    assert path.read_text(encoding="utf-8") == text


def test_who_uses_no_git_gets_no_file(tmp_path: Path) -> None:
    """A file that somebody deleted stays deleted."""
    place = create(tmp_path, make_group())
    (tmp_path / ".gitignore").unlink()
    with place.lock():
        pass
    assert not (tmp_path / ".gitignore").exists()


def test_bytes_of_another_encoding_stay(tmp_path: Path) -> None:
    """A comment in Latin-1 is nobody's fault."""
    path = tmp_path / ".gitignore"
    path.write_bytes(b"# Caf\xe9")
    ignore_private(path)
    assert path.read_bytes().startswith(b"# Caf\xe9\n")
