"""What a call's page shows, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.chatham.material import Material, Minute
from dccg_meet.chatham.public import PublicCall
from dccg_meet.chatham.release import release
from dccg_meet.notes.minutes import Kind
from dccg_meet.site.view import LABELS, CallView, view
from dccg_meet.workspace.schema import Item, NotesState, Rule
from dccg_meet.workspace.schema import Notes as Approval

from .conftest import DAY, NOW, ROSTER, make_record


def _view(call: PublicCall, now: dt.datetime = NOW) -> CallView:
    return view(call, frozenset(), now)


class TestState:
    """Upcoming, now, held or cancelled."""

    @pytest.mark.parametrize(
        ("minutes", "state"), [(-1, "upcoming"), (0, "now"), (59, "now"), (60, "held"), (9999, "held")]
    )
    def test_the_clock_decides(self, mixed: PublicCall, minutes: int, state: str) -> None:
        """From the start to the end it is now."""
        now = mixed.record.start + dt.timedelta(minutes=minutes)
        assert _view(mixed, now).state == state


class TestRules:
    """Which rule applies where."""

    def test_each_rule_names_its_items(self, mixed: PublicCall) -> None:
        """With the sentence, the call's own rule first; the title's tag says that it is mixed."""
        shown = _view(mixed)
        assert [(rule.name, rule.where) for rule in shown.rules] == [
            ("on the record", "items 1 and 3"),
            ("Chatham House Rule", "item 2"),
            ("off the record", "item 4"),
        ]
        assert shown.tag == "Chatham House Rule in part"
        assert shown.style == "unattributed"

    def test_one_rule_is_the_whole_calls(self) -> None:
        """Also before there are items."""
        for items in ((), (Item(id="1", title="One"),)):
            call = release(Material(make_record(1, 1, *items)), ROSTER)
            assert [rule.where for rule in _view(call).rules] == ["the whole call"]


class TestItems:
    """Agenda, notes and transcript by item."""

    def test_times_are_planned_times(self, mixed: PublicCall) -> None:
        """One item after another from the call's start, in UTC."""
        assert [(item.start, item.end) for item in _view(mixed).items[:2]] == [
            ("14:00", "14:05"),
            ("14:05", "14:25"),
        ]

    def test_lines_lead_to_what_was_said(self, mixed: PublicCall) -> None:
        """A line's time links to the paragraph in which it begins, an action shows owner and date."""
        first, _, third, _ = _view(mixed).items
        anchors = {part.anchor for _, part in first.paragraphs}
        assert {line.target for line in first.lines} <= anchors
        assert first.lines[1].at == "0:18\N{EN DASH}0:27"
        assert (third.lines[0].owner, third.lines[0].due) == ("[name withheld]", "Friday")
        assert [line.anchor for line in first.lines] == ["item-1-summary-1", "item-1-decision-1"]

    def test_no_time_shows_under_the_rule(self, mixed: PublicCall) -> None:
        """Neither lines nor paragraphs: times tell who spoke for how long."""
        second = _view(mixed).items[1]
        assert second.paragraphs
        assert {at for at, _ in second.paragraphs} == {""}
        assert {(line.at, line.target) for line in second.lines} == {("", "")}

    def test_every_kind_has_a_label(self) -> None:
        """No kind of line is without words for readers."""
        assert set(LABELS) == set(Kind)

    def test_withheld_marks_are_explained_where_there_are_any(
        self, mixed: PublicCall, calls: tuple[PublicCall, ...]
    ) -> None:
        """And only there."""
        assert _view(mixed).withheld
        assert not _view(calls[2]).withheld


class TestDrafts:
    """Notes that nobody approved."""

    def test_they_are_not_shown(self) -> None:
        """The door leaves them out, and the page would, too."""
        record = make_record(1, -1, Item(id="1", title="One", rule=Rule.ON_RECORD, start_ms=0))
        draft = record.changed(notes=Approval(state=NotesState.DRAFT))
        lines = (Minute("1", "SUMMARY", "", "Secret plan.", None),)
        assert not _view(release(Material(draft, None, lines), ROSTER), NOW + DAY).notes
