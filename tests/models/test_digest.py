"""Remembering hashes: quick while the file is the same, never wrong when it is not."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from dccg_meet.errors import ModelError
from dccg_meet.models.digest import Memory, sha256


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A file to hash."""
    file = tmp_path / "model.bin"
    file.write_bytes(b"weights")
    return file


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    """A memory that does not exist yet."""
    return Memory(tmp_path / "data" / "hashes.json")


class TestMemory:
    """Memory.sha256 and Memory.renew."""

    def test_hash_is_remembered(self, memory: Memory, weights: Path) -> None:
        """The second answer comes from the memory, which does not see a change behind the same stat."""
        first = memory.sha256(weights)
        assert first == hashlib.sha256(b"weights").hexdigest()
        times = weights.stat()
        weights.write_bytes(b"WEIGHTS")
        os.utime(weights, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert memory.sha256(weights) == first
        assert memory.renew(weights) == hashlib.sha256(b"WEIGHTS").hexdigest()
        assert memory.sha256(weights) == hashlib.sha256(b"WEIGHTS").hexdigest()

    def test_touched_file_is_hashed_again(self, memory: Memory, weights: Path) -> None:
        """Another modification time or size makes a remembered hash worthless."""
        memory.sha256(weights)
        weights.write_bytes(b"WEIGHTS")
        os.utime(weights, ns=(1, 1))
        assert memory.sha256(weights) == hashlib.sha256(b"WEIGHTS").hexdigest()

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b'{"a": [1, 2]}', b"\xff"])
    def test_broken_memory_is_forgotten(self, memory: Memory, weights: Path, content: bytes) -> None:
        """A memory that cannot be read only costs time, and is whole again afterwards."""
        memory.file.parent.mkdir()
        memory.file.write_bytes(content)
        assert memory.sha256(weights) == sha256(weights)
        assert str(weights) in memory.file.read_text(encoding="utf-8")

    def test_unwritable_memory_does_no_harm(self, tmp_path: Path, weights: Path) -> None:
        """A data folder that cannot be written does not stop a model from being used."""
        (tmp_path / "data").write_bytes(b"a file, where a folder should be")
        assert Memory(tmp_path / "data" / "hashes.json").sha256(weights) == sha256(weights)

    def test_missing_file(self, memory: Memory, tmp_path: Path) -> None:
        """Weights that cannot be read are an error of ours, not a traceback."""
        with pytest.raises(ModelError, match="cannot be read: No such file"):
            memory.sha256(tmp_path / "none.bin")
        assert not memory.file.exists()
