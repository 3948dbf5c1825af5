"""The ``dccg-meet`` command. Sub-commands load when they are used, so that ``--help`` is quick."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dccg_meet import __version__
from dccg_meet.cli.report import report
from dccg_meet.errors import BadValue, DccgError

_COMMANDS = {
    "init": "Make a workspace for a group.",
    "status": "What is next, what is late, and the command for each.",
    "doctor": "Check this machine: versions, time zones, models, media, disk.",
    "demo": "Run a chair's whole month on the shipped sample call.",
    "call": "Schedule, list, show, move and cancel calls.",
    "times": "Find fair times, see clocks and their changes.",
    "agenda": "Build the agenda of a call, check its accessibility.",
    "invite": "Build and send calendar invitations, and read the answers.",
    "captions": "Make and approve captions.",
    "roster": "Keep the private list of people.",
    "notes": "Draft and approve notes.",
    "publish": "Build the public archive.",
    "model": "See and install speech models.",
}


class _LazyGroup(click.Group):
    """A group whose commands are imported from ``dccg_meet.cli.NAME`` when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"dccg_meet.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DccgError as error:
            report(error)
            ctx.exit(error.exit_code)
        except OSError as error:
            if (
                error.errno == errno.EPIPE
            ):  # Whoever read our output has gone, as head does: click ends quietly.
                raise
            fault = _disk_fault(error)
            report(fault)
            ctx.exit(fault.exit_code)
        except ValueError as error:
            fault = _bad_value(error)
            report(fault)
            ctx.exit(fault.exit_code)


def _disk_fault(error: OSError) -> DccgError:
    """What the disk refused, in words about the user's files, not about our temporary ones."""
    path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else None
    if path and path.name.startswith((".writing-", ".dccg-meet.lock", ".public-")):
        return DccgError(f"cannot write here: {error.strerror}", where=str(path.parent), todo="Is it yours?")
    return DccgError(error.strerror or "the disk failed", where=str(path) if path else "")


def _bad_value(error: ValueError) -> DccgError:
    """What a record refused, which can only come from the command line: files are checked when they are read.

    Raises ``error`` itself where it is anything else.
    """
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        raise error
    keys = {".".join(map(str, fault["loc"])) or "value": fault["msg"] for fault in error.errors()}
    what = "; ".join(
        f"{key}: expected {message.removeprefix('Value error, ')}" for key, message in keys.items()
    )
    return BadValue(what, todo="Correct the command; --help shows an example.")


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dccg-meet")
def root() -> None:
    """Run a group's monthly calls from a terminal.

    Agendas, calendar invitations, captions and published notes, with nobody's identity leaking and nobody
    shut out.

    Begin with "dccg-meet init" in an empty folder, or watch "dccg-meet demo".

    \b
    Exit codes: 0 done, 1 refused or failed, 2 wrong usage,
    3 a person has to decide something, which is named.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; the entry point of the installed program. NO_COLOR is heeded (no-color.org)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # A plugin that came with some other package would see every record, the roster's too.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    root.main(
        args=list(arguments) if arguments is not None else None,
        prog_name="dccg-meet",
        color=False if plain else None,
    )
