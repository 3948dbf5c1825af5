"""Participants on tracks of their own, heard by a real model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions import transcript, vtt
from dccg_meet.captions.decoding.workers import Here
from dccg_meet.captions.make import caption, machine_captions, requested
from dccg_meet.captions.words import spoken_text
from dccg_meet.models.store import resolve

Sound = NDArray[np.float32]


@pytest.mark.whisper
@pytest.mark.parametrize("how", ["streams", "channels"])
def test_two_at_once(
    how: str, tmp_path: Path, cut: Callable[[int, int], Sound], write_streams: Callable[..., Path]
) -> None:
    """Two who speak at the same time, each on a track, are both captioned, word by word, at their time."""
    chair, other = np.zeros((2, 24 * 16_000), np.float32)
    chair[: 7_500 * 16] = cut(105_000, 112_500)
    other[5_500 * 16 : 11_500 * 16] = cut(12_400, 18_400)
    chair[16_000 * 16 : 22_000 * 16] = cut(12_400, 18_400)
    path = tmp_path / "call.mkv"
    write_streams(path, [[chair], [other]] if how == "streams" else [[chair, other]])
    made = caption(requested(path, model="tiny.en"), Here(resolve("tiny.en")))
    said = [spoken_text([word for word in made.words if word.track == track]) for track in (0, 1)]
    assert made.recording.audio_tracks == 2
    assert "no consensus on the format" in said[0]
    assert "say your name before you speak" in said[1]
    assert "say your name before you speak" in said[0]
    overlapping = [word for word in made.words if word.track == 1]
    assert overlapping[0].start_ms < 7_500 < overlapping[-1].end_ms
    shown = machine_captions(made)
    assert vtt.load(vtt.dump(shown)) == shown
    assert transcript.load(transcript.dump(made)) == made
