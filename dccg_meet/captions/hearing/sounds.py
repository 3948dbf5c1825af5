"""What is heard between the islands of speech: long silence, music, applause; nothing where it is unclear.

A viewer who sees no caption for long wonders whether the captions have failed; one who reads a caption that
is not true is misled. So the evidence has to be clear, and what is neither speech nor one of these is not
shown: noise, hum, tones, horns, bells, keys, doors. Laughter is never found: it is short, and in all that is
measured here it is too much like other voices.

Source for silence: Centre for Excellence in Universal Design (Ireland), "Subtitle all relevant audio
content", "Identify periods of silence".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dccg_meet.captions.hearing.audio import SAMPLE_RATE, Samples
from dccg_meet.captions.hearing.timbre import (
    HELD_FRAMES,
    LENGTH,
    STEP,
    Analyser,
    Bools,
    Floats,
    Frames,
    joined,
)
from dccg_meet.captions.words import Kind, Sound, Span

SHORTEST_MS: Final = {Kind.SILENCE: 10_000, Kind.MUSIC: 4_000, Kind.APPLAUSE: 1_500}
"""What is shorter is not shown."""

_CHUNK: Final = 8  # frames: half a second, in which music may hold one chord
_WINDOW: Final = 8  # chunks: 4 s are judged at once
_CHORD: Final = 3  # notes at once; a voice or a whistle seldom holds as many
_RICH: Final = 0.6  # of the frames have a chord
_NOTES: Final = 14  # different notes in a window
_HEARD_FRAMES: Final = 3  # A note counts if it is held so often in a window.
_COMPARED: Final = 36  # pitches, up to 1050 Hz: further up all chords share overtones.
_ALIKE: Final = 0.65  # cosine of what chunks hold; a horn, a bell and a hum stay alike: 0.7 to 1
_FEWEST_WINDOWS: Final = 2  # that change like music, …
_SMALLEST_SHARE: Final = 0.1  # … of all windows with chords
_EMPTY_CHUNK: Final = 1.5  # notes in a frame on average; what has fewer has no chord to compare
_AUDIBLE_DB: Final = -55.0  # Quieter music is not shown.

_CLAPS: Final = 24  # frames: 1.5 s are judged at once
_CLAPPING: Final = 0.75  # of them sound as claps do
_LOUD_CLAPS_DB: Final = -45.0

_QUIET_DB: Final = -50.0  # Silence is below this, …
_UNDER_SPEECH_DB: Final = 25.0  # … that much below speech, …
_QUIETEST_DB: Final = -75.0  # … but no more than this is asked for, …
_STEADY_DB: Final = 8.0  # … and nothing rises so far above the room: quiet speech does.
_ROOM: Final = 10  # percentile of the level in a gap: even between words one hears the room
_LOUD_SPEECH: Final = 75  # percentile of the level within islands
_CLICK: Final = 3  # frames: a click is heard in as many; it does not end a silence …
_CLICK_DB: Final = -40.0  # … if it is no louder …
_CLICK_APART: Final = 16  # … and alone for a second before and after.


class Listener:
    """Hears a recording block by block; keeps 13 bytes for every 64 ms of it."""

    def __init__(self) -> None:
        self._analyser = Analyser()
        self._parts: list[Frames] = []
        self._samples = 0

    def hear(self, block: Samples) -> None:
        """Takes the next block, of any length."""
        self._samples += len(block)
        self._parts.append(self._analyser.frames(block))

    def found(self, speech: Iterable[Span], unheard: Iterable[Span] = ()) -> tuple[Sound, ...]:
        """The sounds between islands of ``speech``, in order and apart.

        ``unheard`` are parts that were muted on purpose: nothing is shown there. Both may overlap and be in
        any order; times are milliseconds.
        """
        frames = joined(self._parts)
        self._parts = [frames]
        islands = tuple(speech)
        quiet_db = _quiet_db(frames, islands)
        whole = Span(0, self._samples * 1000 // SAMPLE_RATE)
        between = gaps([*islands, *unheard], whole)
        return tuple(sound for gap in between for sound in _sounds(frames, gap, quiet_db))


def gaps(taken: Iterable[Span], whole: Span) -> Iterator[Span]:
    """The stretches of the whole that nothing takes, in order."""
    at = whole.start_ms
    for span in sorted(taken, key=lambda span: span.start_ms):
        if span.start_ms > at:
            yield Span(at, min(span.start_ms, whole.end_ms))
        at = max(at, span.end_ms)
        if at >= whole.end_ms:
            return
    if at < whole.end_ms:
        yield Span(at, whole.end_ms)


def _sounds(frames: Frames, gap: Span, quiet_db: float) -> Iterator[Sound]:
    """The sounds in a gap; where two touch, the one that began first goes on to its end."""
    if gap.duration_ms < min(SHORTEST_MS.values()):
        return
    first, last = _frames_inside(gap, len(frames))
    inside = frames.cut(first, last)
    stretches = sorted(
        [
            *((start, end, Kind.MUSIC) for start, end in _music(inside)),
            *((start, end, Kind.APPLAUSE) for start, end in _applause(inside)),
            *((start, end, Kind.SILENCE) for start, end in _silence(inside, quiet_db)),
        ]
    )
    at = gap.start_ms
    for start, end, kind in stretches:
        span = Span(max(at, _ms(first + start)), min(gap.end_ms, _ms(first + end - 1, LENGTH)))
        if span.duration_ms >= SHORTEST_MS[kind]:
            yield Sound(span, kind)
            at = span.end_ms


def _frames_inside(gap: Span, count: int) -> tuple[int, int]:
    """The first frame that begins in the gap, and the one after the last that ends in it."""
    first = -(-gap.start_ms * SAMPLE_RATE // (1000 * STEP))
    last = (gap.end_ms * SAMPLE_RATE // 1000 - LENGTH) // STEP + 1
    return first, max(first, min(last, count))


def _ms(frame: int, samples: int = 0) -> int:
    """When a frame begins, or when so many samples of it are over."""
    return (frame * STEP + samples) * 1000 // SAMPLE_RATE


def _music(frames: Frames) -> Iterator[tuple[int, int]]:
    """Stretches with chords that change: from the first frame of each, and until after its last.

    A window counts where most frames hold a chord; music is where two windows or more change as music does,
    with many notes and half seconds that are unlike.
    """
    notes = frames.notes() & (frames.level > _AUDIBLE_DB)[:, None]
    notes[: HELD_FRAMES - 1] = False  # They may be held since before the gap.
    chunks = len(notes) // _CHUNK
    if chunks < _WINDOW:
        return
    chord = notes.sum(axis=1) >= _CHORD
    rich = _in_windows(chord[: chunks * _CHUNK].reshape(chunks, _CHUNK).sum(axis=1, dtype=np.float32))
    rich /= _WINDOW * _CHUNK
    held = notes[: chunks * _CHUNK].reshape(chunks, _CHUNK, -1).sum(axis=1, dtype=np.float32)
    many = (_in_windows(held) >= _HEARD_FRAMES).sum(axis=1) >= _NOTES
    musical = (rich > _RICH) & many & (_likeness(held[:, :_COMPARED]) < _ALIKE)
    for start, end in _stretches(_covered(rich > _RICH, _WINDOW)):
        windows = slice(start, end - _WINDOW + 1)
        if musical[windows].sum() >= max(_FEWEST_WINDOWS, _SMALLEST_SHARE * (rich[windows] > _RICH).sum()):
            heard = np.flatnonzero(chord[start * _CHUNK : (end + 1) * _CHUNK]) + start * _CHUNK
            yield int(heard[0]) - HELD_FRAMES + 1, int(heard[-1]) + 1


def _in_windows(of_chunks: Floats) -> Floats:
    """The sums over the chunks of every window."""
    result: Floats = sliding_window_view(of_chunks, _WINDOW, axis=0).sum(axis=-1)
    return result


def _likeness(held: Floats) -> Floats:
    """How alike the chunks of every window are: the mean cosine of the notes that two of them hold."""
    full = held.sum(axis=1) >= _EMPTY_CHUNK * _CHUNK
    length = np.where(full, np.linalg.norm(held, axis=1), np.inf)
    direction = held / length[:, None]
    count = _in_windows(full.astype(np.float32))
    pairs = count * (count - 1)
    together = np.square(_in_windows(direction.astype(np.float32))).sum(axis=1) - count
    return np.where(pairs > 0, together / np.maximum(pairs, 1), 1).astype(np.float32)


def _applause(frames: Frames) -> Iterator[tuple[int, int]]:
    """Stretches in which nearly every frame sounds as claps do."""
    claps = frames.clapping & (frames.level > _LOUD_CLAPS_DB)
    if len(claps) < _CLAPS:
        return
    share = sliding_window_view(claps, _CLAPS).mean(axis=1)
    for start, end in _stretches(_covered(share >= _CLAPPING, _CLAPS)):
        heard = np.flatnonzero(claps[start:end]) + start
        yield int(heard[0]), int(heard[-1]) + 1


def _silence(frames: Frames, quiet_db: float) -> Iterator[tuple[int, int]]:
    """Stretches that are quiet and steady, but for a click now and then."""
    if not len(frames):
        return
    level = np.maximum(frames.level, _QUIETEST_DB)
    quiet = level < min(quiet_db, float(np.percentile(level, _ROOM)) + _STEADY_DB)
    silence = quiet.copy()
    for start, end in _stretches(~quiet):
        around = quiet[max(0, start - _CLICK_APART) : end + _CLICK_APART].sum() == 2 * _CLICK_APART
        if around and end - start <= _CLICK and level[start:end].max() < _CLICK_DB:
            silence[start:end] = True
    yield from _stretches(silence)


def _quiet_db(frames: Frames, islands: Iterable[Span]) -> float:
    """Below which level there may be silence, in decibels under full scale."""
    inside = [frames.level[slice(*_frames_inside(island, len(frames)))] for island in islands]
    speech = np.concatenate([np.zeros(0, np.float32), *inside])
    if not len(speech):
        return _QUIET_DB
    under = float(np.percentile(speech, _LOUD_SPEECH)) - _UNDER_SPEECH_DB
    return max(_QUIETEST_DB, min(_QUIET_DB, under))


def _covered(windows: Bools, width: int) -> Bools:
    """Where any of the windows that are true reaches; a window is as wide as so many places."""
    edges = np.zeros(len(windows) + width, np.int64)
    edges[: len(windows)] += windows
    edges[width:] -= windows
    return np.cumsum(edges)[:-1] > 0


def _stretches(true: Bools) -> Iterator[tuple[int, int]]:
    """Where it is true, from the first place until after the last."""
    steps = np.diff(true.astype(np.int8), prepend=0, append=0)
    yield from zip(np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist(), strict=True)
