"""``dccg-meet doctor`` and ``dccg-meet status``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dccg_meet import zones
from dccg_meet.cli.main import root


def test_it_names_what_is_in_use() -> None:
    """Versions, the tz edition in use, models, media libraries and free disk are all there."""
    result = CliRunner().invoke(root, ["doctor"])
    assert result.exit_code == 0, result.output
    for words in ("Python: 3.", "faster-whisper: ", "model base: ", "ffmpeg (in PyAV): ", "free disk here: "):
        assert f"ok   {words}" in result.output
    assert f"time zone data: {zones.source().version} {zones.source().origin}" in result.output


def test_no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a model the doctor names the exact command and the exit code is 1."""
    monkeypatch.setattr("dccg_meet.models.weights.folders", lambda _weights: None)
    monkeypatch.setattr("dccg_meet.models.places.checkout_models", lambda: None)
    monkeypatch.setenv("DCCG_MEET_DATA", str(tmp_path))
    result = CliRunner().invoke(root, ["doctor"])
    assert result.exit_code == 1
    assert 'pip install "dccg-meet[base]"' in result.output


def test_json() -> None:
    """The same as data."""
    checks = json.loads(CliRunner().invoke(root, ["doctor", "--json"]).output)
    assert {"name", "good", "found", "todo"} == set(checks[0])
