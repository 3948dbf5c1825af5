"""``dccg-meet times poll`` as a chair types it."""

from __future__ import annotations

import json
import mailbox
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dccg_meet.cli.main import root
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.poll import PollFolder

_NOW = "1798027200"  # 2026-12-23 12:00 UTC
_LATER = "1799280000"  # 2027-01-07 00:00 UTC
_FIXTURES = Path(__file__).parents[1] / "polls" / "fixtures"
_OPEN = (
    'times poll open 2027-01 --slot "2027-01-12 14:00" --slot "2027-01-13 07:00" --slot "2027-01-14 21:30" '
    "--until 2027-01-05"
)


def _run(line: str) -> Result:
    result = CliRunner().invoke(root, shlex.split(line))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with three people and a role's mailbox, the shell in it, a fixed clock."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", _NOW)
    _run("init --name Group --list dccg@lists.example.org --first-number 97")
    _run('roster add "Zebedee Canary" --zone Pacific/Auckland --email zebedee@example.org')
    _run('roster add "Mei-Ling Chua" --zone Asia/Singapore --email mei@example.org')
    _run('roster add "Ann Lee" --zone America/Los_Angeles')
    with (folder / "dccg.toml").open("a", encoding="utf-8") as file:
        file.write('\n[mail]\nmailbox = "chair@example.org"\n')
    return Workspace(folder)


@pytest.fixture
def poll(place: Workspace) -> PollFolder:
    """An open poll about three slots."""
    assert _run(_OPEN).exit_code == 0
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
        result = _run(_OPEN)
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
        result = _run(command)
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
        result = _run(_OPEN)
        assert result.exit_code == 3
        assert "mailbox" in result.stderr
        assert not place.polls.exists()

    def test_a_dry_run_prints_the_mail(self, place: Workspace) -> None:
        """And writes nothing."""
        assert "HOW TO ANSWER" in _run(_OPEN + " --dry-run").stdout
        assert not place.polls.exists()

    def test_twice(self, poll: PollFolder) -> None:
        """A poll is never made over another."""
        assert _run(_OPEN).exit_code == 1

    def test_it_names_nobody(self, place: Workspace) -> None:
        """Titles are masked in every file, and it is said."""
        result = _run(_OPEN + ' --title "Report by Zebedee Canary"')
        assert "masks it" in result.stderr
        for path in (place.polls / "2027-01").iterdir():
            text = path.read_text(encoding="utf-8")
            assert "Canary" not in text
            assert "zebedee" not in text

    def test_it_says_where_a_call_takes_place_already(self, place: Workspace) -> None:
        """The chair may still propose it."""
        _run('call schedule "2027-01-13 07:30" --rule chatham-house')
        assert "07:00 UTC  (call 97 takes place then)" in _run(_OPEN).stdout


