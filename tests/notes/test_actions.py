"""Open actions for the next agenda: masked, or none."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.chatham.material import Minute
from dccg_meet.notes.actions import open_actions, owner_and_due
from dccg_meet.notes.gather import approve
from dccg_meet.notes.minutes import Notes, Section, dump
from dccg_meet.workspace.folder import CallFolder, Workspace
from dccg_meet.workspace.schema import CallRecord, Person, Roster, Rule, Status

NOW = dt.datetime(2025, 11, 12, 9, tzinfo=dt.UTC)
LINES = (
    Minute("4", "DECISION", "agreed", "We meet again.", None),
    Minute("4", "ACTION", "Rajesh; 2025-12-01", "Ask Olena Kovalenko for the form.", (131_000, 138_000)),
    Minute("4", "ACTION", "the secretariat; on Monday", "Open the form on Monday.", (138_000, 143_000)),
)


@pytest.fixture
def following(record: CallRecord) -> CallRecord:
    """The call after the sample's."""
    start = record.start + dt.timedelta(days=28)
    return record.changed(number=98, start=start, uid="dccg-call-098@example.org")


def _write_notes(folder: CallFolder) -> None:
    section = Section("4", "Dates", Rule.ON_RECORD, None, LINES)
    notes = Notes(97, folder.record.start, 60, "Monthly call", (section,))
    folder.notes.write_text(dump(notes), encoding="utf-8")


def _approved(place: Workspace, folder: CallFolder) -> None:
    _write_notes(folder)
    place.save_call(approve(folder, NOW))


class TestOpenActions:
    """They stand in a public agenda."""

    def test_nobody_is_named(self, place: Workspace, folder: CallFolder, following: CallRecord) -> None:
        """Owners and texts are masked as in the published notes; desks stay; the date is said once."""
        _approved(place, folder)
        assert open_actions(place, following, place.calls()) == (
            "Ask [name withheld] for the form. ([name withheld]; 2025-12-01)",
            "Open the form on Monday. (the secretariat)",
        )

    @pytest.mark.parametrize(
        ("rule", "owner"), [(Rule.ON_RECORD, "Rajesh"), (Rule.CHATHAM, "[name withheld]")]
    )
    def test_consent_ends_where_the_rule_begins(
        self, place: Workspace, folder: CallFolder, following: CallRecord, rule: Rule, owner: str
    ) -> None:
        """Who agreed to be named is named in the agenda of a call on the record, not under the Rule."""
        olena, rajesh = Person(name="Olena Kovalenko"), Person(name="Rajesh Menon", named_on_record=True)
        place.save_roster(Roster(people=(olena, rajesh)))
        _approved(place, folder)
        lines = open_actions(place, following.changed(rule=rule, items=()), place.calls())
        assert lines[0] == f"Ask [name withheld] for the form. ({owner}; 2025-12-01)"

    def test_unchecked_captions_do_not_hold_them_back(
        self, place: Workspace, folder: CallFolder, following: CallRecord
    ) -> None:
        """The notes are approved, and only they are used."""
        _approved(place, folder)
        folder.captions.write_text("no captions at all", encoding="utf-8")
        assert len(open_actions(place, following, place.calls())) == 2

    def test_notes_that_nobody_approved_give_none(
        self, place: Workspace, folder: CallFolder, following: CallRecord
    ) -> None:
        """A remark says which command is missing."""
        _write_notes(folder)
        remarks: list[str] = []
        assert open_actions(place, following, place.calls(), remark=remarks.append) == ()
        assert "dccg-meet notes approve 97" in remarks[0]

    def test_a_refused_release_gives_none(
        self, place: Workspace, folder: CallFolder, following: CallRecord
    ) -> None:
        """With an empty roster nobody could be masked: no raw line comes out."""
        _approved(place, folder)
        place.save_roster(Roster())
        remarks: list[str] = []
        assert open_actions(place, following, place.calls(), remark=remarks.append) == ()
        assert "roster is empty" in remarks[0]
        assert "Olena" not in remarks[0]

    def test_only_the_last_call_counts(
        self, place: Workspace, folder: CallFolder, following: CallRecord
    ) -> None:
        """A later call is none, a cancelled one is passed over, the first call has none before it."""
        _approved(place, folder)
        assert open_actions(place, folder.record, place.calls()) == ()
        later = following.changed(
            number=99, start=following.start + dt.timedelta(days=28), uid="dccg-99@example.org"
        )
        place.save_call(following.changed(status=Status.CANCELLED))
        assert len(open_actions(place, later, place.calls())) == 2
        place.save_call(following)
        assert open_actions(place, later, place.calls()) == ()


class TestDetail:
    """What stands in brackets after ACTION."""

    @pytest.mark.parametrize(
        ("detail", "parts"),
        [
            ("Ann; by Friday", ("Ann", "by Friday")),
            ("Ann", ("Ann", "")),
            ("; Friday", ("unassigned", "Friday")),
        ],
    )
    def test_owner_and_date_are_told_apart(self, detail: str, parts: tuple[str, str]) -> None:
        """At the first semicolon; nobody is unassigned."""
        assert owner_and_due(detail) == parts
