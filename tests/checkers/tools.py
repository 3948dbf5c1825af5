"""How the programs that judge our files are run; whatever is missing fails the test and says what to do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "build" / "npm" / "node_modules"


def program(name: str) -> str:
    """The path of an installed program."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is not installed; make test-all installs it on Debian, as root")
    return found


def module(name: str) -> Path:
    """A file out of an npm package."""
    if not (MODULES / name).exists():
        pytest.fail(f"{name} is not in build/npm; make test-all puts it there")
    return MODULES / name


def run(name: str, *arguments: object) -> str:
    """What a program prints; it has to end without a fault, in an environment of its own."""
    needed = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NODE_PATH": str(MODULES)}
    command = [program(name), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=needed, timeout=300, check=False
    )
    assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    return done.stdout


def node(script: str, *arguments: object) -> Any:
    """What a Node program of this folder prints as JSON."""
    return json.loads(run("node", HERE / script, *arguments))


def install(python: Path, package: str) -> None:
    """Put a package, with what it needs, into another environment; pip looks where it does for this one."""
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--only-binary", ":all:", package]
    done = subprocess.run(pip, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, f"pip: {done.stdout}{done.stderr}"
