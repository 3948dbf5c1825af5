"""The workspace's own secret."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from dccg_meet.errors import BadFile, UnsafePath
from dccg_meet.workspace.secret import KEY_FILE, secret


class TestSecret:
    """secret()."""

    def test_it_is_made_once(self, tmp_path: Path) -> None:
        """For its owner only; the same ever after."""
        first = secret(tmp_path, make=True)
        assert len(first) == 32
        assert secret(tmp_path, make=True) == secret(tmp_path, make=False) == first
        assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600

    def test_a_look_writes_nothing(self, tmp_path: Path) -> None:
        """And gives another each time."""
        assert secret(tmp_path, make=False) != secret(tmp_path, make=False)
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("wrong", [b"", b"0" * 63, b"g" * 64, b"\xff" * 64, b"0" * 66])
    def test_something_else(self, wrong: bytes, tmp_path: Path) -> None:
        """Is told, and not said again: it may be most of the secret."""
        (tmp_path / KEY_FILE).write_bytes(wrong)
        with pytest.raises(BadFile) as caught:
            secret(tmp_path, make=True)
        assert "000" not in str(caught.value)

    def test_a_link(self, tmp_path: Path) -> None:
        """Is not followed."""
        (tmp_path / KEY_FILE).symlink_to(tmp_path / "public")
        with pytest.raises(UnsafePath):
            secret(tmp_path, make=True)
        assert not (tmp_path / "public").exists()
