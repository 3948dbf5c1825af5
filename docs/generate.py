"""Writes the parts of the reference that the code knows best: commands, errors, workspace files.

``python docs/generate.py`` writes them; ``--check`` fails where one is not what the code says.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from dccg_meet import errors
from dccg_meet.cli.main import root
from dccg_meet.workspace import poll, replies, schema

_FILES = {
    "dccg.toml": schema.Group,
    "roster.toml": schema.Roster,
    "calls/*/call.toml": schema.CallRecord,
    "calls/*/replies.toml": replies.Replies,
    "polls/*/poll.toml": poll.Poll,
    "polls/*/answers.toml": poll.Answers,
}
_CHOICES = {
    kind.__name__: [value.value for value in kind]
    for kind in (
        schema.Rule,
        schema.Status,
        schema.CaptionState,
        schema.NotesState,
        schema.Security,
        replies.Answer,
    )
}
_FORMATS = {"date-time": "time with zone", "date": "day, such as 2026-12-25"}
_TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}
_FILES_INTRODUCTION = """\
# Workspace files

Generated from the program itself. All are TOML, UTF-8. Unknown keys are refused, so that a misspelt one is
noticed. Your comments and the order of your keys are kept.
"""
REFERENCE = Path(__file__).parent / "reference"


def commands() -> str:
    """Every command's help text, as the terminal shows it at 80 columns."""
    parts = ["# Commands\n\nGenerated from the program itself by `make docs`; `make test` checks it.\n"]
    for path, command in _walk("dccg-meet", root):
        context = click.Context(command, info_name=path, terminal_width=80, max_content_width=80)
        context.help_option_names = ["-h", "--help"]
        parts.append(f"## {path}\n\n```text\n{command.get_help(context).strip()}\n```\n")
    return "\n".join(parts)


def error_table() -> str:
    """Every error with its exit code and its meaning, and the tree they form."""
    tree = (errors.__doc__ or "").partition("::\n")[2].partition("Exit codes")[0].strip("\n")
    rows = [
        f"| `{name}` | {kind.exit_code} | {(inspect.getdoc(kind) or '').splitlines()[0]} |"
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.DccgError)
    ]
    return (
        "# Errors and exit codes\n\nGenerated from the program itself.\n\n"
        "0 done · 1 refused or failed · 2 wrong usage · 3 a person has to decide something, which is named. "
        "Every error says what is wrong, where, and what to do; none shows private text.\n\n"
        f"```text\n{textwrap.dedent(tree)}\n```\n\n| error | exit code | meaning |\n|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def files() -> str:
    """Every key of the workspace's files, from their JSON schemas."""
    parts = [_FILES_INTRODUCTION]
    meanings = _meanings()
    for name, record in _FILES.items():
        document = record.model_json_schema()
        keys = _keys(document, meanings[record.__name__])
        parts.append(f"## {name}\n\n{inspect.getdoc(record)}\n\n{keys}")
        for table, inner in document.get("$defs", {}).items():
            if "properties" in inner:
                parts.append(f"### {table}\n\n{inner['description']}\n\n{_keys(inner, meanings[table])}")
    return "\n".join(parts)


def _meanings() -> dict[str, dict[str, str]]:
    """What stands under each field of each record. Read here: pydantic would do it at every start."""
    found: dict[str, dict[str, str]] = {}
    sources = (inspect.getsource(module) for module in (schema, replies, poll))
    for record in itertools.chain.from_iterable(ast.parse(source).body for source in sources):
        if isinstance(record, ast.ClassDef):
            fields = found.setdefault(record.name, {})
            for field, below in itertools.pairwise(record.body):
                match field, below:
                    case ast.AnnAssign(target=ast.Name(key)), ast.Expr(value=ast.Constant(value=str(text))):
                        fields[key] = inspect.cleandoc(text)
    return found


def _keys(table: dict[str, Any], meanings: dict[str, str]) -> str:
    rows = [
        f"| `{key}` | {_value(field)} | {_default(key, field, table)} | {meanings[key]} |"
        for key, field in table["properties"].items()
    ]
    return "| key | value | default | meaning |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"


def _value(field: dict[str, Any]) -> str:
    """The kind of value in words."""
    options = [option for option in field.get("anyOf", [field]) if option.get("type") != "null"]
    kind = options[0]
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        values = _CHOICES.get(name)
        return " or ".join(f"`{value}`" for value in values) if values else f"table {name}"
    if kind["type"] == "array":
        return f"list of {_value(kind['items'])}"
    if kind.get("format") in _FORMATS:
        return _FORMATS[kind["format"]]
    return _TYPES[kind["type"]]


def _default(key: str, field: dict[str, Any], table: dict[str, Any]) -> str:
    if key in table.get("required", ()):
        return "needed"
    value = field.get("default")
    return "" if value in (None, "", [], {}) or isinstance(value, dict) else f"`{json.dumps(value)}`"


def _walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _walk(f"{path} {name}", inner)


def main() -> int:
    """Write the pages, or with --check compare them."""
    stale = []
    for name, text in (("commands.md", commands()), ("errors.md", error_table()), ("files.md", files())):
        page = REFERENCE / name
        if "--check" not in sys.argv:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        print(f"docs/reference: {', '.join(stale)} not as the code says; run: make docs")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
