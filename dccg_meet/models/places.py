"""Where models lie on this machine, and how a new one gets there: complete or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from platformdirs import user_data_path

from dccg_meet.errors import ModelError, ModelMissing
from dccg_meet.models.catalog import Model
from dccg_meet.shipped_data import checkout_models

# What faster-whisper opens. Without tokenizer.json it would go to the network for one.
_NEEDED = ("model.bin", "config.json", "tokenizer.json")


@dataclass(frozen=True)
class Places:
    """The folders that hold a folder for each model: the checkout's, if there is one, and the user's."""

    data: Path
    checkout: Path | None

    @classmethod
    def here(cls) -> Places:
        """This machine's: the environment variable DCCG_MEET_DATA moves the user's data folder."""
        moved = os.environ.get("DCCG_MEET_DATA")
        return cls(Path(moved) if moved else user_data_path("dccg-meet", appauthor=False), checkout_models())

    @property
    def models(self) -> Path:
        """The user's own models, one folder each."""
        return self.data / "models"

    def kept(self, model: Model) -> Path | None:
        """The folder of a model that is kept ready for use, the checkout's first; None without one."""
        homes = [self.checkout, self.models] if self.checkout else [self.models]
        return next((home / model.name for home in homes if is_model(home / model.name)), None)

    @contextmanager
    def writing(self, model: Model) -> Iterator[None]:
        """Hold the lock for putting this model into the user's folder; clear what a killed writer left.

        Raises ModelError where the folder cannot be written.
        """
        try:
            self.models.mkdir(parents=True, exist_ok=True)
            with FileLock(self.models / f".{model.name}.lock"):
                for leftover in self.models.glob(f".{model.name}-making-*"):
                    shutil.rmtree(leftover)
                yield
        except OSError as error:
            raise ModelError(
                f"the model cannot be stored: {error.strerror or type(error).__name__}",
                where=str(self.models),
                todo=f"Free {model.size_mb} MB there, or set DCCG_MEET_DATA to a folder that can be written.",
            ) from error

    @contextmanager
    def replacing(self, model: Model) -> Iterator[Path]:
        """An empty folder to fill, which takes the model's place when the block ends well.

        Every file is synced before the rename, so a crash leaves the old folder, the new one or none. To be
        used within :meth:`writing`.
        """
        beside = Path(tempfile.mkdtemp(dir=self.models, prefix=f".{model.name}-making-"))
        try:
            yield beside
            beside.chmod(0o755)
            for file in beside.iterdir():
                _sync(file)
            _sync(beside)
            target = self.models / model.name
            if target.exists():
                # A folder cannot be renamed over another one; the way out has the name of a leftover.
                target.rename(beside.with_name(f"{beside.name}-old"))
            beside.rename(target)
            _sync(self.models)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            shutil.rmtree(beside.with_name(f"{beside.name}-old"), ignore_errors=True)


def is_model(folder: Path) -> bool:
    """Whether the folder has every file that faster-whisper opens."""
    return all((folder / name).is_file() for name in _NEEDED) and any(folder.glob("vocabulary.*"))


def given(folder: Path) -> Path:
    """The folder that the user named, if it holds a model. Raises ModelMissing."""
    if is_model(folder):
        return folder
    missing = [name for name in _NEEDED if not (folder / name).is_file()] or [
        "vocabulary.json or vocabulary.txt"
    ]
    raise ModelMissing(
        f"the folder holds no model: {', '.join(missing)} missing",
        where=str(folder),
        todo="Name a folder with a model that was converted for faster-whisper, or leave the option out.",
    )


def _sync(path: Path) -> None:
    """Make content (a file) or entries (a folder) durable; only POSIX lets a folder be synced."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
