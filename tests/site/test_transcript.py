"""Paragraphs and captions of what may be published."""

from __future__ import annotations

import html
import io
from dataclasses import replace

import webvtt
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions import vtt
from dccg_meet.chatham.public import PublicCall, PublicCue, PublicRecord, PublicText
from dccg_meet.site.transcript import captions, paragraphs
from dccg_meet.workspace.schema import CaptionState, Item

from .conftest import make_record


def _call(*cues: PublicCue) -> PublicCall:
    record = PublicRecord(make_record(1, 0, Item(id="1", title="One", start_ms=0)))
    return PublicCall(record, CaptionState.MACHINE, cues)


def _cue(start: int, end: int, text: str) -> PublicCue:
    return PublicCue("1", start, end, PublicText(text))


class TestParagraphs:
    """Sentences in a row."""

    def test_a_paragraph_ends_at_a_pause_or_when_it_is_long(self) -> None:
        """But never inside a sentence."""
        long = (
            "This sentence goes on and on until a reader could do with a break, and then " + "on " * 20 + "."
        )
        cues = [
            _cue(0, 9000, long),
            _cue(9000, 9500, "Short."),
            _cue(12_000, 13_000, "After a"),
            _cue(16_000, 17_000, "pause."),
        ]
        found = paragraphs(_call(*cues))["1"]
        assert [part.text for part in found] == [f"{long} Short.", "After a pause."]
        assert [part.anchor for part in found] == ["t0", "t12000"]
        assert [part.start_ms for part in found] == [0, 12_000]

    @given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=80), max_size=12))
    def test_no_word_is_lost_and_no_anchor_used_twice(self, texts: list[str]) -> None:
        """Whatever was said, even all of it at one moment."""
        found = paragraphs(_call(*(_cue(0, 1, text) for text in texts)))["1"]
        assert sorted(" ".join(part.text for part in found).split()) == sorted(" ".join(texts).split())
        assert len({part.anchor for part in found}) == len(found)


class TestCaptions:
    """WebVTT for players."""

    def test_another_reader_reads_them(self, mixed: PublicCall) -> None:
        """webvtt-py finds every word, in the order of time, without overlap."""
        data = captions(mixed)
        found = webvtt.from_buffer(io.BytesIO(data))
        heard = html.unescape(" ".join(cue.text.replace("\n", " ") for cue in found.captions))
        assert heard == " ".join(cue.text for cue in mixed.cues)
        assert all(max(map(len, html.unescape(cue.text).split("\n"))) <= 42 for cue in found.captions)
        assert "\nstate: approved\n" in data.decode()

    def test_unchecked_captions_say_so(self, mixed: PublicCall) -> None:
        """In the file itself, which travels without its page."""
        data = captions(replace(mixed, captions=CaptionState.MACHINE))
        assert b"not checked by a person" in data

    @given(st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 3000), st.text(max_size=90)), max_size=8))
    def test_they_are_well_formed_whatever_the_times(self, parts: list[tuple[int, int, str]]) -> None:
        """Our strict reader takes them: no overlap, no cue without text, no word lost."""
        ordered = sorted(parts, key=lambda part: part[0])
        cues = [_cue(start, start + length, text) for start, length, text in ordered]
        found = vtt.load(captions(_call(*cues)).decode())
        heard = "".join("".join(cue.text.split()) for cue in found.cues)
        assert sorted(heard) == sorted("".join("".join(_shown(text).split()) for _, _, text in parts))


def _shown(text: str) -> str:
    """Text as WebVTT can show it: the writer turns control characters into blanks."""
    return "".join(char if char.isprintable() or char.isspace() else _kept(char) for char in text)


def _kept(char: str) -> str:
    return " " if ord(char) < 0x20 or char in "\x7f\x85\u2028\u2029" else char
