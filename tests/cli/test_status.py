"""``dccg-meet status``: the chair's home screen."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from dccg_meet.cli.main import root

BEFORE = "1765008000"  # 2025-12-06 08:00 UTC, three days before the call
AFTER = "1765360800"  # 2025-12-10 10:00 UTC, the day after it


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace three days before the call."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", BEFORE)
    _type("init --name Group --list list@example.org --first-number 97")
    return tmp_path


def _type(line: str) -> str:
    result = CliRunner().invoke(root, shlex.split(line))
    assert result.exit_code == 0, result.output
    return result.output


def _schedule() -> None:
    _type('call schedule "2025-12-09 14:00" --rule on-the-record')
    _type('agenda add 97 "Reports"')


def test_an_empty_workspace() -> None:
    """A new chair is told the first command."""
    assert "no calls yet: dccg-meet call schedule" in _type("status")


def test_late_and_to_do() -> None:
    """The invite is late, the agenda is not, and each has its command."""
    _schedule()
    output = _type("status")
    assert "LATE   send the invite" in output
    assert "dccg-meet invite build 97" in output
    assert "to do  send the agenda" in output


def test_done() -> None:
    """What was built is not asked for again, until the call moves."""
    _schedule()
    _type("agenda build 97")
    _type("invite build 97")
    assert "publish the agenda" in _type("status")
    _type('roster add "Zebedee Canary"')
    _type("agenda build 97")
    _type("publish")
    assert "nothing to do" in _type("status")
    _type('call move 97 "2025-12-10 14:00"')
    assert {step["command"] for step in json.loads(_type("status --json"))[0]["todo"]} == {
        "dccg-meet invite build 97",
        "dccg-meet agenda build 97",
    }


def test_after_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the call the captions come first, and a next call is missing."""
    _schedule()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    output = _type("status")
    assert "dccg-meet captions make 97 RECORDING" in output
    assert "no call is scheduled" in output


def test_a_cancellation_has_to_be_published() -> None:
    """The archive says that a call is off, or it is stale."""
    _schedule()
    _type('roster add "Zebedee Canary"')
    _type("publish")
    _type("call cancel 97")
    _type("invite build 97")
    assert "publish the cancellation" in _type("status")
    _type("publish")
    assert "nothing to do" in _type("status")
