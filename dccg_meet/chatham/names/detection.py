"""Finding the withheld forms in a text: as they are spelt, run together or apart, and full names misheard."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.names.folding import Word, words
from dccg_meet.chatham.names.forms import Forms, Kind
from dccg_meet.chatham.names.nearness import near_windows

_JOINED_TIGHT = 4
_JOINED_APART = 6
_EMBEDDED = 8
_CONTRACTIONS = frozenset({"s", "m", "t", "d", "ll", "ve", "re"})
_KEPT_PHRASES = ("chatham house rule", "chatham house rules")
_HALVES = 2


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
    near: tuple[str, ...]
    longest: int


def detect(text: str, forms: Forms) -> tuple[Hit, ...]:
    """Every place of ``text`` that gives away one of ``forms``: in order, without overlaps.

    Forms are compared as folded words, so case, accents, punctuation and line breaks do not hide them.
    """
    found = words(text)
    index = _index(forms)
    ranges = [*_exact(found, index), *_embedded(found, index.embedded)]
    ranges += [(first, last, Kind.NAME) for first, last in near_windows(found, index.near)]
    kept = _kept(found)
    ranges = [hit for hit in ranges if not (hit[0] in kept and hit[1] - 1 in kept)]
    hits = [Hit(found[first].start, found[last - 1].end, kind) for first, last, kind in ranges]
    return _merge(_with_honorifics(hits, found), found)


@functools.lru_cache(maxsize=64)
def _index(forms: Forms) -> _Index:
    spaced = dict(forms.kinds())
    joined: dict[str, Kind] = {}
    for form, kind in spaced.items():
        key = form.replace(" ", "")
        joined[key] = Kind.NAME if Kind.NAME in (kind, joined.get(key)) else kind
    embedded = {name.replace(" ", "") for name in forms.near}
    return _Index(
        spaced,
        joined,
        tuple(sorted(name for name in embedded if len(name) >= _EMBEDDED)),
        tuple(sorted(forms.near)),
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
    if len(window) == 1 or len(joined) >= _JOINED_APART:
        return True
    if len(window) > _HALVES and all(len(word.text) == 1 for word in window):
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


def _kept(found: Sequence[Word]) -> frozenset[int]:
    """The positions of words that name the Rule itself, whoever works for the house that it comes from."""
    kept: set[int] = set()
    for phrase in _KEPT_PHRASES:
        size = len(phrase.split())
        for first in range(len(found) - size + 1):
            if " ".join(word.text for word in found[first : first + size]) == phrase:
                kept.update(range(first, first + size))
    return frozenset(kept)


def _with_honorifics(hits: Iterable[Hit], found: Sequence[Word]) -> Iterator[Hit]:
    """Names with the titles before them: those tell gender and rank."""
    before = {word.start: found[place - 1] for place, word in enumerate(found) if place}
    for hit in hits:
        widened = hit
        while (
            widened.kind is Kind.NAME
            and (title := before.get(widened.start))
            and title.text in vocabulary.HONORIFICS
        ):
            widened = replace(widened, start=title.start)
        yield widened


def _merge(hits: Iterable[Hit], found: Sequence[Word]) -> tuple[Hit, ...]:
    """Overlapping hits as one, and names as one where only an initial or a particle stands between them."""
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        last = merged[-1] if merged else None
        if last and (hit.start < last.end or _bridged(last, hit, found)):
            kind = Kind.NAME if Kind.NAME in (hit.kind, last.kind) else Kind.AFFILIATION
            merged[-1] = Hit(last.start, max(last.end, hit.end), kind)
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
