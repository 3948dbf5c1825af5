"""The files beside a call's page."""

from __future__ import annotations

from dataclasses import replace

from dccg_meet.chatham.public import PublicCall, PublicText
from dccg_meet.notes.reader import parse
from dccg_meet.site.documents import documents
from dccg_meet.workspace.schema import Group


def _documents(call: PublicCall, group: Group) -> dict[str, bytes]:
    with_actions = replace(call, actions=(PublicText("Send it. (unassigned)"),))
    return documents(with_actions, group, around=(95, 98), templates=None)


class TestFiles:
    """Which files there are."""

    def test_a_documented_call_has_them_all(self, mixed: PublicCall, group: Group) -> None:
        """Agenda, invite, notes, captions, transcript."""
        assert sorted(_documents(mixed, group)) == [
            "agenda.html",
            "agenda.md",
            "agenda.txt",
            "captions.vtt",
            "invite.ics",
            "notes.md",
            "notes.txt",
            "transcript.txt",
        ]

    def test_a_call_to_come_has_agenda_and_invite(self, calls: tuple[PublicCall, ...], group: Group) -> None:
        """With the open actions."""
        files = _documents(calls[2], group)
        assert sorted(files) == ["agenda.html", "agenda.md", "agenda.txt", "invite.ics"]
        assert b"Send it. (unassigned)" in files["agenda.txt"]

    def test_a_recording_is_copied_as_released(self, calls: tuple[PublicCall, ...], group: Group) -> None:
        """Its bytes are those of the door."""
        assert _documents(calls[1], group)["recording.ogg"] == b"OggS"


class TestTexts:
    """For programs and for people who prefer plain text."""

    def test_one_parser_reads_public_and_private_notes(self, mixed: PublicCall, group: Group) -> None:
        """notes.md has the format of the private file, with the calls around it."""
        notes = parse(_documents(mixed, group)["notes.md"].decode())
        assert (notes.number, notes.previous, notes.next) == (97, 95, 98)
        assert [(line.kind, line.detail, line.text) for line in notes.lines] == [
            (minute.kind, minute.detail, minute.text) for minute in mixed.minutes
        ]

    def test_texts_are_for_mail(self, mixed: PublicCall, group: Group) -> None:
        """72 columns, the Rule's sentence, a tag at every item, no time under the Rule in the transcript."""
        files = _documents(mixed, group)
        for name in ("notes.txt", "transcript.txt"):
            text = files[name].decode()
            assert max(map(len, text.splitlines())) <= 72
            assert "neither the identity nor the affiliation" in " ".join(text.split())
            assert "2. Main session [Chatham House Rule]" in text
        part = files["transcript.txt"].decode().split("2. Main session")[1].split("3. Actions")[0]
        assert "[1:" not in part
        assert "A person has checked and approved these captions." in files["transcript.txt"].decode()
