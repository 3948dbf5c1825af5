"""``dccg-meet invite replies``: who answered, from a mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dccg_meet.cli import common
from dccg_meet.cli.standing import NOBODY, counts, doubts_data, print_seats, seats_data, table_of
from dccg_meet.errors import DecisionNeeded
from dccg_meet.writing.prose import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from dccg_meet.mail.journal import Outbox
    from dccg_meet.replies.reading import Aside, Letter, Letters, Report
    from dccg_meet.replies.rsvp import Standing
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.replies import Replies
    from dccg_meet.workspace.schema import CallRecord


@click.command()
@click.argument("source", metavar="MAILBOX")
@click.argument("call", metavar="[CALL]", required=False)
@click.option("--dry-run", is_flag=True, help="Say what would be kept; write nothing.")
@click.option("--names", is_flag=True, help="PRIVATE: say who.")
@common.json_option
@click.pass_context
def replies(
    context: click.Context, source: str, call: str | None, dry_run: bool, names: bool, as_json: bool
) -> None:
    """Read who answered the invitations to CALL, or to every call, from MAILBOX.

    MAILBOX is an mbox file, a Maildir, a mail (.eml), a folder of mails, or imaps://user@host/FOLDER; nothing
    in it is changed. The password comes from the environment (DCCG_MEET_IMAP_PASSWORD) or the keyring. The
    answers are kept in the call's replies.toml, which is private. Reading the same mails again changes
    nothing. Mail that came back marks the person in roster.toml.

    Exit code 3 where a person has to see to something.

    \b
    Example:
      dccg-meet invite replies imaps://calls@mail.example.org/INBOX next --names
    """
    from dccg_meet.replies.rsvp import standing

    place = common.workspace()
    found, letters = _read(place, source, call, dry_run=dry_run, quiet=as_json)
    folders = _wanted(place, call)
    standings = [
        (folder, standing(found.tables[folder.record.number], folder.record, found.roster))
        for folder in folders
    ]
    if as_json:
        common.print_json(_data(found, standings, letters, names=names))
    else:
        _print(found, standings, letters, names=names)
        if dry_run:
            click.echo("nothing was written (--dry-run)")
        else:
            common.done(*_written(found, folders, place), place=place)
    if any(aside.decide for aside in found.asides) or any(
        each.doubts or each.to_invite for _, each in standings
    ):
        context.exit(DecisionNeeded.exit_code)


def _read(
    place: Workspace, source: str, call: str | None, *, dry_run: bool, quiet: bool
) -> tuple[Report, Letters]:
    """Read the mailbox, which may take a while, then fold it in under the lock.

    Gives the report, and the letters for how many there were and how many could not be read.
    """
    from dccg_meet.replies.mailboxes import messages
    from dccg_meet.replies.reading import Letters, report

    wanted = _wanted(place, call)
    letters = Letters(messages(source, min(folder.record.created for folder in wanted).date()))
    read = tuple(_progress(letters, quiet=quiet))
    if dry_run:
        found = report(read, _tables(wanted), place.roster(), _uids(place), _outbox(place))
        return found, letters
    with place.lock():
        wanted = _wanted(place, call)
        before = place.roster()
        found = report(read, _tables(wanted), before, _uids(place), _outbox(place))
        if found.roster != before:  # First: what is new in a table is not new the next time.
            place.save_roster(found.roster)
        for folder in wanted:
            _save(folder, found.tables[folder.record.number])
    return found, letters


def _written(found: Report, folders: Iterable[CallFolder], place: Workspace) -> Iterator[Path]:
    yield from (folder.replies for folder in folders if found.new[folder.record.number])
    if found.marked or found.cleared:
        yield place.root / "roster.toml"


def _progress(letters: Letters, *, quiet: bool) -> Iterator[Letter]:
    """``letters``, with their count on a terminal: how many are to come is not known."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield from letters
        return
    with console.status("reading") as line:
        for letter in letters:
            line.update(f"reading: {letter.number} messages")
            yield letter


def _wanted(place: Workspace, call: str | None) -> tuple[CallFolder, ...]:
    """The call that was named, or all of them. Raises NoSuchCall where there is none."""
    from dccg_meet.errors import NoSuchCall

    if call is not None:
        return (common.find_call(place, call),)
    folders = place.calls()
    if not folders:
        raise NoSuchCall("there are no calls yet", todo="Make one with: dccg-meet call schedule")
    return folders


def _uids(place: Workspace) -> frozenset[str]:
    return frozenset(folder.record.uid for folder in place.calls())


