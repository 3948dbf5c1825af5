"""The catalog of speech models, ``models/catalog.toml``: name, languages, size, licence, sources, hashes."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dccg_meet.errors import BadFile, Fault, UnknownModel
from dccg_meet.shipped_data import shipped

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REVISION = re.compile(r"[0-9a-f]{40}")
# A model's name becomes the name of a folder, a package's folder is looked up below site-packages.
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
_FOLDER = re.compile(r"\w+(/\w+)*")
_MISSING = object()


@dataclass(frozen=True)
class Package:
    """An installed package and the folder in it, relative to site-packages, that holds model files."""

    name: str
    folder: str


@dataclass(frozen=True)
class Weights:
    """Weights that come as ordinary packages, installed by an extra of dccg-meet.

    ``parts`` names the pieces of model.bin in the order in which they are joined; empty where one package
    holds the folder as it is used.
    """

    extra: str
    sha256: str
    packages: tuple[Package, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Hub:
    """A repository of the Hugging Face hub, at one revision."""

    repository: str
    revision: str
    sha256: str


@dataclass(frozen=True)
class Model:
    """One speech model. ``size_mb`` is the size of model.bin in millions of bytes."""

    name: str
    summary: str
    languages: tuple[str, ...]
    size_mb: int
    licence: str
    hub: Hub
    weights: Weights | None

    @property
    def sha256s(self) -> frozenset[str]:
        """The hashes that model.bin may have, one for each conversion that a source offers."""
        return frozenset({self.hub.sha256} | ({self.weights.sha256} if self.weights else set()))


@dataclass(frozen=True)
class Catalog:
    """All known models, in the order of the file, and the name of the one to use where nobody chose."""

    default: str
    models: tuple[Model, ...]

    def find(self, name: str) -> Model:
        """The model of that name. Raises UnknownModel, with the nearest name there is."""
        for model in self.models:
            if model.name == name:
                return model
        names = [model.name for model in self.models]
        near = difflib.get_close_matches(name.lower(), names, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UnknownModel(
            f"no model {name!r} in the catalog",
            todo=f"{hint}There are: {', '.join(names)} (dccg-meet model list).",
        )


@cache
def catalog() -> Catalog:
    """The catalog that is shipped with the program. Raises BadFile where it breaks its schema."""
    return load(shipped("models", "catalog.toml"))


def load(path: Path) -> Catalog:
    """Read and check a catalog file. Raises BadFile with one fault for each thing that is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile((Fault(path.name, "", str(error), "TOML in UTF-8"),)) from error
    reader = _Reader(path.name)
    tables = reader.table(data, "models", "")
    models = tuple(_model(reader, name, reader.table(tables, name, "models")) for name in tables)
    default = reader.text(data, "default", "")
    if default not in tables:
        reader.fault("default", default, "the name of a model below")
    if reader.faults:
        raise BadFile(tuple(reader.faults))
    return Catalog(default, models)


def _model(reader: _Reader, name: str, table: Mapping[str, Any]) -> Model:
    key = f"models.{name}"
    if not _NAME.fullmatch(name):
        reader.fault(key, name, "lower-case letters, digits, dots and hyphens")
    size = table.get("size_mb", _MISSING)
    if not isinstance(size, int) or isinstance(size, bool) or size <= 0:
        reader.fault(f"{key}.size_mb", size, "a whole number of megabytes")
        size = 0
    hub = reader.table(table, "hub", key)
    return Model(
        name=name,
        summary=reader.text(table, "summary", key),
        languages=reader.texts(table, "languages", key),
        size_mb=size,
        licence=reader.text(table, "licence", key),
        hub=Hub(
            repository=reader.text(hub, "repository", f"{key}.hub"),
            revision=reader.text(hub, "revision", f"{key}.hub", _REVISION),
            sha256=reader.text(hub, "sha256", f"{key}.hub", _SHA256),
        ),
        weights=_weights(reader, reader.table(table, "weights", key), f"{key}.weights")
        if "weights" in table
        else None,
    )


def _weights(reader: _Reader, table: Mapping[str, Any], key: str) -> Weights:
    entries = table.get("packages", _MISSING)
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        reader.fault(f"{key}.packages", entries, "a list of { name, folder }")
        entries = []
    packages = tuple(
        Package(
            reader.text(entry, "name", f"{key}.packages[{number}]", _NAME),
            reader.text(entry, "folder", f"{key}.packages[{number}]", _FOLDER),
        )
        for number, entry in enumerate(entries)
    )
    parts = reader.texts(table, "parts", key) if "parts" in table else ()
    if not parts and len(packages) > 1:
        reader.fault(
            f"{key}.parts", _MISSING, "the pieces of model.bin, because there is more than one package"
        )
    return Weights(
        extra=reader.text(table, "extra", key, _NAME),
        sha256=reader.text(table, "sha256", key, _SHA256),
        packages=packages,
        parts=parts,
    )


class _Reader:
    """Takes typed values out of parsed TOML and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, key: str, found: object, expected: str) -> None:
        self.faults.append(Fault(self.file, key, "nothing" if found is _MISSING else repr(found), expected))

    def table(self, data: Mapping[str, Any], name: str, key: str) -> Mapping[str, Any]:
        value = data.get(name, _MISSING)
        if isinstance(value, dict):
            return value
        self.fault(f"{key}.{name}".lstrip("."), value, "a table")
        return {}

    def text(
        self, data: Mapping[str, Any], name: str, key: str, pattern: re.Pattern[str] | None = None
    ) -> str:
        value = data.get(name, _MISSING)
        if isinstance(value, str) and value and (pattern is None or pattern.fullmatch(value)):
            return value
        expected = f"text that matches {pattern.pattern}" if pattern else "text"
        self.fault(f"{key}.{name}".lstrip("."), value, expected)
        return ""

    def texts(self, data: Mapping[str, Any], name: str, key: str) -> tuple[str, ...]:
        value = data.get(name, _MISSING)
        if isinstance(value, list) and value and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        self.fault(f"{key}.{name}", value, "a list of texts")
        return ()
