"""Forms: every way in which the roster's people and their affiliations may be written or said.

Three kinds. A *name* is whatever leads to one person: name, parts of it, handles, addresses. An *affiliation*
is the coalition or the employer that somebody speaks for. A *passcode* lets strangers into the calls. Forms
are folded (see :mod:`dccg_meet.chatham.names.folding`): lower-case words with one blank between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.names.folding import fold
from dccg_meet.workspace.schema import Person

_SHORTEST = 2
_SHORTEST_ACRONYM = 3
_SHORTEST_PASSCODE = 4
_NEAR_LETTERS = 7
_TAKES_ENDING = 4
# Thai, Lao, Burmese, Hangul (folded to jamo), Khmer, Kana, Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
_SPELT_OUT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "å": "aa",
        "ø": "oe",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "Å": "Aa",
        "Ø": "Oe",
    }
)


class Kind(StrEnum):
    """What a form gives away, the weightiest first."""

    NAME = "name"
    PASSCODE = "passcode"
    AFFILIATION = "affiliation"

    @property
    def words(self) -> str:
        """The kind in a sentence."""
        return {Kind.NAME: "a name", Kind.PASSCODE: "the passcode", Kind.AFFILIATION: "an affiliation"}[self]

    def heavier(self, other: Kind | None) -> Kind:
        """The weightier of two kinds."""
        kinds = list(Kind)
        return self if other is None else min(self, other, key=kinds.index)


@dataclass(frozen=True)
class Forms:
    """The folded forms that must not appear.

    ``near`` holds full names, which are also sought misheard; ``initials`` stand for somebody only in
    capitals before a colon or where an owner is named.
    """

    names: frozenset[str] = frozenset()
    affiliations: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    passcodes: frozenset[str] = frozenset()

    def __or__(self, other: Forms) -> Forms:
        return Forms(
            self.names | other.names,
            self.affiliations | other.affiliations,
            self.near | other.near,
            self.initials | other.initials,
            self.passcodes | other.passcodes,
        )

    def kinds(self) -> Iterator[tuple[str, Kind]]:
        """Each form with its kind, in no order; one of several kinds counts as the weightiest."""
        for form in self.affiliations - self.names - self.passcodes:
            yield form, Kind.AFFILIATION
        for form in self.passcodes - self.names:
            yield form, Kind.PASSCODE
        for form in self.names:
            yield form, Kind.NAME

    def unspaced(self) -> Iterator[tuple[str, Kind]]:
        """The forms, run together, of scripts that put no blanks between words: two characters or more."""
        for form, kind in self.kinds():
            together = form.replace(" ", "")
            if _UNSPACED.fullmatch(together) and len(unicodedata.normalize("NFC", together)) >= _SHORTEST:
                yield together, kind


def forms_of(people: Iterable[Person], *, coalitions: bool = True) -> Forms:
    """Every form of ``people``; without ``coalitions``, only names and employers."""
    found = Forms()
    for person in people:
        affiliations = employer_forms(person.employer)
        if coalitions:
            affiliations |= coalition_forms(person.coalition)
            affiliations |= {fold(said) for said in person.coalition_as_said}
        found |= Forms(
            _with_endings(name_forms(person)),
            _with_endings(affiliations - {""}),
            full_names(person),
            initials(person),
        )
    return found


def passcode_forms(passcode: str) -> Forms:
    """The forms of a passcode; one of under four letters could stand for anything and has none."""
    form = fold(passcode)
    return Forms(passcodes=frozenset({form} if len(form) >= _SHORTEST_PASSCODE else ()))


def initials(person: Person) -> frozenset[str]:
    """The first letters of the person's names, at least two, with particles and without: MDLC and MC."""
    found: set[str] = set()
    for text in (person.name, *person.spoken):
        parts = _parts(text)
        for chosen in (parts, [part for part in parts if part not in vocabulary.PARTICLES]):
            found.add("".join(part[0] for part in chosen))
    return frozenset(letters for letters in found if len(letters) >= _SHORTEST)


