"""The chair's formulae: the words by which a decision, an action or dissent is put on the record.

``FORMULAE`` is the one table. A formula is looked for in one sentence; its finder may read the sentences
around it, within the agenda item. What is asked, supposed or denied is no formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dccg_meet.notes.minutes import UNASSIGNED, Kind
from dccg_meet.notes.sentences import Sentence

_REACH_BACK: Final = 6
_REACH_ON: Final = 3


@dataclass(frozen=True)
class Finding:
    """A line that a formula gives: kind, detail, text, and the time range of its words (ms)."""

    kind: Kind
    detail: str
    text: str
    at: tuple[int, int]


@dataclass(frozen=True)
class Lost:
    """A formula without what it is about: ``what`` is missing, and where (ms) a person should look."""

    what: str
    at_ms: int


Found = Iterator[Finding | Lost]
Finder = Callable[[Sequence[Sentence], int, re.Match[str]], Found]


@dataclass(frozen=True)
class Formula:
    """The words of the chair, and what to make of them."""

    says: re.Pattern[str]
    find: Finder


def findings(sentences: Sequence[Sentence]) -> tuple[Finding | Lost, ...]:
    """What the formulae give in the sentences of one agenda item, each finding once."""
    found: dict[Finding | Lost, None] = {}
    for place, sentence in enumerate(sentences):
        if _DOUBTFUL.search(sentence.text):
            continue
        for formula in FORMULAE:
            match = formula.says.search(sentence.text)
            if match:
                found.update(dict.fromkeys(formula.find(sentences, place, match)))
    return tuple(found)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_DOUBTFUL = _words(
    r"\?\W*$|^(?:(?:and|so|but|well),? )?(?:if|unless|once|when|whether|suppose|before|until|imagine|had)\b"
)
_SUPPOSED = _words(r"\b(?:if|whether|unless|hope|afraid|not|said|told)\b")
_ADOPTED = _words(
    r"(?:^|, |\bthen |\bso )(?P<what>the [^,;]+? (?:is|are|stands?) (?:hereby |therefore |thus |now )?"
    r"(?:adopted|approved|accepted|agreed|confirmed))\W*$"
)
_DECIDED = _words(
    r"(?:^|[,;] |\band |\bthen |\bso )(?:(?:that|this|it)(?:'s| is) (?:so |hereby |therefore |thus |now )?"
    r"|so )(?:decided|agreed|resolved)\W*$"
)
_PROPOSAL = _words(r"\b(?:the proposal is|(?:i|we) propose|it is proposed) (?:that |to )?(?P<what>.+)")
_SUBJECT = _words(r"\bwe need (?:a decision|to decide|to agree) (?:on|about) (?P<what>[^.;]+)")
_WHO = r"(?:coalitions?|members?|groups?|people|others|some|several|many|the (?:majority|minority))"
_VIEW = _words(
    rf"^(?:(?:and|but) )?(?:\w+ )*?{_WHO} (?:\w+ )?(?:wants?|prefers?|favou?rs?|opposes?|objects?|disagrees?|"
    r"supports?|thinks?|would|cannot|do(?:es)? not)\b"
)
_DISAGREES = _words(
    r"\b(?:disagrees?|objects?|opposes?|dissents?|against|cannot (?:agree|accept|support)|"
    r"do(?:es)? not (?:agree|accept|support)|reservations?)\b"
)
_NUMBER = r"(?:[0-9]+|one|two|three|four|five|six|seven|eight|nine|ten)"
_LEAD = (
    r"(?:(?:and|so|then|ok|okay|next|new|an?|another|one|more|the (?:next|first|second|third|last))[, ]+)*"
)
_ACTION = re.compile(
    rf"^(?i:{_LEAD}action (?:item|point)(?: (?:number )?{_NUMBER})?)"
    r"(?:\s*[.:,;\u2013-]\s*|\s+(?=[A-Z])|$)(?P<rest>.*)$"
)
_NAME = r"[A-Z][\w'\u2019-]*(?: [A-Z][\w'\u2019-]*){0,3}"
_OWNED = re.compile(
    rf"^(?P<owner>{_NAME}(?: and {_NAME})?|[Tt]he [\w-]+(?: [\w-]+)?) "
    r"(?:will|shall|is to|are to|to|agreed to|volunteered to|has agreed to) (?P<what>.+)$"
)
_NOBODY = _words(
    r"^(?:i|we|you|he|she|it|they|this|that|there|who|what|some\w*|any\w*|every\w*|no\w*|all|each)\b"
)
_NEGATED = _words(
    r"^(?:not|never|no longer)\b|^(?:none|no|nothing|there is no)\b|\b(?:won't|will not|shall not)\b"
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NTH = r"(?:\d{1,2}(?:st|nd|rd|th)?|[a-z]+(?:-[a-z]+)?(?:th|st|rd|ond))"
_DATE = rf"(?:the )?{_NTH} (?:of )?{_MONTH}|{_MONTH} \d{{1,2}}"
_END = r"the end of (?:the|this|next) (?:day|week|month|year)"
_DUE = _words(
    rf"\b(?:by|before|until|on|no later than) (?:(?:next |this )?{_DAY}(?:,? (?:{_DATE}))?|{_DATE}|"
    rf"(?:{_END}|tomorrow|next week|next month|the next call)|{_MONTH})\b|\b(?:today|tomorrow|next week)\b"
)


def _adopted(said: Sequence[Sentence], place: int, _: re.Match[str]) -> Found:
    """For "I hear none. The agenda is adopted.": the outcome may follow in the next sentences."""
    for sentence in said[place : place + _REACH_ON + 1]:
        if _DECIDED.search(sentence.text):
            return
        outcome = None if _DOUBTFUL.search(sentence.text) else _ADOPTED.search(sentence.text)
        if outcome:
            at = (said[place].start_ms, sentence.end_ms)
            yield Finding(Kind.DECISION, "agreed", _full(outcome["what"]), at)
            return
    yield Lost("nobody objected, but what was decided was not found", said[place].start_ms)


def _decided(said: Sequence[Sentence], place: int, _: re.Match[str]) -> Found:
    """For "The proposal is … Any objections? None. That is decided.": what is decided was said before."""
    subject = ""
    proposal: re.Match[str] | None = None
    begin = place
    for at in range(place, max(-1, place - _REACH_BACK - 1), -1):
        if proposal is None:
            proposal = _PROPOSAL.search(said[at].text)
            begin = at if proposal else begin
        about = _SUBJECT.search(said[at].text)
        if proposal and about:
            subject, begin = about["what"], at
            break
    if proposal is None:
        yield Lost("something was decided, but the proposal was not found", said[place].start_ms)
        return
    what = proposal["what"].rstrip(" .;,")
    text = f"{subject}: {what}" if subject else what
    yield Finding(Kind.DECISION, "agreed", _full(text), (said[begin].start_ms, said[place].end_ms))


def _action(said: Sequence[Sentence], place: int, match: re.Match[str]) -> Found:
    """For "Action item. The secretariat will … by Friday.": who and by when only where it is said."""
    end = place
    task = match["rest"].strip()
    if not task and place + 1 < len(said):
        end = place + 1
        task = said[end].text
    if not task or _NEGATED.search(task) or _DOUBTFUL.search(task):
        yield Lost("an action was announced, but not found", said[place].start_ms)
        return
    owned = None if _NOBODY.match(task) else _OWNED.match(task)
    owner = owned["owner"] if owned else UNASSIGNED
    owner = f"the{owner[3:]}" if owner.startswith("The ") else owner
    due = _DUE.search(task)
    detail = f"{owner}; {due[0]}" if due else owner
    at = (said[place].start_ms, said[end].end_ms)
    yield Finding(Kind.ACTION, detail, _full(owned["what"] if owned else task), at)


def _no_consensus(said: Sequence[Sentence], place: int, match: re.Match[str]) -> Found:
    """For "there is no consensus on …", and who wants what, where the next sentence says so."""
    if _SUPPOSED.search(match["lead"]):
        return
    here = said[place]
    yield Finding(Kind.DECISION, "not agreed", _full(match["what"]), (here.start_ms, here.end_ms))
    for view in said[place + 1 : place + 2]:
        if _VIEW.search(view.text) and not _DOUBTFUL.search(view.text):
            yield Finding(Kind.DISSENT, "", _full(view.text), (view.start_ms, view.end_ms))


def _for_the_record(said: Sequence[Sentence], place: int, match: re.Match[str]) -> Found:
    """For "for the record, we do not agree …": dissent only where somebody disagrees."""
    text = match["what"]
    if _DISAGREES.search(text):
        yield Finding(Kind.DISSENT, "", _full(text), (said[place].start_ms, said[place].end_ms))


def _dissenting(said: Sequence[Sentence], place: int, match: re.Match[str]) -> Found:
    """For "the dissenting view is that …"; that it will be noted is not the view."""
    yield Finding(Kind.DISSENT, "", _full(match["what"]), (said[place].start_ms, said[place].end_ms))


def _full(text: str) -> str:
    """``text`` as a sentence of its own."""
    text = text.strip(" ,;:")
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


FORMULAE: Final = (
    Formula(
        _words(r"\b(?:hearing|i hear|seeing|i see|there (?:are|being)) (?:none|no objections?)\b"), _adopted
    ),
    Formula(_DECIDED, _decided),
    Formula(_ACTION, _action),
    Formula(_words(r"(?P<lead>.*?)\b(?P<what>there is (?:still )?no consensus\b.*)$"), _no_consensus),
    Formula(_words(r"\bfor the record[,:]? (?P<what>.+)$"), _for_the_record),
    Formula(
        _words(
            r"\bdissenting (?:view|opinion) (?:is|was) (?:that )?"
            r"(?P<what>(?!(?:noted|recorded|also|in|not|to|for|on|very|clear)\b).+)$"
        ),
        _dissenting,
    ),
)
"""Formulae of the chair and their finders."""
