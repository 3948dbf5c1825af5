"""What other people's calendars read from our files.

The readers are five programs that share no code for this with each other or with us, apart from khal and
recurring-ical-events, which build on icalendar. The package ``ical`` is a sixth; it needs an environment of
its own and is left out here.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings

from dccg_meet.calls import lifecycle
from dccg_meet.invites.calendar import feed, invite
from dccg_meet.workspace.schema import Access, CallRecord, Group, Item, Join, Rule
from tests.strategies import lines

_UTC = zoneinfo.ZoneInfo("UTC")
_STAMP = dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)
_CALL = CallRecord(
    number=97,
    title="Réunion mensuelle: «outputs», dates; 議題 👩🏽‍💻",
    start=dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC),
    minutes=75,
    rule=Rule.CHATHAM,
    uid="dccg-call-097@example.org",
    created=_STAMP,
    stamp=_STAMP,
    items=(
        Item(id="1", title="Adoption, with changes; if any", minutes=5, rule=Rule.ON_RECORD),
        Item(id="2", title="جلسة رئيسية", minutes=40),
    ),
)
_MOVED = lifecycle.move(
    _CALL,
    (),
    start=dt.datetime(2026, 12, 10, 23, 30, tzinfo=dt.UTC),
    minutes=75,
    zone="UTC",
    now=_STAMP + dt.timedelta(days=1),
)
_CANCELLED = lifecycle.cancel(_MOVED, now=_STAMP + dt.timedelta(days=2))
_GROUP = Group(
    name="Dynamic Coalition Coordination Group, IGF",
    list="dccg@example.org",
    language="fr",
    site="https://example.org/dccg",
    join=Join(url="https://meet.example.org/dccg", phone=("+41 22 555 01 23 (Genève), meeting 123",)),
    access=Access(contact="access@example.org"),
)


@dataclass(frozen=True)
class _Seen:
    """What a reader makes of one event."""

    uid: str
    start: dt.datetime
    end: dt.datetime
    status: str
    summary: str


def _vobject(data: bytes) -> list[_Seen]:
    import vobject  # noqa: PLC0415 - each reader is loaded by its own test

    return [
        _Seen(e.uid.value, e.dtstart.value, e.dtend.value, e.status.value, e.summary.value)
        for e in vobject.readOne(data.decode()).vevent_list
    ]


def _recurring_ical_events(data: bytes) -> list[_Seen]:
    import recurring_ical_events  # noqa: PLC0415

    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(2026, 2027)
    return [_Seen(str(e["UID"]), e.start, e.end, str(e["STATUS"]), str(e["SUMMARY"])) for e in found]


def _icalevents(data: bytes) -> list[_Seen]:
    from icalevents.icalevents import events  # noqa: PLC0415

    year = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 12, 31, tzinfo=dt.UTC)
    found: list[Any] = events(string_content=data, start=year[0], end=year[1])
    return [_Seen(e.uid, e.start, e.end, e.status, e.summary) for e in found]


def _ics(data: bytes) -> list[_Seen]:
    import ics  # noqa: PLC0415

    found = ics.Calendar(data.decode()).events
    return [_Seen(e.uid, e.begin.datetime, e.end.datetime, e.status, e.name) for e in found]


def _khal(data: bytes) -> list[_Seen]:
    from khal.icalendar import cal_from_ics  # noqa: PLC0415
    from khal.khalendar.event import Event  # noqa: PLC0415

    locale: dict[str, Any] = {"default_timezone": _UTC, "local_timezone": _UTC}
    found = [
        (Event.fromVEvents([e], calendar="calls", locale=locale), e)
        for e in cal_from_ics(data.decode()).walk("VEVENT")
    ]
    return [_Seen(str(e.uid), e.start, e.end, str(raw["STATUS"]), str(e.summary)) for e, raw in found]


_READERS = (_vobject, _recurring_ical_events, _icalevents, _ics, _khal)
_Reader = Callable[[bytes], list[_Seen]]
_every_reader = pytest.mark.parametrize("read", _READERS, ids=lambda read: read.__name__[1:])


def _meant(record: CallRecord) -> _Seen:
    words = "Cancelled: " if record.cancelled else ""
    title = f"{words}DCCG {record.number}: {record.title} [Chatham House Rule in part]"
    return _Seen(record.uid, record.start, record.end, record.status.value.upper(), title)


@_every_reader
class TestReaders:
    """Each reader sees the same event."""

    @pytest.mark.parametrize("record", [_CALL, _MOVED, _CANCELLED], ids=["new", "moved", "cancelled"])
    def test_an_invite_is_read_as_it_was_meant(self, read: _Reader, record: CallRecord) -> None:
        """UID, start and end as instants in UTC, status and title."""
        assert read(invite(record, _GROUP)) == [_meant(record)]

    def test_a_feed_is_read_as_it_was_meant(self, read: _Reader) -> None:
        """Every call, the cancelled one too."""
        other = _CALL.changed(number=98, uid="dccg-call-098@example.org")
        found = read(feed([_CANCELLED, other], _GROUP))
        assert sorted(found, key=lambda seen: seen.uid) == [_meant(_CANCELLED), _meant(other)]

    @settings(max_examples=20, deadline=None)
    @given(
        title=lines(max_size=120)
        .map(lambda text: f"{text},;:{text}")
        # Some of them unescape in several passes: an escaped backslash before n is a line break to them.
        .filter(lambda text: "\\" not in text)
    )
    def test_any_title_is_read_as_it_was_meant(self, read: _Reader, title: str) -> None:
        """Commas, semicolons, colons and all of Unicode, whatever the length."""
        record = _CALL.changed(title=title)
        assert read(invite(record, _GROUP)) == [_meant(record)]


class TestOrganizer:
    """Who sends it."""

    def test_the_list_is_the_organizer_for_readers_that_show_one(self) -> None:
        """Name and mailbox come through a comma in the name."""
        import ics  # noqa: PLC0415
        import vobject  # noqa: PLC0415

        data = invite(_CALL, _GROUP).decode()
        [event] = ics.Calendar(data).events
        assert (event.organizer.email, event.organizer.common_name) == (_GROUP.list, _GROUP.name)
        organizer = vobject.readOne(data).vevent.organizer
        assert (organizer.value, organizer.params["CN"]) == (f"mailto:{_GROUP.list}", [_GROUP.name])

    def test_a_conference_comes_through_with_its_features(self) -> None:
        """The list of features, the label and the address, as an independent reader has them."""
        import vobject  # noqa: PLC0415

        link, phone = vobject.readOne(invite(_CALL, _GROUP).decode()).vevent.conference_list
        assert (link.value, link.params["FEATURE"]) == (_GROUP.join.url, ["AUDIO", "VIDEO"])
        assert (phone.value, phone.params["LABEL"]) == ("tel:+41225550123", list(_GROUP.join.phone))
