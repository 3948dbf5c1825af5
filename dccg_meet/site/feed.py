"""The news feed (Atom, RFC 4287): a call each, dated by what is on record, never by the clock."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping, Sequence

import feedgenerator

from dccg_meet.calls.rules import call_sentences, call_tag
from dccg_meet.calls.when import in_words
from dccg_meet.chatham.public import PublicCall
from dccg_meet.site import address
from dccg_meet.workspace.schema import CaptionState, Group, NotesState
from dccg_meet.writing.escape import clean

_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_ENTRIES = 50


class _Feed(feedgenerator.Atom1Feed):  # type: ignore[misc]
    """Without entries there is no date, and feedgenerator would take the clock's."""

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else _NEVER


def feed(calls: Sequence[PublicCall], group: Group, changed: Mapping[int, dt.datetime]) -> bytes:
    """The 50 calls that changed last, newest change first; links are absolute where the group has a site.

    ``changed`` tells by the call's number when something of it last changed.
    """
    writer = _Feed(
        title=clean(f"{group.name}: calls"),
        link=address.link(group, address.INDEX),
        description=clean(f"Agendas, notes and captions of the calls of the {group.name}"),
        language=group.language,
        author_name=clean(group.name),
        feed_url=address.link(group, address.FEED),
        feed_guid=address.permanent_id(group, "calls", "2026-01-01"),
    )
    newest = sorted(calls, key=lambda call: (changed[call.record.number], call.record.number), reverse=True)
    for call in newest[:_ENTRIES]:
        record = call.record
        since = f"{record.created:%Y-%m-%d}"
        writer.add_item(
            title=clean(_title(call)),
            link=address.link(group, address.path(record, address.INDEX)),
            description=html.escape(clean(_summary(call))),  # feedgenerator says type="html"
            unique_id=address.permanent_id(group, f"calls/{address.slug(record)}", since),
            pubdate=record.created,
            updateddate=changed[record.number],
        )
    text: str = writer.writeString("utf-8")
    return text.encode()


def updates(data: bytes) -> dict[int, dt.datetime]:
    """When each call in a feed of ours last changed, by its number; nothing where ``data`` is no feed."""
    found = {}
    for entry in re.findall(rb"<entry>.*?</entry>", data, re.DOTALL):
        number = re.search(rb"<id>[^<]*calls/([0-9]+)</id>", entry)
        moment = re.search(rb"<updated>([^<]+)</updated>", entry)
        if number and moment:
            found[int(number[1])] = dt.datetime.fromisoformat(moment[1].decode())
    return found


def _title(call: PublicCall) -> str:
    record = call.record
    state = "Cancelled: " if record.cancelled else ""
    day = f"{record.start.day} {record.start:%B %Y}"
    return f"{state}Call {record.number}, {day}: {record.title} {call_tag(record)}"


def _summary(call: PublicCall) -> str:
    record = call.record
    parts = [f"{in_words(record.start)}, {record.start:%H:%M} UTC, {record.minutes} minutes."]
    if record.cancelled:
        parts.append("This call is cancelled.")
    parts += call_sentences(record)
    if call.notes_state is NotesState.APPROVED:
        parts.append("Notes.")
    if call.cues:
        checked = "approved" if call.captions is CaptionState.APPROVED else "not checked by a person"
        parts.append(f"Captions and transcript ({checked}).")
    return " ".join(parts)
