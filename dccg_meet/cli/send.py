"""``dccg-meet invite send``: invitations by mail, as drafts or through the group's mail server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common, mailing

if TYPE_CHECKING:
    from dccg_meet.mail.delivery import Ready
    from dccg_meet.mail.letter import Writer
    from dccg_meet.mail.post import Options, Post
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.schema import CallRecord


@click.command()
@common.call_argument
@click.option("--send", "sending", is_flag=True, help="Send the mails. Without it drafts are written.")
@click.option("--dry-run", is_flag=True, help="Show what would go to whom, and why; write and send nothing.")
@click.option("--only", multiple=True, metavar="ADDRESS", help="Only to this address. Repeatable.")
@click.option("--no-list", is_flag=True, help="No mail to the list.")
@click.option(
    "--retry", is_flag=True, help="Also what was refused, or is in doubt; with --only, whatever it was."
)
@click.option("--sent", is_flag=True, help="Note that you have sent the drafts yourself; send nothing.")
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
    sent: bool,
    as_json: bool,
) -> None:
    """Write to everybody who asked for an invitation of their own, and to the list.

    Without --send a draft of each mail is written (mail/*.eml in the call's folder, PRIVATE), to be opened
    and sent with any mail program; when you have, say so with --sent. With --send they go through the server
    that dccg.toml names; the password comes from DCCG_MEET_SMTP_PASSWORD or the keyring.

    Everybody gets a mail of their own, which names nobody else. What went out is in the call's journal, so
    that nobody is written to twice: type the command again after a crash, and after "call move" or
    "call cancel". --retry --only ADDRESS sends what somebody had already once more.

    Exit code 1 as long as a mail is refused or put off, 3 as long as one may or may not have arrived.

    \b
    Example:
      dccg-meet invite send next --dry-run
      dccg-meet invite send next --send
    """
    from contextlib import nullcontext

    from dccg_meet.cli.built import write_invite
    from dccg_meet.mail.delivery import prepare
    from dccg_meet.mail.post import Options

    if sent:
        mailing.refuse_beside_sent(send=sending, dry_run=dry_run, retry=retry, json=as_json)
        context.exit(_note_sent(call, only, with_list=not no_list))
    options = Options(sending=sending, only=only, with_list=not no_list, retry=retry)
    place = common.workspace()
    with nullcontext() if dry_run else place.lock():
        folder = common.find_call(place, call)
        _refuse_held(folder.record)
        if not dry_run:
            mailing.note(place, folder)
        secret = place.secret(make=not dry_run)
        record, posts = _planned(place, folder, options, secret)
        writer = _writer(place, record, secret)
        with mailing.progress("writing", sum(post.due for post in posts), quiet=as_json) as advance:
            mails = prepare(posts, writer, common.now(), draft=not sending, done=advance)
        _refuse_named(place, record, mails)
        if not dry_run:
            # The record as it is sent, then invite.ics, which says the same.
            folder = place.save_call(record) if record != folder.record else folder
            write_invite(place, folder)
        batch = mailing.Batch(
            f"dccg-meet invite send {record.number}",
            sending,
            posts,
            mails,
            writer.subject,
            lambda post: writer.version(post)[0],
            kept=_kept(folder, writer.record, posts),
            built=(folder.invite,),
        )
        if sending and not dry_run:
            code = mailing.deliver(place, folder, writer.group, batch, as_json=as_json)
        else:
            code = mailing.draft(place, folder, batch, dry_run=dry_run, as_json=as_json)
    _advise(place, record, posts, as_json=as_json)
    context.exit(code)


def _note_sent(call: str, only: tuple[str, ...], *, with_list: bool) -> int:
    from dccg_meet.workspace.values import mail_key

    place = common.workspace()
    wanted = {mail_key(address) for address in only}
    with place.lock():
        folder = common.find_call(place, call)
        return mailing.note_sent(
            place,
            folder,
            lambda entry: mail_key(entry.to) in wanted if wanted else entry.personal or with_list,
        )


def _refuse_held(record: CallRecord) -> None:
    from dccg_meet.errors import PastTime

    if record.end <= common.now():
        raise PastTime(
            f"the time of call {record.number} is over: there is nothing to invite to",
            todo="Name another call.",
        )


def _planned(
    place: Workspace, folder: CallFolder, options: Options, secret: bytes
) -> tuple[CallRecord, tuple[Post, ...]]:
    """The record as "invite build" leaves it, and what goes to whom.

    Where somebody's calendar would take the new mail for old, because only they are told something new (a
    passcode, or an invitation after a removal), the record gets newer once more.
    """
    from datetime import timedelta

    from dccg_meet.calls.lifecycle import revise
    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.built import up_to_date
    from dccg_meet.mail import journal
    from dccg_meet.mail.post import posts, refuse_strangers

    record, roster, group = up_to_date(place, folder), place.roster(), place.group()
    histories = journal.histories(journal.read(folder.sent))
    while True:
        found = posts(public_record(record, roster), group, roster, histories, options, secret=secret)
        old = [post.told for post in found if post.told and post.outdated(record)]
        if not old:
            break
        newest = max(old, key=lambda told: (told.sequence, told.stamp))
        moment = max(common.now(), newest.stamp + timedelta(seconds=1))
        record = revise(record, now=moment, place=newest.sequence > record.sequence)
    refuse_strangers(found, options)
    return record, found


def _kept(folder: CallFolder, record: CallRecord, posts: Sequence[Post]) -> frozenset[str]:
    """The drafts that still hold, of mails that are none of this run's: left out, or waiting for --retry."""
    from dccg_meet.mail import drafts, journal
    from dccg_meet.mail.post import RETRIED, Why, drafted

    there = drafts.existing(folder.drafts)
    histories = journal.histories(journal.read(folder.sent))
    return frozenset(
        drafts.name(entry)
        for post in posts
        if post.why in {*RETRIED, Why.LEFT_OUT}
        for entry in drafted(post, record, histories, there)
    )


def _refuse_named(place: Workspace, record: CallRecord, mails: Sequence[Ready]) -> None:
    """Raise DecisionNeeded or ReleaseRefused where the list's mail would name somebody.

    The others' have the same words, and their reader's own name.
    """
    from dccg_meet.cli.shown import zones_shown
    from dccg_meet.site import outgoing

    group = place.group()
    files: dict[str, bytes] = {}
    for letter in (mail.letter for mail in mails if mail.post.guest is None):
        files = {
            "subject.txt": letter.subject.encode(),
            "mail.txt": letter.text.encode(),
            "mail.html": letter.html.encode(),
            "invite.ics": letter.calendar,
        }
    outgoing.check(files, group, place.roster(), record, zones_shown(place, group, record))


def _writer(place: Workspace, record: CallRecord, secret: bytes) -> Writer:
    from dccg_meet.calls.select import before
    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.shown import zones_shown
    from dccg_meet.mail.letter import Writer

    group, roster = place.group(), place.roster()
    earlier = before(place.calls(), record)
    return Writer(
        public_record(record, roster),
        group,
        zones_shown(place, group, record),
        place.templates,
        secret=secret,
        before=earlier.record.start if earlier else None,
    )


def _advise(place: Workspace, record: CallRecord, posts: Sequence[Post], *, as_json: bool) -> None:
    """Say what the invitation lacks, who cannot be written to, and how people are invited where nobody is."""
    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.shown import warn_masked
    from dccg_meet.invites.gaps import gaps
    from dccg_meet.mail.post import Why, nowhere, sharing

    warn_masked(place, record)
    for gap in gaps(public_record(record, place.roster()), place.group()):
        common.warn(gap)
    for person in nowhere(place.roster()):
        common.warn(f"{person.name} asked for invitations and has no address in roster.toml")
    for first, *others in sharing(place.roster()):
        names = ", ".join(person.name for person in others)
        common.warn(f"{names}: the same address as {first.name}, whose mail is the only one to it")
    for post in posts:
        if post.why is Why.BOUNCED and post.guest:
            common.warn(
                f"mail to {post.guest.name} came back: correct email in roster.toml; or, if it is right, "
                f"dccg-meet invite send {record.number} --send --retry --only {post.to}"
            )
    if not any(post.guest for post in posts) and not as_json:
        click.echo(
            "nobody has asked for an invitation of their own: "
            "dccg-meet roster add NAME --email ADDRESS --invited, or invited = true in roster.toml"
        )
