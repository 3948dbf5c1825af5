"""What other programs read from our captions: two parsers of JavaScript, a browser, and ffmpeg."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dccg_meet.captions import vtt

from .conftest import SAID, Site
from .tools import node, program, run

CALLS = ("calls/095", "calls/097", "hostile/calls/001", "hostile/calls/005")


def _meant(path: Path) -> list[list[object]]:
    """Our cues as the programs of this folder print theirs."""
    return [[cue.start_ms, cue.end_ms, "\n".join(cue.lines)] for cue in vtt.read(path).cues]


@pytest.mark.parametrize("call", CALLS)
class TestParsers:
    """The same cues, times and words."""

    @pytest.mark.parametrize("parser", ["webvtt-parser", "vtt.js"])
    def test_a_parser_reads_them_as_they_were_meant(self, site: Site, call: str, parser: str) -> None:
        """And the W3C's own, which is a validator, has nothing against them."""
        path = site.folder / call / "captions.vtt"
        assert node("captions.cjs", parser, path) == {"cues": _meant(path), "errors": []}

    def test_ffmpeg_reads_them_as_they_were_meant(self, site: Site, call: str) -> None:
        """As many cues at the same times come out when it converts them."""
        path = site.folder / call / "captions.vtt"
        converted = run("ffmpeg", "-v", "error", "-i", path, "-f", "srt", "-")
        found = re.findall(r"^(\S+) --> (\S+)$", converted.replace(",", "."), re.MULTILINE)
        meant = [(vtt.timestamp(cue.start_ms), vtt.timestamp(cue.end_ms)) for cue in vtt.read(path).cues]
        assert found == meant


class TestBrowser:
    """The player of a call's page."""

    @pytest.mark.slow
    def test_it_shows_every_word(self, site: Site) -> None:
        """Whatever the script, markup as the words that it was."""
        shown = node("track.cjs", program("chromium"), f"{site.origin}/calls/095/index.html")
        assert shown == _meant(site.folder / "calls/095/captions.vtt")
        words = [word for text in SAID for word in text.split()]
        assert " ".join(text for _, _, text in shown).split() == words
