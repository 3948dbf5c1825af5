"""The poll as people see it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from hypothesis import given, settings

from dccg_meet.errors import DecisionNeeded
from dccg_meet.polls import ballots
from dccg_meet.polls.page import COUNTED, mailbox, public_title, render, subject
from dccg_meet.polls.poll import table, voters
from dccg_meet.workspace.poll import Answer, Answers, Poll, Slot
from dccg_meet.workspace.schema import Group, Mail, Person, Roster
from dccg_meet.writing.escape import width
from dccg_meet.writing.templates import csp_hash
from dccg_meet.zones import zone
from tests.factories import make_group, utc
from tests.strategies import lines

GOLDEN = Path(__file__).parent / "golden"
GROUP = make_group(mail=Mail(mailbox="chair@example.org"))
ROSTER = Roster(
    people=(
        Person(
            name="Zebedee Canary", zone="Pacific/Auckland", email="z@example.org", employer="Canary Works"
        ),
        Person(name="Ann Lee", zone="America/Argentina/Buenos_Aires"),
        Person(name="Mei-Ling Chua", zone="Asia/Kathmandu"),
    )
)
POLL = Poll(
    title="Monthly call",
    minutes=60,
    until=dt.date(2027, 1, 5),
    opened=utc("2026-12-20 10:00"),
    slots=(
        Slot(letter="A", start=utc("2027-01-12 14:00")),
        Slot(letter="B", start=utc("2027-01-13 23:30")),
    ),
)


def _render(
    poll: Poll = POLL, answers: int | None = None, group: Group = GROUP, *, alike: bool = False
) -> dict[str, str]:
    """With ``answers`` that a facilitator entered; the last one differs unless they are ``alike``."""
    votes: list[dict[str, Any]] = [{"yes": ("A",), "no": ("B",)} for _ in range(answers or 0)]
    if votes and not alike:
        votes[-1] = {"if_needed": ("A", "B")}
    given_ = Answers(
        answers=tuple(
            Answer(address=f"p{number}@example.org", origin="told", **lists)
            for number, lists in enumerate(votes)
        )
    )
    found = voters(poll, given_, ROSTER)
    rows = table(poll, found, (), lambda *_: 0)
    return render("2027-01", poll, group, ROSTER, None if answers is None else (rows, found), None)


def _links(page: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return [link.attrib["href"] for link in parser.parse(page).iter("a")]


class TestMail:
    """poll.txt."""

    @pytest.mark.parametrize(("name", "answers"), [("open", None), ("closed", 3)])
    def test_golden(self, name: str, answers: int | None) -> None:
        """The whole text, open and closed."""
        poll = POLL.changed(closed=utc("2027-01-06 10:00")) if answers else POLL
        assert _render(poll, answers)["txt"] == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")

    def test_it_is_narrow(self) -> None:
        """No line is wider than 72 columns, and no place is parted from its time."""
        text = _render()["txt"]
        assert max(map(width, text.split("\n"))) <= 72
        assert "Buenos\u00a0Aires\u00a020:30" in text

    def test_our_own_words_are_no_answer(self) -> None:
        """Quoted without marks, whole or rewrapped, the mail says nothing: no slot is called X, Y or Z."""
        text = _render()["txt"]
        for quoted in (text, text.replace("\n", " "), "\n".join(text.split()), text.replace(", ", "\n")):
            assert ballots.read(quoted, POLL.letters).votes == {}
        assert ballots.read(text, POLL.letters).unclear == ()

    def test_its_form_can_be_completed(self) -> None:
        """Each line to complete becomes an answer by a word after it."""
        form = [line for line in _render()["txt"].split("\n") if line.endswith("UTC): ")]
        said = ballots.read("\n".join(f"{line}sí" for line in form), POLL.letters)
        assert list(said.votes) == ["A", "B"]


class TestPage:
    """poll.html."""

    def test_it_is_sound_html_without_scripts(self) -> None:
        """Parsed strictly; the policy allows its own style sheet and nothing else."""
        for page in (_render()["html"], _render(POLL.changed(closed=utc("2027-01-06 10:00")), 3)["html"]):
            _links(page)
            style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
            assert style is not None
            assert f"default-src 'none'; style-src '{csp_hash(style[1])}'; base-uri 'none'" in page
            assert not re.search(r"<(script|form|img|iframe|link)\b|\bon\w+=|https?://", page)

    def test_the_table_has_every_slot_in_every_zone(self) -> None:
        """With its own day where that differs; nobody is named."""
        page = _render()["html"]
        assert '<th scope="row">Auckland</th><td data-slot="A (Tue 12 Jan UTC)">Wed 03:00</td>' in page
        assert '<td data-slot="B (Wed 13 Jan UTC)">Thu 12:30</td></tr>' in page
        assert '<th scope="row">Kathmandu</th><td data-slot="A (Tue 12 Jan UTC)">19:45</td>' in page
        assert '<th scope="col">A: Tue 12 Jan</th><th scope="col">B: Wed 13 Jan</th>' in page

    def test_zones_of_one_name(self) -> None:
        """They are one place as long as their clocks agree at every slot."""
        poll = POLL.changed(
            slots=(
                Slot(letter="A", start=utc("2026-10-13 14:00")),
                Slot(letter="B", start=utc("2027-01-12 14:00")),
            )
        )
        people = ("America/Louisville", "America/Kentucky/Louisville", "US/Pacific", "Canada/Pacific")
        roster = Roster(people=tuple(Person(name="Wren", zone=name) for name in people))
        page = render("2027-01", poll, GROUP, roster, None, None)["html"]
        places = re.findall(
            r'<th scope="row">(Louisville|Pacific)</th><td.*?>(.*?)</td><td.*?>(.*?)</td>', page
        )
        clocks = (tuple(slot.start.astimezone(zone(name)) for slot in poll.slots) for name in people[2:])
        pacific = {("Pacific", f"{one:%H:%M}", f"{other:%H:%M}") for one, other in clocks}
        assert sorted(places) == sorted({("Louisville", "10:00", "09:00"), *pacific})

    def test_the_link_opens_the_form(self) -> None:
        """To the role's mailbox, never the list, with a subject that is recognised and a line a slot."""
        [link] = [link for link in _links(_render()["html"]) if "?" in link]
        parts = urlsplit(link)
        values = parse_qs(parts.query, keep_blank_values=True)
        assert parts.path == "chair@example.org"
        assert values["subject"] == ["Poll for a time: Monthly call [poll 2027-01]"]
        assert values["body"] == ["A (Tue 12 Jan 14:00 UTC): \r\nB (Wed 13 Jan 23:30 UTC): "]
        assert "+" not in parts.query, "a plus is no blank in a mail (RFC 6068)"

    def test_a_closed_poll_takes_no_answers(self) -> None:
        """No link and no mailbox, even where none is set any more."""
        page = _render(POLL.changed(closed=utc("2027-01-06 10:00")), 3, make_group())["html"]
        assert _links(page) == []


