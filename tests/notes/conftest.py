"""The sample call with its items marked, and a workspace that holds it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from dccg_meet.chatham.material import Passage
from dccg_meet.shipped_data import sample_recording
from dccg_meet.workspace.create import create
from dccg_meet.workspace.folder import CallFolder, Workspace
from dccg_meet.workspace.schema import CallRecord, Group, Item, Person, Roster, Rule

HEARD = Path(__file__).parent / "fixtures" / "sample_as_base_heard_it.vtt"
START = dt.datetime(2025, 11, 11, 14, tzinfo=dt.UTC)


@pytest.fixture
def record() -> CallRecord:
    """Call 97, the sample: five items, the third under the Chatham House Rule."""
    times = (("Adoption of the agenda", 0), ("Reports", 27_400), ("Format", 67_300), ("Dates", 120_700))
    starts = [*times, ("Any other business", 147_900)]
    items = tuple(
        Item(
            id=str(number),
            title=title,
            start_ms=start,
            end_ms=starts[number][1] if number < len(starts) else None,
            rule=Rule.CHATHAM if number == 3 else None,
        )
        for number, (title, start) in enumerate(starts, 1)
    )
    return CallRecord(
        number=97,
        title="Monthly call",
        start=START,
        minutes=60,
        rule=Rule.ON_RECORD,
        uid="dccg-call-097@example.org",
        created=START - dt.timedelta(days=7),
        stamp=START - dt.timedelta(days=7),
        items=items,
    )


@pytest.fixture
def said() -> tuple[Passage, ...]:
    """What is really said in the sample, a passage a turn."""
    turns = json.loads(sample_recording().with_suffix(".reference.json").read_text(encoding="utf-8"))["turns"]
    return tuple(
        Passage(round(turn["start"] * 1000), round(turn["end"] * 1000), turn["text"]) for turn in turns
    )


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """A workspace with the sample's people."""
    place = create(tmp_path, Group(name="Group", list="list@example.org"))
    people = [Person(name="Rajesh Menon"), Person(name="Olena Kovalenko", role="secretariat")]
    place.save_roster(Roster(people=tuple(people)))
    return place


@pytest.fixture
def folder(place: Workspace, record: CallRecord) -> CallFolder:
    """The sample's call in the workspace, with captions as the base model heard them, not approved."""
    folder = place.save_call(record)
    folder.captions.write_bytes(HEARD.read_bytes())
    return folder
