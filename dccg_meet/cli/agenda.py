"""``dccg-meet agenda``: add items and documents to a call, build its agenda and the chair's run-sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common
from dccg_meet.cli.agenda_send import send
from dccg_meet.cli.built import refuse_named, run_sheet_of, texts_of, write_agenda
from dccg_meet.cli.check import check
from dccg_meet.cli.shown import warn_about, warn_masked

if TYPE_CHECKING:
    from dccg_meet.workspace.schema import CallRecord

_RULES = click.Choice(["chatham-house", "on-the-record", "off-the-record"])


@click.group()
def agenda() -> None:
    """Add items and documents to a call, build and send its agenda, check its accessibility.

    CALL is a number (97), a date (2026-12-09), "next" or "last".
    """


@agenda.command()
@common.call_argument
@click.argument("title")
@click.option("--minutes", type=click.IntRange(1, 1440), default=10, help="Length. Default: 10.")
@click.option("--rule", type=_RULES, help="Where it differs from the call's.")
def add(call: str, title: str, minutes: int, rule: str | None) -> None:
    """Add an item called TITLE at the end of the agenda of CALL.

    \b
    Example:
      dccg-meet agenda add next "Adoption of the agenda" --minutes 5 --rule on-the-record
    """
    from dccg_meet.calls.lifecycle import add_item
    from dccg_meet.workspace.schema import Rule

    place = common.workspace()
    with place.lock():
        before = common.find_call(place, call).record
        record = add_item(before, title, minutes=minutes, rule=Rule(rule) if rule else None, now=common.now())
        place.save_call(record)
    _print_item(record)
    warn_about(place, record)


@agenda.command()
@common.call_argument
@click.argument("title")
@click.argument("url")
def attach(call: str, title: str, url: str) -> None:
    """Put a document called TITLE, which is to be read at URL, on the agenda of CALL.

    The agenda shows it with its format. Formats that everybody can read are HTML, Markdown, plain text, Word,
    OpenDocument and EPUB; "agenda check" asks about others. A URL that is there already gets the new title.

    \b
    Example:
      dccg-meet agenda attach next "Draft report" https://example.org/report.html
    """
    from dccg_meet.calls import lifecycle

    place = common.workspace()
    with place.lock():
        before = common.find_call(place, call).record
        record, paper = lifecycle.attach(before, title, url, now=common.now())
        place.save_call(record)
    number = record.documents.index(paper) + 1
    click.echo(f"call {record.number}, document {number}: {paper.title}")
    warn_masked(place, record)


@agenda.command()
@common.call_argument
@click.option("--run-sheet", is_flag=True, help="Write the chair's run-sheet, too. Private.")
def build(call: str, run_sheet: bool) -> None:
    """Write the agenda of CALL as Markdown, HTML and plain text.

    The templates are those of the workspace (templates/agendas/), else the shipped ones. Open actions of the
    last call that was held are listed under "Review of actions". The run-sheet has the lines for the chair to
    say, the clock for each item, and what to do where the rule changes.

    \b
    Example:
      dccg-meet agenda build next
      dccg-meet agenda build next --run-sheet
    """
    from dccg_meet.workspace.files import write_text

    place = common.workspace()
    with place.lock():
        folder = common.find_call(place, call)
        record = folder.record
        texts = texts_of(place, record, place.calls(), remark=common.warn)
        refuse_named(place, record, texts)
        sheets = run_sheet_of(place, record) if run_sheet else {}
        built = write_agenda(folder, texts)
        for kind, text in sheets.items():
            write_text(folder.run_sheet(kind), text, private=True)
    common.done(*built, place=place)
    common.done(*(folder.run_sheet(kind) for kind in sheets), place=place)
    if not record.items:
        common.warn(f'call {record.number} has no items yet: dccg-meet agenda add {record.number} "TITLE"')
    warn_about(place, record)


def _print_item(record: CallRecord) -> None:
    from dccg_meet.calls.rules import WORDING

    item = record.items[-1]
    rule = item.rule or record.rule
    tag = WORDING[rule].tag if rule else "[rule not decided]"
    click.echo(f"call {record.number}, item {item.id}: {item.title} ({item.minutes} min) {tag}")


agenda.add_command(send)
agenda.add_command(check)
