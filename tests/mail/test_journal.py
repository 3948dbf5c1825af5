"""The journal of what was sent."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from dccg_meet.errors import BadFile, UnsafePath
from dccg_meet.mail.journal import (
    Entry,
    Event,
    History,
    Kind,
    agenda_history,
    append,
    by_server,
    histories,
    outbox,
    read,
    unnoted,
)
from dccg_meet.mail.said import said
from dccg_meet.workspace.schema import Mail
from tests.factories import KEY, make_group, make_record, utc

SAID = said(make_record(), make_group(), secret=KEY)


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

    @pytest.mark.parametrize(
        "values", [{"sequence": 2**31 - 1}, {"sequence": -1}, {"stamp": "2199-12-31T00:00:00Z"}]
    )
    def test_numbers_beyond_which_no_mail_can_be_newer(self, values: dict[str, Any], tmp_path: Path) -> None:
        """Told as a fault of the journal, before a call takes them over."""
        path = tmp_path / "sent.jsonl"
        append(path, line(Event.ACCEPTED))
        edited = {**json.loads(path.read_bytes()), **values}
        path.write_text(json.dumps(edited) + "\n", encoding="utf-8")
        with pytest.raises(BadFile, match="line 1"):
            read(path)

    def test_a_link_is_not_followed(self, tmp_path: Path) -> None:
        """It may lead to where everybody reads."""
        public = tmp_path / "public.txt"
        public.write_bytes(b"")
        path = tmp_path / "sent.jsonl"
        path.symlink_to(public)
        with pytest.raises(UnsafePath):
            append(path, line(Event.SENDING))
        with pytest.raises(UnsafePath):
            read(path)
        assert public.read_bytes() == b""

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

    def test_the_agenda_is_apart(self) -> None:
        """What the list was told about the call is not what it was sent as an agenda, and the reverse."""
        agenda = line(Event.ACCEPTED, kind=Kind.AGENDA, said=None, id="<9@example.org>")
        invited = line(Event.ACCEPTED)
        assert self._of(invited, agenda).told == (invited,)
        assert agenda_history([invited, agenda], "ADA@example.org").told == (agenda,)
        assert agenda_history([invited, agenda], "other@example.org") == History()

    def test_notes_are_no_mails(self) -> None:
        """That the roster was told leaves the history as it was."""
        refused = line(Event.REFUSED)
        assert self._of(refused, line(Event.NOTED)).last == refused

    def test_sent_by_hand(self) -> None:
        """A person's word counts as the server's."""
        by_hand = line(Event.BY_HAND)
        assert self._of(line(Event.DRAFTED), by_hand).told == (by_hand,)


class TestUnnoted:
    """unnoted(): what the roster has yet to be told."""

    DEAD = line(Event.REFUSED, code=550, answer="5.1.1 No", dead=True)

    def test_a_dead_address(self) -> None:
        """Until it is noted; another refusal is none."""
        assert unnoted([line(Event.SENDING), self.DEAD]) == (self.DEAD,)
        assert unnoted([self.DEAD, line(Event.NOTED)]) == ()
        assert unnoted([self.DEAD, line(Event.NOTED), self.DEAD]) == (self.DEAD,)
        assert unnoted([line(Event.REFUSED, code=554, answer="5.7.1 No")]) == ()

    def test_an_address_that_works_again(self) -> None:
        """Where the roster had marked it when the mail was sent; else there is nothing to tell."""
        again = line(Event.ACCEPTED, marked=True)
        assert unnoted([self.DEAD, line(Event.NOTED), line(Event.SENDING, marked=True), again]) == (again,)
        assert unnoted([line(Event.ACCEPTED)]) == ()

    def test_the_last_word_counts(self) -> None:
        """Of each address, in capitals or not."""
        again = line(Event.ACCEPTED, marked=True, to="ADA@example.org")
        assert unnoted([self.DEAD, again]) == (again,)


class TestOutbox:
    """outbox(): what reports are held against."""

    def test_the_last_time_and_every_mail(self) -> None:
        """Only a server's word dates a mail; drafts are mails, too."""
        early, late = utc("2026-11-02 10:00"), utc("2026-11-05 10:00")
        found = outbox(
            [
                line(Event.ACCEPTED, at=late),
                line(Event.ACCEPTED, at=early, to="ADA@example.org"),
                line(Event.BY_HAND, at=utc("2026-11-09 10:00")),
                line(Event.DRAFTED, id="<2@example.org>", to="B@x"),
            ]
        )
        assert found.accepted == {"ada@example.org": late}
        assert found.wrote("b@X", ["<0@x>", "<2@example.org>"])
        assert not found.wrote("b@x", ["<1@example.org>"])
        assert not found.wrote("ada@example.org", [])


def test_who_sends() -> None:
    """A server that is named, or that has taken a mail; else a person."""
    group = make_group()
    assert not by_server(group, [line(Event.DRAFTED), line(Event.BY_HAND), line(Event.SENDING)])
    assert by_server(group, [line(Event.ACCEPTED)])
    assert by_server(make_group(mail=Mail(server="smtp.example.org")), [])
