"""``dccg-meet status``: the chair's home screen."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from dccg_meet.cli.facts import facts_of
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.schema import Notes
from tests.terminal import done, run

BEFORE = "1765008000"  # 2025-12-06 08:00 UTC, three days before the call
AFTER = "1765360800"  # 2025-12-10 10:00 UTC, the day after it


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace three days before the call."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", BEFORE)
    done("init --name Group --list list@example.org --first-number 97")
    return tmp_path


def _schedule() -> None:
    done('call schedule "2025-12-09 14:00" --rule on-the-record')
    done('agenda add 97 "Reports"')


def test_an_empty_workspace() -> None:
    """A new chair is told the first command."""
    assert "no calls yet: dccg-meet call schedule" in done("status")


def test_late_and_to_do() -> None:
    """The invite is late, the agenda is not, and each has its command."""
    _schedule()
    output = done("status")
    assert "  in 3 days 6 hours\n" in output
    assert "LATE   send the invite (by Tue 02 Dec 14:00 UTC: late by 3 days 18 hours)" in output
    assert "dccg-meet invite send 97" in output
    assert "to do  send the agenda (by Mon 08 Dec 14:00 UTC: in 2 days 6 hours)" in output


def test_done() -> None:
    """What was built is not asked for again, until the call moves."""
    _schedule()
    done("agenda send 97")
    done("invite send 97")
    assert "publish the agenda" in done("status")
    assert "have you sent" in done("status")
    done("agenda send 97 --sent")
    done("invite send 97 --sent")
    assert "have you sent" not in done("status")
    done('roster add "Zebedee Canary"')
    done("publish")
    assert "nothing to do" in done("status")
    done('call move 97 "2025-12-10 14:00"')
    assert {step["command"] for step in json.loads(done("status --json"))["calls"][0]["todo"]} == {
        "dccg-meet invite send 97",
        "dccg-meet agenda send 97",
    }


def test_after_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the call the captions come first, and a next call is missing."""
    _schedule()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    output = done("status")
    assert "dccg-meet captions make 97 RECORDING" in output
    assert "no call is scheduled" in output


def test_a_broken_template_sends_nothing(place: Path) -> None:
    """An agenda that cannot be built is not out, whatever was sent before."""
    own = place / "templates" / "agendas" / "agenda.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text("The agenda", encoding="utf-8")
    _schedule()
    done("agenda send 97", "agenda send 97 --sent")
    assert "send the agenda" not in done("status")
    own.write_text("{{ nothing }}", encoding="utf-8")
    assert "send the agenda" in done("status")


