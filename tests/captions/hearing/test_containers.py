"""What the bytes of a file tell without decoding it."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from dccg_meet.captions.hearing.containers import CONTAINERS, ends_early, longest_text, looks_like_media
from dccg_meet.shipped_data import sample_recording


class TestAllowList:
    """What may be opened."""

    def test_known_to_ffmpeg(self) -> None:
        """Every name on the list is one that FFmpeg knows, so that none is a slip of the pen."""
        known = {part for name in av.formats_available for part in name.split(",")}
        assert set(CONTAINERS) <= known

    def test_nothing_that_points_elsewhere(self) -> None:
        """No format on the list can name another file or an address."""
        assert not set(CONTAINERS) & {
            "hls",
            "dash",
            "concat",
            "sdp",
            "rtsp",
            "rtp",
            "image2",
            "lavfi",
            "tedcaptions",
        }


class TestLooksLikeMedia:
    """First bytes."""

    def test_ogg(self) -> None:
        """The sample call begins as Ogg does."""
        assert looks_like_media(sample_recording())

    @pytest.mark.parametrize("start", [b"", b"Minutes", b"#EXTM3U", b"\x00" * 16])
    def test_other(self, tmp_path: Path, start: bytes) -> None:
        """Text, playlists and zeros do not."""
        path = tmp_path / "file"
        path.write_bytes(start)
        assert not looks_like_media(path)


class TestEnd:
    """Files that are shorter than they were written."""

    def test_whole(self) -> None:
        """A whole file has its last page."""
        assert not ends_early(sample_recording(), "ogg")

    @pytest.mark.parametrize("missing", [1, 30, 5_000, 200_000, 458_000])
    def test_shorter(self, tmp_path: Path, missing: int) -> None:
        """One missing byte is enough to notice."""
        path = tmp_path / "half.ogg"
        path.write_bytes(sample_recording().read_bytes()[:-missing])
        assert ends_early(path, "ogg")

    def test_last_page_missing(self, tmp_path: Path) -> None:
        """A file that was cut between two pages lacks the page that says it is the last."""
        path = tmp_path / "half.ogg"
        data = sample_recording().read_bytes()
        path.write_bytes(data[: data.rindex(b"OggS")])
        assert ends_early(path, "ogg")

    @pytest.mark.parametrize(
        ("promised", "early"), [(100, False), (93, False), (101, True), (0, False), (2**32 - 1, False)]
    )
    def test_riff(self, tmp_path: Path, promised: int, early: bool) -> None:
        """A WAV file is compared with the length in its first chunk, where there is one."""
        path = tmp_path / "call.wav"
        path.write_bytes(b"RIFF" + promised.to_bytes(4, "little") + bytes(100))
        assert ends_early(path, "wav") is early


class TestLongestText:
    """What a RIFF file says of its texts."""

    @pytest.mark.parametrize("start", [b"RIFF", b"RF64"])
    def test_in_a_list(self, tmp_path: Path, start: bytes) -> None:
        """The longest text of any INFO list counts, there or not; other chunks do not."""
        text = b"INAM" + (3).to_bytes(4, "little") + b"abc\0" + b"ICMT" + (2**31).to_bytes(4, "little")
        inner = b"LIST" + (4 + len(text)).to_bytes(4, "little") + b"INFO" + text
        outer = b"LIST" + (4 + len(inner)).to_bytes(4, "little") + b"hdrl" + inner
        path = tmp_path / "a.wav"
        path.write_bytes(start + bytes(4) + b"WAVE" + b"data" + (2).to_bytes(4, "little") + b"ab" + outer)
        assert longest_text(path) == 2**31

    def test_none(self, tmp_path: Path) -> None:
        """Other files have no such texts, nor do files that end in the middle of a chunk."""
        assert longest_text(sample_recording()) == 0
        path = tmp_path / "a.wav"
        path.write_bytes(b"RIFF" + bytes(4) + b"WAVELIST")
        assert longest_text(path) == 0
