"""The draft of the notes, on the sample call above all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dccg_meet.captions import vtt
from dccg_meet.chatham.material import Minute, Passage
from dccg_meet.errors import DecisionNeeded, RuleMissing
from dccg_meet.notes import draft as module
from dccg_meet.notes.draft import draft, proven
from dccg_meet.notes.formulae import Finding
from dccg_meet.notes.minutes import Kind
from dccg_meet.workspace.schema import CallRecord, Rule

from .conftest import HEARD


def _heard() -> tuple[Passage, ...]:
    return tuple(Passage(cue.start_ms, cue.end_ms, cue.text) for cue in vtt.read(HEARD).cues)


class TestSample:
    """The shipped call, as it was said and as the base model heard it."""

    @pytest.mark.parametrize(
        ("heard", "when", "who"),
        [
            (False, "Tuesday, the ninth of December, at fourteen hundred U T C.", "the secretariat"),
            (True, "Tuesday the 9th of December at 1400 UTC.", "the Secretariat"),
        ],
    )
    def test_all_of_it_is_found_and_nothing_else(
        self, record: CallRecord, said: tuple[Passage, ...], heard: bool, when: str, who: str
    ) -> None:
        """Both decisions, the missing consensus with the dissent, both actions with owner and date."""
        drafted = draft(record, _heard() if heard else said)
        assert [(line.item, line.kind, line.detail, line.text) for line in drafted.notes.lines] == [
            ("1", "DECISION", "agreed", "The agenda is adopted."),
            ("3", "DECISION", "not agreed", "There is no consensus on the format."),
            (
                "3",
                "DISSENT",
                "",
                "Two coalitions want a round table, and one coalition prefers the rating sheets.",
            ),
            ("4", "DECISION", "agreed", f"The date of the next call: {when}"),
            (
                "4",
                "ACTION",
                "Rajesh; by Friday",
                "Circulate the accessibility guidelines to all coalitions by Friday.",
            ),
            ("4", "ACTION", f"{who}; on Monday", "Open the registration form on Monday."),
        ]
        assert drafted.remarks == ()

    def test_each_line_cites_where_it_is_said(self, record: CallRecord) -> None:
        """The times are right to a second or two, in whole seconds, within the item."""
        found = {line.text[:20]: line.at for line in draft(record, _heard()).notes.lines}
        assert found["The agenda is adopte"] == (25_000, 28_000)
        assert found["There is no consensu"] == (104_000, 108_000)
        assert found["Open the registratio"] == (137_000, 143_000)

    def test_the_skeleton_has_every_item(self, record: CallRecord, said: tuple[Passage, ...]) -> None:
        """With rule and time range; the last item runs to the end of what was said."""
        sections = draft(record, said, previous=96).notes.sections
        assert [(section.item, section.rule) for section in sections] == [
            ("1", Rule.ON_RECORD),
            ("2", Rule.ON_RECORD),
            ("3", Rule.CHATHAM),
            ("4", Rule.ON_RECORD),
            ("5", Rule.ON_RECORD),
        ]
        assert sections[2].at == (67_000, 121_000)
        assert sections[4].at == (147_000, 151_000)


class TestUnsettled:
    """Calls of which something is not known."""

    def test_unmarked_items_stay_empty_and_are_reported(
        self, record: CallRecord, said: tuple[Passage, ...]
    ) -> None:
        """What cannot be told to belong to an item is drafted under none."""
        items = tuple(item.changed(start_ms=None, end_ms=None) for item in record.items)
        drafted = draft(record.changed(items=items), said)
        assert drafted.notes.lines == ()
        assert drafted.remarks[0].endswith("dccg-meet call mark 97 1 TIME")

    def test_nothing_of_an_item_off_the_record_is_kept(
        self, record: CallRecord, said: tuple[Passage, ...]
    ) -> None:
        """Its formulae give no lines."""
        items = tuple(item.changed(rule=Rule.OFF_RECORD) for item in record.items)
        assert draft(record.changed(items=items), said).notes.lines == ()

    def test_a_call_needs_items_and_a_rule(self, record: CallRecord) -> None:
        """There is nothing to put notes under, or no way to tag it."""
        with pytest.raises(DecisionNeeded, match="no agenda items"):
            draft(record.changed(items=()), ())
        with pytest.raises(RuleMissing):
            draft(record.changed(rule=None), ())


class TestProof:
    """A line stands only where its words are said."""

    PASSAGES = (Passage(0, 2000, "Rajesh will circulate"), Passage(2000, 4000, "the guidelines by Friday."))

    @pytest.mark.parametrize(
        ("change", "right"),
        [
            ({}, True),
            ({"at": (0, 2000)}, False),
            ({"at": None}, False),
            ({"text": "Circulate the guidelines to all."}, False),
            ({"detail": "Olena; by Friday"}, False),
            ({"detail": "Rajesh; by Monday"}, False),
            ({"detail": "unassigned; by Friday"}, True),
            ({"kind": "DECISION", "detail": "agreed"}, True),
        ],
    )
    def test_every_word_has_to_be_said_in_the_range(self, change: dict[str, object], right: bool) -> None:
        """Text, owner and date; the outcome and ``unassigned`` are our words."""
        line = Minute("1", "ACTION", "Rajesh; by Friday", "Circulate the guidelines by Friday.", (0, 4000))
        assert proven(replace(line, **change), self.PASSAGES) is right  # type: ignore[arg-type]

    def test_an_unproven_line_is_dropped_loudly(
        self, record: CallRecord, said: tuple[Passage, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """If a formula ever made words up, they would not get into the notes."""
        invented = Finding(Kind.DECISION, "agreed", "Everybody gets a pony.", (1000, 5000))
        monkeypatch.setattr(module, "findings", lambda _sentences: (invented,))
        drafted = draft(record, said)
        assert drafted.notes.lines == ()
        assert drafted.remarks[0] == "item 1, 0:01: a DECISION was dropped, its words are not said there"
