"""What an invitation lacks."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.invites.gaps import gaps
from dccg_meet.workspace.schema import Access, CallRecord, Group, Item, Join, Rule, Status

_STAMP = dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)
_RECORD = CallRecord(
    number=97,
    title="Monthly call",
    start=dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC),
    minutes=60,
    rule=Rule.CHATHAM,
    uid="dccg-call-097@example.org",
    created=_STAMP,
    stamp=_STAMP,
    items=(Item(id="1", title="Adoption of the agenda"),),
)
_JOIN = Join(url="https://meet.example.org/dccg", phone=("+41 22 555 01 23",))
_GROUP = Group(name="Group", list="list@example.org", join=_JOIN, access=Access(contact="access@example.org"))


class TestGaps:
    """One line for each."""

    def test_a_complete_group_has_none(self) -> None:
        """Link, phone, contact and items are there, and no passcode."""
        assert gaps(_RECORD, _GROUP) == ()

    def test_everything_that_is_missing_is_named_with_its_key(self) -> None:
        """Each line says what it costs or where it is put right."""
        found = gaps(_RECORD.changed(items=()), Group(name="Group", list="list@example.org"))
        keys = ("join.url", "join.phone", "access.contact", "agenda add 97")
        assert len(found) == len(keys)
        assert all(key in line for key, line in zip(keys, found, strict=True))

    def test_a_cancelled_call_lacks_nothing(self) -> None:
        """Nobody joins it."""
        assert (
            gaps(_RECORD.changed(status=Status.CANCELLED), Group(name="Group", list="list@example.org")) == ()
        )

    @pytest.mark.parametrize(
        "join",
        [
            Join(url="https://meet.example.org/j/1?pwd=abc", phone=_JOIN.phone),
            Join(url=_JOIN.url, phone=("+41 22 555 01 23, passcode 4711",)),
            Join(url=_JOIN.url, phone=("+41 22 555 01 23, PIN: 4711",)),
            Join(url=_JOIN.url, phone=("+41 22 555 01 23, Passcode: kH3x9Q",)),
        ],
    )
    def test_a_passcode_is_noticed(self, join: Join) -> None:
        """The file is published, so whoever finds it would have the way in."""
        [line] = gaps(_RECORD, _GROUP.changed(join=join))
        assert "passcode" in line

    def test_words_like_a_passcode_are_none(self) -> None:
        """Only a code that follows is one."""
        join = Join(url="https://meet.example.org/pinboard", phone=("+41 22 555 01 23, no PIN",))
        assert gaps(_RECORD, _GROUP.changed(join=join)) == ()
