"""SIGKILL at every step that touches the disk leaves whole files: the old ones or the new ones."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import shlex
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from dccg_meet.cli.main import root
from tests.terminal import NOW, done

TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate"}
MANY = 12
"""Commands of many steps are killed at so many of them, drawn at random."""

fork = multiprocessing.get_context("fork")
Tree = dict[str, bytes]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a call, an agenda, an invite and a published archive."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    folder = tmp_path / "ws"
    folder.mkdir()
    monkeypatch.chdir(folder)
    done(
        "init --name Group --list list@example.org --first-number 97",
        'roster add "Zebedee Canary" --zone Africa/Lagos --email z@example.org',
        'call schedule "2026-12-09 14:00" --rule on-the-record',
        'agenda add 97 "Adoption"',
        "agenda build 97",
        "invite build 97",
        "publish",
    )
    return folder


def _tree(folder: Path) -> Tree:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _is_leftover(path.relative_to(folder))
    }


def _is_leftover(path: Path) -> bool:
    """Temporary names, which the next writer sweeps, and the lock."""
    return any(part.startswith((".writing-", ".public-", ".dccg-meet.lock")) for part in path.parts)


def _killed_at(step: int, line: str, folder: Path) -> bool:
    """Run a command in a process that kills itself before its ``step``-th touch of the disk."""

    def child() -> None:
        os.chdir(folder)
        counter = itertools.count(1)

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if event in TOUCHES and _writes(event, arguments, folder) and next(counter) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        CliRunner().invoke(root, shlex.split(line))
        os._exit(0)

    process = fork.Process(target=child)
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def _writes(event: str, arguments: tuple[object, ...], folder: Path) -> bool:
    inside = str(arguments[0]).startswith(str(folder))
    reading = event == "open" and not int(str(arguments[2] or 0)) & (os.O_WRONLY | os.O_RDWR)
    return inside and not reading


def _steps(line: str, fresh: Callable[[], Path]) -> Iterator[tuple[int, Path]]:
    """Every step of the command that can be killed, or some of them, each in a fresh copy."""
    upper = 2
    while _killed_at(upper, line, fresh()):
        upper *= 2
    chosen: Sequence[int] = range(1, upper)
    if upper > MANY * 2:
        chosen = random.Random(line).sample(chosen, MANY * 2)  # noqa: S311 - not for secrets
    for step in chosen:
        folder = fresh()
        if _killed_at(step, line, folder):
            yield step, folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        'call move 97 "2026-12-10 15:00"',
        "call cancel 97",
        'agenda add 97 "Reports"',
        'roster add "Yara Canary"',
    ],
)
def test_records(place: Path, line: str) -> None:
    """A record is the old one or the new one, and the workspace works on."""
    _each_file_is_old_or_new(place, line)


@pytest.mark.slow
@pytest.mark.parametrize(("change", "line"), [("call move 97 '2026-12-10 15:00'", "agenda build 97")])
def test_agenda(place: Path, change: str, line: str) -> None:
    """Each form of the agenda is the old one or the new one."""
    done(change)
    _each_file_is_old_or_new(place, line)


@pytest.mark.slow
def test_publish(place: Path) -> None:
    """The archive is wholly the old one or wholly the new one, once the next writer came by."""
    before = {name: data for name, data in _tree(place).items() if name.startswith("public/")}
    done('call move 97 "2026-12-10 15:00"')
    after_place = place.with_name("after")
    shutil.copytree(place, after_place)
    os.chdir(after_place)
    done("publish")
    after = {name: data for name, data in _tree(after_place).items() if name.startswith("public/")}
    assert before != after
    os.chdir(place)
    tried = 0
    for step, folder in _steps("publish", _copies(place)):
        os.chdir(folder)
        done("agenda build 97")
        public = {name: data for name, data in _tree(folder).items() if name.startswith("public/")}
        assert public in (before, after), f"killed at step {step}"
        assert not list(folder.glob(".public-*"))
        tried += 1
    os.chdir(place)
    assert tried >= MANY // 2


@pytest.mark.slow
def test_init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is a whole workspace or none yet, and init can be typed again."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    line = "init --name Group --list list@example.org"
    empty = tmp_path / "ws"
    empty.mkdir()
    whole = _copies(empty)()
    monkeypatch.chdir(whole)
    done(line)
    tried = 0
    for step, folder in _steps(line, _copies(empty)):
        for name, data in _tree(folder).items():
            assert data == _tree(whole)[name], f"killed at step {step}"
        os.chdir(folder)
        if not (folder / "dccg.toml").exists():
            done(line)
        assert _tree(folder) == _tree(whole)
        tried += 1
    os.chdir(tmp_path)
    assert tried >= 5


def _each_file_is_old_or_new(place: Path, line: str) -> None:
    before = _tree(place)
    finished = _copies(place)()
    os.chdir(finished)
    done(line)
    after = _tree(finished)
    assert before != after
    tried = 0
    for step, folder in _steps(line, _copies(place)):
        for name, data in _tree(folder).items():
            assert data in (before.get(name), after.get(name)), f"{name}, killed at step {step}"
        os.chdir(folder)
        done("call list")
        done("agenda build 97")
        assert not list(folder.rglob(".writing-*")), f"killed at step {step}"
        tried += 1
    os.chdir(place)
    assert tried >= 2


def _copies(source: Path) -> Callable[[], Path]:
    def fresh() -> Path:
        target = Path(tempfile.mkdtemp(prefix="copy-", dir=source.parent)) / "ws"
        shutil.copytree(source, target)
        return target

    return fresh
