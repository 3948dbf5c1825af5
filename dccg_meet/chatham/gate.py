"""The gate: a second reading of every byte that is about to be published, independent of the first.

Nothing here knows what was masked, or by what. It reads file names and files in every encoding a reader's
program would undo (:mod:`dccg_meet.chatham.readings`) and refuses as a whole if one withheld form is left.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dccg_meet.calls.rules import WORDING
from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.names.folding import Word, fold, texts, words
from dccg_meet.chatham.names.forms import Forms, Kind
from dccg_meet.chatham.names.redaction import MASKS
from dccg_meet.chatham.readings import Depth, Reading, decoded, readings
from dccg_meet.errors import ReleaseRefused

Phrase = tuple[str, ...]

_LISTED = 10
_SHORTEST = {Depth.CONTENT: 1, Depth.ENCODED: 4, Depth.MARKUP: 5, Depth.BINARY: 6}
_HIDDEN_WITHIN = 8
_MONTHS = frozenset([*vocabulary.MONTHS, *(month[:3] for month in vocabulary.MONTHS), "sept"])
_WEEKDAYS = frozenset([*vocabulary.WEEKDAYS, *(day[:3] for day in vocabulary.WEEKDAYS)])
_PAGE_WORDS = (
    *MASKS.values(),
    *(text for wording in WORDING.values() for text in (wording.tag, wording.name, wording.sentence)),
    "Chatham House Rule in part",
)


@dataclass(frozen=True)
class Finding:
    """A withheld form that would have been published: where and of which kind, never which."""

    file: str
    line: int
    place: str
    kind: Kind
    ordinary: bool

    def __str__(self) -> str:
        """The finding as one line."""
        kind = "a name" if self.kind is Kind.NAME else "an affiliation"
        also = " that is also an ordinary word" if self.ordinary else ""
        return f"{self.file}, line {self.line}: {kind}{also}, in: {self.place}"


@dataclass(frozen=True)
class _Match:
    offset: int
    phrase: Phrase
    kind: Kind

    @property
    def ordinary(self) -> bool:
        return len(self.phrase) == 1 and self.phrase[0] in vocabulary.ORDINARY


def check(files: Mapping[str, bytes], scopes: Mapping[str, Forms], *, own: Sequence[str] = ()) -> None:
    """Refuse ``files`` (relative path to content) if any of them holds a form that its scope withholds.

    ``scopes`` maps a path prefix (``calls/097/``; ``""`` for all files) to the forms withheld under it; every
    prefix that fits counts. ``own`` are the texts that are the pages' and the group's own: interface words,
    group name, list address, join lines. They are not findings where they stand as they are: of two words or
    more anywhere, of one word only where that word is the whole line, cell or attribute. Never pass anything
    that came out of a call. Dates with a year are never findings (somebody may be called June).

    Raises ReleaseRefused, listing files, lines and kinds, never the form.
    """
    found: list[Finding] = []
    for name, data in sorted(files.items()):
        fitting = [forms for prefix, forms in scopes.items() if name.startswith(prefix)]
        if not fitting:
            raise ReleaseRefused(
                "nobody said what this file has to withhold", where=name, todo="Report this as a fault."
            )
        forms = functools.reduce(Forms.__or__, fitting)
        found += findings(name, data, forms, own=own)
    if found:
        raise _refusal(found)


def findings(name: str, data: bytes, forms: Forms, *, own: Sequence[str] = ()) -> list[Finding]:
    """What the file ``name`` with the content ``data`` would give away; one finding a line and kind.

    A form that one reading has shown is not told again of the readings that follow, whose lines are vaguer.
    """
    phrases, names = _phrases(forms), _names(forms)
    excused = _own_phrases((*_PAGE_WORDS, *own))
    found: dict[tuple[int, Kind], Finding] = {}
    read: set[tuple[str, Depth]] = set()
    told: set[Phrase] = set()
    for reading in readings(name, data):
        if (reading.text, reading.depth) in read:
            continue
        read.add((reading.text, reading.depth))
        matches = [match for match in _matches(reading, phrases, names, excused) if match.phrase not in told]
        told.update(match.phrase for match in matches)
        for match in matches:
            line = reading.line(match.offset)
            found.setdefault(
                (line, match.kind), Finding(name, line, reading.place, match.kind, match.ordinary)
            )
    return list(found.values())


def holds(text: str, forms: Forms) -> Kind | None:
    """What kind of withheld form ``text`` holds in some reading of it, or None."""
    phrases, names, excused = _phrases(forms), _names(forms), _own_phrases(_PAGE_WORDS)
    for version in decoded(text):
        for match in _matches(Reading(version, "text"), phrases, names, excused):
            return match.kind
    return None


@functools.lru_cache(maxsize=64)
def _phrases(forms: Forms) -> dict[str, dict[Phrase, Kind]]:
    """Forms by their first word; forms of several words also run together."""
    table: dict[str, dict[Phrase, Kind]] = {}
    for form, kind in sorted(forms.kinds(), key=lambda pair: pair[1] is Kind.NAME):
        phrase = tuple(form.split())
        together = ("".join(phrase),)
        for shape in {phrase, together} if len(together[0]) >= _SHORTEST[Depth.ENCODED] else {phrase}:
            table.setdefault(shape[0], {})[shape] = kind
    return table


@functools.lru_cache(maxsize=64)
def _names(forms: Forms) -> tuple[str, ...]:
    """Full names, run together, that are long enough to be recognised inside anything."""
    together = {name.replace(" ", "") for name in forms.near}
    return tuple(sorted(name for name in together if len(name) >= _HIDDEN_WITHIN))


@functools.lru_cache(maxsize=64)
def _own_phrases(own: Sequence[str]) -> dict[str, set[Phrase]]:
    table: dict[str, set[Phrase]] = {}
    for text in own:
        if phrase := tuple(fold(text).split()):
            table.setdefault(phrase[0], set()).add(phrase)
    return table


def _matches(
    reading: Reading,
    phrases: Mapping[str, Mapping[Phrase, Kind]],
    names: Iterable[str],
    own: Mapping[str, set[Phrase]],
) -> Iterator[_Match]:
    """Each form in the reading that is not excused."""
    read = texts(reading.text)
    candidates = [
        (first, first + len(phrase), phrase, kind)
        for first, text in enumerate(read)
        if text in phrases
        for phrase, kind in phrases[text].items()
        if tuple(read[first : first + len(phrase)]) == phrase and _counts(phrase, reading.depth)
    ]
    candidates += _hidden(read, names)
    if candidates:
        found = words(reading.text)
        excused = _excused(reading.text, found, own)
        for first, last, phrase, kind in candidates:
            if not excused.issuperset(range(first, last)):
                yield _Match(found[first].start, phrase, kind)


def _counts(phrase: Phrase, depth: Depth) -> bool:
    """Whether a form is long and rare enough to be meant where it stands."""
    if depth in {Depth.MARKUP, Depth.BINARY} and phrase[0] in vocabulary.ORDINARY and len(phrase) == 1:
        return False
    return sum(map(len, phrase)) >= _SHORTEST[depth]


def _hidden(read: Sequence[str], names: Iterable[str]) -> Iterator[tuple[int, int, Phrase, Kind]]:
    """Ranges of words within which a full name is run together with other letters."""
    stream = "".join(read)
    present = [name for name in names if name in stream]
    if present:
        at = [position for position, text in enumerate(read) for _ in text]
        for name in present:
            for match in re.finditer(re.escape(name), stream):
                yield at[match.start()], at[match.end() - 1] + 1, (name,), Kind.NAME


def _excused(text: str, found: Sequence[Word], own: Mapping[str, set[Phrase]]) -> set[int]:
    """The positions of words that belong to the pages' own texts or to a date."""
    read = [word.text for word in found]
    excused = set(_dates(read))
    for first, word in enumerate(read):
        for phrase in own.get(word, ()):
            last = first + len(phrase)
            if tuple(read[first:last]) == phrase and (len(phrase) > 1 or _stands_alone(text, found, first)):
                excused.update(range(first, last))
    return excused


