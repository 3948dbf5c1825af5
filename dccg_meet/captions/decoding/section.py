"""Hears a section, some consecutive windows: decodes them together, and hears doubtful ones again.

A section is the unit of work: what is heard in it depends on its sound, the settings and the votes for a
language alone, so that sections may be heard in any order, anywhere, and again after a crash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import numpy as np

from dccg_meet.captions.decoding.combined import combined
from dccg_meet.captions.decoding.hotwords import corrected
from dccg_meet.captions.decoding.judgement import Judgement, believed, judge, spoken
from dccg_meet.captions.decoding.language import added, home, mixed, settled, votes
from dccg_meet.captions.decoding.manner import Manner
from dccg_meet.captions.decoding.model import Attempt, Encoded, Model
from dccg_meet.captions.hearing.speech import Island
from dccg_meet.captions.hearing.windows import Piece, cut, halves
from dccg_meet.captions.words import Span, Word, inaudible, whole_words, within
from dccg_meet.errors import ModelError

HOTWORD_TOKENS: Final = 200
"""More would leave too little room for the text: both share 448 tokens."""

_CAREFUL_BEAM: Final = 5
_SHORT_MS: Final = 15_000
_NO_REPEAT: Final = 6
_NEAR_MS: Final = 2_000
_AROUND_MS: Final = 400
_DOUBTFUL: Final = 0.5
_MISHEARD: Final = 0.7  # A name that is misheard has a word below this.
_SECOND_HEARING_TOKENS: Final = 200
_UNTRUE: Final = frozenset({"loop", "too-many-words"})


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of every section of a recording.

    ``language`` is a code, or None to hear which it is; ``hotwords`` are names and terms to expect;
    ``translate`` asks for what is not in English in English, too.
    """

    manner: Manner
    language: str | None = None
    hotwords: tuple[str, ...] = ()
    translate: bool = False

    def fitted(self, model: Model) -> Task:
        """The task for a model: with the language it knows, and the first hotwords, as many as fit.

        Raises ModelError where the model does not know the language.
        """
        if self.language and not model.knows(self.language):
            known = "no such language" if model.multilingual else "only English"
            raise ModelError(
                f"the model knows {known}", where=f"--language {self.language}", todo="Take --model base."
            )
        kept: list[str] = []
        for hotword in self.hotwords:
            if model.count(_told([*kept, hotword])) > HOTWORD_TOKENS:
                break
            kept.append(hotword)
        return replace(self, language=self.language if model.multilingual else "en", hotwords=tuple(kept))


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a section: its words, with ``[inaudible]`` where nothing explains speech.

    ``translation`` is what was not said in English; ``speech`` are the islands in which somebody speaks,
    ``again`` what was heard a second time, ``votes`` what its windows say about the language.
    """

    words: tuple[Word, ...]
    translation: tuple[Word, ...]
    speech: tuple[Span, ...]
    again: tuple[Span, ...]
    votes: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Turn:
    """Some islands of the window at ``number``, and the probability of each language for them."""

    number: int
    islands: tuple[Island, ...]
    probabilities: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Hearing:
    """One attempt at a piece: its words, what speaks against them, and which speech was heard again."""

    words: tuple[Word, ...]
    judgement: Judgement
    again: tuple[Span, ...] = ()


def hear(section: Sequence[Piece], model: Model, task: Task, before: Mapping[str, float]) -> Heard:
    """The words of a section. ``before`` are the votes for a language of earlier sections."""
    manner = task.manner
    encoded = model.encode([piece.sound for piece in section], full=manner.thorough)
    languages = (task.language or "",) * len(section)
    voted: dict[str, float] = {}
    if not task.language:
        section, encoded, languages, voted = _by_language(section, encoded, model, before)
    at_home = task.language or home(added([before, voted]))
    attempts = model.decode(encoded, languages, beam=manner.beam, stamps=manner.stamps, stride=manner.stride)
    hearings = [
        _hearing(model, piece, code, attempt, language, manner.stride)
        for piece, code, attempt, language in zip(section, encoded, attempts, languages, strict=True)
    ]
    if manner.thorough:
        hearings = _twice(model, section, languages, hearings)
    hearings = [
        _again(model, piece, (language, at_home), hearing, manner) if hearing.judgement.doubtful else hearing
        for piece, language, hearing in zip(section, languages, hearings, strict=True)
    ]
    if task.hotwords:
        hearings = _with_hotwords(model, encoded, languages, hearings, task.hotwords)
    words: list[Word] = []
    speech: list[Span] = []
    for piece, hearing, language in zip(section, hearings, languages, strict=True):
        lost = hearing.judgement.unexplained
        for island in piece.window.islands:
            if island.faint and not any(island.overlap_ms(word.span) for word in hearing.words):
                continue  # What was taken for a faint voice was none.
            speech.append(Span(island.start_ms, island.end_ms))
            lost_here = [span for span in lost if island.overlap_ms(span)]
            words.extend(inaudible(span, language, piece.window.number) for span in lost_here)
        faulty = bool(set(hearing.judgement.faults) - {"unexplained-speech"})
        words.extend(replace(word, doubtful=faulty or word.confidence < _DOUBTFUL) for word in hearing.words)
    again = tuple(span for hearing in hearings for span in hearing.again)
    translation = _translated(section, encoded, languages, model) if task.translate else ()
    ordered = tuple(sorted(words, key=lambda word: word.start_ms))
    return Heard(ordered, translation, tuple(speech), again, voted)


def _translated(
    section: Sequence[Piece], encoded: Encoded, languages: Sequence[str], model: Model
) -> tuple[Word, ...]:
    """In English what is said in other languages; everything in it wants a reviewer."""
    foreign = [number for number, language in enumerate(languages) if language != "en"]
    if not foreign:
        return ()
    told = model.decode(encoded[foreign], [languages[number] for number in foreign], task="translate")
    words: list[Word] = []
    for number, attempt in zip(foreign, told, strict=True):
        hearing = _hearing(model, section[number], encoded[number], attempt, languages[number])
        if not _UNTRUE & set(hearing.judgement.faults):
            words.extend(replace(word, language="en", doubtful=True) for word in hearing.words)
    return tuple(words)


def _by_language(
    section: Sequence[Piece], encoded: Encoded, model: Model, before: Mapping[str, float]
) -> tuple[list[Piece], Encoded, tuple[str, ...], dict[str, float]]:
    """The windows, with those cut up in which the language changes; the language of each, and the votes."""
    heard = model.languages(encoded)
    voted = votes(heard, [piece.window.speech_ms for piece in section])
    turns: list[_Turn] = []
    for number, (piece, probabilities, several) in enumerate(zip(section, heard, mixed(heard), strict=True)):
        if several and len(piece.window.islands) > 1:
            alone = [cut(piece, island) for island in piece.window.islands]
            each = model.languages(model.encode([part.sound for part in alone]))
            turns.extend(
                _Turn(number, part.window.islands, told) for part, told in zip(alone, each, strict=True)
            )
        else:
            turns.append(_Turn(number, piece.window.islands, probabilities))
    speech_ms = [sum(island.duration_ms for island in turn.islands) for turn in turns]
    spoken = settled([turn.probabilities for turn in turns], speech_ms, home(added([before, voted])))
    pieces: list[Piece] = []
    codes: list[Encoded] = []
    languages: list[str] = []
    for (number, language), run in groupby(
        zip(turns, spoken, strict=True), key=lambda pair: (pair[0].number, pair[1])
    ):
        islands = [island for turn, _ in run for island in turn.islands]
        whole = section[number]
        if len(islands) == len(whole.window.islands):
            pieces.append(whole)
            codes.append(encoded[number : number + 1])
        else:
            pieces.append(cut(whole, Span(islands[0].start_ms, islands[-1].end_ms)))
            codes.append(model.encode([pieces[-1].sound], at_least=encoded.shape[1]))
        languages.append(language)
    return pieces, np.concatenate(codes), tuple(languages), voted


def _hearing(
    model: Model, piece: Piece, encoded: Encoded, attempt: Attempt, language: str, stride: int = 1
) -> _Hearing:
    """An attempt at a piece as words with the times of the recording, and judged."""
    window = piece.window
    said = [
        Word(
            start_ms=window.span.start_ms + each.start_ms,
            end_ms=window.span.start_ms + max(each.end_ms, each.start_ms + 1),
            text=each.text,
            confidence=round(each.probability, 3),
            language=language,
            window=window.number,
        )
        for each in model.align(encoded, attempt, language, window.span.duration_ms, stride=stride)
    ]
    words = whole_words(spoken(said, window.span))
    if not believed(attempt.text, attempt.log_probability, attempt.no_speech, faint=window.faint):
        words = ()
    words = within(words, window.islands)
    return _Hearing(words, judge(words, window.islands, attempt.log_probability if words else 0.0))


def _twice(
    model: Model, section: Sequence[Piece], languages: Sequence[str], hearings: Sequence[_Hearing]
) -> list[_Hearing]:
    """The hearings, each combined with another of the same: in a short context, and without time stamps."""
    parts = [halves(piece) if piece.window.span.duration_ms > _SHORT_MS else (piece,) for piece in section]
    spoken_in = [language for language, several in zip(languages, parts, strict=True) for _ in several]
    encoded = model.encode([part.sound for several in parts for part in several])
    attempts = iter(
        zip(encoded, model.decode(encoded, spoken_in, beam=_CAREFUL_BEAM, stamps=False), strict=True)
    )
    result = []
    for piece, several, language, first in zip(section, parts, languages, hearings, strict=True):
        second = [_hearing(model, part, *next(attempts), language) for part in several]
        both = combined(first.words, [word for hearing in second for word in hearing.words])
        words = within(both, piece.window.islands)
        result.append(_Hearing(words, judge(words, piece.window.islands)))
    return result


def _again(
    model: Model, piece: Piece, languages: tuple[str, str], first: _Hearing, manner: Manner
) -> _Hearing:
    """The best of several attempts at a doubtful window, with what it left out heard alone.

    ``languages`` are the one it was taken for, and that of the whole, if it was not that one after all.
    """
    language, at_home = languages
    best = first
    again: tuple[Span, ...] = ()
    if manner.careful or _UNTRUE & set(first.judgement.faults):
        again = piece.window.islands
        attempts = _attempts(model, piece, language)
        for hearing in attempts if language == at_home else [_alone(model, piece, at_home), *attempts]:
            best = min(best, hearing, key=lambda each: each.judgement.badness)
            if not best.judgement.doubtful:
                break
    for span in best.judgement.unexplained:
        best = _filled(model, piece, language, best, span)
        again = (*again, span) if again != piece.window.islands else again
    return replace(best, again=again)


def _attempts(model: Model, piece: Piece, language: str) -> Iterator[_Hearing]:
    """Ever more different ways to hear the same: more hypotheses, smaller parts, all the context."""
    yield _alone(model, piece, language)
    apart = [_alone(model, half, language) for half in halves(piece)]
    words = tuple(word for hearing in apart for word in hearing.words)
    yield _Hearing(words, judge(words, piece.window.islands))
    yield _alone(model, piece, language, full=True)


def _alone(model: Model, piece: Piece, language: str, *, full: bool = False) -> _Hearing:
    """A careful attempt at one piece, in which nothing is said over and over."""
    encoded = model.encode([piece.sound], full=full)
    [attempt] = model.decode(encoded, [language], beam=_CAREFUL_BEAM, no_repeat=_NO_REPEAT)
    return _hearing(model, piece, encoded[0], attempt, language)


def _filled(model: Model, piece: Piece, language: str, hearing: _Hearing, span: Span) -> _Hearing:
    """The hearing with words for a stretch of speech that has none, if they can be heard by themselves."""
    alone = _alone(model, cut(piece, span, around_ms=_AROUND_MS), language)
    found = [
        word for word in alone.words if span.start_ms <= (word.start_ms + word.end_ms) // 2 < span.end_ms
    ]
    if not found or set(alone.judgement.faults) - {"unexplained-speech"}:
        return hearing
    kept = _without(hearing.words, found)
    words = sorted([*kept, *found], key=lambda word: word.start_ms)
    fitted = within(words, piece.window.islands)
    return _Hearing(fitted, judge(fitted, piece.window.islands))


def _without(words: Sequence[Word], found: Sequence[Word]) -> list[Word]:
    """The words, without those near by that ``found`` says again: they had been put in another place."""
    texts, wanted = [word.text.lower() for word in words], [word.text.lower() for word in found]
    for first in range(len(words) - len(wanted) + 1):
        last = first + len(wanted)
        away_ms = max(found[0].start_ms - words[last - 1].end_ms, words[first].start_ms - found[-1].end_ms)
        if texts[first:last] == wanted and away_ms < _NEAR_MS:
            return [*words[:first], *words[last:]]
    return list(words)


def _with_hotwords(
    model: Model,
    encoded: Encoded,
    languages: Sequence[str],
    hearings: Sequence[_Hearing],
    hotwords: Sequence[str],
) -> list[_Hearing]:
    """The hearings with names and terms corrected, in windows where the model doubts a word."""
    wanted = [
        number
        for number, hearing in enumerate(hearings)
        if any(word.confidence < _MISHEARD for word in hearing.words)
    ]
    if not wanted:
        return list(hearings)
    told = model.decode(
        encoded[wanted],
        [languages[number] for number in wanted],
        beam=_CAREFUL_BEAM,
        hotwords=_told(hotwords),
        most_tokens=_SECOND_HEARING_TOKENS,
    )
    result = list(hearings)
    for number, attempt in zip(wanted, told, strict=True):
        words = corrected(hearings[number].words, attempt.text, hotwords)
        result[number] = replace(hearings[number], words=words)
    return result


def _told(hotwords: Sequence[str]) -> str:
    """The hotwords as the model is told them."""
    return ", ".join(hotwords) + "."
