"""Mails as files, to be sent with any mail program: what they are called, and which of them still count.

A file's name must not tell who is invited. It is made from the Message-ID, so it is the same for the same
mail, whoever else is written to, and another one as soon as the mail says something else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from dccg_meet.mail.journal import Entry, Event, Kind
from dccg_meet.workspace.files import refuse_link

_DIGITS = 10
_INVITATION = re.compile(rf"(?:list|guest)-[0-9a-f]{{{_DIGITS}}}\.eml")
_AGENDA = re.compile(rf"agenda-[0-9a-f]{{{_DIGITS}}}\.eml")


def name(entry: Entry) -> str:
    """The file of a mail: ``list-0123456789.eml``, ``guest-…`` or ``agenda-…``."""
    what = "agenda" if entry.kind is Kind.AGENDA else "guest" if entry.personal else "list"
    return f"{what}-{hashlib.sha256(entry.id.encode()).hexdigest()[:_DIGITS]}.eml"


def existing(folder: Path, *, agenda: bool = False) -> frozenset[str]:
    """The names of our drafts in the folder: of invitations, or of the ``agenda``; none without a folder.

    Raises UnsafePath where the folder is a link.
    """
    refuse_link(folder)
    ours = _AGENDA if agenda else _INVITATION
    return frozenset(path.name for path in folder.glob("*.eml") if ours.fullmatch(path.name))


def there(entries: Iterable[Entry], names: Collection[str]) -> tuple[Entry, ...]:
    """The drafts in the journal whose file is still there: one that was taken away invites nobody."""
    return tuple(entry for entry in entries if entry.event is Event.DRAFTED and name(entry) in names)


def clear(folder: Path, *, keep: Collection[str], agenda: bool = False) -> None:
    """Take away drafts of ours that are not to be kept: of invitations, or of the ``agenda``.

    Raises OSError where the disk refuses, UnsafePath where the folder is a link.
    """
    for found in existing(folder, agenda=agenda) - {*keep}:
        (folder / found).unlink()
