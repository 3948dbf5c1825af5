"""transcript.json: the words of a recording, and the account of what was heard and what was understood.

Private: it holds every word and may hold names. The text is deterministic: the same transcript gives the same
bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from dccg_meet.captions.words import INAUDIBLE, Span, Word
from dccg_meet.errors import CaptionsError

VERSION: Final = 1
_MEND: Final = "Make the captions again: dccg-meet captions make"
_STRICT: Final = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Source:
    """The recording: SHA-256 of its bytes (hexadecimal), measured length, and number of audio tracks."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    sha256: str
    duration_ms: int
    audio_tracks: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What the words depend on besides the recording.

    ``language`` is what was asked for, ``auto`` or a code. Hotwords are people's names, so only their SHA-256
    is kept.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    model: str
    language: str
    hotwords_sha256: str
    skip: tuple[tuple[int, int | None], ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Milliseconds of speech heard, and how they ended: ``speech_ms == captioned_ms + inaudible_ms``."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    speech_ms: int
    captioned_ms: int
    inaudible_ms: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything heard in a recording; ``language`` is what most of it is spoken in ("" without speech)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    version: int
    recording: Source
    settings: Settings
    language: str
    islands: tuple[Span, ...]
    words: tuple[Word, ...]
    account: Account


def account(islands: tuple[Span, ...], words: tuple[Word, ...]) -> Account:
    """The account of words over the islands of speech: what no ``[inaudible]`` covers counts as captioned."""
    lost = [word.span for word in words if word.text == INAUDIBLE]
    speech_ms = sum(island.duration_ms for island in islands)
    inaudible_ms = sum(island.overlap_ms(span) for island in islands for span in lost)
    return Account(speech_ms, speech_ms - inaudible_ms, inaudible_ms)


def dump(transcript: Transcript) -> str:
    """The transcript as JSON: keys sorted, one line a word, a line end at the end."""
    entries = []
    for key, value in sorted(asdict(transcript).items()):
        text = _json(value)
        if isinstance(value, tuple) and value:
            text = "[\n  " + ",\n  ".join(_json(item) for item in value) + "\n ]"
        entries.append(f" {_json(key)}: {text}")
    return "{\n" + ",\n".join(entries) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def read(path: Path) -> Transcript:
    """The transcript in a file. Raises CaptionsError where it is missing or broken."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise CaptionsError(
            "there is no transcript", where=path.name, todo="dccg-meet captions make CALL RECORDING"
        ) from None
    return load(data, name=path.name)


def load(data: str | bytes, *, name: str = "transcript.json") -> Transcript:
    """The transcript in the text of a file. Raises CaptionsError, naming the key that is wrong."""
    try:
        transcript = TypeAdapter(Transcript).validate_json(data)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False, include_context=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise CaptionsError(first["msg"], where=f"{name}: {key}" if key else name, todo=_MEND) from None
    wrong = _inconsistency(transcript)
    if wrong:
        raise CaptionsError(wrong, where=name, todo=_MEND)
    return transcript


def _inconsistency(transcript: Transcript) -> str:
    """What a well-formed transcript says that cannot be, or an empty text."""
    if transcript.version != VERSION:
        return f"version {transcript.version}, and this program knows {VERSION}"
    for kind, spans in (
        ("island", transcript.islands),
        ("word", tuple(word.span for word in transcript.words)),
    ):
        for number, span in enumerate(spans):
            if not 0 <= span.start_ms < span.end_ms:
                return f"{kind} {number} ends before it starts"
        for number, (left, right) in enumerate(pairwise(spans), start=1):
            if right.start_ms < left.end_ms:
                return f"{kind} {number} starts before the one above it ends"
    if transcript.account != account(transcript.islands, transcript.words):
        return "the account does not agree with the words"
    return ""
