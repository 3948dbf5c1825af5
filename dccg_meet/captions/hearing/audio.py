"""The sound of a recording as blocks of 16 kHz mono, track by track, and an error where it is not whole.

Sound is decoded block by block; memory does not grow with the length of a recording, however its streams
are interleaved.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Final

import av
import numpy as np

from dccg_meet.captions.hearing.containers import KNOWS_ITS_LENGTH, ends_early
from dccg_meet.captions.hearing.decoding import SAMPLE_RATE, Decoder, Samples, end_ms
from dccg_meet.captions.hearing.recording import Recording, opened, probe
from dccg_meet.captions.hearing.tracks import Track, tracks
from dccg_meet.captions.words import Span
from dccg_meet.errors import BadMedia
from dccg_meet.positions import clock

__all__ = [
    "BLOCK",
    "SAMPLE_RATE",
    "Recording",
    "Samples",
    "Track",
    "blocks",
    "blocks_of",
    "muted",
    "probe",
    "tracks",
]

BLOCK: Final = 320_000
"""Samples in a block: 20 s, a whole number of speech detector frames."""

_TOLERATED_MS: Final = 1_000  # Sound that may be missing or damaged before we refuse.
_AGAIN: Final = "Get a complete copy of it; or caption what there is: dccg-meet captions make … --partial"
_FIRST: Final = Track(0, 0, None)
_EVER_MS: Final = 2**62


def blocks(recording: Recording, track: Track = _FIRST, *, partial: bool = False) -> Iterator[Samples]:
    """The sound of a track: float32, -1 to 1, ``BLOCK`` samples at a time, less at the end.

    Time stamps are kept: where packets are missing there is silence. Raises BadMedia at the end where the
    file breaks off or over a second of it cannot be decoded, unless ``partial`` accepts what there is; and
    always where there is no sound at all.
    """
    for (block,) in blocks_of(recording, (track,), partial=partial):
        yield block


def blocks_of(
    recording: Recording, heard: Sequence[Track], *, partial: bool = False
) -> Iterator[tuple[Samples, ...]]:
    """The sound of several tracks at once, all blocks of a tuple equally long.

    Every stream is decoded once and on its own, so that the file may have them in any order. A track that
    ends before the others is silent from there on. Raises what ``blocks`` raises.
    """
    streams = sorted({track.stream for track in heard})
    wanted = [[track.channel for track in heard if track.stream == stream] for stream in streams]
    order = sorted(range(len(heard)), key=lambda position: heard[position].stream)
    at = 0
    with ExitStack() as stack:
        decoders = [
            Decoder(stack.enter_context(opened(recording.path)), stream, channels)
            for stream, channels in zip(streams, wanted, strict=True)
        ]
        for rows in _together([_blocks(decoder) for decoder in decoders], [len(rows) for rows in wanted]):
            found = dict(zip(order, rows, strict=True))
            yield tuple(_heard(found[number], at, track) for number, track in enumerate(heard))
            at += len(rows[0])
    if not at:
        raise BadMedia(
            "has no sound that can be decoded", where=recording.path.name, todo="Get a complete copy of it."
        )
    if not partial:
        _refuse_damage(recording, decoders)


def _heard(block: Samples, at: int, track: Track) -> Samples:
    """The block without what the track only repeats."""
    start_ms, end_ms = (sample * 1000 // SAMPLE_RATE for sample in (at, at + len(block)))
    first = bisect_right(track.repeats, start_ms, key=lambda span: span.end_ms)
    last = bisect_right(track.repeats, end_ms, key=lambda span: span.start_ms)
    return _muted(block, at, track.repeats[first:last])


def _blocks(decoder: Decoder) -> Iterator[Samples]:
    """The sound of a stream, ``BLOCK`` samples at a time, one row for each channel that is wanted."""
    held: list[Samples] = []
    length = 0
    for piece in decoder.sound():
        held.append(piece)
        length += piece.shape[1]
        while length >= BLOCK:
            whole = np.concatenate(held, axis=1)
            yield whole[:, :BLOCK]
            held, length = [whole[:, BLOCK:]], length - BLOCK
    if length:
        yield np.concatenate(held, axis=1)


def _together(streams: Sequence[Iterator[Samples]], rows: Sequence[int]) -> Iterator[list[Samples]]:
    """The blocks of several streams at once, row by row, with silence where some have ended."""
    while True:
        found = [
            next(stream, np.zeros((count, 0), np.float32))
            for stream, count in zip(streams, rows, strict=True)
        ]
        length = max(block.shape[1] for block in found)
        if not length:
            return
        yield [
            np.pad(row, (0, length - len(row))) if len(row) < length else row
            for block in found
            for row in block
        ]


def muted(sound: Iterable[Samples], parts: Sequence[tuple[int, int | None]]) -> Iterator[Samples]:
    """The sound with silence in the given parts, from and until (None: the end) in milliseconds."""
    at = 0
    for block in sound:
        yield _muted(block, at, [Span(start, _EVER_MS if end is None else end) for start, end in parts])
        at += len(block)


def _muted(block: Samples, at: int, spans: Sequence[Span]) -> Samples:
    """The block, which begins with sample ``at`` of the recording, with silence in the spans."""
    copied = False
    for span in spans:
        first = span.start_ms * SAMPLE_RATE // 1000 - at
        last = span.end_ms * SAMPLE_RATE // 1000 - at
        if first < len(block) and last > 0:
            block = block if copied else block.copy()  # the caller's array stays as it is
            copied = True
            block[max(0, first) : max(0, last)] = 0
    return block


def _refuse_damage(recording: Recording, decoders: Sequence[Decoder]) -> None:
    name = recording.path.name
    for decoder in decoders:
        if decoder.damaged_ms > _TOLERATED_MS:
            since = clock(decoder.first_damage_ms)
            what = f"{decoder.damaged_ms / 1000:.1f} s of the sound are damaged, from {since} on"
            raise BadMedia(what, where=name, todo=_AGAIN)
    reached_ms = max(decoder.reached_ms for decoder in decoders)
    least_ms = recording.duration_ms - max(_TOLERATED_MS, recording.duration_ms // 100)
    if recording.container in KNOWS_ITS_LENGTH and reached_ms < least_ms:
        reached_ms = max(reached_ms, _reached_ms(recording))  # a film may be longer than its sound
        if reached_ms < least_ms:
            what = f"breaks off at {clock(reached_ms)} of {clock(recording.duration_ms)}"
            raise BadMedia(what, where=name, todo=_AGAIN)
    if any(decoder.unreadable for decoder in decoders) or ends_early(recording.path, recording.container):
        raise BadMedia(f"breaks off at {clock(reached_ms)}", where=name, todo=_AGAIN)


def _reached_ms(recording: Recording) -> int:
    """How far the packets of any stream go, sound or not."""
    reached = 0
    with opened(recording.path) as container:
        origin = (container.start_time or 0) // 1000
        try:
            for packet in container.demux():
                reached = max(reached, end_ms(packet) - origin)
        except (av.FFmpegError, OSError):
            pass
    return reached
