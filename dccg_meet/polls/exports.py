"""Answers from the CSV files that Rallly and Framadate export. Pure functions.

Rallly (from its sources: 3.11, and the main branch after pull request 2510 of June 2026) writes a row of
headings, ``Name,Email,Responded on (Europe/Oslo),Tue 12 Jan 2027 14:00 - 15:00,…``, earlier
``2 participants,Tue 12 Jan 14:00 - 15:00,…``, and a row a person with ``Yes``, ``If need be`` or ``No``; it
quotes nothing, so that a comma in a name makes a row too long. A slot without an answer is exported as No.
Framadate (1.1 and 1.2) writes a row of days and one of times, then a row a person, every cell quoted. Both
use the words of the exporter's language.

Neither says in which zone the times are. They are therefore compared with the slots of the poll: in the zone
that is given, or else in each of the zones that are known, and only where the columns are exactly the slots.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from dccg_meet.errors import BadTime, PollError
from dccg_meet.polls.ballots import SHOWN, plain, word
from dccg_meet.polls.headings import Heading, framadate, rallly
from dccg_meet.polls.mails import lists
from dccg_meet.workspace.poll import Answer, Poll, Vote
from dccg_meet.workspace.values import mail_key
from dccg_meet.writing.escape import clean
from dccg_meet.zones import zone as known_zone

LARGEST = 5 << 20
"""Bytes of a file."""

_ROWS = 5_000
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]")
"""Signs without a width that no name needs: two names that look alike would be two people."""

_UNANSWERED = frozenset({"", "unkown", "unknown"})
"""What Framadate, with this spelling, writes for a slot without an answer."""


@dataclass(frozen=True)
class Export:
    """What a file says. PRIVATE: ``unclear`` are its rows by their number in it, for a person to read."""

    source: str
    answers: tuple[Answer, ...]
    unclear: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class _Row:
    """A line of the file, counted from 1, and its cells; None where its quotes do not close."""

    number: int
    line: str
    cells: list[str] | None


@dataclass(frozen=True)
class _Sheet:
    """A file's rows, and what its columns are: ``prefix`` columns about the person, then one a slot."""

    source: str
    prefix: tuple[str, ...]
    headings: tuple[Heading, ...]
    width: int
    rows: tuple[_Row, ...]


def read(data: bytes, poll: Poll, zones: Iterable[str], *, zone: str = "") -> Export:
    """The answers in ``data``. ``zone`` is that of its times; without it ``zones`` and the poll's are tried.

    Raises PollError for a file that is neither, and for times that are not the poll's or can be read in two
    ways; BadTime for an unknown ``zone``.
    """
    sheet = _sheet(_lines(data))
    letters = _letters(sheet, poll, zones, zone)
    found: list[tuple[_Row, Answer]] = []
    unclear: list[_Row] = []
    for row in sheet.rows:
        votes = _votes(sheet, letters, row.cells)
        answer = _answer(sheet, row.cells, votes) if row.cells and votes else None
        if answer is not None:
            found.append((row, answer))
        elif votes is None or votes:
            unclear.append(row)
    names = Counter(answer.name.casefold() for _, answer in found if answer.name)
    twice = {name for name, count in names.items() if count > 1}
    unclear += [row for row, answer in found if answer.name.casefold() in twice]
    return Export(
        sheet.source,
        tuple(answer for _, answer in found if answer.name.casefold() not in twice),
        tuple((row.number, " ".join(clean(row.line[:SHOWN]).split())) for row in unclear),
    )


