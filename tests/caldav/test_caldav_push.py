"""A calendar on a real server kept in step: what is sent, what is left alone, what a person is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import vobject

from dccg_meet.caldav.plan import Action, Decided, Ours, Step
from dccg_meet.caldav.push import carry_out, compare
from dccg_meet.caldav.server import Server
from dccg_meet.caldav.state import Pushed
from dccg_meet.calls import lifecycle
from dccg_meet.errors import CollectionError
from dccg_meet.invites.calendar import event_file
from dccg_meet.workspace.schema import CallRecord
from tests.caldav.calendar_server import PASSWORD, READER, USER, Radicale, radicale
from tests.factories import make_group, make_record, utc

GROUP = make_group()
NOW = utc("2026-11-21 20:00")


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """One Radicale for all tests; each has a calendar of its own."""
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


class Desk:
    """A chair with calls and one calendar on the server."""

    def __init__(self, host: Radicale, name: str) -> None:
        self.host, self.name, self.url = host, name, host.make(name)
        self.records = [_record(97, "2026-12-09 14:00"), _record(98, "2027-01-13 14:00")]
        self.known: dict[str, Pushed] = {}
        self.saved: list[dict[str, Pushed]] = []

    def ours(self) -> list[Ours]:
        """The events as they should be."""
        return [Ours(record.number, record.uid, event_file(record, GROUP)) for record in self.records]

    def server(self) -> Server:
        """The chair's way to the calendar."""
        return Server(self.url, USER, PASSWORD)

    def push(self, decided: Decided = Decided()) -> dict[int, Step]:  # noqa: B008 - frozen
        """Push, and tell what was done by number."""
        with self.server() as server:
            actions = compare(server, self.ours(), self.known, decided)
            return {
                action.ours.number: action.step
                for action in carry_out(server, actions, self.known, lambda now: self.saved.append(dict(now)))
            }

    def path(self, number: int) -> str:
        """Where an event lies, below the account."""
        return f"{self.name}/{quote(_uid(number))}.ics"

    def there(self, number: int) -> vobject.base.Component:
        """An event as the server gives it, read by another library."""
        return vobject.readOne(self.host.ask("GET", self.path(number)).body.decode()).vevent

    def edit(self, number: int, old: bytes, new: bytes) -> None:
        """Somebody else changes an event in a calendar program."""
        answer = self.host.ask("GET", self.path(number))
        assert old in answer.body
        changed = answer.body.replace(old, new)
        done = self.host.ask("PUT", self.path(number), changed, **{"If-Match": answer.etag})
        assert done.status in {201, 204}


@pytest.fixture
def desk(host: Radicale, request: pytest.FixtureRequest) -> Desk:
    """A calendar named after the test."""
    return Desk(host, request.node.name.replace("[", "-").replace("]", ""))


def _uid(number: int) -> str:
    return f"dccg-call-{number:03d}@example.org"


def _record(number: int, start: str) -> CallRecord:
    return make_record(number=number, uid=_uid(number), start=utc(start))


