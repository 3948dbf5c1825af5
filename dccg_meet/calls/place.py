"""Where people meet and how they come in: the call's own details where it has any, else the group's."""

from __future__ import annotations

from dccg_meet.workspace.schema import CallRecord, Group, Join


def joining(record: CallRecord, group: Group) -> Join:
    """How people come into this call: as the call itself says, else as all calls of the group.

    A call's own details stand alone: a link and a phone number of two different meetings must not be mixed.
    """
    return group.join if record.join is None else record.join
