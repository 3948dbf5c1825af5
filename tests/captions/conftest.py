"""Media made on the spot, and one transcription of the sample call for each model."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions.decoding.workers import Here
from dccg_meet.captions.make import caption, requested
from dccg_meet.captions.transcript import Transcript
from dccg_meet.models.store import resolve
from dccg_meet.shipped_data import sample_recording

NAMES = (
    "Amara Diallo",
    "Olena Kovalenko",
    "Rajesh Menon",
    "Tomas Ferreira",
    "Mei-Ling Chua",
    "Fairbridge Foundation",
    "DCCG",
    "Chatham House Rule",
)


@dataclass(frozen=True)
class Turn:
    """One turn of the reference: when, and what was said."""

    start_ms: int
    end_ms: int
    text: str


@pytest.fixture(scope="session")
def turns() -> tuple[Turn, ...]:
    """Who wrote the sample call knows what is said in it."""
    data = json.loads(sample_recording().with_name("sample-call.reference.json").read_text())
    return tuple(
        Turn(round(turn["start"] * 1000), round(turn["end"] * 1000), turn["text"]) for turn in data["turns"]
    )


@pytest.fixture(scope="session")
def heard() -> Callable[[str], Transcript]:
    """The transcript of the sample call: ``base`` with its names expected, ``tiny.en`` without."""

    @cache
    def hear(model: str) -> Transcript:
        names = NAMES if model == "base" else ()
        request = requested(sample_recording(), model=model, hotwords=names)
        return caption(request, Here(resolve(model)))

    return hear


@pytest.fixture(scope="session")
def cut() -> Callable[[int, int], NDArray[np.float32]]:
    """A part of the sample call, from and until in milliseconds, as 16 kHz mono."""
    with av.open(str(sample_recording())) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        parts = [
            part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)
        ]
    sound = np.concatenate(parts)
    return lambda start_ms, end_ms: sound[start_ms * 16 : end_ms * 16]


@pytest.fixture(scope="session")
def tone() -> Callable[..., NDArray[np.float32]]:
    """Seconds of a sine."""

    def make(seconds: float, *, rate: int = 16_000, hertz: int = 440) -> NDArray[np.float32]:
        return (0.3 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)

    return make


@pytest.fixture(scope="session")
def write_media() -> Callable[..., Path]:
    """Writes sound (mono, float32) into a new media file with PyAV."""

    def write(
        path: Path,
        sound: NDArray[np.float32] | None,
        *,
        rate: int = 16_000,
        codec: str = "pcm_s16le",
        layout: str = "mono",
        tracks: int = 1,
        video_frames: int = 0,
        starts_at: float = 0.0,
        options: dict[str, str] | None = None,
    ) -> Path:
        with av.open(str(path), "w", options=options or {}) as container:
            film = container.add_stream("mpeg4", rate=5) if video_frames else None
            streams: Sequence[Any] = [
                container.add_stream(codec, rate=rate, layout=layout)
                for _ in range(tracks)
                if sound is not None
            ]
            if film is not None:
                film.width = film.height = 64
                film.pix_fmt = "yuv420p"
                for number in range(video_frames):
                    picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number % 250, np.uint8))
                    picture.pts, picture.time_base = number, Fraction(1, 5)
                    container.mux(film.encode(picture))
                container.mux(film.encode(None))
            for stream in streams:
                assert sound is not None
                _encode(container, stream, sound, rate, layout, starts_at)
        return path

    return write


def _encode(
    container: Any, stream: Any, sound: NDArray[np.float32], rate: int, layout: str, starts_at: float
) -> None:
    channels = len(av.AudioLayout(layout).channels)
    resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate, frame_size=1024)
    frame = av.AudioFrame.from_ndarray(np.tile(sound, (channels, 1)), format="fltp", layout=layout)
    frame.rate, frame.pts, frame.time_base = rate, int(starts_at * rate), Fraction(1, rate)
    for part in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(stream.encode(part))
    container.mux(stream.encode(None))
