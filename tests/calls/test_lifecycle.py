"""The life of a call."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.calls import lifecycle
from dccg_meet.calls.place import Where
from dccg_meet.errors import BadItem, BadValue, Clash, PastTime, RuleMissing
from dccg_meet.workspace.schema import CallRecord, Group, Join, Recording, Rule, Status, Venue

GROUP = Group(name="Group", short="dccg", list="list@Example.ORG", first_number=97)
NOW = dt.datetime(2026, 11, 21, 20, tzinfo=dt.UTC)
START = dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def _schedule(
    *existing: CallRecord, start: dt.datetime = START, rule: Rule | None = Rule.CHATHAM, past: bool = False
) -> CallRecord:
    return lifecycle.schedule(
        GROUP, existing, start=start, minutes=60, zone="UTC", rule=rule, title="Call", now=NOW, past=past
    )


def _move(record: CallRecord, start: dt.datetime, *existing: CallRecord) -> CallRecord:
    return lifecycle.move(record, existing, start=start, minutes=60, zone="UTC", now=NOW)


class TestSchedule:
    """New calls."""

    def test_the_first_number_and_uid(self) -> None:
        """The series begins with the group's number; the UID is group, number and host in small letters."""
        record = _schedule()
        assert (record.number, record.uid, record.sequence) == (97, "dccg-call-097@example.org", 0)

    def test_the_next_number(self) -> None:
        """Numbers go up from the highest, cancelled calls included."""
        first = lifecycle.cancel(_schedule(), now=NOW)
        assert _schedule(first).number == 98

    def test_no_rule(self) -> None:
        """Without a rule a person has to decide (exit code 3), and the choices are spelt out."""
        with pytest.raises(RuleMissing) as caught:
            _schedule(rule=None)
        assert caught.value.exit_code == 3
        assert "chatham-house, on-the-record or off-the-record" in caught.value.todo

    def test_the_past(self) -> None:
        """A time that is over needs --past."""
        with pytest.raises(PastTime):
            _schedule(start=NOW - HOUR)
        assert _schedule(start=NOW - HOUR, past=True).number == 97

    @pytest.mark.parametrize(
        ("minutes", "clashes"), [(-60, False), (-59, True), (0, True), (59, True), (60, False)]
    )
    def test_a_clash(self, minutes: int, clashes: bool) -> None:
        """Two calls may touch but not overlap."""
        start = START + dt.timedelta(minutes=minutes)
        if clashes:
            with pytest.raises(Clash):
                _schedule(_schedule(), start=start)
        else:
            assert _schedule(_schedule(), start=start).number == 98

    def test_a_cancelled_call_is_not_in_the_way(self) -> None:
        """The time of a cancelled call is free."""
        assert _schedule(lifecycle.cancel(_schedule(), now=NOW)).number == 98


class TestChange:
    """move and cancel."""

    def test_a_move_is_an_update_of_the_same_event(self) -> None:
        """Same UID, SEQUENCE one higher, a newer stamp."""
        before = _schedule()
        after = _move(before, START + HOUR, before)
        assert (after.uid, after.sequence, after.start) == (before.uid, 1, START + HOUR)
        assert after.stamp > before.stamp

    def test_a_move_to_where_it_is(self) -> None:
        """Nothing changes, so that nobody gets an update for nothing."""
        before = _schedule()
        assert _move(before, START) == before

    @pytest.mark.parametrize(
        "place", [Where(Venue(name="Room 4")), Where(join=Join(url="https://meet.example.org/once"))]
    )
    def test_another_place_is_an_update(self, place: Where) -> None:
        """SEQUENCE one higher where only venue or way in change; once there, nothing changes."""
        before = _schedule()
        after = lifecycle.move(before, (), start=START, minutes=60, zone="UTC", now=NOW, place=place)
        assert (after.venue, after.join, after.sequence) == (place.venue, place.join, 1)
        assert after.stamp > before.stamp
        assert _move(after, START) == after
        assert _move(after, START + HOUR).venue == place.venue

    def test_what_was_confirmed_was_for_the_old_time(self) -> None:
        """An interpreter is booked for an hour; a longer call keeps what was confirmed."""
        before = lifecycle.confirm(_schedule(), ["chat-reader"])
        assert _move(before, START + HOUR).confirmed == ()
        longer = lifecycle.move(before, (), start=START, minutes=90, zone="UTC", now=NOW)
        assert longer.confirmed == ("chat-reader",)

    def test_a_clash(self) -> None:
        """A move onto another call is refused."""
        first = _schedule()
        second = _schedule(first, start=START + 5 * HOUR)
        with pytest.raises(Clash):
            _move(second, START, first, second)

    def test_cancel_twice(self) -> None:
        """Cancelling raises SEQUENCE once."""
        once = lifecycle.cancel(_schedule(), now=NOW)
        assert (once.status, once.sequence) == (Status.CANCELLED, 1)
        assert lifecycle.cancel(once, now=NOW + HOUR) == once

    def test_a_cancelled_call_comes_back(self) -> None:
        """Moving a cancelled call, even to its old time, puts it on again."""
        back = _move(lifecycle.cancel(_schedule(), now=NOW), START)
        assert (back.status, back.sequence) == (Status.CONFIRMED, 2)


