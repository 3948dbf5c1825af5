"""Recordings of several people, made from the sample call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import SAMPLE_RATE

Sound = NDArray[np.float32]


@pytest.fixture(scope="session")
def voices(cut: Callable[[int, int], Sound]) -> tuple[Sound, Sound]:
    """A minute of the call, in which the chair speaks first, and then others do: what is said by each."""
    call = cut(0, 60_000)
    chair = call.copy()
    chair[27_350 * 16 :] = 0
    return chair, call - chair


@pytest.fixture(scope="session")
def hiss() -> Callable[[int, float], Sound]:
    """A minute of noise, the same for the same number; its level in decibels."""

    def make(number: int, decibels: float) -> Sound:
        noise = np.random.default_rng(number).normal(0, 10 ** (decibels / 20), 60 * SAMPLE_RATE)
        return noise.astype(np.float32)

    return make


@pytest.fixture(scope="session")
def write_streams() -> Callable[..., Path]:
    """Writes streams of one or more channels (rows) into a file, one stream after the other."""

    def write(
        path: Path,
        streams: Sequence[Sequence[Sound]],
        *,
        codec: str = "pcm_s16le",
        layouts: Sequence[str] = (),
        starts: Sequence[float] = (),
        bit_rate: int = 0,
        options: dict[str, str] | None = None,
    ) -> Path:
        names = layouts or [{1: "mono", 2: "stereo", 6: "5.1"}[len(rows)] for rows in streams]
        with av.open(str(path), "w", options=options or {}) as container:
            made: list[Any] = []
            for name in names:
                made.append(container.add_stream(codec, rate=SAMPLE_RATE, layout=name))
                if bit_rate:
                    made[-1].bit_rate = bit_rate
            for number, (stream, rows) in enumerate(zip(made, streams, strict=True)):
                sound = np.clip(np.stack(list(rows)), -1, 1)
                start = starts[number] if starts else 0.0
                for packet in _packets(stream, sound, names[number], start):
                    container.mux(packet)
        return path

    return write


def _packets(stream: Any, sound: Sound, layout: str, start: float) -> list[Any]:
    rate = stream.codec_context.sample_rate
    resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate, frame_size=960)
    packed = np.ascontiguousarray(sound.T).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=layout)
    frame.rate, frame.pts, frame.time_base = rate, int(start * rate), Fraction(1, rate)
    packets = []
    for part in [*resampler.resample(frame), *resampler.resample(None)]:
        packets.extend(stream.encode(part))
    return [*packets, *stream.encode(None)]
