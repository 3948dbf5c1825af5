"""What a person wrote as votes: ``A yes / B if needed / C no``, in three languages. Pure functions.

Nothing is guessed. A line is a vote only if it consists of a slot's letter and one of the words below; what
looks like an answer and is none of that is kept as it is, for a person to read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from dccg_meet.workspace.poll import Vote
from dccg_meet.writing.escape import clean

_YES = "yes, yeah, yep, ok, okay, oui, ouais, si, ✓, ✔, ☑, ✅, 👍"
_IF_NEEDED = (
    "if needed, if need be, if necessary, ifneedbe, under reserve, "
    "si necessaire, si besoin, au besoin, sous reserve, "
    "si es necesario, si fuera necesario, si hace falta, bajo reserva"
)
_NO = "no, nope, non, ✗, ✘, ☒, ❌, ✕, ✖, 👎"

WORDS = {
    word: vote
    for words, vote in ((_YES, Vote.YES), (_IF_NEEDED, Vote.IF_NEEDED), (_NO, Vote.NO))
    for word in words.split(", ")
}
"""Every word and sign that is a vote, without accents and in small letters.

``x``, ``maybe`` and a yes in brackets are none: some people cross what they choose, and some who may come
would not."""

_SWEEPING = frozenset(
    {"all", "any", "both", "each", "every", "everything", "neither", "none", "others", "rest"}
    | {"tous", "toutes", "tout", "aucun", "aucune", "autres", "todos", "todas", "todo", "ninguno", "ninguna"}
)
_SHORT = 10
"""Words and signs of a line that may be an answer about all slots at once."""

_HESITANT = frozenset({"maybe", "perhaps", "possibly", "peut - etre", "peut etre", "quizas", "tal vez"})

SHOWN = 200
"""Characters of a line that a person is shown."""

_BULLET = re.compile(r"^(?:[-*•·\u2013\u2014]\s+|\*+)")
_MARKED = re.compile(
    r"^\(?\*{0,2}(?P<letter>[a-z])\*{0,2}(?:\s*\([^()]*\))?\s*(?:[:=).\-\u2013\u2014]+>?|→)\s*(?P<word>.*)$"
)
_SPACED = re.compile(r"^(?P<letter>[a-z])\*{0,2}(?:\s*\([^()]*\))?\s+(?P<word>.+)$")
_PARTS = re.compile(r"\s*[/,;|]\s*")
_INITIAL = re.compile(r"^\W*[A-Z]\.\s*[^\W\d_a-z]")
"""A signature: ``A. Turing``."""

_SURNAME = re.compile(r"^\W*[A-Z]\.\s*(?:Si|No|Ok)\W*$")
"""A vote, or somebody called No, Ok or Si who signs."""

_DOTTED = re.compile(r"^\W*[A-Za-z]\.\s*\w")

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_JOINERS = frozenset("\ufe0e\ufe0f\u200d")
"""Invisible signs that choose how the one before them is drawn."""


class _Kind(Enum):
    """What a part of a line is: a vote, a letter with nothing or with a doubtful word after it, prose."""

    VOTE = 1
    BLANK = 2
    DOUBT = 3
    PROSE = 4


@dataclass(frozen=True)
class _Part:
    kind: _Kind
    letter: str = ""
    vote: Vote | None = None


@dataclass(frozen=True)
class Reading:
    """What was found in a text: ``votes`` by letter, and ``unclear`` lines for a person to read. PRIVATE."""

    votes: dict[str, Vote]
    unclear: tuple[str, ...]


def word(text: str) -> Vote | None:
    """The vote that ``text`` is, whatever its case, accents and closing punctuation; None for no vote."""
    if len(text) > SHOWN:
        return None
    return WORDS.get(plain(text).strip(" .!*_\"'«»").replace("-", " "))


def read(text: str, letters: str) -> Reading:
    """The votes in ``text`` on the slots called ``letters``.

    A slot that gets two different votes has none, and both lines are unclear.
    """
    found: dict[str, dict[Vote, str]] = {}
    unclear: list[str] = []
    lines = [" ".join(clean(line).split()) for line in text.splitlines()]
    dotted = sum(bool(_DOTTED.match(line)) for line in lines)
    for shown in lines:
        pairs = _line(shown, letters)
        if pairs is None or (dotted == 1 and _SURNAME.match(shown)):
            unclear.append(shown)
            continue
        for letter, vote in pairs:
            found.setdefault(letter, {}).setdefault(vote, shown)
    for letter in sorted(found):
        if len(found[letter]) > 1:
            unclear += found[letter].values()
    votes = {letter: next(iter(said)) for letter, said in sorted(found.items()) if len(said) == 1}
    return Reading(votes, tuple(dict.fromkeys(line[:SHOWN] for line in unclear)))


def _line(line: str, letters: str) -> list[tuple[str, Vote]] | None:
    """The votes of one line: none for prose, None where it seems to be an answer and is not clear."""
    text = _BULLET.sub("", line[: 10 * SHOWN])
    whole = _part(text, letters)
    parts = [_part(part, letters) for part in _PARTS.split(text) if part]
    for found in ([whole], parts):
        votes = [(part.letter, part.vote) for part in found if part.vote is not None]
        if votes and len(votes) == len(found) and len(line) <= 10 * SHOWN:
            return votes
    if whole.kind is _Kind.BLANK:
        return None if _says(text) else []
    kinds = {whole.kind, *(part.kind for part in parts)}
    return None if kinds & {_Kind.VOTE, _Kind.DOUBT} or _mentions(text, letters) else []


def _part(text: str, letters: str) -> _Part:
    """What ``text``, a line or a part of one, says of one slot."""
    bare = plain(text)
    marked = _MARKED.match(bare)
    match = marked or _SPACED.match(bare)
    if match is None:
        return _Part(_Kind.BLANK if bare.strip().upper() in {*letters} else _Kind.PROSE)
    letter, said = match["letter"].upper(), match["word"].strip()
    if letter not in letters:
        return _Part(_Kind.PROSE)
    if not said:
        return _Part(_Kind.BLANK)
    vote = word(said)
    if vote is not None:
        return _Part(_Kind.VOTE, letter, vote)
    doubtful = _opens(said) or (marked and not _INITIAL.match(text))
    return _Part(_Kind.DOUBT if doubtful else _Kind.PROSE)


def _opens(said: str) -> bool:
    """Whether what follows a letter hesitates, or begins as a vote and goes on: ``yes but only by phone``."""
    tokens = _TOKEN.findall(said)
    first = [" ".join(tokens[:count]) for count in (1, 2, 3)]
    return any(word(opening) is not None or opening in _HESITANT for opening in first)


def _mentions(line: str, letters: str) -> bool:
    """Whether a line that is no vote says yes or no of a slot, of all or none of them, or of nothing else.

    ``yes to B``, ``no to all`` or ``ok``. A and I that open a line before a word are words themselves.
    """
    if not _says(line):
        return False
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", line))
    article = tokens[0] in {"A", "I"} and len(tokens) > 1 and tokens[1].isalpha()
    named = not {*letters}.isdisjoint(tokens[1:] if article else tokens)
    sweeping = len(tokens) <= _SHORT and not _SWEEPING.isdisjoint(_TOKEN.findall(plain(line)))
    return named or sweeping or word(line) is not None


def _says(line: str) -> bool:
    """Whether a word that is a vote stands anywhere in ``line``."""
    spaced = f" {' '.join(_TOKEN.findall(plain(line)))} "
    return any(f" {known} " in spaced for known in WORDS)


def plain(text: str) -> str:
    """``text`` in small letters, without accents, controls or the parts of signs that only colour them."""
    return "".join(_kept(unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())))


def _kept(text: str) -> Iterator[str]:
    for char in text:
        kind = unicodedata.category(char)
        if char not in _JOINERS and kind not in {"Mn", "Cf", "Sk"}:
            yield " " if kind in {"Cc", "Zs"} else char
