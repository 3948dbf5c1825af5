"""How the programs that judge our files are run.

Under ``make test-all`` whatever is missing fails the test; elsewhere it is skipped. Both say what to do.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

HERE = Path(__file__).parent
ALL = bool(os.environ.get("DCCG_MEET_ALL"))
MODULES = HERE.parents[1] / "build" / "npm" / "node_modules"


def missing(reason: str) -> NoReturn:
    """Fail under make test-all, else skip."""
    if ALL:
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str) -> str:
    """The path of an installed program."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not installed; make test-all installs it on Debian, as root")
    return found


def module(name: str) -> Path:
    """A file out of an npm package."""
    if not (MODULES / name).exists():
        missing(f"{name} is not in build/npm; make test-all puts it there")
    return MODULES / name


def run(name: str, *arguments: object, check: bool = True) -> str:
    """What a program prints, in an environment of its own; with ``check`` it has to end without a fault."""
    needed = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NODE_PATH": str(MODULES)}
    command = [program(name), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=needed, timeout=300, check=False
    )
    assert not check or done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    return done.stdout


def node(script: str, *arguments: object) -> Any:
    """What a Node program of this folder prints as JSON."""
    return json.loads(run("node", HERE / script, *arguments))


def install(python: Path, package: str) -> None:
    """Put a package, with what it needs, into another environment; pip looks where it does for this one."""
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--only-binary", ":all:", package]
    done = subprocess.run(pip, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, f"pip: {done.stdout}{done.stderr}"
