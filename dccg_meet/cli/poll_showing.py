"""What ``dccg-meet times poll show`` prints: votes beside the burden, and what they point to."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import click

from dccg_meet.polls.poll import Row, Voter, best, doubles, silent
from dccg_meet.workspace.poll import Poll
from dccg_meet.workspace.schema import Person, Roster
from dccg_meet.writing.prose import counted
from dccg_meet.zones import place, zone


def print_poll(
    name: str, record: Poll, roster: Roster, rows: Sequence[Row], voters: Sequence[Voter], *, names: bool
) -> None:
    """Print the table, who is silent, and what suits most people. Names only with ``names``."""
    closed = ", closed" if record.closed else ""
    until = f", answers until {record.until:%d %b %Y}" if record.until else ""
    click.echo(f"poll {name}: {record.title}, {record.minutes} min{until}{closed}")
    click.echo(f"     {'slot (UTC)':<21}  yes  if needed   no  burden  worst hour")
    for row in rows:
        start = f"{row.slot.start:%a %d %b %Y %H:%M}"
        click.echo(
            f"  {row.slot.letter}  {start:<21} {row.yes:>4} {row.if_needed:>10} {row.no:>4} {row.worst:>7g}"
            f"  {_hardest(row)}".rstrip()
        )
        if names and row.hardest:
            whose = [person.name for person in roster.people if person.zone in row.hardest]
            click.echo(f"     worst for: {', '.join(whose)}")
    _print_people(roster, voters, names=names)
    _print_proposal(record, rows)


def data(
    name: str, record: Poll, roster: Roster, rows: Sequence[Row], voters: Sequence[Voter], *, names: bool
) -> dict[str, Any]:
    """The same as data."""
    return {
        "name": name,
        "title": record.title,
        "minutes": record.minutes,
        "until": record.until,
        "closed": record.closed,
        "slots": [
            {
                "letter": row.slot.letter,
                "start": row.slot.start,
                "yes": row.yes,
                "if_needed": row.if_needed,
                "no": row.no,
                "worst": row.worst,
                "total": row.total,
                "hardest": list(row.hardest),
            }
            for row in rows
        ],
        "answered": _answered(voters),
        "late": sum(voter.late for voter in voters),
        "not_on_roster": sum(voter.person is None for voter in voters),
        "perhaps_twice": len(doubles(voters)),
        "silent": _by_place(silent(roster, voters)),
        "best": [row.slot.letter for row in best(rows)],
        **({"people": [_person(voter) for voter in voters]} if names else {}),
        **({"doubles": [[one.label, other.label] for one, other in doubles(voters)]} if names else {}),
        **({"silent_people": [person.name for person in silent(roster, voters)]} if names else {}),
    }


def _person(voter: Voter) -> dict[str, Any]:
    on_roster = voter.person is not None
    return {"who": voter.label, "on_roster": on_roster, "late": voter.late, "votes": voter.votes}


def _hardest(row: Row) -> str:
    """Where the clock is worst, and what it shows: ``Auckland Wed 03:00``."""
    if not row.hardest:
        return ""
    local = [(place(name), row.slot.start.astimezone(zone(name))) for name in row.hardest]
    shown = ", ".join(f"{where} {when:%a %H:%M}" for where, when in local[:3])
    return shown + (f" and {len(local) - 3} more" if len(local) > 3 else "")  # noqa: PLR2004 - what fits


def _print_people(roster: Roster, voters: Sequence[Voter], *, names: bool) -> None:
    foreign = sum(voter.person is None for voter in voters)
    late = sum(voter.late for voter in voters)
    remarks = [f"{foreign} not on the roster"] if foreign else []
    remarks += [f"{late} after the last day"] if late else []
    click.echo(f"answered: {_answered(voters)}" + (f" ({', '.join(remarks)})" if remarks else ""))
    for voter in voters if names else ():
        votes = ", ".join(f"{letter} {vote}" for letter, vote in sorted(voter.votes.items()))
        late_mark = "  [late]" if voter.late else ""
        click.echo(f"  {voter.label}: {votes or 'nothing in time'}{late_mark}")
    print_doubles(voters, names=names)
    quiet = silent(roster, voters)
    if quiet:
        where = ", ".join(f"{count} in {name}" for name, count in _by_place(quiet).items())
        click.echo(f"not answered: {len(quiet)} on the roster ({where})")
    for person in quiet if names else ():
        click.echo(f"  {person.name}")


def print_doubles(voters: Sequence[Voter], *, names: bool) -> None:
    """Ask about strangers who may be somebody on the roster, and are counted twice."""
    pairs = doubles(voters)
    if pairs:
        click.echo(
            f"counted twice? {counted(len(pairs), 'answer')} of people not on the roster: somebody on it, "
            "entered by hand, says the same. If it is one person, add the address to their other_emails"
            + ("" if names else " (--names says who)")
        )
    for stranger, voter in pairs if names else ():
        click.echo(f"  {stranger.label}: {voter.label}?")


def _print_proposal(record: Poll, rows: Sequence[Row]) -> None:
    top = best(rows)
    if not top:
        click.echo("nothing to propose yet: nobody can come to any slot so far")
        return
    letters = " and ".join(row.slot.letter for row in top)
    first = top[0]
    what = f"{first.yes + first.if_needed} can come, {first.yes} of them gladly"
    if len(top) > 1:
        click.echo(f"{letters} tie ({what}, with the same burden): choose one")
    else:
        click.echo(f"{letters} suits most: {what}{_reason(first, rows)}")
    for row in top:
        title = f" --title {shlex.quote(record.title)}" if record.title != "Monthly call" else ""
        click.echo(
            f'  dccg-meet call schedule "{row.slot.start:%Y-%m-%d %H:%M}" --zone UTC'
            f" --minutes {record.minutes}{title} --rule RULE"
        )


def _reason(first: Row, rows: Iterable[Row]) -> str:
    """What decided, where the votes alone did not."""
    same = [row.slot.letter for row in rows if row.rank[:2] == first.rank[:2] and row is not first]
    return f" (as many as {' and '.join(same)}, but with less burden)" if same else ""


def _answered(voters: Iterable[Voter]) -> int:
    return sum(bool(voter.votes) for voter in voters)


def _by_place(people: Iterable[Person]) -> dict[str, int]:
    counts = Counter(place(person.zone) if person.zone else "an unknown place" for person in people)
    return dict(sorted(counts.items()))
