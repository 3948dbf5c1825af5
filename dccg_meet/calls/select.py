"""Finding the call that a person means by a number, a date, ``next`` or ``last``, and the one before it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from dccg_meet.errors import NoSuchCall
from dccg_meet.workspace.folder import CallFolder
from dccg_meet.workspace.schema import CallRecord


class HasRecord(Protocol):
    """Anything about one call: its folder, what is published of it."""

    @property
    def record(self) -> CallRecord:
        """The call."""


Call = TypeVar("Call", bound=HasRecord)


def select(calls: Sequence[CallFolder], text: str, now: dt.datetime) -> CallFolder:
    """The call that ``text`` means; ``calls`` are in the order of their start.

    ``next`` is the first that has not ended and is not cancelled, ``last`` the latest that has begun and is
    not cancelled, a date is the UTC day. Raises NoSuchCall, also where a date has two calls.
    """
    if text == "next":
        found = [call for call in calls if call.record.end > now and not call.record.cancelled][:1]
    elif text == "last":
        found = [call for call in calls if call.record.start <= now and not call.record.cancelled][-1:]
    elif re.fullmatch(r"[0-9]{1,5}", text):
        found = [call for call in calls if call.record.number == int(text)]
    elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        found = [call for call in calls if f"{call.record.start:%Y-%m-%d}" == text]
    else:
        raise NoSuchCall(
            f"{text!r} names no call", todo="Use a number (97), a date (2026-12-09), next or last."
        )
    if len(found) == 1:
        return found[0]
    if found:
        numbers = " and ".join(str(call.record.number) for call in found)
        raise NoSuchCall(f"{text} has calls {numbers}", todo="Use the number.")
    what = {"next": "no call is to come", "last": "no call has taken place yet"}
    raise NoSuchCall(
        what.get(text, f"there is no call {text!r}"), todo="See the calls with: dccg-meet call list --all"
    )


def before(calls: Iterable[Call], record: CallRecord) -> Call | None:
    """The last of ``calls``, in any order, that begins before ``record`` and was not cancelled."""
    earlier = [call for call in calls if call.record.start < record.start and not call.record.cancelled]
    return max(earlier, key=lambda call: (call.record.start, call.record.number), default=None)
