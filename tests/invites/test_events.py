"""A call as the properties of a VEVENT."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.invites.calendar import invite
from dccg_meet.invites.events import Guest, event, organizer, phone_number
from dccg_meet.invites.parts import Component, Property
from dccg_meet.workspace.schema import CallRecord, Group, Join, Mail, Status, Venue
from tests.factories import make_group, make_record, utc


def _named(properties: tuple[Property, ...], name: str) -> list[Property]:
    return [entry for entry in properties if entry.name == name]


def _one(record: CallRecord, group: Group, name: str) -> Property:
    [entry] = _named(event(record, group).properties, name)
    return entry


class TestEvent:
    """Which properties, and what they say."""

    def test_nobody_is_named(self) -> None:
        """There is no ATTENDEE, and the organizer is the list with the group's name."""
        properties = event(make_record(), make_group()).properties
        assert not _named(properties, "ATTENDEE")
        organizer = _one(make_record(), make_group(), "ORGANIZER")
        assert organizer.value == "mailto:dccg@example.org"
        assert organizer.params == (("CN", "Dynamic Coalition Coordination Group"),)

    def test_every_stamp_is_the_records(self) -> None:
        """DTSTAMP and LAST-MODIFIED are its last change, CREATED its making; no clock is read."""
        record = make_record(stamp=utc("2026-11-05 09:30"), sequence=2)
        found = {entry.name: entry.value for entry in event(record, make_group()).properties}
        assert found["DTSTAMP"] == found["LAST-MODIFIED"] == utc("2026-11-05 09:30")
        assert (found["CREATED"], found["SEQUENCE"]) == (utc("2026-11-02 10:00"), 2)

    def test_seconds_are_whole(self) -> None:
        """A fraction of a second, which DATE-TIME cannot say, is dropped."""
        stamp = utc("2026-11-02 10:00").replace(microsecond=5)
        assert _one(make_record(stamp=stamp), make_group(), "DTSTAMP").value == utc("2026-11-02 10:00")

    def test_the_event_is_public_and_busy(self) -> None:
        """CLASS hides nothing and says so; a cancelled call blocks nobody's time."""
        assert _one(make_record(), make_group(), "CLASS").value == "PUBLIC"
        assert _one(make_record(), make_group(), "TRANSP").value == "OPAQUE"
        assert _one(make_record(status=Status.CANCELLED), make_group(), "TRANSP").value == "TRANSPARENT"

    def test_the_language_of_the_title_is_the_groups(self) -> None:
        """SUMMARY has the group's language, DESCRIPTION that of our words."""
        group = make_group(language="fr")
        assert _one(make_record(), group, "SUMMARY").params == (("LANGUAGE", "fr"),)
        assert _one(make_record(), group, "DESCRIPTION").params == (("LANGUAGE", "en"),)


class TestPlaces:
    """Where the call takes place, for calendars of every kind."""

    def test_the_join_link_is_location_and_conference(self) -> None:
        """LOCATION for every calendar, CONFERENCE for those that know RFC 7986, URL for the site."""
        record, group = make_record(), make_group()
        assert _one(record, group, "LOCATION").value == "https://meet.example.org/dccg"
        assert _one(record, group, "URL").value == "https://example.org/dccg/calls/097/index.html"
        link, phone = _named(event(record, group).properties, "CONFERENCE")
        assert (link.value, dict(link.params)["FEATURE"]) == (
            "https://meet.example.org/dccg",
            ("AUDIO", "VIDEO"),
        )
        assert (phone.value, dict(phone.params)["FEATURE"]) == ("tel:+41225550123", "PHONE")
        assert dict(phone.params)["LABEL"] == "+41 22 555 01 23 (Geneva)"

    def test_a_call_by_phone_only_has_its_number_as_the_place(self) -> None:
        """Without a link, LOCATION is the first dial-in line."""
        group = make_group(join=Join(phone=("+41 22 555 01 23 (Geneva)",)))
        assert _one(make_record(), group, "LOCATION").value == "+41 22 555 01 23 (Geneva)"

    def test_a_group_without_a_place_says_none(self) -> None:
        """Nothing is made up."""
        names = {entry.name for entry in event(make_record(), make_group(join=Join(), site="")).properties}
        assert not names & {"LOCATION", "URL", "CONFERENCE"}


