from __future__ import annotations

import pytest

from dccg_meet.chatham.names.folding import fold
from dccg_meet.chatham.names.forms import coalition_forms, employer_forms, forms_of, name_forms, name_parts
from dccg_meet.workspace.schema import Person


class TestNameForms:
    """The forms of names."""

    @pytest.mark.parametrize(
        ("name", "form"),
        [
            ("Amara Diallo", "Amara Diallo"),
            ("Amara Diallo", "Amara"),
            ("Amara Diallo", "Diallo"),
            ("Amara Diallo", "Diallo, Amara"),
            ("Amara Diallo", "A. Diallo"),
            ("Amara Diallo", "Amara D."),
            ("Mei-Ling Chua", "Mei"),
            ("Mei-Ling Chua", "Chua Mei-Ling"),
            ("María Fernanda de la Cruz López", "Maria Fernanda"),
            ("María Fernanda de la Cruz López", "de la Cruz"),
            ("María Fernanda de la Cruz López", "Maria Lopez"),
            ("Ludwig van der Berg", "van der Berg"),
            ("Fatima al-Amin", "al-Amin"),
            ("Minh Le", "Le"),
            ("Ben Okri", "Ben"),
            ("Jörg Müller", "Joerg Mueller"),
            ("Dr. Wanjiru Kamau", "Wanjiru"),
            ("Suharto", "SUHARTO"),
            ("Олена Коваленко", "Олена"),
            ("李娜", "李娜"),
            ("Nguyễn Thị Lan", "Lan"),
        ],
    )
    def test_has(self, name: str, form: str) -> None:
        """A name is known by its parts, in either order, with initials and without accents."""
        assert fold(form) in name_forms(Person(name=name))

    @pytest.mark.parametrize(
        ("name", "form"),
        [
            ("Ludwig van der Berg", "van"),
            ("Ludwig van der Berg", "van der"),
            ("Fatima bint al-Amin", "al"),
            ("Maria de la Cruz", "de"),
            ("Dr. Wanjiru Kamau", "Dr"),
            ("Amara K. Diallo", "K"),
        ],
    )
    def test_has_not(self, name: str, form: str) -> None:
        """Particles, titles and initials alone are nobody's name."""
        assert fold(form) not in name_forms(Person(name=name))

    def test_heard_as_counts_as_a_whole(self) -> None:
        """A mishearing made of ordinary words does not forbid these words."""
        forms = name_forms(Person(name="Mei-Ling Chua", heard_as=("mailing two are",)))
        assert "mailing two are" in forms
        assert not {"mailing", "two", "are", "mailing two"} & forms

    def test_contacts(self) -> None:
        """Handles, e-mail address and a personal mailbox lead to the person, a desk's mailbox does not."""
        forms = name_forms(Person(name="X Y", email="a.diallo@example.org", handles=("@amara_d",)))
        assert {"a diallo", "a diallo example org", "amara d"} <= forms
        assert "office" not in name_forms(Person(name="X Y", email="office@example.org"))

    def test_parts(self) -> None:
        """Parts are the single words that stand for the person."""
        assert name_parts(Person(name="Ludwig van der Berg", spoken=("Lu",))) == {"ludwig", "berg", "lu"}


class TestAffiliations:
    """Coalitions and employers."""

    @pytest.mark.parametrize(
        ("coalition", "form"),
        [
            ("Accessibility and Disability", "Dynamic Coalition on Accessibility and Disability"),
            ("Dynamic Coalition on Accessibility and Disability", "Accessibility and Disability"),
            ("Accessibility and Disability", "DC on Accessibility and Disability"),
            ("Accessibility and Disability", "the Coalition for Accessibility"),
            ("Accessibility and Disability", "accessibility coalition"),
            ("Accessibility and Disability", "DCAD"),
            ("Accessibility and Disability", "DC-AD"),
            ("Internet of Things", "DC-IoT"),
            ("Internet of Things", "DC on the Internet of Things"),
            ("DNS Issues", "DC-DNSI"),
            ("Core Internet Values", "DC-CIV"),
            ("Data Driven Health Technologies", "DC-DDHT"),
            ("Gender and Internet Governance", "DC-Gender"),
            ("Public Access in Libraries", "DC-PAL"),
            ("Schools of Internet Governance", "DC-SIG"),
            ("Net Neutrality", "DCNN"),
            ("Community Connectivity", "DC3"),
            ("Accessibility and Disability", "Dynamic Coalition on Accessibility & Disability"),
            ("Accessibility and Disability", "the accessibility/disability coalition"),
            ("Internet Rights and Principles", "DC on Rights & Principles"),
            ("Internet Standards, Security and Safety", "the Internet Standards coalition"),
            ("Internet Standards, Security and Safety", "Dynamic Coalition on Internet Standards"),
            ("Internet Standards, Security and Safety", "Internet Standards, Security & Safety coalition"),
            ("Internet Standards, Security and Safety", "IS3C"),
            (
                "Children's Rights in the Digital Environment",
                "Childrens Rights in the Digital Environment DC",
            ),
        ],
    )
    def test_coalition(self, coalition: str, form: str) -> None:
        """A coalition is known in the shapes in which the group writes and says it."""
        wanted = fold(form).removeprefix("the ").replace(" ", "")
        assert wanted in {known.replace(" ", "") for known in coalition_forms(coalition)}

    def test_coalition_is_not_the_group(self) -> None:
        """A coalition whose letters are DCCG does not forbid the group's own name."""
        assert "dccg" not in coalition_forms("Core Governance")

    @pytest.mark.parametrize(
        "word", ["accessibility", "disability", "and", "coalition", "dc", "dynamic coalition"]
    )
    def test_words_of_a_topic_stay_free(self, word: str) -> None:
        """The single words of a longer topic may be said."""
        assert word not in coalition_forms("Accessibility and Disability")

    @pytest.mark.parametrize(
        ("employer", "forms"),
        [
            ("Fairbridge Foundation", {"fairbridge foundation", "fairbridge"}),
            (
                "International Telecommunication Union (ITU)",
                {"international telecommunication union", "telecommunication", "itu"},
            ),
            ("University of Oslo", {"university of oslo"}),
            ("", set()),
        ],
    )
    def test_employer(self, employer: str, forms: set[str]) -> None:
        """An employer is known by its name, what is its own of it, and its letters; not by a place alone."""
        assert employer_forms(employer) == forms

    def test_coalitions_can_be_left_out(self) -> None:
        """Without coalitions, employers are still affiliations."""
        person = Person(
            name="X Yz", coalition="Gaming for Purpose", coalition_as_said=("gamers",), employer="Acme"
        )
        assert forms_of([person], coalitions=False).affiliations == {"acme", "acmes", "acmeji", "acmesan"}
        assert {"gamers", "gaming for purpose", "acme"} <= forms_of([person]).affiliations
