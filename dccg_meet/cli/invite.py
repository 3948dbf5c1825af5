"""``dccg-meet invite``: calendar invitations."""

from __future__ import annotations

import click

from dccg_meet.cli import common
from dccg_meet.cli.built import write_invite
from dccg_meet.cli.feed import feed
from dccg_meet.cli.replies import replies
from dccg_meet.cli.send import send


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
    from dccg_meet.cli.shown import warn_masked
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


invite.add_command(send)
invite.add_command(feed)
invite.add_command(replies)
