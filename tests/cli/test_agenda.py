"""``dccg-meet agenda`` as a chair types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dccg_meet.calls.rules import CHATHAM_SENTENCE
from dccg_meet.errors import BadValue, ReleaseRefused
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


def _agenda(place: Workspace, kind: str) -> str:
    [folder] = place.calls()
    return folder.agenda(kind).read_text(encoding="utf-8")


class TestAdd:
    """agenda add."""

    def test_it_adds_at_the_end_and_says_so(self, place: Workspace) -> None:
        """Number, title, minutes and the rule that applies."""
        first = run('agenda add 97 "Adoption of the agenda" --minutes 5 --rule on-the-record')
        second = run('agenda add next "Main session"')
        assert first.output == "call 97, item 1: Adoption of the agenda (5 min) [on the record]\n"
        assert second.output == "call 97, item 2: Main session (10 min) [Chatham House Rule]\n"
        [folder] = place.calls()
        assert [(item.title, item.minutes) for item in folder.record.items] == [
            ("Adoption of the agenda", 5),
            ("Main session", 10),
        ]

    def test_too_many_minutes_are_a_warning(self, place: Workspace) -> None:
        """The item is added all the same: what to cut is for the chair."""
        result = run('agenda add 97 "Everything" --minutes 75')
        assert result.exit_code == 0
        assert "Warning: the items take 75 minutes, 15 more than the call has" in result.stderr
        assert "Warning" not in result.stdout

    @pytest.mark.parametrize("title", ["''", '"a\nb"', '"a\x07b"'])
    def test_a_title_is_one_line(self, place: Workspace, title: str) -> None:
        """An empty one, a line break or a control character is refused, and nothing changes."""
        result = run(f"agenda add 97 {title}")
        assert result.exit_code == BadValue.exit_code
        assert "title: expected" in result.stderr
        assert place.calls()[0].record.items == ()


class TestBuild:
    """agenda build."""

    def test_it_writes_three_files_and_says_so(self, place: Workspace) -> None:
        """Markdown, HTML and plain text, each with the Rule's sentence."""
        done('agenda add 97 "Main session"')
        result = run("agenda build 97")
        assert (result.exit_code, result.output) == (
            0,
            "".join(f"wrote calls/097-2026-12-09/agenda.{kind}\n" for kind in ("md", "html", "txt")),
        )
        assert all(
            CHATHAM_SENTENCE in " ".join(_agenda(place, kind).split()) for kind in ("md", "html", "txt")
        )

    def test_zones_are_shown_and_people_are_not(self, place: Workspace) -> None:
        """The roster gives its zones, never who is in one."""
        (place.root / "roster.toml").write_text(
            '[[people]]\nname = "Xanthippe Quux"\nzone = "Pacific/Auckland"\nemployer = "Fairbridge"\n',
            encoding="utf-8",
        )
        done('agenda add 97 "Main session"')
        done("agenda build 97")
        for kind in ("md", "html", "txt"):
            assert "Auckland" in _agenda(place, kind)
            assert not any(word in _agenda(place, kind) for word in ("Xanthippe", "Quux", "Fairbridge"))

    def test_building_twice_touches_nothing(self, place: Workspace) -> None:
        """The same bytes are not written again."""
        done("agenda build 97")
        [folder] = place.calls()
        before = folder.agenda("html").stat().st_mtime_ns
        done("agenda build 97")
        assert folder.agenda("html").stat().st_mtime_ns == before

    def test_the_groups_own_template_is_used(self, place: Workspace) -> None:
        """From templates/agendas/ in the workspace."""
        (place.root / "templates" / "agendas").mkdir(parents=True)
        (place.root / "templates" / "agendas" / "agenda.txt.j2").write_text(
            "Call {{ number }}", encoding="utf-8"
        )
        done("agenda build 97")
        assert _agenda(place, "txt") == "Call 97\n"

    def test_a_broken_template_writes_nothing(self, place: Workspace) -> None:
        """File and line are named, and no file is half new."""
        (place.root / "templates" / "agendas").mkdir(parents=True)
        (place.root / "templates" / "agendas" / "agenda.txt.j2").write_text("\n{{ nmber }}", encoding="utf-8")
        result = run("agenda build 97")
        assert result.exit_code == 1
        assert "agenda.txt.j2, line 2: 'nmber' is undefined" in result.stderr
        assert not list(place.root.glob("calls/*/agenda.*"))

    def test_an_agenda_without_items_is_a_warning(self, place: Workspace) -> None:
        """With the command that adds one."""
        assert 'dccg-meet agenda add 97 "TITLE"' in run("agenda build 97").stderr

    def test_a_call_without_a_rule_needs_a_decision(self, place: Workspace) -> None:
        """Exit code 3, the choices spelt out, nothing written."""
        [folder] = place.calls()
        file = folder.path / "call.toml"
        text = file.read_text(encoding="utf-8").replace('rule = "chatham-house"\n', "")
        file.write_text(text, encoding="utf-8")
        result = run("agenda build 97")
        assert result.exit_code == 3
        assert "chatham-house, on-the-record or off-the-record" in result.stderr
        assert not folder.agenda("md").exists()


