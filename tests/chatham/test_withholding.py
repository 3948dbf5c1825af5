from __future__ import annotations

from collections.abc import Callable

import pytest

from dccg_meet.chatham import withholding
from dccg_meet.workspace.schema import CallRecord, Person, Roster, Rule

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
