"""The accessibility checklist of a call: one table of rules, each with its source and how it is decided.

Informed by three sources; nothing here claims conformance to any of them. Section names are given where we
could read them: those of the W3C Group Note "Accessibility of Remote Meetings", and of the contents of the
DCAD Accessibility Guidelines in the edition of 2015. A rule that :mod:`dccg_meet.agendas.deciding` cannot
decide needs a person, who confirms it (``confirmed`` in call.toml).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dccg_meet.agendas import deciding
from dccg_meet.agendas.deciding import Known, State, Verdict
from dccg_meet.calls.needs import CAPTIONS, OTHER, SIGN
from dccg_meet.errors import BadValue


class Phase(StrEnum):
    """When something has to be seen to. What counts during the call is prepared before it."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True)
class Rule:
    """One thing to see to: its id, the words, who asks for it, and what decides it."""

    id: str
    phase: Phase
    text: str
    source: str
    decide: Callable[[Known], Verdict]


@dataclass(frozen=True)
class Finding:
    """A rule, and how the call stands by it. ``command`` is what to type or to edit; empty where it is ok."""

    rule: Rule
    state: State
    why: str
    command: str


_DCAD = "DCAD Accessibility Guidelines"
_W3C = "W3C Accessibility of Remote Meetings"
_HOSTING = f'{_W3C}, "Hosting accessible remote meetings"'
_HYBRID = f'{_W3C}, "Holding accessible hybrid meetings"'
_WCAG = f'{_W3C}, "Relevance of the Web Content Accessibility Guidelines"'
_PARTICIPATING = f'{_W3C}, "Participating in accessible remote meetings"'

RULES = (
    Rule(
        "needs-question",
        Phase.BEFORE,
        "People are asked what they need, with a contact and a day by which to say it.",
        f'{_DCAD} (2015), 2.1 "Be aware of attendees\' needs and requirements"; {_WCAG}',
        deciding.needs_question,
    ),
    Rule(
        "ways-to-join",
        Phase.BEFORE,
        "People can come in by computer, by app and by telephone.",
        f'{_HOSTING}; {_W3C}, "Selecting an accessible remote meeting platform"',
        deciding.ways_to_join,
    ),
    Rule(
        "venue-access",
        Phase.BEFORE,
        "The invitation says how people get into the venue and take part there.",
        f'{_DCAD} (2015), 2.3.1 "Venue Accessibility"',
        deciding.venue_access,
    ),
    Rule(
        "agenda-early",
        Phase.BEFORE,
        "The agenda is out in time to be read: 24 hours before a call, better a week.",
        f'{_HOSTING}; W3C Process, "Meetings"',
        deciding.agenda_early,
    ),
    Rule(
        "documents-early",
        Phase.BEFORE,
        "Documents are there 24 hours before, better a week, and not only on a shared screen.",
        f"{_HOSTING}; {_PARTICIPATING}",
        deciding.documents_early,
    ),
    Rule(
        "document-formats",
        Phase.BEFORE,
        "Documents are in formats that a screen reader can read; a PDF has tags.",
        f'{_W3C}, "Creating accessible content for remote meetings"',
        deciding.document_formats,
    ),
    Rule(
        "glossary",
        Phase.BEFORE,
        "Names and terms are given to whoever, or whatever, writes the captions.",
        f"{_DCAD}; {_WCAG} (quality of captions)",
        deciding.glossary,
    ),
    Rule(
        CAPTIONS.rule,
        Phase.BEFORE,
        "A captioner is booked where somebody needs captions by a person.",
        f"{_WCAG}, 1.2.4 Captions (Live); {_DCAD}",
        lambda known: deciding.booked(known, CAPTIONS),
    ),
    Rule(
        SIGN.rule,
        Phase.BEFORE,
        "A sign language interpreter is booked where somebody needs one.",
        f"{_HOSTING}; {_DCAD}",
        lambda known: deciding.booked(known, SIGN),
    ),
    Rule(
        OTHER.rule,
        Phase.BEFORE,
        "What else people on the roster need to take part is there.",
        f'{_DCAD} (2015), 2.1 "Be aware of attendees\' needs and requirements"',
        lambda known: deciding.booked(known, OTHER),
    ),
    Rule(
        "poll-alternatives",
        Phase.BEFORE,
        "Whoever cannot use a poll of the platform can answer in the chat, by voice or by mail.",
        f"{_HOSTING} (alternatives to what is not accessible); {_DCAD}",
        deciding.by_a_person("Is there another way to answer every poll?"),
    ),
    Rule(
        "no-waiting-room",
        Phase.BEFORE,
        "Whoever loses the connection comes back without waiting to be let in.",
        _HYBRID,
        deciding.by_a_person("Is the waiting room of the platform off?"),
    ),
    Rule(
        "chat-reader",
        Phase.BEFORE,
        "Somebody is named who reads chat and questions aloud.",
        _DCAD,
        deciding.by_a_person("Who reads the chat aloud?"),
    ),
    Rule(
        "captions-on",
        Phase.DURING,
        "Captions are on from the first word, except where a part is off the record.",
        _HOSTING,
        deciding.captions_on,
    ),
    Rule(
        "floor-alternative",
        Phase.DURING,
        "There is a way to ask for the floor besides the hand button.",
        _HOSTING,
        deciding.by_a_person("How does somebody on the phone ask for the floor?"),
    ),
    Rule(
        "breaks",
        Phase.DURING,
        "A call of more than 90 minutes has a break, with its time announced.",
        f"{_HYBRID}; {_DCAD}",
        deciding.breaks,
    ),
    Rule(
        "no-flashing",
        Phase.DURING,
        "Nothing that is shown flashes more than three times in a second.",
        f"{_WCAG}, 2.3.1 Three Flashes or Below Threshold",
        deciding.by_a_person("Has somebody looked at what will be shown?"),
    ),
    Rule(
        "run-sheet",
        Phase.DURING,
        "The chair has the lines to say: names each time, pace, what is shown, off-mic speech repeated.",
        f"{_HYBRID} (speech without a microphone); {_DCAD}",
        deciding.run_sheet,
    ),
    Rule(
        "captions-approved",
        Phase.AFTER,
        "Captions are corrected and approved by a person.",
        f"{_WCAG} (automatic captions are not good enough without correction)",
        deciding.captions_approved,
    ),
    Rule(
        "transcript",
        Phase.AFTER,
        "There is a transcript to read.",
        f"{_WCAG}, 1.2.9 Audio-only (Live)",
        deciding.transcript,
    ),
    Rule(
        "notes",
        Phase.AFTER,
        "Notes are there in accessible HTML.",
        _HOSTING,
        deciding.notes,
    ),
    Rule(
        "recording",
        Phase.AFTER,
        "A sound recording comes with its transcript, a video with its captions.",
        f"{_DCAD}; {_WCAG}",
        deciding.recording,
    ),
)
"""The checklist, in the order in which a chair comes to it."""


