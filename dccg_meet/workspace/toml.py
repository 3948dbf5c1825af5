"""Reading and editing the TOML files that people edit too: comments and order survive our changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import tomlkit
from pydantic import BaseModel, ValidationError
from tomlkit.exceptions import TOMLKitError

from dccg_meet.errors import BadFile, Fault
from dccg_meet.workspace.files import write_text

Record = TypeVar("Record", bound=BaseModel)

_FOUND = {"missing": "nothing", "extra_forbidden": "an unknown key"}
_EXPECTED = {
    "missing": "a value for this key",
    "extra_forbidden": "a key that this file knows",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "timezone_aware": "a time with a zone, such as 2026-12-09T14:00:00Z",
}


def load(path: Path, record: type[Record]) -> Record:
    """Read the file at ``path`` as ``record``.

    Raises BadFile with one fault per wrong value, or for text that is no TOML. Found values are shown only
    where they cannot be private: never those of the roster.
    """
    return validate(_parse(path).unwrap(), record, path)


def validate(data: Mapping[str, Any], record: type[Record], path: Path) -> Record:
    """Check ``data`` against ``record``; ``path`` is for the messages. Raises BadFile."""
    try:
        return record.model_validate(data)
    except ValidationError as error:
        private = path.name == "roster.toml"
        faults = tuple(_fault(dict(item), path, private=private) for item in error.errors(include_url=False))
        raise BadFile(faults) from None


def dump(record: BaseModel) -> str:
    """``record`` as the text of a new TOML file; what has its default value is left out."""
    return tomlkit.dumps(_plain(record.model_dump(exclude_defaults=True)))


def save(path: Path, record: BaseModel, *, header: str = "") -> None:
    """Write ``record`` to ``path``, changing only what differs, so that a person's comments and order stay.

    ``header`` opens the file where it is new. Raises BadFile where the existing file is no TOML.
    """
    if not path.exists():
        write_text(path, header + dump(record))
        return
    document = _parse(path)
    _merge(document, _plain(record.model_dump()), _plain(record.model_dump(exclude_defaults=True)))
    write_text(path, tomlkit.dumps(document))


def _parse(path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        fault = Fault(_short(path), "", f"a byte that is not UTF-8 at offset {error.start}", "UTF-8 text")
    except TOMLKitError as error:
        where = f"line {getattr(error, 'line', '?')}, column {getattr(error, 'col', '?')}"
        fault = Fault(_short(path), "", f"a fault in the TOML at {where}", "valid TOML")
    except FileNotFoundError:
        fault = Fault(_short(path), "", "no such file", "a file")
    raise BadFile((fault,)) from None


def _fault(error: dict[str, Any], path: Path, *, private: bool) -> Fault:
    expected = _EXPECTED.get(error["type"])
    if expected is None:
        expected = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    free_text = path.name == "call.toml" and error["type"] == "value_error"
    found = _FOUND.get(error["type"]) or _shown(error["input"], hidden=private or free_text)
    return Fault(_short(path), _key_path(error["loc"]), found, expected)


def _shown(value: Any, *, hidden: bool) -> str:
    """A found value for a message: in full only where it is short, plain and cannot be private."""
    if hidden or not isinstance(value, str | int | float | bool):
        return "a text" if isinstance(value, str) else f"a {type(value).__name__}"
    return repr(value)


def _key_path(location: tuple[str | int, ...]) -> str:
    """``("items", 2, "rule")`` as people write it: ``items[3].rule``, counted from one."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.name == "call.toml" else path.name


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
