"""What ``dccg-meet times poll read`` does with mails and exported files, and tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from dccg_meet.cli import common
from dccg_meet.cli.shown import roster_zones
from dccg_meet.polls import exports
from dccg_meet.polls.mails import NEEDS_A_PERSON, Mail, Outcome, Question, read
from dccg_meet.polls.poll import added, is_late, settled
from dccg_meet.replies.mailboxes import messages
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.poll import Answer, Poll, PollFolder
from dccg_meet.workspace.values import mail_key
from dccg_meet.writing.escape import clean
from dccg_meet.writing.prose import counted


def mailed(
    place: Workspace, folder: PollFolder, record: Poll, source: str, *, any_subject: bool
) -> tuple[Mail, ...]:
    """The mails of ``source`` as they are understood; nothing is written. Raises MailError, BadValue."""
    group = place.group()
    nobody = frozenset(mail_key(address) for address in (group.list, group.mail.mailbox) if address)
    question = Question(folder.name, record.letters, nobody, any_subject)
    return tuple(read(message, question, common.now()) for message in messages(source, record.opened.date()))


def keep_mails(
    place: Workspace, folder: PollFolder, record: Poll, found: Sequence[Mail], *, names: bool
) -> bool:
    """Keep the answers among ``found`` and tell what else there is; whether all of it was clear.

    A line that is not clear may be a signature, or name somebody: it is shown with ``names`` only.
    """
    counts = Counter(mail.outcome for mail in found)
    click.echo(counted(len(found), "mail"))
    for outcome in (outcome for outcome in Outcome if counts[outcome]):
        click.echo(f"  {counts[outcome]:>4}  {outcome.value}")
    _keep(folder, record, [mail.answer for mail in found if mail.answer])
    answers, roster = folder.load_answers(), place.roster()
    waiting = [
        mail
        for mail in found
        if (mail.unclear or mail.outcome in NEEDS_A_PERSON)
        and not settled(answers, roster, mail.sender, mail.given)
    ]
    for mail in waiting:
        _print_waiting(mail, names=names)
    if waiting:
        click.echo(f"enter what they mean: dccg-meet times poll answer {folder.name} WHO ANSWER")
    if waiting and not names:
        click.echo("--names shows what they say, and from whom they are")
    return not waiting


def exported(place: Workspace, record: Poll, path: Path, zone: str) -> exports.Export:
    """What the exported file at ``path`` says; nothing is written. Raises PollError, BadTime."""
    zones = (place.group().zone, *roster_zones(place))
    return exports.read(_bytes(path), record, zones, zone=zone)


def keep_export(folder: PollFolder, record: Poll, found: exports.Export, *, names: bool) -> bool:
    """Keep the answers of an exported file and tell what was found; whether all was clear.

    Rows that are not clear hold names and addresses, and are shown with ``names`` only.
    """
    click.echo(f"{found.source} export: {counted(len(found.answers), 'answer')}")
    _keep(folder, record, found.answers)
    for number, line in found.unclear:
        click.echo(f"  line {number} is not clear" + (f": {line}" if names else ""))
    if found.unclear and not names:
        click.echo("--names shows these lines")
    return not found.unclear


def _bytes(path: Path) -> bytes:
    """The file's bytes, not many more than an export may have."""
    with path.open("rb") as file:
        return file.read(exports.LARGEST + 1)


def _keep(folder: PollFolder, record: Poll, fresh: Iterable[Answer]) -> None:
    before = folder.load_answers()
    after = added(before, fresh)
    new = after.answers[len(before.answers) :]
    if new:
        folder.save_answers(after)
    late = sum(is_late(record, answer) for answer in new)
    click.echo(counted(len(new), "new answer") + (f", {late} after the last day" if late else ""))


def _print_waiting(mail: Mail, *, names: bool) -> None:
    when = f" of {mail.given:%d %b %Y %H:%M} UTC" if mail.given else ""
    who = f" from {clean(mail.sender)}" if names and mail.sender else ""
    what = "not clear" if mail.outcome is Outcome.ANSWER else mail.outcome.value
    click.echo(f"  a mail{when}{who}: {what}")
    for line in mail.unclear if names else ():
        click.echo(f"    {line}")
