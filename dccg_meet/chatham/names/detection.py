"""Finding the withheld forms in a text: as they are spelt, run together or apart, and full names misheard."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.names.folding import Word, has_humps, letters, words
from dccg_meet.chatham.names.forms import Forms, Kind
from dccg_meet.chatham.names.nearness import near_windows

_JOINED_TIGHT = 4
_JOINED_APART = 6
_EMBEDDED = 8
_CONTRACTIONS = frozenset({"s", "m", "t", "d", "ll", "ve", "re"})
_KEPT_PHRASES = ("chatham house rule", "chatham house rules")
_HALVES = 2
_LEAST_DISGUISED = 4
_DIGITS_FOR_LETTERS = tuple(str.maketrans("013457", f"o{one}east") for one in "il")
_LABEL = re.compile(r"[.\s]*[:\uff1a]")
_ADDRESS = re.compile(r"@|://|\w\.\w+/")
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of text, as offsets, that gives something away."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class _Index:
    spaced: dict[str, Kind]
    joined: dict[str, Kind]
    embedded: tuple[str, ...]
    unspaced: tuple[tuple[str, Kind], ...]
    near: tuple[str, ...]
    initials: frozenset[str]
    longest: int


def detect(text: str, forms: Forms, *, owner: bool = False) -> tuple[Hit, ...]:
    """Every place of ``text`` that gives away one of ``forms``: in order, without overlaps.

    Forms are compared as folded words, so case, accents, punctuation and line breaks do not hide them.
    ``owner`` tells that the text says who does something: there initials alone stand for somebody.
    """
    found = words(text)
    index = _index(forms)
    ranges = [*_exact(found, index), *_embedded(found, index.embedded), *_disguised(found, index.joined)]
    ranges += [(first, last, Kind.NAME) for first, last in near_windows(found, index.near)]
    ranges += _initials(text, found, index.initials, owner=owner)
    kept = _kept(found)
    ranges = [hit for hit in ranges if not (hit[0] in kept and hit[1] - 1 in kept)]
    hits = [*_hits(found, ranges), *_unspaced(text, index.unspaced)]
    if has_humps(text):
        parts = words(text, humps=True)
        hits += _hits(parts, _exact(parts, index))
    widened = _whole_addresses(_with_titles(_merge(hits, found), text, found), text)
    return _merge(widened, found)


def _hits(found: Sequence[Word], ranges: Iterable[tuple[int, int, Kind]]) -> list[Hit]:
    return [Hit(found[first].start, found[last - 1].end, kind) for first, last, kind in ranges]


@functools.lru_cache(maxsize=64)
def _index(forms: Forms) -> _Index:
    spaced = dict(forms.kinds())
    joined: dict[str, Kind] = {}
    for form, kind in spaced.items():
        key = form.replace(" ", "")
        joined[key] = kind.heavier(joined.get(key))
    embedded = {name.replace(" ", "") for name in forms.near}
    return _Index(
        spaced,
        joined,
        tuple(sorted(name for name in embedded if len(name) >= _EMBEDDED)),
        tuple(sorted(forms.unspaced())),
        tuple(sorted(forms.near)),
        forms.initials,
        max(map(len, joined), default=0),
    )


def _exact(found: Sequence[Word], index: _Index) -> Iterator[tuple[int, int, Kind]]:
    """Ranges of words that are a form, word by word or run together."""
    for first, word in enumerate(found):
        spaced = joined = word.text
        last = first + 1
        while len(joined) <= index.longest:
            kind = index.spaced.get(spaced)
            if (
                kind is None
                and (kind := index.joined.get(joined))
                and not _joinable(found[first:last], joined)
            ):
                kind = None
            if kind is not None:
                yield first, last, kind
            if last == len(found):
                break
            spaced += " " + found[last].text
            joined += found[last].text
            last += 1


def _joinable(window: Sequence[Word], joined: str) -> bool:
    """Whether words that are a form only when run together may count as that form.

    ``in a`` is not Ina and ``I'm`` is not Im, but ``Mei-ling`` is Meiling and ``A. M. A. R. A.`` is Amara.
    """
    if len(window) == 1 or (len(window) > _HALVES and all(len(word.text) == 1 for word in window)):
        return True
    if window[-1].text in vocabulary.ENDINGS:
        return False
    if len(joined) >= _JOINED_APART:
        return True
    tight = all(word.tight for word in window[1:])
    return tight and len(joined) >= _JOINED_TIGHT and window[-1].text not in _CONTRACTIONS


def _embedded(found: Sequence[Word], names: Iterable[str]) -> Iterator[tuple[int, int, Kind]]:
    """Ranges of words within which a long full name is hidden, as in ``xamaradiallox``."""
    stream = "".join(word.text for word in found)
    at = [position for position, word in enumerate(found) for _ in word.text]
    for name in names:
        place = stream.find(name)
        while place >= 0:
            yield at[place], at[place + len(name) - 1] + 1, Kind.NAME
            place = stream.find(name, place + 1)


def _disguised(found: Sequence[Word], joined: Mapping[str, Kind]) -> Iterator[tuple[int, int, Kind]]:
    """Ranges of words that are a form once digits are read as the letters that they resemble: Men0n."""
    for _, group in groupby(_runs(found), key=lambda pair: pair[0]):
        run = [place for _, place in group]
        text = "".join(found[place].text for place in run)
        if len(text) < _LEAST_DISGUISED or text.isalpha() or not (text[0].isalpha() and text[-1].isalpha()):
            continue
        kinds = [joined[read] for table in _DIGITS_FOR_LETTERS if (read := text.translate(table)) in joined]
        yield from ((run[0], run[-1] + 1, kind) for kind in kinds)


def _runs(found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Each word's position with the number of the run that it belongs to: words with nothing between them."""
    run = 0
    for place, word in enumerate(found):
        run += bool(place and found[place - 1].end != word.start)
        yield run, place


