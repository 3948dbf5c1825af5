"""The chair's run-sheet: what to say and do, with the clock. PRIVATE: it has the titles as they were typed.

Everything is worked out here, in the order of the call; templates hold layout and headings only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dccg_meet.agendas.words_to_say import BEGINS, ENDS, FORMULAE, RESUMES, Line, do, say
from dccg_meet.calls.items import PlannedItem, is_break, is_long, plan
from dccg_meet.calls.place import joining
from dccg_meet.calls.rules import WORDING, Wording, call_tag, kept
from dccg_meet.calls.when import clock_time, in_words
from dccg_meet.workspace.schema import CallRecord, Group, Rule
from dccg_meet.writing.prose import counted
from dccg_meet.zones import place, zone


@dataclass(frozen=True)
class Part:
    """One agenda item as the chair holds it. ``clocks`` and ``left`` are those of its beginning."""

    number: str
    title: str
    minutes: int
    rule: Wording
    clocks: str
    left: str
    begin: tuple[Line, ...]
    end: tuple[Line, ...]
    mark: str


@dataclass(frozen=True)
class RunSheet:
    """Everything that the run-sheet shows, in the order of the call."""

    group: str
    language: str
    number: int
    title: str
    tag: str
    day: str
    clocks: str
    ends: str
    minutes: int
    before: tuple[Line, ...]
    opening: tuple[Line, ...]
    parts: tuple[Part, ...]
    formulae: tuple[tuple[str, str], ...]
    closing: tuple[Line, ...]


def run_sheet(record: CallRecord, group: Group, following: CallRecord | None) -> RunSheet:
    """The run-sheet of ``record``; ``following`` is the next call after it, if there is one.

    Raises RuleMissing where nobody decided the call's rule, BadTime for an unknown zone.
    """
    planned = plan(record)
    zones = tuple(dict.fromkeys((group.zone, record.zone)))
    return RunSheet(
        group=group.name,
        language=group.language,
        number=record.number,
        title=record.title,
        tag=call_tag(record),
        day=in_words(record.start),
        clocks=_clocks(record.start, record, zones),
        ends=_clocks(record.end, record, zones),
        minutes=record.minutes,
        before=tuple(_before(record, group)),
        opening=tuple(_opening(record, planned)),
        parts=tuple(_parts(record, planned, zones)),
        formulae=FORMULAE,
        closing=tuple(_closing(record, group, following)),
    )


def _before(record: CallRecord, group: Group) -> Iterator[Line]:
    number = record.number
    join = joining(record, group)
    yield do(f"See what is missing: dccg-meet agenda check {number}")
    if join.url:
        yield do(f"Open {join.url}. Turn the waiting room off, so that whoever drops out comes back at once.")
    for phone in join.phone:
        yield do(f"Test the telephone: {phone}.")
    yield do(
        "Turn the captions on and read a line of them. Greet captioner and interpreter; give them the agenda."
    )
    yield do("Agree who reads the chat aloud, and who watches for hands and the telephone.")
    yield do("Turn off whatever flashes: animations, flickering backgrounds, blinking slides.")


def _opening(record: CallRecord, planned: Sequence[PlannedItem]) -> Iterator[Line]:
    rule = planned[0].rule if planned else record.rule
    off = rule is Rule.OFF_RECORD
    yield say(f"Welcome to call {record.number}: {record.title}.")
    yield say("My name is [your name]. I chair this call.")
    if not off:
        yield do("Start the recording, if there is to be one.")
        yield say("Captions are on. If you cannot see them, tell us now, by voice, in the chat or by mail.")
    yield say("Please mute your microphone when you do not speak.")
    yield say(
        "To ask for the floor, press the hand button, write the word hand in the chat, or say your name when "
        "somebody has finished. On the telephone, say your name."
    )
    yield say("Say your name every time before you speak. Speak at a medium pace, one person at a time.")
    yield say("If you show something, say what is on it.")
    yield say("[Name] reads the chat and the questions in it aloud.")
    if record.venue is not None:
        yield say("In the room, speak only into a microphone. What was said without one, I repeat.")
    else:
        yield say("What could not be heard, I repeat.")
    if is_long(record):
        yield from _breaks(record, planned)


def _breaks(record: CallRecord, planned: Sequence[PlannedItem]) -> Iterator[Line]:
    times = [f"{entry.start:%H:%M}" for entry in planned if is_break(entry.item)]
    if times:
        yield say(f"We break at {' and at '.join(times)} UTC.")
        return
    middle = record.start + dt.timedelta(minutes=record.minutes // 2)
    yield do(f"Announce a break of ten minutes; half of the time is over at {middle:%H:%M} UTC.")


def _parts(record: CallRecord, planned: Sequence[PlannedItem], zones: Sequence[str]) -> Iterator[Part]:
    before: list[PlannedItem | None] = [None, *planned]
    after: list[PlannedItem | None] = [*planned[1:], None]
    for entry, previous, following in zip(planned, before, after, strict=False):
        item = entry.item
        changes = previous is None or previous.rule is not entry.rule
        ends = following is None or following.rule is not entry.rule
        yield Part(
            number=item.id,
            title=item.title,
            minutes=item.minutes,
            rule=WORDING[entry.rule],
            clocks=_clocks(entry.start, record, zones),
            left=_left(entry.start, record),
            begin=tuple(_begin(entry, changes=changes)),
            end=tuple(_end(record, entry.rule, last=following is None)) if ends else (),
            mark=f"dccg-meet call mark {record.number} {item.id} TIME",
        )


def _begin(entry: PlannedItem, *, changes: bool) -> Iterator[Line]:
    item = entry.item
    yield say(f"We come to item {item.id}: {item.title}.")
    if changes:
        yield from BEGINS[entry.rule]
    if is_break(item):
        yield say(
            f"We break for {item.minutes} minutes and go on at {entry.end:%H:%M} UTC. The line stays open."
        )
        yield do("When you are back, ask captioner and interpreter whether they are ready.")


def _end(record: CallRecord, rule: Rule, *, last: bool) -> Iterator[Line]:
    """A call that ends on the record just ends; one that is off the record throughout is never recorded."""
    if not last or rule is not Rule.ON_RECORD:
        yield from ENDS[rule]
    if rule is Rule.OFF_RECORD and kept(record):
        yield from RESUMES


def _closing(record: CallRecord, group: Group, following: CallRecord | None) -> Iterator[Line]:
    yield say("I repeat the decisions and the actions of today: [decisions and actions].")
    yield say("Has anybody in the chat or on the telephone something to add?")
    if following is not None:
        when = f"{in_words(following.start)} at {following.start:%H:%M} UTC"
        yield say(f"The next call, number {following.number}, is on {when}.")
    else:
        yield say("The date of the next call will come on the mailing list.")
    if group.access.contact:
        yield say(f"If you need something to take part in it, write to {group.access.contact}.")
    yield say("Thank you, also to those who wrote the captions and interpreted. The call is closed.")
    if kept(record):
        yield do("Stop the recording, then the captions. Keep the chat of what was on the record.")
        yield do(f"Within 24 hours: dccg-meet captions make {record.number} RECORDING")


def _clocks(moment: dt.datetime, record: CallRecord, zones: Sequence[str]) -> str:
    """``14:05 UTC, 15:05 Oslo``: each zone whose clock differs; the weekday where the day does, too."""
    shown = [f"{clock_time(moment, record.start)} UTC"]
    for name in zones:
        local = moment.astimezone(zone(name))
        if local.utcoffset():
            shown.append(f"{clock_time(local, record.start)} {place(name)}")
    return ", ".join(shown)


def _left(moment: dt.datetime, record: CallRecord) -> str:
    """``55 minutes left``, or how far the plan is over."""
    minutes = round((record.end - moment).total_seconds() / 60)
    text = counted(abs(minutes), "minute")
    return f"{text} left" if minutes >= 0 else f"{text} over the planned end"
