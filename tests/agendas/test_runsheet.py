"""The chair's run-sheet."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt

from dccg_meet.agendas.render import FORMATS, render_run_sheet
from dccg_meet.agendas.runsheet import RunSheet, run_sheet
from dccg_meet.agendas.words_to_say import BEGINS, ENDS, FORMULAE, RESUMES, Line
from dccg_meet.chatham.material import Passage
from dccg_meet.errors import RuleMissing
from dccg_meet.notes.formulae import Finding, findings
from dccg_meet.notes.minutes import Kind
from dccg_meet.notes.sentences import sentences
from dccg_meet.workspace.schema import CallRecord, Group, Item, Join, Rule, Venue
from dccg_meet.writing.escape import width
from tests.factories import make_group, make_record, utc
from tests.strategies import HOSTILE

_FIXTURES = Path(__file__).parent / "fixtures"
_GROUP = make_group(zone="Asia/Kolkata")
_RECORD = make_record(
    rule=Rule.ON_RECORD,
    minutes=100,
    items=(
        Item(id="1", title="Adoption of the agenda", minutes=5),
        Item(id="2", title="Main session", minutes=40, rule=Rule.CHATHAM),
        Item(id="3", title="Break", minutes=10, rule=Rule.CHATHAM),
        Item(id="4", title="Staff", minutes=20, rule=Rule.OFF_RECORD),
        Item(id="5", title="Any other business", minutes=5),
    ),
)
_NEXT = make_record(number=98, start=utc("2027-01-13 14:00"))


def _sheet(
    record: CallRecord = _RECORD, group: Group = _GROUP, following: CallRecord | None = _NEXT
) -> RunSheet:
    return run_sheet(record, group, following)


def _render(record: CallRecord = _RECORD, group: Group = _GROUP) -> dict[str, str]:
    return render_run_sheet(record, group, _NEXT, None)


def _lines(sheet: RunSheet) -> list[Line]:
    inside = [line for part in sheet.parts for line in (*part.begin, *part.end)]
    return [*sheet.before, *sheet.opening, *inside, *sheet.closing]


def _found(text: str) -> list[Kind]:
    """What the draft of the notes makes of words that are said."""
    found = findings(sentences([Passage(0, 10_000, text)]))
    return [finding.kind for finding in found if isinstance(finding, Finding)]


class TestClock:
    """What the chair reads beside each item."""

    def test_each_item_has_its_clocks_and_the_time_left(self) -> None:
        """In UTC, where the group is, and in minutes."""
        assert [(part.clocks, part.left) for part in _sheet().parts][:2] == [
            ("14:00 UTC, 19:30 Kolkata", "100 minutes left"),
            ("14:05 UTC, 19:35 Kolkata", "95 minutes left"),
        ]

    def test_the_venues_clock_comes_too(self) -> None:
        """Where people meet in another zone than the group's; one clock is shown once."""
        there = _RECORD.changed(zone="Africa/Nairobi", venue=Venue(name="Room 4"))
        assert _sheet(there).clocks == "14:00 UTC, 19:30 Kolkata, 17:00 Nairobi"
        assert _sheet(group=make_group()).clocks == "14:00 UTC"

    def test_another_day_is_said(self) -> None:
        """A clock on another day than the call's has its weekday."""
        assert _sheet(_RECORD.changed(start=utc("2026-12-09 20:00"))).clocks == "20:00 UTC, Thu 01:30 Kolkata"

    def test_a_plan_that_is_too_long_says_so(self) -> None:
        """How many minutes over the end an item begins."""
        assert _sheet(_RECORD.changed(minutes=60)).parts[4].left == "15 minutes over the planned end"


class TestRules:
    """What is said where the rule changes."""

    def test_every_rule_has_its_words(self) -> None:
        """For its beginning and its end, and something to say in each."""
        for table in (BEGINS, ENDS):
            assert set(table) == set(Rule)
            assert all(any(line.say for line in lines) for lines in table.values())

    def test_they_stand_where_a_rule_begins_and_ends(self) -> None:
        """Not with an item that goes on under the rule of the one before."""
        parts = _sheet().parts
        assert [set(BEGINS[rule]) <= set(part.begin) for part, rule in zip(parts, _rules(), strict=True)] == [
            True,
            True,
            False,
            True,
            True,
        ]
        assert [bool(part.end) for part in parts] == [True, False, True, True, False]

    def test_captions_and_recording_pause_off_the_record(self) -> None:
        """Both, before a word is said, and both come back."""
        begin = " ".join(line.text for line in BEGINS[Rule.OFF_RECORD])
        end = " ".join(line.text for line in (*ENDS[Rule.OFF_RECORD], *RESUMES))
        assert "Pause the recording and the captions" in begin
        assert "Ask whoever reads the captions" in begin
        assert "Turn the captions and the recording on" in end

    def test_a_call_off_the_record_starts_neither(self) -> None:
        """And has no recording to caption afterwards."""
        record = _RECORD.changed(rule=Rule.OFF_RECORD, items=())
        texts = [line.text for line in _lines(_sheet(record))]
        assert not any("Captions are on" in text or "captions make" in text for text in texts)

    @pytest.mark.parametrize("following", [_NEXT, None])
    def test_a_call_off_the_record_never_turns_them_on(self, following: CallRecord | None) -> None:
        """Not at its end either; with a part on the record before, they come back for the decisions."""
        last = _RECORD.items[3].changed(id="2")
        alone = (last.changed(id="1"),)
        throughout = _sheet(_RECORD.changed(rule=Rule.OFF_RECORD, items=alone), following=following)
        assert throughout.parts[-1].end == ENDS[Rule.OFF_RECORD]
        in_the_end = _sheet(_RECORD.changed(items=(_RECORD.items[0], last)), following=following)
        assert in_the_end.parts[-1].end == (*ENDS[Rule.OFF_RECORD], *RESUMES)

    def test_a_call_without_a_rule_has_none(self) -> None:
        """Somebody decides first."""
        with pytest.raises(RuleMissing):
            _sheet(_RECORD.changed(rule=None))


