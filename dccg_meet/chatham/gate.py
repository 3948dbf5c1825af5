"""The gate: a second reading of every byte that is about to be published, independent of the first.

Nothing here knows what was masked, or by what. It reads file names and files in every encoding a reader's
program would undo (:mod:`dccg_meet.chatham.readings`) and refuses as a whole if one withheld form is left.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dccg_meet.calls.rules import WORDING
from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.names.folding import Word, has_humps, hump_texts, texts, words
from dccg_meet.chatham.names.forms import Forms, Kind
from dccg_meet.chatham.names.redaction import MASKS
from dccg_meet.chatham.readings import Depth, Reading, decoded, readings
from dccg_meet.errors import ReleaseRefused

Phrase = tuple[str, ...]
Own = Callable[[], Sequence[str]]

_LISTED = 10
_SHORTEST = {Depth.CONTENT: 1, Depth.ENCODED: 4, Depth.MARKUP: 5, Depth.BINARY: 6}
_HIDDEN_WITHIN = 8
_NUMBER = re.compile(r"\d+(?:t\d+)?z?")
_ANY_NUMBER = "#"
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
        also = " that is also an ordinary word" if self.ordinary else ""
        return f"{self.file}, line {self.line}: {self.kind.words}{also}, in: {self.place}"


@dataclass(frozen=True)
class _Match:
    offset: int
    phrase: Phrase
    kind: Kind

    @property
    def ordinary(self) -> bool:
        return len(self.phrase) == 1 and vocabulary.ordinary(self.phrase[0])


@dataclass(frozen=True)
class _Sought:
    """Forms by their first word, also run together; and those that are sought inside anything."""

    phrases: Mapping[str, Mapping[Phrase, Kind]]
    hidden: tuple[tuple[str, Kind], ...]


def check(files: Mapping[str, bytes], scopes: Mapping[str, Forms], *, own: Own | Sequence[str] = ()) -> None:
    """Refuse ``files`` (relative path to content) if any of them holds a form that its scope withholds.

    ``scopes`` maps a path prefix (``calls/097/``; ``""`` for all files) to the forms withheld under it; every
    prefix that fits counts. ``own`` are the texts that are the pages' and the group's own: interface words,
    group name, list address, join lines. They are not findings where they stand as they are: of two words or
    more anywhere, of one word only where that word is the whole line, cell or attribute; one number stands
    for any. A function that gives them is called only where there is something to excuse. Never pass anything
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


def findings(name: str, data: bytes, forms: Forms, *, own: Own | Sequence[str] = ()) -> list[Finding]:
    """What the file ``name`` with the content ``data`` would give away; one finding a line and kind.

    A form that one reading has shown is not told again of the readings that follow, whose lines are vaguer.
    """
    sought = _sought(forms)
    found: dict[tuple[int, Kind], Finding] = {}
    read: set[tuple[str, Depth]] = set()

    def excused() -> dict[str, set[Phrase]]:
        return _own_phrases((*_PAGE_WORDS, *(own() if callable(own) else own)))

    told: set[Phrase] = set()
    for reading in readings(name, data):
        if (reading.text, reading.depth) in read:
            continue
        read.add((reading.text, reading.depth))
        matches = [match for match in _matches(reading, sought, excused) if match.phrase not in told]
        told.update(match.phrase for match in matches)
        for match in matches:
            line = reading.line(match.offset)
            found.setdefault(
                (line, match.kind), Finding(name, line, reading.place, match.kind, match.ordinary)
            )
    return list(found.values())


def holds(text: str, forms: Forms) -> Kind | None:
    """What kind of withheld form ``text`` holds in some reading of it, or None."""
    sought = _sought(forms)
    for version in decoded(text):
        for match in _matches(Reading(version, "text"), sought, lambda: _own_phrases(_PAGE_WORDS)):
            return match.kind
    return None


@functools.lru_cache(maxsize=64)
def _sought(forms: Forms) -> _Sought:
    table: dict[str, dict[Phrase, Kind]] = {}
    for form, kind in sorted(forms.kinds(), key=lambda pair: pair[1] is Kind.NAME):
        phrase = tuple(form.split())
        together = ("".join(phrase),)
        for shape in {phrase, together} if len(together[0]) >= _SHORTEST[Depth.ENCODED] else {phrase}:
            table.setdefault(shape[0], {})[shape] = kind
    within = {name.replace(" ", "") for name in forms.near}
    hidden = {name: Kind.NAME for name in within if len(name) >= _HIDDEN_WITHIN} | dict(forms.unspaced())
    return _Sought(table, tuple(sorted(hidden.items())))


