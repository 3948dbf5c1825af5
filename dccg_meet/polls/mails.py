"""What a mail answers to a poll: who wrote it, when, which of its words are the writer's own. Pure functions.

A mail counts if its subject names the poll, if one person wrote it, if no server found its sender forged, and
if what it says is clear. Everything else is told, and nothing of it is guessed. Who sent it and when is read
by :mod:`dccg_meet.replies.envelope`, as for answers to invitations. Whatever a header or part may hold, no
exception leaves here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from enum import Enum

from dccg_meet.polls import ballots, markup
from dccg_meet.polls.ballots import Reading
from dccg_meet.replies.envelope import Envelope, charset, envelope, headers, quietly
from dccg_meet.workspace.poll import Answer, Vote

_TAG = re.compile(r"\[\s*poll\s+([a-z0-9-]+)\s*\]")
_AHEAD = dt.timedelta(days=1)
"""How far a mail's clock may be ahead of ours."""

_WRITTEN = re.compile(
    r"^\s*(?:On\b.{4,300}\bwrote|Le\b.{4,300}\ba écrit|El\b.{4,300}\bescribió|Am\b.{4,300}\bschrieb.{0,200})"
    r"\s*:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_FORWARDED = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|message d'origine|mensaje original|forwarded message).*|_{20,})\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(?:From|De|Von)\s*:", re.IGNORECASE)
_SENT = re.compile(r"^\s*\*?(?:Sent|Date|Envoyé|Enviado|Enviado el|Fecha|Gesendet)\s*:", re.IGNORECASE)
_OCTETS = 1 << 20
"""Octets of a mail's text that are read."""

_TEXT_LINES = 2_000
"""Lines of a mail that are read."""


class Outcome(Enum):
    """What became of a mail; the value says so to a person."""

    ANSWER = "an answer"
    OTHER = "about something else"
    AUTOMATIC = "sent by a machine"
    BROKEN = "cannot be read"
    NO_SENDER = "from no single person's address"
    DOUBTED = "your mail server found the sender forged (DMARC): ask the person"
    QUOTED = "answers stand only in what it quotes"
    UNNAMED = "seems to be an answer, but its subject does not name the poll"
    EMPTY = "no answer found in it"


NEEDS_A_PERSON = frozenset(
    {Outcome.NO_SENDER, Outcome.DOUBTED, Outcome.QUOTED, Outcome.UNNAMED, Outcome.EMPTY}
)
"""Outcomes of mails that may be answers."""


@dataclass(frozen=True)
class Question:
    """What is looked for: the poll's name and letters, and addresses that are nobody's (list, role mailbox).

    ``any_subject`` takes every mail as meant for this poll.
    """

    name: str
    letters: str
    not_people: frozenset[str]
    any_subject: bool = False


@dataclass(frozen=True)
class Mail:
    """One mail as it was understood. PRIVATE."""

    outcome: Outcome
    sender: str = ""
    given: dt.datetime | None = None
    answer: Answer | None = None
    unclear: tuple[str, ...] = ()


def read(message: EmailMessage | None, question: Question, now: dt.datetime) -> Mail:
    """What ``message`` answers; None stands for one that could not be parsed."""
    text = quietly(lambda: _text(message), None) if message is not None else None
    if message is None or text is None:
        return Mail(Outcome.BROKEN)
    cover = envelope(message)
    names = _TAG.findall(_header(message, "Subject").casefold())
    other = bool(names) and question.name not in names and not question.any_subject
    if other or cover.automatic:
        return Mail(Outcome.OTHER if other else Outcome.AUTOMATIC)
    own, quoted = _own_words(text.splitlines()[:_TEXT_LINES])
    said, repeated = ballots.read(own, question.letters), ballots.read(quoted, question.letters)
    sender, given = cover.sender, _given(cover, now)
    person = "" if sender in question.not_people else sender
    outcome = _outcome(said, repeated, person, named=bool(names) or question.any_subject)
    if outcome is Outcome.OTHER:
        return Mail(outcome)
    if outcome is Outcome.ANSWER and not cover.doubted:
        return Mail(outcome, sender, given, _answer(message, sender, given, said.votes), said.unclear)
    shown = _lines(repeated if outcome is Outcome.QUOTED else said)
    return Mail(Outcome.DOUBTED if cover.doubted else outcome, sender, given, None, shown)


