"""``dccg-meet invite``: calendar invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common
from dccg_meet.cli.feed import feed
from dccg_meet.cli.replies import replies
from dccg_meet.cli.send import send

if TYPE_CHECKING:
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.schema import CallRecord


@click.group()
def invite() -> None:
    """Build and send calendar invitations, and read the answers.

    CALL is a number (97), a date (2026-12-09), "next" or "last".
    """


@invite.command()
@common.call_argument
def build(call: str) -> None:
    """Write invite.ics, the file for the list and the page.

    Everybody may import it, in any calendar; it names nobody. After "call move" or "call cancel", or when the
    join link in dccg.toml has changed, build it again and send it again: calendars then change or remove the
    event that they have.

    \b
    Example:
      dccg-meet invite build next
    """
    from dccg_meet.calls.rules import call_tag
    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.agenda import warn_masked
    from dccg_meet.invites.gaps import gaps

    place = common.workspace()
    with place.lock():
        group = place.group()
        folder = write_invite(place, common.find_call(place, call))
    record = public_record(folder.record, place.roster())
    what = "cancels" if record.cancelled else "invites to"
    click.echo(
        f"{what} call {record.number}: {record.start:%a %d %b %Y %H:%M} to {record.end:%H:%M} UTC, "
        f"{record.title} {call_tag(record)}"
    )
    click.echo(f"for the list, without names: {record.uid}, version {record.sequence}")
    common.done(folder.invite, place=place)
    warn_masked(place, folder.record)
    for gap in gaps(record, group):
        common.warn(gap)


def write_invite(place: Workspace, folder: CallFolder) -> CallFolder:
    """Bring the record and invite.ics up to date, and give the call as it is then.

    Raises DecisionNeeded and ReleaseRefused where the invite would name somebody; nothing is written then.
    """
    from dccg_meet.chatham.release import public_record
    from dccg_meet.invites import calendar
    from dccg_meet.site import outgoing
    from dccg_meet.workspace.files import write_bytes

    record = up_to_date(place, folder)
    group, roster = place.group(), place.roster()
    data = calendar.invite(public_record(record, roster), group)
    outgoing.check({folder.invite.name: data}, group, roster, record, (record.zone,))
    if record != folder.record:
        folder = place.save_call(record)
    write_bytes(folder.invite, data)
    return folder


def up_to_date(place: Workspace, folder: CallFolder) -> CallRecord:
    """The call's record, newer where its invite says something else now. Writes nothing."""
    from dccg_meet.invites.revision import revised

    before = folder.invite.read_bytes() if folder.invite.is_file() else None
    return revised(folder.record, place.roster(), place.group(), before=before, now=common.now())


invite.add_command(send)
invite.add_command(feed)
invite.add_command(replies)