class TestRead:
    """times poll read."""

    def test_mails(self, poll: PollFolder, tmp_path: Path) -> None:
        """Each kind is counted; what is not clear is listed, and the exit code says so."""
        path = _mail(tmp_path, "plain_free_order", "another_poll", "absence_notice", "clear_and_unclear")
        result = _run(f"times poll read 2027-01 --mail {path}")
        assert result.exit_code == 3
        assert result.stdout == (
            "4 mails\n"
            "     2  an answer\n"
            "     1  about something else\n"
            "     1  sent by a machine\n"
            "2 new answers\n"
            "  a mail of 21 Dec 2026 09:00 UTC: not clear\n"
            "    B: yes, but only for the first half\n"
            "    C: maybe\n"
            "enter what they mean: dccg-meet times poll answer 2027-01 WHO ANSWER\n"
            "--names says from whom they are\n"
            "next: dccg-meet times poll show 2027-01\n"
        )
        assert "from zebedee@example.org" in _run(f"times poll read 2027-01 --mail {path} --names").stdout

    def test_reading_twice_changes_nothing(self, poll: PollFolder, tmp_path: Path) -> None:
        """Not a byte; and what a person has entered since settles what was not clear."""
        path = _mail(tmp_path, "plain_free_order", "clear_and_unclear")
        _run(f"times poll read 2027-01 --mail {path}")
        before = poll.answers.read_bytes()
        assert _run(f"times poll read 2027-01 --mail {path}").exit_code == 3
        assert poll.answers.read_bytes() == before
        assert _run('times poll answer 2027-01 zebedee@example.org "B if needed"').exit_code == 0
        assert _run(f"times poll read 2027-01 --mail {path}").exit_code == 0

    @pytest.mark.parametrize("name", ["rallly_main_2026", "framadate_1.2"])
    def test_exports(self, poll: PollFolder, name: str) -> None:
        """Both programs."""
        result = _run(
            f"times poll read 2027-01 --csv {_FIXTURES / name}.csv --csv-zone "
            f"{'Europe/Oslo' if 'rallly' in name else 'UTC'}"
        )
        assert result.exit_code == 0
        assert "2 answers" in result.stdout

    def test_nothing_to_read(self, poll: PollFolder, tmp_path: Path) -> None:
        """Wrong usage, no mail, no such poll, a file that is no export: each one clear error."""
        (tmp_path / "file").write_bytes(b"\x00")
        for line, code in (
            ("times poll read 2027-01", 2),
            (f"times poll read 2027-01 --mail {tmp_path / 'missing'}", 1),
            (f"times poll read 2027-01 --mail {tmp_path / 'file'}", 1),
            (f"times poll read 2027-01 --csv {tmp_path / 'file'}", 1),
            (f"times poll read 2027-09 --mail {tmp_path}", 1),
        ):
            result = _run(line)
            assert result.exit_code == code, line
            assert "Error" in result.stderr
        assert not poll.answers.exists()

    def test_a_crash_leaves_the_old_answers(
        self, poll: PollFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Killed while writing: what was there stays whole."""
        _run(f"times poll read 2027-01 --mail {_mail(tmp_path, 'plain_free_order')}")
        before = poll.answers.read_bytes()

        def _die(_handle: int) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("os.fsync", _die)
        CliRunner().invoke(root, ["times", "poll", "answer", "2027-01", "mei@example.org", "A yes"])
        monkeypatch.undo()
        assert poll.answers.read_bytes() == before


class TestAnswer:
    """times poll answer."""

    def test_a_chair_enters_what_was_told(self, poll: PollFolder) -> None:
        """By name or address."""
        assert _run('times poll answer 2027-01 "Ann Lee" "A yes / B no"').stdout == "entered: A yes, B no\n"
        assert poll.load_answers().answers[0].name == "Ann Lee"

    @pytest.mark.parametrize("text", ["A perhaps", "all fine", "", "D yes", "A yes / A no"])
    def test_what_is_not_clear_is_refused(self, poll: PollFolder, text: str) -> None:
        """Nothing is written."""
        assert _run(f'times poll answer 2027-01 mei@example.org "{text}"').exit_code == 2
        assert not poll.answers.exists()

    def test_nobody(self, poll: PollFolder) -> None:
        """A name that fits nobody is not repeated; an address that is none is wrong usage."""
        result = _run('times poll answer 2027-01 "Canary Row" "A yes"')
        assert (result.exit_code, "Canary" in result.stderr) == (1, False)
        assert _run('times poll answer 2027-01 "a@" "A yes"').exit_code == 2


class TestShow:
    """times poll show."""

    @pytest.fixture(autouse=True)
    def _answers(self, poll: PollFolder, tmp_path: Path) -> None:
        path = _mail(tmp_path, "plain_free_order")
        _run(f"times poll read 2027-01 --mail {path}")
        _run('times poll answer 2027-01 mei@example.org "A yes / C no"')

    def test_votes_beside_the_burden(self) -> None:
        """Counts, whose clock is worst, who is silent by place, one proposal with its command."""
        result = _run("times poll show 2027-01")
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
            assert not any(word in _run(line).output for word in ("Canary", "zebedee", "Chua", "Lee"))
            named = _run(line + " --names").output
            assert all(word in named for word in ("Zebedee Canary", "Mei-Ling Chua", "Ann Lee"))

    def test_data(self) -> None:
        """The same figures."""
        data = json.loads(_run("times poll show 2027-01 --json").stdout)
        assert [slot["yes"] for slot in data["slots"]] == [2, 0, 0]
        assert (data["best"], data["answered"], data["silent"]) == (["A"], 2, {"Los Angeles": 1})

    def test_late_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Kept and told; counted when asked for."""
        monkeypatch.setenv("SOURCE_DATE_EPOCH", _LATER)
        _run('times poll answer 2027-01 "Ann Lee" "A no"')
        shown = _run("times poll show 2027-01 --names").stdout
        assert "answered: 2 (1 after the last day)" in shown
        assert "Ann Lee: nothing in time  [late]" in shown
        assert "answered: 3" in _run("times poll show 2027-01 --late").stdout

    def test_the_proposed_command_works(self) -> None:
        """As printed, with a rule."""
        line = (
            _run("times poll show 2027-01").stdout.splitlines()[-1].strip().replace("RULE", "on-the-record")
        )
        assert _run(line.removeprefix("dccg-meet ")).exit_code == 0

    def test_ties_are_told(self) -> None:
        """Nothing is chosen."""
        _run('times poll answer 2027-01 mei@example.org "A no / B no / C no"')
        _run('times poll answer 2027-01 zebedee@example.org "A no / B no / C no"')
        assert "nothing to propose yet" in _run("times poll show 2027-01").stdout


class TestClose:
    """times poll close."""

    def test_counts_are_published(self, poll: PollFolder) -> None:
        """Of three; afterwards nothing changes any more."""
        for who in ("zebedee@example.org", "mei@example.org", "new@example.net"):
            _run(f'times poll answer 2027-01 {who} "A yes / B if needed"')
        assert "3 yes, 0 if needed" in _run("times poll close 2027-01 --dry-run").stdout
        assert poll.load().closed is None
        result = _run("times poll close 2027-01")
        assert result.stdout.startswith("closed poll 2027-01: 3 people answered\n")
        published = [path.read_text(encoding="utf-8") for path in (poll.record, poll.page, poll.mail)]
        assert "3 people answered" in published[1]
        assert not any(word in text for text in published for word in ("Canary", "zebedee", "mei@", "new@"))
        assert "closed already" in _run("times poll close 2027-01").stdout
        assert _run('times poll answer 2027-01 mei@example.org "A no"').exit_code == 1
        assert _run(f"times poll read 2027-01 --mail {poll.path}").exit_code == 1

    def test_two_are_not_counted(self, poll: PollFolder) -> None:
        """Counts of two would tell each who the other is."""
        for who in ("zebedee@example.org", "mei@example.org"):
            _run(f'times poll answer 2027-01 {who} "A yes"')
        _run("times poll close 2027-01")
        assert "fewer than three people answered" in poll.mail.read_text(encoding="utf-8")
        assert "1 yes" not in poll.mail.read_text(encoding="utf-8")


def test_answers_reach_no_other_file(place: Workspace, poll: PollFolder, tmp_path: Path) -> None:
    """What is built and published for the calls holds nothing of a poll."""
    _run('times poll answer 2027-01 zebedee@example.org "A yes"')
    _run('call schedule "2027-01-12 14:00" --rule on-the-record')
    for line in ("agenda build 97", "invite build 97", "publish"):
        assert _run(line).exit_code == 0, line
    shutil.rmtree(poll.path)
    private = place.root / "roster.toml"
    for path in place.root.rglob("*"):
        if path.is_file() and path != private:
            assert b"zebedee" not in path.read_bytes(), path
