"""What a person wrote as votes, and what is left to a person."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.polls.ballots import WORDS, read, word
from dccg_meet.workspace.poll import LETTERS, Vote

YES, IF, NO = Vote.YES, Vote.IF_NEEDED, Vote.NO


class TestRead:
    """Lines."""

    @pytest.mark.parametrize(
        ("text", "votes"),
        [
            ("A yes / B if needed / C no", {"A": YES, "B": IF, "C": NO}),
            ("A: Yes, B: No, C: If need be", {"A": YES, "B": NO, "C": IF}),
            ("c) non\n a - OUI.\nB: si nécessaire", {"A": YES, "B": IF, "C": NO}),
            ("A : Sí\nB = si es necesario\nC -> no!", {"A": YES, "B": IF, "C": NO}),
            ("A ✓\nB: ✗\nC ❌", {"A": YES, "B": NO, "C": NO}),
            ("A 👍🏽 / B ✔️ / C 👎", {"A": YES, "B": YES, "C": NO}),
            ("• A (Tue 12 Jan 14:00 UTC): yes\n- B (Wed 13 Jan 07:00 UTC): no", {"A": YES, "B": NO}),
            ("*A*: yes\n**B** no\n(C) if needed", {"A": YES, "B": NO, "C": IF}),
            ("A – no\nB — non", {"A": NO, "B": NO}),
            ("Ａ：ｙｅｓ", {"A": YES}),
            ("A: yes\nA: YES", {"A": YES}),
            ("A. Si\nB. No", {"A": YES, "B": NO}),
            ("A (Tue 12 Jan 14:00 UTC): \nB: \nC", {}),
        ],
    )
    def test_clear_answers(self, text: str, votes: dict[str, Vote]) -> None:
        """Any order, case, sign between, accents or none, three languages, signs."""
        found = read(text, "ABC")
        assert (found.votes, found.unclear) == (votes, ())

    @pytest.mark.parametrize(
        "text",
        [
            "A: yes, but only by phone",
            "A: maybe",
            "A. Maybe",
            "A peut-être",
            "A: x",
            "A: ?",
            "A yes no",
            "A, yes",
            "A_yes",
            "A (yes):",
            "A (yes)",
            "No to all",
            "Todas, sí",
            "Ok!",
            "A. Si",
            "A, B yes",
            "A-C: yes",
            "A yes B no",
            "yes to B",
            "not C, no",
            "A: yes / B: perhaps",
            "A no-show policy would help",
            "A: yes " + "no " * 1000,
        ],
    )
    def test_what_is_not_clear_is_no_vote(self, text: str) -> None:
        """It is kept for a person, at most 200 characters of it."""
        found = read(text, "ABC")
        assert found.votes == {}
        assert found.unclear == (text.strip()[:200],)

    @pytest.mark.parametrize(
        "text",
        [
            "Dear all,",
            "A good idea to ask.",
            "I no longer have time on Fridays",
            "Thanks, A. Turing",
            "A. Turing",
            "X yes / Y if needed / Z no",
            "D yes",
            "A  Tuesday 12 January 2027, 14:00 to 15:00 UTC",
            "Yes, I agree.",
            "",
            "А: да",
        ],
    )
    def test_prose_is_passed_over(self, text: str) -> None:
        """It is neither a vote nor in doubt; a Cyrillic letter is another one."""
        found = read(text, "ABC")
        assert (found.votes, found.unclear) == ({}, ())

    def test_two_answers_to_one_slot_are_none(self) -> None:
        """Both lines are shown."""
        found = read("A yes\nB no\nA no", "ABC")
        assert found.votes == {"B": NO}
        assert found.unclear == ("A yes", "A no")

    def test_the_shown_line_is_harmless(self) -> None:
        """No control character reaches a terminal."""
        [line] = read("A: yes\x1b[31m\x07\x00 but \u202ered", "ABC").unclear
        assert line.isprintable()

    def test_letters_beyond_the_polls_are_prose(self) -> None:
        """A poll of two has no C."""
        assert read("A yes / C no", "AB").votes == {}
        assert read("C no", "AB").unclear == ()


def test_the_words_are_apart() -> None:
    """No word means two things, and every one is found as it is written."""
    for known, vote in WORDS.items():
        assert word(known) is vote
        assert word(f" {known.upper()}! ") is vote


class TestHostile:
    """Whatever arrives."""

    @given(st.text(max_size=400))
    def test_a_vote_stands_in_the_text(self, text: str) -> None:
        """No letter gets a vote whose letter and word are not there; nothing raises."""
        found = read(text, LETTERS)
        for letter in found.votes:
            assert re.search(letter, text.upper()) or not text.isascii()
        assert all(len(line) <= 200 for line in found.unclear)

    @given(
        st.lists(
            st.sampled_from(
                ["A", "B", " ", "\n", ":", "yes", "no", "not", "/", ",", "if", "needed", "-", "("]
            )
        )
    )
    def test_votes_are_said_on_their_own(self, parts: list[str]) -> None:
        """Among all mixtures of letters, signs and words, each vote has a piece of a line to itself."""
        text = "".join(parts)
        pieces = [piece for line in text.split("\n") for piece in [line, *re.split("[/,]", line)]]
        for letter, vote in read(text, "AB").votes.items():
            shape = rf"\W*{letter}(\W|\([^()]*\))*{str(vote).replace(' ', '[ -]+')}\W*"
            assert any(re.fullmatch(shape, piece) for piece in pieces), (text, letter)

    @pytest.mark.parametrize(
        "bomb", ["A" * 10**6, "A: " * 10**5, "(" * 10**5, "A (" * 10**5, "- " * 10**5, "A:-" * 10**5]
    )
    def test_long_lines_are_quick(self, bomb: str) -> None:
        """No pattern backtracks without end."""
        begin = time.perf_counter()
        read(bomb, LETTERS)
        assert time.perf_counter() - begin < 1
