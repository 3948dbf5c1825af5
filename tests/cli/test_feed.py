"""``dccg-meet invite feed`` as a chair types it, to the screen, to a file, and to a real server."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import icalendar
import pytest
from click.testing import Result

from dccg_meet.errors import ReleaseRefused
from dccg_meet.site import calendars
from dccg_meet.workspace.folder import Workspace
from tests.caldav.calendar_server import PASSWORD, USER, Radicale, radicale
from tests.terminal import NOW, done, run

CANARY = "Zebedee Canary"
fork = multiprocessing.get_context("fork")


def _uid(number: int) -> str:
    return f"list-call-{number:03d}@example.org"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """One Radicale for all tests; each has a calendar of its own."""
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with two calls, somebody on the roster who is named in a title, and a fixed clock."""
    folder = tmp_path / "ws"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    monkeypatch.setenv("DCCG_MEET_CALDAV_PASSWORD", PASSWORD)
    done(
        "init --name Group --list list@example.org --first-number 97",
        f'roster add "{CANARY}"',
        'call schedule "2026-12-09 14:00" --rule chatham-house',
        'call schedule "2027-01-13 14:00" --rule on-the-record',
        f'agenda add 97 "Report by {CANARY}"',
    )
    return Workspace(folder)


@pytest.fixture
def url(host: Radicale, request: pytest.FixtureRequest) -> str:
    """The address of a calendar that is named after the test."""
    return host.make(request.node.name)


def _push(url: str, more: str = "") -> Result:
    return run(f"invite feed --push {url} --user {USER} {more}")


def _without_rule(place: Workspace) -> None:
    file = place.calls()[0].path / "call.toml"
    text = file.read_text(encoding="utf-8").replace('rule = "chatham-house"\n', "")
    file.write_text(text, encoding="utf-8")


class TestFile:
    """Without --push."""

    def test_to_the_screen(self, place: Workspace) -> None:
        """The bytes of the calendar and nothing else; nobody is named."""
        result = run("invite feed")
        assert result.exit_code == 0
        calendar = icalendar.Calendar.from_ical(result.stdout_bytes)
        assert [str(event["UID"]) for event in calendar.events] == [_uid(97), _uid(98)]
        assert result.stdout_bytes == calendars.feed(calendars.released(place))
        assert "Canary" not in result.output
        assert "withheld" in result.output

    def test_it_is_what_publish_writes(self, place: Workspace) -> None:
        """The same file."""
        done("publish")
        assert run("invite feed").stdout_bytes == (place.public / "calendar.ics").read_bytes()

    def test_to_a_file(self, place: Workspace) -> None:
        """Written whole, and twice the same; a file of ours may be overwritten."""
        result = run("invite feed --output ../calls.ics")
        assert result.exit_code == 0
        assert re.fullmatch(r"wrote \.\./calls\.ics: 2 calls, \d+ bytes\n", result.stdout)
        before = (place.root / "../calls.ics").read_bytes()
        assert before == run("invite feed").stdout_bytes
        done("invite feed --output ../calls.ics")
        assert (place.root / "../calls.ics").read_bytes() == before

    def test_a_dry_run(self, place: Workspace) -> None:
        """Nothing is written."""
        result = run("invite feed --output calls.ics --dry-run")
        assert result.stdout.startswith("would write calls.ics: 2 calls")
        assert not (place.root / "calls.ics").exists()

    @pytest.mark.parametrize("target", ["public/calls.ics", "public/../public/x/calls.ics", "roster.toml"])
    def test_files_of_others(self, place: Workspace, target: str) -> None:
        """public/ is publish's, and no other file is overwritten."""
        before = (place.root / "roster.toml").read_bytes()
        assert run(f"invite feed --output {target}").exit_code == 2
        assert (place.root / "roster.toml").read_bytes() == before
        assert not place.public.exists()

    def test_json(self, place: Workspace) -> None:
        """The events as data."""
        _without_rule(place)
        data = json.loads(run("invite feed --json").stdout)
        assert data["left_out"] == [97]
        assert [(call["number"], call["sequence"], call["status"]) for call in data["calls"]] == [
            (98, 0, "confirmed")
        ]

    def test_a_call_without_a_rule(self, place: Workspace) -> None:
        """It is left out, with a warning."""
        _without_rule(place)
        result = run("invite feed")
        assert "call 97 is left out" in result.stderr
        assert result.stdout.count("BEGIN:VEVENT") == 1

    def test_an_empty_roster(self, place: Workspace) -> None:
        """Nobody's name could be withheld: as with publish, a person has to see to it."""
        (place.root / "roster.toml").write_text("", encoding="utf-8")
        assert run("invite feed").exit_code == 3

    @pytest.mark.parametrize(
        "line",
        [
            "--user chair",
            "--ours 97",
            "--theirs 97",
            "--push https://dav.example.org/ --output x.ics",
            "--push https://dav.example.org/ --ours 97 --theirs 97",
            "--push https://chair:secret@dav.example.org/",
            "--push http://dav.example.org/",
        ],
    )
    def test_wrong_usage(self, place: Workspace, line: str) -> None:
        """Options that do not go together, and addresses that are not safe."""
        result = run(f"invite feed {line}")
        assert result.exit_code == 2
        assert "secret" not in result.output
        assert not place.pushed.exists()


