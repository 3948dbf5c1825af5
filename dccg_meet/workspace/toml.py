"""Reading the TOML files of a workspace as records; writing them is :mod:`dccg_meet.workspace.edit`'s."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from dccg_meet.errors import BadFile, Fault

Record = TypeVar("Record", bound=BaseModel)

_PRIVATE = frozenset({"roster.toml", "replies.toml", "answers.toml"})
"""Files whose values no message shows."""

_AT_THE_TOP = frozenset({"dccg.toml", "roster.toml"})
"""Files of which a workspace has one; every other is named with its folder."""

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
    where they cannot be private: never those of the roster, of replies or of people's answers.
    """
    return validate(_read(path), record, path)


def validate(data: Mapping[str, Any], record: type[Record], path: Path) -> Record:
    """Check ``data`` against ``record``; ``path`` is for the messages. Raises BadFile."""
    try:
        return record.model_validate(data)
    except ValidationError as error:
        private = path.name in _PRIVATE
        faults = tuple(_fault(dict(item), path, private=private) for item in error.errors(include_url=False))
        raise BadFile(faults) from None


def _read(path: Path) -> dict[str, Any]:
    """The file's values.

    With tomli, which is the standard library's parser, compiled: it reads a thousand calls in a third of the
    time; and tomlkit takes ten times as long to keep what only a writer needs.
    """
    try:
        return tomli.loads(text(path))
    except tomli.TOMLDecodeError as error:
        found = re.search(r"line \d+, column \d+", str(error))
        raise no_toml(path, found[0] if found else "its end") from None


def text(path: Path) -> str:
    """The file's text. Raises BadFile where it is missing or no UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(_short(path), "", f"a byte that is not UTF-8 at offset {error.start}", "UTF-8 text")
    except FileNotFoundError:
        fault = Fault(_short(path), "", "no such file", "a file")
    raise BadFile((fault,)) from None


def no_toml(path: Path, where: str) -> BadFile:
    """The error for a file that is no TOML at ``where``."""
    return BadFile((Fault(_short(path), "", f"a fault in the TOML at {where}", "valid TOML"),))


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
    return path.name if path.name in _AT_THE_TOP else f"{path.parent.name}/{path.name}"
