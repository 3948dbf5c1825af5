"""Writing files so that a crash at any instant leaves the old content or the new, never half of it."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dccg_meet.errors import UnsafePath

SLUG = re.compile(r"^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$")


def write_bytes(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put ``data`` at ``path`` atomically: temporary file beside it, fsync, rename.

    A file that already holds these bytes is left alone, so building twice does not touch it. A new file that
    is ``private`` can be read by its owner only. The folder is made if need be. Raises OSError where the disk
    refuses, UnsafePath where what is ``private`` would go through a link.
    """
    if private:
        refuse_link(path)
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o600 if private else 0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Put ``text`` at ``path`` as UTF-8 with line feeds, atomically (see :func:`write_bytes`)."""
    write_bytes(path, text.encode(), private=private)


def append_line(path: Path, line: bytes) -> None:
    """Add ``line`` to a journal that its owner alone can read; it is on the disk when this returns.

    What a killed program left of a line is taken away first. Raises OSError where the disk refuses,
    UnsafePath where the journal is a link.
    """
    refuse_link(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    # Without following a link, should somebody have put one there just now.
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(handle, "r+b") as file:
        whole = len(b"".join(part + b"\n" for part in whole_lines(file.read())))
        file.truncate(whole)
        file.seek(whole)
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new:
        _sync_folder(path.parent)


def whole_lines(data: bytes) -> list[bytes]:
    """The lines of a journal without the last one where that breaks off: each was written with its end."""
    return data.split(b"\n")[:-1]


def copy_file(source: Path, target: Path) -> None:
    """Put a copy of ``source``, which may be large, at ``target`` atomically; an equal file is left alone.

    Raises OSError where the disk refuses.
    """
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-", suffix=".tmp")
    try:
        with source.open("rb") as original, os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(original, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def replace_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make ``folder`` hold exactly ``files`` (relative path to content).

    The tree is built beside the folder and swapped in by renaming, so a reader never meets a mixture of two
    builds. A kill between the two renames leaves the old tree beside its place, under the name that
    :func:`recover_tree` looks for. Raises UnsafePath for a name that leads out of the folder.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UnsafePath(
            "it is no plain folder, so it cannot be replaced as a whole",
            where=str(folder),
            todo="Move it out of the way; copy or link what is built to where it is served from.",
        )
    recover_tree(folder)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-building-"))
    try:
        beside.chmod(0o755)
        for name, data in sorted(files.items()):
            target = inside(beside, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        old = _old_tree(folder)
        if folder.exists():
            folder.rename(old)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        recover_tree(folder)
        raise
    _sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def recover_tree(folder: Path) -> None:
    """Put a tree back that a killed :func:`replace_tree` left beside its place, and clear its leftovers."""
    old = _old_tree(folder)
    if old.is_dir() and not old.is_symlink():
        if folder.exists():
            shutil.rmtree(old)
        else:
            old.rename(folder)
    for leftover in folder.parent.glob(f".{folder.name}-building-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def sweep(root: Path) -> None:
    """Remove the temporary files that a killed :func:`write_bytes` left under ``root``."""
    for leftover in root.rglob(".writing-*.tmp"):
        leftover.unlink(missing_ok=True)


def refuse_link(path: Path) -> None:
    """Raise UnsafePath where ``path``, which is private, is a link: it may lead to where all can read."""
    if path.is_symlink():
        raise UnsafePath(
            "it is a link, and what is private is kept in the workspace itself",
            where=f"{path.parent.name}/{path.name}",
            todo="Put the real file or folder there.",
        )


def inside(folder: Path, name: str) -> Path:
    """The path of ``name`` within ``folder``. Raises UnsafePath where it, or a link on the way, leads out."""
    target = (folder / name).resolve()
    if target == folder.resolve() or not target.is_relative_to(folder.resolve()):
        raise UnsafePath("the name leads out of its folder", where=folder.name, todo="Use a plain file name.")
    return target


def _old_tree(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-old")


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable (POSIX: the directory entry has to be synced too)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
