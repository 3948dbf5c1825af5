"""The journal of what was sent."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from dccg_meet.errors import BadFile
from dccg_meet.mail.journal import Entry, Event, History, Kind, append, histories, read
from dccg_meet.mail.said import said
from tests.factories import make_group, make_record, utc

SAID = said(make_record(), make_group())


def line(event: Event, **values: Any) -> Entry:
    """An entry about the first mail to somebody."""
    return Entry(
        **{
            "at": utc("2026-11-02 10:00"),
            "event": event,
            "id": "<1@example.org>",
            "to": "ada@example.org",
            "kind": Kind.INVITE,
            "uid": "dccg-call-097@example.org",
            "sequence": 0,
            "stamp": utc("2026-11-02 10:00"),
            "content": "0" * 64,
            "said": SAID,
            **values,
        }
    )


class TestFile:
    """append() and read()."""

    def test_what_is_added_is_read(self, tmp_path: Path) -> None:
        """In its order, every field."""
        path = tmp_path / "sent.jsonl"
        entries = (line(Event.SENDING), line(Event.REFUSED, code=550, answer="no", personal=False, said=None))
        assert read(path) == ()
        for entry in entries:
            append(path, entry)
        assert read(path) == entries

    def test_it_is_private(self, tmp_path: Path) -> None:
        """Nobody else on the machine reads who is invited."""
        append(tmp_path / "sent.jsonl", line(Event.SENDING))
        assert stat.S_IMODE((tmp_path / "sent.jsonl").stat().st_mode) == 0o600

    def test_every_place_to_break_off(self, tmp_path: Path) -> None:
        """Cut anywhere in the last line, the file reads as before it, and goes on with a whole line."""
        path = tmp_path / "sent.jsonl"
        first, second, third = (line(event) for event in (Event.SENDING, Event.ACCEPTED, Event.PUT_OFF))
        append(path, first)
        whole = path.read_bytes()
        append(path, second)
        data = path.read_bytes()
        for cut in range(len(whole), len(data)):
            path.write_bytes(data[:cut])
            assert read(path) == (first,)
            append(path, third)
            assert read(path) == (first, third)
        assert len(data) > len(whole) + 100

    @pytest.mark.parametrize("wrong", [b"{}", b"no", b'{"event": "sent"}', b"\xff"])
    def test_a_line_that_is_none_of_ours(self, wrong: bytes, tmp_path: Path) -> None:
        """Told with its number and nothing of what it says."""
        path = tmp_path / "sent.jsonl"
        append(path, line(Event.SENDING))
        path.write_bytes(path.read_bytes() + wrong + b"\n")
        with pytest.raises(BadFile, match="line 2") as caught:
            read(path)
        assert "ada" not in str(caught.value)


class TestHistories:
    """What one recipient has."""

    def _of(self, *entries: Entry) -> History:
        return histories(entries).get("ada@example.org", History())

    def test_what_was_accepted_was_told(self) -> None:
        """And is the last attempt."""
        accepted = line(Event.ACCEPTED)
        history = self._of(line(Event.SENDING), accepted)
        assert (history.last, history.told) == (accepted, (accepted,))

    def test_what_has_no_outcome_counts_as_told(self) -> None:
        """The server may have it."""
        sending = line(Event.SENDING)
        assert self._of(sending).told == (sending,)

    def test_what_was_refused_was_not_told(self) -> None:
        """Nor what was put off."""
        for event in (Event.REFUSED, Event.PUT_OFF):
            history = self._of(line(Event.SENDING), line(event))
            assert history.told == ()
            assert history.last == line(event)

    def test_a_second_attempt(self) -> None:
        """In doubt, then refused: the first may still have arrived."""
        doubtful = line(Event.SENDING)
        assert self._of(doubtful, line(Event.SENDING), line(Event.REFUSED)).told == (doubtful,)

    def test_recipients_are_apart_and_capitals_are_not(self) -> None:
        """One history an address."""
        found = histories(
            [line(Event.ACCEPTED), line(Event.ACCEPTED, to="ADA@example.org"), line(Event.ACCEPTED, to="b@x")]
        )
        assert {address: len(history.told) for address, history in found.items()} == {
            "ada@example.org": 2,
            "b@x": 1,
        }

    def test_drafts_are_apart(self) -> None:
        """Nobody here knows whether they were sent."""
        draft = line(Event.DRAFTED)
        assert self._of(draft) == History(drafts=(draft,))
