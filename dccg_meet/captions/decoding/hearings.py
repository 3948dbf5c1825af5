"""One hearing of a window: what the model said of it, as words with their times, and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dccg_meet.captions.decoding.encoded import Encoded
from dccg_meet.captions.decoding.judgement import Judgement, believed, judge, spoken
from dccg_meet.captions.decoding.model import Attempt, Model
from dccg_meet.captions.hearing.windows import Piece
from dccg_meet.captions.words import Span, Word, whole_words, within


@dataclass(frozen=True, slots=True)
class Hearing:
    """The words of a window in a language, the mean log-probability of their tokens, and the judgement.

    ``again`` is the speech in it that was heard a second time.
    """

    words: tuple[Word, ...]
    language: str
    log_probability: float
    judgement: Judgement
    again: tuple[Span, ...] = ()


def judged(words: Sequence[Word], piece: Piece, language: str, log_probability: float) -> Hearing:
    """Words as a hearing of the piece: each moved into the island of speech it belongs to."""
    islands = piece.window.islands
    fitted = within(words, islands)
    return Hearing(
        fitted, language, log_probability, judge(fitted, islands, log_probability if fitted else 0.0)
    )


def said(model: Model, piece: Piece, encoded: Encoded, attempt: Attempt, language: str) -> tuple[Word, ...]:
    """The words of an attempt at a piece, with the times of the recording as alignment gives them.

    None where the model itself does not believe that it was said. ``encoded`` is the piece alone.
    """
    window = piece.window
    if not believed(attempt.text, attempt.log_probability, attempt.no_speech, faint=window.faint):
        return ()
    pieces = [
        Word(
            start_ms=window.span.start_ms + each.start_ms,
            end_ms=window.span.start_ms + max(each.end_ms, each.start_ms + 1),
            text=each.text,
            confidence=round(each.probability, 3),
            language=language,
            window=window.number,
        )
        for each in model.align(encoded, attempt, language, window.span.duration_ms)
    ]
    return whole_words(spoken(pieces, window.span))


def hearing(model: Model, piece: Piece, encoded: Encoded, attempt: Attempt, language: str) -> Hearing:
    """An attempt at a piece, judged."""
    words = said(model, piece, encoded, attempt, language)
    return judged(words, piece, language, attempt.log_probability)
