"""What the command modules share: the clock, the workspace of this folder, the CALL argument, JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from dccg_meet.errors import BadTime
from dccg_meet.workspace.folder import CallFolder, Workspace
from dccg_meet.workspace.values import YEARS

call_argument: Callable[[Any], Any] = click.argument("call", metavar="CALL")
json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print data as JSON."
)


def now() -> dt.datetime:
    """The time (UTC, whole seconds), or SOURCE_DATE_EPOCH where it is set (reproducible-builds.org).

    Raises BadTime where that is no number of seconds, or one far beyond our time.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        moment = dt.datetime.fromtimestamp(int(fixed), dt.UTC)
    except (ValueError, OverflowError, OSError):
        moment = None
    if moment is None or moment.year > YEARS[-1]:
        raise BadTime(
            f"SOURCE_DATE_EPOCH is no number of seconds up to the year {YEARS[-1]}",
            todo="Unset it, or set it right.",
        )
    return moment


def workspace() -> Workspace:
    """The workspace that the current folder lies in. Raises NoWorkspace."""
    return Workspace.find(Path.cwd())


def find_call(place: Workspace, text: str) -> CallFolder:
    """The call that CALL means. Raises NoSuchCall."""
    from dccg_meet.calls.select import select

    return select(place.calls(), text, now())


def done(*written: Path, place: Workspace) -> None:
    """Tell which files were written."""
    for path in written:
        click.echo(f"wrote {place.relative(path)}")


def warn(text: str) -> None:
    """Tell the chair what does not stop the command and should be seen to."""
    click.secho("Warning: ", fg="yellow", bold=True, err=True, nl=False)
    click.echo(text, err=True)


def print_json(data: Any) -> None:
    """Print ``data`` as JSON, in the same order every time."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False, sort_keys=True, default=_json_value))


def _json_value(value: Any) -> str:
    """Moments as RFC 3339 writes them, anything else as text."""
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, dt.datetime) else str(value)
