"""What servers say about addresses, in the roster."""

from __future__ import annotations

from dccg_meet.mail.journal import Entry, Event
from dccg_meet.mail.marks import noted
from dccg_meet.workspace.schema import Person, Roster
from tests.mail.test_journal import line

ADA = Person(name="Ada", email="Ada@example.org", other_emails=("old@example.org",))
DEAD = line(Event.REFUSED, dead=True)
AGAIN = line(Event.ACCEPTED, marked=True)


def _bounced(person: Person, *outcomes: Entry) -> str:
    [after] = noted(Roster(people=(person,)), outcomes).people
    return after.bounced


class TestNoted:
    """noted()."""

    def test_a_dead_address_is_marked_as_the_roster_has_it(self) -> None:
        """Capitals do not matter; a mark that is there stays as it is."""
        assert _bounced(ADA, DEAD) == "Ada@example.org"
        assert _bounced(ADA.changed(bounced="ADA@example.org"), DEAD) == "ADA@example.org"

    def test_one_that_works_again_is_cleared(self) -> None:
        """And a mark of an earlier address is left alone."""
        assert _bounced(ADA.changed(bounced=ADA.email), AGAIN) == ""
        assert _bounced(ADA.changed(bounced="old@example.org"), AGAIN) == "old@example.org"

    def test_other_addresses(self) -> None:
        """Those that nobody writes to, those that were corrected since, and people without any."""
        assert _bounced(ADA, line(Event.REFUSED, dead=True, to="old@example.org")) == ""
        assert _bounced(ADA.changed(email="new@example.org"), DEAD) == ""
        assert _bounced(Person(name="B"), DEAD) == ""
