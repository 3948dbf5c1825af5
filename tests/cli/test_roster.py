from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dccg_meet.cli.main import root
from dccg_meet.workspace.create import create
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.schema import Group


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A new workspace that the current folder lies in."""
    made = create(tmp_path, Group(name="Test group", list="list@example.org", glossary=("ITU",)))
    monkeypatch.chdir(tmp_path)
    return made


def run(*arguments: str) -> Result:
    """The result of ``dccg-meet roster`` with these arguments."""
    return CliRunner().invoke(root, ["roster", *arguments])


class TestAdd:
    """``roster add``."""

    def test_every_option(self, place: Workspace) -> None:
        """What the options say is in the file."""
        result = run(
            "add", "Mei-Ling Chua", "--coalition", "Community Connectivity",
            "--employer", "Fairbridge Foundation",
            "--said", "the connectivity people", "--role", "observer", "--zone", "Asia/Singapore",
            "--email", "mei@example.org", "--spoken", "Mei", "--spoken", "Ling",
            "--heard-as", "mailing two are", "--handle", "@mlc", "--named-on-record",
            "--other-email", "mlc@example.net", "--invited", "--need", "captioning",
        )  # fmt: skip
        assert result.exit_code == 0, result.output
        (person,) = place.roster().people
        assert person.model_dump() == {
            "name": "Mei-Ling Chua",
            "spoken": ("Mei", "Ling"),
            "heard_as": ("mailing two are",),
            "coalition": "Community Connectivity",
            "coalition_as_said": ("the connectivity people",),
            "employer": "Fairbridge Foundation",
            "role": "observer",
            "zone": "Asia/Singapore",
            "email": "mei@example.org",
            "other_emails": ("mlc@example.net",),
            "invited": True,
            "bounced": "",
            "needs": ("captioning",),
            "handles": ("@mlc",),
            "named_on_record": True,
        }
        assert result.output.startswith("1 person in the roster")

    def test_keeps_comments_and_mode(self, place: Workspace) -> None:
        """A person's comments stay, and nobody else can read the file."""
        path = place.root / "roster.toml"
        run("add", "Amara Diallo")
        path.write_text(path.read_text(encoding="utf-8") + "# on leave until May\n", encoding="utf-8")
        assert run("add", "Rajesh Menon").exit_code == 0
        text = path.read_text(encoding="utf-8")
        assert "# on leave until May" in text
        assert text.startswith("# PRIVATE")
        assert [person.name for person in place.roster().people] == ["Amara Diallo", "Rajesh Menon"]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_keeps_the_passcode(self, place: Workspace) -> None:
        """What else the roster holds stays as it is."""
        path = place.root / "roster.toml"
        path.write_text(path.read_text(encoding="utf-8") + 'passcode = "4711"\n', encoding="utf-8")
        assert run("add", "Zebedee Canary").exit_code == 0
        assert (place.roster().passcode, len(place.roster().people)) == ("4711", 1)

    def test_twice(self, place: Workspace) -> None:
        """Somebody who is in the roster already is a question for a person; the error names nobody."""
        run("add", "Amara Diallo")
        result = run("add", "DIALLO, Amara")
        assert result.exit_code == 3
        assert "in the roster already" in result.output
        assert "diallo" not in result.output.lower()
        assert len(place.roster().people) == 1

    @pytest.mark.parametrize(
        ("arguments", "code", "says"),
        [
            (("X", "--zone", "Africa/Nairobbi"), 2, "Did you mean Africa/Nairobi"),
            (("X", "--email", "nobody"), 2, "email: expected a mail address"),
            (("",), 2, "name: expected some text"),
            ((), 2, "Missing argument"),
        ],
    )
    def test_refuses(self, place: Workspace, arguments: tuple[str, ...], code: int, says: str) -> None:
        """What cannot be is refused, and the roster stays as it was."""
        before = (place.root / "roster.toml").read_bytes()
        result = run("add", *arguments)
        assert (result.exit_code, says in result.output) == (code, True), result.output
        assert (place.root / "roster.toml").read_bytes() == before


class TestList:
    """``roster list``."""

    def test_lines_and_json(self, place: Workspace) -> None:
        """Each person is a line, or an object with every field."""
        run("add", "Amara Diallo", "--role", "co-facilitator", "--zone", "Africa/Dakar", "--named-on-record")
        run("add", "Rajesh Menon", "--coalition", "Accessibility and Disability")
        assert run("list").output.splitlines() == [
            "Amara Diallo · co-facilitator · Africa/Dakar · no mail address · named on the record",
            "Rajesh Menon · Accessibility and Disability · no mail address · not named",
        ]
        data = json.loads(run("list", "--json").output)
        assert [person["name"] for person in data] == ["Amara Diallo", "Rajesh Menon"]


class TestCheck:
    """``roster check``."""

    def test_empty(self, place: Workspace) -> None:
        """An empty roster needs a person."""
        result = run("check")
        assert result.exit_code == 3
        assert "dccg-meet roster add" in result.output

    def test_needs_a_person(self, place: Workspace) -> None:
        """What has to be put right comes first and gives exit code 3."""
        run("add", "Will Menon", "--coalition", "Net Neutrality", "--zone", "Asia/Kolkata")
        result = run("check")
        assert result.exit_code == 3
        lines = result.output.splitlines()
        assert lines[0].startswith("! Will Menon: has no e-mail address")
        assert lines[1].startswith('· Will Menon: "will" is also an ordinary word')
        assert lines[-1] == "1 person, 1 to put right in roster.toml"

    def test_notices_only(self, place: Workspace) -> None:
        """What only tells what will be masked gives exit code 0."""
        run(
            "add",
            "Xi Menon",
            "--role",
            "chair",
            "--zone",
            "UTC",
            "--email",
            "x@example.org",
            "--employer",
            "ITU",
        )
        result = run("check", "--json")
        assert result.exit_code == 0
        (found,) = json.loads(result.output)
        assert (found["person"], found["matter"], found["decide"]) == ("Xi Menon", "glossary", False)

    def test_words_of_the_pages(self, place: Workspace) -> None:
        """A name that the pages say themselves is told, and needs no decision."""
        run("add", "Zzq Min", "--role", "chair", "--zone", "UTC", "--email", "x@example.org")
        result = run("check", "--json")
        assert result.exit_code == 0
        assert [found["matter"] for found in json.loads(result.output)] == ["page-word"]

    def test_somebody_in_the_groups_file(self, place: Workspace) -> None:
        """Somebody whom dccg.toml names without consent has to be put right; the key is told."""
        path = place.root / "dccg.toml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("Test group", "Menon group"), encoding="utf-8"
        )
        run("add", "Xi Menon", "--role", "chair", "--zone", "UTC", "--email", "x@example.org")
        result = run("check")
        assert result.exit_code == 3
        assert result.output.startswith("! dccg.toml: name: somebody in the roster")
