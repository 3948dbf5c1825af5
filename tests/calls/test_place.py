"""Where people meet and how they come in."""

from __future__ import annotations

from dccg_meet.calls.place import joining
from dccg_meet.workspace.schema import Join
from tests.factories import make_group, make_record


class TestJoining:
    """How people come into a call."""

    def test_the_groups_details_are_the_rule(self) -> None:
        """A call that says nothing of its own is joined like all others."""
        group = make_group()
        assert joining(make_record(), group) == group.join

    def test_a_calls_own_details_stand_alone(self) -> None:
        """The group's phone number belongs to another meeting than the call's own link."""
        own = Join(url="https://meet.example.org/once")
        assert joining(make_record(join=own), make_group()) == own