class TestInStep:
    """Nobody else writes to the calendar."""

    def test_new_ones(self, desk: Desk) -> None:
        """Each call is an object named after its UID, without METHOD, and reads back as meant."""
        assert desk.push() == {97: Step.CREATE, 98: Step.CREATE}
        assert sorted(desk.host.stored(desk.name)) == [f"{_uid(97)}.ics", f"{_uid(98)}.ics"]
        assert b"METHOD" not in desk.host.ask("GET", desk.path(97)).body
        event = desk.there(97)
        assert event.dtstart.value == utc("2026-12-09 14:00")
        assert event.uid.value == _uid(97)
        assert event.summary.value == "DCCG 97: Monthly call [Chatham House Rule in part]"

    def test_nothing_is_sent_twice(self, desk: Desk) -> None:
        """Not one PUT, and no file on the server is touched."""
        desk.push()
        before, puts = desk.host.touched(desk.name), desk.host.puts(desk.name)
        assert len(puts) == 2
        assert desk.push() == {97: Step.NOTHING, 98: Step.NOTHING}
        assert desk.host.touched(desk.name) == before
        assert desk.host.puts(desk.name) == puts

    def test_moved_cancelled_and_on_again(self, desk: Desk) -> None:
        """One object throughout, SEQUENCE going up; the other call is not touched."""
        desk.push()
        other = desk.host.touched(desk.name)[f"{_uid(98)}.ics"]
        moved = lifecycle.move(
            desk.records[0], [], start=utc("2026-12-10 15:00"), minutes=90, zone="UTC", now=NOW
        )
        cancelled = lifecycle.cancel(moved, now=NOW)
        again = lifecycle.move(cancelled, [], start=moved.start, minutes=90, zone="UTC", now=NOW)
        found = []
        for record in (moved, cancelled, again):
            desk.records[0] = record
            assert desk.push() == {97: Step.UPDATE, 98: Step.NOTHING}
            event = desk.there(97)
            found.append((event.sequence.value, event.status.value, event.dtstart.value))
        when = utc("2026-12-10 15:00")
        assert found == [("1", "CONFIRMED", when), ("2", "CANCELLED", when), ("3", "CONFIRMED", when)]
        assert len(desk.host.stored(desk.name)) == 2
        assert desk.host.touched(desk.name)[f"{_uid(98)}.ics"] == other

    def test_another_machine(self, desk: Desk) -> None:
        """Whoever takes over and knows nothing of the last push finds everything in step."""
        desk.push()
        puts = desk.host.puts(desk.name)
        desk.known = {}
        assert desk.push() == {97: Step.ADOPT, 98: Step.ADOPT}
        assert desk.push() == {97: Step.NOTHING, 98: Step.NOTHING}
        assert desk.host.puts(desk.name) == puts

    def test_foreign_events(self, desk: Desk) -> None:
        """What others keep in the same calendar is neither changed nor removed, whatever it is."""
        foreign = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:lunch\r\n"
        foreign += b"DTSTAMP:20261101T000000Z\r\nDTSTART:20261209T120000Z\r\nSUMMARY:Lunch\r\n"
        foreign += b"END:VEVENT\r\nEND:VCALENDAR\r\n"
        assert desk.host.ask("PUT", f"{desk.name}/lunch.ics", foreign).status == 201
        before = desk.host.touched(desk.name)["lunch.ics"]
        desk.push()
        desk.records[0] = lifecycle.cancel(desk.records[0], now=NOW)
        desk.push()
        assert desk.host.touched(desk.name)["lunch.ics"] == before

    def test_a_call_that_is_not_among_ours_any_more(self, desk: Desk) -> None:
        """Its event stays."""
        desk.push()
        del desk.records[1]
        assert desk.push() == {97: Step.NOTHING}
        assert len(desk.host.stored(desk.name)) == 2


