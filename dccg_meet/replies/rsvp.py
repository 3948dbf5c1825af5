"""Who comes: the answers to an invitation folded into a table, and what the table says.

The table keeps the newest answer of each address, sender and version of the event, doubted ones apart.
Folding more mail into it gives the same table in any order and however often (but for two answers of the same
second, where the later in the mailbox wins). Whether an answer counts is decided when the table is read, by
:func:`judge`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from dccg_meet.replies.envelope import Envelope, canonical
from dccg_meet.replies.outcome import COUNTING, Outcome
from dccg_meet.replies.reply import Itip, Method
from dccg_meet.workspace.replies import Answer, Replies, Reply
from dccg_meet.workspace.schema import CallRecord, Person, Roster

_ROWS = 20
"""Answers of one sender that a call's table keeps, the newest: one a version, and a few for other people."""
_AHEAD = dt.timedelta(days=1)
People = Mapping[str, Person]
"""Whose each address is, by its canonical form."""

_NEVER = dt.datetime(1971, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Seat:
    """One person's place at the call, or one delegate's. ``name`` is the roster's; empty for a stranger.

    ``sender`` is for whom the delegate comes, ``delegates`` who comes instead. ``told`` is whether the person
    has an invitation of their own.
    """

    address: str
    name: str = ""
    answer: Answer = Answer.NONE
    outcome: Outcome | None = None
    comment: str = ""
    instead_of: str = ""
    delegates: tuple[str, ...] = ()
    told: bool = True


@dataclass(frozen=True)
class Standing:
    """What a table says: a seat for everybody invited and each delegate, those uninvited, open doubts."""

    seats: tuple[Seat, ...]
    uninvited: tuple[Seat, ...]
    doubts: tuple[tuple[Reply, Outcome], ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many answered what. A delegate who answered counts as well as the one who sent them."""
        answers = Counter(seat.answer for seat in self.seats)
        return {
            **{answer.value: answers[answer] for answer in Answer},
            "no-answer": sum(seat.answer is Answer.NONE for seat in self.seats if seat.told),
            "invited": sum(seat.told for seat in self.seats),
            "late": sum(seat.outcome is Outcome.LATE for seat in self.seats),
            "uninvited": len(self.uninvited),
            "delegates-to-invite": len(self.to_invite),
            "in-doubt": len(self.doubts),
        }

    @property
    def to_invite(self) -> tuple[Seat, ...]:
        """Delegates whom nobody has invited, and who have not answered either."""
        return tuple(seat for seat in self.seats if not seat.told and seat.answer is Answer.NONE)


def row(itip: Itip, cover: Envelope, record: CallRecord) -> Reply | None:
    """The table's row for one answer; None where its addresses are none.

    A missing SEQUENCE is 0 (RFC 5545 section 3.8.7.4), or the present one where the answer has the present
    time and is newer than it. A DTSTAMP from the future, which would win for ever, becomes the mail's time.
    """
    latest = cover.received or record.end
    stamp = itip.stamp or cover.received or _NEVER
    if stamp > latest + _AHEAD:
        stamp = latest
    sequence = itip.sequence
    if sequence is None:
        sequence = record.sequence if itip.start == record.start and stamp >= record.stamp else 0
    try:
        return Reply(
            address=itip.attendee,
            answer=itip.answer,
            sequence=sequence,
            stamp=stamp,
            received=cover.received,
            sender=cover.sender,
            sent_by=itip.sent_by,
            doubted=cover.doubted,
            comment=itip.comment,
            delegated_to=itip.delegated_to,
            delegated_from=itip.delegated_from,
        )
    except ValidationError:
        return None


def fold(table: Replies, replies: Iterable[Reply]) -> Replies:
    """``table`` with ``replies``, sorted: of each place the newest by DTSTAMP, of each sender the newest."""
    newest = {_place(reply): reply for reply in table.replies}
    for reply in replies:
        known = newest.get(_place(reply))
        if known is None or _age(reply) >= _age(known):
            newest[_place(reply)] = reply
    rows: defaultdict[str, int] = defaultdict(int)
    kept = []
    for place in sorted(newest, key=lambda place: (_age(newest[place]), place), reverse=True):
        rows[newest[place].sender] += 1
        if rows[newest[place].sender] <= _ROWS:
            kept.append(place)
    return Replies(replies=tuple(newest[place] for place in sorted(kept)))


def judge(reply: Reply, record: CallRecord, people: People) -> Outcome:
    """Whether an answer counts for the call and the roster as they are now, and if not, why.

    The roster alone says who may answer for whom: an answer counts where the mail comes from an address of
    the person (or, for a stranger, from the one that answers). SENT-BY is the sender's own word.
    """
    person = people.get(reply.address)
    theirs = {canonical(address) for address in person.addresses} if person else {reply.address}
    if reply.sequence > record.sequence:
        return Outcome.AHEAD
    if reply.sequence < record.sequence:
        return Outcome.STALE
    if reply.sender not in theirs:
        return Outcome.ON_BEHALF if reply.sent_by and reply.sent_by == reply.sender else Outcome.UNVERIFIED
    if reply.doubted:
        return Outcome.DOUBTED
    return Outcome.LATE if (reply.received or reply.stamp) > record.end else Outcome.COUNTED


def aside(itip: Itip) -> Outcome | None:
    """Why a calendar is no answer to the call whose UID it has; None where it is one."""
    if itip.occurrence:
        return Outcome.OCCURRENCE
    by_method = {
        Method.COUNTER: Outcome.COUNTER,
        Method.REFRESH: Outcome.REFRESH,
        Method.OTHER: Outcome.OTHER,
    }
    return by_method.get(itip.method)


def people_of(roster: Roster) -> People:
    """Everybody on the roster by every address; where two have the same one, it is the first one's."""
    return {canonical(address): person for person in reversed(roster.people) for address in person.addresses}


def standing(table: Replies, record: CallRecord, roster: Roster) -> Standing:
    """What the table says about the call as it is now."""
    people = people_of(roster)
    by_person = counting(table, record, people)
    seats: dict[str, Seat] = {}
    for person in roster.people:
        if person.invited and person.email:
            key = canonical(person.email)
            seats[key] = _seat(key, people, by_person)
    _add_delegates(seats, people, by_person)
    others = [_seat(key, people, by_person) for key in by_person if key not in seats]
    judged = ((reply, judge(reply, record, people)) for reply in table.replies)
    doubts = tuple(
        (reply, outcome)
        for reply, outcome in judged
        if outcome.decide and not _answered_since(reply, by_person.get(key_of(reply.address, people)))
    )
    return Standing(tuple(seats.values()), tuple(others), doubts)


def _answered_since(doubtful: Reply, own: tuple[Reply, Outcome] | None) -> bool:
    """Whether the person has answered themselves since, so that nobody has to be asked."""
    return own is not None and _age(own[0]) >= _age(doubtful)


def counting(table: Replies, record: CallRecord, people: People) -> dict[str, tuple[Reply, Outcome]]:
    """The newest answer of each person that counts, whichever of their addresses it came from."""
    newest: dict[str, tuple[Reply, Outcome]] = {}
    for reply in table.replies:
        outcome = judge(reply, record, people)
        key = key_of(reply.address, people)
        if outcome in COUNTING and (key not in newest or _age(reply) > _age(newest[key][0])):
            newest[key] = (reply, outcome)
    return newest


def _add_delegates(
    seats: dict[str, Seat], people: People, by_person: Mapping[str, tuple[Reply, Outcome]]
) -> None:
    """A seat for everybody who is to come instead of somebody with a seat, and so on; each of them once."""
    waiting = list(seats.values())
    while waiting:
        seat = waiting.pop(0)
        for address in seat.delegates:
            key = key_of(address, people)
            if key in seats:
                seats[key] = replace(seats[key], instead_of=seats[key].instead_of or seat.address)
            else:
                person = people.get(key)
                told = bool(person and person.invited and person.email)
                seats[key] = _seat(key, people, by_person, instead_of=seat.address, told=told)
                waiting.append(seats[key])


def _seat(
    key: str,
    people: People,
    by_person: Mapping[str, tuple[Reply, Outcome]],
    *,
    instead_of: str = "",
    told: bool = True,
) -> Seat:
    person = people.get(key)
    seat = Seat(key, person.name if person else "", instead_of=instead_of, told=told)
    if key not in by_person:
        return seat
    reply, outcome = by_person[key]
    delegates = reply.delegated_to if reply.answer is Answer.DELEGATED else ()
    return Seat(key, seat.name, reply.answer, outcome, reply.comment, instead_of, delegates, told)


def key_of(address: str, people: People) -> str:
    """The address that stands for the person: their first one, or the address itself for a stranger."""
    person = people.get(canonical(address))
    return canonical(person.addresses[0]) if person else canonical(address)


def _place(reply: Reply) -> tuple[str, str, int, bool]:
    """What has one row in the table; so nothing that is doubtful ever takes the place of what is not."""
    return reply.address, reply.sender, reply.sequence, reply.doubted


def _age(reply: Reply) -> tuple[dt.datetime, dt.datetime]:
    return reply.stamp, reply.received or _NEVER