def _outcome(said: Reading, repeated: Reading, person: str, *, named: bool) -> Outcome:
    """What a mail is that a person may have written; ``named`` tells whether it is about this poll."""
    if not named:
        return Outcome.UNNAMED if said.votes else Outcome.OTHER
    if not person:
        return Outcome.NO_SENDER if said.votes or said.unclear else Outcome.OTHER
    if said.votes:
        return Outcome.ANSWER
    return Outcome.QUOTED if repeated.votes and not said.unclear else Outcome.EMPTY


def lists(votes: dict[str, Vote]) -> dict[str, tuple[str, ...]]:
    """``votes`` as the three lists of an answer."""
    kinds = (("yes", Vote.YES), ("if_needed", Vote.IF_NEEDED), ("no", Vote.NO))
    return {key: tuple(letter for letter, vote in votes.items() if vote is kind) for key, kind in kinds}


def _answer(message: EmailMessage, sender: str, given: dt.datetime | None, votes: dict[str, Vote]) -> Answer:
    """The answer, marked by a hash of its Message-ID, or of what it says where it has none."""
    known = _header(message, "Message-ID") or f"{sender} {given} {sorted(votes.items())}"
    digest = hashlib.sha256(known.encode(errors="replace")).hexdigest()[:16]
    return Answer.model_validate(
        {"address": sender, "given": given, "origin": f"mail {digest}", **lists(votes)}
    )


def _lines(said: Reading) -> tuple[str, ...]:
    votes = " / ".join(f"{letter} {vote}" for letter, vote in said.votes.items())
    return ((votes,) if votes else ()) + said.unclear


def _given(cover: Envelope, now: dt.datetime) -> dt.datetime | None:
    """When a server took the mail, or else what it says itself, unless that is ahead of the clock."""
    return cover.received if cover.received and cover.received <= now + _AHEAD else None


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(" ".join(headers(message, name)[:1]).split())


def _text(message: EmailMessage) -> str:
    """The text that a person wrote: the plain part, or the HTML part where that is missing or empty."""
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        content = _content(part) if part is not None else ""
        if content.strip():
            return markup.text(content) if kind == "html" else content
    return ""


def _content(part: MIMEPart) -> str:
    """A part's text, as far as it is read; what of it is ASCII where its character set is wrong."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    start = data[:_OCTETS]
    return quietly(lambda: start.decode(charset(part), "replace"), "") or start.decode("utf-8", "replace")


def _own_words(lines: list[str]) -> tuple[str, str]:
    """What the writer of a mail wrote, and what the mail quotes, without the marks."""
    own: list[str] = []
    quoted: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        length = _attribution(lines, place)
        if line.lstrip().startswith(">"):
            quoted.append(line.lstrip("> \t"))
        elif line.rstrip() == "--":
            break
        elif length:
            place += length
            following = next((text for text in lines[place:] if text.strip()), "")
            if not following.lstrip().startswith(">"):
                quoted += lines[place:]
                break
            continue
        elif _FORWARDED.match(line) or (
            _FROM.match(line) and any(_SENT.match(text) for text in lines[place + 1 : place + 4])
        ):
            quoted += lines[place:]
            break
        else:
            own.append(line)
        place += 1
    return "\n".join(own), "\n".join(quoted)


def _attribution(lines: list[str], place: int) -> int:
    """Over how many lines "On … wrote:" stretches at ``place``; 0 where it does not stand there."""
    if lines[place].lstrip()[:3].casefold() not in {"on ", "le ", "el ", "am "}:
        return 0
    for length in (1, 2, 3):
        if _WRITTEN.match(" ".join(lines[place : place + length])[:800]):
            return length
    return 0
