"""Sections are heard several at a time, come back in order, and know the same votes whoever is quicker."""

from __future__ import annotations

import random
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dccg_meet.captions.decoding.journal import Journal
from dccg_meet.captions.decoding.manner import MANNERS, Quality
from dccg_meet.captions.decoding.section import Heard, Task
from dccg_meet.captions.decoding.workers import Section, heard, sections
from dccg_meet.captions.hearing.speech import Island
from dccg_meet.captions.hearing.windows import Piece, Window
from dccg_meet.captions.words import Span
from dccg_meet.errors import ModelError

TASK = Task(MANNERS[Quality.FAST])
SECTION = 6


class Slow:
    """Workers that take their time, some more, and remember what they were told."""

    def __init__(self, at_once: int, seed: int = 0, fails_at: int = -1) -> None:
        self.at_once, self.fails_at = at_once, fails_at
        self.told: dict[int, dict[str, float]] = {}
        self.most = self.done = self._now = 0
        self._random, self._lock = random.Random(seed), threading.Lock()  # noqa: S311

    def hear(self, pieces: Sequence[Piece], task: Task, before: Mapping[str, float]) -> Heard:
        """Nothing, and a vote for the number of the first window."""
        number = pieces[0].window.number
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.told[number] = dict(before)
            pause = self._random.uniform(0, 0.003)
        time.sleep(pause)
        with self._lock:
            self._now -= 1
            self.done += 1
        if number == self.fails_at:
            raise ModelError("it failed")
        return Heard((), (), (), (), {str(number): 1.0})


def pieces(count: int) -> Iterator[Piece]:
    """Windows of a second."""
    for number in range(count):
        span = Span(number * 1_000, number * 1_000 + 900)
        yield Piece(Window(number, span, (Island(span.start_ms, span.end_ms),)), np.zeros(1, np.float32))


def run(workers: Slow, count: int = 120, journal: Path | None = None) -> list[Section]:
    """The sections as they come back."""
    wanted = sections(pieces(count), 0, (SECTION, SECTION), count * 1_000)
    return [each for each, _ in heard(wanted, TASK, workers, Journal(journal, "key"))]


@given(st.integers(0, 200), st.integers(-1_000, 300_000))
def test_sections(count: int, duration_ms: int) -> None:
    """Every window is in one section, in order, whatever the file says; only the last may be short."""
    made = list(sections(pieces(count), 3, (6, 12), duration_ms))
    numbers = [piece.window.number for section in made for piece in section.pieces]
    assert numbers == list(range(count))
    assert [section.number for section in made] == list(range(len(made)))
    assert all(section.track == 3 for section in made)
    assert all(6 <= len(section.pieces) <= 12 for section in made[:-1])
    assert all(len(section.pieces) <= 12 for section in made[-1:])


def test_sections_get_smaller() -> None:
    """Long recordings are heard in large sections, but for their end; a short one is shared by two cores."""
    sizes = [len(section.pieces) for section in sections(pieces(100), 0, (6, 12), 100_000)]
    assert sizes == [12, 12, 12, 12, 12, 11, 8, 6, 6, 6, 3]
    assert [len(section.pieces) for section in sections(pieces(12), 0, (6, 12), 12_000)] == [6, 6]


@settings(max_examples=10)
@given(st.integers(1, 30), st.integers(0, 99))
def test_same_votes(at_once: int, seed: int) -> None:
    """However many listen, and whoever is quicker, a section knows the votes of those eight before it."""
    workers = Slow(at_once, seed)
    assert [section.number for section in run(workers)] == list(range(20))
    for first, votes in workers.told.items():
        earlier = range(0, first - 7 * SECTION, SECTION)
        assert votes == {str(number): 1.0 for number in earlier}
    assert workers.most <= at_once


def test_at_a_time() -> None:
    """They do listen at the same time."""
    workers = Slow(4)
    run(workers)
    assert workers.most > 1


def test_sound_is_not_read_ahead() -> None:
    """Of sound that nobody hears yet there is one section; more would take memory."""
    workers, drawn, held = Slow(2), [], []
    wanted = sections(pieces(120), 0, (SECTION, SECTION), 120_000)

    def watched() -> Iterator[Section]:
        for section in wanted:
            drawn.append(section)
            held.append(len(drawn) - 1 - workers.done)
            yield section

    assert len(list(heard(watched(), TASK, workers, Journal(None, "")))) == len(drawn) == 20
    assert max(held) <= workers.at_once + 1


def test_journal(tmp_path: Path) -> None:
    """What failed at a section goes on at that section: finished ones are not heard again."""
    path = tmp_path / "hearing.jsonl"
    with pytest.raises(ModelError):
        run(Slow(2, fails_at=60), journal=path)
    again = Slow(2)
    assert len(run(again, journal=path)) == 20
    assert 60 in again.told
    assert not {0, 6, 12, 18, 24, 30, 36, 42, 48} & set(again.told)
    third = Slow(2)
    run(third, journal=path)
    assert third.told == {}


def test_place() -> None:
    """A section is told from one of another track, and from one that begins or ends elsewhere."""
    [_, second] = sections(pieces(12), 3, (SECTION, SECTION), 12_000)
    assert second.place == (3, 1, 6_000, 11_900)


def test_sound_is_let_go() -> None:
    """Sections that are heard, and wait for one before them, hold no sound."""
    sounds: list[weakref.ref[object]] = []
    alive: list[int] = []
    wanted = sections(pieces(120), 0, (SECTION, SECTION), 120_000)

    def watched() -> Iterator[Section]:
        for section in wanted:
            sounds.extend(weakref.ref(piece.sound) for piece in section.pieces)
            alive.append(sum(sound() is not None for sound in sounds))
            yield section

    workers = Slow(2)
    results = list(heard(watched(), TASK, workers, Journal(None, "")))
    assert [section.place[2] for section, _ in results] == list(range(0, 120_000, 6_000))
    assert max(alive) <= SECTION * (workers.at_once + 3)
