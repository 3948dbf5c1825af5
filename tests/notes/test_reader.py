"""Writing and reading notes.md."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.chatham.material import Minute
from dccg_meet.errors import NotesError
from dccg_meet.notes.minutes import OUTCOMES, Kind, Notes, Section, check, dump, in_order
from dccg_meet.notes.reader import parse
from dccg_meet.workspace.schema import CallRecord, Rule

FRONT = '+++\nnumber = 97\nstart = 2025-11-11T14:00:00Z\nminutes = 60\ntitle = "Call"\n+++\n'
ITEM = "## 1. Adoption [on the record] (0:00-1:07)\n"


def _text() -> st.SearchStrategy[str]:
    """One line of text that says something, hostile ones among them."""
    characters = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60)
    hostile = st.sampled_from(
        [
            "(1:07-1:20)",
            "x (1:07-1:20)",
            "x (1:07-1:20) y",
            "x (untimed)",
            "## 2. Item [on the record]",
            "- ACTION (x): y",
            "+++",
            "SUMMARY: x",
            "# x",
            "a [on the record]",
            'a "b" \\ c',
            "1:07",
            "> x",
            "(agreed): x",
            "مرحبا",
            "* x",
        ]
    )
    whole = (characters | hostile).map(str.strip).filter(bool)
    return whole.filter(lambda text: "<!--" not in text and "-->" not in text)


def _range() -> st.SearchStrategy[tuple[int, int] | None]:
    pair = st.tuples(st.integers(0, 20_000), st.integers(1, 900))
    return st.none() | pair.map(lambda both: (both[0] * 1000, (both[0] + both[1]) * 1000))


@st.composite
def _minute(draw: st.DrawFn, item: str) -> Minute:
    kind = draw(st.sampled_from(Kind))
    detail = ""
    if kind is Kind.DECISION:
        detail = draw(st.sampled_from(OUTCOMES))
    elif kind is Kind.ACTION:
        detail = draw(_text().map(lambda text: re.sub(r"[()]", "", text).strip()).filter(bool))
    return Minute(item, kind, detail, draw(_text()), draw(_range()))


@st.composite
def _notes(draw: st.DrawFn) -> Notes:
    sections = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        lines = draw(st.lists(_minute(str(number)), max_size=5))
        rule = draw(st.sampled_from(Rule))
        sections.append(Section(str(number), draw(_text()), rule, draw(_range()), in_order(lines)))
    start = draw(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 1, 1)))  # noqa: DTZ001 - zone below
    numbers = st.none() | st.integers(1, 999)
    return Notes(
        draw(st.integers(1, 99_999)),
        start.replace(tzinfo=dt.UTC, microsecond=0),
        draw(st.integers(1, 1440)),
        draw(_text()),
        tuple(sections),
        draw(numbers),
        draw(numbers),
    )


class TestRoundTrip:
    """What is written reads back."""

    @given(_notes())
    def test_notes_survive_the_file(self, notes: Notes) -> None:
        """Whatever notes hold, hostile text included, comes back the same."""
        assert parse(dump(notes, remarks=["Read me."])) == notes

    def test_the_file_looks_as_documented(self) -> None:
        """Front matter, a heading with the rule and the time, typed lines in the order of their kinds."""
        lines = (
            Minute("1", "ACTION", "the secretariat; by Friday", "Send it.", (40_000, 49_000)),
            Minute("1", "DECISION", "agreed", "The agenda is adopted.", None),
        )
        section = Section("1", "Adoption", Rule.ON_RECORD, (0, 67_000), in_order(lines))
        notes = Notes(97, dt.datetime(2025, 11, 11, 14, tzinfo=dt.UTC), 60, "Call", (section,), previous=96)
        assert dump(notes, remarks=["Private."]) == (
            "+++\n# Private.\nnumber = 97\nstart = 2025-11-11T14:00:00Z\nminutes = 60\n"
            'title = "Call"\nprevious = 96\n+++\n\n'
            "## 1. Adoption [on the record] (0:00\N{EN DASH}1:07)\n\n"
            "- DECISION (agreed): The agenda is adopted.\n"
            "- ACTION (the secretariat; by Friday): Send it. (0:40\N{EN DASH}0:49)\n"
        )


class TestWhatPeopleWrite:
    """Files after a person has edited them."""

    @pytest.mark.parametrize(
        ("written", "texts"),
        [
            ("We talked.\nAnd talked.\n\nThen we left.", ["We talked. And talked.", "Then we left."]),
            ("- a point\n* another", ["a point", "another"]),
            ("  - ACTION (Ann): Do\n    it soon.\nText", ["Do it soon. Text"]),
            ("- SUMMARY: one\n- two (0:01-0:02)", ["one", "two"]),
        ],
    )
    def test_no_prose_is_lost(self, written: str, texts: list[str]) -> None:
        """Paragraphs and plain bullets are summaries; a line goes on until the next bullet or empty line."""
        assert [line.text for line in parse(FRONT + ITEM + written).lines] == texts

    def test_lines_come_in_the_order_of_their_kinds(self) -> None:
        """However they were written down."""
        notes = parse(FRONT + ITEM + "- QUESTION: a\n- DISSENT: b\n- SUMMARY: c\n- DISSENT: d")
        assert [(line.kind, line.text) for line in notes.lines] == [
            ("SUMMARY", "c"),
            ("DISSENT", "b"),
            ("DISSENT", "d"),
            ("QUESTION", "a"),
        ]

    def test_other_systems_line_ends_are_read(self) -> None:
        """CRLF and a byte order mark change nothing."""
        text = FRONT + ITEM + "- LINK: x\n"
        assert parse("\ufeff" + text.replace("\n", "\r\n")) == parse(text)

    @pytest.mark.parametrize(
        ("written", "line", "words"),
        [
            ("- DECISON (agreed): x", 8, "no kind of line"),
            ("- DECISION (maybe): x", 8, "not complete"),
            ("- DECISION: x", 8, "not complete"),
            ("- ACTION: x", 8, "not complete"),
            ("- SUMMARY (x): y", 8, "not complete"),
            ("- SUMMARY:", 8, "not complete"),
            ("\nDECISION (agreed): x", 9, "without its dash"),
            ("- SUMMARY: x (1:99-2:00)", 8, "a time that cannot be"),
            ("- SUMMARY: x (2:00-1:00)", 8, "ends before it begins"),
            ("- SUMMARY: x (1:07-1:20).", 8, "not at the end"),
            ("- SUMMARY: x (1:07-1:20) and y", 8, "not at the end"),
            ("# Heading", 8, "no heading"),
            ("## 2. Untagged", 8, "no heading"),
            ("## 1. Again [on the record]", 8, "second heading"),
            ("<!-- private -->", 8, "comment"),
            ("a\x07b", 8, "control character"),
        ],
    )
    def test_a_fault_has_its_line_and_fix(self, written: str, line: int, words: str) -> None:
        """What would lose or misplace a word is refused, with the number of the line; it is not quoted."""
        with pytest.raises(NotesError) as caught:
            parse(FRONT + ITEM + written)
        assert words in caught.value.what
        assert caught.value.where == f"notes.md, line {line}"
        assert caught.value.todo

    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("", 1, "first line"),
            ("+++\nnumber = 97\n", 1, "does not end"),
            (FRONT.replace('"Call"', "Call"), 5, "no TOML"),
            (FRONT.replace("97", '"x"'), 2, "front matter is wrong"),
            (FRONT.replace("minutes = 60\n", ""), 1, "front matter is wrong"),
            (FRONT.replace("title", "secret"), 1, "front matter is wrong"),
            (FRONT + "Hello.\n" + ITEM, 7, "before the first item"),
        ],
    )
    def test_a_fault_of_the_front_matter_has_its_line(self, text: str, line: int, words: str) -> None:
        """The same for what stands above the items."""
        with pytest.raises(NotesError, match=words) as caught:
            parse(text)
        assert caught.value.where == f"notes.md, line {line}"


class TestCheck:
    """Notes against their call."""

    @pytest.mark.parametrize(
        ("front", "item", "words"),
        [
            (FRONT.replace("97", "96"), ITEM, "of call 96"),
            (FRONT, ITEM.replace("1.", "9."), "no item 9"),
            (FRONT, ITEM.replace("on the record", "Chatham House Rule"), "another rule"),
            (FRONT, ITEM.replace("(0:00-", "(0:09-"), "another place"),
        ],
    )
    def test_notes_of_another_call_are_refused(
        self, record: CallRecord, front: str, item: str, words: str
    ) -> None:
        """Another number, an unknown item, a heading that claims another rule or place."""
        with pytest.raises(NotesError, match=words):
            check(parse(front + item), record)

    def test_the_calls_own_notes_pass(self, record: CallRecord) -> None:
        """Items may be missing: not every item needs notes."""
        check(parse(FRONT + ITEM), record)
