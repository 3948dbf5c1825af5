"""WebVTT: what we write is what everybody reads, and what a person broke is named."""

from __future__ import annotations

import io
from pathlib import Path

import pycaption
import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.cues import Cue
from dccg_meet.captions.vtt import Captions, dump, load, read, timestamp
from dccg_meet.errors import CaptionsError

HEAD = "WEBVTT\n\nNOTE\nstate: machine\n\n"

visible = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=20)
lines = st.lists(
    st.one_of(visible, st.sampled_from(["a --> b", "<3 you", "Q&A", "&amp;", "<v Olena>x</v>", "NOTE"])),
    min_size=1,
    max_size=2,
)


@st.composite
def sequences(draw: st.DrawFn, content: st.SearchStrategy[list[str]] = lines) -> tuple[Cue, ...]:
    """Cues in order; some overlap, where two people speak at the same time."""
    made: list[Cue] = []
    at = 0
    for part in draw(st.lists(content, max_size=8)):
        at += draw(st.one_of(st.integers(0, 5_000), st.integers(0, 4_000_000)))
        made.append(Cue(at, at + draw(st.integers(1, 7_000)), tuple(part)))
    return tuple(made)


class TestDump:
    """Writing."""

    def test_file(self) -> None:
        """The file as it is, to the byte."""
        captions = Captions((Cue(600, 3_900, ("Q&A:", 'is "3" < 4?')),), "machine", "en")
        assert dump(captions) == (
            "WEBVTT\n\n"
            "NOTE\n"
            "state: machine\n"
            "language: en\n"
            "Made by speech recognition and not checked by a person: expect errors.\n\n"
            "1\n"
            "00:00:00.600 --> 00:00:03.900\n"
            "Q&amp;A:\n"
            'is "3" &lt; 4?\n'
        )

    def test_no_speech(self) -> None:
        """A silent recording says so instead of showing an empty file."""
        assert "No speech was heard in this recording." in dump(Captions((), "machine"))

    def test_approved(self) -> None:
        """An approved file says that a person checked it, and does not say the opposite."""
        text = dump(Captions((), "approved"))
        assert "state: approved" in text
        assert "not checked" not in text

    def test_long_recording(self) -> None:
        """Hours have two digits or more."""
        assert timestamp(100 * 3_600_000 + 1) == "100:00:00.001"

    @given(sequences())
    def test_round_trip(self, made: tuple[Cue, ...]) -> None:
        """What is written is read back equal, whatever the text."""
        captions = Captions(made, "machine", "fr")
        assert load(dump(captions)) == captions

    @given(sequences(st.lists(st.text(max_size=15), min_size=1, max_size=3)))
    def test_hostile_text(self, made: tuple[Cue, ...]) -> None:
        """Control characters, line ends and blanks make no cue more or less than the visible ones."""
        back = load(dump(Captions(made, "machine")))
        shown = [
            cue for cue in made if any(line.strip() and line.strip("\x00\x1f\x7f") for line in cue.lines)
        ]
        assert len(back.cues) <= len(made)
        assert {cue.start_ms for cue in back.cues} <= {cue.start_ms for cue in shown}

    @given(sequences())
    def test_other_readers(self, made: tuple[Cue, ...]) -> None:
        """webvtt-py sees the same times and, unescaped, the same text."""
        seen = webvtt.from_buffer(io.StringIO(dump(Captions(made, "machine"))))
        assert [(cue.start, cue.end) for cue in seen.captions] == [
            (timestamp(cue.start_ms), timestamp(cue.end_ms)) for cue in made
        ]

    def test_pycaption(self) -> None:
        """Pycaption sees the same cues."""
        made = (Cue(0, 1_000, ("Q&A <3",)), Cue(1_000, 3_600_000, ("a --> b", "c")))
        seen = pycaption.WebVTTReader().read(dump(Captions(made, "machine")), lang="en").get_captions("en")
        assert [(cue.start // 1000, cue.end // 1000) for cue in seen] == [
            (c.start_ms, c.end_ms) for c in made
        ]
        assert [cue.get_text() for cue in seen] == ["Q&A <3", "a --> b\nc"]


class TestLoad:
    """Reading what a person edited."""

    def test_edited(self) -> None:
        """An editor's line ends, byte order mark, short times, settings, comments and styles do no harm."""
        text = (
            "\ufeffWEBVTT - checked\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE state of mind\r\n\r\n"
            "00:01.000 --> 00:02.500 align:start\r\nHello &amp; goodbye\r\n\r\n\r\n"
            "second\r\n00:02.500 --> 01:00:03.000\r\nR&D\r\n two \r\n"
        )
        assert load(text).cues == (
            Cue(1_000, 2_500, ("Hello & goodbye",)),
            Cue(2_500, 3_603_000, ("R&D", "two")),
        )

    @pytest.mark.parametrize(
        ("text", "line", "fault"),
        [
            ("", 1, "not WEBVTT"),
            ("1\n00:00:01.000 --> 00:00:02.000\nx\n", 1, "not WEBVTT"),
            ("WEBVTTX\n", 1, "not WEBVTT"),
            (HEAD + "1\n00:00:02.000 --> 00:00:01.000\nx\n", 7, "00:00:02.000 ends before it starts"),
            (HEAD + "1\n00:00:02.000 --> 00:00:02.000\nx\n", 7, "ends before it starts"),
            (HEAD + "1\n00:00:01,000 --> 00:00:02,000\nx\n", 7, "times are not like"),
            (HEAD + "1\n00:00:01.000 -> 00:00:02.000\nx\n", 7, "no times"),
            (HEAD + "00:00:61.000 --> 00:01:02.000\nx\n", 6, "times are not like"),
            (HEAD + "00:00:01.000 --> 00:00:02.000\nx\n\nlost words\n", 9, "outside a cue"),
            (HEAD + "00:00:01.000 --> 00:00:02.000\n\n", 6, "has no text"),
            (HEAD + "00:05.000 --> 00:06.000\nx\n\n00:01.000 --> 00:02.000\ny\n", 9, "before the one above"),
            (HEAD + "00:01.000 --> 00:02.000\nx\n00:02.000 --> 00:03.000\ny\n", 8, "times inside"),
            (HEAD + "00:01.000 --> 00:02.000\n<v Olena>x</v>\n", 7, "markup"),
            (HEAD + "00:01.000 --> 00:02.000\nI <3 it\n", 7, "markup"),
            ("WEBVTT\n\nNOTE\nstate: perfect\n", 3, "unknown state"),
        ],
    )
    def test_fault(self, text: str, line: int, fault: str) -> None:
        """Each fault is named with its line, and no word of the captions is repeated."""
        with pytest.raises(CaptionsError, match=fault) as raised:
            load(text)
        assert raised.value.where == f"captions.vtt, line {line}"
        assert raised.value.todo
        assert "Olena" not in str(raised.value)
        assert "lost words" not in str(raised.value)

    @given(st.text(max_size=300))
    def test_hostile_file(self, text: str) -> None:
        """Whatever is in a file: captions, or an error with its place."""
        try:
            load(HEAD + text)
        except CaptionsError as fault:
            assert fault.where.startswith("captions.vtt, line ")  # noqa: PT017

    def test_state_only_from_the_head(self) -> None:
        """A comment among the cues does not approve anything."""
        text = HEAD + "00:01.000 --> 00:02.000\nx\n\nNOTE\nstate: approved\n"
        assert load(text).state == "machine"


class TestRead:
    """From the disk."""

    def test_file(self, tmp_path: Path) -> None:
        """A file is read."""
        path = tmp_path / "captions.vtt"
        path.write_bytes(dump(Captions((Cue(0, 5, ("\u00e9",)),), "approved")).encode())
        assert read(path) == Captions((Cue(0, 5, ("\u00e9",)),), "approved")

    def test_missing(self, tmp_path: Path) -> None:
        """Without captions, the error names the command that makes them."""
        with pytest.raises(CaptionsError) as raised:
            read(tmp_path / "captions.vtt")
        assert raised.value.todo == "dccg-meet captions make CALL RECORDING"

    def test_not_utf8(self, tmp_path: Path) -> None:
        """An editor that saved in another encoding is told in which line."""
        path = tmp_path / "captions.vtt"
        path.write_bytes(HEAD.encode() + "00:01.000 --> 00:02.000\n\u00e9".encode("latin-1"))
        with pytest.raises(CaptionsError, match="UTF-8") as raised:
            read(path)
        assert raised.value.where == "captions.vtt, line 7"
