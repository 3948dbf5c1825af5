"""The time of day at which a group usually meets."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from dccg_meet.times.ledger import remembered
from dccg_meet.workspace.schema import CallRecord

_NONE_YET = dt.time(14)
"""What many worldwide groups settle on, and where ours begins."""


def usual_time(calls: Iterable[CallRecord], now: dt.datetime) -> dt.time:
    """The time (UTC) of most calls of the past year; the latest call's of several; 14:00 without calls."""
    known = sorted(remembered(calls, now), key=lambda call: call.start)
    counts = Counter(call.start.time() for call in known)
    return max(
        (call.start.time() for call in reversed(known)), key=lambda time: counts[time], default=_NONE_YET
    )