class TestPush:
    """With --push."""

    def test_it_says_what_it_does(self, place: Workspace, url: str) -> None:
        """A line for each call that was touched, and a count."""
        assert _push(url).stdout == (
            "call 97  Wed 09 Dec 2026 14:00 UTC: added\n"
            "call 98  Wed 13 Jan 2027 14:00 UTC: added\n"
            f"{url}: 2 calls, 0 in step already\n"
        )
        assert _push(url).stdout == f"{url}: 2 calls, 2 in step already\n"
        done("call cancel 98")
        assert _push(url).stdout == (
            f"call 98  Wed 13 Jan 2027 14:00 UTC CANCELLED: changed\n{url}: 2 calls, 1 in step already\n"
        )

    def test_nobody_is_named(self, place: Workspace, host: Radicale, url: str) -> None:
        """Neither in what is stored nor in what is noted."""
        assert _push(url).exit_code == 0
        stored = host.stored("test_nobody_is_named")
        assert len(stored) == 2
        assert not any(re.search(rb"canary|zebedee", data, re.IGNORECASE) for data in stored.values())
        assert b"withheld" in stored[f"{_uid(97)}.ics"].replace(b"\n ", b"").replace(b"\r", b"")
        assert "anary" not in place.pushed.read_text(encoding="utf-8")

    def test_the_note_is_private(self, place: Workspace, url: str) -> None:
        """Not for git, not for others, without name and password."""
        done(f"invite feed --push {url.replace('://', '://chair@')}")
        assert place.pushed.stat().st_mode & 0o777 == 0o600
        text = place.pushed.read_text(encoding="utf-8")
        assert PASSWORD not in text
        assert "chair@" not in text
        assert "/caldav.json*" in (place.root / ".gitignore").read_text(encoding="utf-8").splitlines()

    def test_a_dry_run(self, place: Workspace, host: Radicale, url: str) -> None:
        """It looks and tells; nothing changes here or there."""
        result = _push(url, "--dry-run")
        assert result.stdout.count("would be added") == 2
        assert host.stored("test_a_dry_run") == {}
        assert not place.pushed.exists()

    def test_json(self, place: Workspace, url: str) -> None:
        """What was done with each call."""
        data = json.loads(_push(url, "--json").stdout)
        assert [(call["number"], call["action"]) for call in data["calls"]] == [
            (97, "create"),
            (98, "create"),
        ]
        assert (data["url"], data["dry_run"], data["left_out"]) == (url, False, [])

    def test_a_conflict(self, place: Workspace, host: Radicale, url: str) -> None:
        """Exit code 3, the other call goes on, and both ways out are named and work."""
        name = "test_a_conflict"
        _push(url)
        path = f"{name}/{quote(_uid(97))}.ics"
        edited = host.ask("GET", path).body.replace(b"20261209T140000Z", b"20261209T143000Z")
        assert host.ask("PUT", path, edited).status in {201, 204}
        done('call move 97 "2026-12-10 15:00"')
        done("call cancel 98")
        result = _push(url)
        assert result.exit_code == 3
        assert "call 97  Thu 10 Dec 2026 15:00 UTC: NOT TOUCHED: somebody changed it there" in result.stdout
        assert "DTSTART" in result.stdout
        assert "call 98  Wed 13 Jan 2027 14:00 UTC CANCELLED: changed" in result.stdout
        assert "--ours 97" in result.stderr
        assert b"20261209T143000Z" in host.ask("GET", path).body
        assert _push(url, "--theirs 97").exit_code == 0
        again = _push(url)
        assert again.exit_code == 0
        assert again.stdout == f"{url}: 2 calls, 1 in step already, 1 left as it is there\n"
        assert b"20261209T143000Z" in host.ask("GET", path).body
        assert "changed" in _push(url, "--ours 97").stdout
        assert b"20261210T150000Z" in host.ask("GET", path).body

    def test_an_event_that_the_server_has_elsewhere(self, place: Workspace, host: Radicale, url: str) -> None:
        """It is said what to do; neither --ours nor the other calls change it."""
        _push(url)
        name = "test_an_event_that_the_server_has_elsewhere"
        path = f"{name}/{quote(_uid(98))}.ics"
        data = host.ask("GET", path).body
        assert host.ask("DELETE", path).status in {200, 204}
        assert host.ask("PUT", path, data.replace(_uid(98).encode(), b"lunch@example.org")).status == 201
        result = _push(url, "--ours 98")
        assert result.exit_code == 3
        assert "call 98  Wed 13 Jan 2027 14:00 UTC: NOT ADDED: the server has it elsewhere" in result.stdout
        assert "does not take call 98" in result.stderr
        assert "other calendars of this account" in result.stderr
        assert host.ask("DELETE", path).status in {200, 204}
        assert _push(url, "--ours 98").exit_code == 0
        assert len(host.stored(name)) == 2

    def test_an_event_that_was_removed(self, place: Workspace, host: Radicale, url: str) -> None:
        """Asked, not put back."""
        _push(url)
        path = f"test_an_event_that_was_removed/{quote(_uid(98))}.ics"
        assert host.ask("DELETE", path).status in {200, 204}
        result = _push(url)
        assert result.exit_code == 3
        assert "somebody removed it there" in result.stdout
        assert _push(url, "--ours 98").exit_code == 0
        assert host.ask("GET", path).status == 200

    def test_a_call_that_is_left_out_stays(self, place: Workspace, host: Radicale, url: str) -> None:
        """Its event on the server is not touched, and the chair is told."""
        _push(url)
        _without_rule(place)
        result = _push(url)
        assert result.exit_code == 0
        assert "call 97 is left out" in result.stderr
        assert "1 event of calls that are not among these stay" in result.stderr
        assert len(host.stored("test_a_call_that_is_left_out_stays")) == 2

    def test_two_calendars(self, place: Workspace, host: Radicale, url: str) -> None:
        """Each is known for itself."""
        other = host.make("another")
        for address in (url, other):
            assert _push(address).exit_code == 0
        for address in (url, other):
            assert "2 in step already" in _push(address).stdout

    def test_the_gate_refuses_all(self, place: Workspace, host: Radicale, url: str) -> None:
        """One event that names somebody where no mask reaches, and nothing leaves this machine."""
        file = place.calls()[0].path / "call.toml"
        text = file.read_text(encoding="utf-8").replace(_uid(97), "zebedee-canary-097@example.org")
        file.write_text(text, encoding="utf-8")
        result = _push(url)
        assert result.exit_code == ReleaseRefused.exit_code
        assert "gives people away" in result.stderr
        assert "canary" not in result.output.lower()
        assert host.puts("test_the_gate_refuses_all") == []

    def test_a_wrong_password(self, place: Workspace, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """One clear error; nothing is noted."""
        monkeypatch.setenv("DCCG_MEET_CALDAV_PASSWORD", "tr0ub4dor")
        result = _push(url)
        assert result.exit_code == 1
        assert "does not accept this name and password" in result.stderr
        assert "tr0ub4dor" not in result.output
        assert not place.pushed.exists()

    def test_the_extra_is_missing(self, place: Workspace, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """How to install it."""
        for name in [name for name in sys.modules if name.partition(".")[0] == "caldav"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.delitem(sys.modules, "dccg_meet.caldav.server", raising=False)
        monkeypatch.setitem(sys.modules, "caldav", None)
        result = _push(url)
        assert result.exit_code == 1
        assert 'pip install "dccg-meet[caldav]"' in result.stderr


def _killed_at(step: int, url: str, folder: Path) -> bool:
    """Push in a process that kills itself before its ``step``-th rename of a file in the workspace."""

    def child() -> None:
        os.chdir(folder)
        counter = itertools.count(1)

        def hook(event: str, _arguments: tuple[object, ...]) -> None:
            if event == "os.rename" and next(counter) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        _push(url)

    process = fork.Process(target=child)
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("step", [1, 2])
def test_a_kill_between_two_events(
    place: Workspace, host: Radicale, url: str, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event is stored and not noted: the next push goes on, sends each once and is in step."""
    name = f"test_a_kill_between_two_events[{step}]"
    copy = place.root.with_name("copy")
    shutil.copytree(place.root, copy)
    assert _killed_at(step, url, copy)
    assert len(host.stored(name)) == step
    monkeypatch.chdir(copy)
    assert _push(url).exit_code == 0
    assert "2 in step already" in _push(url).stdout
    assert sorted(host.puts(name)) == [f"{_uid(97)}.ics", f"{_uid(98)}.ics"]
