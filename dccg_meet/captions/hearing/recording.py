"""A recording on disk, and the one way in which a file from strangers is opened.

Only containers on a list are opened. FFmpeg gets the bytes of this one file and no protocol to fetch others
with, so that no playlist can make the program read another file or an address; and no header makes it read
without end.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import av

from dccg_meet.captions.hearing.containers import CONTAINERS, PACKED_HEADER, longest_text, looks_like_media
from dccg_meet.captions.hearing.layouts import without_order
from dccg_meet.errors import BadMedia, NoRecording, NotMedia
from dccg_meet.pyav import TOLERANT

_MOST_STREAMS: Final = 64
_LONGEST_HEADER: Final = 64 * 1024 * 1024  # The index of a day's film is shorter.
_PIECE: Final = 64 * 1024  # bytes that FFmpeg reads at once


@dataclass(frozen=True, slots=True)
class Recording:
    """A file with sound.

    ``duration_ms`` is what the container says, 0 where it says nothing, and ``channels`` what it says of each
    audio stream; only decoding tells the truth.
    """

    path: Path
    sha256: str
    container: str
    duration_ms: int
    channels: tuple[int, ...]

    @property
    def audio_tracks(self) -> int:
        """How many audio streams there are."""
        return len(self.channels)


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
        raise _unreadable(path, fault) from None
    with opened(path) as container:
        return Recording(
            path=path,
            sha256=sha256,
            container=container.format.name,
            duration_ms=max(0, (container.duration or 0) // 1000),
            channels=tuple(
                without_order(stream.codec_context).channels for stream in container.streams.audio
            ),
        )


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The container of a local file with at least one audio track that can be decoded."""
    try:
        file = path.open("rb", buffering=0)
    except OSError as fault:
        raise _unreadable(path, fault) from None
    with file:
        source = _Source(file)
        with _container(source, path) as container:
            _refuse_what_cannot_be_heard(container, path.name)
            source.left = None
            yield container
        if isinstance(source.fault, OSError):
            raise _unreadable(path, source.fault)
        if source.fault:
            raise source.fault


class _Source:
    """The bytes of a file for FFmpeg.

    ``left`` is how many more it may ask for, None without end. An exception cannot pass through FFmpeg: the
    file ends there, and ``fault`` tells why.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.left: int | None = _LONGEST_HEADER
        self.fault: BaseException | None = None
        self._before = b""

    def read(self, size: int) -> bytes:
        """The next bytes."""
        if self.left is not None:
            self.left -= size
        if self.exhausted or self.fault:
            return b""
        try:
            data = self._file.read(size)
        except BaseException as fault:  # noqa: BLE001 - Ctrl-C too; it is raised again by ``opened``
            self.fault = fault
            return b""
        if self.left is not None and PACKED_HEADER in self._before + data:
            self.left = -1
            return b""
        self._before = data[-len(PACKED_HEADER) :]
        return data

    def seek(self, offset: int, whence: int) -> int:
        """Goes elsewhere; a negative answer is FFmpeg's sign for a place that is not there."""
        if self.left is not None:
            self.left -= _PIECE // 64  # so that no header leads round in circles
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError, OverflowError):
            return -errno.EINVAL

    def tell(self) -> int:
        """Where the next byte is."""
        return self._file.tell()

    @property
    def exhausted(self) -> bool:
        """Whether more was asked for than a header has."""
        return self.left is not None and self.left < 0


def _container(source: _Source, path: Path) -> Any:
    """The file, opened by FFmpeg."""
    if longest_text(path) > _LONGEST_HEADER:
        raise _too_long(path)
    options = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "none"}
    try:
        container = av.open(source, "r", container_options=options, buffer_size=_PIECE, **TOLERANT)
    except (av.FFmpegError, ValueError):
        container = None
    if source.fault and not isinstance(source.fault, OSError):
        raise source.fault
    if isinstance(source.fault, OSError):
        raise _unreadable(path, source.fault)
    if source.exhausted:
        raise _too_long(path)
    if container is not None:
        return container
    if looks_like_media(path):
        what = "begins like a recording and cannot be opened: it is cut off or damaged"
        raise BadMedia(what, where=path.name, todo="Get a complete copy of it.")
    what = "is no audio or video file that can be captioned"
    raise NotMedia(
        what, where=path.name, todo="Give a recording: MP4, MKV, WebM, OGG, MP3, M4A, WAV or FLAC."
    )


def _refuse_what_cannot_be_heard(container: Any, name: str) -> None:
    if not container.streams.audio:
        raise BadMedia("has no sound", where=name, todo="Give the recording that has the audio track.")
    if len(container.streams) > _MOST_STREAMS:
        raise BadMedia(
            f"has more than {_MOST_STREAMS} tracks", where=name, todo="Export it with fewer tracks."
        )
    if any(stream.codec_context is None for stream in container.streams.audio):
        raise BadMedia(
            "has sound in a format that cannot be decoded", where=name, todo="Export it as MP4, OGG or WAV."
        )


def _too_long(path: Path) -> BadMedia:
    limit = _LONGEST_HEADER // 1024**2
    todo = "Export it without pictures or attachments."
    return BadMedia(f"its header is longer than {limit} MB", where=path.name, todo=todo)


def _unreadable(path: Path, fault: OSError) -> NoRecording:
    return NoRecording(
        f"cannot be read ({fault.strerror})", where=path.name, todo="Check its permissions, and the disk."
    )
