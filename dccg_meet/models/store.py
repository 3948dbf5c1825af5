"""Finding a speech model: the folder the user named, one kept ready, an installed package, the hub.

Whatever the source, model.bin has to have a hash that the catalog knows, before anybody gets its folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dccg_meet.errors import ModelCorrupt
from dccg_meet.models import hub, weights
from dccg_meet.models.catalog import Catalog, Model, catalog
from dccg_meet.models.digest import Memory, sha256
from dccg_meet.models.places import Places, given, is_model


class Source(StrEnum):
    """Where a model's files come from."""

    FOLDER = "folder"
    """The folder that the user named."""
    KEPT = "kept"
    """A folder of the checkout or of the user's data, ready for use."""
    PACKAGE = "package"
    """Installed packages, to be used as they are or joined first."""
    HUB = "hub"
    """Nothing is on this machine."""


@dataclass(frozen=True)
class Found:
    """A model and where it would come from. ``folder`` is None where files are to be joined or fetched."""

    model: Model
    source: Source
    folder: Path | None


@dataclass(frozen=True)
class Verified:
    """A model whose model.bin was read and found right."""

    name: str
    folder: Path
    sha256: str


def resolve(name: str, folder: Path | None = None, *, places: Places | None = None) -> Path:
    """The folder of the model, ready for faster-whisper; joins parts or asks the hub where it has to.

    ``folder`` is one that the user named. Raises UnknownModel, ModelMissing, ModelCorrupt; ModelError where
    the user's data folder cannot be written.
    """
    places = places or Places.here()
    found = look_up(name, folder, places=places)
    if found.folder is None:
        return _store(found, places, again=False)
    _check(found, _memory(places).sha256(found.folder / "model.bin"))
    return found.folder


def install(name: str, *, places: Places | None = None) -> Path:
    """Put the model into the user's data folder, replacing what is there unless it is right already.

    Raises UnknownModel, ModelMissing, ModelCorrupt, ModelError as :func:`resolve` does.
    """
    places = places or Places.here()
    model = catalog().find(name)
    installed = model.weights and weights.folders(model.weights)
    return _store(Found(model, Source.PACKAGE if installed else Source.HUB, None), places, again=True)


def verify(name: str, folder: Path | None = None, *, places: Places | None = None) -> Verified:
    """Hash the model's weights again, whatever is remembered of them.

    Raises UnknownModel, ModelCorrupt, ModelMissing; the hub is not asked.
    """
    places = places or Places.here()
    found = look_up(name, folder, places=places)
    if found.source is Source.HUB:
        raise hub.missing(found.model, "there is nothing to verify")
    ready = found.folder or _store(found, places, again=False)
    digest = _memory(places).renew(ready / "model.bin")
    _check(Found(found.model, found.source, ready), digest)
    return Verified(name, ready, digest)


def look_up(name: str, folder: Path | None = None, *, places: Places | None = None) -> Found:
    """Where the model would come from, without joining, hashing or fetching anything.

    Raises UnknownModel, and ModelMissing where ``folder`` holds no model.
    """
    places = places or Places.here()
    model = catalog().find(name)
    if folder is not None:
        return Found(model, Source.FOLDER, given(folder))
    if kept := places.kept(model):
        return Found(model, Source.KEPT, kept)
    if model.weights and (folders := weights.folders(model.weights)):
        return Found(model, Source.PACKAGE, None if model.weights.parts else folders[0])
    return Found(model, Source.HUB, None)


def look_up_all(*, places: Places | None = None) -> tuple[Catalog, tuple[Found, ...]]:
    """The catalog, and for each of its models where it would come from."""
    known = catalog()
    return known, tuple(look_up(model.name, places=places) for model in known.models)


def _store(found: Found, places: Places, *, again: bool) -> Path:
    """Join or fetch the model into the user's data folder; of two processes, the second uses the first's."""
    model, target, memory = found.model, places.models / found.model.name, _memory(places)
    with places.writing(model):
        if is_model(target):
            file = target / "model.bin"
            if (memory.renew(file) if again else memory.sha256(file)) in model.sha256s:
                return target
        with places.replacing(model) as beside:
            folders = weights.folders(model.weights) if model.weights else None
            if model.weights and folders:
                weights.assemble(model, model.weights, folders, beside)
            else:
                hub.download(model, beside)
                _check(Found(model, Source.HUB, beside), sha256(beside / "model.bin"))
        memory.renew(target / "model.bin")
    return target


def _check(found: Found, digest: str) -> None:
    """Raise ModelCorrupt unless the catalog knows the hash for this model."""
    model = found.model
    if digest in model.sha256s:
        return
    if found.source is Source.PACKAGE and model.weights:
        raise weights.corrupt(model, model.weights)
    if found.source is Source.FOLDER:
        todo = f"Name a folder with the weights of {model.name}, or leave the option out."
    else:
        todo = f"dccg-meet model install {model.name}"
    raise ModelCorrupt(
        f"model.bin is not that of {model.name}: its sha256 starts with {digest[:12]}",
        where=str(found.folder),
        todo=todo,
    )


def _memory(places: Places) -> Memory:
    return Memory(places.models / "hashes.json")