def _rules() -> list[Rule]:
    return [item.rule or Rule.ON_RECORD for item in _RECORD.items]


class TestWords:
    """What the chair says."""

    def test_the_notes_find_the_formulae(self) -> None:
        """Each example, said as it stands, is what its occasion promises."""
        kinds = {occasion: _found(text) for occasion, text in FORMULAE}
        assert kinds == {
            "Adopting something": [Kind.DECISION],
            "A decision": [Kind.DECISION],
            "No agreement": [Kind.DECISION, Kind.DISSENT],
            "A dissenting view": [Kind.DISSENT],
            "An action": [Kind.ACTION],
        }

    def test_the_notes_find_nothing_in_the_rest(self) -> None:
        """What a chair says at every call is no decision."""
        said = " ".join(line.text for line in _lines(_sheet()) if line.say)
        assert findings(sentences([Passage(0, 600_000, said)])) == ()

    @pytest.mark.parametrize(
        "words",
        [
            "hand in the chat",
            "Say your name every time",
            "medium pace",
            "say what is on it",
            "reads the chat",
            "mute",
        ],
    )
    def test_what_lets_everybody_take_part_is_said(self, words: str) -> None:
        """The lines of the checklist for the call itself."""
        assert any(words in line.text for line in _sheet().opening if line.say)

    def test_breaks(self) -> None:
        """Their times in the opening; a long call without one reminds the chair."""
        assert Line(say=True, text="We break at 14:45 UTC.") in _sheet().opening
        long = _RECORD.changed(items=(Item(id="1", title="All", minutes=100),))
        assert "half of the time is over at 14:50 UTC" in _sheet(long).opening[-1].text
        assert not any("break" in line.text for line in _sheet(long.changed(minutes=90, items=())).opening)

    def test_the_next_call(self) -> None:
        """Its date, or where it will be told."""
        after = " ".join(line.text for line in _sheet().closing)
        assert "number 98, is on Wednesday 13 January 2027 at 14:00 UTC" in after
        assert "will come on the mailing list" in " ".join(
            line.text for line in _sheet(following=None).closing
        )

    def test_speech_off_microphone_is_repeated(self) -> None:
        """In a room, whoever has no microphone is not heard from afar."""
        room = _sheet(_RECORD.changed(venue=Venue(name="Room 4")))
        assert any("speak only into a microphone" in line.text for line in room.opening)


class TestDocuments:
    """Three formats."""

    @pytest.mark.parametrize("kind", FORMATS)
    def test_it_is_the_golden_one(self, kind: str) -> None:
        """Every byte is as it was when a person last read it."""
        golden = _FIXTURES / f"run_sheet_three_rules_one_break.{kind}"
        assert _render()[kind] == golden.read_text(encoding="utf-8")

    @pytest.mark.parametrize("kind", FORMATS)
    def test_it_says_that_it_is_private(self, kind: str) -> None:
        """Before anything else that a person could send on."""
        text = " ".join(_render()[kind].split()).lower()
        assert text.index("private") < text.index("before you open")

    @pytest.mark.parametrize("kind", FORMATS)
    def test_every_line_and_mark_is_there(self, kind: str) -> None:
        """What is to be said, done and noted, in every format."""
        page = _render()[kind]
        shown = (
            "".join(html5lib.parse(page, namespaceHTMLElements=False).itertext()) if kind == "html" else page
        )
        text = " ".join(shown.replace("\\", "").split())
        for line in _lines(_sheet()):
            assert f"{line.kind}: {line.text}".lower() in text.replace("**", "").lower(), line.text
        assert all(part.mark in text for part in _sheet().parts)

    def test_the_page_is_valid_and_loads_nothing(self) -> None:
        """No script; headings in order; the policy is the agenda's."""
        page = _render()["html"]
        html5lib.HTMLParser(strict=True).parse(page)
        assert not re.search(r"<script|\son\w+=|javascript:|\ssrc=|@import|url\(", page)
        assert "default-src 'none'; style-src 'sha256-" in page
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    @settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(title=HOSTILE, item=HOSTILE, name=HOSTILE, phone=HOSTILE)
    def test_hostile_text_stays_text(self, title: str, item: str, name: str, phone: str) -> None:
        """The blocks of every format are those of a harmless run-sheet."""
        assert _structure(title, item, name, phone) == _structure("Title", "Item", "Name", "Phone")


def _structure(title: str, item: str, name: str, phone: str) -> tuple[list[str], list[str], list[str]]:
    record = _RECORD.changed(title=title, minutes=60, items=(Item(id="1", title=item),))
    texts = _render(record, _GROUP.changed(name=name, join=Join(url=_GROUP.join.url, phone=(phone,))))
    page = html5lib.HTMLParser(strict=True).parse(texts["html"])
    tokens = MarkdownIt("commonmark").enable("table").parse(texts["md"])
    kinds = [token.type for token in tokens]
    kinds += [
        child.type
        for token in tokens
        for child in token.children or ()
        if child.type not in {"text", "text_special", "softbreak"}
    ]
    lines = texts["txt"].split("\n")
    assert all(width(line) <= 72 or "://" in line for line in lines)
    own = [line[:6] for line in lines if re.match(r"[A-Z][A-Z ,]{3,}$|- (?:SAY|DO): ", line)]
    return [str(element.tag) for element in page.iter()], kinds, own
