"""Reads any recording as blocks of 16 kHz mono sound, and says so where it cannot.

A recording comes from strangers: only containers on a list are opened, from the local disk alone, so that no
playlist can make the program read another file or an address. Sound is decoded block by block; memory does
not grow with the length of a recording.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

from dccg_meet.calls.items import clock
from dccg_meet.captions.hearing.containers import (
    CONTAINERS,
    CONTINUOUS,
    KNOWS_ITS_LENGTH,
    ends_early,
    looks_like_media,
)
from dccg_meet.errors import BadMedia, NoRecording, NotMedia

SAMPLE_RATE: Final = 16_000
BLOCK: Final = 320_000
"""Samples in a block: 20 s, a whole number of speech detector frames."""

Samples = NDArray[np.float32]

_LONGEST_MS: Final = 24 * 3_600_000
_MOST_STREAMS: Final = 64
_HOLE_MS: Final = 100  # A smaller step between time stamps is rounding.
_LARGEST_HOLE_MS: Final = 3_600_000  # A larger one is a clock that was set, not silence.
_TOLERATED_MS: Final = 1_000  # Sound that may be missing or damaged before we refuse.
_AGAIN: Final = "Get a complete copy of it; or caption what there is: dccg-meet captions make … --partial"


@dataclass(frozen=True, slots=True)
class Recording:
    """A file with sound.

    ``duration_ms`` is what the container says, 0 where it says nothing; only decoding tells the truth.
    ``audio_tracks`` counts them; the first is the one that is heard.
    """

    path: Path
    sha256: str
    container: str
    duration_ms: int
    audio_tracks: int


def probe(path: Path) -> Recording:
    """What the file is, without decoding it.

    Raises NoRecording (no file, or an empty one), NotMedia (no audio or video container), BadMedia (a
    container without sound, or cut off so that it cannot be opened).
    """
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "there is no such file"
            raise NoRecording(what, where=path.name, todo="Give the path of the recording.")
        if path.stat().st_size == 0:
            raise NoRecording(
                "the file is empty", where=path.name, todo="Get the recording again; nothing was saved."
            )
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise NoRecording(
            f"cannot be read ({fault.strerror})", where=path.name, todo="Check its permissions."
        ) from None
    with _opened(path) as container:
        return Recording(
            path=path,
            sha256=sha256,
            container=container.format.name,
            duration_ms=max(0, (container.duration or 0) // 1000),
            audio_tracks=len(container.streams.audio),
        )


def blocks(recording: Recording, *, partial: bool = False) -> Iterator[Samples]:
    """The sound of the first audio track: float32, -1 to 1, ``BLOCK`` samples at a time, less at the end.

    Time stamps are kept: where packets are missing there is silence. Raises BadMedia at the end where the
    file breaks off or over a second of it cannot be decoded, unless ``partial`` accepts what there is.
    """
    with _opened(recording.path) as container:
        track = _Track(container)
        rest = np.zeros(0, np.float32)
        for samples in track.samples():
            rest = np.concatenate([rest, samples])
            while len(rest) >= BLOCK:
                yield rest[:BLOCK]
                rest = rest[BLOCK:]
        if len(rest):
            yield rest
    if not partial:
        _refuse_damage(recording, track)


def muted(sound: Iterable[Samples], parts: Sequence[tuple[int, int | None]]) -> Iterator[Samples]:
    """The sound with silence in the given parts, from and until (None: the end) in milliseconds."""
    at = 0
    for block in sound:
        for start_ms, end_ms in parts:
            first = start_ms * SAMPLE_RATE // 1000 - at
            last = len(block) if end_ms is None else end_ms * SAMPLE_RATE // 1000 - at
            if first < len(block) and last > 0:
                block = block.copy()  # noqa: PLW2901 - the caller's array stays as it is
                block[max(0, first) : max(0, last)] = 0
        at += len(block)
        yield block


def _refuse_damage(recording: Recording, track: _Track) -> None:
    name = recording.path.name
    reached = clock(track.reached_ms)
    if track.damaged_ms > _TOLERATED_MS:
        since = clock(track.first_damage_ms)
        what = f"{track.damaged_ms / 1000:.1f} s of the sound are damaged, from {since} on"
        raise BadMedia(what, where=name, todo=_AGAIN)
    known = recording.container in KNOWS_ITS_LENGTH
    if known and track.reached_ms < recording.duration_ms - max(_TOLERATED_MS, recording.duration_ms // 100):
        raise BadMedia(f"breaks off at {reached} of {clock(recording.duration_ms)}", where=name, todo=_AGAIN)
    if track.unreadable or ends_early(recording.path, recording.container):
        raise BadMedia(f"breaks off at {reached}", where=name, todo=_AGAIN)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The container of a local file with at least one audio track."""
    options = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "file"}
    try:
        container = av.open(f"file:{path.resolve()}", container_options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError):
        if looks_like_media(path):
            what = "begins like a recording and cannot be opened: it is cut off or damaged"
            raise BadMedia(what, where=path.name, todo="Get a complete copy of it.") from None
        what = "is no audio or video file that can be captioned"
        raise NotMedia(
            what, where=path.name, todo="Give a recording: MP4, MKV, WebM, OGG, MP3, M4A, WAV or FLAC."
        ) from None
    with container:
        if not container.streams.audio:
            raise BadMedia(
                "has no sound", where=path.name, todo="Give the recording that has the audio track."
            )
        if len(container.streams) > _MOST_STREAMS:
            raise BadMedia(
                f"has more than {_MOST_STREAMS} tracks", where=path.name, todo="Export it with fewer tracks."
            )
        yield container


