"""``dccg-meet invite``: calendar invitations."""

from __future__ import annotations

import click

from dccg_meet.cli import common
from dccg_meet.cli.replies import replies


@click.group()
def invite() -> None:
    """Build calendar invitations, and read the answers.

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
    from dccg_meet.calls.lifecycle import revise
    from dccg_meet.calls.rules import call_tag
    from dccg_meet.chatham.release import public_record
    from dccg_meet.cli.agenda import warn_masked
    from dccg_meet.invites import calendar
    from dccg_meet.invites.gaps import gaps
    from dccg_meet.invites.revision import Change, change
    from dccg_meet.workspace.files import write_bytes

    place = common.workspace()
    with place.lock():
        folder, group = common.find_call(place, call), place.group()
        before = folder.invite.read_bytes() if folder.invite.is_file() else None
        changed = change(before, public_record(folder.record, place.roster()), group)
        if changed is not Change.NONE:
            revised = revise(folder.record, now=common.now(), place=changed is Change.PLACE)
            folder = place.save_call(revised)
        record = public_record(folder.record, place.roster())
        write_bytes(folder.invite, calendar.invite(record, group))
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


invite.add_command(replies)
