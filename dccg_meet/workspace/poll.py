"""What a poll's files say: ``poll.toml``, which anybody may read, and ``answers.toml``, which is private."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, model_validator

from dccg_meet.errors import BadValue, PollError
from dccg_meet.workspace import toml
from dccg_meet.workspace.folder import Workspace
from dccg_meet.workspace.schema import _Record
from dccg_meet.workspace.values import Day, Line, MailAddress, Minutes, Slug, Text, UtcTime, Zone

LETTERS = "ABCDEFGHIJKLMNOPQRST"
"""What slots are called. X, Y and Z are none: examples use them, so that no quoted example is an answer."""

POLL_FILE = "poll.toml"
ANSWERS_FILE = "answers.toml"
_ANSWERS_HEADER = """\
# PRIVATE. Who answered the poll, and how; never published, never committed (see .gitignore).
# dccg-meet adds to it. Correct or delete an answer here if somebody asks you to.

"""


def _in_order(letters: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(letters)))


Letter = Annotated[str, Field(pattern=f"^[{LETTERS[0]}-{LETTERS[-1]}]$")]
Letters = Annotated[tuple[Letter, ...], AfterValidator(_in_order)]


class Vote(StrEnum):
    """What somebody says of a slot."""

    YES = "yes"
    IF_NEEDED = "if needed"
    NO = "no"


class Slot(_Record):
    """One time that is proposed."""

    letter: Letter
    """What it is called in answers."""
    start: UtcTime
    """When the call would begin (UTC)."""


class Poll(_Record):
    """``poll.toml``: a poll for a time. Everything in it may be published; it names nobody."""

    title: Text
    """What the call is about, masked."""
    zone: Annotated[Zone, Field(min_length=1)] = "UTC"
    """Zone in which the slots were typed."""
    minutes: Minutes
    """Length of the call."""
    until: Day | None = None
    """Last day for answers, anywhere on earth."""
    opened: UtcTime
    """When the poll was opened (UTC)."""
    closed: UtcTime | None = None
    """When it was closed (UTC)."""
    slots: Annotated[tuple[Slot, ...], Field(min_length=2, max_length=len(LETTERS))]
    """One table a slot, in the order of time."""

    @model_validator(mode="after")
    def _lettered(self) -> Poll:
        if [slot.letter for slot in self.slots] != list(LETTERS[: len(self.slots)]):
            msg = f"slots with the letters {', '.join(LETTERS[: len(self.slots)])} in that order"
            raise ValueError(msg)
        starts = [slot.start for slot in self.slots]
        if sorted(set(starts)) != starts:
            msg = "slots in the order of time, none twice"
            raise ValueError(msg)
        return self

    @property
    def letters(self) -> str:
        """The letters of its slots."""
        return LETTERS[: len(self.slots)]


class Answer(_Record):
    """One answer as it came in. Who it is from is told by the address, or where there is none by the name."""

    address: MailAddress = ""
    """Mail address that the answer came from."""
    name: Line = ""
    """Name, where the answer came without an address."""
    given: UtcTime | None = None
    """When it was given (UTC); unknown in some exports."""
    origin: Line
    """Where it was read: a hash of the mail, or which export."""
    yes: Letters = ()
    """Slots that suit."""
    if_needed: Letters = ()
    """Slots that are possible if need be."""
    no: Letters = ()
    """Slots that are not possible."""

    @model_validator(mode="after")
    def _one_vote_each(self) -> Answer:
        if not (self.address or self.name):
            msg = "an address or a name"
            raise ValueError(msg)
        if len({*self.yes, *self.if_needed, *self.no}) < len(self.yes) + len(self.if_needed) + len(self.no):
            msg = "each slot in one of yes, if_needed and no"
            raise ValueError(msg)
        return self

    @property
    def votes(self) -> dict[str, Vote]:
        """What is said of each slot, by its letter."""
        lists = ((self.yes, Vote.YES), (self.if_needed, Vote.IF_NEEDED), (self.no, Vote.NO))
        return {letter: vote for letters, vote in lists for letter in letters}


class Answers(_Record):
    """``answers.toml``: every answer, in the order in which they were read. PRIVATE."""

    answers: tuple[Answer, ...] = ()
    """One table an answer."""


@dataclass(frozen=True)
class PollFolder:
    """A poll's folder and the paths of its files."""

    path: Path

    @property
    def name(self) -> str:
        """What the poll is called: 2027-01."""
        return self.path.name

    @property
    def record(self) -> Path:
        """What is asked."""
        return self.path / POLL_FILE

    @property
    def answers(self) -> Path:
        """PRIVATE: who answered, and how."""
        return self.path / ANSWERS_FILE

    @property
    def page(self) -> Path:
        """The poll as a web page."""
        return self.path / "poll.html"

    @property
    def mail(self) -> Path:
        """The poll as the text of a mail."""
        return self.path / "poll.txt"

    def load(self) -> Poll:
        """What poll.toml says. Raises BadFile."""
        return toml.load(self.record, Poll)

    def load_answers(self) -> Answers:
        """Every answer so far. Raises BadFile, which does not show what was found."""
        return toml.load(self.answers, Answers) if self.answers.exists() else Answers()

    def save(self, poll: Poll) -> None:
        """Write poll.toml."""
        from dccg_meet.workspace import edit  # noqa: PLC0415 - readers start quickly

        edit.save(self.record, poll)

    def save_answers(self, answers: Answers) -> None:
        """Write answers.toml, which its owner alone can read."""
        from dccg_meet.workspace import edit  # noqa: PLC0415 - readers start quickly

        edit.save(self.answers, answers, header=_ANSWERS_HEADER, private=True)


def new_folder(place: Workspace, name: str) -> PollFolder:
    """Where a poll called ``name`` will lie. Raises BadValue for no name, PollError for one that is taken."""
    folder = _folder(place, name)
    if folder.record.exists():
        raise PollError(f"there is a poll {name} already", todo="Choose another name.")
    return folder


def find_folder(place: Workspace, name: str) -> PollFolder:
    """The poll called ``name``. Raises BadValue for no name, PollError where there is no such poll."""
    folder = _folder(place, name)
    if not folder.record.is_file():
        known = ", ".join(_names(place))
        raise PollError(
            f"there is no poll {name}",
            todo=f"Polls here: {known}." if known else "Open one with: dccg-meet times poll open",
        )
    return folder


def _folder(place: Workspace, name: str) -> PollFolder:
    try:
        TypeAdapter(Slug).validate_python(name)
    except ValidationError:
        raise BadValue(
            "a poll's name has small letters a-z, digits and hyphens", todo="Name it 2027-01, for example."
        ) from None
    return PollFolder(place.polls / name)


def _names(place: Workspace) -> Iterator[str]:
    return (path.parent.name for path in sorted(place.polls.glob(f"*/{POLL_FILE}")))
