"""Reading recordings: every container, every kind of damage, and what must never be opened."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import BLOCK, SAMPLE_RATE, blocks, muted, probe
from dccg_meet.errors import BadMedia, MediaError, NoRecording, NotMedia
from dccg_meet.shipped_data import sample_recording

Tone = Callable[..., NDArray[np.float32]]
Write = Callable[..., Path]
Cut = Callable[[int, int], NDArray[np.float32]]


def decoded(path: Path, *, partial: bool = False) -> NDArray[np.float32]:
    """The whole sound of a file."""
    return np.concatenate(list(blocks(probe(path), partial=partial)))


def loudest_hertz(sound: NDArray[np.float32]) -> float:
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(sound))
    return float(np.argmax(spectrum) * SAMPLE_RATE / len(sound))


class TestContainers:
    """Whatever can be heard is heard alike."""

    @pytest.mark.parametrize(
        ("name", "codec", "rate", "layout"),
        [
            ("telephone.wav", "pcm_mulaw", 8_000, "mono"),
            ("stereo.wav", "pcm_s16le", 44_100, "stereo"),
            ("surround.flac", "flac", 48_000, "5.1"),
            ("platform.m4a", "aac", 44_100, "stereo"),
            ("call.mkv", "libopus", 48_000, "mono"),
            ("call.webm", "libopus", 48_000, "stereo"),
            ("call.ogg", "libopus", 48_000, "stereo"),
            ("call.mp3", "libmp3lame", 44_100, "stereo"),
        ],
    )
    def test_sound_arrives_as_16_khz_mono(
        self, tmp_path: Path, write_media: Write, tone: Tone, name: str, codec: str, rate: int, layout: str
    ) -> None:
        """Whatever the container, codec, rate and channels: the same tone for the same time."""
        path = write_media(tmp_path / name, tone(3, rate=rate), rate=rate, codec=codec, layout=layout)
        sound = decoded(path)
        assert sound.dtype == np.float32
        assert len(sound) == pytest.approx(3 * SAMPLE_RATE, abs=0.15 * SAMPLE_RATE)
        assert loudest_hertz(sound) == pytest.approx(440, abs=2)
        assert 0.1 < np.abs(sound).max() <= 1

    def test_video_is_listened_to(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A film has its sound heard."""
        path = write_media(tmp_path / "call.mp4", tone(2), codec="aac", video_frames=10)
        recording = probe(path)
        assert recording.audio_tracks == 1
        assert recording.duration_ms == pytest.approx(2_000, abs=150)
        assert loudest_hertz(decoded(path)) == pytest.approx(440, abs=2)

    def test_film_longer_than_its_sound_is_complete(
        self, tmp_path: Path, write_media: Write, tone: Tone
    ) -> None:
        """Pictures may go on after the last sound without the file being broken."""
        path = write_media(tmp_path / "call.mkv", tone(2), codec="libopus", video_frames=40)
        assert len(decoded(path)) == pytest.approx(2 * SAMPLE_RATE, abs=2_000)

    def test_sample_call(self) -> None:
        """The sample call is hashed and as long as its reference says."""
        recording = probe(sample_recording())
        assert recording.sha256 == hashlib.sha256(sample_recording().read_bytes()).hexdigest()
        assert sum(map(len, blocks(recording))) == pytest.approx(151.944 * SAMPLE_RATE, abs=160)

    def test_blocks_have_one_length(self) -> None:
        """Every block but the last is 20 s."""
        lengths = [len(block) for block in blocks(probe(sample_recording()))]
        assert set(lengths[:-1]) == {BLOCK}
        assert 0 < lengths[-1] <= BLOCK

    def test_sound_that_starts_late_keeps_its_time(
        self, tmp_path: Path, write_media: Write, tone: Tone
    ) -> None:
        """Where time stamps leave a hole there is silence, so that captions fit the pictures."""
        path = write_media(tmp_path / "late.mkv", tone(2), codec="pcm_s16le", video_frames=15, starts_at=1.0)
        sound = decoded(path)
        assert not sound[: SAMPLE_RATE - 100].any()
        assert np.abs(sound[SAMPLE_RATE + 100 : 2 * SAMPLE_RATE]).max() > 0.2

    @pytest.mark.parametrize(
        "name", ["-y.wav", "concat:a|b.wav", "http:%2F%2Fx.wav", "%d.wav", 'a\'b "c".wav']
    )
    def test_any_file_name(self, tmp_path: Path, write_media: Write, tone: Tone, name: str) -> None:
        """A file name is a file name, never an option, pattern or address."""
        path = write_media(tmp_path / "plain.wav", tone(1)).rename(tmp_path / name)
        assert len(decoded(path)) == SAMPLE_RATE

    def test_first_of_several_tracks(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """Several tracks are counted; the first is heard."""
        recording = probe(write_media(tmp_path / "two.mkv", tone(1), tracks=2))
        assert recording.audio_tracks == 2
        assert sum(map(len, blocks(recording))) == SAMPLE_RATE


class TestMuted:
    """Parts that must not be heard."""

    def test_parts_are_silent(self) -> None:
        """What must not be heard is silence, across blocks and to the end; the rest is untouched."""
        sound = np.ones(3 * BLOCK, np.float32)
        source = [sound[:BLOCK], sound[BLOCK : 2 * BLOCK], sound[2 * BLOCK :]]
        result = np.concatenate(list(muted(source, [(19_000, 21_000), (50_000, None)])))
        expected = sound.copy()
        expected[19 * SAMPLE_RATE : 21 * SAMPLE_RATE] = 0
        expected[50 * SAMPLE_RATE :] = 0
        assert np.array_equal(result, expected)
        assert sound.all()


class TestNoRecording:
    """Nothing there."""

    def test_missing(self, tmp_path: Path) -> None:
        """A path with nothing there is named."""
        with pytest.raises(NoRecording, match="no such file") as fault:
            probe(tmp_path / "call.mp4")
        assert fault.value.where == "call.mp4"
        assert fault.value.todo

    def test_folder(self, tmp_path: Path) -> None:
        """A folder is no recording."""
        with pytest.raises(NoRecording, match="folder"):
            probe(tmp_path)

    def test_zero_length(self, tmp_path: Path) -> None:
        """An empty file is said to be empty."""
        path = tmp_path / "call.mp4"
        path.touch()
        with pytest.raises(NoRecording, match="empty"):
            probe(path)


class TestNotMedia:
    """Something else there."""

    @pytest.mark.parametrize("name", ["notes.txt", "call.mp4", "call.mp3", "call.wav", "call.ts", "call"])
    def test_text(self, tmp_path: Path, name: str) -> None:
        """Text is no recording, whatever it is called."""
        path = tmp_path / name
        path.write_text("Minutes of the call. " * 500)
        with pytest.raises(NotMedia):
            decoded(path)

    def test_random_bytes(self, tmp_path: Path) -> None:
        """Noise on the disk is no recording."""
        path = tmp_path / "call.mp4"
        path.write_bytes(np.random.default_rng(1).integers(0, 256, 200_000, np.uint8).tobytes())
        with pytest.raises(MediaError):
            decoded(path)

    @pytest.mark.parametrize("disguise", ["", ".mp4", ".wav", ".mkv"])
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\n{other}\n#EXT-X-ENDLIST\n"),
            ("list.ffconcat", "ffconcat version 1.0\nfile '{other}'\n"),
            ("call.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n"),
            ("list.mpd", '<?xml version="1.0"?><MPD><Period><BaseURL>{other}</BaseURL></Period></MPD>'),
            ("list.m3u8", "#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n"),
        ],
    )
    def test_lists_of_other_files(
        self, tmp_path: Path, write_media: Write, tone: Tone, name: str, text: str, disguise: str
    ) -> None:
        """A playlist is refused even when it names a good recording beside it."""
        other = write_media(tmp_path / "other.wav", tone(1))
        path = tmp_path / (name + disguise)
        path.write_text(text.format(other=other.name))
        with pytest.raises(NotMedia):
            decoded(path)


