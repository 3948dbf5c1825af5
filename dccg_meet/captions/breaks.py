"""Where a caption may be broken: how good the place between two words is.

The lists hold what should not stand at the end of a line or cue: articles, prepositions, conjunctions,
subject pronouns, possessives, auxiliaries and small numbers (BBC Subtitle Guidelines, "Line breaks"; Netflix
Timed Text Style Guide, "Line treatment"). Another language than those here is broken by punctuation, names
and numbers alone.
"""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType


class Break(IntEnum):
    """How good a break is, best first.

    After a sentence; after a clause; before a conjunction; before a preposition; elsewhere; inside a name, or
    between a number and what it counts; after a word that needs the next one.
    """

    SENTENCE = 0
    CLAUSE = 1
    LINK = 2
    PHRASE = 3
    PLAIN = 4
    NAME = 5
    NEVER = 6


def _table(**words: str) -> MappingProxyType[str, frozenset[str]]:
    return MappingProxyType({language: frozenset(text.split()) for language, text in words.items()})


NEVER_LAST = _table(
    en="""
        a an the this that these those my your his her its our their every each no some any of to in
        on at by for from with without into onto over under about after before between through
        during against among within towards upon per as than via until since and or but nor so if
        because while although though whether when where which who whom whose what how i you he she
        it we they there am is are was were be been being have has had do does did will would shall
        should can could may might must not very more most less too let i'm i'll i've i'd we're
        we'll we've we'd you're you'll they're they'll it's that's there's don't doesn't didn't won't
        can't cannot one two three four five six seven eight nine ten
    """,
    fr="""
        un une le la les l' des du de d' au aux ce cet cette ces mon ma mes ton ta tes son sa ses
        notre nos votre vos leur leurs chaque quelques aucun aucune à en dans sur sous par pour avec
        sans chez vers entre contre depuis pendant avant après selon parmi dès et ou mais ni donc
        car or que qu' qui dont où si lorsque quand comme parce puisque quoique je j' tu il elle on
        nous ils elles c' ça ne n' se s' me m' te t' y suis es est sommes êtes sont été être était
        étaient sera seront ai as a avons avez ont avoir avait aura peut peuvent doit doivent va
        vont pas très plus moins trop deux trois quatre cinq six sept huit neuf dix
    """,
    es="""
        un una unos unas el la los las lo al del este esta estos estas ese esa esos esas mi mis tu
        tus su sus nuestro nuestra nuestros nuestras cada algún alguna ningún ninguna a de en con
        sin por para sobre bajo entre hacia hasta desde durante según contra tras ante y e o u pero
        ni sino que quien quienes cual cuales cuyo donde cuando como si porque aunque mientras yo tú
        él ella nosotros ellos ellas usted ustedes se me te le les nos soy es son somos era eran fue
        fueron ser sido está están he ha han hemos haber había será serán puede pueden debe deben va
        van no muy más menos dos tres cuatro cinco seis siete ocho nueve diez
    """,
)

CONJUNCTIONS = _table(
    en="and or but nor so because while although though whether if when where which who that than as until",
    fr="et ou mais ni donc car que qui dont où si lorsque quand comme parce puisque",
    es="y e o u pero ni sino que quien donde cuando como si porque aunque mientras",
)

PREPOSITIONS = _table(
    en="""
        of to in on at by for from with without into over under about after before between through
        during against among within towards since
    """,
    fr="""
        à au aux de du des en dans sur sous par pour avec sans chez vers entre contre depuis pendant
        avant après selon
    """,
    es="""
        a al de del en con sin por para sobre bajo entre hacia hasta desde durante según contra tras
        ante
    """,
)

_ABBREVIATIONS = frozenset(
    {"mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "no.", "e.g.", "i.e.", "vs."}
    | {"m.", "mme.", "mlle.", "sr.", "sra.", "srta."},
)
_SENTENCE_END = (".", "?", "!", "…", "。", "？", "！", "؟", "।")  # noqa: RUF001
_CLAUSE_END = (",", ";", ":", "—", "–", "、", "，", "；", "：", "،")  # noqa: RUF001
_CLOSING = "\"'”’»)]"  # noqa: RUF001
_OPENING = "\"'“‘«([¿¡"  # noqa: RUF001


def break_between(left: str, right: str, language: str) -> Break:
    """How good it is to break after the word ``left`` when ``right`` follows."""
    end = left.rstrip(_CLOSING)
    if end.endswith(_SENTENCE_END) and left.lower() not in _ABBREVIATIONS:
        return Break.SENTENCE
    if end.endswith(_CLAUSE_END):
        return Break.CLAUSE
    bare, following = left.strip(_OPENING + _CLOSING), right.strip(_OPENING + _CLOSING + ".,;:?!…")
    function_word = bare.lower().replace("\u2019", "'") in NEVER_LAST.get(language, frozenset())
    if function_word or left.lower() in _ABBREVIATIONS:
        return Break.NEVER
    if _belong_together(bare, following):
        return Break.NAME
    return _before(following.lower(), language)


def _before(following: str, language: str) -> Break:
    if following in CONJUNCTIONS.get(language, frozenset()):
        return Break.LINK
    return Break.PHRASE if following in PREPOSITIONS.get(language, frozenset()) else Break.PLAIN


def _belong_together(left: str, right: str) -> bool:
    """Two parts of a name (Chatham House), or a number and what it counts (item 3, 24 coalitions)."""
    capitals = left[:1].isupper() and right[:1].isupper()
    return capitals or left[:1].isdigit() or right[:1].isdigit()
