"""``dccg-meet agenda check``: the accessibility checklist of a call."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dccg_meet.agendas.checklist import Finding
    from dccg_meet.agendas.deciding import Known
    from dccg_meet.workspace.folder import CallFolder, Workspace

_INDENT = " " * 17
_COLOURS = {"ok": "green", "to do": "red", "needs a person": "yellow"}


@click.command()
@common.call_argument
@click.option("--confirm", metavar="RULE", multiple=True, help="A person has seen to this rule. Repeatable.")
@click.option("--unconfirm", metavar="RULE", multiple=True, help="Take that back. Repeatable.")
@common.json_option
@click.pass_context
def check(
    ctx: click.Context, call: str, confirm: tuple[str, ...], unconfirm: tuple[str, ...], as_json: bool
) -> None:
    """Go through the accessibility checklist of CALL: before and during it, or after it.

    Each rule is ok, to do, or needs a person, and names its source and what to type. The list is informed by
    the DCAD Accessibility Guidelines and the W3C note "Accessibility of Remote Meetings"; it is no statement
    of conformance to them. Exit code 3 where something is to do or needs a person. Nobody is named.

    \b
    Example:
      dccg-meet agenda check next
      dccg-meet agenda check next --confirm chat-reader --confirm captions-on
    """
    from dccg_meet.agendas import checklist
    from dccg_meet.agendas.deciding import State

    checklist.known_rules((*confirm, *unconfirm))
    place = common.workspace()
    if confirm:
        checklist.refuse_to_confirm(confirm, checklist.check(_known(place, common.find_call(place, call))))
    folder = _confirmed(place, call, confirm, unconfirm)
    found = checklist.check(_known(place, folder))
    if as_json:
        common.print_json(_data(folder, found))
    else:
        _print(folder, found)
    if any(finding.state is not State.OK for finding in found):
        ctx.exit(3)


def _confirmed(
    place: Workspace, call: str, confirm: tuple[str, ...], unconfirm: tuple[str, ...]
) -> CallFolder:
    """The call, with what a person has just confirmed, or taken back, written down."""
    from dccg_meet.calls.lifecycle import confirm as confirmed

    if not (confirm or unconfirm):
        return common.find_call(place, call)
    with place.lock():
        before = common.find_call(place, call).record
        return place.save_call(confirmed(before, confirm, unconfirm))


def _known(place: Workspace, folder: CallFolder) -> Known:
    """What the rules look at. Raises RuleMissing where nobody decided the call's rule."""
    from dccg_meet.agendas.deciding import Known
    from dccg_meet.calls.needs import needing
    from dccg_meet.calls.rules import call_rule
    from dccg_meet.cli.built import run_sheet_of
    from dccg_meet.cli.facts import facts_of, read

    group, record = place.group(), folder.record
    call_rule(record)
    return Known(
        record=record,
        group=group,
        now=common.now(),
        facts=facts_of(place, group, folder, place.calls()),
        needs={need: len(names) for need, names in needing(place.roster().people).items()},
        run_sheet=read(folder.run_sheet("txt")) == run_sheet_of(place, record)["txt"].encode(),
    )


def _print(folder: CallFolder, found: Sequence[Finding]) -> None:
    from dccg_meet.cli.shown import print_line

    print_line(folder.record)
    if not found:
        click.echo("the call is off: nothing to check")
        return
    phase = None
    for finding in found:
        if finding.rule.phase is not phase:
            phase = finding.rule.phase
            click.secho(f"\n{phase} the call", bold=True)
        state = finding.state.value
        click.secho(f"  {state:<15}", fg=_COLOURS[state], bold=state != "ok", nl=False)
        click.echo(_wrapped(f"{finding.rule.id}: {finding.rule.text}").lstrip())
        click.echo(_wrapped(finding.why))
        if finding.command:
            click.secho(f"{_INDENT}{finding.command}", fg="cyan")
        click.secho(_wrapped(f"source: {finding.rule.source}"), dim=True)
    counts = Counter(finding.state.value for finding in found)
    click.echo("\n" + ", ".join(f"{counts[state]} {state}" for state in _COLOURS))


def _wrapped(text: str) -> str:
    """``text`` indented, within the terminal's width."""
    from shutil import get_terminal_size

    from dccg_meet.writing.escape import wrap

    return wrap(_INDENT + text, max(60, min(get_terminal_size().columns, 110)))


def _data(folder: CallFolder, found: Sequence[Finding]) -> dict[str, Any]:
    counts = Counter(finding.state.value for finding in found)
    return {
        "number": folder.record.number,
        "counts": {state: counts[state] for state in _COLOURS},
        "rules": [
            {
                "id": finding.rule.id,
                "phase": finding.rule.phase.value,
                "text": finding.rule.text,
                "state": finding.state.value,
                "why": finding.why,
                "command": finding.command,
                "source": finding.rule.source,
            }
            for finding in found
        ],
    }
