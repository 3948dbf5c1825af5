"""``dccg-meet call`` as a chair types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from dccg_meet.workspace.folder import Workspace
from tests.terminal import NOW, done, run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A new workspace, with the shell in it and the clock at 2026-11-21 20:00 UTC."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    done("init --name Group --list list@example.org --first-number 97")
    return Workspace(tmp_path)


def _schedule(options: str = "--rule chatham-house", when: str = "2026-12-09 14:00") -> Result:
    return run(f'call schedule "{when}" {options}')


class TestSchedule:
    """call schedule."""

    def test_it_says_what_it_did(self, place: Workspace) -> None:
        """Number, day, time, length, title and rule, and the file."""
        assert _schedule().output == (
            "call 97  Wed 09 Dec 2026 14:00 UTC, 60 min  Monthly call [Chatham House Rule]\n"
            "wrote calls/097-2026-12-09/call.toml\n"
        )

    def test_the_local_time_is_shown(self, place: Workspace) -> None:
        """A call scheduled in a zone shows both clocks."""
        assert "13:00 UTC (14:00 Oslo)" in _schedule("--rule on-the-record --zone Europe/Oslo").output

    @pytest.mark.parametrize(
        ("when", "options", "code", "words"),
        [
            ("2026-12-09 14:00", "", 3, "--rule: chatham-house, on-the-record or off-the-record"),
            ("2027-03-28 02:30", "--zone Europe/Oslo --rule on-the-record", 1, "Take 03:30 instead"),
            (
                "2027-10-31 02:30",
                "--zone Europe/Oslo --rule on-the-record",
                3,
                "--first (00:30 UTC) or --second",
            ),
            ("2026-11-01 14:00", "--rule on-the-record", 1, "--past"),
            ("tomorrow", "--rule on-the-record", 2, "is no time"),
            ("2026-12-09 14:00", "--rule on-the-record --zone Europe/Olso", 2, "Europe/Oslo"),
            ("2026-12-09 14:00", "--rule secret", 2, "Invalid value"),
        ],
    )
    def test_refusals(self, place: Workspace, when: str, options: str, code: int, words: str) -> None:
        """Every refusal has its exit code, says what to do, and writes nothing."""
        result = _schedule(options, when)
        assert (result.exit_code, words in result.output) == (code, True), result.output
        assert not place.calls()

    def test_first_and_second(self, place: Workspace) -> None:
        """An hour that happens twice can be told apart."""
        assert (
            "00:30 UTC"
            in _schedule("--zone Europe/Oslo --rule on-the-record --first", "2027-10-31 02:30").output
        )
        assert "01:30 UTC" in run("call move 97 '2027-10-31 02:30' --second").output

    def test_a_clash(self, place: Workspace) -> None:
        """The second call at the same time is refused and the first one named."""
        _schedule()
        result = _schedule(when="2026-12-09 14:30")
        assert result.exit_code == 1
        assert "call 97 takes place from 2026-12-09 14:00 to 15:00 UTC" in result.output

    def test_no_workspace(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """In a foreign folder the error names init."""
        monkeypatch.chdir(tmp_path)
        result = run("call list")
        assert (result.exit_code, "dccg-meet init" in result.output) == (1, True)


class TestShow:
    """call list and call show."""

    def test_an_empty_list(self, place: Workspace) -> None:
        """A new chair is told what to type."""
        assert run("call list").output == "no calls yet: dccg-meet call schedule\n"

    def test_cancelled_ones_are_hidden(self, place: Workspace) -> None:
        """The list shows what will take place; --all shows everything."""
        _schedule()
        done("call cancel 97")
        assert run("call list").output == "no calls to come\n"
        assert "CANCELLED" in run("call list --all").output

    def test_json(self, place: Workspace) -> None:
        """Data for other programs."""
        _schedule()
        (data,) = json.loads(run("call list --json").output)
        assert (data["number"], data["start"], data["rule"]) == (97, "2026-12-09T14:00:00Z", "chatham-house")
        assert json.loads(run("call show next --json").output) == data

    def test_zones_of_the_roster_without_people(self, place: Workspace) -> None:
        """Everybody's clock is shown and nobody's name."""
        _schedule()
        (place.root / "roster.toml").write_text(
            '[[people]]\nname = "Zebedee Canary"\nzone = "Pacific/Fiji"\n', encoding="utf-8"
        )
        output = run("call show 97").output
        assert "Fiji                 Thu 10 Dec 02:00  UTC+12:00" in output
        assert "Zebedee" not in output

    @pytest.mark.parametrize("call", ["98", "last", "2026-12-10", "soon"])
    def test_no_such_call(self, place: Workspace, call: str) -> None:
        """A call that is not there is named as such."""
        _schedule()
        result = run(f"call show {call}")
        assert (result.exit_code, "→" in result.output) == (1, True)


class TestChange:
    """call move, cancel and mark."""

    def test_move(self, place: Workspace) -> None:
        """The same event at another time, and what to do next."""
        _schedule()
        output = run('call move next "2026-12-10 15:00"').output
        assert "Thu 10 Dec 2026 15:00 UTC" in output
        assert "dccg-meet invite send 97" in output
        assert place.calls()[0].record.sequence == 1

    def test_nothing_to_change(self, place: Workspace) -> None:
        """Moving a call to where it is says so."""
        _schedule()
        assert "nothing to change" in run('call move next "2026-12-09 14:00"').output

    def test_cancel(self, place: Workspace) -> None:
        """A cancelled call keeps its place and says what it is."""
        _schedule()
        assert "CANCELLED" in run("call cancel next").output
        assert place.calls()[0].record.cancelled

    def test_mark(self, place: Workspace) -> None:
        """Where an item begins in the recording."""
        _schedule()
        done('agenda add 97 "Adoption of the agenda"')
        assert (
            run("call mark 97 1 0:07.5").output == "call 97: item 1 (Adoption of the agenda) begins at 0:07\n"
        )
        assert place.calls()[0].record.items[0].start_ms == 7_500
        assert run("call mark 97 2 0:09").exit_code == 1
        assert run("call mark 97 1 soon").exit_code == 2


class TestPast:
    """A call that took place is not changed by a slip."""

    @pytest.fixture
    def held(self, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
        """A call that took place yesterday."""
        _schedule()
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW) + 20 * 86_400))
        return place

    @pytest.mark.parametrize("line", ["call cancel last", 'call move last "2027-01-09 14:00"'])
    def test_it_needs_a_word(self, held: Workspace, line: str) -> None:
        """Cancelling or moving it is refused without --past."""
        result = run(line)
        assert (result.exit_code, "took place on 2026-12-09" in result.output) == (1, True)
        assert held.calls()[0].record.sequence == 0
        done(f"{line} --past")

    def test_last_and_next(self, held: Workspace) -> None:
        """A word that means no call says which one is missing."""
        assert "no call is to come" in run("call show next").output


_ROOM = '--venue "Conference centre, room 4" --zone Africa/Nairobi'


class TestPlace:
    """Meeting face to face, and a way in of the call's own."""

    def test_a_venue_is_kept_and_shown(self, place: Workspace) -> None:
        """Name, address, how to get in, position; the local time is the venue's."""
        result = _schedule(
            f'--rule on-the-record {_ROOM} --address "1 High Street" --venue-access Step-free '
            '--geo="-1.2921,36.8219"',
            "2026-12-15 09:30",
        )
        assert "06:30 UTC (09:30 Nairobi), at Conference centre, room 4" in result.output
        shown = run("call show 97").output
        assert "  venue: Conference centre, room 4, 1 High Street\n  access: Step-free\n" in shown
        assert "  position: -1.2921,36.8219\n" in shown
        data = json.loads(run("call show 97 --json").output)
        assert (data["zone"], data["venue"]["latitude"]) == ("Africa/Nairobi", -1.2921)

    @pytest.mark.parametrize(
        ("options", "code", "words"),
        [
            ("--venue Room", 3, "which clock hangs in the room"),
            ("--venue Room --zone UTC", 2, "clock of no town"),
            ("--venue Room --zone Etc/GMT+3", 2, "clock of no town"),
            (f"{_ROOM} --geo 91,0", 2, "no place on the globe"),
            ("--address Here --zone Europe/Oslo", 2, "belong to a --venue"),
            (f'{_ROOM} --address "a\nb"', 2, "address: expected one line of text"),
            ("--join-url meet.example.org", 2, "url: expected an address that begins with https://"),
        ],
    )
    def test_refusals(self, place: Workspace, options: str, code: int, words: str) -> None:
        """Each with its exit code, and nothing is written."""
        result = _schedule(f"--rule on-the-record {options}")
        assert (result.exit_code, words in result.stderr) == (code, True), result.output
        assert not place.calls()

    def test_another_room_is_an_update(self, place: Workspace) -> None:
        """The time stays, SEQUENCE goes up; a part of the venue changes alone."""
        _schedule(f"--rule on-the-record {_ROOM}", "2026-12-15 09:30")
        start = place.calls()[0].record.start
        assert "dccg-meet invite send 97" in run('call move 97 --venue "Room 5"').output
        done('call move 97 --venue-access "Lift on the left"')
        record = place.calls()[0].record
        assert record.venue is not None
        assert (record.venue.name, record.venue.access) == ("Room 5", "Lift on the left")
        assert (record.start, record.zone, record.sequence) == (start, "Africa/Nairobi", 2)
        assert "nothing to change" in run('call move 97 --venue-access "Lift on the left"').output

    def test_a_venue_added_later_needs_its_zone(self, place: Workspace) -> None:
        """The zone that the time was typed in may be the chair's."""
        _schedule("--rule on-the-record --zone Europe/Oslo")
        assert run("call move 97 --venue Room").exit_code == 3
        done("call move 97 --venue Room --zone Europe/Paris")

    def test_back_to_the_network(self, place: Workspace) -> None:
        """--no-venue takes the venue away, and goes with no other option of it."""
        _schedule(f"--rule on-the-record {_ROOM}", "2026-12-15 09:30")
        assert run("call move 97 --no-venue --geo 1,1").exit_code == 2
        done("call move 97 --no-venue")
        assert place.calls()[0].record.venue is None

    def test_a_way_in_of_its_own(self, place: Workspace) -> None:
        """Instead of the group's; --usual-join goes back to it."""
        _schedule(
            "--rule on-the-record --join-url https://meet.example.org/a --phone +41225550100 --phone Two"
        )
        shown = run("call show 97").output
        assert "  join: https://meet.example.org/a\n  phone: +41225550100\n  phone: Two\n" in shown
        done("call move 97 --join-url https://meet.example.org/b")
        join = place.calls()[0].record.join
        assert join is not None
        assert (join.url, len(join.phone)) == ("https://meet.example.org/b", 2)
        assert run("call move 97 --usual-join --phone x").exit_code == 2
        done("call move 97 --usual-join")
        assert place.calls()[0].record.join is None

    def test_a_passcode_is_warned_of(self, place: Workspace) -> None:
        """These lines are published."""
        result = _schedule("--rule on-the-record --join-url 'https://meet.example.org/a?pwd=123'")
        assert "seem to hold a passcode" in result.stderr

    def test_a_venue_that_names_somebody_is_told(self, place: Workspace) -> None:
        """It is masked in what is sent and published."""
        _schedule()
        done('roster add "Zebedee Canary"')
        warned = run('call move 97 --venue "Canary Hall, by Zebedee Canary" --zone Europe/Oslo').stderr
        assert "Warning: the venue names somebody" in warned

    def test_what_was_confirmed_has_to_be_confirmed_again(self, place: Workspace) -> None:
        """An interpreter is booked for an hour."""
        _schedule()
        assert run("agenda check 97 --confirm interpreter-booked").exit_code == 3
        assert "dccg-meet agenda check 97" in run('call move 97 "2026-12-10 14:00"').output

    def test_an_unknown_zone_is_refused(self, place: Workspace) -> None:
        """Also where the time is not typed again."""
        _schedule()
        assert run("call move 97 --zone Europe/Olso").exit_code == 2
