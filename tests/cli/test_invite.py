"""``dccg-meet invite`` as a chair types it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import icalendar
import pytest

from dccg_meet.errors import ReleaseRefused
from dccg_meet.workspace.folder import Workspace
from tests.terminal import NOW, done, run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with call 97 under the Chatham House Rule, the shell in it, a fixed clock."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    done("init --name Group --list list@example.org --first-number 97")
    done('call schedule "2026-12-09 14:00" --rule chatham-house')
    return Workspace(tmp_path)


def _calendar(place: Workspace) -> Any:
    [folder] = place.calls()
    return icalendar.Calendar.from_ical(folder.invite.read_bytes())


class TestBuild:
    """invite build."""

    def test_it_writes_the_file_and_says_what_is_in_it(self, place: Workspace) -> None:
        """Two lines and the file."""
        result = run("invite build 97")
        assert result.exit_code == 0
        assert result.stdout == (
            "invites to call 97: Wed 09 Dec 2026 14:00 to 15:00 UTC, Monthly call [Chatham House Rule]\n"
            "for the list, without names: list-call-097@example.org, version 0\n"
            "wrote calls/097-2026-12-09/invite.ics\n"
        )
        assert _calendar(place)["METHOD"] == "PUBLISH"

    def test_what_is_missing_is_a_warning_each(self, place: Workspace) -> None:
        """Link, phone, contact and items; the file is written all the same."""
        warnings = run("invite build 97").stderr.splitlines()
        assert len(warnings) == 4
        assert all(line.startswith("Warning: ") for line in warnings)

    def test_what_no_mask_fits_into_is_refused(self, place: Workspace) -> None:
        """The way to join is not masked: where it names somebody, nothing is written."""
        done('roster add "Zebedee Canary"')
        done("call move 97 --join-url https://meet.example.org/zebedee-canary")
        result = run("invite build 97")
        assert result.exit_code == ReleaseRefused.exit_code
        assert "Canary" not in result.output
        assert not place.calls()[0].invite.exists()

    def test_a_moved_and_a_cancelled_call_are_updates(self, place: Workspace) -> None:
        """Same UID, versions 0, 1 and 2, and at the end METHOD:CANCEL."""
        found = []
        for command in ("call show 97", 'call move 97 "2026-12-10 15:00"', "call cancel 97"):
            done(command)
            result = run("invite build 97")
            assert result.exit_code == 0
            calendar = _calendar(place)
            found.append((str(calendar["METHOD"]), int(calendar.events[0]["SEQUENCE"])))
            assert calendar.events[0]["UID"] == "list-call-097@example.org"
        assert found == [("PUBLISH", 0), ("PUBLISH", 1), ("CANCEL", 2)]
        assert result.stdout.startswith("cancels call 97: Thu 10 Dec 2026 15:00 to 16:00 UTC")

    def test_a_call_without_a_rule_needs_a_decision(self, place: Workspace) -> None:
        """Exit code 3 and no file."""
        [folder] = place.calls()
        file = folder.path / "call.toml"
        text = file.read_text(encoding="utf-8").replace('rule = "chatham-house"\n', "")
        file.write_text(text, encoding="utf-8")
        assert run("invite build 97").exit_code == 3
        assert not folder.invite.exists()


def test_it_names_nobody(place: Workspace) -> None:
    """A title that names somebody on the roster is masked: the list's archive is public."""
    done('roster add "Zebedee Canary"')
    done('agenda add 97 "Report by Zebedee Canary"')
    done("invite build 97")
    done("agenda build 97")
    [folder] = place.calls()
    for path in (folder.invite, *(folder.agenda(kind) for kind in ("md", "html", "txt"))):
        text = path.read_text(encoding="utf-8")
        assert "Canary" not in text, path.name
        assert "withheld" in text


def test_another_join_link_is_an_update(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where people come in changed: calendars learn it by a higher SEQUENCE and a newer DTSTAMP."""
    done("invite send 97")
    before = _calendar(place).walk("VEVENT")[0]
    done("invite send 97")
    assert _calendar(place).walk("VEVENT")[0]["SEQUENCE"] == before["SEQUENCE"] == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW) + 86_400))
    group = place.root / "dccg.toml"
    text = group.read_text(encoding="utf-8")
    group.write_text(text + '\n[join]\nurl = "https://meet.example.org/new"\n', encoding="utf-8")
    assert "send the invite" in run("status").output
    assert "version 1" in run("invite build 97").output
    after = _calendar(place).walk("VEVENT")[0]
    assert (after["SEQUENCE"], after["LOCATION"]) == (1, "https://meet.example.org/new")
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    done("invite send 97")
    assert "send the invite" not in run("status").output


def test_another_title_is_a_newer_stamp(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that were edited by hand are announced by DTSTAMP alone."""
    done("invite build 97")
    [folder] = place.calls()
    path = folder.path / "call.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Monthly call", "Extra call"), encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW) + 86_400))
    assert "version 0" in run("invite build 97").output
    assert place.calls()[0].record.stamp.timestamp() == int(NOW) + 86_400
