"""Where everything lies in the archive. Links are relative: it works from a server, a folder, a USB stick."""

from __future__ import annotations

from dccg_meet.calls.place import on_site
from dccg_meet.chatham.public import PublicRecord
from dccg_meet.errors import UnsafePath
from dccg_meet.workspace.files import SLUG
from dccg_meet.workspace.schema import Group

INDEX = "index.html"
STYLE = "style.css"
FEED = "feed.xml"
CAPTIONS = "captions.vtt"
TRANSCRIPT = "transcript.txt"
INVITE = "invite.ics"
RECORDING = "recording.ogg"


def slug(record: PublicRecord) -> str:
    """The call's folder name, ``097``. Raises UnsafePath where it would be no plain name."""
    if not SLUG.match(record.slug):
        raise UnsafePath(
            "the number of a call makes no folder name", where=record.slug, todo="Correct call.toml."
        )
    return record.slug


def path(record: PublicRecord, name: str) -> str:
    """The path of a call's file from the top of the archive: ``calls/097/captions.vtt``."""
    return f"calls/{slug(record)}/{name}"


def link(group: Group, target: str) -> str:
    """``target`` (a path from the top) as an absolute address where the group has a site, else as it is."""
    return on_site(group, target) or target


def permanent_id(group: Group, what: str, since: str) -> str:
    """A tag URI (RFC 4151) for ``what``: it outlives the site. ``since`` is a date, ``2026-12-09``."""
    return f"tag:{group.list.rpartition('@')[2].lower()},{since}:{group.short}/{what}"
