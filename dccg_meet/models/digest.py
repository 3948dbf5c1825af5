"""The sha256 of weights, computed once and remembered for as long as the file stays as it was."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dccg_meet.errors import ModelError

_Entry = tuple[int, int, str]


def sha256(file: Path) -> str:
    """The hash of the file's content, in hexadecimal. Raises ModelError where it cannot be read."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"the weights cannot be read: {error.strerror or type(error).__name__}",
            where=str(file),
            todo="Check the disk and the permissions, then run `dccg-meet model install` for this model.",
        ) from error


@dataclass(frozen=True)
class Memory:
    """A JSON file of hashes by path, each good while size and modification time (nanoseconds) are the same.

    It saves time and decides nothing: lost, unreadable or unwritable, it makes the next look-up hash again.
    """

    file: Path

    def sha256(self, file: Path) -> str:
        """The hash of the file's content, remembered or computed now. Raises ModelError."""
        file = file.resolve()
        known = self._read().get(str(file))
        if known and known[:2] == _state(file):
            return known[2]
        return self.renew(file)

    def renew(self, file: Path) -> str:
        """The hash of the file's content, computed now whatever was remembered. Raises ModelError."""
        file = file.resolve()
        before = _state(file)
        digest = sha256(file)
        if _state(file) == before:
            self._write(self._read() | {str(file): (*before, digest)})
        return digest

    def _read(self) -> dict[str, _Entry]:
        try:
            data = json.loads(self.file.read_bytes())
            return {path: (int(size), int(time), str(digest)) for path, (size, time, digest) in data.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, entries: dict[str, _Entry]) -> None:
        # Two processes may both write; the one that comes last wins, and the other's file is hashed again.
        temporary = None
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.file.parent, prefix=".hashes-", suffix=".tmp")
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(entries, out, indent=1, sort_keys=True)
                out.flush()
                os.fsync(out.fileno())
            Path(temporary).replace(self.file)
        except OSError:
            if temporary:
                Path(temporary).unlink(missing_ok=True)


def _state(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return (-1, -1)
    return (found.st_size, found.st_mtime_ns)
