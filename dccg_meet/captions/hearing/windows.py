"""Packs islands of speech into windows that the model hears at once, cut in silence, while sound comes in.

Times are integer milliseconds. Only the sound of windows that are still open is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dccg_meet.captions.hearing.audio import SAMPLE_RATE, Samples
from dccg_meet.captions.hearing.speech import FRAME_MS, Detector, Island, Islands, quietest, volume
from dccg_meet.captions.words import Span

_SILENCE_ENDS_WINDOW_MS: Final = 3_000
_MARGIN_MS: Final = 200  # of the silence around the speech is heard with it


@dataclass(frozen=True, slots=True)
class Window:
    """What the model hears at once: a number counted from 0, the time it spans, and the speech inside."""

    number: int
    span: Span
    islands: tuple[Island, ...]

    @property
    def speech_ms(self) -> int:
        """How much of it is speech."""
        return sum(island.duration_ms for island in self.islands)

    @property
    def faint(self) -> bool:
        """Whether all of it is."""
        return all(island.faint for island in self.islands)


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A window and its sound."""

    window: Window
    sound: Samples


def pieces(blocks: Iterable[Samples], longest_ms: int) -> Iterator[Piece]:
    """Windows of at most ``longest_ms`` from first to last word, each with its sound, as soon as they end.

    Every island is in one window, whole; one that is longer is cut at its quietest moment.
    """
    detector, islands, packer, tape = Detector(), Islands(longest_ms), Packer(longest_ms), _Tape()
    for block in blocks:
        tape.append(block)
        ended = list(islands.feed(detector.listen(block)))
        for window in packer.feed(ended, islands.settled_ms):
            yield Piece(window, tape.cut(window.span))
        tape.forget(packer.open_ms)
    ended = list(islands.finish(tape.duration_ms))
    for window in (*packer.feed(ended, tape.duration_ms), *packer.finish(tape.duration_ms)):
        yield Piece(window, tape.cut(window.span))


class Packer:
    """Packs islands into windows, parted where the silence is longest."""

    def __init__(self, longest_ms: int) -> None:
        self._longest_ms = longest_ms
        self._group: list[Island] = []
        self._number = 0
        self._before_ms = 0  # the end of the speech in the last window
        self._settled_ms = 0

    @property
    def open_ms(self) -> int:
        """No window that is still to come begins before this."""
        start = self._group[0].start_ms if self._group else self._settled_ms
        return max(0, start - _MARGIN_MS)

    def feed(self, islands: Iterable[Island], settled_ms: int) -> Iterator[Window]:
        """The windows that are complete, now that ``islands`` are known; others begin after ``settled_ms``.

        A group as long as it may be is cut at the longest silence of its second half; the rest is kept.
        """
        for island in islands:
            while self._group and island.end_ms - self._group[0].start_ms > self._longest_ms:
                cut = _longest_silence([*self._group, island])
                rest = self._group[cut:]
                yield self._window(self._group[:cut], (rest or [island])[0].start_ms)
                self._group = rest
            if self._group and island.start_ms - self._group[-1].end_ms > _SILENCE_ENDS_WINDOW_MS:
                yield from self.finish(island.start_ms)
            self._group.append(island)
        self._settled_ms = settled_ms
        if self._group and settled_ms - self._group[-1].end_ms > _SILENCE_ENDS_WINDOW_MS:
            yield from self.finish(settled_ms)

    def finish(self, until_ms: int) -> Iterator[Window]:
        """The window that is still open, if any; nobody speaks from its end to ``until_ms``."""
        if self._group:
            yield self._window(self._group, until_ms)
            self._group = []

    def _window(self, islands: Sequence[Island], until_ms: int) -> Window:
        span = Span(
            max(self._before_ms, islands[0].start_ms - _MARGIN_MS),
            min(until_ms, islands[-1].end_ms + _MARGIN_MS),
        )
        window = Window(self._number, span, tuple(islands))
        self._number, self._before_ms = self._number + 1, islands[-1].end_ms
        return window


def _longest_silence(group: Sequence[Island]) -> int:
    """The position of the island before which the silence is longest, in the second half of the time."""
    half = group[0].start_ms + (group[-1].end_ms - group[0].start_ms) // 2
    late = [position for position in range(1, len(group)) if group[position].start_ms >= half]
    return max(
        late or [len(group) - 1],
        key=lambda position: (group[position].start_ms - group[position - 1].end_ms, position),
    )


class _Tape:
    """The end of the sound that was read so far: what windows still need."""

    def __init__(self) -> None:
        self._held = np.zeros(0, np.float32)
        self._offset = 0

    @property
    def duration_ms(self) -> int:
        """How much was read."""
        return (self._offset + len(self._held)) * 1000 // SAMPLE_RATE

    def append(self, block: Samples) -> None:
        """Hold one more block."""
        self._held = np.concatenate([self._held, block])

    def cut(self, span: Span) -> Samples:
        """The sound of a stretch that is still held."""
        return self._held[_sample(span.start_ms) - self._offset : _sample(span.end_ms) - self._offset].copy()

    def forget(self, before_ms: int) -> None:
        """Let go of everything before a time."""
        drop = min(max(0, _sample(before_ms) - self._offset), len(self._held))
        self._held, self._offset = self._held[drop:], self._offset + drop


def halves(piece: Piece) -> tuple[Piece, ...]:
    """The window in two parts with their sound: cut in its longest silence, or at its quietest moment."""
    window = piece.window
    if len(window.islands) > 1:
        position = _longest_silence(window.islands)
        at = (window.islands[position - 1].end_ms + window.islands[position].start_ms) // 2
    else:
        loudness = volume(piece.sound)
        third = len(loudness) // 3
        at = window.span.start_ms + (third + quietest(loudness[third : 2 * third])) * FRAME_MS
    start, end = window.span.start_ms, window.span.end_ms
    at = min(max(at, start + 1), end - 1)
    return cut(piece, Span(start, at)), cut(piece, Span(at, end))


def cut(piece: Piece, span: Span, *, around_ms: int = 0) -> Piece:
    """The part of a piece that is inside ``span``, heard with some of the sound around it."""
    window = piece.window
    islands = tuple(
        Island(max(island.start_ms, span.start_ms), min(island.end_ms, span.end_ms), island.faint)
        for island in window.islands
        if island.overlap_ms(span)
    )
    start = max(window.span.start_ms, span.start_ms - around_ms)
    end = min(window.span.end_ms, span.end_ms + around_ms)
    begin = _sample(window.span.start_ms)
    return Piece(
        Window(window.number, Span(start, end), islands),
        piece.sound[_sample(start) - begin : _sample(end) - begin],
    )


def _sample(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000
