"""A poll for a time: whose answers count, and what they come to beside the burden. Pure functions.

Nothing is decided here: :func:`best` says which slots suit most people, a chair chooses.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dccg_meet.chatham.names.roster import same_name
from dccg_meet.errors import PollError
from dccg_meet.workspace.poll import Answer, Answers, Poll, Slot, Vote
from dccg_meet.workspace.schema import Person, Roster
from dccg_meet.workspace.values import mail_key

Burden = Callable[[dt.datetime, int, str], float]
"""Points that a call of some minutes from a moment costs the people of a zone."""

_LAST_PLACE = dt.timedelta(hours=12)
"""How long after midnight UTC a day ends where it ends last (UTC-12, "anywhere on earth")."""

TOLD = "told"
"""The origin of an answer that a facilitator entered."""

_BEFORE_ALL = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Voter:
    """Somebody who answered. PRIVATE.

    ``person`` is None for somebody who is not on the roster; ``votes`` has the newest word on each slot.
    ``late`` tells that an answer came after the last day, ``wrote`` that one came as a mail, ``entered`` that
    a facilitator entered one.
    """

    label: str
    person: Person | None
    votes: dict[str, Vote]
    late: bool
    wrote: bool = False
    entered: bool = False


@dataclass(frozen=True)
class Row:
    """What the answers and the clocks say of one slot.

    ``worst`` are the points of the zone that carries most and ``total`` those of all zones, each once;
    ``hardest`` are the zones that carry ``worst``, none where nobody carries anything.
    """

    slot: Slot
    yes: int
    if_needed: int
    no: int
    worst: float
    total: float
    hardest: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int, float, float]:
        """The smaller the better: who can come, how many gladly, who carries most, what all carry."""
        return (-(self.yes + self.if_needed), -self.yes, self.worst, self.total)


def closing(poll: Poll) -> dt.datetime | None:
    """When the last day for answers has ended everywhere (UTC); None where the poll has none."""
    if poll.until is None:
        return None
    return dt.datetime.combine(poll.until + dt.timedelta(days=1), dt.time(), dt.UTC) + _LAST_PLACE


def is_late(poll: Poll, answer: Answer) -> bool:
    """Whether ``answer`` was given after the last day; one without a date is not known to be."""
    last = closing(poll)
    return last is not None and answer.given is not None and answer.given > last


def added(answers: Answers, fresh: Iterable[Answer]) -> Answers:
    """``answers`` with those of ``fresh`` that are not there yet, so that reading twice changes nothing.

    What came from one place at one time is there already if the last such answer says the same; a mail is
    known by its hash, whatever its date was taken to be.
    """
    kept = list(answers.answers)
    last = {_mark(answer): answer for answer in kept}
    for answer in fresh:
        known = last.get(_mark(answer))
        if known is None or known.votes != answer.votes:
            kept.append(answer)
            last[_mark(answer)] = answer
    return Answers(answers=tuple(kept))


def voters(poll: Poll, answers: Answers, roster: Roster, *, late: bool = False) -> tuple[Voter, ...]:
    """Everybody who answered, in the order of their first answer, with the newest word on each slot.

    Newest is by date, then by the order of reading; an answer without a date is older than all with one.
    A late answer counts only with ``late``, but its voter is listed.
    """
    found: dict[Person | str, list[Answer]] = {}
    for answer in answers.answers:
        found.setdefault(_voter_of(answer, roster), []).append(answer)
    return tuple(_voter(poll, who, given, late=late) for who, given in found.items())


def settled(answers: Answers, roster: Roster, address: str, given: dt.datetime | None) -> bool:
    """Whether somebody who wrote from ``address`` at ``given`` has answered later: then that is settled."""
    if not address:
        return False
    who = _voter_of(Answer(address=address, origin="mail"), roster)
    return any(
        answer.given is not None and (given is None or answer.given > given)
        for answer in answers.answers
        if _voter_of(answer, roster) == who
    )


def named(roster: Roster, who: str) -> dict[str, str]:
    """``who`` as an answer has it: an address as it is, a name on the roster as the person's address or name.

    Raises PollError for a name that fits nobody on the roster, or several.
    """
    if "@" in who:
        return {"address": mail_key(who.strip())}
    fitting = [person for person in roster.people if same_name(person.name, who)]
    if len(fitting) != 1:
        raise PollError(
            f"the name fits {len(fitting) or 'nobody'}{' people' if fitting else ''} on the roster",
            todo="Give the full name as it stands in roster.toml, or a mail address.",
        )
    [person] = fitting
    return {"address": person.addresses[0]} if person.addresses else {"name": person.name}


def table(poll: Poll, votes: Iterable[Voter], zones: Iterable[str], burden: Burden) -> tuple[Row, ...]:
    """One row a slot. ``zones`` are those of the people, each counted once; ``burden`` gives their points."""
    votes, places = tuple(votes), sorted(set(zones))
    return tuple(_row(slot, poll.minutes, votes, places, burden) for slot in poll.slots)


def best(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The row that suits most people, or all that tie; none where nobody can come to any.

    First how many can come, then how many of them gladly, then who carries most, then what all carry.
    """
    top = min(row.rank for row in rows)
    return tuple(row for row in rows if row.rank == top and row.yes + row.if_needed)


