"""The wheel in an environment of its own, as somebody has it who never saw the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def build_wheel(folder: Path) -> Path:
    """The wheel, built from this checkout with the backend of this environment: no network."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
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
