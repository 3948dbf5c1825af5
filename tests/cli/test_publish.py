"""``dccg-meet publish`` as a chair types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dccg_meet.site.gather import published
from dccg_meet.workspace.folder import Workspace
from tests.terminal import done, run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with a roster and a call to come."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1762934400")  # 2025-11-12 08:00 UTC
    done(
        "init --name Group --list list@example.org --first-number 97",
        'roster add "Rajesh Menon"',
        'call schedule "2025-12-09 14:00" --rule on-the-record',
        "agenda add 97 Adoption",
    )
    return Workspace(tmp_path)


class TestPublish:
    """publish."""

    def test_it_tells_what_of_each_call_is_public(self, place: Workspace) -> None:
        """A line a call, and the page to open; nothing of what was said."""
        assert run("publish").output == (
            "call 97: agenda (1 item)\npublic/ is written\nopen public/index.html\n"
        )
        assert "calls/097/agenda.html" in published(place.public)

    def test_publishing_again_changes_nothing(self, place: Workspace) -> None:
        """Byte for byte, and it says so."""
        done("publish")
        before = published(place.public)
        assert "public/ is up to date" in run("publish").output
        assert published(place.public) == before

    def test_a_refusal_leaves_the_old_archive(self, place: Workspace) -> None:
        """Nothing is half published: a name in a title that the gate finds stops everything."""
        done("publish")
        before = published(place.public)
        (folder,) = place.calls()
        folder.captions.write_text("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello.\n", encoding="utf-8")
        result = run("publish")
        assert result.exit_code == 3
        assert "dccg-meet captions approve 97" in result.output
        assert published(place.public) == before

    def test_an_empty_roster_publishes_nothing(self, place: Workspace) -> None:
        """Nobody's name could be withheld."""
        (place.root / "roster.toml").write_text("", encoding="utf-8")
        assert run("publish").exit_code == 3
        assert not place.public.exists()

    def test_names_are_masked_in_titles(self, place: Workspace) -> None:
        """And the terminal does not repeat them."""
        done('agenda add 97 "Report by Rajesh Menon"')
        result = run("publish")
        assert "Rajesh" not in result.output
        assert b"Report by [name withheld]" in published(place.public)["calls/097/agenda.txt"]


class TestNobodyByAccident:
    """What takes an approval away, and what never happens without a word."""

    @pytest.fixture
    def held(self, place: Workspace) -> Workspace:
        """A published call of two items, the second under the Chatham House Rule."""
        done('agenda add 97 "In confidence" --rule chatham-house')
        done("call mark 97 1 0:00")
        done("call mark 97 2 0:10")
        (folder,) = place.calls()
        cues = (
            "WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n\n00:20.000 --> 00:22.000\nRajesh Menon was frank.\n"
        )
        folder.captions.write_text(cues, encoding="utf-8")
        done("captions approve 97")
        result = run("publish")
        assert result.exit_code == 0, result.output
        assert b"[name withheld] was frank." in published(place.public)["calls/097/transcript.txt"]
        return place

    def test_marking_an_item_again(self, held: Workspace) -> None:
        """What was approved as confidential cannot be made public by another mark."""
        output = run("call mark 97 2 0:30").output
        assert "has to be approved again" in output
        result = run("publish")
        assert (result.exit_code, "dccg-meet captions approve 97" in result.output) == (3, True)

    def test_somebody_leaves_the_roster(self, held: Workspace) -> None:
        """Pages never show a name that they withheld, unless somebody says that it is meant."""
        done('roster add "Olena Kovalenko"')
        roster = held.root / "roster.toml"
        roster.write_text(
            roster.read_text(encoding="utf-8").replace("Rajesh Menon", "Else"), encoding="utf-8"
        )
        before = published(held.public)
        result = run("publish")
        assert (result.exit_code, "--fewer-masks" in result.output) == (3, True)
        assert published(held.public) == before
        done("publish --fewer-masks")

    def test_an_approved_file_is_lost(self, held: Workspace) -> None:
        """What was published does not vanish without a word."""
        (folder,) = held.calls()
        folder.captions.unlink()
        result = run("publish")
        assert (result.exit_code, "is not there any more" in result.output) == (3, True)

    def test_a_link_among_the_pages(self, held: Workspace) -> None:
        """A web server would follow it."""
        (held.public / "x").symlink_to(held.root / "calls")
        result = run("publish")
        assert (result.exit_code, "symbolic link" in result.output) == (1, True)

    def test_a_roster_that_is_a_folder(self, held: Workspace) -> None:
        """What the disk refuses is one line, not a traceback."""
        (held.root / "roster.toml").unlink()
        (held.root / "roster.toml").mkdir()
        result = run("publish")
        assert (result.exit_code, result.output.count("\n")) == (1, 1)
        assert "roster.toml: Is a directory" in result.output


class TestLooking:
    """--dry-run and --check."""

    def test_a_dry_run_names_the_files_and_writes_none(self, place: Workspace) -> None:
        """What would be added, changed and removed."""
        result = run("publish --dry-run")
        assert result.exit_code == 0
        assert "would add public/calls/097/index.html" in result.output
        assert not place.public.exists()
        done("publish")
        (place.public / "stray.txt").write_text("x")
        done("agenda add 97 Another")
        result = run("publish --dry-run")
        assert "would remove public/stray.txt" in result.output
        assert "would change public/calls/097/agenda.txt" in result.output
        assert "calendar.ics" in result.output

    def test_check_is_for_machines(self, place: Workspace) -> None:
        """Exit code 1 until public/ is what would be written."""
        assert run("publish --check").exit_code == 1
        assert not place.public.exists()
        done("publish")
        result = run("publish --check")
        assert result.exit_code == 0
        assert "public/ is up to date" in result.output

    def test_a_recording_is_asked_for_by_call(self, place: Workspace) -> None:
        """An unknown call or a missing recording is an error."""
        assert run("publish --with-recording 12").exit_code == 1
        result = run("publish --with-recording 97")
        assert result.exit_code == 1
        assert "call 97 has no recording to publish" in result.output
