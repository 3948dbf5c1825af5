"""Who on the roster would be dropped without a word."""

from __future__ import annotations

from dccg_meet.calls.people import dropped
from dccg_meet.workspace.schema import Person


def _slugs(**values: str) -> list[str]:
    return [
        reason.slug
        for reason in dropped([Person.model_validate({"name": "A", "email": "a@example.org", **values})])
    ]


class TestDropped:
    """Reasons and the people they concern."""

    def test_somebody_who_can_be_reached(self) -> None:
        """An address that works is nothing to tell, with or without a zone."""
        assert _slugs() == []
        assert _slugs(zone="Asia/Kolkata") == []

    def test_each_reason(self) -> None:
        """No address, mail that came back."""
        assert _slugs(email="") == ["no-email"]
        assert _slugs(bounced="a@example.org") == ["bounced"]

    def test_a_new_address_is_a_new_chance(self) -> None:
        """What came back from the old address says nothing of the new one."""
        assert _slugs(bounced="old@example.org") == []
        assert _slugs(bounced="A@Example.ORG") == ["bounced"]
        assert _slugs(email="", bounced="old@example.org") == ["no-email"]

    def test_people_are_counted_by_reason(self) -> None:
        """One entry a reason, with everybody whom it concerns."""
        (reason,) = dropped([Person(name="A"), Person(name="B"), Person(name="C", email="c@example.org")])
        assert reason.names == ("A", "B")
