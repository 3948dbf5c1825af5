"""Whose answers count, and what they come to beside the burden."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.errors import PollError
from dccg_meet.polls.poll import (
    added,
    admitted,
    best,
    closing,
    doubles,
    named,
    settled,
    silent,
    table,
    voters,
)
from dccg_meet.workspace.poll import Answer, Answers, Vote
from dccg_meet.workspace.schema import Person, Roster
from tests.factories import make_poll, utc

POLL = make_poll(until=dt.date(2027, 1, 5))
ZEBEDEE = Person(
    name="Zebedee Canary", zone="Pacific/Auckland", email="z@example.org", other_emails=("Z.C@work.example",)
)
MEI = Person(name="Mei-Ling Chua", zone="Asia/Singapore", email="mei@example.org")
ANN = Person(name="Ann Lee", zone="America/Los_Angeles")
ROSTER = Roster(people=(ZEBEDEE, MEI, ANN))


def _answer(address: str = "z@example.org", when: str | None = "2026-12-21 10:00", **values: Any) -> Answer:
    return Answer(**{"address": address, "given": utc(when) if when else None, "origin": "mail", **values})


def _points(start: dt.datetime, _minutes: int, zone: str) -> float:
    """A burden of a few points for the test."""
    return {("A", "Pacific/Auckland"): 10, ("B", "America/Los_Angeles"): 7, ("C", "Asia/Singapore"): 8}.get(
        (next(slot.letter for slot in POLL.slots if slot.start == start), zone), 0
    )


def _rows(*answers: Answer) -> Any:
    zones = [person.zone for person in ROSTER.people]
    return table(POLL, voters(POLL, Answers(answers=answers), ROSTER), zones, _points)


class TestVoters:
    """Who answered what."""

    def test_people_are_known_by_every_address(self) -> None:
        """Two addresses, whatever their case, and a name in an export are one person."""
        found = voters(
            POLL,
            Answers(
                answers=(
                    _answer(yes=("A",)),
                    _answer("z.c@work.example", "2026-12-22 10:00", no=("B",)),
                    Answer(name="CANARY, Zebedee", origin="Rallly export", no=("C",)),
                )
            ),
            ROSTER,
        )
        [voter] = found
        assert voter.person is ZEBEDEE
        assert voter.votes == {"A": Vote.YES, "B": Vote.NO, "C": Vote.NO}

    def test_others_are_kept_by_their_address(self) -> None:
        """Somebody who is not on the roster counts, and is told apart."""
        [voter] = voters(POLL, Answers(answers=(_answer("new@example.net", yes=("A",)),)), ROSTER)
        assert (voter.label, voter.person) == ("new@example.net", None)

    def test_addresses_are_compared_as_everywhere(self) -> None:
        """Case folding would take gross@ and groß@ for one, and so neither person for the one who wrote."""
        hans = Person(name="Hans Canary", email="gross@example.org")
        greta = Person(name="Greta Canary", email="groß@example.org")
        roster = Roster(people=(hans, greta))
        [found] = voters(POLL, Answers(answers=(_answer("Gross@example.org"),)), roster)
        assert found.person == hans

    def test_a_name_of_two_people_is_nobodys(self) -> None:
        """It is not guessed whose it is."""
        twins = Roster(people=(Person(name="Ann Lee"), Person(name="Lee Ann")))
        [voter] = voters(POLL, Answers(answers=(Answer(name="Ann Lee", origin="x", yes=("A",)),)), twins)
        assert voter.person is None

    def test_the_newest_word_on_each_slot_counts(self) -> None:
        """By date, not by the order of reading; what is not mentioned again stays."""
        answers = Answers(
            answers=(
                _answer(when="2026-12-23 10:00", no=("A",)),
                _answer(when="2026-12-21 10:00", yes=("A", "B")),
                _answer(when=None, no=("B",), if_needed=("C",)),
            )
        )
        [voter] = voters(POLL, answers, ROSTER)
        assert voter.votes == {"A": Vote.NO, "B": Vote.YES, "C": Vote.IF_NEEDED}

    def test_late_answers_are_kept_and_marked(self) -> None:
        """They count when asked for; the day ends when it has ended everywhere."""
        assert closing(POLL) == utc("2027-01-06 12:00")
        answers = Answers(
            answers=(
                _answer(when="2027-01-06 11:59", yes=("A",)),
                _answer(when="2027-01-06 12:01", no=("A",)),
            )
        )
        [voter] = voters(POLL, answers, ROSTER)
        assert (voter.votes, voter.late) == ({"A": Vote.YES}, True)
        [voter] = voters(POLL, answers, ROSTER, late=True)
        assert voter.votes == {"A": Vote.NO}

    @given(st.permutations(range(5)))
    def test_the_order_of_reading_does_not_matter(self, order: list[int]) -> None:
        """But for answers of the same moment."""
        answers = [
            _answer(when=f"2026-12-2{day} 10:00", yes=("A",) * (day % 2), no=("A",) * (1 - day % 2))
            for day in range(5)
        ]
        shuffled = Answers(answers=tuple(answers[place] for place in order))
        assert voters(POLL, shuffled, ROSTER)[0].votes == {"A": Vote.NO}

    def test_who_is_silent(self) -> None:
        """Everybody on the roster who has not answered."""
        found = voters(POLL, Answers(answers=(_answer(yes=("A",)),)), ROSTER)
        assert silent(ROSTER, found) == (MEI, ANN)


class TestAdmitted:
    """Whose votes are counted in public."""

    def test_the_roster_and_whom_a_facilitator_entered(self) -> None:
        """Strangers' mails and rows of exports are not."""
        answers = (
            _answer("z@example.org", origin="mail 1", yes=("A",)),
            _answer("fake@example.net", origin="mail 2", yes=("A",)),
            _answer("", name="Fake Too", origin="Rallly export", yes=("A",)),
            _answer("guest@example.net", origin="mail 3", yes=("A",)),
            _answer("guest@example.net", origin="told", no=("B",)),
        )
        found = admitted(voters(POLL, Answers(answers=answers), ROSTER))
        assert [voter.label for voter in found] == ["Zebedee Canary", "guest@example.net"]