def _lines(data: bytes) -> list[str]:
    """The file's lines, without signs that nobody sees. Raises PollError for what is too large or no text."""
    if len(data) > LARGEST or b"\0" in data:
        raise _no_export("it is too large" if len(data) > LARGEST else "it is no text")
    try:
        text = _UNSEEN.sub("", data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _no_export("it is not UTF-8") from None
    return [line.removesuffix("\r") for line in text.split("\n")]


def _sheet(lines: Sequence[str]) -> _Sheet:
    """What the headings say. Raises PollError where they are neither program's."""
    first = lines[0]
    delimiter = max(",;\t", key=first.count)
    rows = tuple(
        _Row(number, line, _cells(line, delimiter))
        for number, line in enumerate(lines[:_ROWS], start=1)
        if line.strip()
    )
    head = (rows[0].cells if rows else None) or []
    second = (rows[1].cells if len(rows) > 1 else None) or []
    if len(head) > 1 and not head[0].strip() and second and not second[0].strip():
        width = len(head)
        used = width - 1 if not head[-1].strip() else width
        headings = framadate(head[1:used], second[1:used])
        return _Sheet("Framadate", ("name",), headings, width, rows[2:])
    headings = rallly(head)
    prefix = head[: len(head) - len(headings)]
    if not headings or not 1 <= len(prefix) <= 3:  # noqa: PLR2004 - name, mail address, time of the answer
        raise _no_export("its headings are neither Rallly's nor Framadate's")
    return _Sheet("Rallly", tuple(prefix), headings, len(head), rows[1:])


def _cells(line: str, delimiter: str) -> list[str] | None:
    """A line's cells; None where its quotes do not close: neither program writes a cell over two lines."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _letters(sheet: _Sheet, poll: Poll, zones: Iterable[str], zone: str) -> tuple[str, ...]:
    """The slot of each column. Raises PollError where no zone makes the columns slots, or two make others."""
    if zone:
        known_zone(zone)
    tried = (zone,) if zone else tuple(dict.fromkeys([poll.zone, "UTC", *_said(sheet), *zones]))
    sure = bool(zone) or all(heading.utc for heading in sheet.headings)
    found = {
        letters
        for name in tried
        for order in ("ymd", "dmy", "mdy")
        if (letters := _in_zone(sheet, poll, name, order)) and (sure or set(letters) == {*poll.letters})
    }
    if len(found) == 1:
        return found.pop()
    what = "can be read in two ways" if found else f"are not those of this poll in {', '.join(tried)}"
    raise PollError(
        f"the times of the {sheet.source} export {what}",
        todo="Name the zone in which the export shows its times: --csv-zone Europe/Oslo, for example."
        if not zone
        else "Compare its headings with the poll's slots.",
    )


def _in_zone(sheet: _Sheet, poll: Poll, zone: str, order: str) -> tuple[str, ...]:
    """The columns as slots, or nothing where one is no slot, two are the same, or one could be two."""
    place = known_zone(zone)
    letters = []
    for heading in sheet.headings:
        local = dt.UTC if heading.utc else place
        fitting = [slot.letter for slot in poll.slots if heading.means(slot.start.astimezone(local), order)]
        if len(fitting) != 1:
            return ()
        letters += fitting
    return tuple(letters) if len(set(letters)) == len(letters) else ()


def _said(sheet: _Sheet) -> Iterator[str]:
    """The zone in Rallly's heading over the times of answers, if it is one."""
    match = re.search(r"\(([^()]+)\)\s*$", sheet.prefix[-1])
    if len(sheet.prefix) == 3 and match:  # noqa: PLR2004 - see _sheet
        try:
            known_zone(match[1])
        except BadTime:
            return
        yield match[1]


def _votes(sheet: _Sheet, letters: Sequence[str], cells: list[str] | None) -> dict[str, Vote] | None:
    """The votes of one row; None for a row that a person has to read."""
    if cells is None or len(cells) != sheet.width:
        return None
    votes: dict[str, Vote] = {}
    for letter, cell in zip(letters, cells[len(sheet.prefix) :], strict=False):
        vote = word(cell)
        if vote is not None:
            votes[letter] = vote
        elif plain(cell).strip() not in _UNANSWERED:
            return None
    return votes


def _answer(sheet: _Sheet, cells: Sequence[str], votes: dict[str, Vote]) -> Answer | None:
    """A row as an answer; None where it does not tell from whom. Framadate's guard before a formula goes."""
    address = mail_key(cells[1].strip()) if len(sheet.prefix) > 1 else ""
    who = {"address": address} if address else {"name": re.sub(r"^'(?=[=+@-])", "", cells[0].strip())}
    given = _given(sheet, cells)
    try:
        return Answer.model_validate(
            {**who, "given": given, "origin": f"{sheet.source} export", **lists(votes)}
        )
    except ValidationError:
        return None


def _given(sheet: _Sheet, cells: Sequence[str]) -> dt.datetime | None:
    zone = next(_said(sheet), None)
    if zone is None:
        return None
    try:
        naive = dt.datetime.strptime(cells[2].strip(), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - its zone follows
        return naive.replace(tzinfo=known_zone(zone)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _no_export(why: str) -> PollError:
    return PollError(
        f"this is no CSV export of Rallly or Framadate: {why}",
        todo="Export it again, and do not open it in a spreadsheet in between.",
    )
