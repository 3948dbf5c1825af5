"""``dccg-meet invite replies`` as a chair types it, and what ``call show`` tells of it."""

from __future__ import annotations

import json
import shlex
import ssl
from pathlib import Path

import pytest
import trustme
from click.testing import Result

from dccg_meet.cli import mailing
from dccg_meet.mail import journal
from dccg_meet.mail.journal import Event
from dccg_meet.workspace.folder import CallFolder, Workspace
from tests.factories import utc
from tests.mail.test_journal import line as journal_line
from tests.replies.imap_server import PASSWORD, USER, deliver, imap_server
from tests.replies.letters import (
    AMADOU,
    CORWIN,
    FIXTURES,
    OTTILIE,
    OURS,
    QUILLA,
    YUKO,
    ZEBEDEE,
    make_mail,
    make_roster,
)
from tests.terminal import NOW, done, run

_PRIVATE = ("Canary", "Heron", "Ibis", "Ottilie", "Egret", "Plover", "evil.example", "be there", "Peut")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with call 97, whose UID is the fixtures', five people with invitations, a fixed clock."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    done("init --name Group --list dccg@example.org --first-number 97")
    done('call schedule "2026-12-09 14:00" --rule chatham-house')
    place = Workspace(tmp_path)
    group = place.root / "dccg.toml"
    group.write_text(group.read_text(encoding="utf-8") + 'short = "dccg"\n', encoding="utf-8")
    text = place.calls()[0].path / "call.toml"
    text.write_text(
        text.read_text(encoding="utf-8").replace("group-call-097@", "dccg-call-097@"), encoding="utf-8"
    )
    with place.lock():
        place.save_roster(make_roster(passcode="4711"))
    journal.append(place.calls()[0].sent, journal_line(Event.ACCEPTED, to=AMADOU, id=OURS))
    return place


@pytest.fixture
def folder(place: Workspace) -> CallFolder:
    """The call's folder."""
    [folder] = place.calls()
    return folder


def _read(*names: str, options: str = "") -> Result:
    """Read the fixtures of these names, one after the other; the last result."""
    for name in names:
        result = run(f"invite replies {shlex.quote(str(FIXTURES / name))}.eml {options}")
    return result


