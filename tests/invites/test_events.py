"""A call as the properties of a VEVENT."""

from __future__ import annotations

import pytest

from dccg_meet.invites.events import Property, event, parameter, phone_number
from dccg_meet.workspace.schema import CallRecord, Group, Join, Status
from tests.factories import make_group, make_record, utc


def _named(properties: tuple[Property, ...], name: str) -> list[Property]:
    return [entry for entry in properties if entry.name == name]


def _one(record: CallRecord, group: Group, name: str) -> Property:
    [entry] = _named(event(record, group), name)
    return entry


class TestEvent:
    """Which properties, and what they say."""

    def test_nobody_is_named(self) -> None:
        """There is no ATTENDEE, and the organizer is the list with the group's name."""
        properties = event(make_record(), make_group())
        assert not _named(properties, "ATTENDEE")
        organizer = _one(make_record(), make_group(), "ORGANIZER")
        assert organizer.value == "mailto:dccg@example.org"
        assert organizer.params == (("CN", "Dynamic Coalition Coordination Group"),)

    def test_every_stamp_is_the_records(self) -> None:
        """DTSTAMP and LAST-MODIFIED are its last change, CREATED its making; no clock is read."""
        record = make_record(stamp=utc("2026-11-05 09:30"), sequence=2)
        found = {entry.name: entry.value for entry in event(record, make_group())}
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
        assert _one(record, group, "URL").value == "https://example.org/dccg"
        link, phone = _named(event(record, group), "CONFERENCE")
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
        names = {entry.name for entry in event(make_record(), make_group(join=Join(), site=""))}
        assert not names & {"LOCATION", "URL", "CONFERENCE"}


class TestPhoneNumber:
    """The number in a line that a person wrote."""

    @pytest.mark.parametrize(
        ("line", "number"),
        [
            ("+41 22 555 01 23 (Geneva)", "+41225550123"),
            ("New York: +1-212-555-0100, meeting 123", "+12125550100"),
            ("Londres +44 20 7946 0018", "+442079460018"),
            ("022 555 01 23", None),
            ("ask the secretariat", None),
            ("+41", None),
        ],
    )
    def test_international_numbers_are_found(self, line: str, number: str | None) -> None:
        """Only a number that can be dialled from everywhere becomes a tel: address."""
        assert phone_number(line) == number


class TestParameter:
    """Text in a place that has no escapes."""

    def test_what_readers_disagree_about_is_replaced(self) -> None:
        """Quotes, backslashes and carets do not reach a parameter."""
        assert parameter('The "DCs"; A\\B^n') == "The 'DCs'; A/Bn"
