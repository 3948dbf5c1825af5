"""Times that share the burden."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dccg_meet.errors import BadTime, DecisionNeeded
from dccg_meet.times.burden import burden
from dccg_meet.times.leximin import fairer
from dccg_meet.times.rhythm import Every, Rhythm
from dccg_meet.times.slots import Bounds, Window
from dccg_meet.times.suggest import Suggestion, Wish, suggest
from dccg_meet.workspace.schema import Holiday, Status, Venue
from tests.factories import make_record, utc
from tests.times.cities import CITIES

_TUESDAYS = Rhythm(Every.MONTH, 1, 2, dt.date(2026, 12, 8))
_YEAR = Wish(dict.fromkeys(CITIES, 1), _TUESDAYS, dt.date(2027, 1, 1))
_ZONES = ("Pacific/Auckland", "Asia/Kathmandu", "Europe/Oslo", "America/New_York", "Pacific/Pago_Pago")


def _starts(found: Suggestion) -> list[dt.datetime]:
    return [slot.start for slot in found.slots]


@pytest.fixture(scope="module")
def year() -> Suggestion:
    """The documented year of 14 cities."""
    return suggest(_YEAR, [])


class TestTheDocumentedYear:
    """Twelve calls of 2027 among 14 cities, beside a fixed 14:00 UTC."""

    def test_the_worst_off_carries_at_most_half(self, year: Suggestion) -> None:
        """Of what it carries at the fixed time."""
        assert year.fixed.most == 120
        assert year.proposed.most <= year.fixed.most / 2

    def test_the_sum_is_at_most_a_tenth_more(self, year: Suggestion) -> None:
        """Fairness has its price, and a limit."""
        assert year.proposed.total <= 1.1 * year.fixed.total

    def test_more_buys_more_fairness(self, year: Suggestion) -> None:
        """With nothing more the sum is the least there is, and somebody carries more."""
        least = suggest(dataclasses.replace(_YEAR, more=0), [])
        assert least.proposed.total < year.proposed.total <= 1.1 * least.proposed.total
        assert least.proposed.most > year.proposed.most

    def test_it_is_a_second_tuesday_each_month(self, year: Suggestion) -> None:
        """In UTC."""
        days = [start.date() for start in _starts(year)]
        assert [day.month for day in days] == list(range(1, 13))
        assert all(day.weekday() == 1 and 8 <= day.day <= 14 for day in days)

    def test_loads_are_what_the_times_cost(self, year: Suggestion) -> None:
        """Counted again one by one, daylight saving included."""
        for load in year.loads:
            assert load.proposed == sum(burden(start, 60, load.zone) for start in _starts(year))
            assert load.fixed == sum(
                burden(start.replace(hour=14, minute=0), 60, load.zone) for start in _starts(year)
            )

    def test_everybody_sleeps_sometimes(self, year: Suggestion) -> None:
        """Each city has calls in its working hours, each carries some at other hours."""
        for name in CITIES:
            costs = [burden(start, 60, name) for start in _starts(year)]
            assert 0 in costs
            assert max(costs) > 0

    def test_what_was_carried_before_is_made_good(self, year: Suggestion) -> None:
        """After a year of 14:00 UTC Auckland carries less than in a plan that knows nothing of it."""
        past = [
            make_record(number=number, start=utc(f"2026-{number:02d}-10 14:00")) for number in range(1, 13)
        ]
        found = {load.zone: load for load in suggest(_YEAR, past).loads}
        before = {load.zone: load for load in year.loads}
        assert found["Pacific/Auckland"].past == 120
        assert found["Pacific/Auckland"].proposed < before["Pacific/Auckland"].proposed


class TestSuggest:
    """Any wish."""

    @settings(deadline=None, max_examples=20)
    @given(
        st.sets(st.sampled_from(_ZONES), min_size=1),
        st.integers(1, 12),
        st.integers(0, 23),
        st.sampled_from([30, 60, 90]),
        st.dates(dt.date(2026, 12, 1), dt.date(2027, 12, 31)),
    )
    def test_it_is_never_worse_than_the_fixed_time(
        self, zones: set[str], months: int, hour: int, minutes: int, first: dt.date
    ) -> None:
        """By leximin, at any length, from any day; and within a tenth of its sum."""
        wish = Wish(
            dict.fromkeys(zones, 1),
            _TUESDAYS,
            first,
            months=months,
            minutes=minutes,
            fixed=dt.time(hour),
            step=60,
        )
        found = suggest(wish, [])
        assert len(found.slots) == months
        assert not fairer([load.fixed for load in found.loads], [load.proposed for load in found.loads])
        assert found.proposed.total <= 1.1 * found.fixed.total

    def test_nobody_is_woken_where_all_can_be_awake(self) -> None:
        """New York, Oslo and Auckland have an hour for all: hardly anybody gets up for some who stay up."""
        zones = ("America/New_York", "Europe/Oslo", "Pacific/Auckland")
        found = suggest(dataclasses.replace(_YEAR, zones=dict.fromkeys(zones, 1)), [])
        at_night = [start for start in _starts(found) if burden(start, 60, "America/New_York") >= 8]
        assert len(at_night) <= 1

    def test_the_order_of_zones_changes_nothing(self, year: Suggestion) -> None:
        """Not even the order of the loads."""
        turned = dataclasses.replace(_YEAR, zones=dict.fromkeys(sorted(CITIES, reverse=True), 1))
        assert suggest(turned, []) == year

    def test_a_month_that_has_its_call_gets_no_second_one(self) -> None:
        """Only what was cancelled, or is held face to face, leaves room for one."""
        call = make_record(number=98, start=utc("2027-02-11 14:00"))
        taken = (
            call,
            make_record(number=99, start=utc("2027-03-11 14:00"), status=Status.CANCELLED),
            make_record(number=100, start=utc("2027-04-11 14:00"), venue=Venue(name="A hall"), zone="UTC"),
        )
        found = suggest(dataclasses.replace(_YEAR, months=4, bounds=Bounds(taken=taken)), taken)
        assert [slot.start.month for slot in found.slots] == [1, 3, 4]
        assert found.remarks == ("no call on 2027-02-09: call 98 is on 2027-02-11",)
        weekly = dataclasses.replace(_YEAR.rhythm, every=Every.WEEK)
        found = suggest(
            dataclasses.replace(_YEAR, rhythm=weekly, months=3, bounds=Bounds(taken=taken)), taken
        )
        assert "2027-02-09" in {f"{slot.start:%Y-%m-%d}" for slot in found.slots}

    def test_many_names_for_one_clock_count_once(self) -> None:
        """Whoever lives by it carries their turn, and nobody else more than where it has one name."""
        few = dict.fromkeys(("Europe/Oslo", "Asia/Tokyo", "America/Los_Angeles"), 1)
        cities = ("Berlin", "Paris", "Rome", "Madrid", "Vienna", "Brussels")
        many = few | {f"Europe/{city}": 1 for city in cities}
        one, other = (suggest(dataclasses.replace(_YEAR, zones=zones), []) for zones in (few, many))
        assert [slot.start for slot in other.slots] == [slot.start for slot in one.slots]
        assert (other.fixed.total, other.proposed.total) == (one.fixed.total, one.proposed.total)
        assert len({load.proposed for load in other.loads if load.zone.startswith("Europe/")}) == 1
        by_heads = suggest(dataclasses.replace(_YEAR, zones=many, by_people=True), [])
        assert by_heads.fixed.total == one.fixed.total + 6 * next(
            load.fixed for load in one.loads if load.zone == "Europe/Oslo"
        )

    def test_what_a_plan_comes_to_has_the_past_in_it(self) -> None:
        """The most and the sum alike, people counted."""
        past = [make_record(number=1, start=utc("2026-11-10 14:00"))]
        wish = dataclasses.replace(
            _YEAR, zones={"Pacific/Auckland": 3, "Europe/Oslo": 1}, by_people=True, months=2
        )
        found = suggest(wish, past)
        loads = {load.zone: load for load in found.loads}
        auckland, oslo = loads["Pacific/Auckland"], loads["Europe/Oslo"]
        assert auckland.past == 10
        assert found.fixed.most == auckland.past + auckland.fixed
        assert found.fixed.total == 3 * (auckland.past + auckland.fixed) + oslo.past + oslo.fixed
        assert found.proposed.total == 3 * (auckland.past + auckland.proposed) + oslo.past + oslo.proposed

    def test_times_to_come(self) -> None:
        """Of today what is left; else another day, and it says why."""
        bounds = Bounds(now=utc("2027-01-12 20:10"))
        wish = dataclasses.replace(_YEAR, first=dt.date(2027, 1, 12), months=1, bounds=bounds)
        [start] = _starts(suggest(wish, []))
        assert utc("2027-01-12 20:30") <= start < utc("2027-01-13 00:00")
        late = dataclasses.replace(wish, bounds=Bounds(now=utc("2027-01-12 23:30")))
        found = suggest(late, [])
        assert found.remarks == (
            "2027-01-19 instead of 2027-01-12: what is left of today has no time for it",
        )

    def test_a_holiday_moves_the_call_within_the_month(self) -> None:
        """And says so."""
        holidays = (Holiday(day=dt.date(2027, 3, 8), last=dt.date(2027, 3, 10)),)
        found = suggest(dataclasses.replace(_YEAR, months=3, bounds=Bounds(holidays=holidays)), [])
        assert [start.date().isoformat() for start in _starts(found)] == [
            "2027-01-12",
            "2027-02-09",
            "2027-03-16",
        ]
        assert found.remarks == ("2027-03-16 instead of 2027-03-09: a holiday, or another call",)

    def test_a_month_of_holidays_has_no_call(self) -> None:
        """And says so."""
        holidays = (Holiday(day=dt.date(2027, 2, 1), last=dt.date(2027, 2, 28)),)
        found = suggest(dataclasses.replace(_YEAR, months=2, bounds=Bounds(holidays=holidays)), [])
        assert len(found.slots) == 1
        assert found.remarks[0].startswith("no call on 2027-02-09")

    def test_hours_are_kept_on_every_day(self) -> None:
        """From 08:00 to 18:00 in Oslo, in summer and in winter."""
        window = Window("Europe/Oslo", 8 * 60, 18 * 60)
        found = suggest(dataclasses.replace(_YEAR, bounds=Bounds(window)), [])
        assert all(window.holds(start, 60) for start in _starts(found))

    def test_where_no_time_is_left_a_person_decides(self) -> None:
        """A window that is shorter than the call."""
        wish = dataclasses.replace(_YEAR, bounds=Bounds(Window("UTC", 600, 630)))
        with pytest.raises(DecisionNeeded):
            suggest(wish, [])

    def test_an_unknown_zone(self) -> None:
        """Is an error."""
        with pytest.raises(BadTime):
            suggest(dataclasses.replace(_YEAR, zones={"Mars/Olympus": 1}), [])
