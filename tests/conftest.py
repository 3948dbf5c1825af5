"""What many tests share: the wheel, and an environment that has nothing else of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.installed import Installed, build_wheel

# Shared machines pause; how long an example takes says nothing of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own."""
    return Installed(wheel, tmp_path_factory.mktemp("installed"))
