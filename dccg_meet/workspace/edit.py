"""Editing the TOML files that people edit too: comments and order survive our changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel
from tomlkit.exceptions import TOMLKitError

from dccg_meet.workspace.files import write_text
from dccg_meet.workspace.toml import no_toml, text


def dump(record: BaseModel) -> str:
    """``record`` as the text of a new TOML file; what has its default value is left out."""
    return tomlkit.dumps(_plain(record.model_dump(exclude_defaults=True)))


def save(path: Path, record: BaseModel, *, header: str = "", private: bool = False) -> None:
    """Write ``record`` to ``path``, changing only what differs, so that a person's comments and order stay.

    ``header`` opens the file where it is new; a ``private`` one is its owner's alone. Raises BadFile where
    the existing file is no TOML, UnsafePath where a private one is a link.
    """
    if not path.exists():
        write_text(path, header + dump(record), private=private)
        return
    document = _parse(path)
    _merge(document, _plain(record.model_dump()), _plain(record.model_dump(exclude_defaults=True)))
    write_text(path, tomlkit.dumps(document), private=private)


def _parse(path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text(path))
    except TOMLKitError as error:
        where = f"line {getattr(error, 'line', '?')}, column {getattr(error, 'col', '?')}"
        raise no_toml(path, where) from None


def _plain(value: Any) -> Any:
    """``value`` in the types that TOML has: no None, no enum, UTC times to the second."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(microsecond=0)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value


def _merge(table: Any, full: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Make ``table`` say ``full``, touching only keys that differ; keys at their default may stay unsaid."""
    for key in [key for key in table if key not in full]:
        del table[key]
    for key, value in full.items():
        if key not in table:
            if key in wanted:
                table[key] = value
        elif isinstance(value, Mapping) and isinstance(table[key], Mapping):
            _merge(table[key], value, wanted.get(key, {}))
        elif _is_table_list(value) and _is_table_list(table[key]):
            _merge_list(table[key], value, wanted.get(key, value))
        elif tomlkit.item(table[key]).unwrap() != value:
            table[key] = value


def _merge_list(tables: Any, full: list[Mapping[str, Any]], wanted: list[Mapping[str, Any]]) -> None:
    for position in range(len(tables) - 1, len(full) - 1, -1):
        del tables[position]
    for position, value in enumerate(full):
        if position < len(tables):
            _merge(tables[position], value, wanted[position])
        else:
            tables.append(_table(wanted[position]))


def _table(value: Mapping[str, Any]) -> Any:
    table = tomlkit.table()
    table.update(value)
    return table


def _is_table_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(inner, Mapping) for inner in value)