def _stands_alone(text: str, found: Sequence[Word], place: int) -> bool:
    """Whether the word is all that its line holds."""
    before = found[place - 1].end if place else 0
    after = found[place + 1].start if place + 1 < len(found) else len(text)
    word = found[place]
    return (not place or "\n" in text[before : word.start]) and (
        after == len(text) or "\n" in text[word.end : after]
    )


def _dates(read: Sequence[str]) -> Iterator[int]:
    """The positions of month and weekday names in dates that have a year."""
    padded = [*read, "", "", ""]
    for place, text in enumerate(read):
        if text in _MONTHS:
            after = padded[place + 1 : place + 3]
            if _year(after[0]) or (_day(after[0]) and _year(after[1])):
                yield place
        elif text in _WEEKDAYS:
            after = padded[place + 1 : place + 4]
            if _year(after[2]) and {after[0], after[1]} & _MONTHS and (_day(after[0]) or _day(after[1])):
                yield place


def _year(text: str) -> bool:
    return len(text) == 4 and text.isdigit()  # noqa: PLR2004 - years of four digits


def _day(text: str) -> bool:
    return 0 < len(text) <= 2 and text.isdigit()  # noqa: PLR2004 - days of one or two digits


def _refusal(found: Sequence[Finding]) -> ReleaseRefused:
    lines = [str(finding) for finding in found[:_LISTED]]
    if len(found) > _LISTED:
        lines.append(f"… and {len(found) - _LISTED} more")
    todo = "Take it out of the title, notes, captions or template that it comes from, and publish again."
    if any(finding.ordinary for finding in found):
        todo += " Reword what uses somebody's name as an ordinary word; see: dccg-meet roster check"
    return ReleaseRefused(
        "what would have been published gives people away, so nothing was written:\n" + "\n".join(lines),
        where="public",
        todo=todo,
    )
