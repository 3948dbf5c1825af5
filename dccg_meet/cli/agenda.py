"""``dccg-meet agenda``: add items and documents to a call, build its agenda and the chair's run-sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common
from dccg_meet.cli.agenda_send import send
from dccg_meet.cli.check import check

if TYPE_CHECKING:
    from dccg_meet.workspace.folder import CallFolder, Workspace
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
        record = lifecycle.attach(before, title, url, now=common.now())
        place.save_call(record)
    number = next(place for place, paper in enumerate(record.documents, 1) if paper.url == url)
    click.echo(f"call {record.number}, document {number}: {record.documents[number - 1].title}")
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


def write_agenda(folder: CallFolder, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the agenda's files, and give their paths. Raises OSError where the disk refuses."""
    from dccg_meet.workspace.files import write_text

    for kind, text in texts.items():
        write_text(folder.agenda(kind), text)
    return tuple(folder.agenda(kind) for kind in texts)


def warn_about(place: Workspace, record: CallRecord) -> None:
    """Tell what of an agenda is masked, and whether its items fit the call."""
    warn_masked(place, record)
    _warn_overrun(record)


def refuse_named(place: Workspace, record: CallRecord, texts: Mapping[str, str]) -> None:
    """Raise DecisionNeeded or ReleaseRefused where an agenda, which goes to the list, names somebody."""
    from dccg_meet.cli.times import zones_shown
    from dccg_meet.site import outgoing

    group = place.group()
    files = {f"agenda.{kind}": text.encode() for kind, text in texts.items()}
    outgoing.check(files, group, place.roster(), record, zones_shown(place, group, record))


def warn_masked(place: Workspace, record: CallRecord) -> None:
    """Tell which titles name somebody on the roster: what is sent and published masks them."""
    from dccg_meet.chatham.release import public_record

    if record.rule is None:
        return
    shown = _sayings(public_record(record, place.roster()))
    for what, text in _sayings(record).items():
        if shown[what] != text:
            common.warn(f"{what} names somebody on the roster; what you send and publish masks it")


def _sayings(record: CallRecord) -> dict[str, object]:
    """What is published of a record and may name somebody, by what it is called in a warning."""
    return {
        "the title of the call": record.title,
        **{f"the title of item {item.id}": item.title for item in record.items},
        **{f"document {place}": paper for place, paper in enumerate(record.documents, 1)},
        "the venue": record.venue,
    }


def texts_of(
    place: Workspace,
    record: CallRecord,
    calls: Sequence[CallFolder],
    *,
    remark: Callable[[str], None] = lambda _text: None,
) -> dict[str, str]:
    """The agenda as it is now, by kind of file; ``remark`` is told why old actions are missing.

    ``calls`` are the workspace's, read once for as many agendas as are looked at.
    """
    from dccg_meet.agendas.render import render
    from dccg_meet.calls.select import before
    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.times import zones_shown
    from dccg_meet.notes.actions import open_actions

    group, shown = place.group(), public_record(record, place.roster())
    earlier = before(calls, record)
    return render(
        shown,
        group,
        zones_shown(place, group, record),
        open_actions(place, record, calls, remark=remark),
        place.templates,
        before=earlier.record.start if earlier else None,
    )


def run_sheet_of(place: Workspace, record: CallRecord) -> dict[str, str]:
    """The run-sheet as it is now, by kind of file. PRIVATE: its titles are as they were typed."""
    from dccg_meet.agendas.render import render_run_sheet

    later = [folder.record for folder in place.calls() if folder.record.start > record.start]
    following = next((other for other in later if not other.cancelled), None)
    return render_run_sheet(record, place.group(), following, place.templates)


def _print_item(record: CallRecord) -> None:
    from dccg_meet.calls.rules import WORDING

    item = record.items[-1]
    rule = item.rule or record.rule
    tag = WORDING[rule].tag if rule else "[rule not decided]"
    click.echo(f"call {record.number}, item {item.id}: {item.title} ({item.minutes} min) {tag}")


def _warn_overrun(record: CallRecord) -> None:
    from dccg_meet.calls.items import overrun

    over = overrun(record)
    if over and not record.cancelled:
        common.warn(
            f"the items take {record.minutes + over} minutes, {over} more than the call has; "
            "shorten them in call.toml, or give the call more time: dccg-meet call move"
        )


agenda.add_command(send)
agenda.add_command(check)
