"""Which containers are opened, and what their first and last bytes tell.

Names are those of FFmpeg's demuxers. Left out on purpose: everything that names other files or addresses
(hls, dash, concat, sdp, image2, …), subtitles, pictures, raw samples, and game formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Literal

CONTAINERS: Final = (
    "aac", "ac3", "aiff", "amr", "asf", "au", "avi", "caf", "eac3", "flac", "flv", "matroska", "mov", "mp3",
    "mpeg", "mpegts", "ogg", "w64", "wav", "webm", "wv",
)  # fmt: skip

KNOWS_ITS_LENGTH: Final = frozenset(
    {
        "mov,mp4,m4a,3gp,3g2,mj2",
        "matroska,webm",
        "wav",
        "w64",
        "flac",
        "avi",
        "aiff",
        "asf",
        "au",
        "caf",
        "flv",
        "wv",
    },
)
"""Containers that write their length down; for the others FFmpeg guesses it from the size."""

CONTINUOUS: Final = frozenset({"aac", "flac", "mp3", "ogg", "wav"})
"""Containers in which a hole is damage; elsewhere a microphone may simply have been off."""

_BEGINNINGS: Final = (
    (0, b"OggS"),
    (0, b"RIFF"),
    (0, b"fLaC"),
    (0, b"ID3"),
    (0, b"\x1a\x45\xdf\xa3"),  # EBML: Matroska and WebM
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),  # ASF: WMA and WMV
    (0, b"FLV\x01"),
    (0, b"FORM"),
    (0, b"caff"),
    (0, b"wvpk"),
    (0, b"\x00\x00\x01\xba"),  # MPEG programme stream
    (4, b"ftyp"),
    (4, b"moov"),
    (4, b"mdat"),
)

PACKED_HEADER: Final = b"dcomzlib"
"""In a QuickTime file with a compressed header, whose few bytes may become any number; long out of use."""

_RIFF_UNKNOWN: Final = frozenset({0, 0xFFFF_FFFF})
_RIFF: Final = frozenset({b"RIFF", b"RIFX", b"RF64", b"BW64"})
_RIFF_CHUNK: Final = 8
_RIFF_LIST: Final = 12
_DEEPEST: Final = 4
_MOST_CHUNKS: Final = 1_000
_OGG_PAGE_HEADER: Final = 27
_OGG_LARGEST_PAGE: Final = 65_307
_OGG_LAST: Final = 0x04


def looks_like_media(path: Path) -> bool:
    """Whether the file begins as one of the common containers does."""
    with path.open("rb") as file:
        start = file.read(16)
    return any(start[offset : offset + len(mark)] == mark for offset, mark in _BEGINNINGS)


def longest_text(path: Path) -> int:
    """How long a RIFF file (WAV, AVI) says that its longest text is, in bytes; FFmpeg makes room unseen."""
    with path.open("rb") as file:
        start = file.read(4)
        order: Literal["little", "big"] = "big" if start == b"RIFX" else "little"
        if start not in _RIFF:
            return 0
        return _longest_text(file, _RIFF_LIST, file.seek(0, 2), order, _DEEPEST)


def _longest_text(file: BinaryIO, at: int, end: int, order: Literal["little", "big"], depth: int) -> int:
    """The same for the chunks between two places; those of an INFO list are texts."""
    longest = 0
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        header = file.read(_RIFF_LIST)
        if at >= end or len(header) < _RIFF_CHUNK:
            break
        size = int.from_bytes(header[4:_RIFF_CHUNK], order)
        inside, last = at + _RIFF_LIST, min(end, at + _RIFF_CHUNK + size)
        if header.startswith(b"LIST") and header.endswith(b"INFO"):
            longest = max(longest, *(length for length in _texts(file, inside, last)), 0)
        elif header.startswith(b"LIST") and not header.endswith(b"movi") and depth:
            longest = max(longest, _longest_text(file, inside, last, order, depth - 1))
        at += _RIFF_CHUNK + size + size % 2
    return longest


def _texts(file: BinaryIO, at: int, end: int) -> Iterator[int]:
    """How long the texts of an INFO list say that they are."""
    for _ in range(_MOST_CHUNKS):
        if at >= end:
            break
        file.seek(at + 4)
        size = int.from_bytes(file.read(4), "little")
        yield size
        at += _RIFF_CHUNK + size + size % 2


def ends_early(path: Path, container: str) -> bool:
    """Whether a WAV or Ogg file is shorter than it was written; FFmpeg reads such files without complaint."""
    if container == "wav":
        return _riff_ends_early(path)
    return container == "ogg" and _ogg_ends_early(path)


def _riff_ends_early(path: Path) -> bool:
    """Whether the file is shorter than its first chunk says, unless the writer did not know."""
    with path.open("rb") as file:
        start = file.read(8)
        size = file.seek(0, 2)
    promised = int.from_bytes(start[4:], "little")
    return start[:4] == b"RIFF" and promised not in _RIFF_UNKNOWN and size < promised + len(start)


def _ogg_ends_early(path: Path) -> bool:
    """Whether an Ogg file lacks its last page, whole and marked as a stream's end (RFC 3533, section 6)."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 2 * _OGG_LARGEST_PAGE))
        tail = file.read()
    start = tail.rfind(b"OggS")
    header = tail[start : start + _OGG_PAGE_HEADER]
    if start < 0 or len(header) < _OGG_PAGE_HEADER or not header[5] & _OGG_LAST:
        return True
    segments = tail[start + _OGG_PAGE_HEADER :][: header[26]]
    return len(tail) < start + _OGG_PAGE_HEADER + header[26] + sum(segments)