def full_names(person: Person) -> frozenset[str]:
    """The person's names of two or more parts, and longer single ones: what is also sought misheard."""
    found: set[str] = set()
    for text in _spellings((person.name, *person.spoken)):
        name = " ".join(_parts(text))
        if len(name.replace(" ", "")) >= _NEAR_LETTERS and " " in name:
            found.add(name)
    return frozenset(found)


def name_parts(person: Person) -> frozenset[str]:
    """The single words that count as the person's name: two letters or more, no particle."""
    found: set[str] = set()
    for text in _spellings((person.name, *person.spoken)):
        parts = _parts(text)
        found.update(parts[place] for place in _telling(parts))
    return frozenset(found)


def name_forms(person: Person) -> frozenset[str]:
    """Whatever leads to the person.

    Names with every run of their parts, family name first, with initials; what was ``heard_as`` as a whole
    only, because it is made of ordinary words; handles; the e-mail addresses and the part before the @.
    """
    found: set[str] = set()
    for text in _spellings((person.name, *person.spoken)):
        found.update(_orders(_parts(text)))
    found.update(_spelt_forms((*person.heard_as, *person.handles, *person.addresses)))
    found.update(mailbox_forms(person))
    return frozenset(form for form in found if len(form) >= _SHORTEST)


def mailbox_forms(person: Person) -> frozenset[str]:
    """What stands before the @ of the person's addresses, but for mailboxes of many, such as info@."""
    mailboxes = {fold(address.partition("@")[0]) for address in person.addresses}
    return frozenset(mailboxes - vocabulary.GENERIC_MAILBOXES)


def coalition_forms(name: str) -> set[str]:
    """A coalition's name in its usual shapes, also by single words or some of them and by its short name.

    "Accessibility and Disability" gives, among others: Dynamic Coalition on Accessibility and Disability,
    DC on Disability, accessibility coalition, DC-Accessibility, DCAD; "Internet Standards, Security and
    Safety" gives IS3C, "Community Connectivity" DC3.
    """
    topic = re.sub(r"^(the )?((internet )?dynamic )?(coalition|dc) (on|for|of) (the )?", "", fold(name))
    if not topic:
        return set()
    words = topic.split()
    content = [place for place, word in enumerate(words) if word not in vocabulary.SMALL_WORDS]
    found = {topic, *_short_names(name, topic)}
    if content:
        found |= _runs(words, content, len(content))
    subjects = {topic}.union(*(_runs(words, content, size) for size in range(1, len(content) + 1)))
    for subject in subjects:
        for opening in ("dynamic coalition", "coalition", "dc"):
            found.update(f"{opening} {link} {subject}" for link in ("on", "for", "of", "on the", "for the"))
        found.update({f"dc {subject}", f"dynamic coalition {subject}"})
        found.update(f"{subject} {closing}" for closing in ("coalition", "dynamic coalition", "dc"))
    return found


def _runs(words: list[str], content: list[int], size: int) -> set[str]:
    """Every ``size`` neighbouring content words: as they stand, one after another, with "and" at the end."""
    found: set[str] = set()
    for first in range(len(content) - size + 1):
        places = content[first : first + size]
        run = [words[place] for place in places]
        found |= {" ".join(words[places[0] : places[-1] + 1]), " ".join(run)}
        if size > 1:
            found.add(" ".join([*run[:-1], "and", run[-1]]))
    return found


