"""Judging what a model made of a window."""

from __future__ import annotations

import pytest

from dccg_meet.captions.decoding.judgement import believed, judge, loops, spoken, unexplained
from dccg_meet.captions.words import Span, Word


def say(text: str, *, start_ms: int = 0, word_ms: int = 350) -> tuple[Word, ...]:
    """The text at a steady pace."""
    return tuple(
        Word(start_ms + n * word_ms, start_ms + (n + 1) * word_ms, token, 0.9, "en", 0)
        for n, token in enumerate(text.split())
    )


class TestUnexplained:
    """Speech that no word stands for."""

    def test_all_explained(self) -> None:
        """Words that fill the island leave nothing."""
        assert unexplained(say("we move to item three now please"), [Span(0, 2_600)]) == ()

    def test_lost_end(self) -> None:
        """Speech after the last word is a loss."""
        assert unexplained(say("we move on"), [Span(0, 5_000)]) == (Span(1_300, 5_000),)

    def test_lost_island(self) -> None:
        """An island without any word is a loss, from its start to its end."""
        assert unexplained(say("we move on"), [Span(0, 1_100), Span(4_000, 6_000)]) == (Span(4_000, 6_000),)

    def test_no_words(self) -> None:
        """Without words everything is a loss."""
        assert unexplained((), [Span(100, 3_000)]) == (Span(100, 3_000),)

    def test_stretched_word_explains_little(self) -> None:
        """A word that lasts five seconds hides what was dropped, and does not count for it."""
        assert unexplained([Word(0, 5_000, "on", 0.9, "en", 0)], [Span(0, 5_000)]) == (Span(1_370, 5_000),)

    def test_breath_is_no_loss(self) -> None:
        """Less than half a second is no loss."""
        assert unexplained(say("we move on"), [Span(0, 1_799)]) == ()
        assert unexplained(say("we move on"), [Span(0, 1_800)]) == (Span(1_300, 1_800),)

    def test_gap(self) -> None:
        """Between two words no speech is more than half a second from one of them, unless it is a loss."""
        for gap_ms, lost in ((999, ()), (1_000, (Span(1_300, 1_800),))):
            said = (*say("we move on"), *say("to item three", start_ms=1_050 + gap_ms))
            assert unexplained(said, [Span(0, 3_000)]) == lost

    def test_lost_reply(self) -> None:
        """Half a second that stands alone is one, however near the next word is."""
        islands = [Span(0, 1_100), Span(1_500, 2_000), Span(2_300, 3_300)]
        said = (*say("we move on"), *say("to item three", start_ms=2_300))
        assert unexplained(said, islands) == (Span(1_500, 2_000),)
        assert unexplained(said, [islands[0], Span(1_500, 1_900), islands[2]]) == ()

    def test_lost_short_reply(self) -> None:
        """A shorter one is one as well if no word is near that it may be a part of."""
        islands = [Span(0, 1_100), Span(1_560, 1_900)]
        assert unexplained(say("we move on"), islands) == (Span(1_560, 1_900),)
        assert unexplained(say("we move on"), [islands[0], Span(1_540, 1_900)]) == ()


class TestJudge:
    """The verdict."""

    def test_good(self) -> None:
        """A plain sentence at a plain pace has no fault."""
        assert not judge(say("the first item is the adoption of the agenda"), [Span(0, 3_200)]).doubtful

    @pytest.mark.parametrize(
        ("words", "islands", "fault"),
        [
            (say("we move on"), [Span(0, 9_000)], "unexplained-speech"),
            (say("we move on", word_ms=1_500), [Span(0, 4_500)], "few-words"),
            (say("we move on to the next item now", word_ms=50), [Span(0, 400)], "too-many-words"),
            (say("thank you very much " * 12), [Span(0, 17_000)], "loop"),
            ((Word(0, 1_300, "on", 0.9, "en", 0),), [Span(0, 1_400)], "stretched-word"),
        ],
    )
    def test_fault(self, words: tuple[Word, ...], islands: list[Span], fault: str) -> None:
        """Each fault is found and named."""
        verdict = judge(words, islands)
        assert fault in verdict.faults
        assert verdict.doubtful

    def test_comparison(self) -> None:
        """A loop is worse than a loss, and a loss worse than none."""
        island = [Span(0, 9_000)]
        loop = judge(say("thank you very much " * 6), island)
        loss = judge(say("we move on to the next item"), island)
        good = judge(
            say(
                "we move on to the next item and then to the report of the secretariat on time now please all"
            ),
            island,
        )
        assert good.badness < loss.badness < loop.badness


