"""Sound that is made, not recorded: noise, hum, tones, music; and what lines and rooms do to a voice.

All sound is 16 kHz mono, float32, -1 to 1. Levels are root mean squares in decibels below full scale. What is
random comes from the generator that is given: the same seed makes the same sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

RATE = 16_000
Samples = NDArray[np.float32]

_FULL_SCALE = 32_767
_FRAME = 4096  # What the encoder of FLAC takes at once.
_LINE_HERTZ = (300, 3400)
_LINE_STEP = 2  # One sample of two: 8 kHz.
_MU = 255  # ITU-T G.711
_HUM = ((1, 1.0), (2, 0.3), (3, 0.5), (5, 0.2))
_PARTIALS = ((1, 1.0), (2, 0.5), (3, 0.25), (4, 0.12))
_CHORDS = ((57, 60, 64, 69), (53, 57, 60, 65), (48, 55, 60, 64), (55, 59, 62, 67))
"""A minor, F, C, G as MIDI notes."""
_SCALE = (69, 72, 74, 76, 79, 81)
_CHORD_SECONDS, _NOTE_SECONDS = 2.0, 0.5


def read(path: Path) -> Samples:
    """The first audio track of a file."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [*container.decode(audio=0), None]
        parts = [part.to_ndarray()[0] for frame in frames for part in resampler.resample(frame)]
    return np.concatenate(parts, dtype=np.float32)


