"""How a call stands by the rules of the checklist: pure functions of the record and of what exists of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

from dccg_meet.calls.access import access_deadline
from dccg_meet.calls.documents import Readable, format_of
from dccg_meet.calls.items import is_break, is_long, planned_minutes
from dccg_meet.calls.needs import Need
from dccg_meet.calls.place import joining
from dccg_meet.calls.progress import Facts, agenda_due, sending
from dccg_meet.calls.rules import kept
from dccg_meet.calls.when import clocks, in_words
from dccg_meet.workspace.schema import CallRecord, CaptionState, Document, Group, NotesState
from dccg_meet.writing.prose import counted, listed

_EARLY = dt.timedelta(hours=24)
_SOUND = frozenset({".aac", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"})


class State(StrEnum):
    """How the call stands by a rule."""

    OK = "ok"
    OPEN = "to do"
    PERSON = "needs a person"


@dataclass(frozen=True)
class Verdict:
    """A state, why, and what to type or to edit."""

    state: State
    why: str
    command: str = ""


@dataclass(frozen=True)
class Known:
    """What the rules look at. ``needs`` counts the people on the roster with a need, by its kind."""

    record: CallRecord
    group: Group
    now: dt.datetime
    facts: Facts = field(default_factory=Facts)
    needs: Mapping[Need, int] = field(default_factory=dict)
    run_sheet: bool = False


def by_a_person(question: str) -> Callable[[Known], Verdict]:
    """A rule that no program can decide."""
    return lambda _known: Verdict(State.PERSON, question)


def needs_question(known: Known) -> Verdict:
    """Whether contact and deadline are in the invitation."""
    if not known.group.access.contact:
        return Verdict(State.OPEN, "nobody is named to write to", "dccg.toml: [access] contact = …")
    deadline = access_deadline(known.record, known.group)
    if deadline is None:
        return Verdict(
            State.PERSON, "the call was scheduled too late for a deadline: have people been asked?"
        )
    return Verdict(State.OK, f"agenda and invite ask by {in_words(deadline)}")


def ways_to_join(known: Known) -> Verdict:
    """Link and telephone number, of the call or the group."""
    join = joining(known.record, known.group)
    key = "dccg.toml: [join]" if known.record.join is None else "call.toml: [join]"
    missing = [what for what, value in (("link", join.url), ("phone number", join.phone)) if not value]
    if missing:
        keys = {"link": 'url = "https://…"', "phone number": 'phone = ["+…"]'}
        edits = ", ".join(keys[what] for what in missing)
        return Verdict(State.OPEN, f"no {' and no '.join(missing)}", f"{key} {edits}")
    return Verdict(State.OK, "link and phone number are in agenda and invite")


def venue_access(known: Known) -> Verdict:
    """Whether the venue has its notes; a call without a venue needs none."""
    venue = known.record.venue
    if venue is None:
        return Verdict(State.OK, "nobody travels to this call")
    if not venue.access:
        command = f'dccg-meet call move {known.record.number} --venue-access "TEXT"'
        return Verdict(State.OPEN, "nothing is said of entrance, induction loop, guide dogs", command)
    return Verdict(State.OK, "the venue's notes are in the agenda")


def agenda_early(known: Known) -> Verdict:
    """Whether the agenda as it is now is out, and has items."""
    record = known.record
    due = clocks(agenda_due(record), known.group.zone)
    late = ", which is over" if known.now > agenda_due(record) else ""
    if not record.items:
        command = f'dccg-meet agenda add {record.number} "TITLE"'
        return Verdict(State.OPEN, f"it has no items yet; due by {due}{late}", command)
    if not known.facts.agenda:
        command = f"dccg-meet agenda send {record.number}{sending(known.facts)}"
        return Verdict(
            State.OPEN, f"the list does not have it, or has an older one; due by {due}{late}", command
        )
    return Verdict(State.OK, f"the list has it as it is now, or a person has the draft; due by {due}")


def documents_early(known: Known) -> Verdict:
    """Whether every document was there a day before."""
    papers, start = known.record.documents, known.record.start
    late = [paper for paper in papers if paper.added > start - _EARLY]
    if late:
        return Verdict(
            State.PERSON,
            f"{_numbers(papers, late)} came less than 24 hours before: is there time to read in the call?",
        )
    return Verdict(State.OK, "all documents were there in time" if papers else "no documents yet")


def document_formats(known: Known) -> Verdict:
    """Formats that shut people out, and those where it depends on the file."""
    papers = known.record.documents
    shut = [paper for paper in papers if format_of(paper.url).readable is Readable.NO]
    if shut:
        command = (
            f"dccg-meet agenda attach {known.record.number} TITLE URL, and take the picture out of call.toml"
        )
        return Verdict(
            State.OPEN, f"{_numbers(papers, shut)}: a picture has no text; give it as text too", command
        )
    look = [paper for paper in papers if format_of(paper.url).readable is Readable.LOOK]
    if look:
        return Verdict(
            State.PERSON,
            f"{_numbers(papers, look)}: has somebody looked (PDF with tags, slides with text alternatives)?",
        )
    return Verdict(State.OK, "all are in formats that can be read" if papers else "no documents yet")


def glossary(known: Known) -> Verdict:
    """Whether the group lists its terms."""
    if not known.group.glossary:
        return Verdict(State.OPEN, "there is no list of terms", 'dccg.toml: glossary = ["MAG", "DC-IoT"]')
    return Verdict(State.OK, f"dccg.toml lists {counted(len(known.group.glossary), 'term')}: send them on")


def booked(known: Known, need: Need) -> Verdict:
    """Whether what somebody needs is there; a count, no names."""
    count = known.needs.get(need, 0)
    if not count:
        return Verdict(State.OK, "nobody on the roster has said so")
    people = "1 person needs" if count == 1 else f"{count} people need"
    return Verdict(State.PERSON, f"{people} {need.name}: is it there?")


def captions_on(known: Known) -> Verdict:
    """A call that is off the record throughout has no captions to turn on."""
    if not kept(known.record):
        return Verdict(
            State.PERSON,
            "all of it is off the record and not captioned: how does somebody who cannot hear take part?",
        )
    return Verdict(State.PERSON, "Is somebody to turn them on, and can everybody see them?")


def breaks(known: Known) -> Verdict:
    """Whether a long call has a break among its items."""
    minutes = planned_minutes(known.record)
    if not is_long(known.record):
        return Verdict(State.OK, f"{minutes} minutes need none")
    if any(is_break(item) for item in known.record.items):
        return Verdict(State.OK, "the agenda has a break")
    command = f'dccg-meet agenda add {known.record.number} "Break" --minutes 10, and move it in call.toml'
    return Verdict(State.OPEN, f"{minutes} minutes, and no item is a break", command)


def run_sheet(known: Known) -> Verdict:
    """Whether the run-sheet is built and up to date."""
    if known.run_sheet:
        return Verdict(State.OK, "it is built and up to date")
    command = f"dccg-meet agenda build {known.record.number} --run-sheet"
    return Verdict(State.OPEN, "it is not built, or says what is not so any more", command)


def captions_approved(known: Known) -> Verdict:
    """Whether a person has approved the captions."""
    if not kept(known.record):
        return Verdict(State.OK, "the call was off the record")
    if known.facts.captions is None:
        command = f"dccg-meet captions make {known.record.number} RECORDING"
        return Verdict(State.OPEN, "there are none", command)
    if known.facts.captions is CaptionState.MACHINE:
        command = f"dccg-meet captions approve {known.record.number}"
        return Verdict(State.OPEN, "nobody has approved them", command)
    return Verdict(State.OK, "a person has approved them")


def transcript(known: Known) -> Verdict:
    """The archive has one for every call with captions."""
    verdict = captions_approved(known)
    if verdict.state is not State.OK or not kept(known.record):
        return verdict
    if not known.facts.published:
        return Verdict(State.OPEN, "it is not in the archive, or an old one is", "dccg-meet publish")
    return Verdict(State.OK, "it is in the archive")


def notes(known: Known) -> Verdict:
    """Whether approved notes are in the archive, whose pages are HTML."""
    number = known.record.number
    if not kept(known.record):
        return Verdict(State.OK, "the call was off the record")
    if known.facts.notes is None:
        return Verdict(State.OPEN, "there are none", f"dccg-meet notes draft {number}")
    if known.facts.notes is NotesState.DRAFT:
        return Verdict(State.OPEN, "nobody has approved them", f"dccg-meet notes approve {number}")
    if not known.facts.published:
        return Verdict(State.OPEN, "they are not in the archive, or old ones are", "dccg-meet publish")
    return Verdict(State.OK, "they are in the archive")


def recording(known: Known) -> Verdict:
    """What goes with the recording, wherever somebody shows it."""
    kept = known.record.recording
    if kept is None or not kept.file:
        return Verdict(State.OK, "no recording is kept")
    verdict = transcript(known)
    if verdict.state is not State.OK:
        return verdict
    if PurePath(kept.file).suffix.lower() in _SOUND:
        return Verdict(State.OK, "the transcript goes with the sound")
    return Verdict(State.PERSON, "wherever the video is shown, does it have captions.vtt from the archive?")


def _numbers(papers: tuple[Document, ...], chosen: list[Document]) -> str:
    """``document 2``, ``documents 1 and 3``: no titles, which may name somebody."""
    numbers = [str(place) for place, paper in enumerate(papers, 1) if paper in chosen]
    return f"document{'s' if numbers[1:] else ''} {listed(numbers)}"
