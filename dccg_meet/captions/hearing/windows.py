"""Packs islands of speech into windows that the model hears at once, cut in silence.

Pure functions; times are integer milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import SAMPLE_RATE, Samples
from dccg_meet.captions.hearing.speech import FRAME_MS, Activity, volume
from dccg_meet.captions.words import Span

LONGEST_MS: Final = 28_000
"""Whisper hears 30 s; the rest keeps speech away from the edge."""
_SILENCE_ENDS_WINDOW_MS: Final = 4_000
_MARGIN_MS: Final = 200  # of the silence around the speech is heard with it
_QUIET_FRAMES: Final = 5  # A moment is quiet if it is so for 160 ms.


@dataclass(frozen=True, slots=True)
class Window:
    """What the model hears at once: a number counted from 0, the time it spans, and the speech inside."""

    number: int
    span: Span
    islands: tuple[Span, ...]


def windows(activity: Activity, islands: Sequence[Span]) -> tuple[Window, ...]:
    """Windows that hold every island once and whole, at most 28 s of them and a little silence around.

    An island that is longer is cut at its quietest moment.
    """
    short = [part for island in islands for part in _parts(activity, island)]
    groups = list(pack(short))
    made: list[Window] = []
    for number, group in enumerate(groups):
        before = made[-1].islands[-1].end_ms if made else 0
        after = groups[number + 1][0].start_ms if number + 1 < len(groups) else activity.duration_ms
        span = Span(
            max(before, group[0].start_ms - _MARGIN_MS),
            min(after, group[-1].end_ms + _MARGIN_MS),
        )
        made.append(Window(number, span, tuple(group)))
    return tuple(made)


def pack(islands: Sequence[Span]) -> Iterator[list[Span]]:
    """Groups of consecutive islands that span at most 28 s, parted where the silence is longest.

    A group as long as it may be is cut at the longest silence of its second half; the rest opens the next
    group.
    """
    group: list[Span] = []
    for island in islands:
        while group and island.end_ms - group[0].start_ms > LONGEST_MS:
            cut = _longest_silence([*group, island])
            yield group[:cut]
            group = group[cut:]
        if group and island.start_ms - group[-1].end_ms > _SILENCE_ENDS_WINDOW_MS:
            yield group
            group = []
        group.append(island)
    if group:
        yield group


def _longest_silence(group: Sequence[Span]) -> int:
    """The position of the island before which the silence is longest, in the second half of the time."""
    half = group[0].start_ms + (group[-1].end_ms - group[0].start_ms) // 2
    late = [position for position in range(1, len(group)) if group[position].start_ms >= half]
    return max(
        late or [len(group) - 1],
        key=lambda position: (group[position].start_ms - group[position - 1].end_ms, position),
    )


def _parts(activity: Activity, island: Span) -> Iterator[Span]:
    """The island, cut at quiet moments until no part is longer than a window."""
    while island.duration_ms > LONGEST_MS:
        earliest = island.start_ms + LONGEST_MS // 2
        cut = quietest(activity.loudness, Span(earliest, island.start_ms + LONGEST_MS))
        yield Span(island.start_ms, cut)
        island = Span(cut, island.end_ms)
    yield island


def quietest(loudness: NDArray[np.float32], span: Span) -> int:
    """The middle of the quietest 160 ms of the span, in milliseconds; never its first or last moment.

    ``loudness`` has one value for every 32 ms from time 0.
    """
    first = span.start_ms // FRAME_MS + 1
    inside = loudness[first : span.end_ms // FRAME_MS].astype(np.float64)
    if not len(inside):
        return (span.start_ms + span.end_ms) // 2
    width = min(_QUIET_FRAMES, len(inside))
    smooth = np.convolve(np.pad(inside, width // 2, mode="edge"), np.ones(width), mode="valid")
    return (first + int(np.argmin(smooth))) * FRAME_MS + FRAME_MS // 2


def halves(window: Window, sound: Samples) -> tuple[tuple[Window, Samples], ...]:
    """The window in two parts with their sound: cut in its longest silence, or at its quietest moment."""
    if len(window.islands) > 1:
        cut = _longest_silence(window.islands)
        groups = [window.islands[:cut], window.islands[cut:]]
    else:
        start, third = window.span.start_ms, window.span.duration_ms // 3
        at = start + quietest(volume(sound), Span(third, 2 * third))
        groups = [(Span(start, at),), (Span(at, window.span.end_ms),)]
    parts = [Window(window.number, Span(group[0].start_ms, group[-1].end_ms), group) for group in groups]
    begin = _sample(window.span.start_ms)
    return tuple(
        (part, sound[_sample(part.span.start_ms) - begin : _sample(part.span.end_ms) - begin])
        for part in parts
    )


def sounds(blocks: Iterable[Samples], wanted: Sequence[Window]) -> Iterator[tuple[Window, Samples]]:
    """Each window with its sound; the windows are in order, and only one is held at a time."""
    queue = list(wanted)
    held = np.zeros(0, np.float32)
    offset = 0  # of ``held`` in the recording, in samples
    for block in blocks:
        held = np.concatenate([held, block])
        while queue and _sample(queue[0].span.end_ms) <= offset + len(held):
            window = queue.pop(0)
            yield window, held[_sample(window.span.start_ms) - offset : _sample(window.span.end_ms) - offset]
        keep = _sample(queue[0].span.start_ms) if queue else offset + len(held)
        drop = min(max(0, keep - offset), len(held))
        held, offset = held[drop:], offset + drop
    for window in queue:
        yield window, held[max(0, _sample(window.span.start_ms) - offset) :]


def _sample(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000