class TestPhoneNumber:
    """The number in a line that a person wrote."""

    @pytest.mark.parametrize(
        ("line", "number"),
        [
            ("+41 22 555 01 23 (Geneva)", "+41225550123"),
            ("New York: +1-212-555-0100, meeting 123", "+12125550100"),
            ("Londres +44 20 7946 0018", "+442079460018"),
            ("+44 (0)20 7946 0018", "+442079460018"),
            ("+41 (0) 22 555 01 23", "+41225550123"),
            ("+1 212 555 0100 812 3456 7890", "+12125550100"),
            ("022 555 01 23", None),
            ("ask the secretariat", None),
            ("+41", None),
        ],
    )
    def test_international_numbers_are_found(self, line: str, number: str | None) -> None:
        """Only a number that can be dialled from everywhere becomes a tel: address."""
        assert phone_number(line) == number

    def test_a_calls_own_link_comes_first(self) -> None:
        """Where a call has join details of its own, none of the group's are shown."""
        record = make_record(join=Join(url="https://other.example.org/x"))
        assert _one(record, make_group(), "LOCATION").value == "https://other.example.org/x"
        [link] = _named(event(record, make_group()).properties, "CONFERENCE")
        assert link.value == "https://other.example.org/x"


class TestVenue:
    """Meetings face to face."""

    def test_place_and_degrees(self) -> None:
        """LOCATION is the venue with its address; GEO is given where it is known."""
        venue = Venue(name="Room 3", address="Rue 1, Genève", latitude=46.2266, longitude=6.1406)
        record = make_record(venue=venue, zone="Europe/Zurich")
        assert _one(record, make_group(), "LOCATION").value == "Room 3, Rue 1, Genève"
        assert _one(record, make_group(), "GEO").value == (46.2266, 6.1406)
        bare = make_record(venue=Venue(name="Room 3"), zone="Europe/Zurich")
        assert _one(bare, make_group(), "LOCATION").value == "Room 3"
        assert not _named(event(bare, make_group()).properties, "GEO")

    def test_degrees_are_written_out(self) -> None:
        """A place by the meridian; a FLOAT has no exponent (RFC 5545 section 3.3.7)."""
        venue = Venue(name="Room 3", latitude=51.4779, longitude=-0.00005)
        data = invite(make_record(venue=venue, zone="Europe/London"), make_group())
        assert b"GEO:51.477900;-0.000050\r\n" in data

    def test_times_on_the_venues_clocks(self) -> None:
        """A zoned event; an online call in the same zone is in UTC."""
        record = make_record(venue=Venue(name="Room 3"), zone="Europe/Zurich")
        start = _one(record, make_group(), "DTSTART")
        assert start.value == dt.datetime(2026, 12, 9, 15)  # noqa: DTZ001
        assert start.params == (("TZID", "Europe/Zurich"),)
        assert _one(make_record(zone="Europe/Zurich"), make_group(), "DTSTART").params == ()


class TestGuest:
    """The event that invites one person."""

    guest = Guest(
        "zebedee+dccg@example.net", name='Zebedee "Zeb" Canary', zone="Africa/Lagos", passcode="4711"
    )

    def test_the_guest_is_the_only_attendee(self) -> None:
        """Asked to answer, not yet answered; the address as RFC 6068 writes it."""
        [attendee] = _named(event(make_record(), make_group(), self.guest).properties, "ATTENDEE")
        assert attendee.value == "mailto:zebedee+dccg@example.net"
        assert dict(attendee.params) == {
            "CN": "Zebedee 'Zeb' Canary",
            "CUTYPE": "INDIVIDUAL",
            "PARTSTAT": "NEEDS-ACTION",
            "ROLE": "REQ-PARTICIPANT",
            "RSVP": "TRUE",
        }

    def test_two_reminders(self) -> None:
        """A day and a quarter of an hour before; none for a call that is off, none for everybody."""
        alarms = event(make_record(), make_group(), self.guest).components
        triggers = [_named(alarm.properties, "TRIGGER")[0].value for alarm in alarms]
        assert triggers == [-dt.timedelta(days=1), -dt.timedelta(minutes=15)]
        assert event(make_record(status=Status.CANCELLED), make_group(), self.guest).components == ()
        assert event(make_record(), make_group()).components == ()

    def test_their_clock_and_the_passcode(self) -> None:
        """What is for one person alone stands in their event and in no other."""
        own = str(_lines(event(make_record(), make_group(), self.guest)))
        assert "Your time (Lagos): Wednesday 9 December 2026, 15:00 to 16:00" in own
        assert "Passcode, for you alone: 4711" in own
        assert "asscode" not in str(event(make_record(), make_group()))

    def test_the_organizer_is_the_mailbox_that_somebody_reads(self) -> None:
        """The list only where there is no other."""
        assert organizer(make_group()) == "dccg@example.org"
        group = make_group(mail=Mail(mailbox="chair@example.org"))
        assert organizer(group) == "chair@example.org"
        assert _one(make_record(), group, "ORGANIZER").value == "mailto:chair@example.org"


def _lines(component: Component) -> object:
    return _named(component.properties, "DESCRIPTION")[0].value
