"""WebVTT as we write it, and a strict reader for our files after a person has edited them.

Source: W3C WebVTT (Candidate Recommendation), sections 4 "Syntax" and 6 "Parsing". The file has neither STYLE
nor REGION blocks, which make older players read no cue at all, and text is escaped, without which players
lose words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import webvtt

from dccg_meet.captions.cues import Cue
from dccg_meet.errors import CaptionsError

State = Literal["machine", "approved"]
"""``machine`` until a person has checked the captions, then ``approved``."""

_STATEMENTS: Final[dict[State, str]] = {
    "machine": "Made by speech recognition and not checked by a person: expect errors.",
    "approved": "Checked and approved by a person.",
}
_NO_SPEECH: Final = "No speech was heard in this recording."
_TIME: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TIMELIKE = re.compile(r"\s*\d+:\d\d")
_MARKUP = re.compile(r"<(?=[^\s<>])")
# Line ends to some reader or other, and characters that no text has; NUL would come back as U+FFFD.
_CONTROLS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_MEND: Final = "Correct the file in a text editor and run the command again."


@dataclass(frozen=True, slots=True)
class Captions:
    """The cues of a recording in order of time, who answers for them, and their language ("": unknown)."""

    cues: tuple[Cue, ...]
    state: State
    language: str = ""


def dump(captions: Captions) -> str:
    """The captions as a WebVTT file; lines of nothing but space, and cues of such lines, are left out.

    An independent reader (webvtt-py) reads the result. Raises CaptionsError where it sees other times or
    words than were meant.
    """
    notes = [f"state: {captions.state}", _STATEMENTS[captions.state]]
    if captions.language:
        notes.insert(1, f"language: {captions.language}")
    if not captions.cues:
        notes.append(_NO_SPEECH)
    blocks = ["WEBVTT", "\n".join(["NOTE", *notes])]
    for cue in captions.cues:
        lines = [line for line in map(_escaped, cue.lines) if line]
        times = f"{timestamp(cue.start_ms)} --> {timestamp(cue.end_ms)}"
        if lines:
            blocks.append("\n".join([str(len(blocks) - 1), times, *lines]))
    text = "\n\n".join(blocks) + "\n"
    _read_back(text, captions.cues)
    return text


def _read_back(text: str, cues: tuple[Cue, ...]) -> None:
    meant = [
        (timestamp(cue.start_ms), timestamp(cue.end_ms), " ".join(_CONTROLS.sub(" ", cue.text).split()))
        for cue in cues
        if _CONTROLS.sub("", cue.text).strip()
    ]
    seen = [
        (found.start, found.end, " ".join(html.unescape(found.text).split()))
        for found in webvtt.from_string(text).captions
    ]
    if seen != meant:
        raise CaptionsError(
            "the captions do not read back as they were meant, so they were not written",
            todo="Please tell the makers of this program; the recording and its captions stay as they are.",
        )


def timestamp(ms: int) -> str:
    """A time as WebVTT writes it: ``01:02:03.456``."""
    seconds, fraction = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:03}"


def _escaped(line: str) -> str:
    return html.escape(_CONTROLS.sub(" ", line).strip(), quote=False)


def read(path: Path) -> Captions:
    """The captions in a file.

    Raises CaptionsError where the file is missing, is not UTF-8, or has a fault; see ``load``.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CaptionsError(
            "there are no captions", where=path.name, todo="dccg-meet captions make CALL RECORDING"
        ) from None
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        raise CaptionsError("the text is not UTF-8", where=f"{path.name}, line {line}", todo=_MEND) from None
    return load(text, name=path.name)


def load(text: str, *, name: str = "captions.vtt") -> Captions:
    """The captions in the text of a WebVTT file; positions and other cue settings are not kept.

    Raises CaptionsError, naming file and line, for whatever would lose or misplace words: no WEBVTT header,
    text outside a cue, a cue without text, malformed or reversed times, cues out of order, markup. Cues may
    overlap: two people may speak at the same time.
    """
    blocks = list(_blocks(text.removeprefix("\ufeff")))
    if not blocks or not re.fullmatch(r"WEBVTT(?:[ \t].*)?", blocks[0][1][0]):
        raise CaptionsError("the first line is not WEBVTT", where=f"{name}, line 1", todo=_MEND)
    state: State = "machine"
    language = ""
    found: list[Cue] = []
    for number, lines in blocks[1:]:
        if re.match(r"NOTE(?:[ \t]|$)", lines[0]):
            if not found:
                state = _state(lines, f"{name}, line {number}") or state
                language = _value(lines, "language") or language
        elif lines[0].rstrip() not in {"STYLE", "REGION"}:
            found.append(_cue(lines, name, number, found[-1].start_ms if found else 0))
    return Captions(tuple(found), state, language)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between empty ones, each with the number of its first line."""
    block: list[str] = []
    number = 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield number - len(block) + 1, block


def _value(note: list[str], key: str) -> str:
    """What stands after ``key:`` in a line of a note, or an empty text."""
    return next((line.removeprefix(f"{key}:").strip() for line in note if line.startswith(f"{key}:")), "")


def _state(note: list[str], where: str) -> State | None:
    match _value(note, "state"):
        case "":
            return None
        case "machine":
            return "machine"
        case "approved":
            return "approved"
        case _:
            raise CaptionsError(
                "an unknown state", where=where, todo="Write state: machine or state: approved."
            )


def _cue(lines: list[str], name: str, number: int, earliest_ms: int) -> Cue:
    """The cue in a block that starts at line ``number`` and may not start before ``earliest_ms``."""
    at = 0 if "-->" in lines[0] else 1
    where = f"{name}, line {number + at}"
    if at >= len(lines) or "-->" not in lines[at]:
        if lines[0].strip().isdigit() or _TIMELIKE.match(lines[min(at, len(lines) - 1)]):
            raise CaptionsError(
                "no times, which are like 00:01:02.345 --> 00:01:04.000", where=where, todo=_MEND
            )
        fault = "text outside a cue: an empty line ends a cue, so there may be none in its text"
        raise CaptionsError(fault, where=f"{name}, line {number}", todo=_MEND)
    times = _TIMES.fullmatch(lines[at])
    if not times:
        raise CaptionsError("times are not like 00:01:02.345 --> 00:01:04.000", where=where, todo=_MEND)
    start, end = _milliseconds(*times.groups()[:4]), _milliseconds(*times.groups()[4:])
    if end <= start:
        raise CaptionsError(f"the cue at {timestamp(start)} ends before it starts", where=where, todo=_MEND)
    if start < earliest_ms:
        fault = f"the cue at {timestamp(start)} starts before the one above it ({timestamp(earliest_ms)})"
        raise CaptionsError(fault, where=where, todo=_MEND)
    text = lines[at + 1 :]
    if not text:
        fault = f"the cue at {timestamp(start)} has no text"
        raise CaptionsError(fault, where=where, todo="Give it text, or delete its number and times too.")
    for offset, line in enumerate(text, start=at + 1):
        _check_line(line, f"{name}, line {number + offset}")
    return Cue(start, end, tuple(html.unescape(line).strip() for line in text))


def _check_line(line: str, where: str) -> None:
    if "-->" in line:
        raise CaptionsError(
            "times inside the text of a cue", where=where, todo="Put an empty line before the cue."
        )
    if _MARKUP.search(line):
        raise CaptionsError(
            "markup, or a bare <", where=where, todo="Remove the tag, or write &lt; for a less-than sign."
        )


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction)
