"""ffprobe and ffmpeg look at the sound that is published."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Site
from .tools import run

RECORDING = "calls/095/recording.ogg"


@pytest.fixture(scope="module")
def probed(site: Site) -> Any:
    """What ffprobe tells of the file."""
    options = ("-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters")
    return json.loads(run("ffprobe", *options, site.folder / RECORDING))


class TestRecording:
    """The published ``recording.ogg``."""

    def test_it_is_one_stream_of_sound(self, probed: Any) -> None:
        """Opus of one channel in Ogg, as long as the sample call."""
        assert probed["format"]["format_name"] == "ogg"
        assert [(each["codec_name"], each["channels"]) for each in probed["streams"]] == [("opus", 1)]
        assert float(probed["format"]["duration"]) == pytest.approx(151.944, abs=0.1)

    def test_it_tells_nothing_else(self, probed: Any) -> None:
        """No chapter, and no tag of the file or the stream, not even the encoder's."""
        assert probed["chapters"] == []
        assert "tags" not in probed["format"]
        assert not [each["tags"] for each in probed["streams"] if "tags" in each]

    def test_it_plays_to_its_end(self, site: Site) -> None:
        """Decoding finds no fault."""
        run("ffmpeg", "-v", "error", "-xerror", "-i", site.folder / RECORDING, "-f", "null", "-")
