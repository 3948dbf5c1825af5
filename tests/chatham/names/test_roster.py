from __future__ import annotations

import pytest

from dccg_meet.chatham.names.roster import Finding, Matter, check, same_name
from dccg_meet.workspace.schema import Person, Roster

COMPLETE = Person(
    name="Wanjiru Kamau", coalition="Net Neutrality", zone="Africa/Nairobi", email="w@example.org"
)


def matters(*people: Person, glossary: tuple[str, ...] = ()) -> list[tuple[str, Matter, bool]]:
    """Whom and what the findings are about, and whether somebody has to decide."""
    return [(found.person, found.matter, found.decide) for found in check(Roster(people=people), glossary)]


class TestCheck:
    """What a person should look at."""

    def test_complete(self) -> None:
        """A complete entry gives no finding."""
        assert matters(COMPLETE) == []

    def test_empty(self) -> None:
        """An empty roster is a finding: nothing can be published."""
        assert matters() == [("", Matter.EMPTY, True)]

    @pytest.mark.parametrize(
        ("field", "value", "matter"),
        [
            ("email", "", Matter.NO_EMAIL),
            ("zone", "", Matter.NO_ZONE),
        ],
    )
    def test_gaps(self, field: str, value: str, matter: Matter) -> None:
        """Missing addresses and zones have to be put right."""
        assert matters(COMPLETE.changed(**{field: value})) == [("Wanjiru Kamau", matter, True)]

    def test_no_coalition(self) -> None:
        """It is said; not everybody has one."""
        assert matters(COMPLETE.changed(coalition="")) == [("Wanjiru Kamau", Matter.NO_COALITION, False)]

    def test_role_instead_of_coalition(self) -> None:
        """Somebody with a role, such as the secretariat, needs no coalition."""
        assert matters(COMPLETE.changed(coalition="", role="secretariat")) == []

    @pytest.mark.parametrize("name", ["WANJIRU  Kamau", "Kamau, Wanjirú"])
    def test_twice(self, name: str) -> None:
        """The same name twice is found in spite of accents, case and order."""
        other = COMPLETE.changed(name=name, email="k@example.org")
        assert (name, Matter.TWICE, True) in matters(COMPLETE, other)

    def test_same_address(self) -> None:
        """One address for two people is a mistake in one of them."""
        other = COMPLETE.changed(name="Xiomara Quispe")
        assert ("Xiomara Quispe", Matter.TWICE, True) in matters(COMPLETE, other)

    @pytest.mark.parametrize(
        "name", ["Will Kamau", "June Kamau", "Paris Kamau", "Win Kamau", "Wanjiru Grant"]
    )
    def test_ordinary_words(self, name: str) -> None:
        """A name that is a word, a month or a place is told, and needs no decision."""
        assert matters(COMPLETE.changed(name=name)) == [(name, Matter.ORDINARY_WORD, False)]

    def test_ordinary_mishearing(self) -> None:
        """A mishearing that is a single ordinary word is told."""
        assert matters(COMPLETE.changed(heard_as=("wangiru", "one drew"))) == []
        assert matters(COMPLETE.changed(heard_as=("one",))) == [
            ("Wanjiru Kamau", Matter.ORDINARY_WORD, False)
        ]

    def test_ordinary_topic(self) -> None:
        """A coalition or an employer that is an ordinary word is told, too."""
        people = (COMPLETE.changed(coalition="Environment"), COMPLETE.changed(coalition="Trust"))
        assert [found.matter for found in check(Roster(people=people[1:]))] == [Matter.ORDINARY_WORD]

    def test_glossary(self) -> None:
        """A name that is a term of the glossary is told."""
        found = check(Roster(people=(COMPLETE.changed(employer="ITU"),)), ("ITU", "IGF"))
        assert [finding.matter for finding in found] == [Matter.GLOSSARY]

    def test_page_word(self) -> None:
        """A name that the pages themselves say is told."""
        found = check(Roster(people=(COMPLETE.changed(name="Wanjiru Min"),)), own=("1 min",))
        assert [(finding.matter, finding.decide) for finding in found] == [(Matter.PAGE_WORD, False)]

    def test_shared_part(self) -> None:
        """Somebody who consents and shares a name with somebody who does not is told that it is masked."""
        other = COMPLETE.changed(name="Wanjiru Quispe", email="q@example.org", named_on_record=True)
        assert matters(COMPLETE, other) == [("Wanjiru Quispe", Matter.SHARED, False)]

    def test_findings_are_values(self) -> None:
        """A finding is a value that can be compared and printed."""
        assert Finding("x", Matter.TWICE, "y", decide=True) == Finding("x", Matter.TWICE, "y", decide=True)


class TestSameName:
    """When two entries are one person."""

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("Mei-Ling Chua", "Chua Mei Ling", True),
            ("José Paz", "jose paz", True),
            ("Ana Paz", "Ana Pax", False),
        ],
    )
    def test_table(self, one: str, other: str, same: bool) -> None:
        """Case, accents, hyphens and order do not make two people of one."""
        assert same_name(one, other) is same
