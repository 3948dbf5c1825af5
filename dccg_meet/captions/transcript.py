"""transcript.json: the words of a recording, and the account of what was heard and what was understood.

Private: it holds every word and may hold names. The text is deterministic: the same transcript gives the same
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from dccg_meet.captions.words import INAUDIBLE, Sound, Span, Word
from dccg_meet.errors import CaptionsError

VERSION: Final = 2
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
    quality: str
    language: str
    hotwords_sha256: str
    translate: bool
    skip: tuple[tuple[int, int | None], ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Milliseconds of speech heard, and how they ended.

    ``speech_ms`` is the sum of the others: understood at the first hearing, after it was decoded again, and
    not at all.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    speech_ms: int
    captioned_ms: int
    redecoded_ms: int
    inaudible_ms: int


@dataclass(frozen=True, slots=True)
class Speech(Span):
    """A stretch in which somebody speaks on a track; ``again`` if it was decoded a second time."""

    track: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything heard in a recording; ``language`` is what most of it is spoken in ("" without speech).

    ``speech`` and ``words`` are in order of time; those of different tracks may overlap. ``translation`` is
    in English what was said in other languages, if it was asked for; ``sounds`` are between the speech.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    version: int
    recording: Source
    settings: Settings
    language: str
    speech: tuple[Speech, ...]
    words: tuple[Word, ...]
    translation: tuple[Word, ...]
    sounds: tuple[Sound, ...]
    account: Account


def speech(islands: Sequence[Span], again: Sequence[Span], track: int) -> tuple[Speech, ...]:
    """The islands of a track, cut where what was decoded again begins and ends."""
    result = []
    for island in islands:
        edges = {island.start_ms, island.end_ms}
        edges |= {edge for span in again for edge in (span.start_ms, span.end_ms)}
        inside = sorted(edge for edge in edges if island.start_ms <= edge <= island.end_ms)
        for start, end in pairwise(inside):
            twice = any(span.start_ms <= start and end <= span.end_ms for span in again)
            result.append(Speech(start, end, track, twice))
    return tuple(result)


def account(speech: Sequence[Speech], words: Sequence[Word]) -> Account:
    """The account of words over the speech: what no ``[inaudible]`` covers counts as understood."""
    lost = [word for word in words if word.text == INAUDIBLE]
    kept = {True: 0, False: 0}
    for part in speech:
        gone = sum(part.overlap_ms(word.span) for word in lost if word.track == part.track)
        kept[part.again] += part.duration_ms - gone
    total = sum(part.duration_ms for part in speech)
    return Account(total, kept[False], kept[True], total - kept[False] - kept[True])


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
    for kind, parts in (
        ("stretch of speech", [(part, part.track) for part in transcript.speech]),
        ("word", [(word.span, word.track) for word in transcript.words]),
        ("translated word", [(word.span, word.track) for word in transcript.translation]),
        ("sound", [(sound.span, 0) for sound in transcript.sounds]),
    ):
        ends: dict[int, int] = {}
        for number, (span, track) in enumerate(parts):
            if not 0 <= span.start_ms < span.end_ms:
                return f"{kind} {number} ends before it starts"
            if span.start_ms < ends.get(track, 0):
                return f"{kind} {number} starts before the one above it ends"
            ends[track] = span.end_ms
    if transcript.account != account(transcript.speech, transcript.words):
        return "the account does not agree with the words"
    return ""