def _initials(
    text: str, found: Sequence[Word], initials: frozenset[str], *, owner: bool
) -> Iterator[tuple[int, int, Kind]]:
    """Ranges of words that are somebody's initials in capitals: ``RM:`` or ``R. M.:``, any as an owner."""
    for last in range(1, len(found) + 1):
        if not owner and not _LABEL.match(text, found[last - 1].end):
            continue
        joined = ""
        for first in range(last - 1, -1, -1):
            if first < last - 1 and len(found[first].text) + len(found[first + 1].text) > _HALVES:
                break
            joined = found[first].text + joined
            if joined in initials and text[found[first].start : found[last - 1].end].isupper():
                yield first, last, Kind.NAME


def _unspaced(text: str, forms: Sequence[tuple[str, Kind]]) -> Iterator[Hit]:
    """Forms of scripts that put no blanks between words, wherever they stand in a run of letters."""
    if not forms or text.isascii():
        return
    stream, at = letters(text)
    for form, kind in forms:
        for match in re.finditer(re.escape(form), stream):
            yield Hit(at[match.start()], at[match.end() - 1] + 1, kind)


def _kept(found: Sequence[Word]) -> frozenset[int]:
    """The positions of words that name the Rule itself, whoever works for the house that it comes from."""
    kept: set[int] = set()
    for phrase in _KEPT_PHRASES:
        size = len(phrase.split())
        for first in range(len(found) - size + 1):
            if " ".join(word.text for word in found[first : first + size]) == phrase:
                kept.update(range(first, first + size))
    return frozenset(kept)


def _with_titles(hits: Iterable[Hit], text: str, found: Sequence[Word]) -> Iterator[Hit]:
    """Names with the titles and initials around them, which tell gender and rank."""
    before = {word.start: found[place - 1] for place, word in enumerate(found) if place}
    after = {word.end: found[place + 1] for place, word in enumerate(found[:-1])}
    for hit in hits:
        widened = hit
        if hit.kind is Kind.NAME:
            while (word := before.get(widened.start)) and _goes_before(word, text):
                widened = replace(widened, start=word.start)
            if (word := after.get(widened.end)) and word.text in vocabulary.TITLES_AFTER:
                widened = replace(widened, end=word.end)
        yield widened


def _goes_before(word: Word, text: str) -> bool:
    """Whether a word before a name belongs to it: a title, or an initial (``R. K.``, ``R K``, not ``I``)."""
    if word.text in vocabulary.TITLES:
        return True
    letter = text[word.start : word.end]
    dotted = text.startswith(".", word.end)
    return len(word.text) == 1 and letter.isalpha() and (dotted or (letter.isupper() and letter not in "AI"))


def _whole_addresses(hits: Iterable[Hit], text: str) -> Iterator[Hit]:
    """Names within a mail or web address as the whole of it, because the rest leads to them, too."""
    addresses = [token for token in _TOKEN.finditer(text) if _ADDRESS.search(token[0])]
    for hit in hits:
        widened = hit
        for token in addresses if hit.kind is Kind.NAME else ():
            if token.start() < hit.end and hit.start < token.end():
                start = token.start() + len(token[0]) - len(token[0].lstrip("([<\"'"))
                end = token.start() + len(token[0].rstrip(")]>\"'.,;:!?"))
                widened = replace(widened, start=min(widened.start, start), end=max(widened.end, end))
        yield widened


def _merge(hits: Iterable[Hit], found: Sequence[Word]) -> tuple[Hit, ...]:
    """Overlapping hits as one, and names as one where only an initial or a particle stands between them."""
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        last = merged[-1] if merged else None
        if last and (hit.start < last.end or _bridged(last, hit, found)):
            merged[-1] = Hit(last.start, max(last.end, hit.end), hit.kind.heavier(last.kind))
        else:
            merged.append(hit)
    return tuple(merged)


def _bridged(last: Hit, hit: Hit, found: Sequence[Word]) -> bool:
    if last.kind is not Kind.NAME or hit.kind is not Kind.NAME:
        return False
    first = bisect_left(found, last.end, key=lambda word: word.start)
    end = bisect_left(found, hit.start, key=lambda word: word.start)
    between = [word.text for word in found[first:end]]
    return bool(between) and all(len(text) == 1 or text in vocabulary.PARTICLES for text in between)
