"""The texts of an invitation."""

from __future__ import annotations

import pytest

from dccg_meet.calls.rules import CHATHAM_SENTENCE, WORDING
from dccg_meet.errors import RuleMissing
from dccg_meet.invites.wording import description, summary
from dccg_meet.workspace.schema import Access, Join, Rule, Status
from tests.factories import make_group, make_record, utc

_ASK = "Captioning, sign language or another format: "


class TestSummary:
    """What a calendar shows in its grid."""

    def test_it_has_series_number_title_and_tag(self) -> None:
        """A mixed call says that the Rule holds in part."""
        assert summary(make_record(), make_group()) == "DCCG 97: Monthly call [Chatham House Rule in part]"

    def test_a_cancelled_call_says_so_in_words(self) -> None:
        """Calendars that do not show STATUS show the word."""
        assert summary(make_record(status=Status.CANCELLED), make_group()).startswith("Cancelled: DCCG 97: ")

    def test_a_call_without_a_rule_has_no_summary(self) -> None:
        """Nobody is invited to a call whose rule nobody decided."""
        with pytest.raises(RuleMissing):
            summary(make_record(rule=None), make_group())


class TestDescription:
    """What a calendar shows when the event is opened."""

    def test_it_holds_everything_that_people_need(self) -> None:
        """Rules with their exact sentences, items with times, ways to join, access, the site."""
        assert description(make_record(), make_group()) == (
            f"[Chatham House Rule] {CHATHAM_SENTENCE}",
            f"[on the record] {WORDING[Rule.ON_RECORD].sentence}",
            "",
            "Agenda (times in UTC)",
            "1. 14:00 Adoption of the agenda (5 min) [on the record]",
            "2. 14:05 Main session (40 min) [Chatham House Rule]",
            "",
            "Join by computer or app: https://meet.example.org/dccg",
            "Join by phone: +41 22 555 01 23 (Geneva)",
            "",
            _ASK + "write to access@example.org by Wednesday 2 December 2026.",
            "",
            "Agenda, documents and afterwards notes: https://example.org/dccg/calls/097/index.html",
        )

    def test_what_the_group_lacks_is_left_out(self) -> None:
        """No site, no join details, no items: the Rule and the access line remain."""
        group = make_group(site="", join=Join(), access=Access())
        assert description(make_record(items=()), group) == (
            f"[Chatham House Rule] {CHATHAM_SENTENCE}",
            "",
            _ASK + "tell the facilitators by Wednesday 2 December 2026.",
        )

    def test_access_needs_never_go_to_the_list(self) -> None:
        """Without a contact the list's address is not offered: its archive is public."""
        assert "dccg@example.org" not in "\n".join(description(make_record(), make_group(access=Access())))

    def test_a_cancelled_call_tells_no_way_in(self) -> None:
        """Nobody joins a call that is off."""
        assert description(make_record(status=Status.CANCELLED), make_group(site="")) == (
            "This call is cancelled. Questions: dccg@example.org",
        )


class TestAccess:
    """By when access needs are to be told."""

    def test_a_call_at_short_notice_has_none(self) -> None:
        """A deadline that was over when the call was scheduled is none; the text then says so."""
        record = make_record(created=utc("2026-12-03 10:00"))
        assert _ASK + "write to access@example.org as early as you can." in description(record, make_group())
