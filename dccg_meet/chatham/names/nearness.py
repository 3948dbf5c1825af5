"""Full names as a speech recogniser mishears them: near in spelling, or near in sound.

Spelling is the normalised Indel similarity of the letters, sound the same of a consonant skeleton in which
letters that sound alike are one. Thresholds were chosen on real mishearings ("Olna Kovalenko", "Tomas Ferra",
"mailing two are" for Mei-Ling Chua) against 65 invented names over 150 000 words of English prose, of which
they take about one window in ten thousand words for some name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import Indel

from dccg_meet.chatham.names.folding import Word

_SPELT_ALIKE = 0.80
_RATHER_ALIKE = (0.70, 0.80)
_SOUNDS_ALIKE = (0.58, 0.90)
_CUTOFF = min(_SPELT_ALIKE, _RATHER_ALIKE[0], _SOUNDS_ALIKE[0])

_SPELLINGS_OF_A_SOUND = (
    ("ph", "f"), ("ck", "k"), ("ch", "t"), ("c", "k"), ("q", "k"), ("z", "s"),
    ("v", "f"), ("b", "p"), ("d", "t"), ("j", "g"),
)  # fmt: skip
_SILENT = str.maketrans("", "", "aeiouyhw")


def near_windows(found: Sequence[Word], names: Sequence[str]) -> list[tuple[int, int]]:
    """Ranges of words that are near one of ``names`` (folded full names), best first, without overlaps.

    A window has as many words as the name, one fewer or one more, but at least two.
    """
    scored: list[tuple[float, int, int]] = []
    for size, wanted in _by_size(tuple(names)):
        places: dict[str, list[int]] = {}
        for first in range(len(found) - size + 1):
            text = " ".join(word.text for word in found[first : first + size])
            places.setdefault(text, []).append(first)
        for score, text in _alike(list(places), wanted):
            scored += [(score, first, first + size) for first in places[text]]
    taken: set[int] = set()
    best = []
    for _, first, last in sorted(scored, key=lambda window: (-window[0], window[1], window[2])):
        if taken.isdisjoint(range(first, last)):
            taken.update(range(first, last))
            best.append((first, last))
    return best


def near(heard: str, name: str) -> bool:
    """Whether ``heard`` may be ``name`` misheard; both folded, blanks do not count."""
    heard, name = heard.replace(" ", ""), name.replace(" ", "")
    return _near(Indel.normalized_similarity(heard, name), heard, name)


def _near(spelling: float, heard: str, name: str) -> bool:
    if spelling >= _SPELT_ALIKE:
        return True
    heard_sounds, name_sounds = _sounds(heard), _sounds(name)
    if heard_sounds[:1] != name_sounds[:1]:
        return False
    sound = Indel.normalized_similarity(heard_sounds, name_sounds)
    return any(spelling >= least and sound >= enough for least, enough in (_RATHER_ALIKE, _SOUNDS_ALIKE))


@functools.lru_cache(maxsize=64)
def _by_size(names: tuple[str, ...]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Each size of window, in words, with the names that are sought in windows of that size."""
    sizes: dict[int, list[str]] = {}
    for name in names:
        count = len(name.split())
        for size in {max(2, count - 1), count, count + 1}:
            sizes.setdefault(size, []).append(name)
    return tuple((size, tuple(wanted)) for size, wanted in sorted(sizes.items()))


def _alike(heard: list[str], names: Sequence[str]) -> list[tuple[float, str]]:
    """Score and text of what is near a name, apart from what has all its parts spelt right."""
    found: list[tuple[float, str]] = []
    together = [text.replace(" ", "") for text in heard]
    letters = [name.replace(" ", "") for name in names]
    if not together:
        return found
    scores = process.cdist(letters, together, scorer=Indel.normalized_similarity, score_cutoff=_CUTOFF)
    for which, place in zip(*scores.nonzero(), strict=True):
        score, parts = float(scores[which][place]), set(names[which].split())
        if not parts.issubset(heard[place].split()) and _near(score, together[place], letters[which]):
            found.append((score, heard[place]))
    return found


def _sounds(text: str) -> str:
    """``text`` as its first letter and the consonants that follow, alike ones as one, none twice in a row."""
    for spelling, sound in _SPELLINGS_OF_A_SOUND:
        text = text.replace(spelling, sound)
    return re.sub(r"(.)\1+", r"\1", text[:1] + text[1:].translate(_SILENT))
