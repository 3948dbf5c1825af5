"""What ``replies.toml`` may say: the answers to a call's invitation, as they came by mail.

The file holds what was read, not what it means: whether an answer counts depends on the call and the roster
as they are now, and is decided in :mod:`dccg_meet.replies.rsvp`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from dccg_meet.workspace.schema import _Record
from dccg_meet.workspace.values import Line, MailAddress, UtcTime

HEADER = """\
# PRIVATE. Who answered the invitation to this call, and how; written by dccg-meet invite replies.
# Whether an answer counts is decided when it is shown: dccg-meet call show

"""
HIGHEST = 2**31 - 1
"""The largest INTEGER of iCalendar (RFC 5545 section 3.3.8)."""


class Answer(StrEnum):
    """What somebody answered (PARTSTAT, RFC 5545 section 3.2.12)."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"
    NONE = "no-answer"


class Reply(_Record):
    """One answer: the newest of its address, sender and version. PRIVATE, every field of it."""

    address: MailAddress
    """For whom the answer is (ATTENDEE)."""
    answer: Answer
    """What was answered (PARTSTAT)."""
    sequence: Annotated[int, Field(ge=0, le=HIGHEST)]
    """Version of the invitation that was answered (SEQUENCE)."""
    stamp: UtcTime
    """When it was answered (DTSTAMP, or when the mail came where that is missing or in the future)."""
    received: UtcTime | None = None
    """When the mail came."""
    sender: MailAddress = ""
    """Who sent the mail (From); nothing where it names nobody, or more than one."""
    sent_by: MailAddress = ""
    """Who says to have answered in the person's stead (SENT-BY)."""
    doubted: bool = False
    """Whether the mail server that took the mail found that the sender is forged (DMARC)."""
    comment: Line = ""
    """What was added in words (COMMENT)."""
    delegated_to: tuple[MailAddress, ...] = ()
    """Who is to come instead (DELEGATED-TO)."""
    delegated_from: tuple[MailAddress, ...] = ()
    """In whose place the person says to come (DELEGATED-FROM)."""


class Replies(_Record):
    """``replies.toml``: the answers to one call's invitation. PRIVATE."""

    replies: tuple[Reply, ...] = ()
    """One table an answer."""