class TestReplies:
    """invite replies."""

    def test_numbers_and_the_file(self, folder: CallFolder) -> None:
        """Counts, and a private file that only its owner can read."""
        result = _read("exchange_accepted_windows_zone_without_organizer")
        assert result.exit_code == 0
        assert result.stdout == (
            "call 97  Wed 09 Dec 2026 14:00 UTC, 60 min  Monthly call [Chatham House Rule]\n"
            "  accepted 1, tentative 0, declined 0, delegated 0, no answer 4 (of 5 invited); 1 answer new\n"
            "wrote calls/097-2026-12-09/replies.toml\n"
        )
        assert folder.replies.stat().st_mode & 0o777 == 0o600

    def test_everything_without_a_name(self, place: Workspace) -> None:
        """The whole mailbox: exit code 3, a line for each mail that was set aside, and nobody's name."""
        result = run(f"invite replies {FIXTURES}")
        assert result.exit_code == 3
        assert (
            "accepted 2, tentative 2, declined 1, delegated 1, no answer 0 (of 5 invited); 1 in doubt"
            in result.stdout
        )
        assert "! message 8, 25 Nov 12:00 UTC, unverified: it came from an address that" in result.stdout
        assert "2 mails from invited people without a calendar answer" in result.stdout
        assert "1 address newly marked as bounced in roster.toml" in result.stdout
        assert not [word for word in _PRIVATE if word.lower() in result.output.lower()]

    def test_names(self, place: Workspace) -> None:
        """With --names it is said who."""
        output = run(f"invite replies {FIXTURES} --names").output
        assert "Zebedee Canary · accepted · “I will be there.”" in output
        assert f"Ottilie Tern · delegated · sends {CORWIN}" in output
        assert f"{CORWIN} · accepted · instead of {OTTILIE}" in output
        doubt = "zebedee.canary@ministry.example · declined · from zebedee@evil.example · unverified: "
        assert f"    ? {doubt}" in output
        assert "25 Nov 12:00 UTC, zebedee.canary@ministry.example, from zebedee@evil.example, unver" in output
        assert f"calendar answer: read them: {YUKO}\n" in output
        assert "\x1b" not in output

    def test_late(self, place: Workspace, tmp_path: Path) -> None:
        """An answer from after the call counts, and is told as late."""
        answer = (
            "UID:dccg-call-097@example.org\nSEQUENCE:0\nDTSTAMP:20261210T080000Z\n"
            f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ZEBEDEE}"
        )
        mail = make_mail(answer)
        mail.replace_header("Date", "Thu, 10 Dec 2026 08:00:00 +0000")
        (tmp_path / "late.eml").write_bytes(mail.as_bytes())
        data = json.loads(run(f"invite replies {tmp_path / 'late.eml'} --json --names").stdout)
        assert [(seat["answer"], seat["late"]) for seat in data["calls"][0]["people"] if seat["late"]] == [
            ("accepted", True)
        ]

    def test_json(self, place: Workspace) -> None:
        """Data for other programs; names only where they are asked for."""
        result = run(f"invite replies {FIXTURES} 97 --json")
        data = json.loads(result.stdout)
        assert data["calls"][0]["counts"]["accepted"] == 2
        assert (data["plain"], data["failed"], data["unreadable"]) == (2, 1, 0)
        assert {aside["outcome"] for aside in data["aside"]} == {
            "counter",
            "unverified",
            "outlook",
            "nobody",
            "older",
        }
        assert not [word for word in _PRIVATE if word.lower() in result.output.lower()]
        named = json.loads(run(f"invite replies {FIXTURES} --json --names").stdout)
        assert named["failed"] == [AMADOU]
        assert named["calls"][0]["people"][0]["name"] == "Zebedee Canary"
        [doubt] = named["calls"][0]["doubts"]
        assert (doubt["sender"], doubt["sent_by"]) == ("zebedee@evil.example", "")
        [aside] = [aside for aside in named["aside"] if aside["outcome"] == "unverified"]
        assert aside["sender"] == "zebedee@evil.example"
        assert json.loads(run("call show 97 --json --names").stdout)["replies"]["doubts"] == [doubt]

    def test_who_says_to_have_answered(self, place: Workspace, tmp_path: Path) -> None:
        """SENT-BY is told with the sender, since the roster has to say whether they may."""
        mail = make_mail(
            "UID:dccg-call-097@example.org\nDTSTAMP:20261121T091500Z\nSEQUENCE:0\n"
            'ATTENDEE;PARTSTAT=DECLINED;SENT-BY="mailto:aide@else.example":mailto:' + ZEBEDEE,
            sender="aide@else.example",
        )
        (tmp_path / "aide.eml").write_bytes(mail.as_bytes())
        output = run(f"invite replies {tmp_path / 'aide.eml'} --names").output
        assert f"{ZEBEDEE} · declined · from aide@else.example · which says that aide@else.exa" in output

    def test_an_empty_folder(self, place: Workspace, folder: CallFolder, tmp_path: Path) -> None:
        """Nothing to read is a normal end."""
        (tmp_path / "seen").mkdir()
        result = run(f"invite replies {tmp_path / 'seen'}")
        assert (result.exit_code, result.stdout) == (0, "0 mails\nno answers yet\n")
        assert json.loads(run(f"invite replies {tmp_path / 'seen'} --json").stdout)["mails"] == 0
        assert not folder.replies.exists()

    def test_again(self, place: Workspace, folder: CallFolder) -> None:
        """Reading the same mailbox again writes nothing: the files keep their bytes and their times."""
        assert run(f"invite replies {FIXTURES}").exit_code == 3
        paths = (folder.replies, place.root / "roster.toml")
        before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths]
        assert "wrote" not in run(f"invite replies {FIXTURES}").output
        assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths] == before

    def test_dry_run(self, place: Workspace, folder: CallFolder) -> None:
        """It says the same and writes nothing."""
        before = (place.root / "roster.toml").read_bytes()
        result = run(f"invite replies {FIXTURES} --dry-run")
        assert "7 answers new" in result.stdout
        assert result.stdout.endswith("nothing was written (--dry-run)\n")
        assert not folder.replies.exists()
        assert (place.root / "roster.toml").read_bytes() == before

    def test_a_delegate_needs_a_person(self, place: Workspace) -> None:
        """Somebody has to invite the delegate; once they have answered, nothing is to do."""
        result = _read("delegated_to_a_stranger")
        assert (result.exit_code, "put them on the roster as invited" in result.stdout) == (3, True)
        assert _read("delegate_accepted").exit_code == 0

    def test_the_roster_settles_a_doubt(self, place: Workspace) -> None:
        """The address is put on the roster, and the answer counts without being read again."""
        assert _read("forged_from_another_address").exit_code == 3
        assert "1 in doubt" in run("call show 97").output
        roster = place.roster()
        mended = roster.people[0].changed(other_emails=("zebedee@evil.example",))
        with place.lock():
            place.save_roster(roster.changed(people=(mended, *roster.people[1:])))
        assert "declined 1" in run("call show 97").output

    def test_bounced(self, place: Workspace) -> None:
        """The mark is on the roster, and the rest of the roster is as it was."""
        result = _read("bounced_for_good")
        assert "wrote roster.toml" in result.stdout
        assert place.roster().people[4].bounced == AMADOU
        assert place.roster().passcode == "4711"

    def test_a_forged_report(self, place: Workspace, folder: CallFolder) -> None:
        """Of a mail that is in no journal: a person is asked, and the roster stays."""
        folder.sent.unlink()
        result = _read("bounced_for_good")
        assert result.exit_code == 3
        assert "! message 1, 25 Nov 15:00 UTC, unproven:" in result.stdout
        assert not place.roster().people[4].bounced
        assert AMADOU in _read("bounced_for_good", options="--names").stdout

    def test_a_full_mailbox(self, place: Workspace, tmp_path: Path) -> None:
        """What to type is said; nobody is marked."""
        mail = tmp_path / "full.eml"
        mail.write_bytes((FIXTURES / "bounced_for_good.eml").read_bytes().replace(b"5.1.1", b"5.2.2"))
        result = run(f"invite replies {mail}")
        assert result.exit_code == 0
        assert "invite send CALL --send --retry --only ADDRESS" in result.stdout
        assert AMADOU not in result.stdout
        assert json.loads(run(f"invite replies {mail} --json --names").stdout)["returned"] == [AMADOU]
        assert not place.roster().people[4].bounced

    def test_a_report_from_before_the_mail_was_sent_again(self, place: Workspace, folder: CallFolder) -> None:
        """Whoever sent again is not told the old story."""
        _read("bounced_for_good")
        assert place.roster().people[4].bounced
        again = journal_line(Event.ACCEPTED, to=AMADOU, id=OURS, at=utc("2026-11-27 10:00"), marked=True)
        journal.append(folder.sent, again)
        with place.lock():
            mailing.note(place, folder)
        assert not place.roster().people[4].bounced
        _read("bounced_for_good")
        assert not place.roster().people[4].bounced

    def test_a_moved_call(self, place: Workspace) -> None:
        """Answers to the version before no longer count, and are kept."""
        _read("google_declined_calendar_twice")
        assert "declined 1" in run("call show 97").output
        done('call move 97 "2026-12-10 15:00"')
        assert "declined 0" in run("call show 97").output
        assert QUILLA in place.calls()[0].replies.read_text(encoding="utf-8")

    def test_a_server(
        self, place: Workspace, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same from a real IMAP server, with the password from the environment."""
        folder, authority = tmp_path_factory.mktemp("server"), trustme.CA()
        authority.cert_pem.write_to_path(folder / "authority.pem")
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
        monkeypatch.setenv("DCCG_MEET_IMAP_PASSWORD", PASSWORD)
        with imap_server(folder / "server.pem") as port:
            mails = [path.read_bytes() for path in sorted(FIXTURES.glob("*.eml"))]
            deliver(port, mails, ssl.create_default_context(cafile=folder / "authority.pem"))
            result = run(f"invite replies imaps://{USER}@127.0.0.1:{port}/INBOX next")
        assert result.exit_code == 3
        assert "accepted 2, tentative 2, declined 1, delegated 1" in result.stdout

    @pytest.mark.parametrize(
        ("line", "code", "words"),
        [
            ("invite replies nowhere", 1, "no such file or folder"),
            ("invite replies '~nosuchuser/Mail'", 1, "nobody of that name"),
            ("invite replies . 98", 1, "there is no call '98'"),
            ("invite replies imaps://u:hunter2@h/", 2, "does not belong on the command line"),
            ("invite replies", 2, "Missing argument 'MAILBOX'"),
        ],
    )
    def test_refusals(self, place: Workspace, line: str, code: int, words: str) -> None:
        """Each has its exit code, says what to do, and repeats no secret."""
        result = run(line)
        assert (result.exit_code, words in result.output) == (code, True), result.output
        assert "hunter2" not in result.output

    def test_no_calls(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """There is nothing that anybody could have answered."""
        monkeypatch.chdir(tmp_path)
        done("init --name Group --list dccg@example.org")
        assert "there are no calls yet" in run(f"invite replies {FIXTURES}").output

    def test_a_broken_table(self, place: Workspace, folder: CallFolder) -> None:
        """It is named, and nothing in it is shown or lost."""
        folder.replies.write_text('[[replies]]\naddress = "Zebedee Canary"\n', encoding="utf-8")
        for line in (f"invite replies {FIXTURES}", "call show 97"):
            result = run(line)
            assert (result.exit_code, "replies.toml: replies[1].address" in result.output) == (1, True)
            assert "Canary" not in result.output


class TestShow:
    """call show."""

    def test_before_anything_was_read(self, place: Workspace) -> None:
        """Nothing is said of answers."""
        assert "invited" not in run("call show 97").output
        assert "replies" not in json.loads(run("call show 97 --json").output)

    def test_numbers_and_names(self, place: Workspace) -> None:
        """Numbers; names only where they are asked for, in JSON too."""
        assert run(f"invite replies {FIXTURES}").exit_code == 3
        shown, data = run("call show 97").output, run("call show 97 --json").output
        assert "accepted 2, tentative 2" in shown
        assert json.loads(data)["replies"]["counts"]["accepted"] == 2
        assert not [word for word in _PRIVATE if word.lower() in (shown + data).lower()]
        assert "Zebedee Canary · accepted" in run("call show 97 --names").output
        named = json.loads(run("call show 97 --json --names").output)
        assert named["replies"]["people"][0]["answer"] == "accepted"


def test_nothing_of_it_is_published(place: Workspace, folder: CallFolder) -> None:
    """Who answered what, and even how many, is in no file that leaves the chair's machine."""
    done('agenda add 97 "Main session"')
    assert run(f"invite replies {FIXTURES}").exit_code == 3
    for line in ("invite build 97", "agenda build 97", "publish"):
        assert run(line).exit_code == 0, line
    files = [folder.invite, *(folder.agenda(kind) for kind in ("md", "html", "txt"))]
    files += [path for path in place.public.rglob("*") if path.is_file()]
    assert {"calendar.ics", "feed.xml", "index.html"} <= {path.name for path in files}
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace").lower()
        assert not [word for word in _PRIVATE if word.lower() in text], path.name
        assert not [word for word in ("tentative", "declined", "replies.toml", "partstat") if word in text]