def test_what_was_approved_since_has_to_be_published(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes that a person approved after the archive was written are not in it."""
    _schedule()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    done('roster add "Zebedee Canary"', "publish")
    workspace = Workspace(place)
    [folder] = workspace.calls()
    facts = facts_of(workspace, workspace.group(), folder, [folder])
    assert facts.published
    later = dt.datetime.fromtimestamp(int(AFTER) + 60, dt.UTC)
    folder = workspace.save_call(folder.record.changed(notes=Notes(approved_at=later)))
    assert not facts_of(workspace, workspace.group(), folder, [folder]).published


def test_a_cancellation_has_to_be_published() -> None:
    """The archive says that a call is off, or it is stale."""
    _schedule()
    done('roster add "Zebedee Canary"')
    done("publish")
    done("call cancel 97")
    done("invite send 97")
    done("invite send 97 --sent")
    assert "publish the cancellation" in done("status")
    done("publish")
    assert "nothing to do" in done("status")


def test_the_groups_clock_is_shown(place: Path) -> None:
    """Beside UTC, because the chair's wall clock shows something else."""
    file = place / "dccg.toml"
    file.write_text('zone = "Asia/Kolkata"\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    done('call schedule "2025-12-09 19:30" --rule on-the-record')
    assert "(by Tue 02 Dec 14:00 UTC, 19:30 Kolkata: late by 3 days 18 hours)" in done("status")


def test_late_minutes_are_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call stays until nothing of it is to do, though another was held since."""
    _schedule()
    done('call schedule "2025-12-16 14:00" --rule on-the-record')
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(AFTER) + 14 * 86_400))
    numbers = [call["number"] for call in json.loads(done("status --json"))["calls"]]
    assert numbers == [97, 98]


def test_during_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes place now, and until when."""
    _schedule()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1765289400")  # 14:10 UTC
    assert "  now, until 15:00 UTC\n" in done("status")


class TestSent:
    """An invite that lies in a folder invites nobody."""

    def test_a_file_alone_does_not_count(self) -> None:
        """It has to be drafted for sending, or sent."""
        _schedule()
        done("invite build 97")
        assert "dccg-meet invite send 97" in done("status")
        done("invite send 97")
        assert "send the invite" not in done("status")
        done("invite send 97 --sent")
        assert "invite" not in done("status")

    def test_an_older_version_does_not_count(self) -> None:
        """What was drafted before the call moved says the old time."""
        _schedule()
        done("invite send 97")
        done('call move 97 "2025-12-10 14:00"')
        assert "dccg-meet invite send 97" in done("status")

    def test_somebody_new_is_waiting(self, place: Path) -> None:
        """Whoever asked for an invitation since has none yet."""
        _schedule()
        done("invite send 97")
        done('roster add "Zebedee Canary" --email z@example.net --zone Africa/Lagos --invited')
        assert "dccg-meet invite send 97" in done("status")
        file = place / "dccg.toml"
        file.write_text(file.read_text(encoding="utf-8") + '\n[mail]\nmailbox = "chair@example.org"\n')
        done("invite send 97")
        assert "send the invite" not in done("status")


class TestPeople:
    """Members silently dropped are this group's real complaint."""

    @pytest.fixture(autouse=True)
    def _roster(self, place: Path) -> None:
        _schedule()
        (place / "roster.toml").write_text(
            '[[people]]\nname = "Zebedee Canary"\n'
            '[[people]]\nname = "Xanthippe Quux"\nemail = "x@example.org"\nbounced = "x@example.org"\n'
            'zone = "Europe/Oslo"\nneeds = ["live captions", "documents in large print"]\n'
            '[[people]]\nname = "Ada Obi"\nemail = "ada@example.org"\nbounced = "old@example.org"\n'
            'zone = "Africa/Lagos"\nneeds = ["sign language"]\n',
            encoding="utf-8",
        )

    def test_they_are_counted_without_names(self) -> None:
        """No address, mail that came back, and needs nobody has seen to."""
        output = done("status")
        assert "1 person without a mail address" in output
        assert "1 person whose mail came back" in output
        assert "1 person needs captions by a person" in output
        assert "dccg-meet agenda check 97 --confirm interpreter-booked" in output
        assert not any(word in output for word in ("Zebedee", "Canary", "Quux", "Obi", "example.org"))

    def test_names_are_shown_when_asked_for(self) -> None:
        """The chair has to write to somebody."""
        output = done("status --names")
        assert output.count("Zebedee Canary") == 1
        assert output.count("Xanthippe Quux") == 3

    def test_in_json(self) -> None:
        """Counts alone, names with --names."""
        people = json.loads(done("status --json"))["people"]
        assert people == {
            "roster": 3,
            "dropped": {slug: {"count": 1} for slug in ("no-email", "bounced")},
            "unconfirmed": [
                {
                    "number": 97,
                    "needs": [
                        {"need": "captions by a person", "confirm": "captioner-booked", "count": 1},
                        {"need": "a sign language interpreter", "confirm": "interpreter-booked", "count": 1},
                        {"need": "something else", "confirm": "needs-met", "count": 1},
                    ],
                }
            ],
        }
        named = json.loads(done("status --json --names"))["people"]
        assert named["dropped"]["no-email"] == {"count": 1, "names": ["Zebedee Canary"]}

    def test_a_confirmed_need_is_no_more_asked_for(self) -> None:
        """Until the call moves: an interpreter is booked for an hour."""
        confirm = (
            "agenda check 97 --confirm captioner-booked --confirm interpreter-booked --confirm needs-met"
        )
        assert run(confirm).exit_code == 3
        assert "needs" not in done("status")
        done('call move 97 "2025-12-10 14:00"')
        assert "needs captions by a person" in done("status")
