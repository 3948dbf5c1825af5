"""What is still to do."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.calls.progress import Facts, Unreached, agenda_due, steps
from dccg_meet.workspace.schema import CallRecord, CaptionState, Item, NotesState, Rule, Status, Venue

START = dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC)
BEFORE = START - dt.timedelta(days=3)
AFTER = START + dt.timedelta(days=3)
RECORD = CallRecord(
    number=97,
    title="C",
    start=START,
    minutes=60,
    rule=Rule.ON_RECORD,
    uid="c@example.org",
    created=START,
    stamp=START,
    items=(Item(id="1", title="T"),),
)


def _what(record: CallRecord, facts: Facts, now: dt.datetime) -> list[str]:
    return [step.command.removeprefix("dccg-meet ") for step in steps(record, facts, now)]


@pytest.mark.parametrize(
    ("facts", "commands"),
    [
        (Facts(), ["invite send 97", "agenda send 97"]),
        (Facts(by_server=True), ["invite send 97 --send", "agenda send 97 --send"]),
        (Facts(sent=True), ["agenda send 97"]),
        (Facts(sent=True, agenda=True), ["publish"]),
        (Facts(sent=True, agenda=True, published=True), []),
        (Facts(sent=True, drafts=3, agenda=True, published=True), ["invite send 97 --sent"]),
        (Facts(sent=True, agenda=True, agenda_draft=True), ["publish", "agenda send 97 --sent"]),
        (Facts(True, by_server=True, drafts=3, agenda=True, agenda_draft=True, published=True), []),
    ],
)
def test_before_the_call(facts: Facts, commands: list[str]) -> None:
    """Invite, then agenda, each until it is there."""
    assert _what(RECORD, facts, BEFORE) == commands


@pytest.mark.parametrize(
    ("whom", "text"),
    [
        (Unreached(("A",)), "1 person"),
        (Unreached(("A", "B"), list=True), "the list and 2 people"),
        (Unreached(list=True), "the list"),
    ],
)
def test_whom_it_did_not_reach(whom: Unreached, text: str) -> None:
    """A step each for the refused and the doubtful, with who, until they are sent again or have answered."""
    facts = Facts(sent=True, agenda=True, published=True, refused=whom, doubtful=whom)
    first, second = steps(RECORD, facts, BEFORE)
    assert first.what == f"{text} did not get the invite"
    assert second.what == f"{text} may not have the invite"
    assert {step.command for step in (first, second)} == {"dccg-meet invite send 97 --send --retry"}
    assert first.who == whom.people
    assert steps(RECORD.changed(status=Status.CANCELLED), facts, BEFORE)
    assert not steps(RECORD, Facts(sent=True, agenda=True, published=True, refused=Unreached()), BEFORE)


def test_an_empty_agenda() -> None:
    """A call without items asks for some first."""
    assert _what(RECORD.changed(items=()), Facts(sent=True), BEFORE) == ['agenda add 97 "TITLE"']


def test_late() -> None:
    """The invite of a call in three days is late, its agenda is not."""
    invite, agenda = steps(RECORD, Facts(), BEFORE)
    assert (invite.late(BEFORE), agenda.late(BEFORE)) == (True, False)


@pytest.mark.parametrize(
    ("facts", "commands"),
    [
        (Facts(), ["captions make 97 RECORDING", "notes draft 97", "publish"]),
        (
            Facts(captions=CaptionState.MACHINE),
            ["call mark 97 1 TIME", "captions approve 97", "notes draft 97", "publish"],
        ),
        (
            Facts(captions=CaptionState.APPROVED, notes=NotesState.DRAFT),
            ["call mark 97 1 TIME", "notes approve 97", "publish"],
        ),
    ],
)
def test_after_the_call(facts: Facts, commands: list[str]) -> None:
    """Captions, marks, notes, publication, in that order."""
    assert _what(RECORD, facts, AFTER) == commands


def test_nothing_left() -> None:
    """A call that is published has nothing left to do."""
    marked = RECORD.changed(items=(Item(id="1", title="T", start_ms=0),))
    facts = Facts(captions=CaptionState.APPROVED, notes=NotesState.APPROVED, published=True)
    assert _what(marked, facts, AFTER) == []


def test_answers_that_a_person_has_to_look_at() -> None:
    """In doubt, or a delegate whom nobody has invited."""
    facts = Facts(sent=True, agenda=True, published=True, answers=2)
    (step,) = steps(RECORD, facts, BEFORE)
    assert (step.what, step.command) == ("look at 2 answers", "dccg-meet call show 97 --names")


def test_a_call_off_the_record() -> None:
    """Nothing of it is captioned or noted, so none is asked for; that it took place is published."""
    off = RECORD.changed(rule=Rule.OFF_RECORD, items=())
    assert _what(off, Facts(), AFTER) == ["publish"]
    assert _what(off, Facts(published=True), AFTER) == []
    part = off.changed(items=(Item(id="1", title="Reports", rule=Rule.ON_RECORD),))
    assert "captions make 97 RECORDING" in _what(part, Facts(), AFTER)


def test_a_cancelled_call() -> None:
    """Only the cancellation has to be sent and published, and only before the time of the call."""
    cancelled = RECORD.changed(status=Status.CANCELLED)
    assert _what(cancelled, Facts(), BEFORE) == ["invite send 97", "publish"]
    assert _what(cancelled, Facts(sent=True, published=True), BEFORE) == []
    assert _what(cancelled, Facts(), AFTER) == []


def test_no_rule() -> None:
    """A call whose rule nobody decided needs that first."""
    assert _what(RECORD.changed(rule=None), Facts(), BEFORE)[0] == 'write rule = "…" into call.toml'


class TestDeadlines:
    """The table of the W3C Process."""

    def _due(self, record: CallRecord, facts: Facts, now: dt.datetime) -> list[dt.timedelta]:
        edge = record.start if now < record.end else record.end
        return [step.due - edge for step in steps(record, facts, now)]

    def test_a_call_on_the_network(self) -> None:
        """Notice a week, agenda a day before; actions a day, minutes two days after."""
        day = dt.timedelta(days=1)
        assert self._due(RECORD, Facts(), BEFORE) == [-7 * day, -day]
        assert self._due(RECORD, Facts(), AFTER) == [day, day, 2 * day]

    def test_a_meeting_face_to_face(self) -> None:
        """People travel: eight weeks and two weeks before, three days and two weeks after."""
        day = dt.timedelta(days=1)
        there = RECORD.changed(venue=Venue(name="Room 4"))
        assert self._due(there, Facts(), BEFORE) == [-56 * day, -14 * day]
        assert self._due(there, Facts(), AFTER) == [3 * day, 3 * day, 14 * day]

    @pytest.mark.parametrize(("day", "due"), [(14, 11), (13, 11), (15, 14), (12, 11)])
    def test_a_weekend_comes_before(self, day: int, due: int) -> None:
        """The agenda of a Monday's or Sunday's call is due on the Friday; 14 December 2026 is a Monday."""
        record = RECORD.changed(start=START.replace(day=day))
        assert agenda_due(record) == START.replace(day=due)

    def test_each_has_its_source(self) -> None:
        """Who says so stands with every step."""
        assert {step.source for step in steps(RECORD, Facts(), BEFORE)} == {'W3C Process, "Meetings"'}
