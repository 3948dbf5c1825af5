"""Which containers are opened, and what their first and last bytes tell.

Names are those of FFmpeg's demuxers. Left out on purpose: everything that names other files or addresses
(hls, dash, concat, sdp, image2, …), subtitles, pictures, raw samples, and game formats.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

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

_RIFF_UNKNOWN: Final = frozenset({0, 0xFFFF_FFFF})
_OGG_PAGE_HEADER: Final = 27
_OGG_LARGEST_PAGE: Final = 65_307
_OGG_LAST: Final = 0x04


def looks_like_media(path: Path) -> bool:
    """Whether the file begins as one of the common containers does."""
    with path.open("rb") as file:
        start = file.read(16)
    return any(start[offset : offset + len(mark)] == mark for offset, mark in _BEGINNINGS)


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