class TestBadMedia:
    """A recording that is not whole."""

    def test_video_without_sound(self, tmp_path: Path, write_media: Write) -> None:
        """A film without an audio track has nothing to caption."""
        path = write_media(tmp_path / "silent.mp4", None, video_frames=10)
        with pytest.raises(BadMedia, match="no sound"):
            probe(path)

    def test_mp4_without_its_index(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """An MP4 cut off before its index cannot be opened, and is not called "no media"."""
        path = write_media(tmp_path / "call.mp4", tone(5), codec="aac")
        path.write_bytes(path.read_bytes()[:-3_000])
        with pytest.raises(BadMedia, match="cut off"):
            probe(path)

    @pytest.mark.parametrize(
        ("name", "codec", "options"),
        [
            ("call.wav", "pcm_s16le", {}),
            ("call.mkv", "libopus", {}),
            ("call.mp4", "aac", {"movflags": "faststart"}),
            ("call.flac", "flac", {}),
            ("call.ogg", "libopus", {}),
        ],
    )
    def test_cut_off(
        self,
        tmp_path: Path,
        write_media: Write,
        cut: Cut,
        name: str,
        codec: str,
        options: dict[str, str],
    ) -> None:
        """A file that breaks off in the middle says at what time, and can be taken as it is."""
        path = write_media(tmp_path / name, cut(0, 20_000), codec=codec, options=options)
        data = path.read_bytes()
        path.write_bytes(data[: len(data) * 6 // 10])
        with pytest.raises(BadMedia, match=r"breaks off at 0:(0[89]|1[0-5])|damaged") as fault:
            decoded(path)
        assert "--partial" in fault.value.todo
        assert len(decoded(path, partial=True)) > 7 * SAMPLE_RATE

    def test_sample_call_cut_off(self, tmp_path: Path) -> None:
        """Half of the sample call is told from the whole one, though Ogg says nothing about its length."""
        path = tmp_path / "half.ogg"
        data = sample_recording().read_bytes()
        path.write_bytes(data[: len(data) // 2])
        with pytest.raises(BadMedia, match=r"breaks off at 1:1"):
            decoded(path)

    def test_false_duration(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A header that promises hours does not make the program wait for them: what is there is read."""
        path = write_media(tmp_path / "call.wav", tone(1))
        data = bytearray(path.read_bytes())
        at = data.index(b"data") + 4
        data[at : at + 4] = struct.pack("<I", 0x7000_0000)
        path.write_bytes(data)
        assert len(decoded(path)) == pytest.approx(SAMPLE_RATE, abs=20)

    def test_damage_inside(self, tmp_path: Path, write_media: Write, cut: Cut) -> None:
        """Seconds of sound that cannot be decoded are not passed over in silence."""
        path = write_media(tmp_path / "call.flac", cut(0, 20_000), codec="flac")
        data = bytearray(path.read_bytes())
        middle = len(data) // 2
        data[middle : middle + len(data) // 4] = bytes(len(data) // 4)
        path.write_bytes(data)
        with pytest.raises(BadMedia, match=r"s of the sound are damaged, from 0:(09|10|11) on"):
            decoded(path)
        assert len(decoded(path, partial=True)) == pytest.approx(20 * SAMPLE_RATE, abs=SAMPLE_RATE // 4)

    def test_too_many_tracks(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A container with scores of tracks is refused."""
        path = write_media(tmp_path / "many.mkv", tone(0.2), tracks=65)
        with pytest.raises(BadMedia, match="more than 64"):
            probe(path)
