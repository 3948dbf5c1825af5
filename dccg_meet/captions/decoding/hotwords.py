"""Corrects names and terms: takes over what a second hearing, told to expect them, understood better.

A model that is told which names to expect hears them right, and also recites them where nobody said them,
or skips what was said. So the first hearing, which is told nothing, decides what was said and when; the
second may only put hotwords in the place of misheard words that resemble them. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from rapidfuzz import fuzz, process

from dccg_meet.captions.words import Word

_RESEMBLES: Final = 35  # of 100, by common letters: "owner" was Olena
_AGREEMENT: Final = 0.5  # share of words that both hearings have; else the second is not believed
_DOUBTFUL: Final = 0.7  # confidence of a word that may be a name misspelt …
_NEAR: Final = 85  # … if it is this near to one, of 100: "Olna" is Olena
_LONG: Final = 4  # letters that tell a name
_LONGEST: Final = 5  # words that one misheard name may have become
_APART: Final = 2  # how many words more or fewer a name may have been taken for
_PARTS = re.compile(r"(?P<lead>\W*)(?P<core>.*?)(?P<tail>(?:['\u2019]s)?\W*)", re.DOTALL)


def corrected(words: Sequence[Word], expected: str, hotwords: Sequence[str]) -> tuple[Word, ...]:
    """The words, with those replaced for which ``expected``, the text of the second hearing, has a hotword.

    The spelling is that of the hotword; times, confidence and the punctuation around are those of the words.
    """
    spelling = {_key(part): _core(part) for hotword in hotwords for part in hotword.split()}
    words = [each for word in words for each in _respelt(word, spelling)]
    heard = [_key(word.text) for word in words]
    second = [_nearest(_key(token), spelling) for token in expected.split()]
    matcher = SequenceMatcher(None, heard, second, autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < _AGREEMENT * len(heard):
        return tuple(words)
    result: list[Word] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "replace" or b - a > _LONGEST:
            result.extend(words[a:b])
        elif b - a == d - c:
            for word, key in zip(words[a:b], second[c:d], strict=True):
                result.extend(_renamed([word], [key], spelling))
        elif abs((b - a) - (d - c)) <= _APART:
            result.extend(_renamed(words[a:b], second[c:d], spelling))
        else:
            result.extend(words[a:b])
    return tuple(result)


def _nearest(key: str, spelling: dict[str, str]) -> str:
    """The key of the hotword that a word is all but for a letter or so, else its own."""
    if key in spelling or len(key) < _LONG:
        return key
    found = process.extractOne(key, spelling.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return str(found[0]) if found else key


def _respelt(word: Word, spelling: dict[str, str]) -> Iterator[Word]:
    """The word; a doubtful one that is all but a hotword as that."""
    key = _key(word.text)
    near = _nearest(key, spelling) if word.confidence < _DOUBTFUL else key
    return iter([word]) if near == key else _renamed([word], [near], spelling)


def _renamed(heard: Sequence[Word], keys: Sequence[str], spelling: dict[str, str]) -> Iterator[Word]:
    """The hotwords with the given keys in the place of what was heard, if that is what they are."""
    letters = "".join(_key(word.text) for word in heard)
    if fuzz.ratio(letters, "".join(keys)) < _RESEMBLES or any(key not in spelling for key in keys):
        yield from heard
        return
    start, end = heard[0].start_ms, heard[-1].end_ms
    names = [spelling[key] for key in keys]
    names[0] = _part(heard[0].text, "lead") + names[0]
    names[-1] += _part(heard[-1].text, "tail")
    for position, name in enumerate(names):
        yield replace(
            heard[min(position, len(heard) - 1)],
            start_ms=start + (end - start) * position // len(names),
            end_ms=start + (end - start) * (position + 1) // len(names),
            text=name,
            confidence=min(word.confidence for word in heard),
        )


def _part(text: str, name: str) -> str:
    match = _PARTS.fullmatch(text)
    return match[name] if match else ""


def _core(text: str) -> str:
    """The word without the punctuation around it and without a possessive ending."""
    return _part(text, "core")


def _key(text: str) -> str:
    return _core(text).casefold()