def _outbox(place: Workspace) -> Outbox:
    """What went out, about whichever call."""
    from dccg_meet.mail import journal

    return journal.outbox(entry for folder in place.calls() for entry in journal.read(folder.sent))


def _tables(folders: Iterable[CallFolder]) -> dict[CallRecord, Replies]:
    return {folder.record: table_of(folder) for folder in folders}


def _save(folder: CallFolder, table: Replies) -> None:
    from dccg_meet.workspace import edit
    from dccg_meet.workspace.files import write_text
    from dccg_meet.workspace.replies import HEADER

    if table.replies:
        write_text(folder.replies, HEADER + edit.dump(table), private=True)


def _print(
    found: Report, standings: list[tuple[CallFolder, Standing]], letters: Letters, *, names: bool
) -> None:
    from dccg_meet.cli.shown import print_line

    _print_unread(letters)
    for folder, standing in standings:
        number = folder.record.number
        if not found.tables[number].replies:
            continue
        print_line(folder.record)
        new = found.new[number]
        click.echo(f"  {counts(standing)}; {counted(new, 'answer')} new")
        if names:
            print_seats(standing)
    for aside in found.asides:
        _print_aside(aside, names=names)
    for text, who in _rest(found):
        click.echo(text + (": " + ", ".join(dict.fromkeys(who)) if names else ""))
    if not any(table.replies for table in found.tables.values()):
        click.echo("no answers yet")
    for _, standing in standings:
        if standing.to_invite:
            click.echo("→ somebody sends another person: put them on the roster as invited, then send")


def _print_unread(letters: Letters) -> None:
    if not letters.count:
        click.echo("0 mails")
    if letters.unreadable:
        click.echo(f"{counted(letters.unreadable, 'mail')} could not be read, or too large to be read")


def _print_aside(aside: Aside, *, names: bool) -> None:
    when = f", {aside.when:%d %b %H:%M} UTC" if aside.when else ""
    who = f", {aside.who}" if names and aside.who else ""
    if names and aside.sender != aside.who:
        who += f", from {aside.sender or NOBODY}"
    sign = "!" if aside.decide else "·"
    click.echo(f"{sign} message {aside.number}{when}{who}, {aside.outcome.word}: {aside.outcome.why}")


def _rest(found: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The mails that are no answers, as a line each, with the addresses that ``--names`` adds."""
    if found.plain:
        yield (
            f"{counted(len(found.plain), 'mail')} from invited people without a calendar answer: read them",
            found.plain,
        )
    if found.automatic:
        yield (
            f"{counted(len(found.automatic), 'mail')} written by no person (out of office and such)",
            found.automatic,
        )
    if found.failed:
        yield f"mail came back for good from {_addresses(found.failed)}", found.failed
    if found.returned:
        again = "to send it again: dccg-meet invite send CALL --send --retry --only ADDRESS"
        yield (
            f"mail came back from {_addresses(found.returned)} not at fault (full, say); {again}",
            found.returned,
        )
    if found.marked:
        yield f"{_addresses(found.marked)} newly marked as bounced in roster.toml", found.marked
    if found.cleared:
        yield f"{_addresses(found.cleared)} no longer marked: an answer came from there", found.cleared
    if found.delayed:
        yield f"mail is late to {_addresses(found.delayed)}: nothing to do yet", found.delayed


def _addresses(found: tuple[str, ...]) -> str:
    return counted(len(found), "address", "addresses")


def _data(
    found: Report, standings: list[tuple[CallFolder, Standing]], letters: Letters, *, names: bool
) -> dict[str, Any]:
    return {
        "calls": [
            {
                "number": folder.record.number,
                "counts": standing.counts,
                "new": found.new[folder.record.number],
                **({"people": seats_data(standing), "doubts": doubts_data(standing)} if names else {}),
            }
            for folder, standing in standings
        ],
        "aside": [
            {
                "message": aside.number,
                "received": aside.when,
                "outcome": aside.outcome.word,
                "why": aside.outcome.why,
                "decide": aside.decide,
                **({"address": aside.who, "sender": aside.sender} if names else {}),
            }
            for aside in found.asides
        ],
        **{
            key: list(who) if names else len(who)
            for key, who in (
                ("plain", found.plain),
                ("automatic", found.automatic),
                ("failed", found.failed),
                ("returned", found.returned),
                ("marked", found.marked),
                ("cleared", found.cleared),
                ("delayed", found.delayed),
            )
        },
        "mails": letters.count,
        "unreadable": letters.unreadable,
    }
