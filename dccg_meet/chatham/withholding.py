"""Who and what is withheld where: the rule of the domain, in one place.

* Under the Chatham House Rule nobody is named and nobody's affiliation either, consent or not.
* A call of which a part is not on the record withholds names and affiliations in all its parts: a name in
  another item tells who took part. Only somebody who consented (``named_on_record``) is named, with what they
  speak for, and only in on-the-record items.
* A call that is on the record throughout withholds the names of those who did not consent, with their
  addresses and employers. Coalitions stay: they are what the call is about.
* What calls have in common (index, feed, calendar) follows the last rule.
* The passcode of the calls is for those who are invited, and published nowhere.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from dccg_meet.calls.rules import rules_used
from dccg_meet.chatham.names.forms import Forms, forms_of, passcode_forms
from dccg_meet.workspace.schema import CallRecord, Roster, Rule


def everything(roster: Roster) -> Forms:
    """The forms of everybody: what an item under the Chatham House Rule withholds."""
    return _forms(_Whose(roster), consenting=True, coalitions=True)


def shared(roster: Roster) -> Forms:
    """What files that all calls share withhold."""
    return _forms(_Whose(roster), consenting=False, coalitions=False)


def in_call(record: CallRecord, roster: Roster) -> Forms:
    """What the call withholds in every part of it, on-the-record items included. Raises RuleMissing."""
    coalitions = not on_record_throughout(record)
    return _forms(_Whose(roster), consenting=False, coalitions=coalitions)


def passcode(roster: Roster) -> Forms:
    """The calls' passcode, which is withheld everywhere, whatever the rule."""
    return passcode_forms(roster.passcode)


def in_item(record: CallRecord, roster: Roster, rule: Rule) -> Forms:
    """What a part of the call under ``rule`` withholds. Raises RuleMissing."""
    return in_call(record, roster) if rule is Rule.ON_RECORD else everything(roster)


def about_call(record: CallRecord, roster: Roster) -> Forms:
    """What the words about the call as a whole withhold: its title and its agenda. Raises RuleMissing."""
    return in_call(record, roster) if on_record_throughout(record) else everything(roster)


def on_record_throughout(record: CallRecord) -> bool:
    """Whether the call and all its items are on the record. Raises RuleMissing."""
    return rules_used(record) == (Rule.ON_RECORD,)


@dataclass(frozen=True, eq=False)
class _Whose:
    """A roster known by being the same object: to compare its people takes as long as to make their forms.

    It cannot change, and it is kept as long as what is remembered of it.
    """

    roster: Roster

    def __hash__(self) -> int:
        return id(self.roster)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Whose) and other.roster is self.roster


@functools.lru_cache(maxsize=8)
def _forms(whose: _Whose, *, consenting: bool, coalitions: bool) -> Forms:
    """The forms of the people and the passcode; without ``consenting``, of those who did not consent."""
    roster = whose.roster
    people = (person for person in roster.people if consenting or not person.named_on_record)
    return forms_of(people, coalitions=coalitions) | passcode(roster)
