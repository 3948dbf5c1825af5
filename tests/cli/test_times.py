"""``dccg-meet times`` as a chair types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dccg_meet.workspace.folder import Workspace
from tests.terminal import NOW, done, run

_ZONES = ("America/New_York", "Europe/Oslo", "Pacific/Auckland")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with three people in three places, two calls held and one to come, a fixed clock."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    done("init --name Group --list list@example.org --first-number 95")
    for name, zone in zip(("Xanthippe", "Zebedee", "Quux"), _ZONES, strict=True):
        done(f'roster add "{name} Canary" --zone {zone}')
    for when in ("2026-10-13 14:00", "2026-11-10 14:00"):
        done(f'call schedule "{when}" --rule chatham-house --past')
    done('call schedule "2026-12-08 14:00" --rule chatham-house')
    return Workspace(tmp_path)


class TestSuggest:
    """times suggest."""

    def test_it_proposes_and_explains(self, place: Workspace) -> None:
        """A line for each call, the chart, both plans, the command to type; nothing is scheduled."""
        before = len(place.calls())
        result = run("times suggest --months 3")
        assert result.exit_code == 0, result.output
        lines = result.stdout.splitlines()
        assert lines[0] == "3 calls of 60 minutes, second Tuesday of every month, 3 places"
        assert [line.strip()[:15] for line in lines[1:4]] == [
            "Tue 12 Jan 2027",
            "Tue 09 Feb 2027",
            "Tue 09 Mar 2027",
        ]
        assert lines[1].endswith("Oslo 21:00 is the worst hour, nobody is up at night")
        assert (
            "\nin all, the past year included:\n"
            "  fixed 14:00 UTC:  Auckland carries most, 60 points; all places 60\n"
            "  proposed:         Auckland carries most, "
        ) in result.stdout
        assert '\n  dccg-meet call schedule "2027-01-12 ' in result.stdout
        assert len(place.calls()) == before
        assert result.stdout.isascii()

    def test_it_names_nobody(self, place: Workspace) -> None:
        """Places only, in every form."""
        for line in ("times suggest --by-people --svg chart.svg", "times suggest --json", "times changes"):
            assert "Canary" not in run(line).output
        assert "Canary" not in (place.root / "chart.svg").read_text(encoding="utf-8")

    def test_json(self, place: Workspace) -> None:
        """Times, reasons, commands, loads, both outcomes."""
        data = json.loads(run("times suggest --months 2 --json").stdout)
        assert [slot["start"][:10] for slot in data["slots"]] == ["2027-01-12", "2027-02-09"]
        assert all(slot["command"].startswith("dccg-meet call schedule") for slot in data["slots"])
        assert {load["zone"]: load["past"] for load in data["zones"]} == {
            "America/New_York": 0,
            "Europe/Oslo": 0,
            "Pacific/Auckland": 30,
        }
        assert data["fixed"]["time"] == "14:00 UTC"
        assert data["proposed"]["most"] <= data["fixed"]["most"]

    def test_what_it_prints_can_be_typed(self, place: Workspace) -> None:
        """The command schedules that very call."""
        command = json.loads(run("times suggest --months 1 --json").stdout)["slots"][0]["command"]
        line = command.removeprefix("dccg-meet ").replace("RULE", "on-the-record")
        assert "call 98" in run(line).stdout

    def test_options(self, place: Workspace) -> None:
        """Another rhythm, hours of one place, a fixed time, other places."""
        result = run(
            "times suggest --every two-weeks --weekday thursday --from 2027-03-01 --months 1 --compare 9:30 "
            "--zones Asia/Tokyo,Europe/Oslo --not-before 08:00 --not-after 18:00 --zone Europe/Oslo --json"
        )
        data = json.loads(result.stdout)
        assert data["rhythm"] == "every other Thursday"
        assert [slot["start"][:10] for slot in data["slots"]] == ["2027-03-04", "2027-03-18"]
        assert all("07:00" <= slot["start"][11:16] <= "16:00" for slot in data["slots"])
        assert data["fixed"]["time"] == "09:30 UTC"
        assert {load["zone"] for load in data["zones"]} == {"Asia/Tokyo", "Europe/Oslo"}

    def test_the_groups_holidays_are_left_out(self, place: Workspace) -> None:
        """As dccg.toml lists them, with a remark."""
        path = place.root / "dccg.toml"
        holiday = '\n[[holidays]]\nday = 2027-01-12\nname = "A day"\nzone = "UTC"\n'
        path.write_text(path.read_text(encoding="utf-8") + holiday, encoding="utf-8")
        result = run("times suggest --months 1")
        assert "Tue 19 Jan 2027" in result.stdout
        assert "note: 2027-01-19 instead of 2027-01-12: a holiday, or another call" in result.stdout

    def test_the_picture(self, place: Workspace) -> None:
        """Written where it is asked for, and the same twice."""
        result = run("times suggest --svg chart.svg")
        assert "wrote chart.svg" in result.stdout
        first = (place.root / "chart.svg").read_bytes()
        assert first.startswith(b"<svg ")
        done("times suggest --svg chart.svg")
        assert (place.root / "chart.svg").read_bytes() == first

    @pytest.mark.parametrize(
        ("options", "code", "words"),
        [
            ("--svg public/chart.svg", 1, "public/"),
            ("--svg link/chart.svg", 1, "public/"),
            ("--svg dccg.toml", 2, ".svg"),
            ("--zones Mars/Olympus", 2, "Mars/Olympus"),
            ("--zones ,", 2, "--zones"),
            ("--zone Mars/Olympus", 2, "Mars/Olympus"),
            ("--compare 25:00", 2, "25:00"),
            ("--not-before noon", 2, "--not-before"),
            ("--from tomorrow", 2, "2027-01-31"),
            ("--from 20270131", 2, "2027-01-31"),
            ("--from 2026-11-20", 1, "Choose today or a day to come"),
            ("--from 9999-12-01 --months 3", 2, "from 1971 to 2199"),
            ("--from 0001-01-01", 2, "from 1971 to 2199"),
            ("--from 2199-06-01 --months 12", 2, "--months"),
            ("--every week --week last", 2, "--every month"),
            ("--every two-weeks --week first", 2, "--every month"),
            ("--months 0", 2, "--months"),
            ("--not-before 10:00 --not-after 10:30", 3, "--not-before"),
        ],
    )
    def test_refusals(self, place: Workspace, options: str, code: int, words: str) -> None:
        """Each with its exit code and what to do; nothing is written."""
        place.public.mkdir()
        (place.root / "link").symlink_to(place.public)
        files = {path: path.read_bytes() for path in place.root.rglob("*") if path.is_file()}
        result = run(f"times suggest {options}")
        assert (result.exit_code, words in result.output) == (code, True), result.output
        assert {path: path.read_bytes() for path in place.root.rglob("*.*") if path.is_file()}.items() <= (
            files.items()
        )

    def test_from_today(self, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is left of today counts; a monthly call for which that is too little comes a week later."""
        line = "times suggest --from 2026-11-21 --weekday saturday --week third --months 1"
        assert "Sat 21 Nov 2026 20:30 UTC" in run(line).stdout
        late = run(f"{line} --not-after 20:30 --zone UTC")
        assert (
            "note: 2026-11-28 instead of 2026-11-21: what is left of today has no time for it" in late.stdout
        )
        weekly = run(
            "times suggest --from 2026-11-21 --every week --weekday saturday --months 1 --not-after 20:00"
        )
        assert "note: no call on 2026-11-21: what is left of today has no time for it" in weekly.stdout
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795303800")  # 23:30
        over = run(line)
        assert (over.exit_code, "--from 2026-11-22" in over.stderr) == (1, True), over.output

    def test_a_roster_without_zones_needs_a_person(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Exit code 3, and both ways out."""
        monkeypatch.chdir(tmp_path)
        done("init --name Group --list list@example.org")
        result = run("times suggest")
        assert result.exit_code == 3
        assert "--zones" in result.output


class TestTable:
    """times table."""

    def test_every_place_with_its_day_and_cost(self, place: Workspace) -> None:
        """West to east; UTC first."""
        assert run('times table "2027-01-12 14:00"').stdout == (
            "UTC                  Tue 12 Jan 2027 14:00  UTC\n"
            "New York             Tue 12 Jan 2027 09:00  UTC-05:00   0 points\n"
            "Oslo                 Tue 12 Jan 2027 15:00  UTC+01:00   0 points\n"
            "Auckland             Wed 13 Jan 2027 03:00  UTC+13:00  10 points\n"
        )

    def test_in_another_zone(self, place: Workspace) -> None:
        """WHEN is the clock of --zone, which is shown, too."""
        data = json.loads(run('times table "2027-01-12 23:30" --zone Asia/Kolkata --json').stdout)
        assert {row["zone"]: row["when"] for row in data}["Asia/Kolkata"] == "2027-01-12T23:30:00+05:30"
        assert next(row["points"] for row in data if row["zone"] == "Asia/Kolkata") is None

    def test_two_names_of_one_place(self, place: Workspace) -> None:
        """One line, with its points, whichever name the group and the roster have."""
        done('roster add "Wren Canary" --zone America/Kentucky/Louisville')
        done('roster add "Finch Canary" --zone America/Louisville')
        lines = run('times table "2027-01-12 14:00" --zone America/Louisville').stdout.splitlines()
        assert [line[-8:] for line in lines if "Louisville" in line] == ["0 points"]

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ('"9999-12-31 23:00" --zone America/New_York', 2),
            ('"0001-01-01 00:00" --zone Asia/Tokyo', 2),
            ('"2027-03-28 02:30" --zone Europe/Oslo', 1),
            ('"2027-10-31 02:30" --zone Europe/Oslo', 3),
            ('"2027-10-31 02:30" --zone Europe/Oslo --second', 0),
            ("noon", 2),
        ],
    )
    def test_doubtful_times(self, place: Workspace, line: str, code: int) -> None:
        """As in call schedule."""
        assert run(f"times table {line}").exit_code == code


class TestChanges:
    """times changes."""

    def test_what_changed_since_the_last_call(self, place: Workspace) -> None:
        """And what will in the year after."""
        text = run("times changes 96").stdout
        assert "this one begins an hour earlier in New York (09:00) and Oslo (15:00)." in text
        assert "Sunday 14 March 2027: clocks in New York go forward an hour." in text
        assert "From Sunday 14 March 2027 to Sunday 28 March 2027 New York is an hour closer to Oslo" in text

    def test_nothing_changed(self, place: Workspace) -> None:
        """It says so; the next call is the default."""
        result = run("times changes")
        assert "call 97" in result.stdout
        assert "Clocks stand to one another as they did at the last call." in result.stdout

    def test_a_cancelled_call_is_passed_over(self, place: Workspace) -> None:
        """Compared with the one before."""
        done("call cancel 96 --past")
        assert "an hour earlier in New York (09:00)" in run("times changes 97").stdout

    def test_json(self, place: Workspace) -> None:
        """Sentences, changes and odd weeks as data."""
        data = json.loads(run("times changes 96 --json").stdout)
        assert len(data["sentences"]) == 1
        assert data["changes"][0] == {"day": "2027-03-14", "minutes": 60, "zones": ["America/New_York"]}
        assert data["odd_weeks"][0]["first"] == "2027-03-14"


def test_the_agenda_says_it_too(place: Workspace) -> None:
    """In all three formats."""
    done("agenda build 96")
    folder = next(folder for folder in place.calls() if folder.record.number == 96)
    for kind in ("md", "html", "txt"):
        text = " ".join(folder.agenda(kind).read_text(encoding="utf-8").split())
        assert "Clocks have changed since the last call" in text, kind