class TestAttach:
    """agenda attach."""

    def test_it_says_what_it_did(self, place: Workspace) -> None:
        """A number and the title; the address is what makes it the same document."""
        line = 'agenda attach 97 "{}" https://example.org/report.html'
        assert run(line.format("Draft")).output == "call 97, document 1: Draft\n"
        assert run(line.format("Report")).output == "call 97, document 1: Report\n"
        assert (
            run('agenda attach 97 "Budget" https://example.org/b.odt').output
            == "call 97, document 2: Budget\n"
        )
        [folder] = place.calls()
        assert [paper.title for paper in folder.record.documents] == ["Report", "Budget"]

    @pytest.mark.parametrize(
        ("title", "url"),
        [
            ("Draft", "''"),
            ("Draft", "report.html"),
            ("''", "https://example.org/"),
            ("Draft", "'https://a b'"),
        ],
    )
    def test_what_is_refused(self, place: Workspace, title: str, url: str) -> None:
        """An address that is none, a title that is none: exit code 2, nothing written."""
        assert run(f"agenda attach 97 {title} {url}").exit_code == BadValue.exit_code
        assert place.calls()[0].record.documents == ()

    def test_names_are_masked_and_warned_of(self, place: Workspace) -> None:
        """In the title and in the address, wherever the agenda goes."""
        done('roster add "Zebedee Canary"')
        done('agenda add 97 "Main session"')
        result = run('agenda attach 97 "Paper by Zebedee Canary" https://example.org/zebedee-canary.pdf')
        assert "Warning: document 1 names somebody on the roster" in result.stderr
        done("agenda build 97")
        done("publish")
        sent = [_agenda(place, kind) for kind in ("md", "html", "txt")]
        public = [path.read_text(encoding="utf-8") for path in place.public.rglob("agenda.*")]
        assert len(public) == 3
        assert not any("canary" in text.lower() for text in [*sent, *public])


class TestRunSheet:
    """agenda build --run-sheet."""

    def test_it_is_written_beside_the_agenda_for_its_owner_only(self, place: Workspace) -> None:
        """Three more files; what nobody asked for is not made."""
        assert "run-sheet" not in run("agenda build 97").output
        result = run("agenda build 97 --run-sheet")
        [folder] = place.calls()
        for kind in ("md", "html", "txt"):
            assert f"wrote calls/097-2026-12-09/run-sheet.{kind}\n" in result.stdout
            assert folder.run_sheet(kind).stat().st_mode & 0o777 == 0o600

    def test_the_chair_reads_the_titles_as_they_were_typed(self, place: Workspace) -> None:
        """It is private, so nothing is masked, and it is not published."""
        done('roster add "Zebedee Canary"')
        done('agenda add 97 "Report by Zebedee Canary"')
        done("agenda build 97 --run-sheet")
        [folder] = place.calls()
        text = folder.run_sheet("txt").read_text(encoding="utf-8")
        assert text.startswith("PRIVATE")
        assert "Report by Zebedee Canary" in text
        done("publish")
        assert not list(place.public.rglob("run-sheet*"))

    def test_the_next_call_is_named_and_a_cancelled_one_is_not(self, place: Workspace) -> None:
        """The first after this one that takes place."""
        for day in ("2027-01-13", "2027-02-10"):
            done(f'call schedule "{day} 14:00" --rule on-the-record')
        done("call cancel 98")
        done("agenda build 97 --run-sheet")
        text = place.calls()[0].run_sheet("md").read_text(encoding="utf-8")
        assert "number 99, is on Wednesday 10 February 2027 at 14:00 UTC" in text

    def test_a_broken_template_writes_nothing(self, place: Workspace) -> None:
        """Neither the run-sheet nor the agenda beside it."""
        (place.root / "templates" / "agendas").mkdir(parents=True)
        own = place.root / "templates" / "agendas" / "run-sheet.md.j2"
        own.write_text("{{ nmber }}", encoding="utf-8")
        assert run("agenda build 97 --run-sheet").exit_code == 1
        assert not list(place.root.glob("calls/*/*.md"))