def write(path: Path, sound: Iterable[Samples]) -> Path:
    """Writes pieces of sound one after the other as FLAC of 16 bits; what is beyond full scale is clipped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE, layout="mono", format="s16")
        at = 0
        for samples in _frames(sound):
            frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
            frame.rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            container.mux(stream.encode(frame))
            at += len(samples)
        container.mux(stream.encode(None))
    return path


def _frames(sound: Iterable[Samples]) -> Iterator[NDArray[np.int16]]:
    rest = np.zeros(0, np.int16)
    for piece in sound:
        whole = np.round(np.clip(piece, -1, 1) * _FULL_SCALE).astype(np.int16)
        rest = np.concatenate([rest, whole])
        fitting = len(rest) // _FRAME * _FRAME
        yield from rest[:fitting].reshape(-1, _FRAME)
        rest = rest[fitting:]
    if len(rest):
        yield rest


def level(sound: Samples) -> float:
    """How loud a sound is; silence is at -120."""
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-12))


def gain(decibels: float) -> np.float32:
    """What to multiply with to make a sound so much louder."""
    return np.float32(10 ** (decibels / 20))


def at_level(sound: Samples, decibels: float) -> Samples:
    """The sound made as loud as that."""
    louder: Samples = sound * gain(decibels - level(sound))
    return louder


def silence(seconds: float) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * RATE), np.float32)


def white(seconds: float, rng: Generator) -> Samples:
    """White noise: as strong at every frequency."""
    return rng.standard_normal(round(seconds * RATE), np.float32)


def pink(seconds: float, rng: Generator) -> Samples:
    """Pink noise: as strong in every octave, like ventilation and traffic."""
    noise = white(seconds, rng)
    spectrum = np.fft.rfft(noise)
    spectrum /= np.sqrt(np.maximum(_hertz(len(noise)), 20))
    return np.fft.irfft(spectrum, len(noise)).astype(np.float32)


def hum(seconds: float) -> Samples:
    """Mains of 50 Hz with some of its harmonics."""
    return _harmonics(50 * _time(seconds), _HUM).astype(np.float32)


def tones(seconds: float, rng: Generator) -> Samples:
    """What machines play to a call: tones and sweeps of up to two seconds, with pauses between."""
    sound, at = silence(seconds), 0
    while at < len(sound):
        lasts = rng.uniform(0.1, 2)
        first, last = rng.uniform(300, 2000, 2) if rng.random() < 0.3 else [rng.uniform(300, 2000)] * 2
        time = _time(lasts)
        played = np.sin(2 * np.pi * (first + (last - first) * time / lasts / 2) * time) * _edges(len(time))
        _add(sound, at, played)
        at += len(time) + int(rng.uniform(0.05, 1.5) * RATE)
    return sound


def music(seconds: float, rng: Generator) -> Samples:
    """A piano of sorts: four chords over and over, a note of each struck softer or louder, and a melody."""
    sound = silence(seconds)
    for number in range(int(seconds / _CHORD_SECONDS) + 1):
        for note in _CHORDS[number % len(_CHORDS)]:
            _strike(sound, number * _CHORD_SECONDS, note, rng.uniform(0.4, 0.8))
    for number in range(int(seconds / _NOTE_SECONDS) + 1):
        if rng.random() < 0.7:
            _strike(sound, number * _NOTE_SECONDS, int(rng.choice(_SCALE)), rng.uniform(0.3, 1))
    return sound


def _strike(sound: Samples, at: float, note: int, loud: float) -> None:
    """A note of a string that was struck: at once there, then dying away."""
    time = _time(_CHORD_SECONDS)
    strings = _harmonics(440 * 2 ** ((note - 69) / 12) * time, _PARTIALS)
    _add(sound, round(at * RATE), loud * strings * np.exp(-2 * time) * _edges(len(time)))


def telephone(sound: Samples) -> Samples:
    """A telephone line: 300 to 3400 Hz, 8 kHz, 8 bits of mu-law."""
    size = _quick(len(sound))
    spectrum = np.fft.rfft(sound, size)
    hertz = _hertz(size)
    spectrum[(hertz < _LINE_HERTZ[0]) | (hertz > _LINE_HERTZ[1])] = 0
    line = np.clip(np.fft.irfft(spectrum, size)[::_LINE_STEP], -1, 1)
    coded = np.round(np.sign(line) * np.log1p(_MU * np.abs(line)) / np.log1p(_MU) * 127) / 127
    heard = np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(_MU)) / _MU
    back = np.fft.irfft(np.fft.rfft(heard), size) * _LINE_STEP
    return back[: len(sound)].astype(np.float32)


def room(sound: Samples, rng: Generator) -> Samples:
    """A meeting room: an echo that takes half a second to fall by 60 dB, half as strong as the voice."""
    time = _time(0.5)
    echo = rng.standard_normal(len(time)) * np.exp(-np.log(1000) * time / 0.5)
    echo[: RATE // 200] = 0  # The first wall is more than 5 ms away.
    echo *= np.sqrt(0.5) / np.linalg.norm(echo)
    size = _quick(len(sound) + len(echo))
    around = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(echo, size), size)[: len(sound)]
    return (sound + around).astype(np.float32)


def _harmonics(turns: NDArray[np.float64], parts: Sequence[tuple[int, float]]) -> NDArray[np.float64]:
    """Sines of one, two, three times as many turns, each as loud as its part says."""
    sound = np.zeros_like(turns)
    for number, loud in parts:
        sound += loud * np.sin(2 * np.pi * number * turns)
    return sound


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def _quick(size: int) -> int:
    """A size, no smaller, whose Fourier transform is quick, for it has no large prime factor."""
    return -(-size // RATE) * RATE


def _hertz(size: int) -> NDArray[np.floating[Any]]:
    return np.fft.rfftfreq(size, 1 / RATE)


def _edges(size: int) -> NDArray[np.floating[Any]]:
    """Ten milliseconds up at the start and down at the end, so that nothing clicks."""
    return np.clip(np.minimum(np.arange(size), np.arange(size)[::-1]) / (0.01 * RATE), 0, 1)


def _add(sound: Samples, at: int, more: NDArray[np.floating[Any]]) -> None:
    fitting = more[: max(0, len(sound) - at)]
    sound[at : at + len(fitting)] += fitting.astype(np.float32)