def employer_forms(name: str) -> set[str]:
    """An employer's name, what is left of it without terms such as "Foundation", and its short name.

    "Fairbridge Foundation (FBF)" gives the whole, "Fairbridge" and "FBF".
    """
    found: set[str] = set()
    for text in _spellings(re.split(r"[()]", name)):
        parts = fold(text).split()
        own = [part for part in parts if part not in vocabulary.ORGANISATION_WORDS | vocabulary.SMALL_WORDS]
        found.add(" ".join(parts))
        if own and not (len(own) == 1 and (own[0] in vocabulary.ORDINARY or len(own[0]) < _SHORTEST_ACRONYM)):
            found.add(" ".join(own))
        initials = "".join(part[0] for part in parts if part not in vocabulary.SMALL_WORDS)
        if len(initials) >= _SHORTEST_ACRONYM and initials not in vocabulary.ORDINARY:
            found.add(initials)
    return {form for form in found if len(form) >= _SHORTEST}


def _with_endings(forms: Iterable[str]) -> frozenset[str]:
    """``forms``, and the longer single words among them with an ending: Menons draft, Rajeshji."""
    forms = frozenset(forms)
    longer = [form for form in forms if len(form) >= _TAKES_ENDING and form.isalpha()]
    return forms.union(form + ending for form in longer for ending in vocabulary.ENDINGS)


def _telling(parts: list[str]) -> frozenset[int]:
    """The positions of the parts that stand for the person when they stand alone.

    A particle comes before something: last it is a family name (Minh Le), first it may be a given name (Ben).
    """
    return frozenset(
        place
        for place, part in enumerate(parts)
        if len(part) >= _SHORTEST
        and not part.isdigit()
        and (
            part not in vocabulary.PARTICLES
            or place == len(parts) - 1
            or (place == 0 and part in vocabulary.GIVEN_PARTICLES)
        )
    )


def _parts(text: str) -> list[str]:
    return [part for part in fold(text).split() if part not in vocabulary.HONORIFICS]


def _spellings(texts: Iterable[str]) -> set[str]:
    """``texts`` as they are and with German and Nordic letters spelt out (Jörg, Joerg)."""
    return {spelling for text in texts for spelling in (text, text.translate(_SPELT_OUT)) if fold(spelling)}


def _spelt_forms(texts: Iterable[str]) -> set[str]:
    return {fold(text) for text in _spellings(texts)}


def _orders(parts: list[str]) -> Iterator[str]:
    """Every run of neighbouring parts, family name first, first and last only, one of them as an initial."""
    count = len(parts)
    telling = _telling(parts)
    for start in range(count):
        for end in range(start + 1, count + 1):
            if telling & set(range(start, end)):
                yield " ".join(parts[start:end])
    if count < 2:  # noqa: PLR2004 - given and family name
        return
    given, family = parts[0], parts[-1]
    yield " ".join([family, *parts[:-1]])
    yield " ".join(reversed(parts))
    yield f"{given} {family}"
    yield f"{family} {given}"
    if len(family) >= _SHORTEST:
        yield f"{given[0]} {family}"
        yield f"{family} {given[0]}"
    if 0 in telling:
        yield f"{given} {family[0]}"


def _short_names(name: str, topic: str) -> set[str]:
    """The short names that coalitions make of theirs: DCAD, DC-IoT, DC-DNSI, DC3, IS3C."""
    content = [word for word in topic.split() if word not in vocabulary.SMALL_WORDS]
    capitals = {fold(word) for word in re.findall(r"\b[A-Z]{2,}\b", name)}
    letters = {
        "".join(word[0] for word in topic.split()),
        "".join(word[0] for word in content),
        "".join(word if word in capitals else word[0] for word in content),
    }
    found: set[str] = set()
    for short in (short for short in letters if len(short) >= _SHORTEST):
        found.update({f"dc{short}", f"dc {short}", _counted(f"dc{short}"), _counted(f"{short}c")})
    return {short for short in found if len(short) >= _SHORTEST_ACRONYM and short != "dccg"}


def _counted(letters: str) -> str:
    """``letters`` with a run of three or more as the letter and its number: IS3C, DC3; "" without a run."""
    counted = re.sub(r"(\w)\1\1+", lambda run: f"{run[1]}{len(run[0])}", letters)
    return counted if counted != letters else ""