class TestCheck:
    """agenda check."""

    def test_it_names_rule_reason_command_and_source(self, place: Workspace) -> None:
        """And ends with exit code 3, because some things only a person can see."""
        result = run("agenda check 97")
        assert result.exit_code == 3
        text = " ".join(result.output.split())
        assert "to do ways-to-join: People can come in by computer, by app and by telephone." in text
        assert "no link and no phone number" in text
        assert 'source: W3C Accessibility of Remote Meetings, "Hosting accessible remote meetings"' in text
        assert "needs a person chat-reader" in text
        assert "dccg-meet agenda check 97 --confirm chat-reader" in result.output
        assert "after the call" not in text

    def test_lines_fit_the_terminal(self, place: Workspace) -> None:
        """80 columns where nobody says otherwise; commands are not broken, so that they can be copied."""
        lines = run("agenda check 97").output.splitlines()[1:]
        assert all(len(line) <= 80 or "dccg" in line for line in lines)

    def test_a_person_confirms_and_takes_back(self, place: Workspace) -> None:
        """Kept in call.toml; what is to do still is, and no word of a person changes it."""
        rules = ("poll-alternatives", "no-waiting-room", "chat-reader", "captions-on", "floor-alternative")
        assert run("agenda check 97 " + " ".join(f"--confirm {rule}" for rule in rules)).exit_code == 3
        done = run("agenda check 97 --confirm no-flashing")
        assert done.exit_code == 3
        assert "0 needs a person" in done.output
        refused = run("agenda check 97 --confirm glossary")
        assert (refused.exit_code, "cannot be confirmed" in refused.stderr) == (2, True)
        assert place.calls()[0].record.confirmed == (*rules, "no-flashing")
        assert run("agenda check 97 --unconfirm chat-reader").exit_code == 3
        assert "chat-reader" not in place.calls()[0].record.confirmed

    def test_an_unknown_rule_changes_nothing(self, place: Workspace) -> None:
        """Exit code 2, with the rules that there are."""
        result = run("agenda check 97 --confirm breaks --confirm chat-raeder")
        assert (result.exit_code, "chat-reader" in result.stderr) == (2, True)
        assert place.calls()[0].record.confirmed == ()

    def test_json(self, place: Workspace) -> None:
        """The same for programs, with the same exit code."""
        result = run("agenda check next --json")
        data = json.loads(result.output)
        assert (result.exit_code, data["number"]) == (3, 97)
        assert sum(data["counts"].values()) == len(data["rules"])
        assert data["rules"][0].keys() == {"id", "phase", "text", "state", "why", "command", "source"}

    def test_needs_are_counted_and_nobody_is_named(self, place: Workspace) -> None:
        """How many, not who."""
        done('roster add "Zebedee Canary" --need "sign language" --email z@example.org')
        result = run("agenda check 97")
        assert "1 person needs a sign language interpreter" in " ".join(result.output.split())
        assert not any(word in result.output for word in ("Zebedee", "Canary", "z@example.org"))

    def test_after_the_call(self, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        """Captions, transcript, notes; none of them needs a person's word."""
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW) + 30 * 86_400))
        result = run("agenda check 97")
        assert result.exit_code == 3
        assert "after the call" in result.output
        assert "dccg-meet captions make 97 RECORDING" in result.output

    def test_a_call_that_is_off(self, place: Workspace) -> None:
        """Has nothing to check."""
        done("call cancel 97")
        assert "nothing to check" in run("agenda check 97").output

    def test_the_run_sheet_is_seen_to_once_it_is_up_to_date(self, place: Workspace) -> None:
        """Another item makes it old."""
        done('agenda add 97 "Opening"')
        done("agenda build 97 --run-sheet")
        assert "ok             run-sheet" in run("agenda check 97").output
        done('agenda add 97 "Reports"')
        assert "to do          run-sheet" in run("agenda check 97").output


@pytest.mark.parametrize("command", ["agenda build 97", "agenda send 97"])
def test_a_template_that_names_somebody(place: Workspace, command: str) -> None:
    """What a group's own template says is read before it is written or sent."""
    done('roster add "Zebedee Canary"', 'agenda add 97 "Adoption"')
    own = place.templates / "agendas"
    own.mkdir(parents=True)
    (own / "agenda.txt.j2").write_text("Ask Zebedee Canary.", encoding="utf-8")
    result = run(command)
    assert result.exit_code == ReleaseRefused.exit_code
    assert "agenda.txt, line 1: a name" in result.stderr
    assert "Canary" not in result.output
    [folder] = place.calls()
    assert not folder.agenda("txt").exists()
    assert not folder.drafts.exists()
