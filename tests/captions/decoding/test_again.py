"""What comes of two hearings of a window, without a model: it is told what was heard."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from dccg_meet.captions.decoding import again
from dccg_meet.captions.decoding.again import _both, _joined, _without, _without_echo
from dccg_meet.captions.decoding.hearings import Hearing, judged
from dccg_meet.captions.decoding.judgement import Judgement
from dccg_meet.captions.decoding.model import Attempt, Model
from dccg_meet.captions.hearing.speech import Island
from dccg_meet.captions.hearing.windows import Piece, Window
from dccg_meet.captions.words import Span, Word


def said(text: str, start_ms: int = 0, confidence: float = 0.9) -> list[Word]:
    """The words of a text, 300 ms each."""
    return [
        Word(start_ms + 300 * n, start_ms + 300 * n + 250, token, confidence, "en", 0)
        for n, token in enumerate(text.split())
    ]


def piece(*islands: tuple[int, int]) -> Piece:
    """A window with somebody speaking in the given stretches."""
    window = Window(0, Span(islands[0][0], islands[-1][1]), tuple(Island(*each) for each in islands))
    return Piece(window, np.zeros(1, np.float32))


def heard(where: Piece, words: list[Word], log_probability: float = -0.2) -> Hearing:
    """A hearing of these words."""
    return judged(words, where, "en", log_probability)


def test_moved_not_doubled() -> None:
    """What is heard alone and stands near by is moved; what is said twice is kept twice."""
    words = [*said("Is it on? Yes, it is.", 0), *said("Good.", 9_000)]
    assert _without(words, said("yes, it is.", 3_000)) == [*words[:3], *words[6:]]
    assert _without(words, said("Good.", 3_000)) == words
    assert _without(words, said("Yes, it was.", 3_000)) == words


def test_no_echo() -> None:
    """The end of the word before, or the beginning of the next, is not said again; a repeated word is."""
    known = [*said("we stop", 0), *said("now please", 5_000)]
    span = Span(600, 4_900)
    assert (
        _without_echo(said("stop sign the sheet", 650), known, span) == said("stop sign the sheet", 650)[1:]
    )
    assert _without_echo(said("sign now", 4_300), known, span) == said("sign now", 4_300)[:1]
    assert _without_echo(said("stop", 2_000), known, span) == said("stop", 2_000)
    assert _without_echo(said("stop", 650), known, span) == []


def test_seam() -> None:
    """A word through which the halves were cut is taken from the whole."""
    where = piece((0, 3_000))
    first = heard(where, said("one two three four five six seven eight nine", 0, 0.8))
    second = heard(
        where, [*said("one two three four", 0), *said("fo five", 1_150), *said("six seven eight nine", 1_800)]
    )
    both = _both(where, first, second, seam_ms=1_200)
    assert [word.text for word in both.words] == [word.text for word in first.words]
    assert all(left.end_ms <= right.start_ms for left, right in itertools.pairwise(both.words))


def test_loop_is_left_out() -> None:
    """A hearing that cannot be true has no say, however sure it is."""
    where = piece((0, 6_000))
    true = heard(where, said("we will go on with the next item of the agenda now", 0, 0.4))
    loop = heard(where, said("the group " * 10, 0, 0.99))
    assert "loop" in loop.judgement.faults
    assert _both(where, true, loop, seam_ms=0) == _both(where, loop, true, seam_ms=0) == true


def test_doubt_is_kept() -> None:
    """Parts of which one is doubtful make a doubtful whole; two doubtful hearings make a doubtful one."""
    where = piece((0, 3_000))
    words = said("one two three four five six seven eight nine")
    unsure = heard(where, words, -1.4)
    assert (
        "unsure" in _joined(where, [heard(where, words[:5]), heard(where, words[5:], -1.4)]).judgement.faults
    )
    assert "unsure" in _both(where, unsure, unsure, seam_ms=0).judgement.faults
    assert not _both(where, unsure, heard(where, words), seam_ms=0).judgement.faults


def test_said_twice() -> None:
    """What is said again after other words was said twice."""
    words = said("I say no to that")
    assert _without(words, said("No!", 2_300)) == words
    assert _without(words, said("that", 2_300)) == words[:-1]


def test_seam_doubted() -> None:
    """A word at the cut is taken from the whole even if the whole doubts it: nobody else can say it."""
    where = piece((0, 3_000))
    first = heard(where, [*said("one two three"), *said("Chua", 900, 0.2), *said("five six seven", 1_200)])
    second = heard(where, [*said("one two three"), *said("you", 900), *said("five six seven", 1_200)])
    assert "Chua" in [word.text for word in _both(where, first, second, seam_ms=1_000).words]


def test_no_words_are_not_sure() -> None:
    """How sure a hearing is that has no words says nothing of those of the other; the language is kept."""
    where = piece((0, 3_000))
    unsure = replace(heard(where, said("one two three four five six seven eight nine"), -1.4), language="fr")
    both = _both(where, unsure, heard(where, [], -0.1), seam_ms=0)
    assert "unsure" in both.judgement.faults
    assert both.language == "fr"


@pytest.mark.parametrize(
    ("fault", "languages"),
    [("loop", ["en", "fr"]), ("unsure", ["en", "fr"]), ("unexplained-speech", ["fr", "fr"])],
)
def test_language_of_the_whole(fault: str, languages: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried where the first hearing makes no sense, not where it has a gap, and no more than needed."""
    where = piece((0, 3_000))
    tried: list[str] = []

    def alone(_: object, part: Piece, language: str, **__: object) -> Hearing:
        tried.append(language)
        words = said("one two three four five six seven eight nine") if len(tried) == len(languages) else []
        return replace(heard(part, words), language=language)

    monkeypatch.setattr(again, "_alone", alone)
    monkeypatch.setattr(again, "halves", lambda part: [part])
    first = Hearing((), "fr", -0.2, Judgement(where.window.islands, (fault,)))
    best = again.again(cast("Model", None), where, first, "en", careful=True)
    assert tried == languages
    assert best.language == languages[-1]


def test_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stretch is filled in the language of the window, unless the whole cannot be true then."""
    where = piece((0, 3_000), (4_000, 9_000))
    known = replace(heard(where, said("one two three four five six seven eight nine")), language="fr")
    found: list[Word] = []
    languages = []

    def careful(_: object, __: object, language: str) -> tuple[None, Attempt]:
        languages.append(language)
        return None, Attempt((), "", -0.2, 0.0, "transcribe")

    monkeypatch.setattr(again, "_careful", careful)
    monkeypatch.setattr(again, "said", lambda *_: found)
    found[:] = said("ten eleven twelve thirteen fourteen fifteen sixteen seventeen", 4_000)
    filled = again._filled(cast("Model", None), where, known, Span(4_000, 9_000))
    assert [word.text for word in filled.words][-8:] == [word.text for word in found]
    assert (filled.language, languages) == ("fr", ["fr"])
    found[:] = said("eight nine " * 4, 4_000)
    looping = heard(where, said("eight nine " * 2))
    assert again._filled(cast("Model", None), where, looping, Span(4_000, 9_000)) == looping
