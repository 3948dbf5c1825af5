"""``dccg-meet invite send``: invitations by mail, as drafts or through the group's mail server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    from dccg_meet.mail.delivery import Ready, Result
    from dccg_meet.mail.letter import Writer
    from dccg_meet.mail.post import Options, Post
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.schema import CallRecord

_DRAFT = re.compile(r"(?:list|[0-9]{2,})-v[0-9]+\.eml")


@click.command()
@common.call_argument
@click.option("--send", "sending", is_flag=True, help="Send the mails. Without it drafts are written.")
@click.option("--dry-run", is_flag=True, help="Show what would go to whom, and why; write and send nothing.")
@click.option("--only", multiple=True, metavar="ADDRESS", help="Only to this address. Repeatable.")
@click.option("--no-list", is_flag=True, help="No mail to the list.")
@click.option("--retry", is_flag=True, help="Also what the server refused, or what may not have arrived.")
@common.json_option
@click.pass_context
def send(
    context: click.Context,
    call: str,
    sending: bool,
    dry_run: bool,
    only: tuple[str, ...],
    no_list: bool,
    retry: bool,
    as_json: bool,
) -> None:
    """Write to everybody who asked for an invitation of their own, and to the list.

    Without --send a draft of each mail is written (mail/*.eml in the call's folder, PRIVATE), to be opened
    and sent with any mail program. With --send they go through the server that dccg.toml names; the password
    comes from DCCG_MEET_SMTP_PASSWORD or the keyring.

    Everybody gets a mail of their own, which names nobody else. What went out is in the call's journal, so
    that nobody is written to twice: type the command again after a crash, and after "call move" or
    "call cancel".

    Exit code 1 where a mail was refused or put off, 3 where one may or may not have arrived.

    \b
    Example:
      dccg-meet invite send next --dry-run
      dccg-meet invite send next --send
    """
    from contextlib import nullcontext

    from dccg_meet.cli.invite import write_invite
    from dccg_meet.mail.delivery import prepare
    from dccg_meet.mail.post import Options

    options = Options(sending=sending, only=only, with_list=not no_list, retry=retry)
    place = common.workspace()
    with nullcontext() if dry_run else place.lock():
        folder = common.find_call(place, call)
        _refuse_held(folder.record)
        record, posts = _planned(place, folder, options)
        writer = _writer(place, record)
        with _progress("writing", sum(post.due for post in posts), quiet=as_json) as advance:
            mails = prepare(posts, writer, common.now(), draft=not sending, done=advance)
        if not dry_run:
            # The record as it is sent, then invite.ics, which says the same.
            folder = place.save_call(record) if record != folder.record else folder
            write_invite(place, folder)
        if sending and not dry_run:
            code = _send(place, folder, writer, posts, mails, as_json=as_json)
        else:
            code = _draft(place, folder, writer, posts, mails, dry_run=dry_run, as_json=as_json)
    _advise(place, record, posts, as_json=as_json)
    context.exit(code)


def _refuse_held(record: CallRecord) -> None:
    from dccg_meet.errors import PastTime

    if record.end <= common.now():
        raise PastTime(
            f"the time of call {record.number} is over: there is nothing to invite to",
            todo="Name another call.",
        )


def _planned(place: Workspace, folder: CallFolder, options: Options) -> tuple[CallRecord, tuple[Post, ...]]:
    """The record as "invite build" leaves it, and what goes to whom.

    Where somebody's calendar would take the new mail for old, because only they are told something new (a
    passcode, or an invitation after a removal), the record gets newer once more.
    """
    from datetime import timedelta

    from dccg_meet.calls.lifecycle import revise
    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.invite import up_to_date
    from dccg_meet.mail import journal
    from dccg_meet.mail.post import posts, refuse_strangers

    record, roster, group = up_to_date(place, folder), place.roster(), place.group()
    histories = journal.histories(journal.read(folder.sent))
    while True:
        found = posts(public_record(record, roster), group, roster, histories, options)
        old = [post.told for post in found if post.told and post.outdated(record)]
        if not old:
            break
        newest = max(old, key=lambda told: (told.sequence, told.stamp))
        moment = max(common.now(), newest.stamp + timedelta(seconds=1))
        record = revise(record, now=moment, place=newest.sequence > record.sequence)
    refuse_strangers(found, options)
    return record, found


def _writer(place: Workspace, record: CallRecord) -> Writer:
    from dccg_meet.calls.select import before
    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.times import zones_shown
    from dccg_meet.mail.letter import Writer

    group, roster = place.group(), place.roster()
    earlier = before(place.calls(), record)
    return Writer(
        public_record(record, roster),
        group,
        zones_shown(place, group, record),
        place.templates,
        before=earlier.record.start if earlier else None,
    )


def _draft(
    place: Workspace,
    folder: CallFolder,
    writer: Writer,
    posts: Sequence[Post],
    mails: Sequence[Ready],
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Write the mails as files, and take those of earlier versions away."""
    from dccg_meet.mail import journal
    from dccg_meet.workspace.files import write_bytes

    names = _names(posts, writer.record.sequence)
    if not dry_run:
        known = {line.id for line in journal.read(folder.sent)}
        _clear(folder, keep={names[post.to] for post in posts})
        for mail in mails:
            write_bytes(folder.drafts / names[mail.post.to], mail.data, private=True)
            if mail.line.id not in known:
                journal.append(folder.sent, mail.line)
    _print(writer, posts, names, as_json=as_json)
    if as_json:
        return 0
    if dry_run:
        click.echo("nothing was written and nothing was sent")
    elif mails:
        where = place.relative(folder.drafts)
        common.done(folder.invite, place=place)
        click.echo(f"wrote {_mails(len(mails), 'draft')} into {where}: open and send each")
    return 0


def _send(
    place: Workspace,
    folder: CallFolder,
    writer: Writer,
    posts: Sequence[Post],
    mails: tuple[Ready, ...],
    *,
    as_json: bool,
) -> int:
    """Send the mails that are due, tell what became of each, and mark addresses that do not exist."""
    import os

    from dccg_meet.mail.account import account
    from dccg_meet.mail.delivery import deliver
    from dccg_meet.mail.smtp import Server

    results: tuple[Result, ...] = ()
    if mails:
        wanted = account(writer.group.mail, os.environ)
        with Server(wanted) as server, _progress("sending", len(mails), quiet=as_json) as advance:
            results = deliver(mails, server, folder.sent, now=common.now, done=advance)
        _mark_bounced(place, results)
        _clear(folder, keep=set())
    _print(writer, posts, {}, as_json=as_json, results=results)
    return _summed_up(writer.record.number, posts, results, as_json=as_json)


def _mark_bounced(place: Workspace, results: Sequence[Result]) -> None:
    """Remember in the roster which addresses do not exist, and which do again."""
    from dccg_meet.mail.address import key
    from dccg_meet.mail.journal import Event

    dead = {key(result.post.to) for result in results if result.answer and result.answer.dead}
    alive = {key(r.post.to) for r in results if r.answer and r.answer.event is Event.ACCEPTED}
    roster = place.roster()
    people = tuple(
        person.changed(bounced=person.email)
        if key(person.email) in dead
        else person.changed(bounced="")
        if person.bounced and key(person.bounced) == key(person.email) and key(person.email) in alive
        else person
        for person in roster.people
    )
    if people != roster.people:
        place.save_roster(roster.changed(people=people))


def _summed_up(number: int, posts: Sequence[Post], results: Sequence[Result], *, as_json: bool) -> int:
    """Say how it went and what to type next; the exit code."""
    from dccg_meet.errors import DecisionNeeded, MailError
    from dccg_meet.mail.journal import Event
    from dccg_meet.mail.post import Why

    events = [result.answer.event for result in results if result.answer]
    sent, refused, put_off = (events.count(event) for event in (Event.ACCEPTED, Event.REFUSED, Event.PUT_OFF))
    broken = any(result.answer is None or result.answer.over for result in results)
    left = len(results) - sent - refused
    doubtful = sum(post.why is Why.IN_DOUBT for post in posts)
    command = f"dccg-meet invite send {number} --send"
    if not as_json:
        click.echo(f"{_mails(sent, 'mail')} sent" if results else "nothing to send")
        if refused:
            click.echo(
                f"{refused} refused: correct the address in roster.toml, or try again with {command} --retry"
            )
        if put_off and not broken:
            click.echo(f"{put_off} put off by the server: try again later with {command}")
    if broken:
        raise MailError(
            f"the server is gone or takes no more mail: {sent} sent, {left} left",
            todo=f"Go on with: {command}",
        )
    if refused or put_off:
        return MailError.exit_code
    if doubtful:
        raise DecisionNeeded(
            f"{_mails(doubtful, 'mail')} may or may not have arrived: a run ended while the server had it",
            todo=f"Ask, or send it again (calendars notice that they have it): {command} --retry",
        )
    return 0


def _print(
    writer: Writer,
    posts: Sequence[Post],
    names: dict[str, str],
    *,
    as_json: bool,
    results: Sequence[Result] = (),
) -> None:
    """One line a mail: to whom, what, and what becomes of it. PRIVATE: prints addresses."""
    answers = {result.post.to: result.answer for result in results}
    rows: list[dict[str, Any]] = []
    for post in posts:
        answer = answers.get(post.to)
        state = "not sent" if not post.due else "due"
        if post.to in answers:
            state = answer.event.value if answer and answer.event else "left"
        rows.append(
            {
                "to": post.to,
                "list": post.guest is None,
                "kind": post.kind.value,
                "subject": writer.subject(post),
                "version": writer.version(post)[0],
                "state": state,
                "why": post.why.value
                or (f"{answer.code} {answer.words}" if answer and state != "accepted" else ""),
                "draft": names.get(post.to, "") if post.due else "",
            }
        )
    if as_json:
        common.print_json(rows)
        return
    for row in rows:
        tail = f"  {row['state']}: {row['why']}" if row["why"] else f"  {row['draft'] or row['state']}"
        click.echo(f"{row['to']}  {row['subject']}, version {row['version']}{tail}")


def _advise(place: Workspace, record: CallRecord, posts: Sequence[Post], *, as_json: bool) -> None:
    """Say what the invitation lacks, who cannot be written to, and how people are invited where nobody is."""
    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.agenda import warn_masked
    from dccg_meet.invites.gaps import gaps
    from dccg_meet.mail.post import Why, nowhere

    warn_masked(place, record)
    for gap in gaps(public_record(record, place.roster()), place.group()):
        common.warn(gap)
    for person in nowhere(place.roster()):
        common.warn(f"{person.name} asked for invitations and has no address in roster.toml")
    for post in posts:
        if post.why is Why.BOUNCED and post.guest:
            common.warn(
                f"mail to {post.guest.name} came back: correct email in roster.toml, or empty bounced there"
            )
    if not any(post.guest for post in posts) and not as_json:
        click.echo(
            "nobody has asked for an invitation of their own: "
            "dccg-meet roster add NAME --email ADDRESS --invited, or invited = true in roster.toml"
        )


def _names(posts: Sequence[Post], sequence: int) -> dict[str, str]:
    """The draft of each mail: numbered, as a file's name must not tell who is invited."""
    names, number = {}, 0
    for post in posts:
        number += post.guest is not None
        names[post.to] = f"{f'{number:02d}' if post.guest else 'list'}-v{sequence}.eml"
    return names


def _clear(folder: CallFolder, *, keep: set[str]) -> None:
    """Take drafts away that are of another version, or that were sent."""
    for path in folder.drafts.glob("*.eml"):
        if _DRAFT.fullmatch(path.name) and path.name not in keep:
            path.unlink()


@contextmanager
def _progress(what: str, total: int, *, quiet: bool) -> Iterator[Callable[[], None]]:
    """A bar with the time left, on a terminal only."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def _mails(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
