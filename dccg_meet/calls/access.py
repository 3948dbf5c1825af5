"""Until when people can ask for captioning, sign language or another format."""

from __future__ import annotations

import datetime as dt

from dccg_meet.workspace.schema import CallRecord, Group


def access_deadline(record: CallRecord, group: Group) -> dt.date | None:
    """The last day (UTC) for access needs, or None where the call was scheduled too late for one."""
    last = record.start - dt.timedelta(days=group.access.days)
    return last.date() if last >= record.created else None
