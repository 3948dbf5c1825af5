"""What is still to do for a call, by when, and the command for it: the chair's home screen as a table.

The times are those of the W3C Process, "Meetings" (#GeneralMeetings), which has them in a table for
distributed meetings and for those face to face:

========================  ===========  ============
what                      distributed  face to face
========================  ===========  ============
meeting announced before  1 week       8 weeks
agenda available before   24 hours     2 weeks
action items after        24 hours     3 days
minutes after             48 hours     2 weeks
========================  ===========  ============

"Or longer if a meeting is scheduled after a weekend": a distributed call's agenda that would be due on a
Saturday or Sunday is due on the Friday. No document of the IGF that we know sets hours; the members of its
Dynamic Coalition Coordination Group are to "communicate openly and transparently on the Group's activities"
(Terms of Reference, "Members").
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dccg_meet.calls.rules import kept
from dccg_meet.workspace.schema import CallRecord, CaptionState, NotesState
from dccg_meet.writing.prose import counted

SOURCE = 'W3C Process, "Meetings"'
_SATURDAY = 5


@dataclass(frozen=True)
class Clock:
    """How long before the start, or after the end, a working group's papers are due."""

    notice: dt.timedelta
    agenda: dt.timedelta
    actions: dt.timedelta
    minutes: dt.timedelta


DISTRIBUTED = Clock(
    notice=dt.timedelta(weeks=1),
    agenda=dt.timedelta(hours=24),
    actions=dt.timedelta(hours=24),
    minutes=dt.timedelta(hours=48),
)
FACE_TO_FACE = Clock(
    notice=dt.timedelta(weeks=8),
    agenda=dt.timedelta(weeks=2),
    actions=dt.timedelta(days=3),
    minutes=dt.timedelta(weeks=2),
)


@dataclass(frozen=True)
class Unreached:
    """Whom a mail did not reach: people by their names, PRIVATE, and whether the list."""

    people: tuple[str, ...] = ()
    list: bool = False

    def __bool__(self) -> bool:
        return bool(self.people or self.list)

    def __str__(self) -> str:
        """``the list and 2 people``."""
        people = counted(len(self.people), "person", "people") if self.people else ""
        return " and ".join(part for part in ("the list" if self.list else "", people) if part)


@dataclass(frozen=True)
class Facts:
    """What exists of a call; ``agenda`` and ``published`` are true only of what is up to date.

    ``sent`` is whether everybody has the invite as it is now, or else is among the ``refused``, whose mail
    the server would not take, or the ``doubtful``, who may not have got it; ``agenda`` whether the list has
    the agenda. ``by_server``: a server sends the mails. Where a person does, drafts count for both, and
    ``drafts`` of the invite, and an ``agenda_draft``, lie there until somebody says that they were sent.
    ``answers`` counts those that a person has to look at: in doubt, or with a delegate to invite.
    """

    sent: bool = False
    by_server: bool = False
    drafts: int = 0
    agenda_draft: bool = False
    refused: Unreached = Unreached()
    doubtful: Unreached = Unreached()
    agenda: bool = False
    answers: int = 0
    captions: CaptionState | None = None
    notes: NotesState | None = None
    published: bool = False


@dataclass(frozen=True)
class Step:
    """One thing to do: what, the command for it, by when (UTC), who says so, and about whom (PRIVATE)."""

    what: str
    command: str
    due: dt.datetime
    source: str = SOURCE
    who: tuple[str, ...] = ()

    def late(self, now: dt.datetime) -> bool:
        """Whether its time is over."""
        return self.due < now


def clock_of(record: CallRecord) -> Clock:
    """The times that apply: people travel to a venue, so a call that has one needs the longer notice."""
    return DISTRIBUTED if record.venue is None else FACE_TO_FACE


def agenda_due(record: CallRecord) -> dt.datetime:
    """When the agenda is due (UTC): not on a weekend where there is a day to spare."""
    due = record.start - clock_of(record).agenda
    while record.venue is None and due.weekday() >= _SATURDAY:
        due -= dt.timedelta(days=1)
    return due


