"""The wheel: what is in it, and that it runs where there is no checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout with the backend of this environment: no network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


class Installed:
    """An environment that has the wheel and the third-party packages of this one, but no checkout."""

    def __init__(self, wheel: Path, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "venv" / "bin"
        venv.create(folder / "venv", with_pip=False)
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--python",
            str(self.bin / "python"),
        ]
        offline = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
        subprocess.run([*pip, *offline], check=True, capture_output=True)
        (site,) = (folder / "venv").glob("lib/python*/site-packages")
        self._borrow(Path(sysconfig.get_path("purelib")), site)

    @staticmethod
    def _borrow(source: Path, site: Path) -> None:
        # Links, one a package, not the folder on sys.path: its .pth file would bring the checkout back.
        for entry in source.iterdir():
            own = re.match(r"_?(editable_impl_)?dccg.meet", entry.name)
            if not own and entry.suffix != ".pth" and not (site / entry.name).exists():
                (site / entry.name).symlink_to(entry)

    def run(self, *command: str) -> str:
        """Run a program of the environment far from the checkout; its output."""
        done = subprocess.run(
            [self.bin / command[0], *command[1:]],
            check=False,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "HF_HUB_OFFLINE": "1"},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own."""
    return Installed(wheel, tmp_path_factory.mktemp("installed"))


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

    # dccg-meet demo belongs here: installed.run("dccg-meet", "demo", "demo"), then what is in demo/public.
