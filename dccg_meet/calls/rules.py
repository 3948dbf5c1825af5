"""The rules under which something is said, and the words that go with each: the one place for both."""

from __future__ import annotations

from dataclasses import dataclass

from dccg_meet.errors import RuleMissing
from dccg_meet.workspace.schema import CallRecord, Item, Rule

CHATHAM_SENTENCE = (
    "When a meeting, or part thereof, is held under the Chatham House Rule, participants are free to use the "
    "information received, but neither the identity nor the affiliation of the speaker(s), nor that of any "
    "other participant, may be revealed."
)
"""The Rule itself, word for word as Chatham House has it since 2002."""


@dataclass(frozen=True)
class Wording:
    """How a rule is shown: ``tag`` in titles, ``name`` in running text, ``sentence`` in full."""

    tag: str
    name: str
    sentence: str


WORDING = {
    Rule.CHATHAM: Wording("[Chatham House Rule]", "Chatham House Rule", CHATHAM_SENTENCE),
    Rule.ON_RECORD: Wording(
        "[on the record]",
        "on the record",
        "What is said may be quoted. People are named only with their recorded consent.",
    ),
    Rule.OFF_RECORD: Wording(
        "[off the record]",
        "off the record",
        "Nothing that is said is captioned, recorded, quoted or kept.",
    ),
}

CHOICES = "chatham-house, on-the-record or off-the-record"


def call_rule(record: CallRecord) -> Rule:
    """The rule of the call. Raises RuleMissing where nobody decided."""
    if record.rule is None:
        raise RuleMissing(
            f"nobody decided the rule of call {record.number}",
            where="call.toml: rule",
            todo=f'Write rule = "…" into call.toml: {CHOICES}.',
        )
    return record.rule


def item_rule(record: CallRecord, item: Item) -> Rule:
    """The rule of one item: its own where it has one, else the call's. Raises RuleMissing."""
    return item.rule or call_rule(record)


def rules_used(record: CallRecord) -> tuple[Rule, ...]:
    """Every rule that applies to some part of the call, the call's own first. Raises RuleMissing."""
    used = [call_rule(record), *(item_rule(record, item) for item in record.items)]
    return tuple(dict.fromkeys(used))


def kept(record: CallRecord) -> bool:
    """Whether anything of what is said may be captioned and noted: not all is off the record.

    Raises RuleMissing.
    """
    return rules_used(record) != (Rule.OFF_RECORD,)


def has_chatham(record: CallRecord) -> bool:
    """Whether the call, or part thereof, is held under the Chatham House Rule. Raises RuleMissing."""
    return Rule.CHATHAM in rules_used(record)


def call_tag(record: CallRecord) -> str:
    """The tag for titles; a mixed call says so, so that nobody relies on the call's main rule alone."""
    used = rules_used(record)
    if len(used) == 1:
        return WORDING[used[0]].tag
    if Rule.CHATHAM in used:
        return "[Chatham House Rule in part]"
    return "[off the record in part]"


def call_sentences(record: CallRecord) -> tuple[str, ...]:
    """The sentence of every rule that the call uses. Raises RuleMissing."""
    return tuple(WORDING[rule].sentence for rule in rules_used(record))
