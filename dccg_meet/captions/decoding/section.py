"""Hears a section, some consecutive windows: decodes them together, and hears doubtful ones again.

A section is the unit of work: what is heard in it depends on its sound, the settings and the votes for a
language alone, so that sections may be heard in any order, anywhere, and again after a crash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from dccg_meet.captions.decoding.again import again, twice
from dccg_meet.captions.decoding.encoded import Encoded
from dccg_meet.captions.decoding.hearings import Hearing, hearing
from dccg_meet.captions.decoding.hotwords import corrected
from dccg_meet.captions.decoding.language import added, home, mixed, settled, votes
from dccg_meet.captions.decoding.manner import CAREFUL_BEAM, UNSURE_BEAM, Manner
from dccg_meet.captions.decoding.model import Attempt, Model
from dccg_meet.captions.decoding.translation import translated
from dccg_meet.captions.hearing.speech import Island
from dccg_meet.captions.hearing.windows import Piece, cut
from dccg_meet.captions.words import Span, Word, ended_before, inaudible
from dccg_meet.errors import ModelError

HOTWORD_TOKENS: Final = 200
"""More would leave too little room for the text: both share 448 tokens."""

_DOUBTFUL: Final = 0.5
_MISHEARD: Final = 0.7  # A name that is misheard has a word below this.
_SECOND_HEARING_TOKENS: Final = 200


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


def hear(section: Sequence[Piece], model: Model, task: Task, before: Mapping[str, float]) -> Heard:
    """The words of a section. ``before`` are the votes for a language of earlier sections."""
    manner = task.manner
    sounds = [piece.sound for piece in section]
    encoded: Sequence[Encoded] = model.encode(sounds, full=manner.thorough, silence_ms=manner.silence_ms)
    languages = (task.language or "",) * len(section)
    voted: dict[str, float] = {}
    if not task.language:
        section, encoded, languages, voted = _by_language(section, encoded, model, before, manner)
    at_home = task.language or home(added([before, voted]))
    attempts = _attempts(model, encoded, languages, manner)
    hearings = [
        hearing(model, piece, code, attempt, language)
        for piece, code, attempt, language in zip(section, encoded, attempts, languages, strict=True)
    ]
    if manner.thorough:
        hearings = twice(model, section, hearings)
    hearings = [
        again(model, piece, first, at_home, careful=manner.careful) if first.judgement.doubtful else first
        for piece, first in zip(section, hearings, strict=True)
    ]
    if task.hotwords:
        hearings = _with_hotwords(model, encoded, hearings, task.hotwords)
    words: list[Word] = []
    speech: list[Span] = []
    for piece, last in zip(section, hearings, strict=True):
        lost = last.judgement.unexplained
        faulty = bool(set(last.judgement.faults) - {"unexplained-speech"})
        words.extend(
            replace(word, doubtful=word.doubtful or faulty or word.confidence < _DOUBTFUL)
            for word in ended_before(last.words, lost)
        )
        for island in piece.window.islands:
            if island.faint and not any(island.overlap_ms(word.span) for word in last.words):
                continue  # What was taken for a faint voice was none.
            speech.append(Span(island.start_ms, island.end_ms))
            lost_here = [span for span in lost if island.overlap_ms(span)]
            words.extend(inaudible(span, last.language, piece.window.number) for span in lost_here)
    twice_heard = tuple(span for last in hearings for span in last.again)
    translation = translated(model, section, encoded, hearings) if task.translate else ()
    ordered = tuple(sorted(words, key=lambda word: word.start_ms))
    return Heard(ordered, translation, tuple(speech), twice_heard, voted)


def _by_language(
    section: Sequence[Piece],
    encoded: Sequence[Encoded],
    model: Model,
    before: Mapping[str, float],
    manner: Manner,
) -> tuple[list[Piece], Sequence[Encoded], tuple[str, ...], dict[str, float]]:
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
            codes.append(encoded[number])
        else:
            pieces.append(cut(whole, Span(islands[0].start_ms, islands[-1].end_ms)))
            codes.extend(model.encode([pieces[-1].sound], full=manner.thorough, silence_ms=manner.silence_ms))
        languages.append(language)
    return pieces, codes, tuple(languages), voted


def _attempts(
    model: Model, encoded: Sequence[Encoded], languages: Sequence[str], manner: Manner
) -> list[Attempt]:
    """What is said in each window; where the model is not sure, of all steps and with more hypotheses."""
    attempts = list(
        model.decode(encoded, languages, beam=manner.beam, stamps=manner.stamps, share=manner.share)
    )
    unsure = [number for number, each in enumerate(attempts) if each.log_probability < manner.sure]
    if unsure:
        wanted = [languages[number] for number in unsure]
        better = model.decode(
            [encoded[number] for number in unsure], wanted, beam=UNSURE_BEAM, stamps=manner.stamps
        )
        for number, attempt in zip(unsure, better, strict=True):
            attempts[number] = attempt
    return attempts


def _with_hotwords(
    model: Model, encoded: Sequence[Encoded], hearings: Sequence[Hearing], hotwords: Sequence[str]
) -> list[Hearing]:
    """The hearings with names and terms corrected, in windows where the model doubts a word."""
    wanted = [
        number
        for number, known in enumerate(hearings)
        if any(word.confidence < _MISHEARD for word in known.words)
    ]
    if not wanted:
        return list(hearings)
    told = model.decode(
        [encoded[number] for number in wanted],
        [hearings[number].language for number in wanted],
        beam=CAREFUL_BEAM,
        hotwords=_told(hotwords),
        most_tokens=_SECOND_HEARING_TOKENS,
    )
    result = list(hearings)
    for number, attempt in zip(wanted, told, strict=True):
        known = hearings[number]
        words = corrected(known.words, attempt.text, hotwords)
        lost = known.judgement.unexplained
        if not any(span.start_ms <= word.start_ms < span.end_ms for word in words for span in lost):
            result[number] = replace(known, words=words)
    return result


def _told(hotwords: Sequence[str]) -> str:
    """The hotwords as the model is told them."""
    return ", ".join(hotwords) + "."
