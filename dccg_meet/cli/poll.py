"""``dccg-meet times poll``: ask the group for a time, without accounts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dccg_meet.polls.poll import Row, Voter
    from dccg_meet.workspace.folder import Workspace
    from dccg_meet.workspace.poll import Poll, PollFolder
    from dccg_meet.workspace.schema import CallRecord

_late_option = click.option("--late", is_flag=True, help="Count answers that came after the last day, too.")
_name_argument = click.argument("name", metavar="NAME")


@click.group()
def poll() -> None:
    """Ask the group for a time: by mail, on a page, or with the files that Rallly and Framadate export.

    NAME is what the poll is called, such as 2027-01. Answers stay private; what is published are counts.
    """


@poll.command("open")
@_name_argument
@click.option("--slot", "slots", multiple=True, required=True, help="A time to propose. Give two or more.")
@click.option("--zone", metavar="ZONE", help="Zone of the slots, such as Europe/Oslo. Default: the group's.")
@click.option("--minutes", type=click.IntRange(1, 1440), help="Length of the call. Default: the group's.")
@click.option("--until", metavar="DAY", help="Last day for answers, such as 2027-01-05.")
@click.option("--title", default="Monthly call", help="Default: Monthly call.")
@click.option("--dry-run", is_flag=True, help="Print the mail and write nothing.")
def open_(
    name: str,
    slots: tuple[str, ...],
    zone: str | None,
    minutes: int | None,
    until: str | None,
    title: str,
    dry_run: bool,
) -> None:
    """Open a poll: write its page and the text of its mail.

    Both show every slot in the zones of the roster, without names, and tell how to answer by mail alone.

    \b
    Example:
      dccg-meet times poll open 2027-01 --slot "2027-01-12 14:00" --slot "2027-01-13 07:00" --until 2027-01-05
    """
    from dccg_meet.calls.when import to_day
    from dccg_meet.errors import BadValue
    from dccg_meet.polls import opening, page
    from dccg_meet.workspace.poll import new_folder

    place, title = common.workspace(), title.strip()
    with place.lock():
        group, roster = place.group(), place.roster()
        box = page.mailbox(group)
        folder = new_folder(place, name)
        spoken = name.replace("-", " ")
        if page.public_title(spoken, roster) != spoken:
            raise BadValue(
                "this name names somebody on the roster or has the passcode",
                todo="Name it 2027-01, for example.",
            )
        zone, shown = zone or group.zone, page.public_title(title, roster)
        record = opening.open_poll(
            opening.starts(slots, zone),
            minutes=minutes or group.minutes,
            zone=zone,
            until=to_day(until, "--until") if until else None,
            title=shown,
            now=common.now(),
        )
        texts = page.render(name, record, group, roster, None, place.templates)
        _refuse_named(place, record, texts)
        if not dry_run:
            _write(folder, texts)
            folder.save(record)  # last: without it there is no poll
    if dry_run:
        click.echo(texts["txt"], nl=False)
        return
    _print_opened(place, folder, record)
    if shown != title:
        common.warn(
            "the title names somebody on the roster or has the passcode; what you send and publish masks it"
        )
    click.echo(f"next: send poll.txt to {group.list}, from {box} or with Reply-To: {box}")
    click.echo(f"subject: {page.subject(name, shown)}")


@poll.command()
@_name_argument
@click.option("--mail", "mails", metavar="MAILBOX", help="Mails with answers: a file, a folder, imaps://….")
@click.option(
    "--csv", "export", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="An exported file."
)
@click.option("--csv-zone", default="", metavar="ZONE", help="Zone of the times in that file.")
@click.option("--any-subject", is_flag=True, help="Read mails whose subject does not name the poll, too.")
@click.option("--names", is_flag=True, help="Show whose mails and rows a person has to read. PRIVATE.")
@click.pass_context
def read(
    context: click.Context,
    name: str,
    mails: str | None,
    export: Path | None,
    csv_zone: str,
    any_subject: bool,
    names: bool,
) -> None:
    """Read answers from mails, or from a CSV file that Rallly or Framadate exported.

    MAILBOX is a mail (.eml), a folder of them, an mbox file, a Maildir, or imaps://user@host/FOLDER.

    What is not clear is listed and never guessed; then the exit code is 3. Enter it with "times poll answer".
    Reading the same again changes nothing. The answers stay in answers.toml, which is private.

    \b
    Example:
      dccg-meet times poll read 2027-01 --mail ~/Mail/poll.mbox
      dccg-meet times poll read 2027-01 --csv rallly.csv --csv-zone Europe/Oslo
    """
    from dccg_meet.cli.poll_reading import exported, keep_export, keep_mails, mailed
    from dccg_meet.errors import DecisionNeeded
    from dccg_meet.workspace.poll import find_folder

    if mails is None and export is None:
        raise click.UsageError("Nothing to read: give --mail or --csv.")
    place = common.workspace()
    folder = find_folder(place, name)
    record = _still_open(folder)
    # Before the lock: a mailbox may be far away and large.
    letters = mailed(place, folder, record, mails, any_subject=any_subject) if mails is not None else None
    sheet = exported(place, record, export, csv_zone) if export is not None else None
    with place.lock():
        record, clear = _still_open(folder), True
        if letters is not None:
            clear = keep_mails(place, folder, record, letters, names=names)
        if sheet is not None:
            clear = keep_export(folder, record, sheet, names=names) and clear
    click.echo(f"next: dccg-meet times poll show {name}")
    if not clear:
        context.exit(DecisionNeeded.exit_code)


@poll.command()
@_name_argument
@click.argument("who", metavar="WHO")
@click.argument("text", metavar="ANSWER")
def answer(name: str, who: str, text: str) -> None:
    """Enter the ANSWER of WHO (an address, or a name on the roster), who told you by phone or not clearly.

    \b
    Example:
      dccg-meet times poll answer 2027-01 mei@example.org "A yes / B if needed / C no"
    """
    from dccg_meet.errors import BadValue
    from dccg_meet.polls import ballots
    from dccg_meet.polls.mails import lists
    from dccg_meet.polls.poll import TOLD, added, named
    from dccg_meet.workspace.poll import Answer, find_folder

    place = common.workspace()
    with place.lock():
        folder = find_folder(place, name)
        record = _still_open(folder)
        said = ballots.read(text, record.letters)
        if said.unclear or not said.votes:
            raise BadValue(
                "this answer is not clear",
                todo='Write it as "A yes / B if needed / C no", with the letters of the slots.',
            )
        told = {**named(place.roster(), who), "given": common.now(), "origin": TOLD, **lists(said.votes)}
        folder.save_answers(added(folder.load_answers(), [Answer.model_validate(told)]))
    click.echo(f"entered: {', '.join(f'{letter} {vote}' for letter, vote in said.votes.items())}")


@poll.command()
@_name_argument
@click.option("--names", is_flag=True, help="Say who answered what, and who did not. PRIVATE.")
@_late_option
@common.json_option
def show(name: str, names: bool, late: bool, as_json: bool) -> None:
    """Show the votes beside the burden: whose clock shows what at each slot, and who has not answered.

    It says which slot suits most people and prints the command; it decides nothing. Without --names no name
    is printed.

    \b
    Example:
      dccg-meet times poll show 2027-01
    """
    from dccg_meet.cli import poll_showing
    from dccg_meet.workspace.poll import find_folder

    place = common.workspace()
    folder = find_folder(place, name)
    record = folder.load()
    voters = _voters(place, folder, record, late=late)
    rows = _rows(place, record, voters)
    if as_json:
        common.print_json(poll_showing.data(name, record, place.roster(), rows, voters, names=names))
        return
    poll_showing.print_poll(name, record, place.roster(), rows, voters, names=names)


@poll.command()
@_name_argument
@_late_option
@click.option("--dry-run", is_flag=True, help="Print the mail and write nothing.")
def close(name: str, late: bool, dry_run: bool) -> None:
    """Close the poll: its page and mail then show counts of people on the roster, or none.

    Of strangers those count whom you entered with "times poll answer". There are no numbers where fewer than
    three people answered, or where all of them said the same of a slot: that would tell what each said.

    \b
    Example:
      dccg-meet times poll close 2027-01
    """
    from dccg_meet.polls import page
    from dccg_meet.polls.poll import admitted
    from dccg_meet.workspace.poll import find_folder
    from dccg_meet.writing.prose import counted

    place = common.workspace()
    with place.lock():
        folder = find_folder(place, name)
        record = folder.load()
        if record.closed:
            click.echo(f"poll {name} is closed already")
            return
        everybody = _voters(place, folder, record, late=late)
        voters = admitted(everybody)
        record = record.changed(closed=common.now())
        result = (_rows(place, record, voters), voters)
        texts = page.render(name, record, place.group(), place.roster(), result, place.templates)
        _refuse_named(place, record, texts)
        if not dry_run:
            _write(folder, texts)
            folder.save(record)  # last: whoever is interrupted before can close it again
    if dry_run:
        click.echo(texts["txt"], nl=False)
        return
    click.echo(f"closed poll {name}: {counted(sum(bool(voter.votes) for voter in voters), 'answer')}")
    strangers = len(everybody) - len(voters)
    if strangers:
        click.echo(
            f"not counted: {counted(strangers, 'answer')} of people not on the roster, whom nobody entered"
        )
    common.done(folder.record, folder.page, folder.mail, place=place)


def _voters(place: Workspace, folder: PollFolder, record: Poll, *, late: bool) -> tuple[Voter, ...]:
    from dccg_meet.polls.poll import voters

    return voters(record, folder.load_answers(), place.roster(), late=late)


def _rows(place: Workspace, record: Poll, found: tuple[Voter, ...]) -> tuple[Row, ...]:
    from dccg_meet.cli.shown import roster_zones
    from dccg_meet.polls.poll import table
    from dccg_meet.times.burden import burden

    return table(record, found, roster_zones(place), burden)


def _still_open(folder: PollFolder) -> Poll:
    from dccg_meet.errors import PollError

    record = folder.load()
    if record.closed:
        raise PollError(
            f"poll {folder.name} is closed", todo="Its result is published. Open another poll to ask again."
        )
    return record


def _refuse_named(place: Workspace, record: Poll, texts: dict[str, str]) -> None:
    """Raise DecisionNeeded or ReleaseRefused where page or mail, which go to the list, name somebody."""
    from dccg_meet.cli.shown import roster_zones
    from dccg_meet.site import outgoing

    group = place.group()
    files = {f"poll.{kind}": text.encode() for kind, text in texts.items()}
    zones = (group.zone, record.zone, *roster_zones(place))
    outgoing.check(files, group, place.roster(), zones=zones)


def _write(folder: PollFolder, texts: dict[str, str]) -> None:
    from dccg_meet.workspace.files import write_text

    write_text(folder.page, texts["html"])
    write_text(folder.mail, texts["txt"])


def _print_opened(place: Workspace, folder: PollFolder, record: Poll) -> None:
    until = f", answers until {record.until:%d %b %Y}" if record.until else ""
    click.echo(f"poll {folder.name}: {record.title}, {record.minutes} min, {len(record.slots)} slots{until}")
    calls = [folder.record for folder in place.calls()]
    for slot in record.slots:
        click.echo(f"  {slot.letter}  {slot.start:%a %d %b %Y %H:%M} UTC{_taken(calls, record, slot.start)}")
    common.done(folder.record, folder.page, folder.mail, place=place)


def _taken(calls: Sequence[CallRecord], record: Poll, start: dt.datetime) -> str:
    """A remark where a call takes place in that slot already."""
    from datetime import timedelta

    end = start + timedelta(minutes=record.minutes)
    other = next((call for call in calls if call.occupies(start, end)), None)
    return f"  (call {other.number} takes place then)" if other else ""
