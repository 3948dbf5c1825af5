"""Recordings assembled from the sample call, of which every word and every time is known.

``long_recording`` is half an hour and more: the sample call again and again, each time under another
condition that calls have. Nothing is random that a seed does not fix.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.random import Generator

from dccg_meet.shipped_data import sample_recording
from tests.captions.sounds import (
    RATE,
    Samples,
    at_level,
    gain,
    hum,
    level,
    music,
    pink,
    read,
    room,
    silence,
    telephone,
    tones,
    white,
)

FLOOR = -60.0
"""How loud the room of the sample call is when nobody speaks, and so every room here."""

_MARGIN_MS = 50  # Kept before and after a turn, where its sound swells and fades.
_FIRST_MS, _LAST_MS = 800, 1000  # Before the first turn and after the last, as in the sample call.
_BETWEEN_MS = 4000
_PER_MS = RATE // 1000


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody said without a break: from and until in milliseconds, and the words."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound and what is said in it, turn by turn, by start. ``title`` names what is special about it."""

    title: str
    sound: Samples
    turns: tuple[Turn, ...] = ()

    @property
    def duration_ms(self) -> int:
        """How long it is."""
        return len(self.sound) // _PER_MS

    def cut(self, start_ms: int, end_ms: int) -> Recording:
        """A part of it. A turn that the cut goes through has no text: nobody knows which words are left."""
        turns = (
            Turn(
                max(turn.start_ms, start_ms) - start_ms,
                min(turn.end_ms, end_ms) - start_ms,
                turn.text if start_ms <= turn.start_ms and turn.end_ms <= end_ms else "",
                turn.speaker,
                turn.condition,
            )
            for turn in self.turns
            if turn.end_ms > start_ms and turn.start_ms < end_ms
        )
        return Recording(self.title, self.sound[start_ms * _PER_MS : end_ms * _PER_MS], tuple(turns))

    def reference(self) -> str:
        """The turns as JSON, in the form of the sample call's reference: times in seconds."""
        turns = [
            {
                "speaker": turn.speaker,
                "start": turn.start_ms / 1000,
                "end": turn.end_ms / 1000,
                "condition": turn.condition,
                "text": turn.text,
            }
            for turn in self.turns
        ]
        about = {"title": self.title, "duration": self.duration_ms / 1000, "turns": turns}
        return json.dumps(about, indent=1, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Voice:
    """The sound of one turn, with a margin around it, and the pause after it in the sample call."""

    turn: Turn
    sound: Samples
    pause_ms: int


def read_turns(path: Path) -> tuple[Turn, ...]:
    """The turns of a reference, by start, whoever wrote it."""
    data = json.loads(path.read_text(encoding="utf-8"))
    turns = [
        Turn(
            round(turn["start"] * 1000),
            round(turn["end"] * 1000),
            turn["text"],
            turn.get("speaker", ""),
            turn.get("condition", ""),
        )
        for turn in data["turns"]
    ]
    return tuple(sorted(turns, key=lambda turn: turn.start_ms))


@cache
def voices() -> tuple[Voice, ...]:
    """The turns of the sample call, each with its sound."""
    path = sample_recording()
    sound = read(path)
    turns = read_turns(path.with_name("sample-call.reference.json"))
    ends = [turn.start_ms for turn in turns[1:]] + [turns[-1].end_ms + _LAST_MS]
    return tuple(
        Voice(turn, _part(sound, turn.start_ms - _MARGIN_MS, turn.end_ms + _MARGIN_MS), end - turn.end_ms)
        for turn, end in zip(turns, ends, strict=True)
    )


def spoken(
    said: Sequence[Voice],
    rng: Generator,
    *,
    pauses_ms: Sequence[int] | None = None,
    louder: Mapping[str, float] | None = None,
) -> Recording:
    """Turns one after the other in a quiet room.

    ``pauses_ms`` are those after each turn, by default as in the sample call; before a negative one the next
    speaker interrupts. ``louder`` tells for speakers by how many decibels.
    """
    pauses = pauses_ms if pauses_ms is not None else [voice.pause_ms for voice in said]
    turns: list[Turn] = []
    at = _FIRST_MS
    for voice, pause in zip(said, pauses, strict=True):
        end = at + voice.turn.end_ms - voice.turn.start_ms
        turns.append(replace(voice.turn, start_ms=at, end_ms=end))
        at = end + pause
    sound = at_level(white((turns[-1].end_ms + _LAST_MS) / 1000, rng), FLOOR)
    for voice, turn in zip(said, turns, strict=True):
        start = (turn.start_ms - _MARGIN_MS) * _PER_MS
        sound[start : start + len(voice.sound)] += voice.sound * gain((louder or {}).get(turn.speaker, 0))
    return Recording("", sound, tuple(turns))


Condition = Callable[[Sequence[Voice], Generator], Recording]


def _noisy(noise: Callable[[float, Generator], Samples], decibels: float) -> Condition:
    """Noise so many decibels below the voices, through the pauses, too."""

    def condition(said: Sequence[Voice], rng: Generator) -> Recording:
        clean = spoken(said, rng)
        voice = level(np.concatenate([voice.sound for voice in said]))
        around = at_level(noise(clean.duration_ms / 1000, rng), voice - decibels)
        return replace(clean, sound=clean.sound + around)

    return condition


def _telephone(said: Sequence[Voice], rng: Generator) -> Recording:
    clean = spoken(said, rng)
    return replace(clean, sound=telephone(clean.sound * gain(-12)))


def _room(said: Sequence[Voice], rng: Generator) -> Recording:
    clean = spoken(said, rng)
    return replace(clean, sound=room(clean.sound, rng))


def _quiet_speakers(said: Sequence[Voice], rng: Generator) -> Recording:
    """All but the chair and one other are far from their microphones."""
    return spoken(said, rng, louder=dict.fromkeys(("sec", "dcad", "connect"), -20.0))


def _long_silences(said: Sequence[Voice], rng: Generator) -> Recording:
    """After every fourth turn nobody speaks for 15 to 40 seconds."""
    pauses = [
        int(rng.uniform(15_000, 40_000)) if number % 4 == 3 else voice.pause_ms
        for number, voice in enumerate(said)
    ]
    return spoken(said, rng, pauses_ms=pauses)


def _shuffled(said: Sequence[Voice], rng: Generator) -> Recording:
    """Out of order: nothing that was said before tells what comes."""
    return spoken([said[number] for number in rng.permutation(len(said))], rng)


def _overlaps(said: Sequence[Voice], rng: Generator) -> Recording:
    """A part only, for the order of words is in doubt: every new speaker begins before the last one ends."""
    part = said[2:10]
    early = iter([400, 800, 1400, 2000] * 2)
    follows = [*part[1:], part[-1]]
    pauses = [
        voice.pause_ms if voice.turn.speaker == after.turn.speaker else -next(early)
        for voice, after in zip(part, follows, strict=True)
    ]
    return spoken(part, rng, pauses_ms=pauses)


def _music_between(said: Sequence[Voice], rng: Generator) -> Recording:
    """Four seconds of music, as loud as the voices, before every new speaker."""
    follows = [*said[1:], said[-1]]
    pauses = [
        voice.pause_ms if voice.turn.speaker == after.turn.speaker else 5000
        for voice, after in zip(said, follows, strict=True)
    ]
    made = spoken(said, rng, pauses_ms=pauses)
    for turn, pause in zip(made.turns, pauses, strict=True):
        if pause == 5000:
            start = (turn.end_ms + 500) * _PER_MS
            made.sound[start : start + 4 * RATE] += _jingle(4, rng)
    return made


def _music_before(said: Sequence[Voice], rng: Generator) -> Recording:
    """Twenty seconds of music, then the call."""
    call = spoken(said, rng)
    sound = np.concatenate([_jingle(20, rng), call.sound])
    return Recording("", sound, tuple(_moved(turn, 20_000) for turn in call.turns))


CONDITIONS: dict[str, Condition] = {
    "after music": _music_before,
    "white noise, 20 dB": _noisy(white, 20),
    "white noise, 10 dB": _noisy(white, 10),
    "pink noise, 10 dB": _noisy(pink, 10),
    "telephone": _telephone,
    "room": _room,
    "quiet speakers": _quiet_speakers,
    "long silences": _long_silences,
    "music between": _music_between,
    "shuffled": _shuffled,
    "overlaps": _overlaps,
    "clean": spoken,
}
"""What a call can be like, in the order of the long recording."""


def long_recording(conditions: Sequence[str] = tuple(CONDITIONS), *, seed: int = 1) -> Recording:
    """The sample call under each of the conditions, with four quiet seconds between.

    A condition sounds the same whichever others are there.
    """
    sounds: list[Samples] = []
    turns: list[Turn] = []
    at = 0
    for name in conditions:
        rng = np.random.default_rng([seed, list(CONDITIONS).index(name)])
        part = CONDITIONS[name](voices(), rng)
        turns += [replace(_moved(turn, at), condition=name) for turn in part.turns]
        sounds += [part.sound, at_level(white(_BETWEEN_MS / 1000, rng), FLOOR)]
        at += part.duration_ms + _BETWEEN_MS
    return Recording("The sample call under many conditions", np.concatenate(sounds), tuple(turns))


def lasting(minutes: float, *, seed: int = 1) -> Iterator[Samples]:
    """So many minutes of calls, piece by piece, the turns in another order each time."""
    left = round(minutes * 60 * RATE)
    rng = np.random.default_rng(seed)
    while left > 0:
        sound = _shuffled(voices(), rng).sound[:left]
        left -= len(sound)
        yield sound


_NOTHING: dict[str, Callable[[float, Generator], Samples]] = {
    "silence": lambda seconds, _: silence(seconds),
    "white noise": lambda seconds, rng: at_level(white(seconds, rng), -30),
    "hum": lambda seconds, _: at_level(hum(seconds), -30),
    "tones": lambda seconds, rng: at_level(tones(seconds, rng), -25),
    "music": lambda seconds, rng: at_level(music(seconds, rng), -25),
}
NONSPEECH = tuple(_NOTHING)
"""The names of recordings in which nobody speaks."""


def nonspeech(name: str, seconds: float, *, seed: int = 1) -> Recording:
    """A recording in which nobody speaks, one of ``NONSPEECH``."""
    return Recording(name, _NOTHING[name](seconds, np.random.default_rng(seed)))


def _part(sound: Samples, start_ms: int, end_ms: int) -> Samples:
    """A part of a sound that swells and fades within the margin."""
    part = sound[start_ms * _PER_MS : end_ms * _PER_MS].copy()
    edge = np.linspace(0, 1, _MARGIN_MS * _PER_MS, dtype=np.float32)
    part[: len(edge)] *= edge
    part[-len(edge) :] *= edge[::-1]
    return part


def _jingle(seconds: float, rng: Generator) -> Samples:
    return at_level(music(seconds, rng), -25)


def _moved(turn: Turn, by_ms: int) -> Turn:
    return replace(turn, start_ms=turn.start_ms + by_ms, end_ms=turn.end_ms + by_ms)
