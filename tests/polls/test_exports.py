"""Answers in the files that Rallly and Framadate export."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dccg_meet.errors import BadTime, DccgError, PollError
from dccg_meet.polls.ballots import word
from dccg_meet.polls.exports import LARGEST, Export, read
from dccg_meet.workspace.poll import Poll, Slot, Vote
from tests.factories import make_poll, utc

YES, IF, NO = Vote.YES, Vote.IF_NEEDED, Vote.NO
FIXTURES = Path(__file__).parent / "fixtures"
POLL = make_poll()
ZONES = ("Europe/Oslo", "Asia/Singapore")
HEAD = (
    "Name,Email,Tue 12 Jan 2027 14:00 - 15:00,Wed 13 Jan 2027 07:00 - 08:00,Thu 14 Jan 2027 21:30 - 22:30\n"
)

_CELLS = (
    "Ann",
    "Ann",
    "a@x.org",
    "",
    "Yes",
    "No",
    "Yes",
    "No",
    "not",
    '"',
    '"Ann',
    "=1",
    " ",
    "\r",
    "\u2028",
)


def _file(name: str, zone: str = "") -> Export:
    return read((FIXTURES / f"{name}.csv").read_bytes(), POLL, ZONES, zone=zone)


def _text(text: str, *, poll: Poll = POLL, zone: str = "") -> Export:
    return read(text.encode(), poll, ZONES, zone=zone)


class TestFixtures:
    """Files as the two programs write them."""

    @pytest.mark.parametrize(
        ("name", "source", "people"),
        [
            ("rallly_main_2026", "Rallly", ["zebedee@example.org", "mei@example.org"]),
            ("rallly_3.11_no_year_12_hours", "Rallly", ["Zebedee Canary", "Mei-Ling Chua"]),
            ("rallly_french", "Rallly", ["zebedee@example.org"]),
            ("framadate_1.2", "Framadate", ["Zebedee Canary", "=Mei-Ling Chua"]),
            ("framadate_french", "Framadate", ["Zebedee Canary"]),
        ],
    )
    def test_answers(self, name: str, source: str, people: list[str]) -> None:
        """Two generations of one and two languages of the other, with times in UTC and in Oslo."""
        found = _file(name)
        assert (found.source, found.unclear) == (source, ())
        assert [answer.address or answer.name for answer in found.answers] == people
        assert found.answers[0].votes == {"A": YES, "B": IF, "C": NO}

    def test_when_it_was_answered(self) -> None:
        """Newer Rallly says so, in the zone that its heading names."""
        assert [answer.given for answer in _file("rallly_main_2026").answers] == [
            utc("2026-12-21 10:00"),
            utc("2026-12-22 08:30"),
        ]
        assert _file("rallly_french").answers[0].given is None

    def test_no_answer_is_none(self) -> None:
        """Framadate's "unkown" (its spelling)."""
        assert _file("framadate_1.2").answers[1].votes == {"A": NO, "C": YES}

    def test_signs_that_nobody_sees(self) -> None:
        """They make no second person of a name, and hide no answer."""
        plain = (FIXTURES / "framadate_1.2.csv").read_text(encoding="utf-8")
        hidden = plain.replace("Zebedee", "\u200bZebe\u2060dee").encode()
        assert hidden != plain.encode()
        assert read(hidden, POLL, ZONES, zone="UTC") == read(plain.encode(), POLL, ZONES, zone="UTC")

    def test_a_comma_or_quote_in_a_name(self) -> None:
        """Rallly quotes nothing: such rows are for a person, and swallow no other."""
        found = _file("rallly_comma_in_a_name")
        assert [answer.name for answer in found.answers] == ["Ann Lee"]
        assert found.unclear == ((2, "Canary, Zebedee,Yes,If need be,No"), (3, '"Mei,Yes,Yes,Yes'))


class TestZones:
    """Neither program says in which zone its times are."""

    def test_a_zone_is_taken_where_the_columns_are_the_slots(self) -> None:
        """Singapore, without being told."""
        found = _text(
            "Name,Tue 12 Jan 22:00 - 23:00,Wed 13 Jan 15:00 - 16:00,Fri 15 Jan 05:30 - 06:30\nAnn,Yes,No,No\n"
        )
        assert found.answers[0].votes == {"A": YES, "B": NO, "C": NO}

    def test_fewer_columns_need_the_zone(self) -> None:
        """Without it two of three could be others."""
        text = "Name,Tue 12 Jan 15:00 - 16:00,Wed 13 Jan 08:00 - 09:00\nAnn,Yes,No\n"
        with pytest.raises(PollError) as error:
            _text(text)
        assert "--csv-zone" in error.value.todo
        assert _text(text, zone="Europe/Oslo").answers[0].votes == {"A": YES, "B": NO}

    def test_other_times_are_refused(self) -> None:
        """In the given zone, and in all that are known."""
        text = (
            "Name,Tue 12 Jan 14:30 - 15:00,Wed 13 Jan 07:00 - 08:00,Thu 14 Jan 21:30 - 22:30\nAnn,Yes,No,No\n"
        )
        for zone in ("", "UTC", "Europe/Oslo"):
            with pytest.raises(PollError, match="not those of this poll"):
                _text(text, zone=zone)
        with pytest.raises(BadTime):
            _text(text, zone="Mars/Olympus")

    def test_two_readings_are_refused(self) -> None:
        """5 January and 1 May, or the other way round: the answers could be swapped."""
        poll = POLL.changed(
            slots=(
                Slot(letter="A", start=utc("2027-01-05 14:00")),
                Slot(letter="B", start=utc("2027-05-01 14:00")),
            )
        )
        text = ',"01/05/2027","05/01/2027",\n,"14:00","14:00",\n"Ann","Yes","No",\n'
        with pytest.raises(PollError, match="two ways"):
            _text(text, poll=poll)
        with pytest.raises(PollError, match="two ways"):
            _text(text, poll=poll, zone="UTC")
        assert _text(
            text.replace("01/05/2027", "2027-05-01").replace("05/01/2027", "2027-01-05"), poll=poll
        ).answers

    def test_a_column_twice_is_refused(self) -> None:
        """A slot cannot be two columns."""
        text = "Name,Tue 12 Jan 14:00 - 15:00,Tue 12 Jan 14:00 - 15:30\nAnn,Yes,No\n"
        with pytest.raises(PollError):
            _text(text, zone="UTC")


