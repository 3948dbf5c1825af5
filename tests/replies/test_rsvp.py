"""dccg_meet.replies.rsvp: folding answers into a table, and what the table says."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.replies.outcome import Outcome
from dccg_meet.replies.reply import Method
from dccg_meet.replies.rsvp import aside, fold, judge, people_of, row, standing
from dccg_meet.workspace.replies import Answer, Replies, Reply
from dccg_meet.workspace.schema import Person, Roster
from tests.factories import make_record, utc
from tests.replies.letters import (
    CORWIN,
    OTTILIE,
    QUILLA,
    ZEBEDEE,
    make_cover,
    make_itip,
    make_reply,
    make_roster,
)

RECORD = make_record()
ROSTER = make_roster()
PEOPLE = people_of(ROSTER)


def _table(*replies: Reply) -> Replies:
    return fold(Replies(), replies)


def _counts(*replies: Reply, roster: Roster = ROSTER) -> dict[str, int]:
    return {key: count for key, count in standing(_table(*replies), RECORD, roster).counts.items() if count}


class TestRow:
    """From a calendar and its mail to a row."""

    def test_what_is_kept(self) -> None:
        """The facts, as they came."""
        assert row(make_itip(), make_cover(), RECORD) == make_reply()

    def test_a_stamp_from_the_future(self) -> None:
        """It would win for ever, so the answer is as old as its mail."""
        found = row(make_itip(stamp=utc("2099-01-01 00:00")), make_cover(), RECORD)
        assert found
        assert found.stamp == make_cover().received

    def test_no_stamp(self) -> None:
        """The mail's time, else the oldest of all."""
        found = row(make_itip(stamp=None), make_cover(), RECORD)
        assert found
        assert found.stamp == make_cover().received

    @pytest.mark.parametrize(
        ("start", "stamp", "sequence"),
        [
            ("2026-12-10 15:00", "2026-11-21 09:15", 2),
            ("2026-12-10 15:00", "2026-11-01 09:15", 0),
            ("2026-12-09 14:00", "2026-11-21 09:15", 0),
        ],
    )
    def test_no_sequence(self, start: str, stamp: str, sequence: int) -> None:
        """The present version where the answer has the present time and is newer; otherwise the first."""
        moved = make_record(start=utc("2026-12-10 15:00"), sequence=2)
        found = row(make_itip(sequence=None, start=utc(start), stamp=utc(stamp)), make_cover(), moved)
        assert found
        assert found.sequence == sequence

    def test_no_address(self) -> None:
        """An answer for nobody has no row."""
        assert row(make_itip(attendee="a b"), make_cover(), RECORD) is None


class TestJudge:
    """Whether an answer counts."""

    @pytest.mark.parametrize(
        ("values", "outcome"),
        [
            ({}, Outcome.COUNTED),
            ({"address": "quilla@heron.example"}, Outcome.COUNTED),
            ({"address": QUILLA, "sender": "quilla@heron.example"}, Outcome.COUNTED),
            ({"received": utc("2026-12-09 15:01")}, Outcome.LATE),
            ({"received": None, "stamp": utc("2026-12-09 15:01")}, Outcome.LATE),
            ({"sequence": 2}, Outcome.AHEAD),
            ({"sender": "zebedee@evil.example"}, Outcome.UNVERIFIED),
            ({"sender": ""}, Outcome.UNVERIFIED),
            ({"sender": QUILLA}, Outcome.UNVERIFIED),
            ({"sender": QUILLA, "sent_by": QUILLA}, Outcome.ON_BEHALF),
            ({"sender": QUILLA, "sent_by": OTTILIE}, Outcome.UNVERIFIED),
            ({"doubted": True}, Outcome.DOUBTED),
        ],
    )
    def test_outcomes(self, values: dict[str, object], outcome: Outcome) -> None:
        """One row of the table in the documentation each."""
        assert judge(make_reply(**values), RECORD, PEOPLE) is outcome

    def test_a_moved_call(self) -> None:
        """What answered the earlier version does not count for the present one, whoever sent it."""
        moved = make_record(sequence=1)
        assert judge(make_reply(), moved, PEOPLE) is Outcome.STALE
        assert judge(make_reply(sender="zebedee@evil.example"), moved, PEOPLE) is Outcome.STALE
        assert judge(make_reply(sequence=1), moved, PEOPLE) is Outcome.COUNTED

    def test_the_roster_decides(self) -> None:
        """An address that is put on the roster makes its answers count, without reading them again."""
        reply = make_reply(sender="zebedee@home.example")
        person = ROSTER.people[0].changed(other_emails=("Zebedee@Home.example",))
        assert judge(reply, RECORD, PEOPLE) is Outcome.UNVERIFIED
        assert judge(reply, RECORD, people_of(Roster(people=(person,)))) is Outcome.COUNTED

    def test_no_answers(self) -> None:
        """Other methods and answers about one of a series are set aside."""
        assert aside(make_itip()) is None
        assert aside(make_itip(occurrence=True)) is Outcome.OCCURRENCE
        assert aside(make_itip(method=Method.COUNTER)) is Outcome.COUNTER
        assert aside(make_itip(method=Method.REFRESH)) is Outcome.REFRESH


