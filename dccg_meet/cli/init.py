"""``dccg-meet init``: six questions, then a workspace."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from dccg_meet.cli import common

_QUESTIONS = {
    "name": "Name of the group",
    "list": "Mailing list address",
    "join_url": "Web address to join the calls (empty if it differs each time)",
    "phone": "Telephone dial-in with meeting number, no passcode (empty if none)",
    "access_contact": "Mail address to ask for captioning or sign language",
    "mailbox": "Mailbox that signs invitations and gets the answers, not the list's (empty if none yet)",
}


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", help="Name of the group.")
@click.option(
    "--list", "list_", metavar="ADDRESS", help="Mailing list address; it also signs the invitations."
)
@click.option("--join-url", metavar="URL", help="Web address at which people join. Public.")
@click.option("--phone", metavar="TEXT", help="Telephone dial-in, without a passcode. Public.")
@click.option("--access-contact", metavar="ADDRESS", help="Whom to ask for captioning or sign language.")
@click.option(
    "--mailbox", metavar="ADDRESS", help="A role's mailbox: it signs invitations and gets the answers."
)
@click.option("--short", help="Short name, in calendar entries. Default: the list's name before the @.")
@click.option("--zone", default="UTC", show_default=True, help="Zone in which call times are typed.")
@click.option(
    "--first-number", type=click.IntRange(1), default=1, show_default=True, help="Number of the next call."
)
@click.option("--site", metavar="URL", help="Web address at which public/ will be served.")
def init(
    folder: Path,
    list_: str | None,
    short: str | None,
    zone: str,
    first_number: int,
    site: str | None,
    **asked: str | None,
) -> None:
    """Make a workspace in DIR (default: this folder).

    On a terminal six questions are asked; each is also an option. Private files (roster, recordings,
    transcripts) are listed in .gitignore, so that they are never committed by accident.

    \b
    Example:
      dccg-meet init --name "Dynamic Coalitions Coordination Group" \\
        --list dccg@example.org --join-url https://meet.example.org/dccg \\
        --phone "+41 22 555 01 00, meeting 123 456" --access-contact access@example.org
    """
    from dccg_meet.invites.gaps import holds_passcode
    from dccg_meet.workspace import create
    from dccg_meet.workspace.schema import Group

    create.refuse_existing(folder)
    answers = _answers({"list": list_, **asked})
    given: dict[str, Any] = {
        "name": answers["name"],
        "list": answers["list"],
        "short": short or _slug(answers["list"]),
        "zone": zone,
        "first_number": first_number,
        "site": site or "",
        "join": {"url": answers["join_url"], "phone": [answers["phone"]] if answers["phone"] else []},
        "access": {"contact": answers["access_contact"]},
        "mail": {"mailbox": answers["mailbox"]},
    }
    group = Group.model_validate(given)
    place = create.create(folder, group)
    if holds_passcode(group.join):
        common.warn("the join details seem to hold a passcode, and they are published: see join in dccg.toml")
    click.echo(f"made a workspace in {place.relative(place.root)}")
    click.echo("next: dccg-meet roster add NAME, then dccg-meet call schedule")


def _answers(given: dict[str, str | None]) -> dict[str, str]:
    """Ask for what no option gave; without a terminal only name and list are needed."""
    answers = {}
    for key, question in _QUESTIONS.items():
        value = given[key]
        required = key in {"name", "list"}
        if value is None and sys.stdin.isatty():
            value = click.prompt(
                question, default=None if required else "", show_default=False, value_proc=_checked(key)
            )
        if value is None and required:
            raise click.UsageError(f"Missing option '--{key}'.")
        answers[key] = (value or "").strip()
    return answers


def _checked(key: str) -> Callable[[str], str]:
    """A check of one answer, so that a wrong one is asked for again at once."""
    from pydantic import TypeAdapter, ValidationError

    from dccg_meet.workspace import values

    addresses = dict.fromkeys(("list", "access_contact", "mailbox"), values.MailAddress)
    kinds = {**addresses, "join_url": values.WebAddress}
    adapter: TypeAdapter[str] = TypeAdapter(kinds.get(key, values.Line))

    def check(answer: str) -> str:
        try:
            return adapter.validate_python(answer)
        except ValidationError as error:
            raise click.UsageError(error.errors()[0]["msg"].replace("Value error, ", "expected ")) from None

    return check


def _slug(address: str) -> str:
    """``dccg`` from ``DCCG@lists.example.org``."""
    return re.sub(r"[^a-z0-9]+", "-", address.partition("@")[0].lower()).strip("-")[:40] or "calls"
