"""``dccg-meet agenda send``: the agenda to the list, as a draft or through the group's mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common, mailing

if TYPE_CHECKING:
    from dccg_meet.workspace.schema import CallRecord


@click.command()
@common.call_argument
@click.option("--send", "sending", is_flag=True, help="Send the mail. Without it a draft is written.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and why; write and send nothing.")
@click.option("--retry", is_flag=True, help="Also what was refused, or may not have arrived.")
@click.option("--sent", is_flag=True, help="Note that you have sent the draft yourself; send nothing.")
@common.json_option
@click.pass_context
def send(
    context: click.Context, call: str, sending: bool, dry_run: bool, retry: bool, sent: bool, as_json: bool
) -> None:
    """Write the agenda of CALL to the list, in one mail, as plain text and as a page.

    The agenda is built first, as "agenda build" does. Without --send a draft of the mail is written
    (mail/agenda-*.eml in the call's folder), to be opened and sent with any mail program; when you have, say
    so with --sent. With --send it goes through the server that dccg.toml names; the password comes from
    DCCG_MEET_SMTP_PASSWORD or the keyring.

    It follows the list's invitation in the same thread. Each version of the agenda goes once, so type the
    command again whenever the agenda has changed, or after a crash.

    Exit code 1 as long as the mail is refused or put off, 3 as long as it may or may not have arrived.

    \b
    Example:
      dccg-meet agenda send next --dry-run
      dccg-meet agenda send next --send
    """
    from contextlib import nullcontext

    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.built import refuse_named, texts_of, write_agenda
    from dccg_meet.cli.shown import warn_about
    from dccg_meet.mail import drafts, journal
    from dccg_meet.mail.agenda import agenda_post, drafts_of, prepare_agenda, subject
    from dccg_meet.mail.post import RETRIED

    if sent:
        mailing.refuse_beside_sent(send=sending, dry_run=dry_run, retry=retry, json=as_json)
        context.exit(_note_sent(call))

    place = common.workspace()
    with nullcontext() if dry_run else place.lock():
        folder = common.find_call(place, call)
        _refuse_pointless(folder.record)
        if not dry_run:
            mailing.note(place, folder)
        group, record = place.group(), public_record(folder.record, place.roster())
        texts = texts_of(place, folder.record, place.calls(), remark=common.warn)
        refuse_named(place, folder.record, texts)
        entries = journal.read(folder.sent)
        post = agenda_post(group, texts, entries, sending=sending, retry=retry)
        secret, now = place.secret(make=not dry_run), common.now()
        mails = tuple(
            prepare_agenda(due, record, group, texts, now, secret=secret, draft=not sending)
            for due in (post,)
            if due.due
        )
        built = () if dry_run else write_agenda(folder, texts)
        batch = mailing.Batch(
            f"dccg-meet agenda send {record.number}",
            sending,
            (post,),
            mails,
            lambda _post: subject(record, group),
            kept=frozenset(
                drafts.name(draft) for draft in drafts_of(group, texts, entries) if post.why in RETRIED
            ),
            built=built,
            agenda=True,
        )
        if sending and not dry_run:
            code = mailing.deliver(place, folder, group, batch, as_json=as_json)
        else:
            code = mailing.draft(place, folder, batch, dry_run=dry_run, as_json=as_json)
    warn_about(place, folder.record)
    context.exit(code)


def _note_sent(call: str) -> int:
    place = common.workspace()
    with place.lock():
        return mailing.note_sent(place, common.find_call(place, call), lambda _entry: True, agenda=True)


def _refuse_pointless(record: CallRecord) -> None:
    """Raise PastTime or DecisionNeeded where there is no agenda to send."""
    from dccg_meet.errors import DecisionNeeded, PastTime

    if record.end <= common.now():
        raise PastTime(
            f"the time of call {record.number} is over: nobody needs its agenda any more",
            todo="Name another call.",
        )
    if record.cancelled:
        raise DecisionNeeded(
            f"call {record.number} is cancelled: it has no agenda to send",
            todo=f"Send the cancellation: dccg-meet invite send {record.number}",
        )
    if not record.items:
        raise DecisionNeeded(
            f"the agenda of call {record.number} has no items yet",
            todo=f'Add some: dccg-meet agenda add {record.number} "TITLE"',
        )
