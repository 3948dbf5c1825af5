"""Where people meet and how they come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.calls.place import coordinates, joining, venue_zone
from dccg_meet.errors import BadValue, DecisionNeeded
from dccg_meet.workspace.schema import Join, Venue
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


class TestCoordinates:
    """Degrees north and east."""

    @given(st.floats(-90, 90), st.floats(-180, 180))
    def test_what_maps_show_is_read(self, north: float, east: float) -> None:
        """With or without blanks, to six places."""
        assert coordinates(f" {north:.6f} , {east:.6f}") == (float(f"{north:.6f}"), float(f"{east:.6f}"))

    @pytest.mark.parametrize("text", ["", "59", "91,0", "0,181", "1,2,3", "north", "5९,10", "1e1,2", "nan,1"])
    def test_what_is_no_place(self, text: str) -> None:
        """Exit code 2, and the form to write."""
        with pytest.raises(BadValue, match="no place on the globe"):
            coordinates(text)


class TestVenueZone:
    """A meeting face to face is held by the clock in the room."""

    def test_somebody_says_which(self) -> None:
        """A person has to name the zone; once the call has a venue, it is known."""
        with pytest.raises(DecisionNeeded):
            venue_zone(None)
        with pytest.raises(DecisionNeeded):
            venue_zone(None, make_record())
        venue_zone(None, make_record(venue=Venue(name="Room 4")))
        venue_zone("Europe/Oslo")

    @pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Etc/GMT+3", "GMT", "Zulu"])
    def test_utc_is_no_town(self, zone: str) -> None:
        """It would be right by chance, and wrong in summer."""
        with pytest.raises(BadValue):
            venue_zone(zone)