@functools.lru_cache(maxsize=64)
def _own_phrases(own: Sequence[str]) -> dict[str, set[Phrase]]:
    """Own texts by their first word, as they stand and in every reading of them."""
    table: dict[str, set[Phrase]] = {}
    for text in own:
        for version in decoded(html.escape(text)):
            phrase = tuple(word for word, _, _ in _numbered(texts(version)))
            if set(phrase) - {_ANY_NUMBER}:
                table.setdefault(phrase[0], set()).add(phrase)
    return table


def _numbered(read: Sequence[str]) -> list[tuple[str, int, int]]:
    """Words with the range of positions that each stands for; numbers in a row are one, like any other."""
    found: list[tuple[str, int, int]] = []
    for place, word in enumerate(read):
        if not _NUMBER.fullmatch(word):
            found.append((word, place, place + 1))
        elif found and found[-1][0] == _ANY_NUMBER:
            found[-1] = (_ANY_NUMBER, found[-1][1], place + 1)
        else:
            found.append((_ANY_NUMBER, place, place + 1))
    return found


def _matches(
    reading: Reading, sought: _Sought, own: Callable[[], Mapping[str, set[Phrase]]]
) -> Iterator[_Match]:
    """Each form in the reading that is not excused; also in words that are set apart by capitals only."""
    read, text = texts(reading.text), reading.text
    candidates = [*_candidates(read, sought.phrases, reading.depth), *_hidden(read, sought.hidden)]
    apart = hump_texts(text) if reading.depth is Depth.CONTENT and has_humps(text) else ()
    in_parts = list(_candidates(apart, sought.phrases, Depth.ENCODED))
    if candidates or in_parts:
        found, parts = words(text), words(text, humps=True) if in_parts else ()
        excused = {
            place
            for word in _excused(text, found, own())
            for place in range(found[word].start, found[word].end)
        }
        for where, (first, last, phrase, kind) in [
            *((found, candidate) for candidate in candidates),
            *((parts, candidate) for candidate in in_parts),
        ]:
            places = (place for word in where[first:last] for place in (word.start, word.end - 1))
            if not excused.issuperset(places):
                yield _Match(where[first].start, phrase, kind)


def _candidates(
    read: Sequence[str], phrases: Mapping[str, Mapping[Phrase, Kind]], depth: Depth
) -> Iterator[tuple[int, int, Phrase, Kind]]:
    """Ranges of words that are a form which counts at this depth."""
    present = phrases.keys() & set(read)
    for first, text in enumerate(read) if present else ():
        for phrase, kind in phrases[text].items() if text in present else ():
            if tuple(read[first : first + len(phrase)]) == phrase and _counts(phrase, depth):
                yield first, first + len(phrase), phrase, kind


def _counts(phrase: Phrase, depth: Depth) -> bool:
    """Whether a form is long and rare enough to be meant where it stands."""
    if depth in {Depth.MARKUP, Depth.BINARY} and len(phrase) == 1 and vocabulary.ordinary(phrase[0]):
        return False
    return sum(map(len, phrase)) >= _SHORTEST[depth]


def _hidden(
    read: Sequence[str], hidden: Iterable[tuple[str, Kind]]
) -> Iterator[tuple[int, int, Phrase, Kind]]:
    """Ranges of words within which a form is run together with other letters."""
    stream = "".join(read)
    present = [(form, kind) for form, kind in hidden if form in stream]
    if present:
        at = [position for position, text in enumerate(read) for _ in text]
        for form, kind in present:
            for match in re.finditer(re.escape(form), stream):
                yield at[match.start()], at[match.end() - 1] + 1, (form,), kind


def _excused(text: str, found: Sequence[Word], own: Mapping[str, set[Phrase]]) -> set[int]:
    """The positions of words that belong to the pages' own texts or to a date."""
    read = [word.text for word in found]
    excused = set(_dates(read))
    numbered = _numbered(read)
    for place, (word, first, _) in enumerate(numbered):
        for phrase in own.get(word, ()):
            here = numbered[place : place + len(phrase)]
            if tuple(same for same, _, _ in here) == phrase and (
                len(phrase) > 1 or _stands_alone(text, found, first)
            ):
                excused.update(range(first, here[-1][2]))
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
