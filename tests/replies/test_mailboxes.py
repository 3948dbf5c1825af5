"""dccg_meet.replies.mailboxes: files and folders of mail."""

from __future__ import annotations

import datetime as dt
import hashlib
import mailbox
from pathlib import Path

import pytest

from dccg_meet.errors import MailError
from dccg_meet.replies import mailboxes
from dccg_meet.replies.mailboxes import messages
from tests.replies.letters import FIXTURES

SINCE = dt.date(2026, 11, 2)
MAILS = sorted(FIXTURES.glob("*.eml"))


def _subjects(path: Path) -> list[str | None]:
    return [None if found is None else str(found["Subject"]) for found in messages(str(path), SINCE)]


def _state(path: Path) -> dict[str, str]:
    """Every file below ``path`` with the hash of its content and its time."""
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest() + str(file.stat().st_mtime_ns)
        for file in path.rglob("*")
        if file.is_file()
    }


SUBJECTS = [subject for path in MAILS for subject in _subjects(path)]


class TestKinds:
    """Every kind of mailbox gives the same mails, and is left as it was."""

    def test_one_mail_and_a_folder(self) -> None:
        """A folder's mails come by their names."""
        assert len(SUBJECTS) == len(MAILS)
        assert _subjects(FIXTURES) == SUBJECTS

    def test_mbox(self, tmp_path: Path) -> None:
        """Also a file that ends in .eml and begins as an mbox, as Thunderbird saves it."""
        box = mailbox.mbox(tmp_path / "answers.eml")
        for path in MAILS:
            box.add(path.read_bytes())
        box.close()
        before = _state(tmp_path)
        assert _subjects(tmp_path / "answers.eml") == SUBJECTS
        assert _state(tmp_path) == before

    def test_maildir(self, tmp_path: Path) -> None:
        """New and seen mails, none of them moved."""
        box = mailbox.Maildir(tmp_path / "Maildir")
        for path in MAILS:
            message = mailbox.MaildirMessage(path.read_bytes())
            message.set_subdir("cur" if len(path.name) % 2 else "new")
            box.add(message)
        before = _state(tmp_path)
        assert sorted(map(str, _subjects(tmp_path / "Maildir"))) == sorted(map(str, SUBJECTS))
        assert _state(tmp_path) == before

    def test_an_empty_mbox(self, tmp_path: Path) -> None:
        """No mail, no fault."""
        (tmp_path / "mbox").touch()
        assert _subjects(tmp_path / "mbox") == []

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        """Where a chair has moved away what was seen; nor does what a file manager leaves count."""
        assert _subjects(tmp_path) == []
        (tmp_path / ".DS_Store").touch()
        assert _subjects(tmp_path) == []


class TestFaults:
    """What is no mailbox, and what is no mail."""

    @pytest.mark.parametrize(
        ("name", "data"),
        [("a.msg", b"\xd0\xcf\x11\xe0"), ("a.zip", b"PK\x03\x04"), ("a.txt", b"Dear all,\n")],
    )
    def test_no_mail(self, tmp_path: Path, name: str, data: bytes) -> None:
        """It says what would be one."""
        (tmp_path / name).write_bytes(data)
        with pytest.raises(MailError, match="neither an mbox file nor a mail"):
            _subjects(tmp_path / name)

    def test_nothing_there(self, tmp_path: Path) -> None:
        """A path that leads nowhere, a home of nobody, and a folder of other files."""
        with pytest.raises(MailError, match="no such file"):
            _subjects(tmp_path / "nowhere")
        with pytest.raises(MailError, match="nobody of that name"):
            list(messages("~nosuchuser/Mail", SINCE))
        (tmp_path / "letter.docx").touch()
        with pytest.raises(MailError, match="a folder without mails"):
            _subjects(tmp_path)

    def test_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Such a mail comes as None, wherever it lies, and the others come all the same."""
        monkeypatch.setattr(mailboxes, "LARGEST", 2000)
        large = [path for path in MAILS if path.stat().st_size > 2000]
        assert large
        assert _subjects(FIXTURES).count(None) == len(large)
        box = mailbox.mbox(tmp_path / "mbox")
        for path in MAILS:
            box.add(path.read_bytes())
        box.close()
        assert _subjects(tmp_path / "mbox").count(None) == len(large)

    @pytest.mark.parametrize(
        "data",
        [
            b"From: " + b"=?utf-8?q?a?= " * 20_000,
            b"From: " + b'"a" ' * 30_000,
            b"Content-Type: text/calendar" + b"; a=b" * 30_000,
            b"Subject: x\nCONTENT-TYPE: text/calendar" + b"\n ; a*0=b" * 10_000,
            b"Subject: x\rFrom: " + b'"a"\r ' * 30_000,
            b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 200_000,
        ],
        ids=["words", "quotes", "parameters", "folded", "returns", "parts"],
    )
    def test_what_would_take_minutes(self, data: bytes) -> None:
        """Headers and parts that Python's parser takes quadratic time for are not begun with."""
        assert mailboxes.parse(data + b"\n\nx") is None

    def test_not_to_be_parsed(self) -> None:
        """Parts in each other beyond what Python can follow."""
        head = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))
        assert mailboxes.parse(head.encode()) is None
