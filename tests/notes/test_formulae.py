"""The chair's formulae, one by one: what they give, and what only sounds like them."""

from __future__ import annotations

import pytest

from dccg_meet.chatham.material import Passage
from dccg_meet.notes.formulae import Finding, Lost, findings
from dccg_meet.notes.sentences import sentences


def _found(text: str) -> list[str]:
    """The findings as ``KIND (detail): text``."""
    return [
        f"{found.kind}{f' ({found.detail})' if found.detail else ''}: {found.text}"
        for found in findings(sentences([Passage(0, 10_000, text)]))
        if isinstance(found, Finding)
    ]


class TestFound:
    """Words that put something on the record."""

    @pytest.mark.parametrize(
        ("said", "line"),
        [
            (
                "Any objections? I hear none. The agenda is adopted.",
                "DECISION (agreed): The agenda is adopted.",
            ),
            ("Hearing none, the minutes are approved.", "DECISION (agreed): The minutes are approved."),
            (
                "Seeing no objections, thank you all. So the work plan is hereby agreed.",
                "DECISION (agreed): The work plan is hereby agreed.",
            ),
            (
                "We need a decision on the date. The proposal is Tuesday. Objections? None. That is decided.",
                "DECISION (agreed): The date: Tuesday.",
            ),
            (
                "Item four we need a decision on it. The proposal is the 9th. Objections, that is decided.",
                "DECISION (agreed): It: the 9th.",
            ),
            ("I propose to meet in May. It is so decided.", "DECISION (agreed): Meet in May."),
            (
                "Action item. Rajesh will send the form by Friday.",
                "ACTION (Rajesh; by Friday): Send the form by Friday.",
            ),
            (
                "Next action item: the secretariat will open the form on Monday.",
                "ACTION (the secretariat; on Monday): Open the form on Monday.",
            ),
            (
                "Action item number two, Ann Lee and Bo will write by the 15th of December.",
                "ACTION (Ann Lee and Bo; by the 15th of December): Write by the 15th of December.",
            ),
            ("Action item Olena to chase reports.", "ACTION (Olena): Chase reports."),
            (
                "Action item. I will do that by tomorrow.",
                "ACTION (unassigned; by tomorrow): I will do that by tomorrow.",
            ),
            ("Action item. Somebody will call them.", "ACTION (unassigned): Somebody will call them."),
            ("Action item. Rajesh might send it.", "ACTION (unassigned): Rajesh might send it."),
            (
                "Then let us record that there is no consensus on the format.",
                "DECISION (not agreed): There is no consensus on the format.",
            ),
            (
                "For the record, our coalition does not agree with this.",
                "DISSENT: Our coalition does not agree with this.",
            ),
            ("The dissenting view is that it costs too much.", "DISSENT: It costs too much."),
        ],
    )
    def test_the_formula_gives_one_line(self, said: str, line: str) -> None:
        """One line, with what was said and by when; an owner only where one is named."""
        assert _found(said) == [line]

    def test_dissent_comes_with_missing_consensus(self) -> None:
        """Who wants what, in the next sentence, is the dissenting view."""
        said = "There is no consensus on this. Two coalitions want a table, and one prefers sheets."
        assert _found(said) == [
            "DECISION (not agreed): There is no consensus on this.",
            "DISSENT: Two coalitions want a table, and one prefers sheets.",
        ]

    def test_times_are_those_of_the_words(self) -> None:
        """From the first sentence that the line rests on to the last."""
        cues = [
            Passage(0, 1000, "Hello."),
            Passage(1000, 2000, "I hear none."),
            Passage(3000, 4000, "The plan is agreed."),
        ]
        (found,) = findings(sentences(cues))
        assert isinstance(found, Finding)
        assert 1000 <= found.at[0] < 2000
        assert 3500 < found.at[1] <= 4000


class TestNotFound:
    """Words that only sound like a formula."""

    @pytest.mark.parametrize(
        "said",
        [
            "The agenda was adopted last month.",
            "The agenda is adopted.",
            "If I hear none, the agenda is adopted.",
            "The proposal is Tuesday. Is that decided?",
            "The proposal is Tuesday. That is not decided.",
            "Once that is decided, we go on.",
            "The proposal is Tuesday. If nobody objects, that is decided.",
            "Shall we say for the record that we object?",
            "There are no action items from the last call.",
            "We come to the review of action items.",
            "That action item is closed.",
            "Any action item?",
            "If there is no consensus, we go on.",
            "I am afraid that there is no consensus.",
            "Is there no consensus?",
            "There is a consensus on the format.",
            "For the record, this is item four.",
            "Noted, the dissenting view will be in the summary without names.",
            "The dissenting view is noted.",
            "Dissenting views are welcome.",
        ],
    )
    def test_nothing_is_invented(self, said: str) -> None:
        """Past, supposed, denied, asked or procedural: no line."""
        assert _found(said) == []

    @pytest.mark.parametrize(
        ("said", "what"),
        [
            ("I hear none. Let us go on.", "nobody objected"),
            ("That is decided.", "proposal was not found"),
            ("Action item.", "an action was announced"),
            ("Action item. Rajesh will not send the form.", "an action was announced"),
        ],
    )
    def test_what_is_missing_is_reported(self, said: str, what: str) -> None:
        """A formula without its matter gives a place to look at, and none of the words."""
        (lost,) = findings(sentences([Passage(5000, 9000, said)]))
        assert isinstance(lost, Lost)
        assert what in lost.what
        assert lost.at_ms == 5000