class TestStanding:
    """What the table says."""

    def test_nobody_answered(self) -> None:
        """Everybody with an invitation has a seat."""
        assert _counts() == {"invited": 5, "no-answer": 5}

    def test_the_newest_of_a_person_counts(self) -> None:
        """Also where it came from another of their addresses."""
        first = make_reply(address=QUILLA)
        second = make_reply(
            address="quilla@heron.example", answer=Answer.DECLINED, stamp=utc("2026-11-22 09:15")
        )
        assert _counts(first, second) == {"invited": 5, "no-answer": 4, "declined": 1}

    def test_needs_action_takes_an_answer_back(self) -> None:
        """Who answers with nothing has not answered."""
        later = make_reply(answer=Answer.NONE, stamp=utc("2026-11-22 09:15"))
        assert _counts(make_reply(), later) == {"invited": 5, "no-answer": 5}

    def test_a_forged_answer_changes_nothing(self) -> None:
        """From another address, or found forged by the server: what the person said stands, in any order."""
        for forged in (
            make_reply(answer=Answer.DECLINED, sender="x@evil.example", stamp=utc("2026-11-25 09:15")),
            make_reply(answer=Answer.DECLINED, doubted=True, stamp=utc("2026-11-25 09:15")),
            make_reply(answer=Answer.DECLINED, sequence=9, stamp=utc("2026-11-25 09:15")),
        ):
            wanted = {"invited": 5, "no-answer": 4, "accepted": 1, "in-doubt": 1}
            assert _counts(make_reply(), forged) == wanted == _counts(forged, make_reply())

    def test_a_doubt_that_the_person_settled(self) -> None:
        """Who has answered themselves since need not be asked."""
        forged = make_reply(answer=Answer.DECLINED, sender="x@evil.example", stamp=utc("2026-11-20 09:15"))
        assert "in-doubt" not in _counts(forged, make_reply())

    def test_uninvited(self) -> None:
        """Strangers, and people on the roster who did not ask, are counted apart."""
        stranger = make_reply(address="stranger@else.example")
        known = make_reply(address="perpetua@snipe.example")
        assert _counts(stranger, known) == {"invited": 5, "no-answer": 5, "uninvited": 2}

    def test_late(self) -> None:
        """It counts, and is marked."""
        late = make_reply(received=utc("2026-12-10 09:15"))
        assert _counts(late) == {"invited": 5, "no-answer": 4, "accepted": 1, "late": 1}


