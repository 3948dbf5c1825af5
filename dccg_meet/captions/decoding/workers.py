"""Who hears sections, and in which order they come back: several are heard at a time, none twice."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from dccg_meet.captions.decoding.journal import Journal, Place
from dccg_meet.captions.decoding.language import added
from dccg_meet.captions.decoding.model import Model
from dccg_meet.captions.decoding.section import Heard, Task, hear
from dccg_meet.captions.hearing.windows import Piece

_AHEAD: Final = 8  # Sections that may be heard at a time; it says whose votes a section knows.

_SHARES: Final = 4  # of what is left of a recording, each a section


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Consecutive windows of one track; ``number`` counts from 0 in the track."""

    track: int
    number: int
    pieces: tuple[Piece, ...]

    @property
    def place(self) -> Place:
        """Where it is in the journal."""
        spans = [piece.window.span for piece in self.pieces]
        return self.track, self.number, spans[0].start_ms, spans[-1].end_ms

    def without_sound(self) -> Section:
        """The section once it is heard: its sound takes memory."""
        nothing = np.zeros(0, np.float32)
        return replace(self, pieces=tuple(replace(piece, sound=nothing) for piece in self.pieces))


class Workers(Protocol):
    """Hear sections, ``at_once`` of them at the same time, each in a thread of the caller."""

    at_once: int

    def hear(self, pieces: Sequence[Piece], task: Task, before: Mapping[str, float]) -> Heard:
        """What :func:`dccg_meet.captions.decoding.section.hear` gives."""


class Here:
    """Workers of this process, all with the one model. It is loaded while the recording is opened."""

    def __init__(self, weights: Path, threads: int = 0) -> None:
        """``threads`` 0 takes every core."""
        self.at_once = threads or os.cpu_count() or 1
        loader = ThreadPoolExecutor(1)
        self._loading = loader.submit(Model, weights, self.at_once)
        loader.shutdown(wait=False)

    @cached_property
    def model(self) -> Model:
        """The model. Raises ModelError where it cannot be used."""
        return self._loading.result()

    def hear(self, pieces: Sequence[Piece], task: Task, before: Mapping[str, float]) -> Heard:
        """Hears a section with the model. Raises ModelError where the model does not know the language."""
        return hear(pieces, self.model, task.fitted(self.model), before)


def sections(
    pieces: Iterable[Piece], track: int, windows: tuple[int, int], duration_ms: int
) -> Iterator[Section]:
    """The windows of a track that lasts ``duration_ms``, a section at a time.

    A section takes a share of what is left, with the fewest and the most ``windows`` it may have: large ones
    take less time for each window, and small ones at the end let all cores end together (guided
    self-scheduling, Polychronopoulos and Kuck 1987). The last has what remains.
    """
    fewest, most = windows
    taken: list[Piece] = []
    number = 0
    for piece in pieces:
        taken.append(piece)
        start_ms = taken[0].window.span.start_ms
        enough = (piece.window.span.end_ms - start_ms) * _SHARES >= duration_ms - start_ms
        if len(taken) == most or (enough and len(taken) >= fewest):
            yield Section(track, number, tuple(taken))
            taken, number = [], number + 1
    if taken:
        yield Section(track, number, tuple(taken))


def heard(
    wanted: Iterable[Section], task: Task, workers: Workers, journal: Journal
) -> Iterator[tuple[Section, Heard]]:
    """Every section without its sound, and what was heard in it, in order; from the journal if it is there.

    A section knows the votes for a language of those at least eight before it, whoever is how fast: the same
    recording gives the same words.
    """

    def begin(section: Section, before: Mapping[str, float]) -> Heard:
        known = journal.get(section.place)
        if known is None:
            known = workers.hear(section.pieces, task, before)
            journal.add(section.place, known)
        return known

    waiting: deque[tuple[Section, Future[Heard]]] = deque()
    votes: dict[str, float] = {}
    pool = ThreadPoolExecutor(min(workers.at_once, _AHEAD))
    try:
        for section in wanted:
            if len(waiting) == _AHEAD:
                first, future = waiting.popleft()
                votes = added([votes, future.result().votes])
                yield first, future.result()
            waiting.append((section.without_sound(), pool.submit(begin, section, votes)))
            _until_wanted([future for _, future in waiting], workers.at_once)
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _until_wanted(futures: Iterable[Future[Heard]], at_once: int) -> None:
    """Waits while workers have enough to do, and one section more: sound that waits takes memory."""
    undone = {future for future in futures if not future.done()}
    while len(undone) > at_once + 1:
        undone = wait(undone, return_when=FIRST_COMPLETED).not_done
