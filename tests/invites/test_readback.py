"""Proof that a calendar's bytes say what was meant."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.errors import InviteFault
from dccg_meet.invites.parts import Component, Kind, Property
from dccg_meet.invites.readback import refuse_control_characters, verify

_HEAD = (
    Property("VERSION", Kind.TEXT, "2.0"),
    Property("PRODID", Kind.TEXT, "-//test//EN"),
    Property("X-WR-CALNAME", Kind.TEXT, "Calls, all"),
    Property("REFRESH-INTERVAL", Kind.DURATION, dt.timedelta(days=1), (("VALUE", "DURATION"),)),
)
_EVENT = (
    Property("UID", Kind.TEXT, "call-97@example.org"),
    Property("DTSTART", Kind.TIME, dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC)),
    Property("SEQUENCE", Kind.NUMBER, 2),
    Property("SUMMARY", Kind.TEXT, "Call; one", (("LANGUAGE", "en"),)),
    Property("DESCRIPTION", Kind.LINES, ("The Rule", "", "Agenda, 1")),
    Property("CATEGORIES", Kind.LIST, ("MEETING", "DCCG")),
    Property("CONFERENCE", Kind.URI, "tel:+41225550123", (("FEATURE", ("AUDIO", "PHONE")), ("VALUE", "URI"))),
)
_MEANT = Component("VCALENDAR", _HEAD, (Component("VEVENT", _EVENT),))
_GOOD = b"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
X-WR-CALNAME:Calls\\, all
REFRESH-INTERVAL;VALUE=DURATION:P1D
BEGIN:VEVENT
UID:call-97@example.org
DTSTART:20261209T140000Z
SEQUENCE:2
SUMMARY;LANGUAGE=en:Call\\; one
DESCRIPTION:The Rule\\n\\nAgenda\\, 1
CATEGORIES:MEETING,DCCG
CONFERENCE;FEATURE=AUDIO,PHONE;VALUE=URI:tel:+41225550123
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")


class TestVerify:
    """Comparing bytes with what was meant."""

    def test_what_was_meant_passes(self) -> None:
        """A calendar written by hand, by the RFC, is accepted."""
        verify(_GOOD, _MEANT)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b"SEQUENCE:2\r\n", b""),
            (b"SEQUENCE:2\r\n", b"SEQUENCE:2\r\nSEQUENCE:2\r\n"),
            (b"SEQUENCE:2", b"SEQUENCE:3"),
            (b"140000Z", b"150000Z"),
            (b"140000Z", b"140000"),
            (b"Call\\; one", b"Call\\; two"),
            (b"LANGUAGE=en", b"LANGUAGE=fr"),
            (b";LANGUAGE=en", b""),
            (b"Rule\\n\\n", b"Rule\\n"),
            (b"Calls\\, all", b"Calls\\; all"),
            (b"P1D", b"P2D"),
            (b"MEETING,DCCG", b"MEETING\\,DCCG"),
            (b"AUDIO,PHONE", b'"AUDIO,PHONE"'),
            (b"tel:+41225550123", b"tel:+41225550124"),
            (b"END:VEVENT", b"ATTENDEE:mailto:x@example.org\r\nEND:VEVENT"),
            (b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT"),
            (b"BEGIN:VEVENT", b"METHOD:REQUEST\r\nBEGIN:VEVENT"),
            (b"\r\n", b"\n"),
            (b"one\r\n", b"one" + 70 * b" " + b"\r\n"),
            (b"one", b"\xff"),
            (b"END:VCALENDAR\r\n", b"END:VCALENDAR"),
            (b"END:VEVENT\r\n", b""),
        ],
    )
    def test_every_difference_is_found(self, old: bytes, new: bytes) -> None:
        """A line too many or too few, another value, parameter, zone, quoting or line end is a fault."""
        assert old in _GOOD
        with pytest.raises(InviteFault):
            verify(_GOOD.replace(old, new), _MEANT)

    @pytest.mark.parametrize(
        "line",
        ["SUMMARY:" + "é" * 40, "SUMMARY:" + "é" * 20 + "\r\n " + "é" * 40, "SUMMARY:{split}" + "é" * 39],
    )
    def test_long_lines_are_folded_between_characters(self, line: str) -> None:
        """A physical line of more than 75 octets is a fault, and so is a character cut in two."""
        data = f"BEGIN:VCALENDAR\r\n{line}\r\nEND:VCALENDAR\r\n".encode()
        data = data.replace(b"{split}", b"\xc3\r\n \xa9")
        with pytest.raises(InviteFault, match="not folded"):
            verify(data, Component("VCALENDAR", (Property("SUMMARY", Kind.TEXT, "é" * line.count("é")),)))

    def test_a_second_event_is_found(self) -> None:
        """As many events as calls, no more."""
        with pytest.raises(InviteFault):
            verify(_GOOD, Component("VCALENDAR", _HEAD, _MEANT.components * 2))


class TestControlCharacters:
    """Texts that could begin a line."""

    @pytest.mark.parametrize("char", ["\r", "\n", "\0", "\x0b", "\x85", "\u2028", "\u2029", "\t"])
    def test_they_are_refused(self, char: str) -> None:
        """In values, and in parameters, which have no escapes at all."""
        for entry in (
            Property("SUMMARY", Kind.TEXT, f"a{char}b"),
            Property("ORGANIZER", Kind.URI, "mailto:x@example.org", (("CN", f"a{char}b"),)),
            Property("CONFERENCE", Kind.URI, "tel:+41", (("FEATURE", ("AUDIO", f"a{char}")),)),
        ):
            with pytest.raises(InviteFault, match="control character"):
                refuse_control_characters(Component("VCALENDAR", (), (Component("VEVENT", (entry,)),)))

    def test_a_line_of_several_has_none_either(self) -> None:
        """The line feeds between the lines of a DESCRIPTION are ours, and there are no others."""
        refuse_control_characters(Component("VEVENT", (Property("DESCRIPTION", Kind.LINES, ("a", "b")),)))
        with pytest.raises(InviteFault):
            refuse_control_characters(Component("VEVENT", (Property("DESCRIPTION", Kind.LINES, ("a\nb",)),)))
