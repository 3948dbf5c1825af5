"""Whether an invite that is out has to be announced as changed."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.calls import lifecycle
from dccg_meet.invites.calendar import invite
from dccg_meet.invites.revision import Change, change, revised
from dccg_meet.workspace.schema import CallRecord, Join, Roster
from tests.factories import make_group, make_record

GROUP = make_group()
RECORD = make_record()
OUT = invite(RECORD, GROUP)
LATER = RECORD.stamp + dt.timedelta(days=1)


def test_nothing_out_yet() -> None:
    """A first invite announces itself, and the same one again is none."""
    assert change(None, RECORD, GROUP) is Change.NONE
    assert change(OUT, RECORD, GROUP) is Change.NONE


@pytest.mark.parametrize(
    "record", [lifecycle.cancel(RECORD, now=RECORD.stamp), RECORD.changed(title="Another", stamp=LATER)]
)
def test_what_the_record_announces_itself(record: CallRecord) -> None:
    """A higher SEQUENCE, or a newer stamp for new words, is announced already."""
    assert change(OUT, record, GROUP) is Change.NONE


def test_another_place() -> None:
    """Another join link is another place, whatever the stamp says."""
    elsewhere = make_group(join=Join(url="https://meet.example.org/new"))
    assert change(OUT, RECORD, elsewhere) is Change.PLACE
    assert change(OUT, RECORD.changed(stamp=LATER), elsewhere) is Change.PLACE


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"\xff",
        OUT.replace(b"DTSTAMP:20261102T100000Z", b"DTSTAMP:20261102T100000"),
        OUT.replace(b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSEQUENCE:1\r\n"),
    ],
)
def test_a_file_that_somebody_broke(before: bytes) -> None:
    """What cannot be read is treated as other words."""
    assert change(before, RECORD, GROUP) is Change.DETAILS


def test_other_words() -> None:
    """A title edited by hand needs a newer DTSTAMP and no SEQUENCE."""
    assert change(OUT, RECORD.changed(title="Another"), GROUP) is Change.DETAILS
    assert lifecycle.revise(RECORD, now=LATER, place=False).sequence == RECORD.sequence
    assert lifecycle.revise(RECORD, now=LATER, place=True).sequence == RECORD.sequence + 1


def test_the_record_as_its_invite_needs_it() -> None:
    """Newer where what is out says something else, and as it is where not."""
    roster = Roster()
    assert revised(RECORD, roster, GROUP, before=OUT, now=LATER) == RECORD
    elsewhere = make_group(join=Join(url="https://meet.example.org/new"))
    newer = revised(RECORD, roster, elsewhere, before=OUT, now=LATER)
    assert (newer.sequence, newer.stamp) == (RECORD.sequence + 1, LATER)
    titled = revised(RECORD.changed(title="Another"), roster, GROUP, before=OUT, now=LATER)
    assert (titled.sequence, titled.stamp) == (RECORD.sequence, LATER)
