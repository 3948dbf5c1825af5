"""What many tests share: the wheel, and an environment that has nothing else of ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.installed import Installed, build_wheel

# Shared machines pause; how long an example takes says nothing of the code. CI takes the same examples each
# time, so that what fails there was changed there; everywhere else each run looks at new ones.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own."""
    return Installed(wheel, tmp_path_factory.mktemp("installed"))