class TestItems:
    """Agenda items and their marks in the recording."""

    def _record(self) -> CallRecord:
        record = _schedule()
        for title in ("Adoption", "Reports", "Other business"):
            record = lifecycle.add_item(record, title, minutes=10, rule=None, now=NOW)
        return record

    def test_ids_count_up(self) -> None:
        """Items are numbered as they are added."""
        assert [item.id for item in self._record().items] == ["1", "2", "3"]

    def test_none_for_a_cancelled_call(self) -> None:
        """A cancelled call takes no items."""
        with pytest.raises(BadItem):
            lifecycle.add_item(lifecycle.cancel(_schedule(), now=NOW), "x", minutes=1, rule=None, now=NOW)

    def test_a_mark_ends_the_item_before(self) -> None:
        """An item lasts until the next one begins; the last has no end."""
        record = self._record()
        for item, start in (("1", 0), ("3", 9_000), ("2", 4_000)):
            record = lifecycle.mark_item(record, item, start)
        assert [(item.start_ms, item.end_ms) for item in record.items] == [
            (0, 4_000),
            (4_000, 9_000),
            (9_000, None),
        ]

    def test_marks_keep_the_order(self) -> None:
        """An item cannot begin before the one above it."""
        record = lifecycle.mark_item(self._record(), "2", 5_000)
        for item, start in (("1", 5_000), ("1", 6_000), ("3", 4_000)):
            with pytest.raises(BadItem):
                lifecycle.mark_item(record, item, start)

    def test_a_place_after_the_end(self) -> None:
        """No item begins after the recording has ended."""
        facts = Recording(file="recording.ogg", sha256="0" * 64, duration_ms=151_000)
        record = self._record().changed(recording=facts)
        with pytest.raises(BadItem, match="ends at 2:31"):
            lifecycle.mark_item(record, "2", 271_000)

    def test_an_unknown_item(self) -> None:
        """There is no item 9."""
        with pytest.raises(BadItem):
            lifecycle.mark_item(self._record(), "9", 0)


class TestDocuments:
    """Papers for a call."""

    def test_they_are_added_once(self) -> None:
        """By their address; a new title takes the place of the old one, and keeps the time."""
        first, _ = lifecycle.attach(_schedule(), "Draft", "https://example.org/a.html", now=NOW)
        again, paper = lifecycle.attach(first, "Report", " https://example.org/a.html ", now=NOW + HOUR)
        assert again.documents == (paper,)
        assert [(paper.title, paper.added) for paper in again.documents] == [("Report", NOW)]
        assert again.stamp == NOW + HOUR
        assert lifecycle.attach(again, "Report", paper.url, now=NOW + 2 * HOUR) == (again, paper)

    def test_what_is_refused(self) -> None:
        """A paper without an address, and one for a call that is off."""
        with pytest.raises(BadValue):
            lifecycle.attach(_schedule(), "Draft", "", now=NOW)
        with pytest.raises(BadItem):
            lifecycle.attach(
                lifecycle.cancel(_schedule(), now=NOW), "Draft", "https://example.org/a", now=NOW
            )


def test_confirming_and_taking_back() -> None:
    """Each id once, in the order of confirming."""
    record = lifecycle.confirm(_schedule(), ["b", "a", "b"])
    assert record.confirmed == ("b", "a")
    assert lifecycle.confirm(record, ["c"], ["b"]).confirmed == ("a", "c")
