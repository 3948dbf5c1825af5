"""Sound for the public: encoded anew from the samples, so that nothing but the sound comes along."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from dccg_meet.chatham.public import PublicAudio
from dccg_meet.errors import BadMedia, NoRecording, NotMedia, ReleaseRefused
from dccg_meet.pyav import TOLERANT

_RATE = 48_000
_BIT_RATE = 32_000
_SERIAL = "1"


def public_audio(recording: Path) -> PublicAudio:
    """The first sound stream of ``recording`` as Ogg Opus (RFC 7845): one channel, no tags, nothing else.

    The bytes are the same every time for the same recording and libraries. Raises NoRecording, NotMedia,
    BadMedia, and ReleaseRefused where the result holds more than sound.
    """
    if not recording.is_file() or not recording.stat().st_size:
        raise NoRecording(
            "there is no recording to publish",
            todo="Make the captions of the recording again: dccg-meet captions make CALL RECORDING",
        )
    try:
        # A playlist must not make the library open other files or addresses.
        with (
            recording.open("rb") as file,
            av.open(file, options={"protocol_whitelist": "none"}, **TOLERANT) as source,
        ):
            data, samples = _encode(source)
    except FFmpegError as error:
        fault = NotMedia if isinstance(error, av.error.InvalidDataError) else BadMedia
        raise fault(
            "the recording cannot be read to its end", todo="Publish without the recording."
        ) from None
    if not samples:
        raise BadMedia("the recording holds no sound", todo="Publish without the recording.")
    _refuse_more_than_sound(data)
    return PublicAudio(data, samples * 1000 // _RATE)


def _encode(source: Any) -> tuple[bytes, int]:
    if not source.streams.audio:
        raise BadMedia("the recording holds no sound", todo="Publish without the recording.")
    buffer = io.BytesIO()
    samples = 0
    options = {"fflags": "+bitexact", "serial_offset": _SERIAL}
    with av.open(buffer, "w", format="ogg", options=options) as target:
        stream = target.add_stream("libopus", rate=_RATE, layout="mono", options={"application": "voip"})
        stream.bit_rate = _BIT_RATE
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
        for frame in source.decode(source.streams.audio[0]):
            samples += _write(target, stream, resampler.resample(frame), samples)
        samples += _write(target, stream, resampler.resample(None), samples)
        target.mux(stream.encode(None))
    return buffer.getvalue(), samples


def _write(target: Any, stream: Any, frames: Any, samples: int) -> int:
    written = 0
    for frame in frames:
        frame.pts = samples + written
        written += frame.samples
        target.mux(stream.encode(frame))
    return written


def _refuse_more_than_sound(data: bytes) -> None:
    """Open what was made and look: one Opus stream, no tag, no chapter."""
    with av.open(io.BytesIO(data)) as made:
        streams = list(made.streams)
        tags = {
            **made.metadata,
            **{key: value for stream in streams for key, value in stream.metadata.items()},
        }
        kinds = [stream.codec_context.name for stream in streams]
        chapters = made.chapters()
    if kinds not in (["opus"], ["libopus"]) or tags or chapters:
        raise ReleaseRefused(
            "the public sound file would hold more than sound", todo="Publish without the recording."
        )
