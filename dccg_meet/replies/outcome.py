"""What can become of an answer: the one table of it, with the words for each."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """What became of an answer. ``decide``: a person has to see to it. ``why`` says what it means."""

    COUNTED = ("counted", False, "it counts")
    LATE = ("late", False, "it came after the call, and counts")
    OLDER = ("older", False, "the same person answered again later, or the same answer came twice")
    STALE = (
        "stale",
        False,
        "it answers an earlier version of the invitation, and the call has changed since",
    )
    UNINVITED = ("uninvited", False, "it is from somebody who has no invitation of their own")
    AHEAD = ("ahead", True, "it answers a version of the invitation that was never sent: it may be forged")
    UNVERIFIED = (
        "unverified",
        True,
        "it came from an address that is not the person's: if it is, add it to other_emails in roster.toml",
    )
    ON_BEHALF = (
        "on-behalf",
        True,
        "somebody answered for another person: if they may, add their address to that person's other_emails",
    )
    DOUBTED = ("doubted", True, "your mail server found the sender forged (DMARC): ask the person")
    COUNTER = ("counter", True, "it proposes another time: write back, or move the call")
    REFRESH = (
        "refresh",
        True,
        "it asks for the invitation again: dccg-meet invite send CALL --send --retry --only ADDRESS",
    )
    UNPROVEN = (
        "unproven",
        True,
        "it says that mail came back, and shows none of ours, or is forged: ask the person",
    )
    NOBODY = ("nobody", True, "it does not say who answers")
    OUTLOOK = ("outlook", True, "Outlook packed it into winmail.dat: ask for an answer in plain text or HTML")
    BROKEN = ("broken", True, "its calendar cannot be read")
    OCCURRENCE = ("occurrence", False, "it is about one of a series, and these calls are none")
    FOREIGN = ("foreign", False, "it answers an event that is none of these calls")
    OTHER = ("other", False, "its calendar is no answer")

    def __init__(self, word: str, decide: bool, why: str) -> None:
        self.word = word
        self.decide = decide
        self.why = why


COUNTING = frozenset({Outcome.COUNTED, Outcome.LATE})
"""What is among the answers to the present invitation."""
