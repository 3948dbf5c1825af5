"""What was said in other languages, in English: Whisper's own translation, window by window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dccg_meet.captions.decoding.encoded import Encoded
from dccg_meet.captions.decoding.hearings import Hearing, hearing
from dccg_meet.captions.decoding.judgement import UNTRUE
from dccg_meet.captions.decoding.manner import CAREFUL_BEAM, NO_REPEAT
from dccg_meet.captions.decoding.model import Model
from dccg_meet.captions.hearing.windows import Piece
from dccg_meet.captions.words import Span, Word, inaudible


def translated(
    model: Model, section: Sequence[Piece], encoded: Sequence[Encoded], hearings: Sequence[Hearing]
) -> tuple[Word, ...]:
    """In English what is said in other languages; everything in it wants a reviewer.

    ``hearings`` are what was heard in the windows. Where no translation can be believed, ``[inaudible]``
    stands for what was understood in the other language: it is not passed over.
    """
    foreign = [number for number, known in enumerate(hearings) if known.words and known.language != "en"]
    if not foreign:
        return ()
    languages = [hearings[number].language for number in foreign]
    told = model.decode([encoded[number] for number in foreign], languages, task="translate")
    words: list[Word] = []
    for number, attempt in zip(foreign, told, strict=True):
        piece, known = section[number], hearings[number]
        english = hearing(model, piece, encoded[number], attempt, known.language)
        if not _believable(english):
            english = _again(model, piece, encoded[number], known.language)
        found = english.words if _believable(english) else _untold(piece, known)
        lost = known.judgement.unexplained
        words.extend(word for word in found if not any(word.span.overlap_ms(span) for span in lost))
    return tuple(replace(word, language="en", doubtful=True) for word in words)


def _again(model: Model, piece: Piece, encoded: Encoded, language: str) -> Hearing:
    [attempt] = model.decode([encoded], [language], task="translate", beam=CAREFUL_BEAM, no_repeat=NO_REPEAT)
    return hearing(model, piece, encoded, attempt, language)


def _believable(english: Hearing) -> bool:
    return bool(english.words) and not UNTRUE & set(english.judgement.faults)


def _untold(piece: Piece, known: Hearing) -> tuple[Word, ...]:
    """A mark for each island in which words were understood, beside what was not."""
    marks: list[Word] = []
    for island in piece.window.islands:
        lost = [span for span in known.judgement.unexplained if island.overlap_ms(span)]
        starts = [island.start_ms, *(span.end_ms for span in lost)]
        ends = [*(span.start_ms for span in lost), island.end_ms]
        parts = [Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
        marks.extend(
            inaudible(part, "en", piece.window.number)
            for part in parts
            if any(part.overlap_ms(word.span) for word in known.words)
        )
    return tuple(marks)
