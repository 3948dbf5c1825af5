"""What is made for the list passes the gate, too."""

from __future__ import annotations

import pytest

from dccg_meet.errors import DecisionNeeded, ReleaseRefused
from dccg_meet.site import outgoing
from dccg_meet.workspace.schema import Access, Group, Join, Person, Roster
from tests.factories import make_group, make_record

ROSTER = Roster(people=(Person(name="Zebedee Canary", email="zeb@example.net"),), passcode="kH3x-9Q2")
GROUP = make_group()


class TestCheck:
    """Refusals."""

    def test_what_names_nobody_passes(self) -> None:
        """Words of the program, the group's own texts, and places that have a person's name."""
        roster = Roster(people=(Person(name="Paris Dakar"),))
        files = {"agenda.txt": b"Agenda of call 97\n\nDakar  14:00\nhttps://meet.example.org/dccg\n"}
        outgoing.check(files, GROUP, roster, make_record(), ("Africa/Dakar",))
        outgoing.check({"agenda.txt": b"Zebedee Canary"}, GROUP, Roster(), make_record())

    @pytest.mark.parametrize("data", [b"Report by Zebedee Canary", b"zeb@example.net", b"PIN kH3x-9Q2"])
    def test_a_file_that_gives_somebody_away(self, data: bytes) -> None:
        """Name, address, passcode."""
        with pytest.raises(ReleaseRefused) as caught:
            outgoing.check({"invite.ics": data}, GROUP, ROSTER, make_record())
        assert "Canary" not in str(caught.value)

    @pytest.mark.parametrize(
        "group",
        [
            make_group(join=Join(phone=("+41 22 555 01 00, host Zebedee Canary",))),
            make_group(join=Join(url="https://meet.example.org/?pwd=kH3x-9Q2")),
            make_group(access=Access(contact="zeb@example.net")),
        ],
    )
    def test_what_the_group_says(self, group: Group) -> None:
        """A dial-in line, a link, a contact: the chair puts dccg.toml right first."""
        with pytest.raises(DecisionNeeded, match=r"dccg\.toml"):
            outgoing.check({}, group, ROSTER)

    def test_the_calls_own_way_in(self) -> None:
        """No mask fits into a link."""
        record = make_record(join=Join(url="https://meet.example.org/zebedee-canary"))
        with pytest.raises(ReleaseRefused, match="the way into the call"):
            outgoing.check({}, GROUP, ROSTER, record)
