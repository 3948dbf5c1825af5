from __future__ import annotations

import io
import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from dccg_meet import shipped_data
from dccg_meet.chatham import media
from dccg_meet.chatham.media import _refuse_more_than_sound, public_audio
from dccg_meet.errors import MediaError, ReleaseRefused

CANARY = "Zebulon"


def tagged(path: Path) -> Path:
    """A file with tags, a chapter, a picture stream and a second sound track that holds another voice."""
    with av.open(str(path), "w", format="matroska") as target:
        target.metadata.update({"title": CANARY, "artist": CANARY, "comment": CANARY})
        picture = target.add_stream("mpeg4", rate=5)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        tracks = [target.add_stream("aac", rate=48_000, layout="stereo") for _ in range(2)]
        for track in tracks:
            track.metadata["title"] = CANARY
        target.set_chapters(
            [{"id": 1, "start": 0, "end": 500, "time_base": Fraction(1, 1000), "metadata": {"title": CANARY}}]
        )
        for place in range(5):
            image = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            image.pts = place
            target.mux(picture.encode(image))
        target.mux(picture.encode(None))
        for track, level in zip(tracks, (0.0, 0.5), strict=True):
            for place in range(48):
                wavy = np.sin(np.arange(1024) / 10) * level
                frame = av.AudioFrame.from_ndarray(
                    np.stack([wavy, wavy]).astype(np.float32), format="fltp", layout="stereo"
                )
                frame.sample_rate, frame.pts = 48_000, place * 1024
                target.mux(track.encode(frame))
            target.mux(track.encode(None))
    return path


class TestPublicAudio:
    """What is left of a recording."""

    def test_is_the_same_every_time(self) -> None:
        """Two runs give the same bytes, as long as the recording, in Ogg Opus of one channel."""
        one, two = (public_audio(shipped_data.sample_recording()) for _ in range(2))
        assert one == two
        assert one.duration_ms == pytest.approx(151_944, abs=100)
        with av.open(io.BytesIO(one.data), "r") as made:
            assert made.format.name == "ogg"
            assert [stream.layout.name for stream in made.streams.audio] == ["mono"]
            assert made.duration == pytest.approx(151_944_000, abs=100_000)

    def test_nothing_but_sound(self, tmp_path: Path) -> None:
        """Tags, chapters, pictures and a second sound track do not come along."""
        source = tagged(tmp_path / f"{CANARY}.mkv")
        with av.open(str(source)) as before:
            assert len(before.streams) == 3
            assert before.metadata["ARTIST" if "ARTIST" in before.metadata else "artist"] == CANARY
            assert before.chapters()
        audio = public_audio(source)
        assert CANARY.encode() not in audio.data
        with av.open(io.BytesIO(audio.data), "r") as made:
            assert [stream.type for stream in made.streams] == ["audio"]
            assert (made.metadata, made.streams[0].metadata, made.chapters()) == ({}, {}, [])
            loudest = max(np.abs(frame.to_ndarray()).max() for frame in made.decode(audio=0))
        assert loudest < 0.01

    def test_looks_at_what_it_made(self, tmp_path: Path) -> None:
        """A result that held more than sound would be refused, whatever library made it."""
        with pytest.raises(ReleaseRefused, match="more than sound"):
            _refuse_more_than_sound(tagged(tmp_path / "a.mkv").read_bytes())
        with pytest.raises(ReleaseRefused, match="more than sound"):
            _refuse_more_than_sound(shipped_data.sample_recording().read_bytes())

    def test_refuses_when_the_library_errs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Sound with tags is not handed out, should the encoder ever add some."""
        spoilt = tagged(tmp_path / "a.mkv").read_bytes()
        monkeypatch.setattr(media, "_encode", lambda _source: (spoilt, 48_000))
        with pytest.raises(ReleaseRefused, match="more than sound"):
            public_audio(shipped_data.sample_recording())

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"no media at all, but long enough to be looked at\n" * 9,
            b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nother.ogg\n#EXT-X-ENDLIST\n",
            b"ffconcat version 1.0\nfile other.ogg\n",
        ],
    )
    def test_refuses_what_is_no_recording(self, tmp_path: Path, content: bytes) -> None:
        """Empty files, text and playlists that point elsewhere are refused."""
        (tmp_path / "other.ogg").write_bytes(shipped_data.sample_recording().read_bytes())
        path = tmp_path / "recording.ogg"
        path.write_bytes(content)
        with pytest.raises(MediaError):
            public_audio(path)

    def test_refuses_silence_of_no_length(self, tmp_path: Path) -> None:
        """A sound file without a sample holds no sound."""
        path = tmp_path / "empty.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
        with pytest.raises(MediaError):
            public_audio(path)

    def test_missing(self, tmp_path: Path) -> None:
        """A file that is not there is said to be missing."""
        with pytest.raises(MediaError, match="no recording"):
            public_audio(tmp_path / "none.ogg")
