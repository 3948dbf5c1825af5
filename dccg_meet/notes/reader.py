"""Reads ``notes.md`` after a person has edited it: every fault with the number of its line and its fix.

Prose that a person writes under an item is a SUMMARY, a paragraph or bullet each, so that no word is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Final, NoReturn

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tomlkit.exceptions import TOMLKitError

from dccg_meet.calls.rules import WORDING
from dccg_meet.chatham.material import Minute
from dccg_meet.errors import BadTime, NotesError
from dccg_meet.notes.minutes import FENCE, OUTCOMES, RANGE, UNTIMED, Kind, Notes, Section, in_order
from dccg_meet.positions import position
from dccg_meet.workspace.values import Minutes, Text, UtcTime

_FORM: Final = {
    Kind.DECISION: f"- DECISION ({' | '.join(OUTCOMES)}): text",
    Kind.ACTION: "- ACTION (owner; due): text",
}
_RULES: Final = {wording.tag: rule for rule, wording in WORDING.items()}
_TAGS: Final = "|".join(map(re.escape, _RULES))
_HEADING = re.compile(rf"## ([1-9][0-9]{{0,2}})\. (.+) ({_TAGS})(?: {RANGE})?", re.ASCII)
_TYPED = re.compile(r"[-*] +([A-Z]{2,})(?: \(([^()]*)\))?:(?: (.*))?")
_BULLET = re.compile(r"\s*[-*] ")
_UNDASHED = re.compile(rf"(?:{'|'.join(Kind)})(?: \([^()]*\))?:")
_TIMED = re.compile(rf"(.*\S) {RANGE}", re.ASCII)


class _Front(BaseModel):
    """What stands between the ``+++`` lines."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[int, Field(ge=1, le=99_999)]
    start: UtcTime
    minutes: Minutes
    title: Text
    previous: int | None = None
    next: int | None = None


def parse(text: str, *, name: str = "notes.md") -> Notes:
    """The notes in the text of a file; the lines of each item come in the order of their kinds.

    Raises NotesError, with the number of the line and the fix, for whatever would lose or misplace a word.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} and char != "\t" for char in line):
            _fault(name, number, "a control character", "Delete the line and type it anew.")
    front, body = _front(lines, name)
    sections: list[Section] = []
    for number, block in _blocks(lines, body):
        if block.startswith("#"):
            sections.append(_heading(block, name, number, {section.item for section in sections}))
        elif not sections:
            _fault(name, number, "text before the first item", "Move it under an item's heading.")
        else:
            minute = _minute(block, sections[-1].item, name, number)
            sections[-1] = replace(sections[-1], lines=in_order((*sections[-1].lines, minute)))
    return Notes(**{**dict(front), "sections": tuple(sections)})


def _front(lines: list[str], name: str) -> tuple[_Front, int]:
    """The front matter, and the index of the first line after it."""
    if lines[0].rstrip() != FENCE:
        _fault(name, 1, f"the first line is not {FENCE}", f"Put the keys between two lines of {FENCE}.")
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        _fault(name, 1, "the front matter does not end", f"Put a line of {FENCE} after its last key.")
    try:
        return _Front.model_validate(tomlkit.parse("\n".join(lines[1:end]) + "\n").unwrap()), end + 1
    except TOMLKitError as error:
        at = getattr(error, "line", 1) + 1
        _fault(name, at, "the front matter is no TOML", 'Write each key as: key = value, texts in "".')
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        key = str(first["loc"][0])
        at = next((at for at, line in enumerate(lines[1:end], start=2) if line.startswith(key)), 1)
        known = ", ".join(_Front.model_fields)
        _fault(name, at, f"the front matter is wrong: {first['msg']}", f"Correct {key!r}. Keys: {known}.")


def _blocks(lines: list[str], first: int) -> Iterator[tuple[int, str]]:
    """Headings, bullets with what continues them, and paragraphs; each with the number of its first line."""
    block: list[str] = []
    start = 0
    for index, line in enumerate([*lines[first:], ""], start=first):
        text = line.strip()
        opens = text.startswith("#") or bool(_BULLET.match(line))
        if block and (opens or not text or block[0].startswith("#")):
            yield start + 1, " ".join(block)
            block = []
        if text:
            start = start if block else index
            block.append(text)


def _heading(text: str, name: str, number: int, seen: set[str]) -> Section:
    match = _HEADING.fullmatch(text)
    if not match:
        form = "Write it as: ## 1. Title [on the record] (0:00-1:07), with the item's rule in brackets."
        _fault(name, number, "no heading of an agenda item", form)
    if match[1] in seen:
        _fault(name, number, f"a second heading for item {match[1]}", "Put its lines under the first one.")
    at = _times(match[4], match[5], name, number) if match[4] else None
    return Section(match[1], match[2].strip(), _RULES[match[3]], at)


def _minute(text: str, item: str, name: str, number: int) -> Minute:
    """One typed line, or prose as a SUMMARY."""
    if "<!--" in text or "-->" in text:
        fix = f"Delete it, or put it after # between the {FENCE} lines."
        _fault(name, number, "a comment, which would be published", fix)
    if _UNDASHED.match(text):
        _fault(name, number, "a typed line without its dash", 'Begin the line with "- ".')
    typed = _TYPED.fullmatch(text)
    if not typed:
        words, at = _tail(_BULLET.sub("", text, count=1).strip(), name, number)
        return Minute(item, Kind.SUMMARY, "", words, at)
    try:
        kind = Kind(typed[1])
    except ValueError:
        _fault(
            name,
            number,
            "no kind of line that notes have",
            f"Kinds: {', '.join(Kind)}. Begin prose in small letters.",
        )
    detail = (typed[2] or "").strip()
    right = detail in OUTCOMES if kind is Kind.DECISION else bool(detail) == (kind is Kind.ACTION)
    words, at = _tail((typed[3] or "").strip(), name, number)
    if not right or not words:
        form = _FORM.get(kind, f"- {kind}: text")
        _fault(name, number, f"a line of the kind {kind} that is not complete", f"Write it as: {form}")
    return Minute(item, kind, detail, words, at)


def _tail(text: str, name: str, number: int) -> tuple[str, tuple[int, int] | None]:
    """The text without the time range at its end, and the range."""
    if text.endswith(UNTIMED):
        return text.removesuffix(UNTIMED).rstrip(), None
    match = _TIMED.fullmatch(text)
    if not match and re.search(RANGE, text, re.ASCII):
        _fault(
            name,
            number,
            "a time range that is not at the end",
            "End the line with it: no full stop after it.",
        )
    return (match[1], _times(match[2], match[3], name, number)) if match else (text, None)


def _times(start: str, end: str, name: str, number: int) -> tuple[int, int]:
    try:
        at = position(start), position(end)
    except BadTime as error:
        _fault(name, number, "a time that cannot be", error.todo)
    if at[1] <= at[0]:
        _fault(name, number, "a time range that ends before it begins", "Write it as: (1:07-1:20).")
    return at


def _fault(name: str, number: int, what: str, todo: str) -> NoReturn:
    raise NotesError(what, where=f"{name}, line {number}", todo=todo)
