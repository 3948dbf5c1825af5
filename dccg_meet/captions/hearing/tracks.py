"""Which sounds of a recording are heard apart: audio streams, and channels that carry different people.

Streams were written apart, so they are heard apart, except where one repeats others: a copy, or the mix
beside the tracks it was made from. Channels were written together, so they are one mix unless the sound shows
that they share nothing. In doubt it is one mix, and what is in doubt is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from dccg_meet.captions.hearing.decoding import Decoder
from dccg_meet.captions.hearing.likeness import Mask, Sound, around, each_alone, explanation, likeness
from dccg_meet.captions.hearing.recording import Recording, opened
from dccg_meet.captions.hearing.spectra import FRAME_MS, RATE, Kept, Spectrum, levels
from dccg_meet.captions.words import Span

Progress = Callable[[int, int], None]
"""Is told how far we are, and how far it is, both in milliseconds of sound."""

_ONE_SCENE: Final = 0.5  # measured: one scene 0.69 to 0.96, separate voices 0.00 to 0.33
_EXPLAINED: Final = 0.7  # measured: copies and sums 0.78 to 1.00, anything else up to 0.45
_MOST_CHANNELS: Final = 16  # of a stream that may be heard apart
_CANCELLED_DB: Final = 9.0  # below what two unlike channels lose when they are mixed, 3 dB
_FAINT_DB: Final = 20.0
_BACKGROUND_DB: Final = 30.0
_NEAR: Final = 6  # Frames: a leak may come 0.4 s later
_AROUND: Final = 5  # and nothing of its own may be 0.3 s away.


@dataclass(frozen=True, slots=True)
class Track:
    """A sound that is heard apart.

    ``number`` counts from 0; ``stream`` is the audio stream of the file, counted from 0; ``channel`` the one
    that is heard, None for the mix of all. ``repeats`` are the spans in which there is nothing that other
    tracks do not have, so that they are not heard here.
    """

    number: int
    stream: int
    channel: int | None
    repeats: tuple[Span, ...] = ()


@dataclass(frozen=True, eq=False)
class _Candidate:
    """What may become a track, and its sound."""

    stream: int
    channel: int | None
    sound: Sound
    repeated: Mask | None = None


def tracks(recording: Recording, *, progress: Progress | None = None) -> tuple[Track, ...]:
    """The tracks of a recording, at least one.

    A recording with one stream of one channel is not listened to, any other is once, from beginning to end.
    Damage is left to whoever reads the blocks. Raises BadMedia where the file cannot be opened again.
    """
    if recording.channels == (1,):
        return (Track(0, 0, None),)
    kept = [_listened(recording, stream, progress) for stream in range(len(recording.channels))]
    frames = max(len(row) for rows in kept for row in rows)
    candidates = [
        candidate
        for stream, rows in enumerate(kept)
        for candidate in _candidates(stream, [Sound(levels(row, frames)) for row in rows])
    ]
    audible = [candidate for candidate in candidates if not candidate.sound.is_silent]
    chosen = _without_crosstalk(_without_copies(audible or candidates[:1]))
    return tuple(
        Track(number, one.stream, one.channel, _spans(one.repeated)) for number, one in enumerate(chosen)
    )


def _listened(recording: Recording, stream: int, progress: Progress | None) -> list[Kept]:
    """How a stream's mix sounds, and after it each of its channels, if they may be heard apart."""
    channels = recording.channels[stream]
    apart = range(channels) if 1 < channels <= _MOST_CHANNELS else ()
    spectrum = Spectrum(1 + len(apart))
    with opened(recording.path) as container:
        decoder = Decoder(container, stream, (None, *apart), rate=RATE)
        total = len(recording.channels) * recording.duration_ms
        for piece in decoder.sound():
            spectrum.add(piece)
            if progress:
                done = stream * recording.duration_ms + min(decoder.reached_ms, recording.duration_ms)
                progress(done, total)
    return spectrum.end()


def _candidates(stream: int, sounds: Sequence[Sound]) -> list[_Candidate]:
    """The mix of a stream, or its channels where they are separate; ``sounds`` begins with the mix."""
    mix, *channels = sounds
    audible = [(number, sound) for number, sound in enumerate(channels) if not sound.is_silent]
    pairs = list(combinations([sound for _, sound in audible], 2))
    if any(each_alone(*pair) for pair in pairs) and all(likeness(*pair) < _ONE_SCENE for pair in pairs):
        return [_Candidate(stream, number, sound) for number, sound in audible]
    if _cancel(mix, channels):
        loudest = max(audible, key=lambda one: _power(one[1]), default=(None, mix))
        return [_Candidate(stream, *loudest)]
    return [_Candidate(stream, None, mix)]


def _cancel(mix: Sound, channels: Sequence[Sound]) -> bool:
    """Whether two channels are each other's negative, as a wrongly wired microphone makes them."""
    if len(channels) != 2:  # noqa: PLR2004 - more of them lose as much when they have nothing in common
        return False
    lost = np.mean([_power(one) for one in channels]) / max(_power(mix), 1e-12)
    return bool(10 * np.log10(lost) > _CANCELLED_DB)


def _power(sound: Sound) -> float:
    return float(np.sum(10 ** (sound.loudness / 10)))


def _without_copies(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates, one after the other muted where it only repeats those that are left, or taken out.

    First comes what repeats several others, as a mix does, then what stands later in the file.
    """
    left = list(candidates)
    kept: list[_Candidate] = []
    while True:
        found = []
        for position, one in enumerate(left):
            others = [other.sound for other in left if other.stream != one.stream]
            if others and (told := explanation(one.sound, others)).share >= _EXPLAINED:
                found.append((told.needed, position, told.own, others))
        if not found:
            return sorted([*left, *kept], key=lambda one: (one.stream, one.channel or 0))
        _, position, own, others = max(found, key=lambda entry: entry[:2])
        one = left.pop(position)
        spoken = _widened(np.any([other.active for other in others], axis=0), _NEAR)
        repeated: Mask = spoken & ~own
        if np.any(one.sound.loudness[~repeated] > one.sound.usual_db - _BACKGROUND_DB):
            kept.append(replace(one, repeated=repeated))


def _without_crosstalk(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates, muted where they are much fainter than where they speak and somebody else speaks."""
    if len(candidates) == 1:
        return list(candidates)
    loudness = np.stack([one.sound.loudness for one in candidates])
    loudest = loudness.argmax(0)
    voices = []
    for number, one in enumerate(candidates):
        own = loudness[number][(loudest == number) & (loudness[number] > one.sound.usual_db - _FAINT_DB)]
        voices.append(float(np.percentile(own, 75)) if len(own) else one.sound.usual_db)
    faint = loudness < np.array(voices)[:, None] - _FAINT_DB
    made = []
    for number, one in enumerate(candidates):
        others: Mask = np.any(np.delete(~faint, number, axis=0), axis=0)
        crosstalk = _widened(others, _NEAR) & ~_widened(~faint[number], _AROUND)
        made.append(replace(one, repeated=crosstalk if one.repeated is None else crosstalk | one.repeated))
    return made


def _widened(mask: Mask, frames: int) -> Mask:
    """The mask, true for so many frames before and after as well."""
    result: Mask = around(mask, frames) > 0
    return result


def _spans(mask: Mask | None) -> tuple[Span, ...]:
    """The stretches of true frames."""
    if mask is None:
        return ()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return tuple(Span(int(start) * FRAME_MS, int(end) * FRAME_MS) for start, end in edges.reshape(-1, 2))
