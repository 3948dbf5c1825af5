"""Where nothing can be told in English of what was understood, a mark says so."""

from __future__ import annotations

import numpy as np

from dccg_meet.captions.decoding.hearings import judged
from dccg_meet.captions.decoding.translation import _untold
from dccg_meet.captions.hearing.speech import Island
from dccg_meet.captions.hearing.windows import Piece, Window
from dccg_meet.captions.words import INAUDIBLE, Span, Word


def test_untold() -> None:
    """For each stretch in which French was understood, and not for what nobody understood anyway."""
    islands = Island(0, 6_000), Island(8_000, 9_000), Island(20_000, 22_000)
    piece = Piece(Window(3, Span(0, 22_000), islands), np.zeros(1, np.float32))
    texts = ["Je", "vais", "parler", "en", "français"]
    words = [Word(300 * at, 300 * at + 280, text, 0.9, "fr", 3) for at, text in enumerate(texts)]
    words.append(Word(20_100, 20_500, "Merci", 0.9, "fr", 3))
    known = judged(words, piece, "fr", -0.2)
    lost = [(span.start_ms, span.end_ms) for span in known.judgement.unexplained]
    assert lost == [(1_730, 6_000), (8_000, 9_000), (20_750, 22_000)]
    marks = _untold(piece, known)
    assert [(word.start_ms, word.end_ms) for word in marks] == [(0, 1_730), (20_000, 20_750)]
    assert {(word.text, word.language, word.window, word.doubtful) for word in marks} == {
        (INAUDIBLE, "en", 3, True)
    }
