"""The people of the sample call and a call like it, for every test of the Rule."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import dccg_meet
from dccg_meet.chatham.material import Passage
from dccg_meet.workspace.schema import (
    CallRecord,
    Captions,
    CaptionState,
    Item,
    Notes,
    NotesState,
    Person,
    Recording,
    Roster,
    Rule,
)

REFERENCE = Path(dccg_meet.__file__).parent / "sample" / "sample-call.reference.json"


@pytest.fixture(scope="session")
def sample_roster() -> Roster:
    """The five people of the sample call; nobody consented to be named."""
    return Roster(
        people=(
            Person(name="Amara Diallo", role="co-facilitator", email="amara.d@example.org"),
            Person(name="Olena Kovalenko", role="secretariat"),
            Person(name="Rajesh Menon", coalition="Accessibility and Disability"),
            Person(name="Tomas Ferreira", coalition="Internet Standards, Security and Safety"),
            Person(
                name="Mei-Ling Chua", coalition="Community Connectivity", employer="Fairbridge Foundation"
            ),
        )
    )


@pytest.fixture(scope="session")
def sample_passages() -> tuple[Passage, ...]:
    """What is said in the sample call, turn by turn."""
    turns = json.loads(REFERENCE.read_text(encoding="utf-8"))["turns"]
    return tuple(
        Passage(round(turn["start"] * 1000), round(turn["end"] * 1000), turn["text"]) for turn in turns
    )


@pytest.fixture
def make_record() -> Callable[..., CallRecord]:
    """A factory of records: on the record but for item 3, approved, of 152 s, unless told otherwise."""

    def make(**changes: object) -> CallRecord:
        start = dt.datetime(2026, 11, 11, 14, tzinfo=dt.UTC)
        marks = (0, 27_400, 67_500, 120_700, 148_000, 152_000)
        titles = (
            "Adoption of the agenda",
            "Yearly reports",
            "Format of the main session",
            "Dates",
            "Any other business",
        )
        items = tuple(
            Item(
                id=str(place + 1),
                title=title,
                rule=Rule.CHATHAM if place == 2 else None,
                start_ms=marks[place],
                end_ms=marks[place + 1] if place < 4 else None,
            )
            for place, title in enumerate(titles)
        )
        record = CallRecord(
            number=97,
            title="Monthly call",
            start=start,
            minutes=60,
            rule=Rule.ON_RECORD,
            uid="dccg-call-097@example.org",
            created=start,
            stamp=start,
            items=items,
            recording=Recording(file="recording.ogg", sha256="0" * 64, duration_ms=151_944),
            captions=Captions(state=CaptionState.APPROVED),
            notes=Notes(state=NotesState.APPROVED),
        )
        return record.changed(**changes)

    return make
