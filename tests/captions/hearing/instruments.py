"""Sounds of every kind, made from numbers: 16 kHz mono float32, the same at every run.

Levels are those of recordings: a voice is at about -25 dB under full scale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import SAMPLE_RATE

Sound = NDArray[np.float32]

_PROGRESSION: Final = ((57, 60, 64), (53, 57, 60), (48, 52, 55, 60), (55, 59, 62, 65))  # a minor, F, C, G7
_TUNE: Final = (64, 67, 69, 72, 71, 67, 64, 62, 60, 64, 67, 65, 64, 62, 60, 59)
_DIGITS: Final = {
    digit: (low, high)
    for low, row in zip((697, 770, 852, 941), ("123A", "456B", "789C", "*0#D"), strict=True)
    for digit, high in zip(row, (1209, 1336, 1477, 1633), strict=True)
}


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _at(level_db: float, sound: NDArray[np.float64]) -> Sound:
    """The sound, so loud that its root mean square is at this level."""
    loudness = np.sqrt(np.mean(np.square(sound)))
    return np.asarray(np.clip(sound / loudness * 10 ** (level_db / 20), -1, 1), np.float32)


def _hertz(key: float) -> float:
    return float(440 * 2 ** ((key - 69) / 12))


def _mixed(seconds: float, parts: Iterable[tuple[float, NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Parts, each from a time on."""
    sound = np.zeros(int(seconds * SAMPLE_RATE))
    for start, part in parts:
        first = int(start * SAMPLE_RATE)
        piece = part[: max(0, len(sound) - first)]
        sound[first : first + len(piece)] += piece
    return sound


def _struck(key: float, seconds: float, *, decay: float = 1.2, partials: int = 8) -> NDArray[np.float64]:
    """A note that is struck or plucked, and fades."""
    time = _time(seconds)
    tones = [
        np.sin(2 * np.pi * _hertz(key) * n * time) * np.exp(-time * n / decay / 2) / n
        for n in range(1, partials + 1)
        if _hertz(key) * n < SAMPLE_RATE / 2
    ]
    return np.asarray(sum(tones) * np.minimum(1, time / 0.005) * np.minimum(1, time[::-1] / 0.02))


def _blown(key: float, seconds: float, *, partials: int = 10) -> NDArray[np.float64]:
    """A note that is blown or bowed, and stays."""
    time = _time(seconds)
    tones = [
        np.sin(2 * np.pi * _hertz(key) * n * time) / n
        for n in range(1, partials + 1)
        if _hertz(key) * n < SAMPLE_RATE / 2
    ]
    return np.asarray(sum(tones) * np.minimum(1, time / 0.05) * np.minimum(1, time[::-1] / 0.05))


def piano(seconds: float, level_db: float = -25) -> Sound:
    """Broken and whole chords, one a second and a half."""
    parts = [
        (number * 1.5 + (position * 0.18 if number % 2 else 0), _struck(key, 2.2))
        for number in range(int(seconds / 1.5) + 1)
        for position, key in enumerate(_PROGRESSION[number % len(_PROGRESSION)])
    ]
    return _at(level_db, _mixed(seconds, parts))


def organ(seconds: float, level_db: float = -25) -> Sound:
    """Chords that last two seconds each."""
    parts = [
        (number * 2.0, _blown(key, 2.0))
        for number in range(int(seconds / 2) + 1)
        for key in _PROGRESSION[number % len(_PROGRESSION)]
    ]
    return _at(level_db, _mixed(seconds, parts))


def flute(seconds: float, level_db: float = -25) -> Sound:
    """A tune without chords, with an echo as in a hall."""
    tune = _mixed(
        seconds,
        ((n * 0.5, _blown(_TUNE[n % len(_TUNE)] + 5, 0.5, partials=7)) for n in range(int(seconds * 2) + 1)),
    )
    echoes = [(delay, tune * 0.6**n) for n, delay in enumerate((0.0, 0.21, 0.43, 0.64))]
    return _at(level_db, _mixed(seconds, echoes))


