"""How each rule of the checklist is decided."""

from __future__ import annotations

from typing import Any

import pytest

from dccg_meet.agendas import deciding
from dccg_meet.agendas.deciding import Known, State
from dccg_meet.calls.progress import Facts
from dccg_meet.workspace.schema import (
    Access,
    CaptionState,
    Document,
    Item,
    Join,
    NotesState,
    Recording,
    Rule,
    Venue,
)
from tests.factories import make_group, make_record, utc

_NOW = utc("2026-11-21 20:00")
_APPROVED = Facts(captions=CaptionState.APPROVED, notes=NotesState.APPROVED, published=True)


def _known(group: dict[str, Any] | None = None, facts: Facts | None = None, **record: Any) -> Known:
    return Known(make_record(**record), make_group(**(group or {})), _NOW, facts or Facts())


def _paper(url: str, added: str = "2026-12-01 10:00") -> Document:
    return Document(title="Zebedee Canary's paper", url=url, added=utc(added))


class TestNeedsQuestion:
    """Whether people are asked."""

    def test_contact_and_deadline(self) -> None:
        """Both are there; no contact is to do; no time for a deadline asks a person."""
        assert "by Wednesday 2 December 2026" in deciding.needs_question(_known()).why
        assert deciding.needs_question(_known({"access": Access()})).state is State.OPEN
        late = _known(created=utc("2026-12-08 10:00"))
        assert deciding.needs_question(late).state is State.PERSON


class TestWaysToJoin:
    """Link and telephone."""

    def test_what_is_missing_is_named(self) -> None:
        """With the file that it belongs into."""
        assert deciding.ways_to_join(_known()).state is State.OK
        nothing = deciding.ways_to_join(_known({"join": Join()}))
        assert (nothing.state, nothing.why) == (State.OPEN, "no link and no phone number")
        own = deciding.ways_to_join(_known(join=Join(url="https://meet.example.org/once")))
        assert own.why == "no phone number"
        assert own.command == 'call.toml: [join] phone = ["+…"]'


class TestVenue:
    """How people get in."""

    def test_a_venue_needs_its_notes(self) -> None:
        """A call without one needs none."""
        assert deciding.venue_access(_known()).state is State.OK
        assert deciding.venue_access(_known(venue=Venue(name="Room 4"))).state is State.OPEN
        told = Venue(name="Room 4", access="Step-free")
        assert deciding.venue_access(_known(venue=told)).state is State.OK


class TestAgenda:
    """Whether it is out."""

    def test_it_has_items_and_is_out(self) -> None:
        """The day by which it is due is said, and when that is over."""
        assert "agenda add 97" in deciding.agenda_early(_known(items=())).command
        unbuilt = deciding.agenda_early(_known())
        assert unbuilt.state is State.OPEN
        assert unbuilt.why.endswith("due by Tue 08 Dec 14:00 UTC")
        assert deciding.agenda_early(_known(facts=Facts(agenda=True))).state is State.OK
        late = Known(make_record(), make_group(), utc("2026-12-09 10:00"))
        assert deciding.agenda_early(late).why.endswith("which is over")


class TestDocuments:
    """Papers that people can read, in time. Numbers, no titles."""

    def test_in_time(self) -> None:
        """A day before; later ones ask a person."""
        assert deciding.documents_early(_known()).why == "no documents yet"
        early = _paper("https://example.org/a.html", "2026-12-08 14:00")
        late = _paper("https://example.org/b.html", "2026-12-08 14:01")
        assert deciding.documents_early(_known(documents=(early,))).state is State.OK
        verdict = deciding.documents_early(_known(documents=(early, late, late)))
        assert verdict.state is State.PERSON
        assert verdict.why.startswith("documents 2 and 3 came less than 24 hours before")

    @pytest.mark.parametrize(
        ("endings", "state"),
        [
            (("html", "md", "txt", "docx", "odt", "epub"), State.OK),
            (("html", "pdf"), State.PERSON),
            (("pptx",), State.PERSON),
            (("pdf", "png"), State.OPEN),
        ],
    )
    def test_formats(self, endings: tuple[str, ...], state: State) -> None:
        """What everybody can read, what a person has to look at, what shuts people out."""
        papers = tuple(_paper(f"https://example.org/a.{ending}") for ending in endings)
        verdict = deciding.document_formats(_known(documents=papers))
        assert verdict.state is state
        assert "Canary" not in verdict.why + verdict.command


