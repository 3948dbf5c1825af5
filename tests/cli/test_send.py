"""``dccg-meet invite send`` as a chair types it, with a real mail server."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import icalendar
import pytest

from dccg_meet.mail import journal
from dccg_meet.mail.account import PASSWORD
from dccg_meet.workspace.folder import CallFolder, Workspace
from tests.mail.conftest import SECRET, Postbox, authority, postbox, smtpd, trusted
from tests.terminal import done, run

__all__ = ["authority", "postbox", "smtpd", "trusted"]

_NOW = 1795291200  # 2026-11-21 20:00 UTC
_MAIL = '\n[mail]\nmailbox = "calls@example.org"\nserver = "127.0.0.1"\nport = {}\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with call 97 and two people who asked for invitations, the shell in it, a fixed clock."""
    folder = tmp_path / "ws"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(_NOW))
    monkeypatch.setenv(PASSWORD, SECRET)
    done(
        "init --name Group --list list@example.org --first-number 97 --join-url https://meet.example.org/a",
        'roster add "Zebedee Canary" --zone Africa/Lagos --email z@example.org --invited',
        'roster add "Åsa Öberg" --zone Asia/Kolkata --email asa@example.org --invited',
        'roster add "Not Asked" --email n@example.org',
        'call schedule "2026-12-09 14:00" --rule chatham-house',
    )
    place = Workspace(folder)
    _mailbox(place, 1)
    return place


def _mailbox(place: Workspace, port: int) -> None:
    """The mail server is at ``port``."""
    path = place.root / "dccg.toml"
    text = path.read_text(encoding="utf-8").partition("\n[mail]")[0]
    path.write_text(text + _MAIL.format(port), encoding="utf-8")


def _folder(place: Workspace) -> CallFolder:
    [folder] = place.calls()
    return folder


def _drafts(place: Workspace) -> dict[str, EmailMessage]:
    parser = BytesParser(policy=policy.default)
    return {
        path.name: parser.parsebytes(path.read_bytes()) for path in sorted(_folder(place).drafts.iterdir())
    }


def _to(mail: EmailMessage) -> str:
    return str(mail["To"].addresses[0].addr_spec) if mail["To"] else ""


def _draft_to(place: Workspace, address: str) -> EmailMessage:
    [mail] = [mail for mail in _drafts(place).values() if _to(mail) == address]
    return mail


def _later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(_NOW + days * 86_400))


def _calendar(data: bytes) -> Any:
    """The calendar in a mail, which is in it twice and equal."""
    read = BytesParser(policy=policy.default).parsebytes(data)
    found = {
        part.get_payload(decode=True)
        for part in read.walk()
        if part.get_content_type() in {"text/calendar", "application/ics"}
    }
    [calendar] = found
    assert isinstance(calendar, bytes)
    return calendar


def _events(data: bytes) -> tuple[str, int, str]:
    """METHOD, SEQUENCE and ATTENDEE of the calendar in a mail."""
    calendar: Any = icalendar.Calendar.from_ical(_calendar(data))
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), int(event["SEQUENCE"]), str(event.get("ATTENDEE", ""))


def _newness(data: bytes) -> Any:
    """SEQUENCE and DTSTAMP, by which a calendar tells the newer of two."""
    event: Any = icalendar.Calendar.from_ical(_calendar(data)).walk("VEVENT")[0]
    return event["SEQUENCE"], event["DTSTAMP"].dt