def band(seconds: float, level_db: float = -25) -> Sound:
    """Drums, a bass and chords."""
    random = np.random.default_rng(5)
    beats = int(seconds * 2) + 1
    hiss = random.normal(0, 1, SAMPLE_RATE // 8) * np.exp(-_time(1 / 8) * 60)
    drum = np.sin(2 * np.pi * 60 * _time(0.2)) * np.exp(-_time(0.2) * 20)
    parts = [(n / 2, drum * 2) for n in range(beats)] + [(n / 4, hiss * 0.5) for n in range(beats * 2)]
    parts += [(n / 2, _struck(_PROGRESSION[n // 4 % 4][0] - 12, 0.5) * 1.2) for n in range(beats)]
    parts += [
        (n / 2 + 0.25, _struck(key + 12, 0.9) * 0.8) for n in range(beats) for key in _PROGRESSION[n // 4 % 4]
    ]
    return _at(level_db, _mixed(seconds, parts))


def noise(seconds: float, level_db: float = -25, *, steepness: float = 0.0, seed: int = 1) -> Sound:
    """Noise whose amplitude falls with the frequency to the power of ``steepness``: 0.5 pink, 1 brown."""
    count = int(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(0, 1, count))
    hertz = np.maximum(20, np.fft.rfftfreq(count, 1 / SAMPLE_RATE))
    return _at(level_db, np.fft.irfft(spectrum / hertz**steepness, count))


def tones(seconds: float, hertz: Sequence[float], level_db: float = -25) -> Sound:
    """Tones that never change: a hum, a dial tone."""
    return _at(level_db, sum((np.sin(2 * np.pi * f * _time(seconds)) for f in hertz), np.zeros(1)))


def hum(seconds: float, level_db: float = -25) -> Sound:
    """A loud hum of the mains with all its overtones."""
    return tones(seconds, [50.0 * n for n in range(1, 30)], level_db)


def fan(seconds: float, level_db: float = -25) -> Sound:
    """A fan: the hum of its blades, slowly changing, in the noise of its air."""
    turns = np.cumsum(87 + np.sin(2 * np.pi * 0.1 * _time(seconds))) / SAMPLE_RATE
    blades = sum((np.sin(2 * np.pi * n * turns) / n for n in range(1, 12)), np.zeros(1))
    return _at(level_db, blades * 0.7 + noise(seconds, 0, steepness=0.5).astype(np.float64) * 3)


def ringing(seconds: float, hertz: Sequence[float], on: float, off: float) -> Sound:
    """Tones that come and go: a busy line, a telephone that rings, an alarm."""
    return tones(seconds, hertz) * (_time(seconds) % (on + off) < on)


def dialling(seconds: float, on: float = 0.15) -> Sound:
    """The keys of a telephone, one after the other."""
    digits = "04412079460123*#" * (int(seconds / on) + 1)
    parts = [
        (n * 2 * on, tones(on, _DIGITS[digit]).astype(np.float64))
        for n, digit in enumerate(digits[: int(seconds / on / 2)])
    ]
    return _mixed(seconds, parts).astype(np.float32)


def siren(seconds: float, level_db: float = -25) -> Sound:
    """A tone with overtones that goes up and down between 500 and 1200 Hz."""
    turns = np.cumsum(850 + 350 * np.sin(2 * np.pi * 0.3 * _time(seconds))) / SAMPLE_RATE
    return _at(level_db, sum((np.sin(2 * np.pi * n * turns) / n for n in (1, 2, 3)), np.zeros(1)))


def horn(seconds: float, level_db: float = -20) -> Sound:
    """The horn of a ship: a chord that does not change, with some noise."""
    chord = sum((_blown(key, seconds) for key in (45, 49.2, 52.1)), np.zeros(1))
    return _at(level_db, chord + np.random.default_rng(2).normal(0, 0.3, len(chord)))


def keys(seconds: float, a_second: float = 7) -> Sound:
    """Keys of a keyboard: clicks as they are pressed and let go."""
    random = np.random.default_rng(3)
    parts = []
    for start in random.uniform(0, seconds, int(seconds * a_second)):
        for later, loud in ((0.0, 1.0), (random.uniform(0.06, 0.12), 0.5)):
            length = random.uniform(0.01, 0.03)
            click = random.normal(0, loud, int(length * SAMPLE_RATE)) * np.exp(-_time(length) * 300)
            parts.append((start + later, click[: int(length * SAMPLE_RATE)]))
    return _at(-35, _mixed(seconds, parts))


def doors(seconds: float) -> Sound:
    """A door slams every two and a half seconds."""
    random = np.random.default_rng(4)
    slam = random.normal(0, 1, SAMPLE_RATE) * np.exp(-_time(1) * 12)
    slam = np.convolve(slam, np.ones(40) / 40, "same")
    return _at(-25, _mixed(seconds, ((n * 2.5, slam) for n in range(int(seconds / 2.5) + 1))))


def rain(seconds: float) -> Sound:
    """Drops on a window: white clicks, many a second, over a hiss."""
    random = np.random.default_rng(6)
    drop = random.normal(0, 1, 80) * np.exp(-np.arange(80) / 16)
    starts = random.uniform(0, seconds, int(seconds * 120))
    drops = _mixed(seconds, ((start, drop * random.exponential(1)) for start in starts))
    return _at(-25, drops + noise(seconds, 0).astype(np.float64) * 0.1)


def breath(seconds: float) -> Sound:
    """Somebody breathes into the microphone, in and out every four seconds."""
    swell = np.clip(np.sin(2 * np.pi * _time(seconds) / 2), 0, None)
    return _at(-35, noise(seconds, -20, steepness=0.4).astype(np.float64) * swell**2)


def applause(seconds: float, people: int = 25, level_db: float = -22) -> Sound:
    """People clap, each at their own pace and with their own hands, in a small hall; they begin and end."""
    random = np.random.default_rng(8)
    parts = []
    for _ in range(people):
        pace, pitch, near = random.uniform(3, 5), random.uniform(900, 1_900), random.uniform(0.2, 1.0)
        begin, end = random.uniform(0, 0.3), seconds - random.uniform(0, 0.5)
        at = begin
        while at < end:
            length = 0.03
            ring = np.cos(2 * np.pi * pitch * random.uniform(0.9, 1.1) * _time(length))
            clap = random.normal(0, 1, len(_time(length))) * (1 + ring) * np.exp(-_time(length) * 250)
            parts.append((at, clap * near))
            at += random.normal(1 / pace, 0.02)
    claps = _mixed(seconds, parts)
    count = len(claps) + SAMPLE_RATE
    echo = random.normal(0, 0.05, SAMPLE_RATE // 3) * np.exp(-_time(1 / 3) * 14)[: SAMPLE_RATE // 3]
    echo[0] = 1
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    palms = (hertz / 900) ** 2 / (1 + (hertz / 900) ** 2) / (1 + (hertz / 2_300) ** 2)
    spectrum = np.fft.rfft(claps, count) * np.fft.rfft(echo, count) * palms
    return _at(level_db, np.fft.irfft(spectrum, count)[: len(claps)])


MUSIC: Final[dict[str, Callable[[float], Sound]]] = {
    "piano": piano,
    "organ": organ,
    "flute in a hall": flute,
    "band": band,
}

NOT_TO_BE_SHOWN: Final[dict[str, Callable[[float], Sound]]] = {
    "white noise": noise,
    "pink noise": lambda seconds: noise(seconds, steepness=0.5),
    "brown noise": lambda seconds: noise(seconds, steepness=1.0),
    "hum": hum,
    "quiet hum": lambda seconds: hum(seconds, -45),
    "fan": fan,
    "tone": lambda seconds: tones(seconds, [1_000]),
    "chord": lambda seconds: tones(seconds, [261.6, 329.6, 392.0, 523.3]),
    "dial tone": lambda seconds: tones(seconds, [350, 440]),
    "busy line": lambda seconds: ringing(seconds, [480, 620], 0.5, 0.5),
    "ringing telephone": lambda seconds: ringing(seconds, [400, 450, 800, 1_200], 0.4, 0.2),
    "alarm": lambda seconds: ringing(seconds, [2_000, 4_000], 0.1, 0.1),
    "dialling": dialling,
    "slow dialling": lambda seconds: dialling(seconds, 0.5),
    "siren": siren,
    "horn": horn,
    "keys": keys,
    "many keys": lambda seconds: keys(seconds, 15),
    "doors": doors,
    "rain": rain,
    "breath": breath,
}