class _Track:
    """Decodes the first audio track, and remembers how far it came and what was damaged."""

    def __init__(self, container: Any) -> None:
        self.reached_ms = 0
        self.damaged_ms = 0
        self.first_damage_ms = 0
        self.unreadable = False
        self._container = container
        self._stream = container.streams.audio[0]
        self._origin_ms = (container.start_time or 0) / 1000
        self._written = 0
        self._resampler: Any = None
        self._shape: tuple[str, str, int] | None = None

    def samples(self) -> Iterator[Samples]:
        """The sound in order, with silence in the holes."""
        for packet in self._packets():
            for frame in self._frames(packet):
                yield from self._silence_before(frame)
                yield from self._resampled(frame)
        yield from self._resampled(None)

    def _packets(self) -> Iterator[Any]:
        """Every packet of the container, so that a film longer than its sound does not look cut off."""
        packets = self._container.demux()
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, OSError):
                self.unreadable = True
                return
            if packet.pts is not None and packet.time_base is not None:
                end_ms = (
                    float((packet.pts + (packet.duration or 0)) * packet.time_base) * 1000 - self._origin_ms
                )
                self.reached_ms = max(self.reached_ms, int(end_ms))
            if packet.stream.index == self._stream.index:
                yield packet

    def _frames(self, packet: Any) -> list[Any]:
        try:
            return list(packet.decode())
        except (av.FFmpegError, ValueError):
            self._damage(float((packet.duration or 0) * (packet.time_base or 0)) * 1000)
            return []

    def _damage(self, ms: float) -> None:
        if not self.damaged_ms:
            self.first_damage_ms = self._written * 1000 // SAMPLE_RATE
        self.damaged_ms += max(1, int(ms))

    def _silence_before(self, frame: Any) -> Iterator[Samples]:
        if frame.pts is None or frame.time_base is None:
            return
        at_ms = float(frame.pts * frame.time_base) * 1000 - self._origin_ms
        hole_ms = at_ms - self._written * 1000 / SAMPLE_RATE
        if hole_ms > _LARGEST_HOLE_MS:
            self._origin_ms += hole_ms
        elif hole_ms > _HOLE_MS:
            if self._container.format.name in CONTINUOUS:
                self._damage(hole_ms)
            missing = int(hole_ms * SAMPLE_RATE / 1000)
            for start in range(0, missing, BLOCK):
                yield self._counted(np.zeros(min(BLOCK, missing - start), np.float32))

    def _resampled(self, frame: Any) -> Iterator[Samples]:
        """The frame, or with None what the resampler still holds, as 16 kHz mono."""
        shape = (frame.format.name, frame.layout.name, frame.rate) if frame else None
        if shape != self._shape:
            for last in self._resampler.resample(None) if self._resampler else ():
                yield self._counted(last.to_ndarray()[0])
            self._resampler = (
                av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE) if frame else None
            )
            self._shape = shape
        if frame:
            for part in self._resampler.resample(frame):
                yield self._counted(part.to_ndarray()[0])

    def _counted(self, samples: Samples) -> Samples:
        """The samples, counted, and clipped where a mix of channels is louder than sound can be."""
        self._written += len(samples)
        if self._written * 1000 // SAMPLE_RATE > _LONGEST_MS:
            raise BadMedia(f"is longer than {_LONGEST_MS // 3_600_000} hours", todo="Cut it into parts.")
        return np.clip(samples, -1.0, 1.0)
