"""A small archive: a mixed call with notes and captions, one with sound, a cancelled one, one to come."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from dccg_meet.chatham.material import Material, Minute, Passage
from dccg_meet.chatham.public import PublicAudio, PublicCall
from dccg_meet.chatham.release import release
from dccg_meet.workspace.schema import (
    Access,
    CallRecord,
    Captions,
    CaptionState,
    Group,
    Item,
    Join,
    Notes,
    NotesState,
    Person,
    Roster,
    Rule,
    Status,
)

NOW = dt.datetime(2025, 11, 13, 14, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ROSTER = Roster(
    people=(
        Person(name="Rajesh Menon", coalition="Dynamic Coalition on Accessibility and Disability"),
        Person(name="Olena Kovalenko", role="secretariat"),
        Person(name="Mei-Ling Chua", employer="Fairbridge Foundation"),
    )
)
SAID = (
    Passage(800, 11_900, "Good morning, everyone. This is Rajesh Menon in the chair."),
    Passage(18_900, 26_900, "Any objections? I hear none. The agenda is adopted."),
    Passage(40_000, 46_000, "Then let us go on. Tell me <b>what</b> & why you'd rather not."),
    Passage(61_500, 75_500, "This part is held under the Chatham House Rule. Olena Kovalenko, please."),
    Passage(
        86_900, 94_000, "Mei-Ling Chua here. At the Fairbridge Foundation we would not sponsor that again."
    ),
    Passage(105_000, 119_000, "There is no consensus on the format. Two coalitions want a round table."),
    Passage(125_000, 131_000, "Action item. Rajesh will circulate the guidelines by Friday."),
)
LINES = (
    Minute("1", "SUMMARY", "", "Captions were tested, see https://example.org/captions.", (12_000, 18_000)),
    Minute("1", "DECISION", "agreed", "The agenda is adopted.", (18_000, 27_000)),
    Minute("2", "DECISION", "not agreed", "There is no consensus on the format.", (105_000, 110_000)),
    Minute("2", "DISSENT", "", "Two coalitions want a round table.", (110_000, 119_000)),
    Minute("3", "ACTION", "Rajesh; by Friday", "Circulate the guidelines by Friday.", (125_000, 131_000)),
)


def make_record(number: int, days: int, *items: Item, title: str = "Monthly call") -> CallRecord:
    """A call so many days after 13 November 2025, on the record."""
    start = NOW + days * DAY
    return CallRecord(
        number=number,
        title=title,
        start=start,
        minutes=60,
        rule=Rule.ON_RECORD,
        uid=f"dccg-call-{number:03d}@example.org",
        created=start - 14 * DAY,
        stamp=start - 14 * DAY,
        items=items,
    )


def _mixed() -> Material:
    record = make_record(
        97,
        -2,
        Item(id="1", title="Adoption of the agenda", minutes=5, start_ms=0, end_ms=60_000),
        Item(id="2", title="Main session", minutes=20, rule=Rule.CHATHAM, start_ms=60_000, end_ms=120_000),
        Item(id="3", title="Actions", start_ms=120_000, end_ms=140_000),
        Item(id="4", title="Staff", rule=Rule.OFF_RECORD, start_ms=140_000),
    )
    captions = Captions(state=CaptionState.APPROVED, sha256="0" * 64, approved_at=NOW - DAY)
    notes = Notes(state=NotesState.APPROVED, sha256="0" * 64, approved_at=NOW)
    return Material(record.changed(captions=captions, notes=notes), SAID, LINES)


def _with_sound() -> PublicCall:
    item = Item(id="1", title="Reports", start_ms=0)
    said = (Passage(0, 4000, "Twenty-four coalitions have sent in their report."),)
    call = release(Material(make_record(95, -58, item), said), ROSTER, machine_captions=True)
    return dataclasses.replace(call, audio=PublicAudio(b"OggS", 4000))


@pytest.fixture(scope="session")
def group() -> Group:
    """The group, without a site of its own."""
    return Group(
        name="Dynamic Coalitions Coordination Group",
        list="dccg@lists.example.org",
        join=Join(url="https://meet.example.org/dccg", phone=("+41 22 555 01 00",)),
        access=Access(contact="access@example.org"),
    )


@pytest.fixture(scope="session")
def mixed() -> PublicCall:
    """Call 97: on the record, under the Rule, off the record; captions and notes approved."""
    return release(_mixed(), ROSTER)


@pytest.fixture(scope="session")
def calls(mixed: PublicCall) -> tuple[PublicCall, ...]:
    """Four calls, in no order."""
    cancelled = make_record(96, -30, Item(id="1", title="Reports")).changed(status=Status.CANCELLED)
    upcoming = make_record(
        98, 26, Item(id="1", title="Adoption"), Item(id="2", title="Plans", rule=Rule.CHATHAM)
    )
    return (
        mixed,
        _with_sound(),
        release(Material(upcoming), ROSTER),
        release(Material(cancelled), ROSTER),
    )


@pytest.fixture(scope="session")
def changed(calls: tuple[PublicCall, ...]) -> dict[int, dt.datetime]:
    """When something of each call last changed."""
    return {call.record.number: call.record.stamp for call in calls}
