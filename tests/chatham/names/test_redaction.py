from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dccg_meet.chatham.names.folding import fold
from dccg_meet.chatham.names.forms import forms_of, name_forms
from dccg_meet.chatham.names.redaction import join, masked, redact, redact_one
from dccg_meet.workspace.schema import Person

NAMES = (
    "Amara Diallo", "Olena Kovalenko", "Mei-Ling Chua", "Siobhán O'Brien", "Nguyễn Thị Lan", "José Peña",
    "Søren Kjær", "Ludwig van der Berg", "Fatima al-Amin", "Suharto", "李娜", "Олена Коваленко", "علي رضا",
    "Jörg Weiß", "Li Wu",
)  # fmt: skip
CHANGES = (
    str,
    str.upper,
    str.lower,
    str.title,
    str.swapcase,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFKC", text),
    lambda text: text.replace("-", "\u2011").replace("'", "\u2019"),
    "\u200b".join,
    lambda text: text.replace(" ", ",\n"),
)


class TestRedact:
    """Masking."""

    @pytest.mark.parametrize(
        ("text", "public"),
        [
            ("Amara and Diallo agree", "[name withheld] agree"),
            ("Amara & Diallo/Amara", "[name withheld]"),
            ("Amara, Diallo; Amara", "[name withheld]"),
            ("Thank you, Mr. Diallo!", "Thank you, [name withheld]!"),
            ("nobody", "nobody"),
            ("", ""),
        ],
    )
    def test_table(self, text: str, public: str) -> None:
        """Every name becomes the same words, and names in a row become one mask."""
        assert redact_one(text, forms_of([Person(name="Amara Diallo")])) == public

    def test_across_two_passages(self) -> None:
        """A name that begins in one passage and ends in the next leaves no half in either."""
        forms = forms_of([Person(name="X Yz", coalition="Accessibility and Disability")])
        assert redact(["the coalition on accessibility and", "disability said"], forms) == (
            "the [affiliation withheld]",
            "[affiliation withheld] said",
        )

    def test_a_name_cut_in_the_middle(self) -> None:
        """A name that two passages cut within a word is masked in both."""
        assert redact(["It was Kova", "lenko, hello"], forms_of([Person(name="Olena Kovalenko")])) == (
            "It was [name withheld]",
            "[name withheld], hello",
        )

    @pytest.mark.parametrize(
        ("begin", "end"),
        [
            ("I work for the Blue", "Harbour foundation in Oslo"),
            ("thank you mailing two", "are for this"),
            ("\u8c22\u8c22\u738b", "\u5c0f\u660e"),
            ("it was Raj-", "esh"),
            ("said A. M. A.", "R. A. indeed"),
            ("on accessibility and", "disability here"),
            ("thanks to Ra Gesh", "Meno for this"),
        ],
    )
    @pytest.mark.parametrize(
        "between",
        [
            ["I agree with that."],
            ["[inaudible]"],
            ["[music]"],
            ["Yes.", "Hm."],
            ["Yes.", "[inaudible]", "No."],
        ],
    )
    def test_across_others(self, begin: str, end: str, between: list[str]) -> None:
        """A name between whose parts others speak, on tracks of their own, or somebody coughs, is found."""
        forms = forms_of(
            [
                Person(name="Rajesh Menon", employer="Blue Harbour", heard_as=("mailing two are",)),
                Person(name="Amara Diallo", coalition="Accessibility and Disability"),
                Person(name="\u738b\u5c0f\u660e"),
            ]
        )
        first, *_, last = redact([begin, *between, end], forms)
        assert first != begin
        assert last != end
        assert all(masked(text) for text in (first, last))

    @pytest.mark.parametrize("label", ["[inaudible]", "[laughs]", "[", "]"])
    def test_across_a_label(self, label: str) -> None:
        """A label inside a text does not hide a name either."""
        forms = forms_of([Person(name="X Yz", employer="Blue Harbour")])
        public = redact_one(f"The people of Blue {label} Harbour will write", forms)
        assert "Blue" not in public
        assert "Harbour" not in public

    def test_others_keep_their_words(self) -> None:
        """What others say between the parts of a name stays; parts that are far from each other are none."""
        forms = forms_of([Person(name="X Yz", employer="Blue Harbour")])
        texts = ["of Blue", "I agree with that.", "Harbour, and", "Blue", "one", "two", "three", "Harbour"]
        masked_texts = redact(texts, forms)
        assert masked_texts[:3] == ("of [affiliation withheld]", texts[1], "[affiliation withheld], and")
        assert masked_texts[4:] == tuple(texts[4:])

    def test_lists_become_one(self) -> None:
        """How many people were thanked is not told either."""
        forms = forms_of([Person(name="Amara Diallo"), Person(name="Rajesh Menon"), Person(name="Xi Yu")])
        assert redact_one("Thank you, Amara, Rajesh; Xi!", forms) == "Thank you, [name withheld]!"

    def test_joining(self) -> None:
        """Masks that meet when texts are joined become one."""
        forms = forms_of([Person(name="Amara Diallo")])
        assert join(redact(["I am Amara.", "Diallo. Hello"], forms)) == "I am [name withheld]. Hello"
        assert masked("x [name withheld]")
        assert not masked("x [name]")

    @given(
        name=st.sampled_from(NAMES),
        change=st.sampled_from(CHANGES),
        before=st.text(max_size=20),
        after=st.text(max_size=20),
        cuts=st.lists(st.integers(0, 60), max_size=3),
    )
    @example(name="Li Wu", change=CHANGES[0], before="a", after="", cuts=[])
    def test_no_form_survives(
        self, name: str, change: object, before: str, after: str, cuts: list[int]
    ) -> None:
        """Whatever surrounds a name, however it is written and wherever passages divide, no form is left."""
        assert callable(change)
        person = Person(name=name)
        written = change(name)
        places = sorted({place for place, char in enumerate(written) if char.isspace()} & set(cuts))
        pieces = [written[start:end] for start, end in zip([0, *places], [*places, None], strict=True)]
        texts = [f"{before} {pieces[0]}", *pieces[1:]]
        texts[-1] += f" {after}"
        public = redact(texts, forms_of([person]))
        left = f" {fold(' '.join(public))} "
        assert not [
            form for form in name_forms(person) if f" {form} " in left.replace(" name withheld ", " | ")
        ]
