"""Decodes one audio stream into mono sound at a rate of ours, piece by piece.

Time stamps are kept: where packets are missing there is silence. Memory does not grow with the length of a
recording, and hardly with the number of channels: they are mixed before they are resampled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

from dccg_meet.captions.hearing.containers import CONTINUOUS, KNOWS_ITS_LENGTH
from dccg_meet.captions.hearing.layouts import Layout, layout_of, without_order
from dccg_meet.errors import BadMedia

SAMPLE_RATE: Final = 16_000

Samples = NDArray[np.float32]

_LONGEST_MS: Final = 24 * 3_600_000
_HOLE_MS: Final = 100  # A smaller step between time stamps is rounding.
_LARGEST_HOLE_MS: Final = 3_600_000  # A larger one is a clock that was set, not silence.
_LARGEST_PACKET: Final = 16 * 1024 * 1024
_FEW_PACKETS: Final = 20_000
_PACKETS_A_MS: Final = 1  # No codec has more; each costs time, however little is in it.
_RATES: Final = range(4_000, 768_001)
_FAULTS: Final = (av.FFmpegError, ValueError, OSError, MemoryError)


class Decoder:
    """The sound of one audio stream, how far it came and what was damaged.

    ``stream`` counts the audio streams of the container from 0. ``wanted`` are the channels to give, one row
    each; None is the mean of all channels. Should the stream go over to another number of channels, the
    first row gets their mean and the others silence.
    """

    def __init__(
        self, container: Any, stream: int, wanted: Sequence[int | None] = (None,), *, rate: int = SAMPLE_RATE
    ) -> None:
        self.reached_ms = 0
        self.damaged_ms = 0
        self.first_damage_ms = 0
        self.unreadable = False
        self._container = container
        self._stream = container.streams.audio[stream]
        self._channels = without_order(self._stream.codec_context).channels
        self._wanted = tuple(wanted)
        self._rate = rate
        self._origin_ms = (container.start_time or 0) / 1000
        self._written = 0
        self._mixer: _Mixer | None = None
        self._usual_ms = 0.0  # of a packet that does not say how long it is
        for other in container.streams:
            if other.index != self._stream.index and hasattr(other, "discard"):
                other.discard = av.stream.Discard.all

    def sound(self) -> Iterator[Samples]:
        """The sound in order, one row for each wanted channel, with silence in the holes."""
        for packet in self._packets():
            for frame in self._frames(packet):
                yield from self._silence_before(frame)
                yield from self._mixed(frame)
        yield from self._flushed()

    @property
    def _reached(self) -> int:
        """How many samples of ours the frames up to now will have made."""
        return self._written + (self._mixer.pending if self._mixer else 0)

    def _packets(self) -> Iterator[Any]:
        packets = self._container.demux(self._stream)
        for number in count():
            try:
                packet = next(packets)
            except StopIteration:
                return
            except _FAULTS:
                self.unreadable = True
                return
            self.reached_ms = max(self.reached_ms, end_ms(packet) - int(self._origin_ms))
            yield packet
            if number > _FEW_PACKETS + _PACKETS_A_MS * (self._reached * 1000 // self._rate + self.damaged_ms):
                raise BadMedia("its sound is cut into pieces too short to be heard", todo="Export it anew.")

    def _frames(self, packet: Any) -> list[Any]:
        try:
            if packet.size > _LARGEST_PACKET:
                raise ValueError
            return list(packet.decode())
        except _FAULTS:
            self._damage(float((packet.duration or 0) * (packet.time_base or 0)) * 1000 or self._usual_ms)
            return []

    def _damage(self, ms: float) -> None:
        if not self.damaged_ms:
            self.first_damage_ms = self._reached * 1000 // self._rate
        self.damaged_ms += max(1, int(ms))

    def _silence_before(self, frame: Any) -> Iterator[Samples]:
        if frame.pts is None or not frame.time_base:
            return
        at_ms = frame.time * 1000 - self._origin_ms
        hole_ms = at_ms - self._reached * 1000 / self._rate
        if hole_ms <= _HOLE_MS:
            return
        if hole_ms > _LARGEST_HOLE_MS and not self._is_within(at_ms):
            self._origin_ms += hole_ms
            return
        if self._container.format.name in CONTINUOUS:
            self._damage(hole_ms)
        yield from self._flushed()
        missing = int(at_ms * self._rate / 1000) - self._written
        for start in range(0, missing, self._rate):
            silence = np.zeros((len(self._wanted), min(self._rate, missing - start)), np.float32)
            yield from self._counted([silence])

    def _is_within(self, at_ms: float) -> bool:
        """Whether the container says that it is as long as this; then somebody was silent until now."""
        known = self._container.format.name in KNOWS_ITS_LENGTH
        return known and at_ms * 1000 <= (self._container.duration or 0)

    def _mixed(self, frame: Any) -> Iterator[Samples]:
        self._usual_ms = frame.samples * 1000 / max(1, frame.rate)
        shape = (frame.format.name, layout_of(frame), frame.rate)
        if self._mixer is None or self._mixer.shape != shape:
            yield from self._flushed()
            self._mixer = self._new_mixer(shape)
        if self._mixer is None:
            self._damage(self._usual_ms)
            return
        try:
            pieces = self._mixer.mixed(frame)
        except _FAULTS:
            self._mixer = None
            self._damage(self._usual_ms)
            return
        yield from self._counted(pieces)

    def _new_mixer(self, shape: tuple[str, Layout, int]) -> _Mixer | None:
        if shape[2] not in _RATES:
            return None
        same = shape[1].channels == self._channels
        wanted = self._wanted if same else (None, *(-1 for _ in self._wanted[1:]))
        try:
            return _Mixer(shape, wanted, self._rate)
        except _FAULTS:
            return None

    def _flushed(self) -> Iterator[Samples]:
        mixer, self._mixer = self._mixer, None
        if mixer is None:
            return
        try:
            pieces = mixer.rest()
        except _FAULTS:
            self._damage(mixer.pending * 1000 / self._rate)
            return
        yield from self._counted(pieces)

    def _counted(self, pieces: Sequence[Samples]) -> Iterator[Samples]:
        for piece in pieces:
            self._written += piece.shape[1]
            if self._written * 1000 // self._rate > _LONGEST_MS:
                raise BadMedia(f"is longer than {_LONGEST_MS // 3_600_000} hours", todo="Cut it into parts.")
            yield piece


def end_ms(packet: Any) -> int:
    """When a packet ends by its own time stamp, in milliseconds; 0 where it has none."""
    if packet.pts is None or not packet.time_base:
        return 0
    return int(float((packet.pts + (packet.duration or 0)) * packet.time_base) * 1000)


class _Mixer:
    """Turns frames of one shape (sample format, layout, rate) into rows of samples at our rate."""

    def __init__(self, shape: tuple[str, Layout, int], wanted: Sequence[int | None], rate: int) -> None:
        self.shape = shape
        self._rows = len(wanted)
        self._rate = rate
        self._taken = 0
        self._given = 0
        sample_format, layout, given_rate = shape
        self._given_rate = given_rate
        self._graph: Any = av.filter.Graph()
        add = self._graph.add
        filters = [
            add(
                "abuffer",
                sample_rate=str(given_rate),
                sample_fmt=sample_format,
                channel_layout=layout.name,
                time_base=f"1/{given_rate}",
            )
        ]
        if layout.channels > 1 or self._rows > 1:
            filters.append(add("pan", _pan(layout.channels, wanted)))
        filters.append(add("aformat", sample_fmts="flt", sample_rates=str(rate)))
        filters.append(add("abuffersink"))
        self._graph.link_nodes(*filters).configure()
        self._graph.set_audio_frame_size(rate)

    @property
    def pending(self) -> int:
        """How many samples are still to come of what was taken."""
        return max(0, self._taken * self._rate // self._given_rate - self._given)

    def mixed(self, frame: Any) -> list[Samples]:
        """The next whole seconds, where the frame completes any."""
        frame.pts = None  # the caller sees to time
        self._graph.push(frame)
        self._taken += frame.samples
        return self._pulled() if self.pending >= self._rate else []

    def rest(self) -> list[Samples]:
        """What is left when no frame follows."""
        self._graph.push(None)
        return self._pulled()

    def _pulled(self) -> list[Samples]:
        pieces: list[Samples] = []
        while True:
            try:
                frame = self._graph.pull()
            except (av.error.EOFError, av.error.BlockingIOError):
                return pieces
            rows = np.clip(np.nan_to_num(frame.to_ndarray()), -1.0, 1.0).reshape(-1, self._rows).T
            pieces.append(rows)
            self._given += rows.shape[1]


def _pan(channels: int, wanted: Sequence[int | None]) -> str:
    """The arguments of FFmpeg's pan filter: a channel for each wanted one, None the mean, -1 silence."""
    layout = "mono" if len(wanted) == 1 else f"{len(wanted)}c"
    mean = "+".join(f"{1 / channels:.6f}*c{channel}" for channel in range(channels))
    rows = [
        f"c{row}={mean if channel is None else '0*c0' if channel < 0 else f'c{channel}'}"
        for row, channel in enumerate(wanted)
    ]
    return "|".join([layout, *rows])
