"""``dccg-meet agenda send`` as a chair types it, with a real mail server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from dccg_meet.workspace.folder import Workspace
from tests.cli.test_send import _folder, _mailbox, place
from tests.mail.conftest import Postbox, authority, postbox, smtpd, trusted
from tests.terminal import done, run

__all__ = ["authority", "place", "postbox", "smtpd", "trusted"]


def _read(data: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(data)


def _text(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.fixture(autouse=True)
def _items(place: Workspace) -> None:
    assert run('agenda add 97 "Adoption of the agenda" --minutes 5').exit_code == 0


@pytest.fixture
def _by_hand(place: Workspace) -> None:
    """No server is named: a person sends the drafts."""
    path = place.root / "dccg.toml"
    text = path.read_text(encoding="utf-8").replace('server = "127.0.0.1"\n', "")
    path.write_text(text, encoding="utf-8")


def _draft(place: Workspace) -> EmailMessage:
    [path] = _folder(place).drafts.glob("agenda-*.eml")
    return _read(path.read_bytes())


@pytest.mark.usefixtures("_by_hand")
class TestDraft:
    """Without --send."""

    def test_one_mail_with_both_forms(self, place: Workspace) -> None:
        """The agenda that was built, as text and as a page, to the list; no calendar, nobody else."""
        result = run("agenda send 97")
        assert result.exit_code == 0, result.output
        assert "wrote 1 draft into calls/097-2026-12-09/mail: open and send it, then" in result.stdout
        mail = _draft(place)
        assert mail["Subject"] == "Agenda: LIST 97: Monthly call, Wed 9 Dec 2026 [Chatham House Rule]"
        assert [found.addr_spec for found in mail["To"].addresses] == ["list@example.org"]
        assert [part.get_content_type() for part in mail.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
        assert mail["X-Unsent"] == "1"
        folder = _folder(place)
        text = _text(mail, "plain").replace("\r\n", "\n")
        assert text == folder.agenda("txt").read_text(encoding="utf-8")
        page = folder.agenda("html").read_text(encoding="utf-8")
        assert "Adoption of the agenda" in _text(mail, "html")
        assert _text(mail, "html").splitlines()[:20] == page.splitlines()[:20]

    def test_no_link_leads_nowhere(self, place: Workspace) -> None:
        """Beside a mail there are no files; the words stay."""
        done("agenda send 97")
        page = _folder(place).agenda("html").read_text(encoding="utf-8")
        assert '<a href="agenda.md"' in page
        html = _text(_draft(place), "html")
        assert "agenda.md" not in html
        assert "Markdown and plain text" in html

    def test_it_follows_the_invitation(self, place: Workspace) -> None:
        """In the list's thread, where there is one."""
        done("agenda send 97")
        assert _draft(place)["In-Reply-To"] is None
        done("invite send 97")
        [invited] = _folder(place).drafts.glob("list-*.eml")
        done("agenda send 97")
        assert _draft(place)["In-Reply-To"] == _read(invited.read_bytes())["Message-ID"]

    def test_drafts_of_invitations_are_left_alone(self, place: Workspace) -> None:
        """And the reverse; an agenda's own old draft goes."""
        done("invite send 97")
        done("agenda send 97")
        done('agenda add 97 "Reports"')
        done("agenda send 97")
        done("invite send 97")
        names = [path.name.partition("-")[0] for path in sorted(_folder(place).drafts.iterdir())]
        assert names == ["agenda", "guest", "guest", "list"]
        assert "Reports" in _text(_draft(place), "plain")

    def test_status_follows_it(self, place: Workspace) -> None:
        """To do, drafted, sent by hand; another item makes it to do again, a missing file, too."""
        done("invite send 97")
        done("invite send 97 --sent")
        assert "dccg-meet agenda send 97\n" in run("status").stdout
        done("agenda build 97")
        assert "send the agenda" in run("status").stdout
        done("agenda send 97")
        assert "send the agenda" not in run("status").stdout
        assert "the agenda lies in the call's folder mail/: have you sent it?" in run("status").stdout
        assert "ok             agenda-early" in run("agenda check 97").stdout
        [path] = _folder(place).drafts.glob("agenda-*.eml")
        path.rename(path.with_suffix(".gone"))
        assert "send the agenda" in run("status").stdout
        path.with_suffix(".gone").rename(path)
        assert "noted 1 draft as sent" in run("agenda send 97 --sent").stdout
        assert "agenda send" not in run("status").stdout
        assert "not sent: sent already" in run("agenda send 97").stdout
        done('agenda add 97 "Reports"')
        assert "dccg-meet agenda send 97\n" in run("status").stdout
        assert "to do          agenda-early" in run("agenda check 97").stdout

    def test_a_dry_run_writes_nothing(self, place: Workspace) -> None:
        """Neither the agenda nor a draft, nor the workspace's secret."""
        before = {path for path in place.root.rglob("*") if path.name != ".dccg-meet.lock"}
        result = run("agenda send 97 --dry-run")
        assert result.exit_code == 0
        assert "nothing was written and nothing was sent" in result.stdout
        assert {path for path in place.root.rglob("*") if path.name != ".dccg-meet.lock"} == before

    def test_names_are_masked(self, place: Workspace) -> None:
        """In both forms, with a warning for the chair."""
        result = run('agenda add 97 "Report by Zebedee Canary"')
        result = run("agenda send 97")
        assert "Warning: the title of item 2 names somebody" in result.stderr
        for kind in ("plain", "html"):
            assert "Canary" not in _text(_draft(place), kind)

    @pytest.mark.parametrize(
        ("change", "call", "code"),
        [("cancelled", "97", 3), ("later", "97", 1), ("empty", "97", 3), ("", "98", 1)],
    )
    def test_where_there_is_no_agenda_to_send(
        self, change: str, call: str, code: int, place: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A call that is off or over, no items, no such call: said, and nothing is written."""
        if change == "later":
            monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
        elif change == "empty":
            place.save_call(_folder(place).record.changed(items=()))
        elif change == "cancelled":
            done("call cancel 97")
        result = run(f"agenda send {call}")
        assert result.exit_code == code
        assert "→" in result.stderr
        assert not _folder(place).drafts.exists()


class TestSend:
    """--send, with a real server."""

    @pytest.fixture(autouse=True)
    def server(self, place: Workspace, smtpd: Callable[..., Any], trusted: Path) -> Iterator[None]:
        """The group's server, while a test runs."""
        with smtpd() as port:
            _mailbox(place, port)
            yield

    def test_once_for_each_version(self, place: Workspace, postbox: Postbox) -> None:
        """Type it as often as you like; back at an earlier version, that one is the news."""
        for _ in range(2):
            assert run("agenda send 97 --send").exit_code == 0
        assert postbox.recipients == ["list@example.org"]
        first = _folder(place).record
        done('agenda add 97 "Reports"')
        for _ in range(2):
            assert run("agenda send 97 --send").exit_code == 0
        place.save_call(first)
        for _ in range(2):
            assert run("agenda send 97 --send").exit_code == 0
        texts = [_text(_read(data), "plain") for _, _, data in postbox.received]
        assert ["Reports" in text for text in texts] == [False, True, False]

    def test_in_the_thread_of_what_was_sent(self, place: Workspace, postbox: Postbox) -> None:
        """A draft of the invitation is nothing to follow."""
        done("invite send 97")
        assert run("agenda send 97 --send").exit_code == 0
        assert run("invite send 97 --send").exit_code == 0
        done('agenda add 97 "Reports"')
        assert run("agenda send 97 --send").exit_code == 0
        early, listed, *_, late = (_read(data) for _, _, data in postbox.received)
        assert early["In-Reply-To"] is None
        assert late["In-Reply-To"] == late["References"] == listed["Message-ID"]

    def test_the_invitation_is_not_confused_by_it(self, place: Workspace, postbox: Postbox) -> None:
        """The list is invited once, agendas before and after."""
        for line in ("agenda send 97", "invite send 97", "invite send 97", "agenda send 97"):
            assert run(f"{line} --send").exit_code == 0
        subjects = [
            _read(data)["Subject"].partition(":")[0] for _, to, data in postbox.received if "list" in to
        ]
        assert subjects == ["Agenda", "Invitation"]

    def test_refused_and_retried(self, place: Workspace, postbox: Postbox) -> None:
        """Exit code 1 as long as the list does not have it; status keeps it; --retry sends it."""
        postbox.refusals["list@example.org"] = "550 5.7.1 Members only"
        result = run("agenda send 97 --send")
        assert (result.exit_code, "1 refused: correct list in dccg.toml" in result.stdout) == (1, True)
        assert run("agenda send 97 --send").exit_code == 1
        assert "dccg-meet agenda send 97 --send\n" in run("status").stdout
        postbox.refusals.clear()
        assert run("agenda send 97 --send --retry").exit_code == 0
        assert postbox.recipients == ["list@example.org"]
        assert "send the agenda" not in run("status").stdout

    def test_json(self, postbox: Postbox) -> None:
        """One object, the list's."""
        [row] = json.loads(run("agenda send 97 --send --json").stdout)
        assert (row["to"], row["kind"], row["state"]) == ("list@example.org", "agenda", "accepted")
        assert "version" not in row

    @pytest.mark.parametrize("mailbox", ["", "list@example.org"])
    def test_no_mailbox_needs_a_decision(self, mailbox: str, place: Workspace, postbox: Postbox) -> None:
        """Somebody has to be the sender, and it is not the list."""
        path = place.root / "dccg.toml"
        text = path.read_text(encoding="utf-8").replace('"calls@example.org"', f'"{mailbox}"')
        path.write_text(text, encoding="utf-8")
        result = run("agenda send 97 --send")
        assert (result.exit_code, "mail.mailbox" in result.stderr) == (3, True)
        assert not postbox.received


def test_help_has_an_example() -> None:
    """As every command."""
    assert "dccg-meet agenda send next --send" in run("agenda send --help").stdout
