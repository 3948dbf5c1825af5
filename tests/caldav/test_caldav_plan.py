"""What to do with each event: ours, the server's, and what we know of the last push."""

from __future__ import annotations

import pytest

from dccg_meet.caldav.meaning import digest
from dccg_meet.caldav.plan import Action, Decided, Found, Ours, Step, plan, to_read
from dccg_meet.caldav.state import Pushed
from dccg_meet.calls import lifecycle
from dccg_meet.invites.calendar import event_file
from tests.factories import make_group, make_record, utc

GROUP = make_group()
NOW = utc("2026-11-21 20:00")
FIRST = event_file(make_record(), GROUP)
MOVED = event_file(
    lifecycle.move(make_record(), [], start=utc("2026-12-10 15:00"), minutes=60, zone="UTC", now=NOW), GROUP
)
RESTAMPED = FIRST.replace(b"DTSTAMP:20261102", b"DTSTAMP:20261103")
REWRITTEN = FIRST.replace(b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nX-EVOLUTION:1\r\n")
EDITED = FIRST.replace(b"DTSTART:20261209T14", b"DTSTART:20261209T13")
ASK = Decided()
UID = "dccg-call-097@example.org"
HREF = f"/chair/calls/{UID}.ics"


def _ours(data: bytes = FIRST) -> Ours:
    return Ours(97, UID, data)


def _pushed(data: bytes = FIRST, *, etag: str = '"1"') -> Pushed:
    return Pushed(href=HREF, etag=etag, sent=_ours(data).sha256, meaning=digest(data))


def _plan(ours: bytes, found: Found | None, known: Pushed | None, decided: Decided = ASK) -> Action:
    [action] = plan([_ours(ours)], {UID: found} if found else {}, {UID: known} if known else {}, decided)
    return action


def _there(data: bytes | None, etag: str = '"2"') -> Found:
    return Found(HREF, etag, data)


class TestNobodyElseTouchedIt:
    """The object is not there yet, or as we left it."""

    def test_a_new_one(self) -> None:
        """It is put at UID.ics."""
        action = _plan(FIRST, None, None)
        assert (action.step, action.href) == (Step.CREATE, f"{UID}.ics")

    def test_nothing_changed(self) -> None:
        """Same ETag, same bytes."""
        assert _plan(FIRST, _there(None, '"1"'), _pushed()).step is Step.NOTHING

    def test_ours_changed(self) -> None:
        """Over exactly the version that we know."""
        action = _plan(MOVED, _there(None, '"1"'), _pushed())
        assert (action.step, action.href, action.etag) == (Step.UPDATE, HREF, '"1"')

    def test_a_newer_stamp_is_an_update(self) -> None:
        """What the event means is the same, but others compare DTSTAMP."""
        assert _plan(RESTAMPED, _there(None, '"1"'), _pushed()).step is Step.UPDATE

    def test_it_was_written_again_and_means_the_same(self) -> None:
        """Another ETag; nothing is sent, and the next update is over the new version."""
        assert _plan(FIRST, _there(REWRITTEN), _pushed()).step is Step.ADOPT
        action = _plan(MOVED, _there(REWRITTEN), _pushed())
        assert (action.step, action.etag) == (Step.UPDATE, '"2"')

    def test_what_is_there_says_what_we_want_to_say(self) -> None:
        """After a crash before the note, on another machine, or where somebody made the same change."""
        assert _plan(FIRST, _there(FIRST), None).step is Step.ADOPT
        assert _plan(MOVED, _there(MOVED), _pushed()).step is Step.ADOPT


class TestSomebodyElseTouchedIt:
    """A person decides."""

    @pytest.mark.parametrize("ours", [FIRST, MOVED])
    def test_changed(self, ours: bytes) -> None:
        """Whether ours changed too or not."""
        action = _plan(ours, _there(EDITED), _pushed())
        assert action.step is Step.CONFLICT
        assert "DTSTART" in action.differs

    def test_nobody_knows_who_wrote_it(self) -> None:
        """Without a note of the last push, something that differs may be somebody's change."""
        assert _plan(MOVED, _there(FIRST), None).step is Step.CONFLICT

    def test_no_calendar_any_more(self) -> None:
        """Something that cannot be read is not ours to overwrite."""
        assert _plan(FIRST, _there(b"\xff"), _pushed()).step is Step.CONFLICT

    @pytest.mark.parametrize("ours", [FIRST, MOVED])
    def test_removed(self, ours: bytes) -> None:
        """It is not put back unasked."""
        assert _plan(ours, None, _pushed()).step is Step.GONE

    def test_ours(self) -> None:
        """Overwritten, over the version that was compared; what was removed is made again where it was."""
        decided = Decided(ours={97})
        changed = _plan(FIRST, _there(EDITED), _pushed(), decided)
        assert (changed.step, changed.etag) == (Step.UPDATE, '"2"')
        removed = _plan(FIRST, None, _pushed(), decided)
        assert (removed.step, removed.href) == (Step.CREATE, HREF)

    def test_theirs(self) -> None:
        """Left, changed or removed."""
        decided = Decided(theirs={97})
        assert _plan(FIRST, _there(EDITED), _pushed(), decided).step is Step.KEEP
        assert _plan(FIRST, None, _pushed(), decided).step is Step.KEEP

    def test_a_decision_is_for_its_call(self) -> None:
        """Another call's does not count."""
        assert _plan(FIRST, _there(EDITED), _pushed(), Decided(ours={98})).step is Step.CONFLICT

    def test_a_decision_changes_nothing_else(self) -> None:
        """Where nobody touched it, --theirs stops no update."""
        assert _plan(MOVED, _there(None, '"1"'), _pushed(), Decided(theirs={97})).step is Step.UPDATE


class TestKept:
    """What a person decided to leave as it is there."""

    KEPT = Pushed(href=HREF, etag='"2"', meaning=digest(EDITED), kept=_ours().sha256)
    REMOVED = Pushed(href=HREF, kept=_ours().sha256)

    def test_it_stays(self) -> None:
        """As long as neither side changes, nobody is asked again."""
        assert _plan(FIRST, _there(EDITED), self.KEPT).step is Step.KEPT
        assert _plan(FIRST, None, self.REMOVED).step is Step.KEPT

    def test_ours_changes(self) -> None:
        """The decision was about another version: asked again, nothing overwritten."""
        assert _plan(MOVED, _there(EDITED), self.KEPT).step is Step.CONFLICT
        assert _plan(MOVED, None, self.REMOVED).step is Step.GONE

    def test_theirs_changes(self) -> None:
        """The same."""
        other = EDITED.replace(b"STATUS:CONFIRMED", b"STATUS:TENTATIVE")
        assert _plan(FIRST, _there(other), self.KEPT).step is Step.CONFLICT

    def test_it_can_be_taken_back(self) -> None:
        """With --ours, later, whether ours has changed since or not."""
        for ours in (FIRST, MOVED):
            assert _plan(ours, _there(EDITED), self.KEPT, Decided(ours={97})).step is Step.UPDATE
            assert _plan(ours, None, self.REMOVED, Decided(ours={97})).step is Step.CREATE


class TestToRead:
    """to_read(): what has to be fetched."""

    def test_all_but_what_is_known_as_it_is(self) -> None:
        """Another ETag, no ETag, unknown, or kept."""
        listed = {"/a": '"1"', "/b": '"2"', "/c": "", "/d": '"1"', "/e": '"1"'}
        known = {
            "a": Pushed(href="/a", etag='"1"'),
            "b": Pushed(href="/b", etag='"1"'),
            "c": Pushed(href="/c"),
            "d": Pushed(href="/d", etag='"1"', kept="0"),
        }
        assert to_read(listed, known) == ("/b", "/c", "/d", "/e")


def test_foreign_objects_are_not_in_the_plan() -> None:
    """Whatever else is in the calendar."""
    assert plan([], {"somebody-else": Found("/x", '"1"', EDITED)}, {}) == ()