class TestDelegation:
    """Sending somebody else."""

    SENDS = make_reply(address=OTTILIE, answer=Answer.DELEGATED, delegated_to=(CORWIN,))

    def test_a_delegate_to_invite(self) -> None:
        """The delegate has a seat of their own, and somebody has to invite them."""
        found = standing(_table(self.SENDS), RECORD, ROSTER)
        [seat] = found.to_invite
        assert (seat.address, seat.instead_of, seat.told) == (CORWIN, OTTILIE, False)
        assert found.counts["delegated"] == found.counts["delegates-to-invite"] == 1
        assert found.counts["no-answer"] == 4

    def test_a_delegate_who_answered(self) -> None:
        """They count, and are not taken for uninvited."""
        found = standing(_table(self.SENDS, make_reply(address=CORWIN)), RECORD, ROSTER)
        assert not found.to_invite
        assert (found.counts["accepted"], found.counts["delegated"], found.counts["uninvited"]) == (1, 1, 0)

    def test_a_delegate_who_is_invited(self) -> None:
        """Nothing is to do; the two seats are linked."""
        sends = make_reply(address=OTTILIE, answer=Answer.DELEGATED, delegated_to=(QUILLA,))
        found = standing(_table(sends), RECORD, ROSTER)
        assert not found.to_invite
        assert [seat.instead_of for seat in found.seats if seat.address == QUILLA] == [OTTILIE]
        assert found.counts["invited"] == 5

    def test_a_claim(self) -> None:
        """Who says to come for somebody who did not say so is uninvited."""
        claims = make_reply(address=CORWIN, delegated_from=(ZEBEDEE,))
        assert _counts(claims) == {"invited": 5, "no-answer": 5, "uninvited": 1}

    def test_a_circle(self) -> None:
        """Two who send each other, or somebody who sends themselves, are no endless loop."""
        sends = make_reply(address=QUILLA, answer=Answer.DELEGATED, delegated_to=(OTTILIE, QUILLA))
        back = make_reply(address=OTTILIE, answer=Answer.DELEGATED, delegated_to=(QUILLA,))
        assert _counts(sends, back) == {"invited": 5, "no-answer": 3, "delegated": 2}


_replies = st.builds(
    make_reply,
    address=st.sampled_from([ZEBEDEE, QUILLA, "quilla@heron.example", "stranger@else.example"]),
    answer=st.sampled_from(Answer),
    sequence=st.integers(0, 3),
    stamp=st.integers(0, 10**6).map(lambda seconds: utc("2026-11-21 00:00") + dt.timedelta(seconds=seconds)),
    sender=st.sampled_from([ZEBEDEE, QUILLA, "x@evil.example", ""]),
    doubted=st.booleans(),
)


class TestFold:
    """The table does not depend on how the mail came."""

    @given(st.lists(_replies, unique_by=lambda reply: reply.stamp), st.randoms())
    def test_order(self, replies: list[Reply], random: Random) -> None:
        """Any order gives the same table (no two of the same second)."""
        shuffled = random.sample(replies, len(replies))
        assert _table(*replies) == _table(*shuffled) == _table(*reversed(replies))

    @given(st.lists(_replies), st.lists(_replies))
    def test_twice_is_once(self, first: list[Reply], second: list[Reply]) -> None:
        """Reading the same mail again changes nothing, whether at once or piece by piece."""
        table = _table(*first, *second)
        assert fold(table, [*first, *second]) == table == fold(_table(*first), second)

    @given(st.lists(_replies))
    def test_people_are_counted_once(self, replies: list[Reply]) -> None:
        """Whatever is in the table, each person with an invitation gives one answer."""
        counts = standing(_table(*replies), make_record(sequence=1), ROSTER).counts
        assert sum(counts[answer.value] for answer in Answer) == counts["invited"]

    def test_a_flood_of_one_sender(self) -> None:
        """Their newest twenty stay, in whatever order they come; nobody else's go."""
        minute = dt.timedelta(minutes=1)
        flood = [
            make_reply(
                address=f"p{number}@b.example",
                sender="evil@else.example",
                stamp=make_reply().stamp + number * minute,
            )
            for number in range(60)
        ]
        own = make_reply()
        table = fold(Replies(), [own, *flood])
        assert [reply.address for reply in table.replies if reply.sender == "evil@else.example"] == sorted(
            f"p{number}@b.example" for number in range(40, 60)
        )
        assert own in table.replies
        assert fold(fold(Replies(), flood[30:]), [*flood[:30], own]) == table

    def test_a_tie(self) -> None:
        """Of two answers of the same second the later in the mailbox wins."""
        other = make_reply(answer=Answer.DECLINED)
        assert _table(make_reply(), other).replies == (other,)
        assert _table(other, make_reply()).replies == (make_reply(),)


def test_two_people_with_one_address() -> None:
    """It is the first one's."""
    people = people_of(
        Roster(people=(Person(name="A", email="a@b.example"), Person(name="B", email="A@b.example")))
    )
    assert people["a@b.example"].name == "A"