class TestDrafts:
    """Without --send."""

    def test_one_for_each_and_one_for_the_list(self, place: Workspace) -> None:
        """Private files whose names tell nothing, marked as unsent; invite.ics is built."""
        result = run("invite send 97")
        assert result.exit_code == 0, result.output
        last = result.stdout.splitlines()[-1]
        assert last.startswith("wrote 3 drafts into calls/097-2026-12-09/mail: look at each, then ")
        assert last.endswith("dccg-meet invite send 97 --send")
        drafts = _drafts(place)
        assert {_to(mail): name.partition("-")[0] for name, mail in drafts.items()} == {
            "list@example.org": "list",
            "z@example.org": "guest",
            "asa@example.org": "guest",
        }
        for name, mail in drafts.items():
            assert mail["X-Unsent"] == "1"
            assert stat.S_IMODE((_folder(place).drafts / name).stat().st_mode) == 0o600
        [listed] = [path.read_bytes() for path in _folder(place).drafts.glob("list-*.eml")]
        assert _calendar(listed) == _folder(place).invite.read_bytes()
        assert b"canary" not in listed.lower()

    def test_writing_twice_changes_nothing(self, place: Workspace) -> None:
        """The same bytes, and no line more in the journal."""
        done("invite send 97")
        before = {path: path.read_bytes() for path in _folder(place).path.rglob("*") if path.is_file()}
        done("invite send 97")
        assert {
            path: path.read_bytes() for path in _folder(place).path.rglob("*") if path.is_file()
        } == before

    def test_after_a_move_the_old_ones_are_gone(
        self, place: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The new ones say what has changed, and follow the first."""
        done("invite send 97")
        first = _draft_to(place, "z@example.org")
        _later(monkeypatch, 1)
        (_folder(place).drafts / "mine.eml").write_bytes(b"keep")
        done('call move 97 "2026-12-10 15:00"')
        done("invite send 97")
        drafts = _drafts(place)
        assert len(drafts) == 4
        assert "mine.eml" in drafts
        mail = _draft_to(place, "z@example.org")
        assert mail["Subject"].startswith("Updated: ")
        assert mail["In-Reply-To"] == mail["References"] == first["Message-ID"]
        body = mail.get_body(("plain",))
        assert body is not None
        assert "Moved from Wednesday 9 December 2026, 15:00 (Lagos)" in " ".join(body.get_content().split())

    def test_nobody_invited(self, place: Workspace) -> None:
        """The list's mail is there, and a line says how to invite."""
        path = place.root / "roster.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("invited = true\n", ""), encoding="utf-8")
        result = run("invite send 97")
        assert result.exit_code == 0
        assert [_to(mail) for mail in _drafts(place).values()] == ["list@example.org"]
        assert "--invited" in result.stdout

    def test_a_title_that_names_somebody_is_masked(self, place: Workspace) -> None:
        """In every mail."""
        done('agenda add 97 "Report by Zebedee Canary"')
        done("invite send 97 --no-list")
        for mail in _drafts(place).values():
            assert "Canary" not in mail["Subject"]
            body = mail.get_body(("plain",))
            assert body is not None
            assert "Canary" not in body.get_content()

    def test_no_mailbox_needs_a_decision(self, place: Workspace) -> None:
        """Exit code 3 and why; nothing is written."""
        path = place.root / "dccg.toml"
        for mailbox in ("", "list@example.org"):
            text = path.read_text(encoding="utf-8").partition("\n[mail]")[0]
            path.write_text(f'{text}\n[mail]\nmailbox = "{mailbox}"\n', encoding="utf-8")
            for more in ("", " --send"):
                result = run(f"invite send 97{more}")
                assert result.exit_code == 3
                assert "mail.mailbox" in result.stderr
        assert sorted(path.name for path in _folder(place).path.iterdir()) == ["call.toml"]

    def test_a_call_whose_time_is_over(self, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        """There is nothing to invite to."""
        _later(monkeypatch, 30)
        assert run("invite send 97").exit_code == 1

    def test_only(self, place: Workspace) -> None:
        """The one who is named, or a clear refusal."""
        done("invite send 97 --only ASA@example.org")
        assert [_to(mail) for mail in _drafts(place).values()] == ["asa@example.org"]
        result = run("invite send 97 --only x@secret.example")
        assert result.exit_code == 2
        assert "secret" not in result.output


class TestDraftsOfOthers:
    """Who is written to may change between two runs; no draft is lost, none is of somebody else."""

    def _three(self, place: Workspace) -> dict[str, str]:
        done('roster add "Cy" --email cy@example.org --invited')
        done("invite send 97 --no-list")
        return {_to(mail): name for name, mail in _drafts(place).items()}

    def test_one_more_and_one_less(self, place: Workspace) -> None:
        """--only for one leaves the others' as they are; whoever is no longer invited loses theirs."""
        before = self._three(place)
        path = place.root / "roster.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("invited = true\n", "", 1), encoding="utf-8")
        done("invite send 97 --only cy@example.org")
        after = {_to(mail): name for name, mail in _drafts(place).items()}
        assert after == {to: name for to, name in before.items() if to != "z@example.org"}

    def test_another_item_does_not_take_them_away(self, place: Workspace) -> None:
        """The others' mails say what is to be said, though the record has got newer."""
        before = self._three(place)
        done('agenda add 97 "Reports"')
        done("invite send 97 --only cy@example.org")
        after = {_to(mail): name for name, mail in _drafts(place).items()}
        assert after.keys() == before.keys()
        assert after["z@example.org"] == before["z@example.org"]

    def test_sending_to_one_leaves_the_others(
        self, place: Workspace, smtpd: Callable[..., Any], trusted: Path
    ) -> None:
        """Their drafts still hold, and wait to be sent."""
        before = self._three(place)
        with smtpd() as port:
            _mailbox(place, port)
            done("invite send 97 --only z@example.org --send")
        assert {_to(mail) for mail in _drafts(place).values()} == {*before} - {"z@example.org"}

    def test_a_move_does(self, place: Workspace) -> None:
        """They say the old time."""
        self._three(place)
        done('call move 97 "2026-12-10 15:00"')
        done("invite send 97 --only cy@example.org")
        assert [_to(mail) for mail in _drafts(place).values()] == ["cy@example.org"]


class TestByHand:
    """Without a mail server a person sends the drafts, and says so."""

    @pytest.fixture(autouse=True)
    def _no_server(self, place: Workspace) -> None:
        path = place.root / "dccg.toml"
        text = path.read_text(encoding="utf-8").replace('server = "127.0.0.1"\n', "")
        path.write_text(text, encoding="utf-8")

    def test_status_asks_until_somebody_says_so(self, place: Workspace) -> None:
        """Drafts count, and lie there; --sent notes them and takes the files away."""
        assert "dccg-meet invite send 97\n" in run("status").stdout
        result = run("invite send 97")
        assert "open and send each, then dccg-meet invite send 97 --sent" in result.stdout
        status = run("status").stdout
        assert "3 drafts lie in the call's folder mail/: have you sent them?" in status
        assert "dccg-meet invite send 97 --sent" in status
        assert "send the invite" not in status
        noted = run("invite send 97 --sent")
        assert noted.exit_code == 0
        assert "noted 3 drafts as sent" in noted.stdout
        assert not _drafts(place)
        assert "invite send" not in run("status").stdout
        assert "no such draft lies in" in run("invite send 97 --sent").stdout
        assert not [
            row for row in json.loads(run("invite send 97 --json").stdout) if row["state"] != "not sent"
        ]

    def test_a_file_that_is_gone_invites_nobody(self, place: Workspace) -> None:
        """Status asks for it again."""
        done("invite send 97")
        for path in _folder(place).drafts.glob("list-*"):
            path.unlink()
        assert "send the invite" in run("status").stdout
        done("invite send 97")
        assert "send the invite" not in run("status").stdout

    def test_some_of_them(self, place: Workspace) -> None:
        """By address, or all but the list's."""
        done("invite send 97")
        assert "noted 1 draft" in run("invite send 97 --sent --only Z@example.org").stdout
        assert "noted 1 draft" in run("invite send 97 --sent --no-list").stdout
        assert [_to(mail) for mail in _drafts(place).values()] == ["list@example.org"]

    def test_before_a_move(self, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who has the first is told of the change, also where the server sends from now on."""
        done("invite send 97")
        _later(monkeypatch, 1)
        assert "dccg-meet invite send 97\n" in run('call move 97 "2026-12-10 15:00"').stdout
        status = run("status").stdout
        assert "send the invite" in status
        assert "have you sent them?" in status
        done("invite send 97 --sent --only z@example.org")
        _mailbox(place, 1)
        rows = {
            row["to"]: row["kind"] for row in json.loads(run("invite send 97 --send --dry-run --json").stdout)
        }
        assert rows == {
            "list@example.org": "invitation",
            "z@example.org": "update",
            "asa@example.org": "invitation",
        }

    @pytest.mark.parametrize("more", ["--send", "--dry-run", "--retry", "--json"])
    def test_it_goes_with_nothing_else(self, more: str) -> None:
        """Nothing is sent by it, so nothing else makes sense."""
        result = run(f"invite send 97 --sent {more}")
        assert (result.exit_code, more in result.stderr) == (2, True)


def test_a_server_is_named_in_every_hint(place: Workspace) -> None:
    """Where one sends the mails, drafts alone reach nobody, and do not count."""
    assert "dccg-meet invite send 97 --send\n" in run("status").stdout
    done("invite send 97")
    assert "send the invite" in run("status").stdout
    assert "--sent" not in run("status").stdout
    assert "dccg-meet invite send 97 --send\n" in run('call move 97 "2026-12-10 15:00"').stdout
    assert "dccg-meet invite send 97 --send\n" in run("call cancel 97").stdout


class TestDryRun:
    """--dry-run."""

    @pytest.mark.parametrize("more", ["", " --send"])
    def test_it_shows_and_writes_nothing(self, more: str, place: Workspace) -> None:
        """To whom, what, which version, and why not."""
        roster = place.roster()
        zebedee, *others = roster.people
        place.save_roster(roster.changed(people=(zebedee.changed(bounced=zebedee.email), *others)))
        before = {path: path.read_bytes() for path in place.root.rglob("*") if path.is_file()}
        result = run(f"invite send 97 --dry-run{more}")
        assert result.exit_code == 0, result.output
        assert "z@example.org" in result.stdout
        assert "not sent: mail to this address came back" in result.stdout
        assert "mail to Zebedee Canary came back" in result.stderr
        assert "nothing was written and nothing was sent" in result.stdout
        after = {path: path.read_bytes() for path in place.root.rglob("*") if path.is_file()}
        after.pop(place.root / ".dccg-meet.lock", None)
        before.pop(place.root / ".dccg-meet.lock", None)
        assert after == before

    def test_as_json(self, place: Workspace) -> None:
        """One object a mail."""
        rows = json.loads(run("invite send 97 --dry-run --json").stdout)
        assert [(row["to"], row["state"], row["version"], row["kind"]) for row in rows] == [
            ("list@example.org", "due", 0, "invitation"),
            ("z@example.org", "due", 0, "invitation"),
            ("asa@example.org", "due", 0, "invitation"),
        ]


class TestSend:
    """--send, with a real server."""

    @pytest.fixture
    def server(self, place: Workspace, smtpd: Callable[..., Any], trusted: Path) -> Any:
        """The group's server, while a test runs."""
        with smtpd() as port:
            _mailbox(place, port)
            yield port

    def test_everybody_gets_one_and_nobody_two(self, place: Workspace, server: int, postbox: Postbox) -> None:
        """One recipient a mail, the calendars as they were built, and a second run sends nothing."""
        result = run("invite send 97 --send")
        assert result.exit_code == 0, result.output
        assert "3 mails sent" in result.stdout
        assert postbox.recipients == ["list@example.org", "z@example.org", "asa@example.org"]
        assert {sender for sender, _, _ in postbox.received} == {"calls@example.org"}
        listed, lagos, kolkata = (data for _, _, data in postbox.received)
        assert _calendar(listed) == _folder(place).invite.read_bytes()
        assert _events(lagos) == ("REQUEST", 0, "mailto:z@example.org")
        assert _events(kolkata) == ("REQUEST", 0, "mailto:asa@example.org")
        assert b"z@example.org" not in kolkata
        assert b"X-Unsent" not in listed
        again = run("invite send 97 --send")
        assert again.exit_code == 0
        assert "nothing to send" in again.stdout
        assert len(postbox.received) == 3
        assert SECRET not in "".join(
            path.read_text(encoding="utf-8", errors="replace")
            for path in place.root.rglob("*")
            if path.is_file()
        )

    def test_drafts_of_what_was_sent_are_gone(self, place: Workspace, server: int, postbox: Postbox) -> None:
        """Nobody sends them once more."""
        done("invite send 97")
        done("invite send 97 --send")
        assert not list(_folder(place).drafts.iterdir())
        assert all(b"Subject: Invitation" in data for _, _, data in postbox.received)

    def test_the_life_of_a_call(
        self, place: Workspace, server: int, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Moved, another link, cancelled, on again: each is sent once, as the same event, in one thread."""
        found = []
        for day, change in enumerate(
            (
                "status",
                'call move 97 "2026-12-10 15:00"',
                'agenda add 97 "Item"',
                "link",
                "call cancel 97",
                'call move 97 "2026-12-11 15:00"',
            )
        ):
            _later(monkeypatch, day)
            if change == "link":
                path = place.root / "dccg.toml"
                text = path.read_text(encoding="utf-8").replace("example.org/a", "example.org/b")
                path.write_text(text, encoding="utf-8")
            else:
                done(change)
            for _ in range(2):
                done("invite send 97 --send")
            mails = [data for _, to, data in postbox.received if to == "asa@example.org"]
            postbox.received.clear()
            read = [BytesParser(policy=policy.default).parsebytes(data) for data in mails]
            found.append(
                [
                    (mail["Subject"].partition(":")[0], *_events(data)[:2])
                    for mail, data in zip(read, mails, strict=True)
                ]
            )
            if day == 0:
                first = read[0]["Message-ID"]
            elif read:
                assert read[0]["In-Reply-To"] == first
        assert found == [
            [("Invitation", "REQUEST", 0)],
            [("Updated", "REQUEST", 1)],
            [],
            [("Updated", "REQUEST", 2)],
            [("Cancelled", "CANCEL", 3)],
            [("On again", "REQUEST", 4)],
        ]

    def test_another_passcode(
        self, place: Workspace, server: int, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Guests are told, with a newer event; the list, which knows none, is not."""
        done("invite send 97 --send")
        before = _newness(postbox.received[1][2])
        postbox.received.clear()
        path = place.root / "roster.toml"
        path.write_text('passcode = "4242"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
        done("invite send 97 --send")
        assert postbox.recipients == ["z@example.org", "asa@example.org"]
        assert _events(postbox.received[0][2])[:2] == ("REQUEST", 0)
        assert _newness(postbox.received[0][2]) > before
        assert b"4242" not in _folder(place).invite.read_bytes()
        assert "send the invite" not in run("status").stdout

    def test_who_is_no_longer_invited(
        self, place: Workspace, server: int, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Is told once, and their calendar too; invited again they get a newer event."""
        done("invite send 97 --send")
        postbox.received.clear()
        path = place.root / "roster.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("invited = true\n", "", 1), encoding="utf-8")
        for _ in range(2):
            done("invite send 97 --send")
        assert postbox.recipients == ["z@example.org"]
        assert _events(postbox.received[0][2]) == ("CANCEL", 1, "mailto:z@example.org")
        gone = _newness(postbox.received[0][2])
        path.write_text(text, encoding="utf-8")
        postbox.received.clear()
        for _ in range(2):
            done("invite send 97 --send")
        assert postbox.recipients == ["z@example.org", "asa@example.org"]
        again, other = (data for _, _, data in postbox.received)
        assert _newness(again) > gone
        assert b"Subject: Invitation" in again
        assert b"still holds" in other  # Answers to the version before would count as outdated.

    def test_a_refused_recipient(self, place: Workspace, server: int, postbox: Postbox) -> None:
        """The others get theirs; the roster remembers; --retry tries again."""
        postbox.refusals["z@example.org"] = "550 5.1.1 No such user z@example.org"
        result = run("invite send 97 --send")
        assert result.exit_code == 1
        assert "2 mails sent" in result.stdout
        assert "1 refused" in result.stdout
        assert "z@example.org" not in result.stderr
        assert postbox.recipients == ["list@example.org", "asa@example.org"]
        assert [person.bounced for person in place.roster().people] == ["z@example.org", "", ""]
        again = run("invite send 97 --send")
        assert again.exit_code == 1
        assert "nothing to send" in again.stdout
        assert "1 refused earlier and not sent since: correct the address in roster.toml" in again.stdout
        assert len(postbox.received) == 2
        postbox.refusals.clear()
        done("invite send 97 --send --retry")
        assert postbox.recipients[2:] == ["z@example.org"]
        assert b"Subject: Invitation" in postbox.received[2][2]
        assert not any(person.bounced for person in place.roster().people)
        done("invite send 97 --send")

    def test_status_keeps_whom_it_did_not_reach(
        self, place: Workspace, server: int, postbox: Postbox
    ) -> None:
        """Refused for good or for their rules, the list too: a step of its own, with who by --names."""
        postbox.refusals |= {
            "z@example.org": "550 5.1.1 No such user",
            "asa@example.org": "554 5.7.1 Not from you",
            "list@example.org": "550 5.7.1 Members only",
        }
        assert run("invite send 97 --send").exit_code == 1
        status = run("status").stdout
        assert "the list and 2 people did not get the invite" in status
        assert "dccg-meet invite send 97 --send --retry" in status
        assert "send the invite" not in status
        assert "Canary" not in status
        assert "Zebedee Canary, Åsa Öberg" in run("status --names").stdout
        [step] = json.loads(run("status --json").stdout)["calls"][0]["todo"][:1]
        assert step["people"] == {"count": 2}
        postbox.refusals.clear()
        done("invite send 97 --send --retry")
        assert "did not get" not in run("status").stdout

    def test_one_that_is_put_off(self, place: Workspace, server: int, postbox: Postbox) -> None:
        """The next run sends it."""
        postbox.refusals["z@example.org"] = "451 4.7.1 Greylisted"
        result = run("invite send 97 --send")
        assert result.exit_code == 1
        assert "1 put off" in result.stdout
        assert not any(person.bounced for person in place.roster().people)
        postbox.refusals.clear()
        done("invite send 97 --send")
        assert sorted(postbox.recipients) == ["asa@example.org", "list@example.org", "z@example.org"]

    def test_put_off_by_a_server_that_goes(self, place: Workspace, server: int, postbox: Postbox) -> None:
        """One thing to do is told, not two."""
        postbox.refusals["list@example.org"] = "451 4.7.1 Greylisted"
        postbox.at_mail = lambda count: "421 4.3.2 Shutting down" if count == 2 else None
        result = run("invite send 97 --send")
        assert result.exit_code == 1
        assert "the server is gone or takes no more mail" in result.stderr
        assert "put off by the server: try again later" not in result.stdout

    def test_refused_beside_what_is_in_doubt(
        self, place: Workspace, server: int, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Both are told, each with what to do."""
        postbox.refusals["asa@example.org"] = "550 5.7.1 Policy"
        assert run("invite send 97 --send").exit_code == 1
        [sent] = [
            entry
            for entry in journal.read(_folder(place).sent)
            if entry.to == "z@example.org" and entry.event is journal.Event.SENDING
        ]
        journal.append(_folder(place).sent, sent)
        result = run("invite send 97 --send")
        assert result.exit_code == 1
        assert "1 mail may or may not have arrived" in result.stdout
        assert "--retry" in result.stdout

    @pytest.mark.parametrize("reply", ["421 4.3.2 Shutting down", None])
    def test_the_server_goes(
        self,
        reply: str | None,
        place: Workspace,
        server: int,
        postbox: Postbox,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Says goodbye, or just hangs up, before the second mail: how many are left, and the command."""
        if reply is None:
            real = smtplib.SMTP.docmd

            def cut(self: smtplib.SMTP, cmd: str, args: str = "") -> tuple[int, bytes]:
                if cmd == "MAIL" and postbox.received:
                    self.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
                return real(self, cmd, args)

            monkeypatch.setattr(smtplib.SMTP, "docmd", cut)
        else:
            postbox.at_mail = lambda count: reply if count == 2 else None
        result = run("invite send 97 --send")
        assert result.exit_code == 1
        assert "1 sent, 2 left" in result.stderr
        assert "dccg-meet invite send 97 --send" in result.stderr
        assert "list@example.org" in result.stdout
        assert "accepted" in result.stdout
        assert len([row for row in result.stdout.splitlines() if "  left" in row or "  put off" in row]) == 2
        monkeypatch.undo() if reply is None else None
        postbox.at_mail = lambda _count: None

    def test_a_server_that_has_enough(self, place: Workspace, server: int, postbox: Postbox) -> None:
        """A dead address before, no mail from us after: the mark is made and all is told."""
        postbox.refusals["z@example.org"] = "550 5.1.1 No such user"
        postbox.at_mail = lambda count: "550 5.7.0 Enough for today" if count > 2 else None
        result = run("invite send 97 --send")
        assert result.exit_code == 1
        assert "1 sent, 1 left" in result.stderr
        rows = [
            line.split("  ")[0] + " " + line.rpartition("  ")[2] for line in result.stdout.splitlines()[:3]
        ]
        assert rows == [
            "list@example.org accepted",
            "z@example.org refused: 550 5.1.1 No such user",
            "asa@example.org left: 550 5.7.0 Enough for today",
        ]
        assert place.roster().people[0].bounced == "z@example.org"

    def test_a_server_that_takes_nothing_from_us(
        self, place: Workspace, server: int, postbox: Postbox
    ) -> None:
        """What was to be sent is told, too."""
        postbox.at_mail = lambda _count: "550 5.7.1 Not yours"
        result = run("invite send 97 --send")
        assert result.exit_code == 1
        assert "takes no mail from this mailbox" in result.stderr
        assert result.stdout.count("  left") == 3

    @pytest.mark.parametrize("by", ["report", "mailbox", "nothing"])
    def test_once_more_by_name(self, by: str, place: Workspace, server: int, postbox: Postbox) -> None:
        """Mail came back, and the address is right after all: it goes again, and the mark goes away."""
        done("invite send 97 --send")
        postbox.received.clear()
        roster = place.roster()
        zebedee, *others = roster.people
        if by == "report":
            place.save_roster(roster.changed(people=(zebedee.changed(bounced="Z@example.org"), *others)))
            said = run("invite send 97 --send").stderr
            assert "dccg-meet invite send 97 --send --retry --only z@example.org" in said
        if by == "mailbox":
            postbox.refusals["z@example.org"] = "552 5.2.2 Full"
            assert run("invite send 97 --send --retry --only z@example.org").exit_code == 1
            assert not place.roster().people[0].bounced
            postbox.refusals.clear()
        done("invite send 97 --send --retry --only z@example.org")
        assert postbox.recipients == ["z@example.org"]
        assert b"Subject: Invitation" in postbox.received[0][2]
        assert not place.roster().people[0].bounced
        for _ in range(2):
            assert "nothing to send" in run("invite send 97 --send").stdout

    def test_a_mark_that_is_taken_away_stays_away(
        self, place: Workspace, server: int, postbox: Postbox
    ) -> None:
        """The journal marks a dead address once; who empties "bounced" knows better."""
        postbox.refusals["z@example.org"] = "550 5.1.1 No such user"
        assert run("invite send 97 --send").exit_code == 1
        roster = place.roster()
        zebedee, *others = roster.people
        place.save_roster(roster.changed(people=(zebedee.changed(bounced=""), *others)))
        assert run("invite send 97 --send").exit_code == 1
        assert not place.roster().people[0].bounced

    def test_two_who_share_an_address(self, place: Workspace, server: int, postbox: Postbox) -> None:
        """One mail, and a word about whoever gets none."""
        done('roster add "Twin" --email Z@example.org --invited')
        result = run("invite send 97 --send")
        assert "Warning: Twin: the same address as Zebedee Canary" in result.stderr
        assert len(postbox.received) == 3

    def test_drafts_have_told_nobody(
        self, place: Workspace, server: int, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Drafted, moved, then sent: an invitation, not an update of what nobody has."""
        done("invite send 97")
        _later(monkeypatch, 1)
        done('call move 97 "2026-12-10 15:00"')
        done("invite send 97 --send")
        assert all(b"Subject: Invitation" in data for _, _, data in postbox.received)
        assert not any(b"In-Reply-To" in data for _, _, data in postbox.received)

    def test_what_was_on_again_is_called_so(
        self, place: Workspace, server: int, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also in the next list of what was sent."""
        for day, change in enumerate(("status", "call cancel 97", 'call move 97 "2026-12-09 14:00"')):
            _later(monkeypatch, day)
            done(change)
            done("invite send 97 --send")
        rows = json.loads(run("invite send 97 --send --json").stdout)
        assert {row["kind"] for row in rows} == {"on again"}
        assert all(row["subject"].startswith("On again: ") for row in rows)

    def test_links_are_not_followed(
        self, place: Workspace, server: int, postbox: Postbox, tmp_path: Path
    ) -> None:
        """Drafts and journal are private, and a link may lead into public/."""
        public = place.root / "public"
        public.mkdir()
        folder = _folder(place)
        folder.drafts.symlink_to(public)
        for more in ("", " --send"):
            result = run(f"invite send 97{more}")
            assert (result.exit_code, "is a link" in result.stderr) == (1, True)
        folder.drafts.unlink()
        folder.sent.symlink_to(public / "sent.jsonl")
        assert run("invite send 97 --send").exit_code == 1
        assert not list(public.iterdir())
        assert not postbox.received

    def test_json(self, place: Workspace, server: int, postbox: Postbox) -> None:
        """What became of each, and nothing else on stdout."""
        postbox.refusals["z@example.org"] = "550 5.1.1 No"
        result = run("invite send 97 --send --json")
        assert result.exit_code == 1
        rows = {row["to"]: (row["state"], row["why"]) for row in json.loads(result.stdout)}
        assert rows == {
            "list@example.org": ("accepted", ""),
            "z@example.org": ("refused", "550 5.1.1 No"),
            "asa@example.org": ("accepted", ""),
        }

    @pytest.mark.parametrize(("key", "code"), [("server", 3), ("password", 1)])
    def test_no_server_or_password(
        self, key: str, code: int, place: Workspace, server: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One clear error, and nothing in the journal."""
        monkeypatch.delenv(PASSWORD)
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        if key == "server":
            path = place.root / "dccg.toml"
            text = path.read_text(encoding="utf-8").replace('server = "127.0.0.1"\n', "")
            path.write_text(text, encoding="utf-8")
        result = run("invite send 97 --send")
        assert result.exit_code == code
        assert key in result.stderr
        assert not _folder(place).sent.exists()


class TestKilled:
    """SIGKILL of the real program."""

    def _command(self, place: Workspace, *more: str, driver: str = "") -> subprocess.Popen[str]:
        # A job that a shell runs in the background ignores Ctrl-C, and so would the tests and their children.
        heeds = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)"
        code = f"{heeds}\n{driver}\nfrom dccg_meet.cli.main import main\nmain()"
        command = [sys.executable, "-c", code, "invite", "send", "97", "--send", "--no-list", *more]
        return subprocess.Popen(
            command, cwd=place.root, env=os.environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def _finish(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        out, err = process.communicate(timeout=60)
        return process.returncode, out + err

    def _twenty(self, place: Workspace) -> list[str]:
        people = place.roster()
        person = people.people[0]
        addresses = [f"p{number:02d}@example.org" for number in range(20)]
        place.save_roster(
            people.changed(
                people=tuple(person.changed(name=f"Canary {a[:3]}", email=a, spoken=()) for a in addresses)
            )
        )
        return addresses

    @pytest.mark.parametrize(
        ("moment", "doubtful"),
        [("when the eighth is announced", False), ("before the seventh is confirmed", True)],
    )
    def test_between_seven_and_eight_of_twenty(
        self,
        moment: str,
        doubtful: bool,
        place: Workspace,
        smtpd: Callable[..., Any],
        postbox: Postbox,
        trusted: Path,
    ) -> None:
        """The next run sends exactly the other thirteen."""
        addresses = self._twenty(place)
        processes: list[subprocess.Popen[str]] = []

        def kill() -> str:
            processes[0].kill()
            processes[0].wait()
            return "250 OK"

        if doubtful:

            def seventh(count: int) -> str | None:
                if count != 7:
                    return None
                postbox.received.append(("", addresses[6], b""))
                return kill()

            postbox.at_data = seventh
        else:
            postbox.at_mail = lambda count: kill() if count == 8 else None
        with smtpd() as port:
            _mailbox(place, port)
            processes.append(self._command(place))
            code, output = self._finish(processes[0])
            assert code == -signal.SIGKILL, output
            assert postbox.recipients == addresses[:7]
            code, output = self._finish(self._command(place))
            assert postbox.recipients == addresses
            assert code == (3 if doubtful else 0), output
            assert ("may or may not have arrived" in output) is doubtful
            assert "13 mails sent" in output
            code, output = self._finish(self._command(place))
            assert postbox.recipients == addresses

    def test_before_the_roster_is_told(
        self, place: Workspace, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path
    ) -> None:
        """The journal has it that an address is dead; the next run marks it, before it does anything else."""
        postbox.refusals["z@example.org"] = "550 5.1.1 No such user"
        driver = """
import os, signal
from dccg_meet.workspace.folder import Workspace
Workspace.save_roster = lambda self, roster: os.kill(os.getpid(), signal.SIGKILL)
"""
        with smtpd() as port:
            _mailbox(place, port)
            code, _ = self._finish(self._command(place, driver=driver))
            assert code == -signal.SIGKILL
            assert not place.roster().people[0].bounced
            postbox.refusals.clear()
            code, output = self._finish(self._command(place))
            assert (code, "1 refused earlier" in output) == (1, True), output
            assert place.roster().people[0].bounced == "z@example.org"
            assert postbox.recipients == ["asa@example.org"]

    def test_stopped_by_the_chair(
        self, place: Workspace, smtpd: Callable[..., Any], postbox: Postbox, trusted: Path
    ) -> None:
        """Ctrl-C while the server has the second of twenty: what is open is said, and status keeps it."""
        addresses = self._twenty(place)
        processes: list[subprocess.Popen[str]] = []

        def interrupt(count: int) -> str | None:
            if count != 2:
                return None
            processes[0].send_signal(signal.SIGINT)
            processes[0].wait()
            return "250 OK"

        postbox.at_data = interrupt
        with smtpd() as port:
            _mailbox(place, port)
            processes.append(self._command(place))
            code, output = self._finish(processes[0])
            assert code == 1
            assert "stopped: 1 mail may have arrived, 18 not sent; run it again to see:" in output
            assert f"{addresses[0]}  Invitation" in output
            assert output.count("  left\n") == 18
            assert output.count("  in doubt\n") == 1
            code, output = self._finish(self._command(place))
            assert (code, "18 mails sent" in output) == (3, True), output
        assert "1 person may not have the invite" in run("status").stdout
        assert "Canary p01" in run("status --names").stdout

    @pytest.mark.slow
    @pytest.mark.parametrize("when", ["before", "half", "after"])
    @pytest.mark.parametrize("nth", [1, 2, 3, 4])
    def test_at_every_line_of_the_journal(
        self,
        when: str,
        nth: int,
        place: Workspace,
        smtpd: Callable[..., Any],
        postbox: Postbox,
        trusted: Path,
    ) -> None:
        """Killed before, within and after each: nobody gets two, and nobody is forgotten."""
        driver = f"""
import os, signal
from dccg_meet.workspace import files
real, count = files.append_line, 0
def append_line(path, line):
    global count
    count += 1
    if count == {nth} and {when!r} != "after":
        if {when!r} == "half":
            with open(path, "ab") as file:
                file.write(line[: len(line) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, line)
    if count == {nth}:
        os.kill(os.getpid(), signal.SIGKILL)
files.append_line = append_line
"""
        with smtpd() as port:
            _mailbox(place, port)
            code, _ = self._finish(self._command(place, driver=driver))
            assert code == -signal.SIGKILL
            arrived = list(postbox.recipients)
            code, output = self._finish(self._command(place))
            assert len(postbox.recipients) == len(set(postbox.recipients))
            missing = {"z@example.org", "asa@example.org"} - set(postbox.recipients)
            histories = journal.histories(journal.read(_folder(place).sent))
            in_doubt = {
                address
                for address, history in histories.items()
                if history.last and history.last.event is journal.Event.SENDING
            }
            assert missing <= in_doubt
            assert code == (3 if in_doubt else 0), output
            assert set(arrived) <= set(postbox.recipients)
            if missing:
                code, output = self._finish(self._command(place, "--retry"))
                assert code == 0, output
                assert sorted(postbox.recipients) == ["asa@example.org", "z@example.org"]


def test_help_has_an_example() -> None:
    """As every command."""
    assert "dccg-meet invite send next --send" in run("invite send --help").stdout
