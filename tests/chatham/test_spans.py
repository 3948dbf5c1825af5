from __future__ import annotations

from collections.abc import Callable

import pytest

from dccg_meet.chatham.spans import MARGIN_MS, strictest, timeline
from dccg_meet.errors import DecisionNeeded, RuleMissing
from dccg_meet.workspace.schema import CallRecord, Item, Rule

Make = Callable[..., CallRecord]
END = 152_000


class TestRule:
    """What rule holds when."""

    @pytest.mark.parametrize(
        ("start", "end", "rule"),
        [
            (0, 1_000, Rule.ON_RECORD),
            (60_000, 65_499, Rule.ON_RECORD),
            (60_000, 65_501, Rule.CHATHAM),
            (67_500, 67_500, Rule.CHATHAM),
            (80_000, 90_000, Rule.CHATHAM),
            (122_699, 130_000, Rule.CHATHAM),
            (122_700, 130_000, Rule.ON_RECORD),
            (0, END, Rule.CHATHAM),
        ],
    )
    def test_margin(self, make_record: Make, start: int, end: int, rule: Rule) -> None:
        """What touches the Chatham item or two seconds around it is under the Rule."""
        assert timeline(make_record(), END).rule(start, end) is rule

    def test_before_the_first_mark(self, make_record: Make) -> None:
        """Before the first mark the rule is unknown, and unknown is Chatham."""
        record = make_record()
        items = (record.items[0].changed(start_ms=10_000), *record.items[1:])
        times = timeline(record.changed(items=items), END)
        assert times.rule(0, 5_000) is Rule.CHATHAM
        assert times.rule(10_000, 20_000) is Rule.ON_RECORD
        assert times.at(0, 5_000).item.id == "1"

    def test_gap(self, make_record: Make) -> None:
        """Between two items, and after the end of the last one, the rule is unknown."""
        items = (
            Item(id="1", title="A", start_ms=0, end_ms=10_000),
            Item(id="2", title="B", start_ms=20_000, end_ms=30_000),
        )
        times = timeline(make_record(items=items), END)
        assert times.rule(9_000, 10_000) is Rule.ON_RECORD
        assert times.rule(10_000, 20_000) is Rule.CHATHAM
        assert times.rule(31_000, 32_000) is Rule.CHATHAM
        assert not times.all_on_record()

    def test_gap_beside_off_the_record(self, make_record: Make) -> None:
        """A gap next to an off-the-record item may belong to it, so it is off the record."""
        items = (
            Item(id="1", title="A", start_ms=0, end_ms=10_000, rule=Rule.OFF_RECORD),
            Item(id="2", title="B", start_ms=20_000),
        )
        assert timeline(make_record(items=items), END).rule(15_000, 16_000) is Rule.OFF_RECORD

    @pytest.mark.parametrize(
        ("start", "end"), [(END, END + 1_000), (END - 1_000, END + 5_000), (END + 9_000, END + 9_900)]
    )
    def test_after_the_end(self, make_record: Make, start: int, end: int) -> None:
        """What is said to lie after the end of the recording belongs to nothing, and unknown is Chatham."""
        items = tuple(item.changed(rule=None) for item in make_record().items)
        times = timeline(make_record(items=items), END)
        assert times.rule(start, end) is Rule.CHATHAM
        assert times.rule(END - 1_000, END + 500) is Rule.ON_RECORD
        assert (
            timeline(make_record(items=items, rule=Rule.OFF_RECORD), END).rule(start, end) is Rule.OFF_RECORD
        )

    def test_overlap(self, make_record: Make) -> None:
        """Where hand-written times overlap, the stricter rule holds."""
        items = (
            Item(id="1", title="A", start_ms=0, end_ms=30_000, rule=Rule.CHATHAM),
            Item(id="2", title="B", start_ms=10_000),
        )
        assert timeline(make_record(items=items), END).rule(25_000, 26_000) is Rule.CHATHAM

    def test_all_on_record(self, make_record: Make) -> None:
        """A call is on the record to the millisecond or not at all."""
        items = tuple(item.changed(rule=None) for item in make_record().items)
        assert timeline(make_record(items=items), END).all_on_record()
        assert not timeline(make_record(), END).all_on_record()

    def test_strictest(self) -> None:
        """Off the record is stricter than Chatham, Chatham than on the record."""
        assert strictest(Rule.ON_RECORD, Rule.CHATHAM) is Rule.CHATHAM
        assert strictest(Rule.OFF_RECORD, Rule.CHATHAM) is Rule.OFF_RECORD
        assert MARGIN_MS == 2_000


class TestPlaces:
    """Which item something belongs to."""

    def test_most_of_it(self, make_record: Make) -> None:
        """A stretch over a border belongs where most of it lies."""
        times = timeline(make_record(), END)
        assert times.at(60_000, 68_000).item.id == "2"
        assert times.at(67_000, 75_000).item.id == "3"

    def test_unknown_item(self, make_record: Make) -> None:
        """An item that the call does not have has no place."""
        assert timeline(make_record(), END).of("9") is None


class TestRefusals:
    """What a person has to settle first."""

    @pytest.mark.parametrize(
        ("items", "says"),
        [
            ((), "no agenda items"),
            ((Item(id="1", title="A"),), "item 1 of call 97 has no times"),
            ((Item(id="1", title="A", start_ms=0), Item(id="2", title="B", start_ms=5)), "item 1 of call 97"),
            ((Item(id="1", title="A", start_ms=0, end_ms=9), Item(id="2", title="B")), "item 2 of call 97"),
            (
                (Item(id="1", title="A", start_ms=9, end_ms=20), Item(id="2", title="B", start_ms=3)),
                "item 2 begins before item 1",
            ),
            ((Item(id="1", title="A", start_ms=END),), "after the end of the recording"),
            ((Item(id="1", title="A", start_ms=0, end_ms=END * 2),), "after the end of the recording"),
        ],
    )
    def test_unsettled_times(self, make_record: Make, items: tuple[Item, ...], says: str) -> None:
        """Missing, disordered and impossible times are named, with the command that settles them."""
        with pytest.raises(DecisionNeeded, match=says) as caught:
            timeline(make_record(items=items), END)
        assert "dccg-meet call mark 97" in caught.value.todo

    def test_a_mark_that_is_too_late_is_named(self, make_record: Make) -> None:
        """Where an item ends too late, it is the next one whose mark is wrong."""
        items = list(make_record().items)
        items[3] = items[3].changed(end_ms=300_000)
        items[4] = items[4].changed(start_ms=300_000)
        with pytest.raises(DecisionNeeded, match="item 5 lies after the end") as caught:
            timeline(make_record(items=tuple(items)), END)
        assert caught.value.todo == "Say where it begins: dccg-meet call mark 97 5 TIME"

    def test_no_rule(self, make_record: Make) -> None:
        """Without a rule there is no timeline."""
        with pytest.raises(RuleMissing):
            timeline(make_record(rule=None), END)
