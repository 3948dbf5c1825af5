"""The rules and their words."""

from __future__ import annotations

import datetime as dt

import pytest

from dccg_meet.calls import rules
from dccg_meet.errors import RuleMissing
from dccg_meet.workspace.schema import CallRecord, Item, Rule

START = dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC)


def _record(call: Rule | None, *item_rules: Rule | None) -> CallRecord:
    items = tuple(Item(id=str(n), title="T", rule=rule) for n, rule in enumerate(item_rules, 1))
    return CallRecord(
        number=1,
        title="C",
        start=START,
        minutes=60,
        rule=call,
        uid="c@example.org",
        created=START,
        stamp=START,
        items=items,
    )


def test_the_rule_word_for_word() -> None:
    """The Rule's sentence is the published one."""
    assert rules.CHATHAM_SENTENCE == (
        "When a meeting, or part thereof, is held under the Chatham House Rule, participants are free to use "
        "the information received, but neither the identity nor the affiliation of the speaker(s), nor that "
        "of any other participant, may be revealed."
    )


def test_every_rule_has_words() -> None:
    """No rule is without tag, name and sentence."""
    assert set(rules.WORDING) == set(Rule)


@pytest.mark.parametrize(
    ("call", "items", "tag"),
    [
        (Rule.CHATHAM, (None,), "[Chatham House Rule]"),
        (Rule.ON_RECORD, (None, Rule.CHATHAM), "[Chatham House Rule in part]"),
        (Rule.CHATHAM, (Rule.ON_RECORD,), "[Chatham House Rule in part]"),
        (Rule.ON_RECORD, (Rule.OFF_RECORD,), "[off the record in part]"),
        (Rule.ON_RECORD, (), "[on the record]"),
    ],
)
def test_the_tag_of_a_mixed_call(call: Rule, items: tuple[Rule | None, ...], tag: str) -> None:
    """A call of several rules says so in its tag."""
    assert rules.call_tag(_record(call, *items)) == tag


def test_an_item_can_differ() -> None:
    """An item's own rule counts before the call's."""
    record = _record(Rule.ON_RECORD, None, Rule.CHATHAM)
    assert [rules.item_rule(record, item) for item in record.items] == [Rule.ON_RECORD, Rule.CHATHAM]
    assert rules.has_chatham(record)
    assert len(rules.call_sentences(record)) == 2


def test_nobody_decided() -> None:
    """Without a rule there is no tag: the error says where to write one."""
    with pytest.raises(RuleMissing, match=r"call\.toml: rule"):
        rules.call_tag(_record(None))
