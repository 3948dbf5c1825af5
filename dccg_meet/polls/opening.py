"""Opening a poll: the slots as a person typed them, and what a poll cannot ask. Pure functions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from dccg_meet.calls.when import to_utc
from dccg_meet.errors import AmbiguousTime, BadValue, PastTime
from dccg_meet.polls.poll import closing
from dccg_meet.workspace.poll import LETTERS, Poll, Slot

FEWEST = 2
"""A poll about one slot is none."""


def starts(slots: Iterable[str], zone: str) -> tuple[dt.datetime, ...]:
    """The moments that a person typed, in order (UTC).

    Raises BadTime, NonexistentTime, and AmbiguousTime for a time that the clocks show twice.
    """
    try:
        return tuple(sorted(to_utc(text, zone) for text in slots))
    except AmbiguousTime as error:
        raise AmbiguousTime(
            error.what, todo="Give all slots in UTC: --zone UTC. The page shows every place's time anyway."
        ) from None


def open_poll(
    moments: Sequence[dt.datetime],
    *,
    minutes: int,
    zone: str,
    until: dt.date | None,
    title: str,
    now: dt.datetime,
) -> Poll:
    """A new poll about ``moments`` (UTC, in order). ``title`` names nobody.

    Raises BadValue for too few or many slots or one that is given twice, PastTime for a slot or last day that
    is over or a last day that is not before the first slot.
    """
    if not FEWEST <= len(moments) <= len(LETTERS):
        raise BadValue(
            f"a poll has {FEWEST} to {len(LETTERS)} slots, not {len(moments)}",
            todo='Give each with --slot "YYYY-MM-DD HH:MM".',
        )
    twice = [moment for moment, count in Counter(moments).items() if count > 1]
    if twice:
        raise BadValue(f"{twice[0]:%Y-%m-%d %H:%M} UTC is given twice", todo="Give each slot once.")
    if moments[0] <= now:
        raise PastTime(f"{moments[0]:%Y-%m-%d %H:%M} UTC is over", todo="Propose times to come.")
    poll = Poll(
        title=title,
        zone=zone,
        minutes=minutes,
        until=until,
        opened=now,
        slots=tuple(Slot(letter=letter, start=at) for letter, at in zip(LETTERS, moments, strict=False)),
    )
    last = closing(poll)
    if until is not None and (last is None or last <= now or until >= moments[0].date()):
        raise PastTime(
            f"{until:%Y-%m-%d} is no last day for answers",
            todo="It has to be to come, and before the day of the first slot (UTC).",
        )
    return poll
