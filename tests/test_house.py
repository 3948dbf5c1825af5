"""A house worth living in: small modules, functions that fit a screen and a half, runs without assertions."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "dccg_meet"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCREEN_AND_A_HALF = 75


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_modules_and_functions_are_small(module: Path) -> None:
    """No module over 400 lines, no function over a screen and a half."""
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < SCREEN_AND_A_HALF, node.name


@pytest.mark.slow
def test_without_assertions() -> None:
    """Under `python -O`, where the program's asserts do nothing, what writes files still does it right."""
    command = [sys.executable, "-O", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore"]
    folders = [
        str(PACKAGE.parent / "tests" / name)
        for name in (
            "invites",
            "agendas",
            "times",
            "mail",
            "replies",
            "polls",
            "caldav",
            "workspace",
            "calls",
        )
    ]
    done = subprocess.run(
        [*command, *folders],
        capture_output=True,
        text=True,
        check=False,
        cwd=PACKAGE.parent,
        env={**os.environ, "PYTHONOPTIMIZE": "1"},
    )
    assert done.returncode == 0, done.stdout[-2000:]
