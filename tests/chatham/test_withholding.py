from __future__ import annotations

from collections.abc import Callable

import pytest

from dccg_meet.chatham import gate, withholding
from dccg_meet.chatham.release import public_record
from dccg_meet.errors import ReleaseRefused
from dccg_meet.workspace.schema import CallRecord, Person, Roster, Rule
from tests.factories import make_record

Make = Callable[..., CallRecord]
ROSTER = Roster(
    people=(
        Person(name="Silent Sam", coalition="Gaming for Purpose", employer="Acme"),
        Person(name="Open Olga", coalition="Net Neutrality", employer="Zeta", named_on_record=True),
    )
)


class TestWhoIsWithheld:
    """The table of the module's docstring."""

    @pytest.mark.parametrize(
        ("call_rule", "item3", "asked", "withheld"),
        [
            (Rule.ON_RECORD, None, Rule.ON_RECORD, {"sam", "acme"}),
            (Rule.ON_RECORD, Rule.CHATHAM, Rule.ON_RECORD, {"sam", "acme", "gaming for purpose"}),
            (Rule.ON_RECORD, Rule.OFF_RECORD, Rule.ON_RECORD, {"sam", "acme", "gaming for purpose"}),
            (
                Rule.ON_RECORD,
                Rule.CHATHAM,
                Rule.CHATHAM,
                {"sam", "acme", "gaming for purpose", "olga", "zeta", "net neutrality"},
            ),
            (
                Rule.CHATHAM,
                None,
                Rule.CHATHAM,
                {"sam", "acme", "gaming for purpose", "olga", "zeta", "net neutrality"},
            ),
        ],
    )
    def test_table(
        self, make_record: Make, call_rule: Rule, item3: Rule | None, asked: Rule, withheld: set[str]
    ) -> None:
        """Names and affiliations are withheld by the rule of the item, of the call, and by consent."""
        items = tuple(item.changed(rule=item3 if item.id == "3" else None) for item in make_record().items)
        forms = withholding.in_item(make_record(rule=call_rule, items=items), ROSTER, asked)
        probes = {"sam", "acme", "gaming for purpose", "olga", "zeta", "net neutrality"}
        assert (forms.names | forms.affiliations) & probes == withheld

    def test_shared_files(self) -> None:
        """The index and the feed withhold names and employers without consent, not coalitions."""
        forms = withholding.shared(ROSTER)
        assert {"sam", "acme"} <= forms.names | forms.affiliations
        assert not {"olga", "zeta", "gaming for purpose"} & (forms.names | forms.affiliations)


class TestPasscode:
    """What lets strangers in."""

    ROSTER = Roster(people=(Person(name="Xi Yu", named_on_record=True),), passcode="Blue-4711")

    def test_it_is_withheld_whatever_the_rule(self) -> None:
        """In a title of a call that is on the record throughout, too."""
        record = make_record(title="Passcode: blue 4711", rule=Rule.ON_RECORD, items=())
        assert public_record(record, self.ROSTER).title == "Passcode: [passcode withheld]"

    def test_the_gate_finds_it(self) -> None:
        """In any file, and the refusal does not say it."""
        with pytest.raises(ReleaseRefused, match=r"the passcode, in:") as caught:
            gate.check({"a.txt": b"come in with Blue-4711"}, {"": withholding.shared(self.ROSTER)})
        assert "4711" not in str(caught.value)

    def test_what_is_too_short_to_tell_is_no_form(self) -> None:
        """A passcode of three digits would be found in every date."""
        assert withholding.shared(Roster(passcode="202")).passcodes == frozenset()
