"""The wheel: what is in it, and that it runs where there is no checkout (its demo: test_demo.py)."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.installed import ROOT, Installed

pytestmark = pytest.mark.slow


class TestContent:
    """What the wheel carries."""

    def test_carries_what_the_program_reads(self, wheel: Path) -> None:
        """Every template, the catalog and the sample call are in the wheel, beside the code."""
        names = set(ZipFile(wheel).namelist())
        templates = {path for path in (ROOT / "templates").rglob("*") if path.is_file()}
        assert templates
        assert {f"dccg_meet/shipped/{path.relative_to(ROOT).as_posix()}" for path in templates} <= names
        assert "dccg_meet/shipped/models/catalog.toml" in names
        assert "dccg_meet/sample/sample-call.ogg" in names
        assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "dccg_meet").rglob("*.py")} <= names

    def test_carries_nothing_else(self, wheel: Path) -> None:
        """No weights, no tests, no workspace: the package and its metadata only, and not much of it."""
        names = ZipFile(wheel).namelist()
        assert all(name.startswith(("dccg_meet/", "dccg_meet-")) for name in names)
        assert not [name for name in names if name.endswith((".bin", ".pyc"))]
        assert wheel.stat().st_size < 5_000_000


class TestInstalled:
    """The wheel in an environment without a checkout."""

    def test_runs_from_the_wheel(self, installed: Installed) -> None:
        """The code that runs is the wheel's, and there is no checkout's models folder."""
        code = (
            "import dccg_meet.shipped_data as s; print(s.__file__, s.checkout_models(), s.shipped('models'))"
        )
        file, models, shipped = installed.run("python", "-c", code).split()
        assert Path(file).is_relative_to(installed.folder)
        assert models == "None"
        assert Path(shipped).is_relative_to(installed.folder)

    def test_version(self, installed: Installed) -> None:
        """dccg-meet --version tells the version of the wheel."""
        assert installed.run("dccg-meet", "--version").startswith("dccg-meet, version 0.")

    def test_model_list(self, installed: Installed) -> None:
        """dccg-meet model list reads the shipped catalog."""
        assert "base (default)      145 MB" in installed.run("dccg-meet", "model", "list")
