"""Writing so that a crash leaves the old content or the new."""

from __future__ import annotations

from pathlib import Path

import pytest

from dccg_meet.errors import UnsafePath
from dccg_meet.workspace import files


class TestWriteBytes:
    """write_bytes."""

    def test_makes_the_folder_and_the_file(self, tmp_path: Path) -> None:
        """A file in a folder that is not there yet is written."""
        files.write_bytes(tmp_path / "a" / "b.txt", b"text")
        assert (tmp_path / "a" / "b.txt").read_bytes() == b"text"

    def test_leaves_an_equal_file_alone(self, tmp_path: Path) -> None:
        """Writing the same bytes again does not touch the file."""
        path = tmp_path / "same"
        files.write_bytes(path, b"1")
        before = path.stat().st_ino
        files.write_bytes(path, b"1")
        assert path.stat().st_ino == before

    def test_keeps_the_permissions(self, tmp_path: Path) -> None:
        """A private file stays private when its content changes."""
        path = tmp_path / "private"
        path.write_bytes(b"1")
        path.chmod(0o600)
        files.write_bytes(path, b"2")
        assert path.stat().st_mode & 0o777 == 0o600

    def test_private_files(self, tmp_path: Path) -> None:
        """A private file can be read by its owner only."""
        files.write_bytes(tmp_path / "private", b"1", private=True)
        assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600

    def test_a_failure_leaves_the_old_file_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where the rename fails, the old content stays and no temporary file is left."""
        path = tmp_path / "file"
        path.write_bytes(b"old")

        def refuse(_self: Path, _target: Path) -> Path:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(OSError, match="No space"):
            files.write_bytes(path, b"new")
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]


class TestReplaceTree:
    """replace_tree and recover_tree."""

    def test_the_folder_holds_exactly_the_files(self, tmp_path: Path) -> None:
        """Files of the last build that are not in this one are gone."""
        files.replace_tree(tmp_path / "public", {"old.html": b"1", "deep/er.txt": b"2"})
        files.replace_tree(tmp_path / "public", {"new.html": b"3"})
        assert [p.name for p in (tmp_path / "public").rglob("*")] == ["new.html"]
        assert [p.name for p in tmp_path.iterdir()] == ["public"]

    def test_a_kill_between_the_renames_is_mended(self, tmp_path: Path) -> None:
        """The old tree comes back from beside its place."""
        files.replace_tree(tmp_path / "public", {"index.html": b"1"})
        (tmp_path / "public").rename(tmp_path / ".public-old")
        (tmp_path / ".public-building-x").mkdir()
        files.recover_tree(tmp_path / "public")
        assert (tmp_path / "public" / "index.html").read_bytes() == b"1"
        assert [p.name for p in tmp_path.iterdir()] == ["public"]

    @pytest.mark.parametrize("kind", ["link", "file"])
    def test_what_is_no_plain_folder(self, tmp_path: Path, kind: str) -> None:
        """A link to the web root is neither replaced nor followed, and nothing is left behind."""
        (tmp_path / "web").mkdir()
        folder = tmp_path / "public"
        if kind == "link":
            folder.symlink_to(tmp_path / "web")
        else:
            folder.write_text("x", encoding="utf-8")
        for _ in range(2):
            with pytest.raises(UnsafePath):
                files.replace_tree(folder, {"index.html": b"1"})
            files.recover_tree(folder)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["public", "web"]
        assert not list((tmp_path / "web").iterdir())

    @pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a/../../out.txt", ".", ""])
    def test_names_cannot_lead_out(self, tmp_path: Path, name: str) -> None:
        """A name that leaves the folder is refused and the old tree stays."""
        files.replace_tree(tmp_path / "public", {"index.html": b"1"})
        with pytest.raises(UnsafePath):
            files.replace_tree(tmp_path / "public", {name: b"evil"})
        assert (tmp_path / "public" / "index.html").read_bytes() == b"1"
        assert not (tmp_path / "out.txt").exists()

    def test_a_link_cannot_lead_out(self, tmp_path: Path) -> None:
        """A symbolic link on the way is followed before the check."""
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "link").symlink_to(tmp_path)
        with pytest.raises(UnsafePath):
            files.inside(tmp_path / "in", "link/file")


class TestJournals:
    """append_line() and whole_lines()."""

    def test_lines_are_added_for_the_owner_alone(self, tmp_path: Path) -> None:
        """In their order, in a folder that is made if need be."""
        path = tmp_path / "new" / "journal"
        files.append_line(path, b"one")
        files.append_line(path, b"two")
        assert path.read_bytes() == b"one\ntwo\n"
        assert path.stat().st_mode & 0o777 == 0o600

    def test_what_a_killed_program_left_goes(self, tmp_path: Path) -> None:
        """A line without its end is none."""
        path = tmp_path / "journal"
        path.write_bytes(b"one\ntw")
        assert files.whole_lines(path.read_bytes()) == [b"one"]
        files.append_line(path, b"three")
        assert path.read_bytes() == b"one\nthree\n"
        path.write_bytes(b"o")
        files.append_line(path, b"one")
        assert path.read_bytes() == b"one\n"
