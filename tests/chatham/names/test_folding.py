from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.chatham.names.folding import fold, hidden, hump_texts, texts, words


class TestFold:
    """What folds to the same text."""

    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Amara DIALLO", "amara diallo"),
            ("José", "jose"),
            ("Jose\u0301", "jose"),
            ("Straße", "strasse"),
            ("ＡＭＡＲＡ", "amara"),
            ("𝐀𝐦𝐚𝐫𝐚", "amara"),
            ("A\u200bma\u00adra\ufeff", "amara"),
            ("Mei-Ling", "mei ling"),
            ("Mei\u2011Ling", "mei ling"),
            ("O’Brien", "o brien"),
            ("Oʼbrien", "o brien"),
            ("Аmаrа", "amara"),
            ("Søren Łukasz Đorđe Œuvre", "soren lukasz dorde oeuvre"),
            ("İstanbul ısı", "istanbul isi"),
            ("amara_diallo", "amara diallo"),
            ("amara97 dc3 IS3C 3f0ada1", "amara 97 dc3 is3c 3f0ada1"),
            ("Nguyễn Thị Lan", "nguyen thi lan"),
            ("\u1f80 \u03b1\u0313\u0345 \u03b1\u03b9", "ai ai ai"),
            ("  \n—, ", ""),
        ],
    )
    def test_table(self, text: str, folded: str) -> None:
        """Case, accents, widths, invisible characters, dashes and look-alikes do not tell words apart."""
        assert fold(text) == folded

    @given(st.text(max_size=30))
    def test_is_stable(self, text: str) -> None:
        """What is folded once is not changed by folding it again."""
        assert fold(fold(text)) == fold(text)

    @given(st.text(max_size=30))
    def test_ignores_normalisation_and_case(self, text: str) -> None:
        """A text folds like its decomposed and its case-folded self."""
        assert fold(unicodedata.normalize("NFD", text)) == fold(text)
        assert fold(text.casefold()) == fold(text)


class TestWords:
    """Words and where they stand."""

    @given(st.text(max_size=40))
    def test_offsets_point_at_what_was_folded(self, text: str) -> None:
        """Words come in order, and the stretch that a word points at holds the word."""
        found = words(text)
        assert all(word.start < word.end for word in found)
        for word in found:
            assert word.text in fold(text[word.start : word.end]).replace(" ", "")
        starts = [word.start for word in found]
        assert starts == sorted(starts)
        assert texts(text) == [word.text for word in found]

    def test_takes_the_marks_along(self) -> None:
        """A word ends after the accents and invisible characters on its last letter."""
        text = "Jose\u0301\u200b said"
        assert words(text)[0].end == 6
        assert all(hidden(char) for char in text[4:6])

    @pytest.mark.parametrize(
        ("text", "tight"), [("a-b", True), ("a'b", True), ("a.b", True), ("a b", False), ("a, b", False)]
    )
    def test_knows_what_divides(self, text: str, tight: bool) -> None:
        """Hyphens, apostrophes and full stops bind, blanks and commas divide."""
        assert words(text)[1].tight is tight


@given(st.text(st.sampled_from("aAbB1é&-_ \n\u200d\u0301ßÄ'"), max_size=40))
def test_hump_texts_are_the_words_at_humps(text: str) -> None:
    """The quick way gives the same words as the one that knows their places."""
    assert hump_texts(text) == [word.text for word in words(text, humps=True)]