def silent(roster: Roster, votes: Iterable[Voter]) -> tuple[Person, ...]:
    """Who on the roster has not answered, not even late."""
    heard = {voter.person for voter in votes}
    return tuple(person for person in roster.people if person not in heard)


def admitted(votes: Iterable[Voter]) -> tuple[Voter, ...]:
    """Whose votes are counted in public: people on the roster, and those whom a facilitator entered.

    Anybody can write mails, and with two strangers' names find out what the only one who answered said.
    """
    return tuple(voter for voter in votes if voter.person is not None or voter.entered)


def doubles(votes: Iterable[Voter]) -> tuple[tuple[Voter, Voter], ...]:
    """Strangers, each with somebody on the roster who says the same of every slot and wrote no mail of it.

    They may be one person, who wrote from an address of theirs that the roster lacks, and counts twice.
    """
    votes = tuple(votes)
    known = [voter for voter in votes if voter.person and voter.votes and not voter.wrote]
    pairs = (
        (stranger, next((voter for voter in known if voter.votes == stranger.votes), None))
        for stranger in votes
        if stranger.person is None
    )
    return tuple((stranger, voter) for stranger, voter in pairs if voter is not None)


def _is_mail(answer: Answer) -> bool:
    return answer.origin.startswith("mail ")


def _mark(answer: Answer) -> tuple[str, str, dt.datetime | None, str]:
    given = None if _is_mail(answer) else answer.given
    return (mail_key(answer.address), answer.name, given, answer.origin)


def _voter_of(answer: Answer, roster: Roster) -> Person | str:
    """Who on the roster gave ``answer``; the address or name in small letters where that fits no one."""
    if answer.address:
        unknown = mail_key(answer.address)
        fitting = [person for person in roster.people if unknown in map(mail_key, person.addresses)]
    else:
        unknown = answer.name.casefold()
        fitting = [person for person in roster.people if same_name(person.name, answer.name)]
    return fitting[0] if len(fitting) == 1 else unknown


def _voter(poll: Poll, who: Person | str, given: Sequence[Answer], *, late: bool) -> Voter:
    votes: dict[str, Vote] = {}
    for answer in sorted(given, key=lambda answer: answer.given or _BEFORE_ALL):
        if late or not is_late(poll, answer):
            votes |= {letter: vote for letter, vote in answer.votes.items() if letter in poll.letters}
    person = None if isinstance(who, str) else who
    return Voter(
        label=person.name if person else given[0].address or given[0].name,
        person=person,
        votes=votes,
        late=any(is_late(poll, answer) for answer in given),
        wrote=any(map(_is_mail, given)),
        entered=any(answer.origin == TOLD for answer in given),
    )


def _row(slot: Slot, minutes: int, votes: Sequence[Voter], zones: Sequence[str], burden: Burden) -> Row:
    count = Counter(voter.votes.get(slot.letter) for voter in votes)
    points = {zone: burden(slot.start, minutes, zone) for zone in zones}
    worst = max(points.values(), default=0)
    return Row(
        slot=slot,
        yes=count[Vote.YES],
        if_needed=count[Vote.IF_NEEDED],
        no=count[Vote.NO],
        worst=worst,
        total=sum(points.values()),
        hardest=tuple(_at(points, worst)),
    )


def _at(points: dict[str, float], worst: float) -> Iterator[str]:
    return (zone for zone, carried in points.items() if carried == worst and worst > 0)
