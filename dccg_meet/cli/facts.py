"""What exists of a call, looked up in the workspace: for ``status`` and ``agenda check``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dccg_meet.calls.progress import Facts
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.schema import CallRecord, Group


def facts_of(place: Workspace, group: Group, folder: CallFolder, calls: Sequence[CallFolder]) -> Facts:
    """Look at the call's files; invitations and agenda count only where they say what they should say now."""
    from dccg_meet.calls.progress import Facts
    from dccg_meet.captions.approval import caption_state
    from dccg_meet.notes.gather import notes_state

    record = folder.record
    decided = record.rule is not None
    return Facts(
        sent=decided and _sent(place, group, folder),
        agenda=decided and read(folder.agenda("md")) == _agenda(place, record, calls),
        captions=caption_state(folder),
        notes=notes_state(folder),
        published=_published(place, record),
    )


def _sent(place: Workspace, group: Group, folder: CallFolder) -> bool:
    """Whether invite.ics says what it should, and every mail with it went out or lies ready as a draft."""
    from dccg_meet.chatham.release import public_record
    from dccg_meet.invites.calendar import invite
    from dccg_meet.mail import journal
    from dccg_meet.mail.post import waiting

    roster = place.roster()
    record = public_record(folder.record, roster)
    if read(folder.invite) != invite(record, group):
        return False
    return not waiting(record, group, roster, journal.histories(journal.read(folder.sent)))


def read(path: Path) -> bytes | None:
    """The file's bytes; None where there is no such file."""
    return path.read_bytes() if path.is_file() else None


def _agenda(place: Workspace, record: CallRecord, calls: Sequence[CallFolder]) -> bytes:
    """The agenda as it would be built now; a template that does not render gives none."""
    from dccg_meet.cli.agenda import texts_of
    from dccg_meet.errors import TemplateFault

    try:
        return texts_of(place, record, calls)["md"].encode()
    except TemplateFault:
        return b""


def _published(place: Workspace, record: CallRecord) -> bool:
    """Whether the archive has this call as it is now: its event, captions and notes."""
    from dccg_meet.site import address
    from dccg_meet.site.feed import updates

    approved = [part.approved_at for part in (record.captions, record.notes) if part and part.approved_at]
    shown = updates(read(place.public / address.FEED) or b"").get(record.number)
    return shown is not None and shown >= max([record.stamp, *approved])
