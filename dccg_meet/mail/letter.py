"""From a decision to a letter: the subject, the words from their templates, and the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dccg_meet.agendas.context import context
from dccg_meet.agendas.tables import start_table
from dccg_meet.calls.items import plan
from dccg_meet.calls.rules import WORDING
from dccg_meet.calls.when import clock_time, end_time, in_words
from dccg_meet.invites.calendar import feed_address, invitation, invite, withdrawal
from dccg_meet.invites.events import organizer
from dccg_meet.invites.wording import summary
from dccg_meet.mail.journal import Kind
from dccg_meet.mail.message import Letter, message_id
from dccg_meet.mail.post import Post
from dccg_meet.mail.said import changes
from dccg_meet.workspace.schema import CallRecord, Group
from dccg_meet.writing.templates import Templates
from dccg_meet.zones import place, table, zone

_SUBJECTS = {
    Kind.INVITE: "Invitation: {}",
    Kind.UPDATE: "Updated: {}",
    Kind.CANCEL: "{}",  # The summary of a cancelled call says so itself.
    Kind.AGAIN: "On again: {}",
    Kind.REMOVE: "No longer invited: {}",
}
_HEADLINES = {
    Kind.INVITE: "Invitation to call {}",
    Kind.UPDATE: "Call {} has changed",
    Kind.CANCEL: "Call {} is cancelled",
    Kind.AGAIN: "Call {} takes place after all",
    Kind.REMOVE: "No longer invited to call {}",
}
_AS_BEFORE = "What you were told still holds; this mail brings your calendar up to date."
_TEMPLATES = {Kind.CANCEL: "cancel", Kind.REMOVE: "remove"}


@dataclass(frozen=True)
class Clock:
    """When the call is in one place: ``day`` in words, times as ``14:00``, with another day if need be."""

    place: str
    offset: str
    day: str
    start: str
    end: str


@dataclass(frozen=True)
class PlannedOne:
    """An agenda item: when it begins by the reader's clock, and the tag of its rule."""

    number: str
    start: str
    title: str
    tag: str