def steps(record: CallRecord, facts: Facts, now: dt.datetime) -> tuple[Step, ...]:
    """What is to do for this call, in the order in which to do it."""
    if now >= record.end:
        return () if record.cancelled else _after(record, facts)
    return _cancelled(record, facts) if record.cancelled else _before(record, facts)


def sending(facts: Facts) -> str:
    """What is added to a command that writes mails, where a server sends them: drafts alone reach nobody."""
    return " --send" if facts.by_server else ""


def _invitation(record: CallRecord, facts: Facts, due: dt.datetime, what: str) -> tuple[Step, ...]:
    """One step: sending builds the invite, too, and one that lies in a folder invites nobody.

    And one each for those whom it has not reached: nobody is dropped because a server said no.
    """
    send = f"dccg-meet invite send {record.number}"
    todo = [] if facts.sent else [Step(f"send the {what}", f"{send}{sending(facts)}", due)]
    if facts.drafts and not facts.by_server:
        lie = "1 draft lies" if facts.drafts == 1 else f"{facts.drafts} drafts lie"
        todo.append(Step(f"{lie} in the call's folder mail/: have you sent them?", f"{send} --sent", due))
    for whom, fate in (
        (facts.refused, "did not get the invite"),
        (facts.doubtful, "may not have the invite"),
    ):
        if whom:
            todo.append(Step(f"{whom} {fate}", f"{send} --send --retry", due, who=whom.people))
    return tuple(todo)


def _cancelled(record: CallRecord, facts: Facts) -> tuple[Step, ...]:
    todo = list(_invitation(record, facts, record.start, "invite, which says that the call is off"))
    if not facts.published:
        todo.append(Step("publish the cancellation", "dccg-meet publish", record.start))
    return tuple(todo)


def _before(record: CallRecord, facts: Facts) -> tuple[Step, ...]:
    number = record.number
    notice, agenda = record.start - clock_of(record).notice, agenda_due(record)
    todo = []
    if record.rule is None:
        todo.append(Step("decide the rule", 'write rule = "…" into call.toml', notice))
    todo += _invitation(record, facts, notice, "invite")
    if facts.answers:
        what = f"look at {counted(facts.answers, 'answer')}"
        todo.append(Step(what, f"dccg-meet call show {number} --names", record.start))
    if not record.items:
        todo.append(Step("add agenda items", f'dccg-meet agenda add {number} "TITLE"', agenda))
    elif not facts.agenda:
        todo.append(Step("send the agenda", f"dccg-meet agenda send {number}{sending(facts)}", agenda))
    elif not facts.published:
        todo.append(Step("publish the agenda", "dccg-meet publish", agenda))
    if facts.agenda_draft and not facts.by_server:
        what = "the agenda lies in the call's folder mail/: have you sent it?"
        todo.append(Step(what, f"dccg-meet agenda send {number} --sent", agenda))
    return tuple(todo)


def _after(record: CallRecord, facts: Facts) -> tuple[Step, ...]:
    """The actions are drafted from the captions and the marks, so these are due as early as the actions.

    Of a call that was off the record nothing is kept; that it took place is published.
    """
    minutes = record.end + clock_of(record).minutes
    if record.rule is not None and not kept(record):
        return () if facts.published else (Step("publish", "dccg-meet publish", minutes),)
    number = record.number
    actions = record.end + clock_of(record).actions
    todo = []
    if facts.captions is None:
        todo.append(Step("make captions", f"dccg-meet captions make {number} RECORDING", actions))
    unmarked = next((item.id for item in record.items if item.start_ms is None), None)
    if unmarked is not None and facts.captions is not None:
        mark = f"dccg-meet call mark {number} {unmarked} TIME"
        todo.append(Step("mark where each item begins", mark, actions))
    if facts.captions is CaptionState.MACHINE:
        todo.append(Step("check and approve the captions", f"dccg-meet captions approve {number}", minutes))
    if facts.notes is None:
        draft = f"dccg-meet notes draft {number}"
        todo.append(Step("draft the notes, and send the list its actions", draft, actions))
    elif facts.notes is NotesState.DRAFT:
        todo.append(Step("check and approve the notes", f"dccg-meet notes approve {number}", minutes))
    if not facts.published or todo:
        todo.append(Step("publish the minutes", "dccg-meet publish", minutes))
    return tuple(todo)
