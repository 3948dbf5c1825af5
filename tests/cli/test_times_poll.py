"""``dccg-meet times poll`` as a chair types it."""

from __future__ import annotations

import datetime as dt
import json
import mailbox
import shlex
import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from dccg_meet.replies import mailboxes
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.poll import PollFolder
from tests.terminal import done, run

_NOW = "1798027200"  # 2026-12-23 12:00 UTC
_LATER = "1799280000"  # 2027-01-07 00:00 UTC
_FIXTURES = Path(__file__).parents[1] / "polls" / "fixtures"
_OPEN = (
    'times poll open 2027-01 --slot "2027-01-12 14:00" --slot "2027-01-13 07:00" --slot "2027-01-14 21:30" '
    "--until 2027-01-05"
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with three people and a role's mailbox, the shell in it, a fixed clock."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", _NOW)
    done("init --name Group --list dccg@lists.example.org --first-number 97")
    done('roster add "Zebedee Canary" --zone Pacific/Auckland --email zebedee@example.org')
    done('roster add "Mei-Ling Chua" --zone Asia/Singapore --email mei@example.org')
    done('roster add "Ann Lee" --zone America/Los_Angeles')
    with (folder / "dccg.toml").open("a", encoding="utf-8") as file:
        file.write('\n[mail]\nmailbox = "chair@example.org"\n')
    return Workspace(folder)


@pytest.fixture
def poll(place: Workspace) -> PollFolder:
    """An open poll about three slots."""
    done(_OPEN)
    return PollFolder(place.polls / "2027-01")


def _mail(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "poll.mbox"
    box = mailbox.mbox(path)
    for name in names:
        box.add((_FIXTURES / f"{name}.eml").read_bytes())
    box.close()
    return path


class TestOpen:
    """times poll open."""

    def test_it_writes_three_files_and_says_what_is_next(self, place: Workspace) -> None:
        """The subject is printed, since answers are known by it."""
        result = run(_OPEN)
        assert result.stdout == (
            "poll 2027-01: Monthly call, 60 min, 3 slots, answers until 05 Jan 2027\n"
            "  A  Tue 12 Jan 2027 14:00 UTC\n"
            "  B  Wed 13 Jan 2027 07:00 UTC\n"
            "  C  Thu 14 Jan 2027 21:30 UTC\n"
            "wrote polls/2027-01/poll.toml\n"
            "wrote polls/2027-01/poll.html\n"
            "wrote polls/2027-01/poll.txt\n"
            "next: send poll.txt to dccg@lists.example.org, from chair@example.org or with Reply-To: "
            "chair@example.org\n"
            "subject: Poll for a time: Monthly call [poll 2027-01]\n"
        )

    @pytest.mark.parametrize(
        ("command", "code", "words"),
        [
            (_OPEN.replace("2027-01-13", "2026-01-13"), 1, "is over"),
            (_OPEN.replace("2027-01-13 07:00", "2027-01-12 14:00"), 2, "given twice"),
            ('times poll open x --slot "2027-01-12 14:00"', 2, "2 to 20 slots"),
            ("times poll open x", 2, "--slot"),
            (_OPEN.replace("open 2027-01 ", "open ../x "), 2, "small letters"),
            (_OPEN.replace("open 2027-01 ", "open zebedee-canary "), 2, "names somebody"),
            (_OPEN.replace("2027-01-05", "2027-01-12"), 1, "last day"),
            (_OPEN.replace("2027-01-05", "9999-12-31"), 2, "--until: '9999-12-31' is out of reach"),
            (_OPEN.replace("2027-01-05", "soon"), 2, "--until"),
            (
                _OPEN.replace("2027-01-12 14:00", "9999-12-31 23:00") + " --zone America/New_York",
                2,
                "from 1971 to 2199",
            ),
            (
                _OPEN.replace("2027-01-12 14:00", "2027-03-28 02:30") + " --zone Europe/Oslo",
                1,
                "does not exist",
            ),
            (_OPEN.replace("2027-01-12 14:00", "2027-10-31 02:30") + " --zone Europe/Oslo", 3, "--zone UTC"),
            (_OPEN + " --title ''", 2, "title"),
        ],
    )
    def test_what_it_refuses(self, place: Workspace, command: str, code: int, words: str) -> None:
        """With the right exit code, and nothing written."""
        result = run(command)
        assert result.exit_code == code
        assert words in result.stderr
        assert "Canary" not in result.stderr
        assert not place.polls.exists()

    @pytest.mark.parametrize("address", ["", "dccg@lists.example.org"])
    def test_without_a_mailbox_somebody_has_to_decide(self, place: Workspace, address: str) -> None:
        """Exit code 3: answers to the list would be in its public archive."""
        path = place.root / "dccg.toml"
        path.write_text(
            path.read_text(encoding="utf-8").replace('"chair@example.org"', f'"{address}"'), encoding="utf-8"
        )
        result = run(_OPEN)
        assert result.exit_code == 3
        assert "mailbox" in result.stderr
        assert not place.polls.exists()

    def test_a_dry_run_prints_the_mail(self, place: Workspace) -> None:
        """And writes nothing."""
        assert "HOW TO ANSWER" in run(_OPEN + " --dry-run").stdout
        assert not place.polls.exists()

    def test_twice(self, poll: PollFolder) -> None:
        """A poll is never made over another."""
        assert run(_OPEN).exit_code == 1

    def test_it_names_nobody(self, place: Workspace) -> None:
        """Titles are masked in every file, and it is said."""
        result = run(_OPEN + ' --title "Report by Zebedee Canary"')
        assert "masks it" in result.stderr
        for path in (place.polls / "2027-01").iterdir():
            text = path.read_text(encoding="utf-8")
            assert "Canary" not in text
            assert "zebedee" not in text

    def test_it_says_where_a_call_takes_place_already(self, place: Workspace) -> None:
        """The chair may still propose it."""
        done('call schedule "2027-01-13 07:30" --rule chatham-house')
        assert "07:00 UTC  (call 97 takes place then)" in run(_OPEN).stdout


class TestRead:
    """times poll read."""

    def test_mails(self, poll: PollFolder, tmp_path: Path) -> None:
        """Each kind is counted; what is not clear is listed, and the exit code says so."""
        path = _mail(tmp_path, "plain_free_order", "another_poll", "absence_notice", "clear_and_unclear")
        result = run(f"times poll read 2027-01 --mail {path}")
        assert result.exit_code == 3
        assert result.stdout == (
            "4 mails\n"
            "     2  an answer\n"
            "     1  about something else\n"
            "     1  sent by a machine\n"
            "2 new answers\n"
            "  a mail of 21 Dec 2026 09:00 UTC: not clear\n"
            "enter what they mean: dccg-meet times poll answer 2027-01 WHO ANSWER\n"
            "--names shows what they say, and from whom they are\n"
            "next: dccg-meet times poll show 2027-01\n"
        )
        assert "from zebedee@example.org" in run(f"times poll read 2027-01 --mail {path} --names").stdout

    def test_reading_twice_changes_nothing(self, poll: PollFolder, tmp_path: Path) -> None:
        """Not a byte; and what a person has entered since settles what was not clear."""
        path = _mail(tmp_path, "plain_free_order", "clear_and_unclear")
        assert run(f"times poll read 2027-01 --mail {path}").exit_code == 3
        before = poll.answers.read_bytes()
        assert run(f"times poll read 2027-01 --mail {path}").exit_code == 3
        assert poll.answers.read_bytes() == before
        done('times poll answer 2027-01 zebedee@example.org "B if needed"')
        done(f"times poll read 2027-01 --mail {path}")

    @pytest.mark.parametrize("name", ["rallly_main_2026", "framadate_1.2"])
    def test_exports(self, poll: PollFolder, name: str) -> None:
        """Both programs."""
        result = run(
            f"times poll read 2027-01 --csv {_FIXTURES / name}.csv --csv-zone "
            f"{'Europe/Oslo' if 'rallly' in name else 'UTC'}"
        )
        assert result.exit_code == 0
        assert "2 answers" in result.stdout

    def test_rows_that_are_not_clear_name_nobody(self, poll: PollFolder, tmp_path: Path) -> None:
        """Their number in the file is told; the row itself only with --names."""
        text = (_FIXTURES / "rallly_main_2026.csv").read_text(encoding="utf-8").splitlines()
        (tmp_path / "a.csv").write_text("\n".join([*text, "Wren Smith,w@x.org,Yes"]) + "\n", encoding="utf-8")
        line = f"times poll read 2027-01 --csv {tmp_path / 'a.csv'} --csv-zone Europe/Oslo"
        result = run(line)
        assert (result.exit_code, "Wren" in result.output, "w@x.org" in result.output) == (3, False, False)
        assert f"  line {len(text) + 1} is not clear\n--names shows these lines\n" in result.stdout
        assert (
            f"  line {len(text) + 1} is not clear: Wren Smith,w@x.org,Yes\n" in run(line + " --names").stdout
        )

    def test_nothing_to_read(self, poll: PollFolder, tmp_path: Path) -> None:
        """Wrong usage, no mail, no such poll, a file that is no export: each one clear error."""
        (tmp_path / "file").write_bytes(b"\x00")
        for line, code in (
            ("times poll read 2027-01", 2),
            (f"times poll read 2027-01 --mail {tmp_path / 'missing'}", 1),
            ("times poll read 2027-01 --mail '~nosuchuser/Mail'", 1),
            (f"times poll read 2027-01 --mail {tmp_path / 'file'}", 1),
            (f"times poll read 2027-01 --csv {tmp_path / 'file'}", 1),
            (f"times poll read 2027-09 --mail {tmp_path}", 1),
        ):
            result = run(line)
            assert result.exit_code == code, line
            assert "Error" in result.stderr
        assert not poll.answers.exists()

    def test_a_forged_and_a_late_mail(self, poll: PollFolder, tmp_path: Path) -> None:
        """The server's word counts, on who wrote and when, and not what the mail says of itself."""
        head = "From: zebedee@example.org\nSubject: [poll 2027-01]\nDate: Mon, 21 Dec 2026 10:00:00 +0000\n"
        forged = "Authentication-Results: mx.example.org; dmarc=fail\n" + head + "\nA no\n"
        (tmp_path / "1.eml").write_text(forged, encoding="utf-8")
        late = "Received: by mx.example.org; Thu, 7 Jan 2027 09:00:00 +0000\n" + head + "\nA yes\n"
        (tmp_path / "2.eml").write_text(late.replace("zebedee", "mei"), encoding="utf-8")
        with pytest.MonkeyPatch.context() as later:
            later.setenv("SOURCE_DATE_EPOCH", "1799323200")  # 2027-01-07 12:00 UTC
            result = run(f"times poll read 2027-01 --mail {tmp_path} --names")
        assert result.exit_code == 3
        assert "1 new answer, 1 after the last day\n" in result.stdout
        assert "from zebedee@example.org: your mail server found the sender forged" in result.stdout
        assert [answer.address for answer in poll.load_answers().answers] == ["mei@example.org"]
        done('times poll answer 2027-01 zebedee@example.org "A yes"')
        done(f"times poll read 2027-01 --mail {tmp_path}")

    def test_the_list_has_no_vote(self, poll: PollFolder, tmp_path: Path) -> None:
        """Nor has the group's own mailbox: whoever wrote, it is told, and a person enters it."""
        for sender in ("dccg@lists.example.org", "Chair@example.org"):
            text = f"From: {sender}\nSubject: [poll 2027-01]\n\nA yes\n"
            (tmp_path / f"{sender}.eml").write_text(text, encoding="utf-8")
        assert "0 new answers\n" in run(f"times poll read 2027-01 --mail {tmp_path}").stdout
        assert not poll.answers.exists()

    def test_an_export_that_is_too_large(
        self, poll: PollFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is refused, not cut."""
        text = (_FIXTURES / "rallly_main_2026.csv").read_bytes()
        (tmp_path / "a.csv").write_bytes(text)
        monkeypatch.setattr("dccg_meet.polls.exports.LARGEST", len(text) - 1)
        result = run(f"times poll read 2027-01 --csv {tmp_path / 'a.csv'}")
        assert (result.exit_code, "too large" in result.stderr) == (1, True)
        assert not poll.answers.exists()

    def test_the_mailbox_is_read_before_the_lock(
        self, place: Workspace, poll: PollFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A slow server keeps nobody else from writing."""
        path = _mail(tmp_path, "plain_free_order")
        open_mailbox = mailboxes.messages

        def _others_write(source: str, since: dt.date) -> Iterator[EmailMessage | None]:
            with place.lock():
                yield from open_mailbox(source, since)

        monkeypatch.setattr("dccg_meet.cli.poll_reading.messages", _others_write)
        done(f"times poll read 2027-01 --mail {path}")
        assert len(poll.load_answers().answers) == 1

    def test_a_crash_leaves_the_old_answers(
        self, poll: PollFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Killed while writing: what was there stays whole."""
        done(f"times poll read 2027-01 --mail {_mail(tmp_path, 'plain_free_order')}")
        before = poll.answers.read_bytes()

        def _die(_handle: int) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("os.fsync", _die)
        run('times poll answer 2027-01 mei@example.org "A yes"')
        monkeypatch.undo()
        assert poll.answers.read_bytes() == before


class TestAnswer:
    """times poll answer."""

    def test_a_chair_enters_what_was_told(self, poll: PollFolder) -> None:
        """By name or address."""
        assert run('times poll answer 2027-01 "Ann Lee" "A yes / B no"').stdout == "entered: A yes, B no\n"
        assert poll.load_answers().answers[0].name == "Ann Lee"

    @pytest.mark.parametrize("text", ["A perhaps", "all fine", "", "D yes", "A yes / A no"])
    def test_what_is_not_clear_is_refused(self, poll: PollFolder, text: str) -> None:
        """Nothing is written."""
        assert run(f'times poll answer 2027-01 mei@example.org "{text}"').exit_code == 2
        assert not poll.answers.exists()

    def test_nobody(self, poll: PollFolder) -> None:
        """A name that fits nobody is not repeated; an address that is none is wrong usage."""
        result = run('times poll answer 2027-01 "Canary Row" "A yes"')
        assert (result.exit_code, "Canary" in result.stderr) == (1, False)
        assert run('times poll answer 2027-01 "a@" "A yes"').exit_code == 2


class TestShow:
    """times poll show."""

    @pytest.fixture(autouse=True)
    def _answers(self, poll: PollFolder, tmp_path: Path) -> None:
        path = _mail(tmp_path, "plain_free_order")
        done(f"times poll read 2027-01 --mail {path}")
        done('times poll answer 2027-01 mei@example.org "A yes / C no"')

    def test_votes_beside_the_burden(self) -> None:
        """Counts, whose clock is worst, who is silent by place, one proposal with its command."""
        result = run("times poll show 2027-01")
        assert result.stdout == (
            "poll 2027-01: Monthly call, 60 min, answers until 05 Jan 2027\n"
            "     slot (UTC)             yes  if needed   no  burden  worst hour\n"
            "  A  Tue 12 Jan 2027 14:00    2          0    0      10  Auckland Wed 03:00\n"
            "  B  Wed 13 Jan 2027 07:00    0          0    1       7  Los Angeles Tue 23:00\n"
            "  C  Thu 14 Jan 2027 21:30    0          1    1       8  Singapore Fri 05:30\n"
            "answered: 2\n"
            "not answered: 1 on the roster (1 in Los Angeles)\n"
            "A suits most: 2 can come, 2 of them gladly\n"
            '  dccg-meet call schedule "2027-01-12 14:00" --zone UTC --minutes 60 --rule RULE\n'
        )

    def test_names_are_printed_only_when_asked_for(self) -> None:
        """In words and as data."""
        for line in ("times poll show 2027-01", "times poll show 2027-01 --json"):
            assert not any(word in run(line).output for word in ("Canary", "zebedee", "Chua", "Lee"))
            named = run(line + " --names").output
            assert all(word in named for word in ("Zebedee Canary", "Mei-Ling Chua", "Ann Lee"))

    def test_the_command_can_be_typed(self, poll: PollFolder) -> None:
        """Whatever the title is: nothing in it reaches the shell."""
        title = "Bob's $(date) `date`; date"
        poll.save(poll.load().changed(title=title))
        command = run("times poll show 2027-01").stdout.splitlines()[-1]
        words = shlex.split(command)
        assert words[words.index("--title") + 1] == title
        assert run(command.strip().removeprefix("dccg-meet ").replace("RULE", "on-the-record")).exit_code == 0

    def test_data(self) -> None:
        """The same figures."""
        data = json.loads(run("times poll show 2027-01 --json").stdout)
        assert [slot["yes"] for slot in data["slots"]] == [2, 0, 0]
        assert (data["best"], data["answered"], data["silent"]) == (["A"], 2, {"Los Angeles": 1})

    def test_somebody_who_may_be_counted_twice(self, tmp_path: Path) -> None:
        """It is asked; who it may be, only with --names."""
        mail = "From: home@example.net\nSubject: [poll 2027-01]\nDate: Mon, 21 Dec 2026 10:00:00 +0000\n\n"
        (tmp_path / "home.eml").write_text(mail + "A yes / C no\n", encoding="utf-8")
        done(f"times poll read 2027-01 --mail {tmp_path / 'home.eml'}")
        shown = run("times poll show 2027-01").stdout
        assert "counted twice? 1 answer of people not on the roster" in shown
        assert "home@example.net" not in shown
        assert "  home@example.net: Mei-Ling Chua?\n" in run("times poll show 2027-01 --names").stdout
        data = json.loads(run("times poll show 2027-01 --json").stdout)
        assert (data["perhaps_twice"], "doubles" in data) == (1, False)

    def test_late_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Kept and told; counted when asked for."""
        monkeypatch.setenv("SOURCE_DATE_EPOCH", _LATER)
        done('times poll answer 2027-01 "Ann Lee" "A no"')
        shown = run("times poll show 2027-01 --names").stdout
        assert "answered: 2 (1 after the last day)" in shown
        assert "Ann Lee: nothing in time  [late]" in shown
        assert "answered: 3" in run("times poll show 2027-01 --late").stdout

    def test_the_proposed_command_works(self) -> None:
        """As printed, with a rule."""
        line = run("times poll show 2027-01").stdout.splitlines()[-1].strip().replace("RULE", "on-the-record")
        done(line.removeprefix("dccg-meet "))

    def test_ties_are_told(self) -> None:
        """Nothing is chosen."""
        done('times poll answer 2027-01 mei@example.org "A no / B no / C no"')
        done('times poll answer 2027-01 zebedee@example.org "A no / B no / C no"')
        assert "nothing to propose yet" in run("times poll show 2027-01").stdout


class TestClose:
    """times poll close."""

    def test_counts_are_published(self, poll: PollFolder) -> None:
        """Of three; afterwards nothing changes any more."""
        for who in ("zebedee@example.org", "mei@example.org"):
            done(f'times poll answer 2027-01 {who} "A yes / B if needed"')
        done('times poll answer 2027-01 new@example.net "A no / B yes"')
        assert "2 yes, 0 if needed, 1 no" in run("times poll close 2027-01 --dry-run").stdout
        assert poll.load().closed is None
        result = run("times poll close 2027-01")
        assert result.stdout.startswith("closed poll 2027-01: 3 answers\n")
        published = [path.read_text(encoding="utf-8") for path in (poll.record, poll.page, poll.mail)]
        assert "3 people answered" in published[1]
        assert not any(word in text for text in published for word in ("Canary", "zebedee", "mei@", "new@"))
        assert "closed already" in run("times poll close 2027-01").stdout
        assert run('times poll answer 2027-01 mei@example.org "A no"').exit_code == 1
        assert run(f"times poll read 2027-01 --mail {poll.path}").exit_code == 1

    def test_strangers_are_not_counted(self, poll: PollFolder, tmp_path: Path) -> None:
        """Two made-up voters do not tell what the only person on the roster said, unless they are entered."""
        done('times poll answer 2027-01 zebedee@example.org "A if needed / B no"')
        for number in (1, 2):
            head = f"From: fake{number}@example.net\nSubject: [poll 2027-01]\n"
            (tmp_path / f"{number}.eml").write_text(head + "\nA yes / B yes\n", encoding="utf-8")
        done(f"times poll read 2027-01 --mail {tmp_path}")
        assert "fewer than three people answered" in run("times poll close 2027-01 --dry-run").stdout
        for number in (1, 2):
            done(f'times poll answer 2027-01 fake{number}@example.net "A yes"')
        assert "2 yes, 1 if needed, 0 no" in run("times poll close 2027-01 --dry-run").stdout
        (tmp_path / "1.eml").write_text("From: e@x.org\nSubject: [poll 2027-01]\n\nA no\n", encoding="utf-8")
        done(f"times poll read 2027-01 --mail {tmp_path}")
        assert "not counted: 1 answer of people not on the roster" in run("times poll close 2027-01").stdout

    def test_two_are_not_counted(self, poll: PollFolder) -> None:
        """Counts of two would tell each who the other is."""
        for who in ("zebedee@example.org", "mei@example.org"):
            done(f'times poll answer 2027-01 {who} "A yes"')
        done("times poll close 2027-01")
        assert "fewer than three people answered" in poll.mail.read_text(encoding="utf-8")
        assert "1 yes" not in poll.mail.read_text(encoding="utf-8")


def test_answers_reach_no_other_file(place: Workspace, poll: PollFolder, tmp_path: Path) -> None:
    """What is built and published for the calls holds nothing of a poll."""
    done('times poll answer 2027-01 zebedee@example.org "A yes"')
    done('call schedule "2027-01-12 14:00" --rule on-the-record')
    for line in ("agenda build 97", "invite build 97", "publish"):
        assert run(line).exit_code == 0, line
    shutil.rmtree(poll.path)
    private = place.root / "roster.toml"
    for path in place.root.rglob("*"):
        if path.is_file() and path != private:
            assert b"zebedee" not in path.read_bytes(), path