class TestRows:
    """People."""

    def test_one_name_twice(self) -> None:
        """Whose is whose? A person has to say; with addresses they are apart."""
        rows = "Ann,{},Yes,No,No\nann,{},No,No,Yes\n"
        found = _text(HEAD + rows.format("", ""))
        assert (found.answers, len(found.unclear)) == ((), 2)
        assert len(_text(HEAD + rows.format("a@x.org", "b@x.org")).answers) == 2

    def test_separators_and_quotes_of_a_spreadsheet(self) -> None:
        """Semicolons, tabs, quotes, a byte order mark, old line ends."""
        rows = HEAD + "Ann,ann@x.org,Yes,No,If need be\n"
        for text in (
            rows.replace(",", ";"),
            rows.replace(",", "\t"),
            "\ufeff" + rows.replace("\n", "\r\n"),
            "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in rows.split("\n") if line),
        ):
            assert _text(text).answers[0].votes == {"A": YES, "B": NO, "C": IF}

    @pytest.mark.parametrize(
        "row",
        [
            "Ann,no address,Yes,No,No",
            ",,Yes,No,No",
            "Ann,,Perhaps,No,No",
            "Ann,,Yes,No",
            "Ann,,Yes,No,No,Yes",
            "A\x1bnn,,Yes,No,No",
        ],
    )
    def test_rows_for_a_person(self, row: str) -> None:
        """Nothing of such a row counts, and what is shown of it is harmless."""
        found = _text(HEAD + row + "\nMei,,No,No,Yes\n")
        assert [answer.name for answer in found.answers] == ["Mei"]
        assert len(found.unclear) == 1
        assert found.unclear[0][1].isprintable()

    def test_formulae_are_text(self) -> None:
        """Nothing is computed; a name that looks like one is a name."""
        found = _text(HEAD + '=cmd|calc!A0,,Yes,No,No\n"=1+1",,Yes,No,No\n')
        assert [answer.name for answer in found.answers] == ["=cmd|calc!A0", "=1+1"]


class TestHostile:
    """Whatever is named as an export."""

    @given(st.binary(max_size=500))
    def test_any_bytes(self, data: bytes) -> None:
        """One clear error, and no vote."""
        with pytest.raises(DccgError) as error:
            read(data, POLL, ZONES)
        assert error.value.todo

    @example('Ann,Ann,"\n",", ,,,Yes')
    @given(st.lists(st.lists(st.sampled_from(_CELLS), min_size=3, max_size=7).map(",".join)).map("\n".join))
    def test_any_rows(self, text: str) -> None:
        """Below proper headings: all votes of a person stand in one row, with who gave them."""
        rows = [line.strip("\r").split(",") for line in text.split("\n")]
        rows += csv.reader(io.StringIO(text, newline=""))  # A quoted cell may hold commas and line ends,
        for line in text.split("\n"):
            rows += csv.reader([line.replace("\r", "")])  # or commas alone.
        for answer in _text(HEAD + text).answers:
            votes = [str(answer.votes.get(letter, "")) for letter in "ABC"]
            assert any(
                [word(cell) or "" for cell in cells[2:]] == votes
                and (answer.address or answer.name) in {cell.strip(' "') for cell in cells[:2]}
                for cells in ([cell.strip('"\r ') for cell in row] for row in rows)
                if len(cells) == 5
            ), (text, answer)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\0",
            HEAD.encode() + b"\0",
            b"\xff\xfe" + HEAD.encode("utf-16-le"),
            b"a" * (LARGEST + 1),
            HEAD.encode("utf-16"),
            b",\n,\n",
            b"\n\n",
        ],
    )
    def test_no_text_empty_or_huge(self, data: bytes) -> None:
        """Refused with what to do."""
        with pytest.raises(PollError) as error:
            read(data, POLL, ZONES)
        assert "again" in error.value.todo

    def test_a_huge_cell(self) -> None:
        """Its row is for a person, cut short."""
        found = _text(HEAD + "A" * 200_000 + ",,Yes,No,No\nMei,,No,No,Yes\n")
        assert len(found.answers) == 1
        assert len(found.unclear[0][1]) <= 200