class TestDoubles:
    """Who may be counted twice."""

    MAIL = _answer("zebedee@home.example", origin="mail 1", yes=("A",), no=("B",))

    @pytest.mark.parametrize(
        ("values", "asked"),
        [
            ({}, True),
            ({"origin": "Framadate export"}, True),
            ({"origin": "mail 2"}, False),
            ({"no": ()}, False),
            ({"yes": (), "no": ()}, False),
        ],
    )
    def test_the_same_answer_entered_by_hand(self, values: dict[str, Any], asked: bool) -> None:
        """A stranger's mail, and somebody on the roster who wrote none."""
        entered = _answer(
            "", name="Zebedee Canary", **{"origin": "told", "yes": ("A",), "no": ("B",), **values}
        )
        found = doubles(voters(POLL, Answers(answers=(self.MAIL, entered)), ROSTER))
        assert [(one.label, other.person) for one, other in found] == (
            [("zebedee@home.example", ZEBEDEE)] if asked else []
        )

    def test_not_once_the_roster_knows(self) -> None:
        """Then it is one person."""
        entered = _answer("", name="Zebedee Canary", origin="told", yes=("A",), no=("B",))
        person = ZEBEDEE.changed(other_emails=("zebedee@home.example",))
        assert doubles(voters(POLL, Answers(answers=(self.MAIL, entered)), Roster(people=(person,)))) == ()


