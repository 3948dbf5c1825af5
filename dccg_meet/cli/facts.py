"""What exists of a call, looked up in the workspace: for ``status`` and ``agenda check``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dccg_meet.calls.progress import Facts, Unreached
    from dccg_meet.mail.journal import Entry
    from dccg_meet.mail.post import Post, Why
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.schema import CallRecord, Group


def facts_of(place: Workspace, group: Group, folder: CallFolder, calls: Sequence[CallFolder]) -> Facts:
    """Look at the call's files; invitations and agenda count only where they say what they should say now."""
    from dccg_meet.calls.progress import Facts
    from dccg_meet.captions.approval import caption_state
    from dccg_meet.mail.post import Why
    from dccg_meet.notes.gather import notes_state

    record = folder.record
    decided = record.rule is not None
    mails = _mails(group, folder)
    waiting = _waiting(place, group, folder, mails) if decided else ()
    return Facts(
        sent=decided and _built(place, group, folder) and not any(post.due for post in waiting),
        by_server=mails.by_server,
        drafts=len(mails.drafts),
        refused=_unreached(waiting, Why.REFUSED),
        doubtful=_unreached(waiting, Why.IN_DOUBT),
        answers=_answers(place, folder),
        agenda=decided and _agenda_is_out(place, group, folder, calls, mails),
        agenda_draft=bool(mails.agendas),
        captions=caption_state(folder),
        notes=notes_state(folder),
        published=_published(place, record),
    )


def _answers(place: Workspace, folder: CallFolder) -> int:
    """How many answers to the invitation a person has to look at."""
    from dccg_meet.cli.standing import standing_of

    standing = standing_of(place, folder)
    return len(standing.doubts) + len(standing.to_invite) if standing else 0


@dataclass(frozen=True)
class _Mails:
    """The journal of a call's mails, and the drafts that lie there: the names of their files."""

    journal: tuple[Entry, ...]
    by_server: bool
    drafts: frozenset[str]
    agendas: frozenset[str]


def _mails(group: Group, folder: CallFolder) -> _Mails:
    from dccg_meet.mail import drafts, journal

    entries = journal.read(folder.sent)
    return _Mails(
        entries,
        journal.by_server(group, entries),
        drafts.existing(folder.drafts),
        drafts.existing(folder.drafts, agenda=True),
    )


def _built(place: Workspace, group: Group, folder: CallFolder) -> bool:
    """Whether invite.ics says what it should."""
    from dccg_meet.chatham.release import public_record
    from dccg_meet.invites.calendar import invite

    return read(folder.invite) == invite(public_record(folder.record, place.roster()), group)


def _waiting(place: Workspace, group: Group, folder: CallFolder, mails: _Mails) -> tuple[Post, ...]:
    """The mails with the invitation that neither went out nor lie ready for a person to send."""
    from dccg_meet.chatham.release import public_record
    from dccg_meet.mail.journal import histories
    from dccg_meet.mail.post import waiting

    roster = place.roster()
    return waiting(
        public_record(folder.record, roster),
        group,
        roster,
        histories(mails.journal),
        None if mails.by_server else mails.drafts,
        secret=place.secret(make=False),
    )


def _unreached(waiting: Sequence[Post], why: Why) -> Unreached:
    """Whom a mail did not reach for that reason."""
    from dccg_meet.calls.progress import Unreached

    found = [post for post in waiting if post.why is why]
    people = tuple(post.guest.name or post.to for post in found if post.guest)
    return Unreached(people, list=any(post.guest is None for post in found))


def read(path: Path) -> bytes | None:
    """The file's bytes; None where there is no such file."""
    return path.read_bytes() if path.is_file() else None


def _agenda_is_out(
    place: Workspace, group: Group, folder: CallFolder, calls: Sequence[CallFolder], mails: _Mails
) -> bool:
    """Whether the list has the agenda as it would be built now, or it lies ready for a person to send.

    One that cannot be built, for a template that does not render, is not out.
    """
    from dccg_meet.cli.built import texts_of
    from dccg_meet.errors import TemplateFault
    from dccg_meet.mail.agenda import drafts_of, is_out
    from dccg_meet.mail.drafts import there

    try:
        texts = texts_of(place, folder.record, calls)
    except TemplateFault:
        return False
    ready = there(drafts_of(group, texts, mails.journal), mails.agendas)
    return is_out(group, texts, mails.journal) or (bool(ready) and not mails.by_server)


def _published(place: Workspace, record: CallRecord) -> bool:
    """Whether the archive has this call as it is now: its event, captions and notes."""
    from dccg_meet.site import address
    from dccg_meet.site.feed import updates

    approved = [part.approved_at for part in (record.captions, record.notes) if part and part.approved_at]
    shown = updates(read(place.public / address.FEED) or b"").get(record.number)
    return shown is not None and shown >= max([record.stamp, *approved])
