"""The command line as a whole."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dccg_meet import __version__
from dccg_meet.cli.main import root
from dccg_meet.errors import BadValue


def _walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _walk(f"{path} {name}".strip(), inner)


COMMANDS = dict(_walk("", root))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_with_an_example(path: str) -> None:
    """--help works everywhere, and each command that does something shows an example of itself."""
    result = CliRunner().invoke(root, [*path.split(), "--help"])
    assert result.exit_code == 0
    if not isinstance(COMMANDS[path], click.Group):
        assert re.search(rf"Example:\n\s+dccg-meet {path}\b", result.output), result.output


def test_help_loads_nothing_heavy() -> None:
    """`dccg-meet --help` imports none of the libraries that take long to load."""
    script = (
        "import sys\nfrom dccg_meet.cli.main import main\ntry:\n main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = ('pydantic', 'icalendar', 'av', 'numpy', 'ctranslate2', 'faster_whisper', 'rich')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("typed", "meant"), [("cal", "call"), ("publsh", "publish")])
def test_a_mistyped_command(typed: str, meant: str) -> None:
    """The nearest command is offered."""
    result = CliRunner().invoke(root, [typed])
    assert (result.exit_code, f"Did you mean '{meant}'?" in result.output) == (2, True)


def test_version() -> None:
    """--version prints name and version."""
    assert CliRunner().invoke(root, ["--version"]).output == f"dccg-meet, version {__version__}\n"


def test_a_clock_that_is_no_number(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A broken SOURCE_DATE_EPOCH is wrong usage, not a traceback."""
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(root, ["init", "--name", "G", "--list", "l@example.org"])
    for clock in ("soon", "1" * 30, "253402300799"):  # the last is the end of the year 9999
        monkeypatch.setenv("SOURCE_DATE_EPOCH", clock)
        result = CliRunner().invoke(root, ["call", "list"])
        assert (result.exit_code, "SOURCE_DATE_EPOCH" in result.output) == (2, True)


def test_a_value_that_no_file_may_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A line break in a title is wrong usage, names the key, and writes nothing."""
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(root, ["init", "--name", "G", "--list", "l@example.org"])
    arguments = ["call", "schedule", "2099-01-01 10:00", "--rule", "on-the-record", "--title", "a\nb"]
    result = CliRunner().invoke(root, arguments)
    assert (result.exit_code, result.output.splitlines()[0]) == (
        BadValue.exit_code,
        "Error: title: expected one line of text without control characters",
    )
    assert not list((tmp_path / "calls").iterdir())


def test_no_color(tmp_path: Path) -> None:
    """NO_COLOR is heeded, on a terminal too."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        code = "from dccg_meet.cli.main import main; main(['call', 'list'])"
        os.execve(sys.executable, [sys.executable, "-c", code], {**os.environ, "NO_COLOR": "1"})
    output = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 4096):
            output += chunk
    os.waitpid(child, 0)
    assert b"Error: no workspace" in output.replace(str(tmp_path).encode() + b": ", b"")


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    """`dccg-meet model list | head -1` ends without a word about the disk."""
    code = "from dccg_meet.cli.main import main; main(['--help'])"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, check=False, cwd=tmp_path
    )
    os.close(writer)
    assert b"disk" not in done.stderr
