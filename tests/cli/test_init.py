"""``dccg-meet init``."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dccg_meet.cli.main import root
from dccg_meet.workspace.folder import Workspace

OPTIONS = [
    "--name", "Group", "--list", "list@example.org", "--join-url", "https://meet.example.org/x",
    "--phone", "+41 22 555 01 00, meeting 123", "--access-contact", "access@example.org",
]  # fmt: skip


def test_every_question_is_an_option(tmp_path: Path) -> None:
    """With all five options nothing is asked and all of it is kept."""
    result = CliRunner().invoke(root, ["init", str(tmp_path / "new"), *OPTIONS])
    assert result.exit_code == 0, result.output
    group = Workspace(tmp_path / "new").group()
    assert (group.name, group.list, group.join.url) == (
        "Group",
        "list@example.org",
        "https://meet.example.org/x",
    )
    assert (group.join.phone, group.access.contact) == (
        ("+41 22 555 01 00, meeting 123",),
        "access@example.org",
    )


@pytest.mark.parametrize(
    ("phone", "warned"),
    [("+41 22 555 01 00, meeting 123", False), ("+41 22 555 01 00, passcode 4711", True)],
)
def test_a_passcode(tmp_path: Path, phone: str, warned: bool) -> None:
    """Join details are published: a passcode among them gives a warning, and the workspace is made."""
    result = CliRunner().invoke(root, ["init", str(tmp_path / "new"), *OPTIONS, "--phone", phone])
    assert (result.exit_code, "seem to hold a passcode" in result.stderr) == (0, warned), result.output


def test_six_questions_on_a_terminal(tmp_path: Path) -> None:
    """On a real terminal six questions are asked, and only name and list have to be answered."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.execv(
            sys.executable, [sys.executable, "-c", "from dccg_meet.cli.main import main; main(['init'])"]
        )
    for answer in (
        "Gruppe für Träume",
        "list@example.org",
        "",
        "",
        "access@example.org",
        "chair@example.org",
    ):
        os.write(terminal, f"{answer}\n".encode())
    output = b""
    try:
        while chunk := os.read(terminal, 4096):
            output += chunk
    except OSError:
        pass
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, output.decode()
    assert output.count(b": ") >= 6
    group = Workspace(tmp_path).group()
    assert (group.name, group.mail.mailbox) == ("Gruppe für Träume", "chair@example.org")


@pytest.mark.parametrize("missing", ["--name", "--list"])
def test_without_a_terminal(tmp_path: Path, missing: str) -> None:
    """A script gets wrong usage, not a question."""
    options = OPTIONS.copy()
    at = options.index(missing)
    del options[at : at + 2]
    result = CliRunner().invoke(root, ["init", str(tmp_path / "new"), *options])
    assert (result.exit_code, f"Missing option '{missing}'" in result.output) == (2, True)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--list", "nobody", "list: expected a mail address"),
        ("--join-url", "javascript:x", "join.url: expected an address"),
        ("--name", " ", "name: expected some text"),
        ("--zone", "Europe/Olso", "Did you mean Europe/Oslo"),
        ("--short", "Ä B", "short: expected small letters"),
    ],
)
def test_wrong_answers(tmp_path: Path, option: str, value: str, expected: str) -> None:
    """A wrong answer is named and nothing is made."""
    result = CliRunner().invoke(root, ["init", str(tmp_path / "new"), *OPTIONS, option, value])
    assert expected in result.output
    assert result.exit_code == 2
    assert not (tmp_path / "new").exists()


def test_twice(tmp_path: Path) -> None:
    """A workspace is not made over another, and the error comes before the questions."""
    CliRunner().invoke(root, ["init", str(tmp_path), *OPTIONS])
    result = CliRunner().invoke(root, ["init", str(tmp_path)])
    assert (result.exit_code, "is a workspace already" in result.output) == (1, True)