def check(known: Known) -> tuple[Finding, ...]:
    """How the call stands by every rule of the present phase; none for a call that is off."""
    if known.record.cancelled:
        return ()
    held = known.now >= known.record.end
    return tuple(_find(rule, known) for rule in RULES if (rule.phase is Phase.AFTER) == held)


def known_rules(ids: tuple[str, ...]) -> None:
    """Raise BadValue where one of ``ids`` is no rule."""
    missing = [rule for rule in ids if rule not in {known.id for known in RULES}]
    if missing:
        raise BadValue(
            f"the checklist has no rule {missing[0]!r}",
            todo="Rules: " + ", ".join(rule.id for rule in RULES),
        )


def refuse_to_confirm(ids: tuple[str, ...], found: tuple[Finding, ...]) -> None:
    """Raise BadValue where one of ``ids`` is to do, which no word of a person changes."""
    for finding in found:
        if finding.rule.id in ids and finding.state is State.OPEN:
            raise BadValue(
                f"{finding.rule.id!r} cannot be confirmed: {finding.why}", todo=f"Do this: {finding.command}"
            )


def _find(rule: Rule, known: Known) -> Finding:
    """What decides the rule; what only a person can decide is ok once one has."""
    verdict = rule.decide(known)
    if verdict.state is not State.PERSON:
        return Finding(rule, verdict.state, verdict.why, verdict.command)
    if rule.id in known.record.confirmed:
        return Finding(rule, State.OK, "confirmed by a person", "")
    confirm = f"dccg-meet agenda check {known.record.number} --confirm {rule.id}"
    return Finding(rule, State.PERSON, verdict.why, confirm)