class TestLoops:
    """Repetition."""

    @pytest.mark.parametrize(
        ("text", "loop"),
        [
            ("no, no, no, no, we do not", False),
            ("action item. action item. the secretariat will open the form", False),
            ("no " * 9, True),
            ("we will we will we will we will we will", True),
            ("and the agenda is adopted and the agenda is adopted and the agenda is adopted", True),
            ("", False),
        ],
    )
    def test_text(self, text: str, loop: bool) -> None:
        """People repeat themselves a little; a machine that is stuck repeats itself a lot."""
        assert loops(say(text)) is loop


class TestSpoken:
    """What a model makes up for silence."""

    def test_made_up_end(self) -> None:
        """A phrase in the silence at the end that the model does not believe is not kept."""
        pieces = (Word(0, 300, " Yes.", 0.9, "en", 0), Word(9_500, 9_600, " Thank", 0.01, "en", 0))
        assert spoken(pieces, Span(0, 10_000)) == pieces[:1]

    def test_believed_end(self) -> None:
        """A last word that the model believes is kept."""
        pieces = (Word(9_500, 9_600, " Goodbye.", 0.6, "en", 0),)
        assert spoken(pieces, Span(0, 10_000)) == pieces

    def test_doubtful_middle(self) -> None:
        """A doubtful word where there is speech is kept: nothing is dropped for being doubtful."""
        pieces = (Word(4_000, 4_200, " Chua", 0.01, "en", 0), Word(4_200, 4_500, " here", 0.9, "en", 0))
        assert spoken(pieces, Span(0, 10_000)) == pieces


def test_words_that_cover_a_loss() -> None:
    """Two words for two seconds without a pause are too few: they were said in the next stretch."""
    islands = [Span(0, 2_050), Span(2_600, 5_000)]
    late = say("this is the secretariat speaking now", start_ms=2_600)
    stretched = (Word(0, 960, "Thank", 0.9, "en", 0), Word(960, 2_050, "you,", 0.9, "en", 0))
    assert judge((*stretched, *late), islands).faults == ("few-words",)
    number = (Word(0, 960, "In", 0.9, "en", 0), Word(960, 2_050, "2027,", 0.9, "en", 0))
    assert judge((*number, *late), islands).faults == ()


class TestBelieved:
    """What can have been said at all."""

    def test_speech(self) -> None:
        """Text of a model that has no doubt is believed, also what it likes to make up."""
        assert believed("The agenda is adopted.", -0.2, 0.1, faint=False)
        assert believed("Thank you.", -0.2, 0.1, faint=False)

    @pytest.mark.parametrize("text", ["Thank you.", "Thanks for watching!", "Merci."])
    def test_made_up(self, text: str) -> None:
        """What models say into silence is not believed where the model has some doubt."""
        assert not believed(text, -0.7, 0.1, faint=False)
        assert not believed(text, -0.2, 0.5, faint=False)

    def test_nobody(self) -> None:
        """Where the model itself hears nobody and is unsure, nothing was said."""
        assert not believed("The agenda is adopted.", -0.7, 0.8, faint=False)
        assert believed("The agenda is adopted.", -0.4, 0.8, faint=False)
        assert not believed("", 0.0, 0.0, faint=False)

    def test_faint(self) -> None:
        """Where speech detection had its doubts, the model must have none."""
        assert believed("The agenda is adopted.", -0.4, 0.1, faint=True)
        assert not believed("The agenda is adopted.", -0.7, 0.1, faint=True)
