"""``dccg-meet agenda`` as a chair types it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dccg_meet.calls.rules import CHATHAM_SENTENCE
from dccg_meet.cli.main import root
from dccg_meet.errors import BadValue
from dccg_meet.workspace.folder import Workspace

_NOW = "1795291200"  # 2026-11-21 20:00 UTC


def _run(line: str) -> Result:
    return CliRunner().invoke(root, shlex.split(line))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with call 97 under the Chatham House Rule, the shell in it, a fixed clock."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", _NOW)
    assert _run("init --name Group --list list@example.org --first-number 97").exit_code == 0
    assert _run('call schedule "2026-12-09 14:00" --rule chatham-house').exit_code == 0
    return Workspace(tmp_path)


def _agenda(place: Workspace, kind: str) -> str:
    [folder] = place.calls()
    return folder.agenda(kind).read_text(encoding="utf-8")


class TestAdd:
    """agenda add."""

    def test_it_adds_at_the_end_and_says_so(self, place: Workspace) -> None:
        """Number, title, minutes and the rule that applies."""
        first = _run('agenda add 97 "Adoption of the agenda" --minutes 5 --rule on-the-record')
        second = _run('agenda add next "Main session"')
        assert first.output == "call 97, item 1: Adoption of the agenda (5 min) [on the record]\n"
        assert second.output == "call 97, item 2: Main session (10 min) [Chatham House Rule]\n"
        [folder] = place.calls()
        assert [(item.title, item.minutes) for item in folder.record.items] == [
            ("Adoption of the agenda", 5),
            ("Main session", 10),
        ]

    def test_too_many_minutes_are_a_warning(self, place: Workspace) -> None:
        """The item is added all the same: what to cut is for the chair."""
        result = _run('agenda add 97 "Everything" --minutes 75')
        assert result.exit_code == 0
        assert "Warning: the items take 75 minutes, 15 more than the call has" in result.stderr
        assert "Warning" not in result.stdout

    @pytest.mark.parametrize("title", ["''", '"a\nb"', '"a\x07b"'])
    def test_a_title_is_one_line(self, place: Workspace, title: str) -> None:
        """An empty one, a line break or a control character is refused, and nothing changes."""
        result = _run(f"agenda add 97 {title}")
        assert result.exit_code == BadValue.exit_code
        assert "title: expected" in result.stderr
        assert place.calls()[0].record.items == ()


class TestBuild:
    """agenda build."""

    def test_it_writes_three_files_and_says_so(self, place: Workspace) -> None:
        """Markdown, HTML and plain text, each with the Rule's sentence."""
        _run('agenda add 97 "Main session"')
        result = _run("agenda build 97")
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
        _run('agenda add 97 "Main session"')
        assert _run("agenda build 97").exit_code == 0
        for kind in ("md", "html", "txt"):
            assert "Auckland" in _agenda(place, kind)
            assert not any(word in _agenda(place, kind) for word in ("Xanthippe", "Quux", "Fairbridge"))

    def test_building_twice_touches_nothing(self, place: Workspace) -> None:
        """The same bytes are not written again."""
        _run("agenda build 97")
        [folder] = place.calls()
        before = folder.agenda("html").stat().st_mtime_ns
        _run("agenda build 97")
        assert folder.agenda("html").stat().st_mtime_ns == before

    def test_the_groups_own_template_is_used(self, place: Workspace) -> None:
        """From templates/agendas/ in the workspace."""
        (place.root / "templates" / "agendas").mkdir(parents=True)
        (place.root / "templates" / "agendas" / "agenda.txt.j2").write_text(
            "Call {{ number }}", encoding="utf-8"
        )
        _run("agenda build 97")
        assert _agenda(place, "txt") == "Call 97\n"

    def test_a_broken_template_writes_nothing(self, place: Workspace) -> None:
        """File and line are named, and no file is half new."""
        (place.root / "templates" / "agendas").mkdir(parents=True)
        (place.root / "templates" / "agendas" / "agenda.txt.j2").write_text("\n{{ nmber }}", encoding="utf-8")
        result = _run("agenda build 97")
        assert result.exit_code == 1
        assert "agenda.txt.j2, line 2: 'nmber' is undefined" in result.stderr
        assert not list(place.root.glob("calls/*/agenda.*"))

    def test_an_agenda_without_items_is_a_warning(self, place: Workspace) -> None:
        """With the command that adds one."""
        assert 'dccg-meet agenda add 97 "TITLE"' in _run("agenda build 97").stderr

    def test_a_call_without_a_rule_needs_a_decision(self, place: Workspace) -> None:
        """Exit code 3, the choices spelt out, nothing written."""
        [folder] = place.calls()
        file = folder.path / "call.toml"
        text = file.read_text(encoding="utf-8").replace('rule = "chatham-house"\n', "")
        file.write_text(text, encoding="utf-8")
        result = _run("agenda build 97")
        assert result.exit_code == 3
        assert "chatham-house, on-the-record or off-the-record" in result.stderr
        assert not folder.agenda("md").exists()
