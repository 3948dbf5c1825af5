"""Hears a window a second time: a doubtful one until it can be believed, and with ``best`` every one.

No attempt is random, so that the same recording gives the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from dccg_meet.captions.decoding.combined import combined
from dccg_meet.captions.decoding.encoded import Encoded
from dccg_meet.captions.decoding.hearings import Hearing, hearing, judged, said
from dccg_meet.captions.decoding.judgement import UNTRUE
from dccg_meet.captions.decoding.manner import CAREFUL_BEAM, NO_REPEAT
from dccg_meet.captions.decoding.model import Attempt, Model
from dccg_meet.captions.hearing.windows import Piece, cut, halves
from dccg_meet.captions.words import Span, Word

_NEAR_MS: Final = 2_000
_AROUND_MS: Final = 400  # of sound before and after a stretch that is heard alone
_SEAM_MS: Final = 400  # This near to a cut through speech nobody hears whole words.
_SHORT_MS: Final = 15_000
_OTHER_LANGUAGE: Final = UNTRUE | {"unsure"}  # Faults that a wrong guess of the language has.


def again(model: Model, piece: Piece, first: Hearing, at_home: str, *, careful: bool) -> Hearing:
    """The best of several hearings of a doubtful window, with what it left out heard alone.

    ``at_home`` is the language of the whole, if it was not that of the first hearing after all. Unless
    ``careful`` the window is heard again as a whole only if what was heard cannot be true.
    """
    best = first
    spans: tuple[Span, ...] = ()
    if careful or UNTRUE & set(first.judgement.faults):
        spans = piece.window.islands
        for each in _attempts(model, piece, first, at_home):
            best = min(best, each, key=lambda one: one.judgement.badness)
            if not best.judgement.doubtful:
                break
    for span in best.judgement.unexplained:
        best = _filled(model, piece, best, span)
        spans = (*spans, span) if spans != piece.window.islands else spans
    return replace(best, again=spans)


def _attempts(model: Model, piece: Piece, first: Hearing, at_home: str) -> Iterator[Hearing]:
    """Ever more different ways to hear the same: more hypotheses, smaller parts, all the context.

    Before them, where it seems to be in another language than was thought, in that of the whole. It must not
    be tried for other faults: what is said in French makes a faultless translation.
    """
    language = first.language
    if language != at_home and _OTHER_LANGUAGE & set(first.judgement.faults):
        yield _alone(model, piece, at_home)
    yield _alone(model, piece, language)
    yield _joined(piece, [_alone(model, half, language) for half in halves(piece)])
    yield _alone(model, piece, language, full=True)


def _alone(model: Model, piece: Piece, language: str, *, full: bool = False) -> Hearing:
    """A careful hearing of one piece, in which nothing is said over and over."""
    encoded, attempt = _careful(model, piece, language, full=full)
    return hearing(model, piece, encoded, attempt, language)


def _careful(model: Model, piece: Piece, language: str, *, full: bool = False) -> tuple[Encoded, Attempt]:
    [encoded] = model.encode([piece.sound], full=full)
    [attempt] = model.decode([encoded], [language], beam=CAREFUL_BEAM, no_repeat=NO_REPEAT)
    return encoded, attempt


def _joined(piece: Piece, parts: Sequence[Hearing]) -> Hearing:
    """Hearings of parts of a piece, in order, as one of the whole."""
    words = [word for part in parts for word in part.words]
    return judged(words, piece, parts[0].language, min(part.log_probability for part in parts))


def twice(model: Model, section: Sequence[Piece], hearings: Sequence[Hearing]) -> list[Hearing]:
    """The hearings, each combined with another of the same: in a short context, and without time stamps."""
    parts = [halves(piece) if piece.window.span.duration_ms > _SHORT_MS else (piece,) for piece in section]
    languages = [first.language for first, several in zip(hearings, parts, strict=True) for _ in several]
    encoded = model.encode([part.sound for several in parts for part in several])
    decoded = model.decode(encoded, languages, beam=CAREFUL_BEAM, stamps=False)
    attempts = iter(zip(encoded, decoded, strict=True))
    result = []
    for piece, several, first in zip(section, parts, hearings, strict=True):
        second = _joined(piece, [hearing(model, part, *next(attempts), first.language) for part in several])
        both = _both(piece, first, second, seam_ms=several[0].window.span.end_ms)
        result.append(min(both, first, second, key=lambda one: one.judgement.badness))
    return result


def _both(piece: Piece, first: Hearing, second: Hearing, *, seam_ms: int) -> Hearing:
    """Two hearings as one; where the second was cut in two while somebody spoke, the first is believed."""
    for one, other in ((first, second), (second, first)):
        if UNTRUE & set(one.judgement.faults):
            return other
    words = second.words
    if any(island.start_ms < seam_ms < island.end_ms for island in piece.window.islands):
        seam = Span(seam_ms - _SEAM_MS, seam_ms + _SEAM_MS)
        whole = [word for word in words if not seam.overlap_ms(word.span)]
        own = _without_echo([word for word in first.words if seam.overlap_ms(word.span)], whole, seam)
        words = tuple(sorted([*whole, *own], key=lambda word: word.start_ms))
    with_words = [each for each in (first, second) if each.words] or [first]
    sure = max(each.log_probability for each in with_words)
    return judged(combined(first.words, words), piece, first.language, sure)


def _filled(model: Model, piece: Piece, known: Hearing, span: Span) -> Hearing:
    """The hearing with words for a stretch of speech that has none, if they can be heard by themselves."""
    part = cut(piece, span, around_ms=_AROUND_MS)
    encoded, attempt = _careful(model, part, known.language)
    found = list(said(model, part, encoded, attempt, known.language))
    found = _without_echo(found, known.words, span)
    faults = judged(found, part, known.language, attempt.log_probability).judgement.faults
    if not found or set(faults) - {"unexplained-speech"}:
        return known
    words = sorted([*_without(known.words, found), *found], key=lambda word: word.start_ms)
    sure = min(known.log_probability, attempt.log_probability)
    filled = judged(words, piece, known.language, sure)
    return min(filled, known, key=lambda one: one.judgement.badness)


def _without_echo(found: list[Word], known: Sequence[Word], span: Span) -> list[Word]:
    """The words that were found, without the ends of the words next to the stretch, which are heard again."""
    before = [word.plain for word in known if word.start_ms < span.start_ms][-1:]
    after = [word.plain for word in known if word.start_ms >= span.end_ms][:1]
    if found and [found[0].plain] == before and found[0].start_ms < span.start_ms + _SEAM_MS:
        found = found[1:]
    if found and [found[-1].plain] == after and found[-1].end_ms > span.end_ms - _SEAM_MS:
        found = found[:-1]
    return found


def _without(words: Sequence[Word], found: Sequence[Word]) -> list[Word]:
    """The words, without those next to ``found`` that it says again: they had been put in another place.

    Where other words are between, somebody said the same twice.
    """
    texts, wanted = [word.plain for word in words], [word.plain for word in found]
    for first in range(len(words) - len(wanted) + 1):
        last = first + len(wanted)
        away_ms = max(found[0].start_ms - words[last - 1].end_ms, words[first].start_ms - found[-1].end_ms)
        if texts[first:last] == wanted and away_ms < _NEAR_MS:
            rest = [*words[:first], *words[last:]]
            start_ms, end_ms = sorted((words[first].start_ms, found[0].start_ms))
            if not any(start_ms < word.start_ms < end_ms for word in rest):
                return rest
    return list(words)
