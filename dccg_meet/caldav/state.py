"""What was pushed to calendars on servers: ``caldav.json``, PRIVATE, in the workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from dccg_meet.errors import BadFile, Fault
from dccg_meet.workspace import files, toml


class Pushed(BaseModel):
    """One object as we know it from the last push. Hashes are SHA-256, hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    href: str
    """Its path on the server."""
    etag: str = ""
    """The server's mark of that version; empty where there is none that we can rely on."""
    sent: str = ""
    """Hash of the bytes that we sent."""
    meaning: str = ""
    """Hash of what the object means."""
    kept: str = ""
    """Hash of our bytes that a person decided not to send, as long as nothing changes."""


class State(BaseModel):
    """The whole file: what is known of each calendar, by its address and then by UID."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    collections: dict[str, dict[str, Pushed]] = {}
    """Addresses without a user's name."""

    def of(self, url: str) -> dict[str, Pushed]:
        """What is known of the calendar at ``url``, by UID."""
        return dict(self.collections.get(url, {}))

    def after(self, url: str, known: Mapping[str, Pushed]) -> State:
        """This state with ``known`` of the calendar at ``url``; other calendars stay."""
        return State.model_construct(collections={**self.collections, url: dict(known)})


def load(path: Path) -> State:
    """Read the file; nothing is known where there is none. Raises BadFile."""
    if not path.exists():
        return State()
    try:
        data = json.loads(path.read_bytes())
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise BadFile(
            (Fault(path.name, "", "a fault in the JSON", "what dccg-meet wrote"),),
            todo="Delete it: the next push looks at what is on the server, and asks where that differs.",
        )
    return toml.validate(data, State, path)


def save(path: Path, state: State) -> None:
    """Write the file atomically, readable by its owner only."""
    text = json.dumps(state.model_dump(exclude_defaults=True), indent=1, sort_keys=True)
    files.write_text(path, text + "\n", private=True)
