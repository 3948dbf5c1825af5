"""What has been heard so far, on disk: after a crash, no section that was finished is heard again.

One line a section, written when it is finished, whatever the order. PRIVATE: it holds what was said. It
belongs to one recording heard with the same settings; another one makes it worthless, and it is begun anew.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dccg_meet.captions.decoding.section import Heard
from dccg_meet.workspace.files import append_line, refuse_link, whole_lines

_HEARD: TypeAdapter[Heard] = TypeAdapter(Heard)

Place = tuple[int, ...]
"""Numbers that tell a section from all others: of its track, its own, and when it begins and ends."""


class Journal:
    """The finished sections of one request; may be written from several threads."""

    def __init__(self, path: Path | None, key: str) -> None:
        """Opens the journal at ``path`` (None: nothing is kept) for a request, known by its ``key``."""
        self._path, self._key = path, key
        self._lock = threading.Lock()
        self._done: dict[Place, Heard] = {}
        if path is not None:
            refuse_link(path)
            self._done = self._read(path)
            if path.exists() and not self._done:
                path.unlink()

    def _read(self, path: Path) -> dict[Place, Heard]:
        if not path.is_file():
            return {}
        done = {}
        for line in whole_lines(path.read_bytes()):
            digest, _, text = line.partition(b" ")
            if digest != self._digest(text):
                return {}
            entry = json.loads(text)
            try:
                done[tuple(entry["place"])] = _HEARD.validate_python(entry["heard"])
            except ValidationError:
                return {}
        return done

    def _digest(self, text: bytes) -> bytes:
        """A seal: of this request, and whole."""
        return hashlib.sha256(self._key.encode() + text).hexdigest()[:16].encode()

    def get(self, place: Place) -> Heard | None:
        """What was heard in a section, if it was finished."""
        return self._done.get(place)

    def add(self, place: Place, heard: Heard) -> None:
        """Keep what was heard in a section."""
        if self._path is None:
            return
        entry: dict[str, Any] = {"place": place, "heard": asdict(heard)}
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
        with self._lock:
            append_line(self._path, self._digest(text) + b" " + text)