class Writer:
    """Writes the letters about one call. ``record`` is the public one, with masked titles.

    ``zones`` are the places whose clocks are shown; ``own`` the workspace's templates, of which a file in
    ``mails/`` is taken before the shipped one. ``secret`` is the workspace's. ``before`` is when the last
    call began: the letters say where clocks have changed since.
    """

    def __init__(
        self,
        record: CallRecord,
        group: Group,
        zones: Sequence[str],
        own: Path | None,
        *,
        secret: bytes,
        before: dt.datetime | None = None,
    ) -> None:
        self.record = record
        self.secret = secret
        self.group = group
        self._zones = tuple(zones)
        self._before = before
        self._templates = Templates("mails", own, filters={"start_table": start_table})

    def write(self, post: Post, *, date: dt.datetime | None = None) -> Letter:
        """The mail of ``post``. Raises RuleMissing, BadTime, InviteFault, TemplateFault."""
        name = _TEMPLATES.get(post.kind, "invite" if post.guest else "list")
        values = self._values(post)
        method = ""
        if post.guest:
            method = "CANCEL" if post.kind in {Kind.CANCEL, Kind.REMOVE} else "REQUEST"
        sender = self.group.mail.mailbox
        identity = self._message_id(post)
        return Letter(
            sender=sender,
            sender_name=self.group.name,
            to=post.to,
            to_name=post.guest.name if post.guest else "",
            subject=self.subject(post),
            message_id=identity,
            text=self._templates.render(f"{name}.txt.j2", values).strip() + "\n",
            html=self._templates.render(f"{name}.html.j2", values).strip() + "\n",
            calendar=self.calendar(post),
            method=method,
            thread=post.thread if post.thread != identity else "",
            date=date,
            leave=sender if post.guest else "",
        )

    def _message_id(self, post: Post) -> str:
        record = self._stamped(post)
        told = post.now.model_dump_json() if post.now else ""
        version = (record.uid, str(record.sequence), record.stamp.isoformat())
        return message_id(self.secret, organizer(self.group), *version, post.kind, post.to, told)

    def subject(self, post: Post) -> str:
        """The subject: what it is about, then the event's own title with its day and the rule's tag.

        The day is the reader's own; where no zone is known, UTC's.
        """
        day = short_day(self.record.start, post.guest.zone if post.guest else "")
        return _SUBJECTS[post.kind].format(summary(self.record, self.group, day=day))

    def calendar(self, post: Post) -> bytes:
        """The calendar of ``post``: for the list without an ATTENDEE, for a person with them alone."""
        record = self._stamped(post)
        if post.guest is None:
            return invite(record, self.group)
        if post.kind is Kind.REMOVE:
            return withdrawal(record, self.group, post.guest)
        return invitation(record, self.group, post.guest)

    def version(self, post: Post) -> tuple[int, dt.datetime]:
        """SEQUENCE and DTSTAMP of the calendar of ``post``."""
        record = self._stamped(post)
        return record.sequence, record.stamp

    def _stamped(self, post: Post) -> CallRecord:
        """The record; a removal is newer than what it removes (RFC 5546 3.2.5), the call is as it was."""
        if post.kind is not Kind.REMOVE or post.told is None:
            return self.record
        stamp = post.told.stamp + dt.timedelta(seconds=1)
        return self.record.changed(sequence=post.told.sequence + 1, stamp=stamp)

    def _values(self, post: Post) -> dict[str, Any]:
        """What the templates may show; nothing is worked out in them."""
        record, group = self.record, self.group
        own_zone = post.guest.zone if post.guest else ""
        return {
            **vars(context(record, group, self._zones, (), before=self._before)),
            "kind": post.kind.value,
            "personal": post.guest is not None,
            "headline": _HEADLINES[post.kind].format(record.number),
            "subject": self.subject(post),
            "short": group.short.upper(),
            "own_items": self._items(own_zone or "UTC"),
            "own_place": place(own_zone or "UTC"),
            "times": tuple(self._clock(name) for name in dict.fromkeys([own_zone or "UTC", "UTC"])),
            "own_zone": bool(own_zone),
            "changes": self._changes(post, own_zone or "UTC"),
            "passcode": post.guest.passcode if post.guest else "",
            "mailbox": group.mail.mailbox,
            "feed": feed_address(group),
        }

    def _changes(self, post: Post, zone: str) -> tuple[str, ...]:
        """What an update has to say; one of a call that moved and moved back says so."""
        if post.told is None or post.told.said is None or post.now is None:
            return ()
        found = changes(post.told.said, post.now, zone)
        return (_AS_BEFORE,) if post.kind is Kind.UPDATE and not found else found

    def _items(self, zone_name: str) -> tuple[PlannedOne, ...]:
        """The agenda as it is now, by the reader's clock."""
        there = zone(zone_name)
        first = self.record.start.astimezone(there)
        found = []
        for planned in plan(self.record):
            start = planned.start.astimezone(there)
            clock = clock_time(start, first)
            tag = WORDING[planned.rule].tag
            found.append(PlannedOne(planned.item.id, clock, planned.item.title, tag))
        return tuple(found)

    def _clock(self, name: str) -> Clock:
        row = table(self.record.start, [name])[-1]
        end = self.record.end.astimezone(row.when.tzinfo)
        return Clock(row.place, row.offset, in_words(row.when), f"{row.when:%H:%M}", end_time(row.when, end))


def short_day(moment: dt.datetime, zone_name: str = "") -> str:
    """``Wed 9 Dec 2026`` by the clocks of a zone, else of UTC. Raises BadTime for an unknown zone."""
    there = moment.astimezone(zone(zone_name or "UTC"))
    return f"{there:%a} {there.day} {there:%b %Y}"
