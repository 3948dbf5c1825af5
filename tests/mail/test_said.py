"""What was told, and how it has changed."""

from __future__ import annotations

from typing import Any

import pytest

from dccg_meet.mail.said import Said, changes, said
from dccg_meet.workspace.schema import Item, Join, Status, Venue
from tests.factories import KEY, make_group, make_record, utc


def _said(passcode: str = "", **values: Any) -> Said:
    return said(make_record(**values), make_group(), passcode, secret=KEY)


class TestSaid:
    """said()."""

    def test_another_agenda_item_is_worth_no_mail(self) -> None:
        """Nor are a newer stamp, a paper, or another version of the same."""
        items = (*make_record().items, Item(id="3", title="More"))
        assert _said(items=items, stamp=utc("2026-11-20 10:00"), sequence=4) == _said()

    @pytest.mark.parametrize(
        "values",
        [
            {"start": utc("2026-12-10 14:00")},
            {"minutes": 90},
            {"title": "Other"},
            {"status": Status.CANCELLED},
            {"join": Join(url="https://other.example.org")},
            {"venue": Venue(name="Hall 3")},
            {"items": ()},
            {"passcode": "1234"},
        ],
    )
    def test_what_people_act_on_is(self, values: dict[str, Any]) -> None:
        """When, how long, what, whether, where, under which rule."""
        assert _said(**values) != _said()

    def test_the_passcode_is_not_kept(self) -> None:
        """A hash of it is, which differs from call to call."""
        told = _said("424242")
        assert "424242" not in told.model_dump_json()
        assert told.passcode != _said("424242", uid="other@example.org").passcode

    def test_nobody_finds_the_passcode_by_trying(self) -> None:
        """The hash needs the workspace's secret: six digits are tried in a second."""
        other = said(make_record(), make_group(), "424242", secret=b"x" * 32)
        assert other.passcode != _said("424242").passcode


class TestChanges:
    """changes()."""

    def test_moved(self) -> None:
        """From when to when, on the reader's clocks."""
        now = _said(start=utc("2026-12-10 15:30"))
        [moved] = changes(_said(), now, "Asia/Kolkata")
        assert moved == (
            "Moved from Wednesday 9 December 2026, 19:30 (Kolkata) "
            "to Thursday 10 December 2026, 21:00 (Kolkata)."
        )
        assert "14:00 (UTC) to Thursday 10 December 2026, 15:30 (UTC)" in changes(_said(), now)[0]

    def test_each_thing_is_a_sentence(self) -> None:
        """In plain words, without the old link."""
        now = _said(
            "99", minutes=90, title="Extra", items=(), join=Join(url="https://x.example", phone=("+1 2",))
        )
        assert changes(_said(), now) == (
            "The call takes 90 minutes, not 60.",
            "The title has changed.",
            "The rule has changed from [Chatham House Rule in part] to [Chatham House Rule].",
            "The web address to join has changed: do not use the earlier one.",
            "The phone numbers to join have changed: do not use the earlier ones.",
            "The passcode has changed.",
        )

    def test_what_was_typed_once_is_not_repeated(self) -> None:
        """Somebody may have come onto the roster whom it names."""
        before = _said(title="Report by Zebedee Canary", venue=Venue(name="Villa Canary"))
        for now in (_said(), _said(venue=Venue(name="Hall 3"))):
            assert "Canary" not in " ".join(changes(before, now))
        assert "The place has changed." in changes(before, _said(venue=Venue(name="Hall 3")))
        assert "People do not meet face to face any more." in changes(before, _said())
        assert "People also meet face to face." in changes(_said(), before)

    def test_nothing(self) -> None:
        """No change, or a cancelled call, of which nothing else matters."""
        assert changes(_said(), _said()) == ()
        assert changes(_said(), _said(status=Status.CANCELLED, minutes=5)) == ()