class TestAdded:
    """Keeping answers."""

    def test_reading_twice_changes_nothing(self) -> None:
        """Two mails of one second included."""
        fresh = [_answer(origin="mail 1", yes=("A",)), _answer(origin="mail 2", no=("A",))]
        once = added(Answers(), fresh)
        assert added(once, fresh) == once
        assert len(once.answers) == 2

    def test_a_newer_export_is_added(self) -> None:
        """A changed row is a new answer; back again, too."""
        first = Answer(name="Ann", origin="Rallly export", yes=("A",))
        second = first.changed(yes=(), no=("A",))
        answers = added(added(added(Answers(), [first]), [second]), [first])
        assert [answer.votes["A"] for answer in answers.answers] == [Vote.YES, Vote.NO, Vote.YES]


class TestTable:
    """Votes beside the burden."""

    def test_counts_and_burden(self) -> None:
        """Each zone once; the hardest are named."""
        rows = _rows(
            _answer(yes=("A",), no=("B",)),
            _answer("mei@example.org", if_needed=("A",)),
        )
        assert [(row.yes, row.if_needed, row.no) for row in rows] == [(1, 1, 0), (0, 0, 1), (0, 0, 0)]
        assert [(row.worst, row.hardest) for row in rows] == [
            (10, ("Pacific/Auckland",)),
            (7, ("America/Los_Angeles",)),
            (8, ("Asia/Singapore",)),
        ]

    def test_no_zones(self) -> None:
        """Nobody carries anything, and nobody is called hardest."""
        [row, *_] = table(POLL, (), (), _points)
        assert (row.worst, row.total, row.hardest) == (0, 0, ())

    def test_most_people_first_then_gladly_then_burden(self) -> None:
        """Two if needed are more than one yes."""
        assert [
            row.slot.letter for row in best(_rows(_answer(yes=("A",)), _answer("m@x.org", yes=("A",))))
        ] == ["A"]
        rows = _rows(_answer(yes=("A",), if_needed=("B",)), _answer("mei@example.org", if_needed=("B",)))
        assert [row.slot.letter for row in best(rows)] == ["B"]
        rows = _rows(_answer(yes=("A", "B")))
        assert [row.slot.letter for row in best(rows)] == ["B"], "the worst-off carries 7, not 10"

    def test_ties_are_told(self) -> None:
        """Slots that are equal in all are all best; none is where nobody can come."""
        answers = Answers(answers=(_answer(yes=("A", "B")),))
        rows = table(POLL, voters(POLL, answers, ROSTER), (), _points)
        assert [row.slot.letter for row in best(rows)] == ["A", "B"]
        assert best(_rows(_answer(no=("A",)))) == ()

    def test_the_order_of_people_and_zones_does_not_matter(self) -> None:
        """The same rows."""
        zones = [person.zone for person in ROSTER.people]
        found = voters(POLL, Answers(answers=(_answer(yes=("A",)),)), ROSTER)
        tables = {repr(table(POLL, found, order, _points)) for order in permutations(zones)}
        assert len(tables) == 1


class TestNamed:
    """Whom a chair means."""

    def test_addresses_and_names(self) -> None:
        """A name becomes the person's address, or stays where there is none."""
        assert named(ROSTER, "New@Example.net") == {"address": "new@example.net"}
        assert named(ROSTER, "mei ling chua") == {"address": "mei@example.org"}
        assert named(ROSTER, "Ann Lee") == {"name": "Ann Lee"}

    def test_nobody(self) -> None:
        """The error does not repeat the name."""
        with pytest.raises(PollError) as error:
            named(ROSTER, "Canary Row")
        assert "Canary" not in str(error.value)


def test_what_was_answered_later_is_settled() -> None:
    """A doubtful mail is done with once its writer, from whatever address, has said something newer."""
    answers = Answers(answers=(_answer(when="2026-12-23 10:00", yes=("A",)),))
    assert settled(answers, ROSTER, "z.c@work.example", utc("2026-12-22 10:00"))
    assert settled(answers, ROSTER, "z.c@work.example", None)
    assert not settled(answers, ROSTER, "z@example.org", utc("2026-12-24 10:00"))
    assert not settled(answers, ROSTER, "mei@example.org", utc("2026-12-22 10:00"))
    assert not settled(answers, ROSTER, "", None)
