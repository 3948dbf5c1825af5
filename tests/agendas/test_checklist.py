"""The accessibility checklist as a table."""

from __future__ import annotations

import pytest

from dccg_meet.agendas.checklist import RULES, Finding, Phase, check, known_rules
from dccg_meet.agendas.deciding import Known, State
from dccg_meet.calls.needs import SIGN
from dccg_meet.errors import BadValue
from dccg_meet.workspace.files import SLUG
from dccg_meet.workspace.schema import CallRecord, Status
from tests.factories import make_group, make_record, utc

_BEFORE, _AFTER = utc("2026-11-21 20:00"), utc("2026-12-09 15:00")
_CONFIRMED = (
    "poll-alternatives",
    "no-waiting-room",
    "chat-reader",
    "captions-on",
    "floor-alternative",
    "no-flashing",
)


def _check(record: CallRecord, **values: object) -> dict[str, Finding]:
    known = Known(**{"record": record, "group": make_group(), "now": _BEFORE, **values})  # type: ignore[arg-type]
    return {finding.rule.id: finding for finding in check(known)}


class TestTable:
    """What stands in the table."""

    def test_ids_are_slugs_and_differ(self) -> None:
        """They are typed, and kept in call.toml."""
        ids = [rule.id for rule in RULES]
        assert len(set(ids)) == len(ids)
        assert all(SLUG.match(rule) for rule in ids)

    def test_every_rule_has_a_source(self) -> None:
        """One of the three that the checklist is informed by."""
        assert all(rule.source.startswith(("DCAD", "W3C")) for rule in RULES)
        assert not any("conform" in rule.text for rule in RULES)

    def test_an_unknown_rule_is_refused(self) -> None:
        """With the list of those that there are."""
        known_rules(("chat-reader", "breaks"))
        with pytest.raises(BadValue, match="'chat-raeder'") as caught:
            known_rules(("breaks", "chat-raeder"))
        assert "chat-reader" in caught.value.todo


class TestCheck:
    """How a call stands."""

    def test_only_the_present_phase_counts(self) -> None:
        """Before the call what is before and during it, after the call what comes after."""
        assert {found.rule.phase for found in _check(make_record()).values()} == {Phase.BEFORE, Phase.DURING}
        assert {found.rule.phase for found in _check(make_record(), now=_AFTER).values()} == {Phase.AFTER}
        assert not _check(make_record(status=Status.CANCELLED))

    def test_what_a_person_has_seen_to_is_ok(self) -> None:
        """The six that no program can decide, each with the command that confirms it."""
        asked = [rule for rule, found in _check(make_record()).items() if found.state is State.PERSON]
        assert tuple(asked) == _CONFIRMED
        for rule in asked:
            command = _check(make_record())[rule].command
            assert command == f"dccg-meet agenda check 97 --confirm {rule}"
        found = _check(make_record(confirmed=_CONFIRMED))
        assert not any(finding.state is State.PERSON for finding in found.values())
        assert found["chat-reader"].why == "confirmed by a person"
        assert not found["chat-reader"].command

    def test_a_confirmation_does_not_replace_what_is_to_do(self) -> None:
        """A missing telephone number is missing, whoever says otherwise."""
        found = _check(make_record(confirmed=("ways-to-join",)), group=make_group(join={}))
        assert found["ways-to-join"].state is State.OPEN

    def test_needs_are_counted(self) -> None:
        """How many need what, never who."""
        found = _check(make_record(), needs={SIGN: 2})
        assert found["interpreter-booked"].state is State.PERSON
        assert "2 people need a sign language interpreter" in found["interpreter-booked"].why
        assert found["captioner-booked"].state is State.OK
