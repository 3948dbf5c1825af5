"""Typing commands, as at a terminal whose clock stands still."""

from __future__ import annotations

import shlex

from click.testing import CliRunner, Result

from dccg_meet.cli.main import root

NOW = "1795291200"
"""2026-11-21 20:00 UTC, for SOURCE_DATE_EPOCH: before the calls that are scheduled here."""


def run(line: str) -> Result:
    """The result of ``dccg-meet`` with this line. Whatever it raises and does not tell is raised here.

    Otherwise a crash would have the exit code of an error that a test waits for.
    """
    return CliRunner().invoke(root, shlex.split(line), catch_exceptions=False)


def done(*lines: str) -> str:
    """What the last line printed, after each went well."""
    output = ""
    for line in lines:
        result = run(line)
        assert result.exit_code == 0, f"{line}\n{result.output}"
        output = result.output
    return output