class TestCounts:
    """What is shown of the answers."""

    @pytest.mark.parametrize("answers", range(COUNTED))
    def test_few_answers_are_not_counted(self, answers: int) -> None:
        """Not even how many there were."""
        closed = POLL.changed(closed=utc("2027-01-06 10:00"))
        texts = {
            kind: {_render(closed, number)[kind] for number in range(COUNTED)} for kind in ("html", "txt")
        }
        assert all(len(different) == 1 for different in texts.values())
        assert "fewer than three people answered" in _render(closed, answers)["txt"]

    def test_three_are(self) -> None:
        """As counts alone."""
        page = _render(POLL.changed(closed=utc("2027-01-06 10:00")), 3)["html"]
        assert "3 people answered" in page
        assert (
            '<td>Tue 12 Jan 14:00</td><td data-slot="Yes">2</td><td data-slot="If needed">1</td>'
            '<td data-slot="No">0</td>'
        ) in page
        assert "p1@example.org" not in page

    @pytest.mark.parametrize("kind", ["html", "txt"])
    def test_what_all_said(self, kind: str) -> None:
        """A number that is everybody's would tell what each of them said: the order of the slots is shown."""
        text = " ".join(_render(POLL.changed(closed=utc("2027-01-06 10:00")), 3, alike=True)[kind].split())
        assert "3 people answered. By how many can come: A, then B. No counts are shown" in text
        assert "0 if needed" not in text
        assert 'data-slot="Yes"' not in text


class TestNobodyIsNamed:
    """What is sent and published."""

    def test_titles_are_masked(self) -> None:
        """In both texts and the subject."""
        title = public_title("Report by Zebedee Canary of Canary Works", ROSTER)
        assert "Canary" not in subject("2027-01", title)
        texts = _render(POLL.changed(title="Report by Zebedee Canary"))
        assert "withheld" in texts["txt"]
        assert not any("Canary" in text or "z@example.org" in text for text in texts.values())

    @pytest.mark.parametrize("address", ["", "DCCG@example.org"])
    def test_answers_never_go_to_the_list(self, address: str) -> None:
        """Without a mailbox of its own a poll needs a decision."""
        with pytest.raises(DecisionNeeded, match="mailbox") as error:
            mailbox(make_group(mail=Mail(mailbox=address)))
        assert "dccg.toml" in error.value.todo


class TestHostile:
    """What people may type into titles."""

    @settings(max_examples=40)
    @given(lines(min_size=1))
    def test_any_title(self, title: str) -> None:
        """It stays text: no markup, no other header in the mail that the link opens."""
        poll = POLL.changed(title=title)
        page: Any = _render(poll)["html"]
        [link] = [link for link in _links(page) if "?" in link]
        assert set(parse_qs(urlsplit(link).query, keep_blank_values=True)) == {"subject", "body"}
        assert ballots.read(_render(poll)["txt"], poll.letters).votes == {}