class TestOthersWrite:
    """Somebody else changes the calendar."""

    EDIT = (b"DTSTART:20261209T140000Z", b"DTSTART:20261209T143000Z")

    def test_a_change_is_left(self, desk: Desk) -> None:
        """Reported each time, never overwritten, even when ours changes too; others go on."""
        desk.push()
        desk.edit(97, *self.EDIT)
        before = desk.host.touched(desk.name)
        assert desk.push() == {97: Step.CONFLICT, 98: Step.NOTHING}
        desk.records = [lifecycle.cancel(record, now=NOW) for record in desk.records]
        assert desk.push() == {97: Step.CONFLICT, 98: Step.UPDATE}
        assert desk.host.touched(desk.name)[f"{_uid(97)}.ics"] == before[f"{_uid(97)}.ics"]
        assert desk.there(97).dtstart.value == utc("2026-12-09 14:30")

    def test_ours(self, desk: Desk) -> None:
        """Overwritten once somebody decided so, and in step afterwards."""
        desk.push()
        desk.edit(97, *self.EDIT)
        assert desk.push(Decided(ours={97})) == {97: Step.UPDATE, 98: Step.NOTHING}
        assert desk.there(97).dtstart.value == utc("2026-12-09 14:00")
        assert desk.push() == {97: Step.NOTHING, 98: Step.NOTHING}

    def test_theirs(self, desk: Desk) -> None:
        """Left for good, until one of the two changes."""
        desk.push()
        desk.edit(97, *self.EDIT)
        assert desk.push(Decided(theirs={97}))[97] is Step.KEEP
        assert desk.push()[97] is Step.KEPT
        desk.records[0] = lifecycle.cancel(desk.records[0], now=NOW)
        assert desk.push()[97] is Step.CONFLICT

    def test_written_again_without_a_change(self, desk: Desk) -> None:
        """A program stores the event in its own way: no conflict, and the next update goes through."""
        desk.push()
        desk.edit(97, b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nX-MOZ-LASTACK:20261209T120000Z\r\n")
        assert desk.push()[97] is Step.ADOPT
        desk.edit(97, b"X-MOZ-LASTACK:20261209T12", b"X-MOZ-LASTACK:20261209T13")
        desk.records[0] = lifecycle.cancel(desk.records[0], now=NOW)
        assert desk.push()[97] is Step.UPDATE

    def test_removed(self, desk: Desk) -> None:
        """Not put back unasked; then put back, or left out."""
        desk.push()
        for number in (97, 98):
            assert desk.host.ask("DELETE", desk.path(number)).status in {200, 204}
        assert desk.push() == {97: Step.GONE, 98: Step.GONE}
        assert desk.push(Decided(ours={97}, theirs={98})) == {97: Step.CREATE, 98: Step.KEEP}
        assert desk.push() == {97: Step.NOTHING, 98: Step.KEPT}
        assert list(desk.host.stored(desk.name)) == [f"{_uid(97)}.ics"]

    def test_the_uid_is_taken(self, desk: Desk) -> None:
        """An event of the same UID under another name is ours if it says the same, else a question."""
        for number, record in zip((97, 98), desk.records, strict=True):
            data = event_file(record, GROUP).replace(b"T14", b"T14" if number == 97 else b"T13")
            assert desk.host.ask("PUT", f"{desk.name}/other-{number}.ics", data).status == 201
        assert desk.push() == {97: Step.ADOPT, 98: Step.CONFLICT}
        desk.records[0] = lifecycle.cancel(desk.records[0], now=NOW)
        assert desk.push()[97] is Step.UPDATE
        assert sorted(desk.host.stored(desk.name)) == ["other-97.ics", "other-98.ics"]

    def test_the_name_is_taken(self, desk: Desk) -> None:
        """By an event that is none of ours: whatever a person decides, ours is not added and theirs stays."""
        data = event_file(desk.records[0], GROUP).replace(_uid(97).encode(), b"lunch@example.org")
        assert desk.host.ask("PUT", desk.path(97), data).status == 201
        for decided in (Decided(), Decided(ours={97}), Decided(theirs={97})):
            assert desk.push(decided)[97] is Step.ELSEWHERE
        assert desk.there(97).uid.value == "lunch@example.org"


class TestRace:
    """Somebody else writes between our look and our PUT: the server refuses (412), and we ask."""

    def _compared(self, desk: Desk) -> tuple[Action, ...]:
        with desk.server() as server:
            return compare(server, desk.ours(), desk.known, Decided())

    def _finished(self, desk: Desk, actions: tuple[Action, ...]) -> dict[int, Step]:
        with desk.server() as server:
            done = carry_out(server, actions, desk.known, lambda _now: None)
            return {action.ours.number: action.step for action in done}

    def test_over_a_change(self, desk: Desk) -> None:
        """If-Match."""
        desk.push()
        desk.records = [lifecycle.cancel(record, now=NOW) for record in desk.records]
        actions = self._compared(desk)
        desk.edit(97, *TestOthersWrite.EDIT)
        assert self._finished(desk, actions) == {97: Step.CONFLICT, 98: Step.UPDATE}
        assert desk.there(97).dtstart.value == utc("2026-12-09 14:30")
        assert desk.push() == {97: Step.CONFLICT, 98: Step.NOTHING}

    def test_over_a_new_one(self, desk: Desk) -> None:
        """If-None-Match."""
        actions = self._compared(desk)
        data = event_file(desk.records[0], GROUP).replace(b"T140000Z", b"T143000Z")
        assert desk.host.ask("PUT", desk.path(97), data).status == 201
        assert self._finished(desk, actions) == {97: Step.ELSEWHERE, 98: Step.CREATE}
        assert desk.there(97).dtstart.value == utc("2026-12-09 14:30")
        assert desk.push() == {97: Step.CONFLICT, 98: Step.NOTHING}

    def test_the_uid_appeared_elsewhere(self, desk: Desk) -> None:
        """The server's no-uid-conflict (RFC 4791 section 5.3.2.1)."""
        actions = self._compared(desk)
        data = event_file(desk.records[0], GROUP)
        assert desk.host.ask("PUT", f"{desk.name}/other.ics", data).status == 201
        assert self._finished(desk, actions) == {97: Step.ELSEWHERE, 98: Step.CREATE}
        assert desk.push() == {97: Step.ADOPT, 98: Step.NOTHING}

    def test_what_was_to_be_changed_is_gone(self, desk: Desk) -> None:
        """It does not come back."""
        desk.push()
        desk.records[0] = lifecycle.cancel(desk.records[0], now=NOW)
        actions = self._compared(desk)
        assert desk.host.ask("DELETE", desk.path(97)).status in {200, 204}
        assert self._finished(desk, actions)[97] is Step.CONFLICT
        assert desk.push()[97] is Step.GONE


class TestNote:
    """What is put down of a push."""

    def test_after_every_object(self, desk: Desk) -> None:
        """So that a stop loses nothing."""
        desk.push()
        assert [len(known) for known in desk.saved] == [1, 2]

    def test_it_goes_on_after_a_stop(self, desk: Desk) -> None:
        """After the first object: the second follows, the first is not sent again."""
        with desk.server() as server:
            actions = compare(server, desk.ours(), desk.known, Decided())
            steps = carry_out(server, actions, desk.known, lambda _now: None)
            assert next(steps).step is Step.CREATE
        assert desk.push() == {97: Step.NOTHING, 98: Step.CREATE}
        assert sorted(desk.host.puts(desk.name)) == [f"{_uid(97)}.ics", f"{_uid(98)}.ics"]


class TestRefused:
    """check()."""

    def _check(self, url: str, user: str | None = USER, password: str | None = PASSWORD) -> None:
        with Server(url, user, password) as server:
            server.check()

    def test_the_chairs_calendar(self, desk: Desk) -> None:
        """May be written."""
        self._check(desk.url)

    def test_a_wrong_password(self, desk: Desk) -> None:
        """Said without the password."""
        with pytest.raises(CollectionError, match="name and password") as caught:
            self._check(desk.url, USER, "tr0ub4dor")
        assert "tr0ub4dor" not in f"{caught.value}{caught.value.todo}"

    def test_nobody(self, desk: Desk) -> None:
        """A server that wants to know who is there."""
        with pytest.raises(CollectionError, match="name and password"):
            self._check(desk.url, None, None)

    def test_a_calendar_that_is_only_to_be_read(self, desk: Desk) -> None:
        """Noticed before anything is sent; and where the rights are not told, by the first refusal."""
        with pytest.raises(CollectionError, match="may be read"):
            self._check(desk.url, READER)
        with Server(desk.url, READER, PASSWORD) as server:
            actions = compare(server, desk.ours(), {}, Decided())
            with pytest.raises(CollectionError, match="may be read"):
                list(carry_out(server, actions, {}, lambda _now: None))
        assert desk.host.stored(desk.name) == {}

    def test_the_address_of_an_account(self, desk: Desk) -> None:
        """The calendars below it are named."""
        with pytest.raises(CollectionError, match="no calendar") as caught:
            self._check(desk.host.url())
        assert desk.url in caught.value.todo

    def test_no_such_calendar(self, host: Radicale) -> None:
        """404."""
        with pytest.raises(CollectionError, match="no calendar at this address"):
            self._check(host.url("nowhere"))

    def test_the_address_of_an_event(self, desk: Desk) -> None:
        """It is no calendar either."""
        desk.push()
        with pytest.raises(CollectionError):
            self._check(f"{desk.host.url(desk.name)}{quote(_uid(97))}.ics/")

    def test_nobody_listens(self, tmp_path: Path) -> None:
        """A port without a server."""
        with radicale(tmp_path) as stopped:
            url = stopped.url("calls")
        with pytest.raises(CollectionError, match="cannot be reached"):
            self._check(url)