class TestTerms:
    """What captions need to know."""

    def test_a_list_of_terms(self) -> None:
        """Of the group."""
        assert deciding.glossary(_known()).state is State.OPEN
        assert "2 terms" in deciding.glossary(_known({"glossary": ("MAG", "NRI")})).why


class TestDuring:
    """What is prepared for the call itself."""

    @pytest.mark.parametrize(
        ("minutes", "titles", "state"),
        [
            (90, ("Opening",), State.OK),
            (91, ("Opening",), State.OPEN),
            (120, ("Opening", "Break"), State.OK),
            (120, ("Outbreak of worms", "Breaking news"), State.OPEN),
        ],
    )
    def test_breaks(self, minutes: int, titles: tuple[str, ...], state: State) -> None:
        """From 90 minutes on, an item whose title says that it is one."""
        items = tuple(Item(id=str(place), title=title) for place, title in enumerate(titles, 1))
        assert deciding.breaks(_known(minutes=minutes, items=items)).state is state

    def test_items_that_take_longer_than_the_call_count(self) -> None:
        """People sit through the items, not through the plan."""
        assert deciding.breaks(_known(items=(Item(id="1", title="All", minutes=100),))).state is State.OPEN

    def test_captions_of_a_call_off_the_record(self) -> None:
        """There are none: somebody has to think of those who cannot hear."""
        off = deciding.captions_on(_known(rule=Rule.OFF_RECORD, items=()))
        assert "how does somebody who cannot hear take part" in off.why

    def test_the_run_sheet(self) -> None:
        """Built, and as it would be built now."""
        assert deciding.run_sheet(_known()).state is State.OPEN
        assert deciding.run_sheet(Known(make_record(), make_group(), _NOW, run_sheet=True)).state is State.OK


class TestAfter:
    """What comes out of a call."""

    def test_captions_and_transcript(self) -> None:
        """Made, approved, published: each step is named until it is done."""
        made = Facts(captions=CaptionState.MACHINE)
        approved = Facts(captions=CaptionState.APPROVED)
        assert "captions make 97" in deciding.captions_approved(_known()).command
        assert "captions approve 97" in deciding.transcript(_known(facts=made)).command
        assert deciding.transcript(_known(facts=approved)).command == "dccg-meet publish"
        assert deciding.transcript(_known(facts=_APPROVED)).state is State.OK

    def test_a_call_off_the_record_has_neither(self) -> None:
        """And needs neither."""
        off = _known(rule=Rule.OFF_RECORD, items=())
        assert deciding.captions_approved(off).state is State.OK
        assert deciding.transcript(off).state is State.OK

    def test_notes(self) -> None:
        """Drafted, approved, published."""
        commands = [
            deciding.notes(_known(facts=facts)).command
            for facts in (
                Facts(),
                Facts(notes=NotesState.DRAFT),
                Facts(notes=NotesState.APPROVED),
                _APPROVED,
            )
        ]
        assert commands == ["dccg-meet notes draft 97", "dccg-meet notes approve 97", "dccg-meet publish", ""]

    @pytest.mark.parametrize(
        ("file", "facts", "state"),
        [
            ("", Facts(), State.OK),
            ("recording.ogg", Facts(), State.OPEN),
            ("recording.ogg", _APPROVED, State.OK),
            ("recording.mp4", _APPROVED, State.PERSON),
        ],
    )
    def test_recordings(self, file: str, facts: Facts, state: State) -> None:
        """Sound needs a transcript, a video captions, wherever it is shown."""
        kept = Recording(file=file, sha256="0" * 64, duration_ms=1)
        assert deciding.recording(_known(facts=facts, recording=kept)).state is state
        assert deciding.recording(_known()).state is State.OK
