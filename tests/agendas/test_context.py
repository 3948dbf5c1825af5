"""What a template may show."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.agendas.context import PlaceRow, context
from dccg_meet.errors import BadTime, RuleMissing
from dccg_meet.workspace.schema import Item, Rule
from tests.factories import make_group, make_record

_RECORD = make_record(
    items=(
        Item(id="1", title="Adoption of the agenda", minutes=5, rule=Rule.ON_RECORD),
        Item(id="2", title="Main session", minutes=55),
    )
)
_GROUP = make_group(language="fr")


class TestTimes:
    """Clocks and days."""

    def test_items_follow_one_another_from_the_start(self) -> None:
        """Each has its start and end in UTC, its minutes and its rule."""
        shown = context(_RECORD, _GROUP, (), ())
        assert [(item.start, item.end, item.minutes, item.rule.tag) for item in shown.items] == [
            ("14:00", "14:05", 5, "[on the record]"),
            ("14:05", "15:00", 55, "[Chatham House Rule]"),
        ]

    def test_a_call_over_midnight_says_the_weekday(self) -> None:
        """A clock on another day than the call's is never shown bare."""
        late = _RECORD.changed(start=dt.datetime(2026, 12, 9, 23, 30, tzinfo=dt.UTC))
        shown = context(late, _GROUP, (), ())
        assert (shown.start, shown.end) == ("23:30", "Thu 00:30")
        assert shown.items[1].end == "Thu 00:30"


class TestPlaces:
    """The clocks of the places."""

    def test_every_place_has_its_day_and_the_start_of_each_item(self) -> None:
        """UTC first, then from west to east, each with its own day: nobody has to work out which."""
        shown = context(_RECORD, _GROUP, ("Pacific/Auckland", "Asia/Tokyo", "America/New_York"), ())
        assert shown.places == (
            PlaceRow("UTC", "Wed 9 Dec", "14:00", "15:00", "UTC", ("14:00", "14:05")),
            PlaceRow("New York", "Wed 9 Dec", "09:00", "10:00", "UTC-05:00", ("09:00", "09:05")),
            PlaceRow("Tokyo", "Wed 9 Dec", "23:00", "Thu 00:00", "UTC+09:00", ("23:00", "23:05")),
            PlaceRow("Auckland", "Thu 10 Dec", "03:00", "04:00", "UTC+13:00", ("03:00", "03:05")),
        )

    def test_daylight_saving_within_the_call_is_right(self) -> None:
        """Lisbon's clocks go back at 01:00 UTC on 25 October 2026: half past one comes twice."""
        night = _RECORD.changed(
            start=dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC),
            items=(Item(id="1", title="One", minutes=60), Item(id="2", title="Two")),
        )
        row = context(night, _GROUP, ("Europe/Lisbon",), ()).places[1]
        assert (row.offset, row.starts) == ("UTC+01:00", ("01:30", "01:30"))

    def test_an_unknown_zone_is_an_error(self) -> None:
        """A misspelt zone in the roster is told, not skipped."""
        with pytest.raises(BadTime):
            context(_RECORD, _GROUP, ("Europe/Olso",), ())


class TestClocks:
    """Where clocks have changed."""

    def test_compared_with_the_last_call(self) -> None:
        """Sentences; none where nothing changed or there was no call before."""
        before = dt.datetime(2026, 10, 14, 14, tzinfo=dt.UTC)
        assert context(_RECORD, _GROUP, ("America/New_York", "Asia/Tokyo"), (), before=before).clocks == (
            "Clocks have changed since the last call: this one begins an hour earlier in New York (09:00).",
        )
        assert context(_RECORD, _GROUP, ("Asia/Tokyo",), (), before=before).clocks == ()
        assert context(_RECORD, _GROUP, ("America/New_York",), ()).clocks == ()


class TestRules:
    """What is said of the rules."""

    def test_a_mixed_call_says_so(self) -> None:
        """The tag is that of the whole, the rules are all that apply."""
        shown = context(_RECORD, _GROUP, (), ())
        assert shown.tag == "[Chatham House Rule in part]"
        assert [rule.name for rule in shown.rules] == ["Chatham House Rule", "on the record"]
        assert (shown.chatham, shown.off_record) == (True, False)

    def test_a_call_without_a_rule_has_no_agenda(self) -> None:
        """Somebody decides first."""
        with pytest.raises(RuleMissing):
            context(_RECORD.changed(rule=None), _GROUP, (), ())


class TestAccess:
    """By when access needs are to be told."""

    def test_the_day_is_computed(self) -> None:
        """Seven days before the call."""
        assert context(_RECORD, _GROUP, (), ()).access_by == "Wednesday 2 December 2026"

    def test_a_call_at_short_notice_has_none(self) -> None:
        """A day that was over when the call was scheduled is not shown."""
        soon = _RECORD.changed(created=dt.datetime(2026, 12, 3, tzinfo=dt.UTC))
        assert not context(soon, _GROUP, (), ()).access_by
