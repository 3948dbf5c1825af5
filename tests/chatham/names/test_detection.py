from __future__ import annotations

import pytest

from dccg_meet.chatham.names.detection import Hit, detect
from dccg_meet.chatham.names.forms import Forms, Kind, forms_of
from dccg_meet.workspace.schema import Person, Roster


def found(text: str, forms: Forms) -> list[str]:
    """The stretches of ``text`` that are hits."""
    return [text[hit.start : hit.end] for hit in detect(text, forms)]


def of(*names: str) -> Forms:
    """The forms of people with these names."""
    return forms_of(Person(name=name) for name in names)


class TestNames:
    """Finding names."""

    @pytest.mark.parametrize(
        ("name", "text", "hits"),
        [
            ("Amara Diallo", "this is amara diallo speaking", ["amara diallo"]),
            ("Amara Diallo", "DIALLO's point", ["DIALLO"]),
            ("Amara Diallo", "Amara\nDiallo", ["Amara\nDiallo"]),
            ("Amara Diallo", "Amara, said Diallo", ["Amara", "Diallo"]),
            (
                "Amara Diallo",
                "AmaraDiallo amara_diallo amara-dia97",
                ["AmaraDiallo amara_diallo amara"],
            ),
            ("Amara Diallo", "Dr Amara K. Diallo agreed", ["Dr Amara K. Diallo"]),
            ("Amara Diallo", "A. M. A. R. A. here", ["A. M. A. R. A"]),
            ("Amara Diallo", "the mara and dial", []),
            ("Amara Diallo", "xamaradiallox", ["xamaradiallox"]),
            ("Mei-Ling Chua", "Meiling Chua", ["Meiling Chua"]),
            ("Mei-Ling Chua", "the mailing list of the main session", []),
            ("Siobhan O'Brien", "O Brien, OBrien, O’Brien", ["O Brien", "OBrien", "O’Brien"]),
            ("Jean de la Tour", "Jean, de la Tour", ["Jean, de la Tour"]),
            ("Ina Berg", "in a minute", []),
            ("Im Soo", "I'm here, Ms Im", ["Ms Im"]),
            ("Hana Kovalenko", "Hana Kova lenko", ["Hana Kova lenko"]),
            ("Will Grant", "we will grant", ["will grant"]),
            ("Jose\u0301 Paz", "Jos\u00e9\u200b, thanks", ["Jos\u00e9\u200b"]),
            ("Søren Kjær", "Soeren Kjaer", ["Soeren Kjaer"]),
            ("Rajesh Menon", "Menons draft", ["Menons"]),
            ("Rajesh Menon", "Menon's draft", ["Menon"]),
            ("Rajesh Menon", "Rajeshs Vorschlag, Rajeshji", ["Rajeshs", "Rajeshji"]),
            ("Mei-Ling Chua", "the Chuas", ["Chuas"]),
            ("Rajesh Menon", "R. K. Menon said", ["R. K. Menon"]),
            ("Rajesh Menon", "so I Menon said", ["Menon"]),
            ("Amara Diallo", "J. R. Diallo", ["J. R. Diallo"]),
            ("Rajesh Menon", "Rajesh-ji said; Menon jr said", ["Rajesh-ji", "Menon jr"]),
            ("Rajesh Menon", "Mme Menon said; Adv. Menon said", ["Mme Menon", "Adv. Menon"]),
            ("Rajesh Menon", "write to rmenon@deque.com.", ["rmenon@deque.com"]),
            ("Rajesh Menon", "(menon@deque.com)", ["menon@deque.com"]),
            (
                "Rajesh Menon",
                "https://linkedin.com/in/rajesh-menon-4a5b77, see",
                ["https://linkedin.com/in/rajesh-menon-4a5b77"],
            ),
            ("Rajesh Menon", "linkedin.com/in/rajesh-menon-4a5b77", ["linkedin.com/in/rajesh-menon-4a5b77"]),
            ("Rajesh Menon", "MenonDraft, #MenonProposal", ["Menon", "Menon"]),
            ("Olena Kovalenko", "Ole-\nna", ["Ole-\nna"]),
            ("Rajesh Menon", "Me- non, Me/non", ["Me- non", "Me/non"]),
            ("Amara Diallo", "Ama- ra", ["Ama- ra"]),
            ("Rajesh Menon", "Men0n M3non", ["Men0n", "M3non"]),
            ("Rajesh Menon", "ᴍᴇɴᴏɴ", ["ᴍᴇɴᴏɴ"]),
            ("Rajesh Menon", "🅜🅔🅝🅞🅝", ["🅜🅔🅝🅞🅝"]),
            ("Rajesh Menon", "Me\u2800non", ["Me\u2800non"]),
            ("Rajesh Menon", "RM: opposed; R. M.: no; RM agreed", ["RM", "R. M"]),
            ("Rajesh Menon", "rm: 10 RMA: x", []),
            ("蔡美玲", "我同意蔡美玲的意见", ["蔡美玲"]),
            ("김민수", "김민수씨가", ["김민수"]),
        ],
    )
    def test_table(self, name: str, text: str, hits: list[str]) -> None:
        """Names are found however they are written, and words that only resemble them are not."""
        assert found(text, of(name)) == hits

    def test_misheard_full_name(self) -> None:
        """A full name that the machine misheard is found as a whole."""
        assert found("This is Tomas Ferra. I will be frank.", of("Tomas Ferreira")) == ["Tomas Ferra"]


class TestOwners:
    """Who an action is given to."""

    def test_initials(self) -> None:
        """Where an owner is named, initials alone are somebody."""
        text = "RM / Menons team"
        hits = detect(text, of("Rajesh Menon"), owner=True)
        assert [text[hit.start : hit.end] for hit in hits] == ["RM", "Menons"]


class TestAffiliations:
    """Coalitions and employers."""

    def test_kinds(self, sample_roster: Roster) -> None:
        """A name and the coalition beside it are two hits of two kinds."""
        text = "Rajesh Menon, Dynamic Coalition on Accessibility and Disability."
        assert detect(text, forms_of(sample_roster.people)) == (
            Hit(0, 12, Kind.NAME),
            Hit(14, len(text) - 1, Kind.AFFILIATION),
        )

    def test_the_rule_itself_stays(self) -> None:
        """Somebody who works for Chatham House does not hide the name of the Rule."""
        forms = forms_of([Person(name="Xi Yu", employer="Chatham House")])
        assert found("the Chatham House Rule; Chatham House", forms) == ["Chatham House"]

    @pytest.mark.parametrize(
        "text",
        [
            "Dynamic Coalition on Accessibility & Disability",
            "DC on Accessibility & Disability",
            "accessibility/disability coalition",
        ],
    )
    def test_the_whole_of_it(self, text: str) -> None:
        """No half of a coalition's name is left beside the mask."""
        assert found(text, forms_of([Person(name="Xi Yu", coalition="Accessibility and Disability")])) == [
            text
        ]

    def test_within_a_file_name(self) -> None:
        """A capital within a word begins another one."""
        forms = forms_of([Person(name="Xi Yu", employer="Fairbridge Foundation")])
        assert found("FairbridgeSlides.pdf, Fairbridges", forms) == ["Fairbridge", "Fairbridges"]

    def test_whole_words_only(self) -> None:
        """The coalition's words in another sentence are left alone."""
        forms = forms_of([Person(name="Xi Yu", coalition="Accessibility and Disability")])
        assert found("the accessibility guidelines for all coalitions", forms) == []
