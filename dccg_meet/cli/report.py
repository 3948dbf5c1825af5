"""How an error looks on the terminal."""

from __future__ import annotations

import click

from dccg_meet.errors import DccgError


def report(error: DccgError) -> None:
    """Print one clear error: what, where, what to do."""
    click.secho("Error: ", fg="red", bold=True, err=True, nl=False)
    click.echo(str(error), err=True)
    if error.todo:
        click.echo(f"  → {error.todo}", err=True)
