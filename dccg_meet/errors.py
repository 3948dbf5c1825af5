"""Everything that can go wrong, as one tree; each error knows its exit code and what to do next.

::

    DccgError                       1
    ├── WorkspaceError              1
    │   ├── NoWorkspace             1   no dccg.toml here or above
    │   ├── WorkspaceExists         1   init into a folder that is a workspace already
    │   ├── WorkspaceLocked         1   another dccg-meet is writing
    │   ├── BadFile                 1   a workspace file breaks its schema; one line per fault
    │   └── UnsafePath              1   a path that leaves the folder it belongs to
    ├── CallError                   1
    │   ├── NoSuchCall              1   the CALL argument matches no call
    │   ├── BadTime                 2   text that is no time, or an unknown zone
    │   ├── NonexistentTime         1   skipped by daylight saving
    │   ├── AmbiguousTime           3   happens twice because of daylight saving
    │   ├── PastTime                1   before now, without --past
    │   ├── Clash                   1   overlaps another call
    │   ├── RuleMissing             3   nobody decided the rule
    │   └── BadItem                 1   no such agenda item, or times that cannot be
    ├── TemplateFault               1   a template that does not render
    ├── InviteFault                 1   an invite that does not read back as it was meant
    ├── ModelError                  1
    │   ├── UnknownModel            2   a name that the catalog does not have
    │   ├── ModelMissing            1   no source has the weights
    │   ├── ModelCorrupt            1   weights whose hash is not the catalog's
    │   └── ClusterError            1   a Dask cluster that cannot be reached or used
    ├── MediaError                  1
    │   ├── NoRecording             1   no file, or an empty one
    │   ├── NotMedia                1   a file that is no audio or video container
    │   └── BadMedia                1   a container without sound, or broken on the way
    ├── CaptionsError               1   captions that are missing, broken or of another recording
    ├── NotesError                  1   notes that are missing or do not parse
    ├── PasswordMissing             1   no password in the environment or the keyring
    ├── MailError                   1   mail that cannot be sent or read
    ├── CollectionError             1   a calendar on a server that cannot be kept in step
    ├── PollError                   1   a poll that is missing, or answers that do not fit it
    ├── ReleaseRefused              1   something private would have been published
    ├── DecisionNeeded              3   a person has to decide first: approve, mark, fill in
    └── BadValue                    2   a value on the command line that no file may hold

Exit codes: 0 done · 1 refused or failed · 2 wrong usage · 3 something needs a person's decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class DccgError(Exception):
    """What went wrong, where, and what to do about it.

    ``what`` and ``where`` never hold private text: no name from the roster, no word from a recording.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.todo = todo

    def __str__(self) -> str:
        """One line: the place, if there is one, and the fault."""
        return f"{self.where}: {self.what}" if self.where else self.what


class WorkspaceError(DccgError):
    """The folder on disk is not as it has to be."""


class NoWorkspace(WorkspaceError):
    """Neither this folder nor one above it has a dccg.toml."""


class WorkspaceExists(WorkspaceError):
    """The folder is a workspace already."""


class WorkspaceLocked(WorkspaceError):
    """Another dccg-meet is writing to this workspace."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file that a person wrote."""

    file: str
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        """The fault as one line: file, key path, found, expected."""
        key = f"{self.key}: " if self.key else ""
        return f"{self.file}: {key}found {self.found}, expected {self.expected}"


class BadFile(WorkspaceError):
    """A file breaks its schema. ``faults`` has one entry per fault."""

    def __init__(
        self, faults: tuple[Fault, ...], *, todo: str = "Correct the file and run the command again."
    ) -> None:
        super().__init__("\n".join(str(fault) for fault in faults), todo=todo)
        self.faults = faults


class UnsafePath(WorkspaceError):
    """A path leads out of the folder it belongs to."""


class CallError(DccgError):
    """A call cannot be what was asked for."""


class NoSuchCall(CallError):
    """The CALL argument matches no call of this workspace."""


class BadTime(CallError):
    """The text is no time, or the zone is unknown."""

    exit_code = 2


class NonexistentTime(CallError):
    """The clocks of that zone jump over this local time (spring)."""


class AmbiguousTime(CallError):
    """The clocks of that zone show this local time twice (autumn)."""

    exit_code = 3


class PastTime(CallError):
    """The time is over already."""


class Clash(CallError):
    """Another call takes place at that time."""


class RuleMissing(CallError):
    """Nobody decided under which rule the call is held."""

    exit_code = 3


class BadItem(CallError):
    """No such agenda item, or its times cannot be."""


class TemplateFault(DccgError):
    """A template does not exist or does not render."""


class InviteFault(DccgError):
    """What was serialised does not read back as what was meant, so nothing was written."""


class ModelError(DccgError):
    """The speech model cannot be used."""


class UnknownModel(ModelError):
    """The catalog has no model of that name."""

    exit_code = 2


class ModelMissing(ModelError):
    """No source on this machine has the weights."""


class ModelCorrupt(ModelError):
    """The weights are not the ones that the catalog names."""


class ClusterError(ModelError):
    """The machines that were to listen cannot be reached, or fail."""


class MediaError(DccgError):
    """The recording cannot be used."""


class NoRecording(MediaError):
    """There is no such file, or it is empty."""


class NotMedia(MediaError):
    """The file is no audio or video container."""


class BadMedia(MediaError):
    """The container has no sound or breaks off."""


class CaptionsError(DccgError):
    """Captions are missing, broken, or belong to another recording."""


class NotesError(DccgError):
    """Notes are missing, or a line of them does not parse."""


class PasswordMissing(DccgError):
    """Neither the environment nor the keyring has the password of an account."""


class MailError(DccgError):
    """Mail cannot be sent or read: no server, no account, or a file that is no mail."""


class CollectionError(DccgError):
    """A calendar on a server cannot be kept in step with the calls."""


class PollError(DccgError):
    """A poll for a time is missing, or its answers do not fit it."""


class ReleaseRefused(DccgError):
    """Something private would have been published; nothing was written."""


class DecisionNeeded(DccgError):
    """A person has to decide something first; ``todo`` names the command."""

    exit_code = 3


class BadValue(DccgError):
    """A value on the command line breaks the schema of the file that it would be written to."""

    exit_code = 2
