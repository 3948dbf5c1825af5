"""The files of a poll: what anybody may read, and what is private."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dccg_meet.errors import BadFile, BadValue, PollError, UnsafePath
from dccg_meet.workspace.create import create
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.poll import Answer, Answers, Poll, Slot, Vote, find_folder, new_folder
from dccg_meet.workspace.schema import Group
from tests.factories import utc

POLL = Poll(
    title="Monthly call",
    minutes=60,
    opened=utc("2026-12-20 10:00"),
    slots=(
        Slot(letter="A", start=utc("2027-01-12 14:00")),
        Slot(letter="B", start=utc("2027-01-13 07:00")),
    ),
)
ANSWER = Answer(address="zebedee@example.org", origin="mail 1", yes=("B", "A"), given=utc("2026-12-21 10:00"))


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return create(tmp_path, Group(name="Group", list="list@example.org"))


class TestFolder:
    """polls/NAME/."""

    def test_what_is_saved_is_loaded(self, place: Workspace) -> None:
        """Both files, and no answers where there is no file of them."""
        folder = new_folder(place, "2027-01")
        folder.save(POLL)
        assert find_folder(place, "2027-01").load() == POLL
        assert folder.load_answers() == Answers()
        folder.save_answers(Answers(answers=(ANSWER,)))
        folder.save_answers(Answers(answers=(ANSWER, ANSWER.changed(origin="mail 2"))))
        assert [answer.origin for answer in folder.load_answers().answers] == ["mail 1", "mail 2"]

    def test_answers_are_for_the_owner_alone(self, place: Workspace) -> None:
        """Mode 0600, and git takes only what is public."""
        folder = new_folder(place, "2027-01")
        folder.save(POLL)
        folder.save_answers(Answers(answers=(ANSWER,)))
        (folder.path / "answers.toml~").write_text("copy", encoding="utf-8")
        assert folder.answers.stat().st_mode & 0o777 == 0o600
        subprocess.run(["git", "init", "-q"], cwd=place.root, check=True)
        subprocess.run(["git", "add", "--all"], cwd=place.root, check=True)
        listed = subprocess.run(
            ["git", "ls-files", "polls"], cwd=place.root, check=True, capture_output=True, text=True
        ).stdout
        assert listed.split() == ["polls/2027-01/poll.toml"]

    @pytest.mark.parametrize("name", ["../2027", "2027/01", "", "Jänner", "a" * 90, "2027-01\n"])
    def test_a_name_is_a_plain_one(self, place: Workspace, name: str) -> None:
        """No path leads out of polls/."""
        with pytest.raises(BadValue):
            new_folder(place, name)

    def test_names_are_taken_once(self, place: Workspace) -> None:
        """A second poll of a name is refused, and an unknown one is told with those that exist."""
        with pytest.raises(PollError, match="no poll 2027-02"):
            find_folder(place, "2027-02")
        new_folder(place, "2027-01").save(POLL)
        with pytest.raises(PollError, match="already"):
            new_folder(place, "2027-01")
        with pytest.raises(PollError) as error:
            find_folder(place, "2027-02")
        assert "2027-01" in error.value.todo

    def test_a_link_is_not_followed(self, place: Workspace, tmp_path: Path) -> None:
        """Answers are not written where others can read them, also when the file is there already."""
        folder = new_folder(place, "2027-01")
        folder.save(POLL)
        (tmp_path / "elsewhere").write_text("", encoding="utf-8")
        folder.answers.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(UnsafePath):
            folder.save_answers(Answers())

    def test_errors_in_answers_show_nobody(self, place: Workspace) -> None:
        """A broken answers.toml is told without what stands in it."""
        folder = new_folder(place, "2027-01")
        folder.save(POLL)
        folder.answers.write_text('[[answers]]\naddress = "Zebedee Canary"\norigin = "x"\n', encoding="utf-8")
        with pytest.raises(BadFile) as error:
            folder.load_answers()
        assert "Canary" not in str(error.value)
        assert error.value.faults[0].file == "2027-01/answers.toml"


class TestRecords:
    """What the files may say."""

    def test_slots_are_lettered_in_the_order_of_time(self) -> None:
        """Anything else is refused: an answer of C has to mean one time."""
        first, second = POLL.slots
        for slots in (
            (second.changed(letter="A"), first.changed(letter="B")),
            (first, second.changed(letter="C")),
            (first, second.changed(start=first.start)),
            (first,),
        ):
            with pytest.raises(ValueError, match="slots"):
                POLL.changed(slots=slots)

    def test_an_answer_has_one_vote_a_slot(self) -> None:
        """Lists are sorted; a slot in two of them is refused, and so is an answer of nobody."""
        assert ANSWER.yes == ("A", "B")
        assert ANSWER.changed(no=("C",)).votes == {"A": Vote.YES, "B": Vote.YES, "C": Vote.NO}
        with pytest.raises(ValueError, match="one of yes"):
            ANSWER.changed(no=("A",))
        with pytest.raises(ValueError, match="an address or a name"):
            ANSWER.changed(address="")
