"""Recordings that are broken, lie, or were made to harm: an error or the right sound, at a bounded cost."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import SAMPLE_RATE, blocks, probe, tracks
from dccg_meet.errors import BadMedia, MediaError, NotMedia

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="memory is limited as Unix does")

Tone = Callable[..., NDArray[np.float32]]
Write = Callable[..., Path]
HUGE = 300 * 1024**2
HOSTILE = Path(__file__).with_name("hostile.py")


def cost(path: Path, *numbers: int) -> dict[str, Any]:
    """What came of reading a file in a process of its own, and what it cost."""
    done = subprocess.run(
        [sys.executable, str(HOSTILE), str(path), *map(str, numbers)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def sparse(path: Path, *parts: bytes | int) -> Path:
    """A file of bytes and holes; a hole is read as zeros and takes no room on the disk."""
    with path.open("wb") as file:
        for part in parts:
            if isinstance(part, int):
                file.seek(part, 1)
            else:
                file.write(part)
        file.truncate()
    return path


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of an MP4 file."""
    data = b"".join(parts)
    return struct.pack(">I", 8 + len(data)) + kind + data


def element(identity: bytes, size: int) -> bytes:
    """The head of an EBML element."""
    return identity + struct.pack(">Q", size | 1 << 56)


def id3(frames: int) -> bytes:
    """The head of an ID3v2.3 tag."""
    return b"ID3\3\0\0" + bytes(frames >> shift & 127 for shift in (21, 14, 7, 0))


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server
        with pytest.raises(BlockingIOError):
            server.accept()


class TestHeaders:
    """Headers that are absurdly long, or say that they are."""

    def check(self, path: Path, *expected: str) -> None:
        """The file is refused or read, quickly and with little memory."""
        report = cost(path)
        assert any(words in report["outcome"] for words in expected)
        assert report["megabytes"] < 250
        assert report["seconds"] < 20

    @pytest.mark.parametrize("frame", [b"TIT2", b"APIC", b"PRIV", b"\0\0\0\0"])
    def test_id3_tag(self, tmp_path: Path, write_media: Write, tone: Tone, frame: bytes) -> None:
        """A tag with a title or picture of hundreds of megabytes before the sound."""
        sound = write_media(tmp_path / "a.mp3", tone(2), codec="mp3", options={"id3v2_version": "0"})
        size = 250 * 1024**2
        head = id3(size) + frame + struct.pack(">I", size - 10) + b"\0\0\0image/png\0\3\0"
        path = sparse(tmp_path / "b.mp3", head, size + 10 - len(head), sound.read_bytes())
        self.check(path, "longer than 64 MB", "20")

    def test_id3_tag_that_is_not_there(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A tag that claims 256 MB in a small file."""
        sound = write_media(tmp_path / "a.mp3", tone(2), codec="mp3")
        path = sparse(tmp_path / "b.mp3", id3(2**28 - 1), sound.read_bytes())
        self.check(path, "BadMedia")

    def test_small_tag(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A tag with a large picture, as podcasts have, does no harm."""
        sound = write_media(tmp_path / "a.mp3", tone(2), codec="mp3", options={"id3v2_version": "0"})
        size = 8 * 1024**2
        head = id3(size) + b"APIC" + struct.pack(">I", size - 10) + b"\0\0\0image/png\0\3\0"
        self.check(sparse(tmp_path / "b.mp3", head, size + 10 - len(head), sound.read_bytes()), "20")

    @pytest.mark.parametrize(
        ("identities", "expected"),
        [
            ([b"\xec"], "20"),
            ([b"\x19\x41\xa4\x69", b"\x61\xa7", b"\x46\x5c"], "64 MB"),
            ([b"\x15\x49\xa9\x66", b"\x7b\xa9"], "64 MB"),
        ],
        ids=["void", "attachment", "title"],
    )
    def test_matroska(
        self, tmp_path: Path, write_media: Write, tone: Tone, identities: list[bytes], expected: str
    ) -> None:
        """Padding, an attached file, or a title of hundreds of megabytes before the sound."""
        data = write_media(tmp_path / "a.mkv", tone(2)).read_bytes()
        segment = data.index(b"\x18\x53\x80\x67")
        sizes = [HUGE + 10 * (len(identities) - depth - 1) for depth in range(len(identities))]
        heads = b"".join(map(element, identities, sizes))
        start = data[:segment] + b"\x18\x53\x80\x67\x01" + b"\xff" * 7
        self.check(sparse(tmp_path / "b.mkv", start + heads, HUGE, data[segment + 12 :]), expected)

    def test_mp4_cover(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A cover picture of hundreds of megabytes inside the index."""
        whole = write_media(tmp_path / "a.mp4", tone(2), codec="aac").read_bytes()
        at = whole.index(b"moov") - 4
        inner = whole[at + 8 :]
        sizes = [(b"data", 8), (b"covr", 8), (b"ilst", 8), (b"meta", 12 + 33), (b"udta", 8)]
        heads, size = b"", HUGE + 8
        for kind, _ in sizes:
            size += 8
            extra = b""
            if kind == b"data":
                extra = struct.pack(">II", 14, 0)
            if kind == b"meta":
                extra = bytes(4) + struct.pack(">I", 33) + b"hdlr" + bytes(8) + b"mdir" + bytes(13)
                size += len(extra)
            heads = struct.pack(">I", size) + kind + extra + heads
        moov = struct.pack(">I", 8 + len(inner) + size) + b"moov" + inner + heads
        self.check(sparse(tmp_path / "b.mp4", whole[:at] + moov, HUGE), "64 MB")

    def test_compressed_mp4_index(self, tmp_path: Path) -> None:
        """An index that some kilobytes would blow up to hundreds of megabytes."""
        packer = zlib.compressobj(1)
        packed = b"".join(packer.compress(bytes(2**20)) for _ in range(600)) + packer.flush()
        header = box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", struct.pack(">I", 600 * 2**20), packed))
        path = tmp_path / "a.mov"
        path.write_bytes(box(b"ftyp", b"qt  ", bytes(4)) + box(b"moov", header))
        self.check(path, "longer than 64 MB")

    def test_boxes_in_boxes(self, tmp_path: Path) -> None:
        """Twenty thousand boxes, each in the one before."""
        nest = b"".join(struct.pack(">I", 8 * (20_000 - depth)) + b"moov" for depth in range(20_000))
        path = tmp_path / "a.mp4"
        path.write_bytes(box(b"ftyp", b"isom", bytes(4)) + nest)
        self.check(path, "BadMedia")

    @pytest.mark.parametrize("size", [HUGE, 0x7FFF_FE00])
    def test_wav_title(self, tmp_path: Path, write_media: Write, tone: Tone, size: int) -> None:
        """A title of hundreds of megabytes, there or only claimed."""
        data = write_media(tmp_path / "a.wav", tone(2)).read_bytes()
        info = b"LIST" + struct.pack("<I", size + 12) + b"INFOINAM" + struct.pack("<I", size)
        hole = size if size == HUGE else 0
        self.check(sparse(tmp_path / "b.wav", data[:12] + info, hole, data[12:]), "longer than 64 MB")

    def test_lists_in_lists(self, tmp_path: Path) -> None:
        """A hundred thousand lists, each in the one before."""
        path = tmp_path / "a.wav"
        sizes = range(12 * 100_000 - 8, 0, -12)
        heads = [b"LIST" + struct.pack("<I", size) + b"abcd" for size in sizes]
        path.write_bytes(b"RIFF" + struct.pack("<I", 1_200_004) + b"WAVE" + b"".join(heads))
        self.check(path, "BadMedia")

    def test_flac_pictures(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """Twenty pictures of 16 MB each before the sound."""
        data = write_media(tmp_path / "a.flac", tone(2), codec="flac").read_bytes()
        size = 2**24 - 1
        head = b"\x06" + size.to_bytes(3, "big") + struct.pack(">II", 3, 9) + b"image/png"
        head += bytes(20) + struct.pack(">I", size - len(head) + 4 - 24)
        parts = [part for _ in range(20) for part in (head, size + 4 - len(head))]
        start = b"fLaC\0" + data[5:42]
        self.check(sparse(tmp_path / "b.flac", start, *parts, data[42:]), "longer than 64 MB")

    def test_ogg_comment(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A comment of 90 MB, page after page."""
        data = write_media(tmp_path / "a.ogg", tone(2), codec="libopus").read_bytes()
        second = data.index(b"OggS", 4)
        third = data.index(b"OggS", second + 4)
        text = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<II", 1, 90 * 2**20)
        with (tmp_path / "b.ogg").open("wb") as file:
            file.write(data[:second])
            for number in range(1_400):
                kind = b"\1" if number else b"\0"
                head = b"OggS\0" + kind + b"\xff" * 8 + data[14:18] + struct.pack("<I", 1 + number) + bytes(4)
                file.write(head + b"\xff" * 256 + (text if not number else b"").ljust(65_025, b"a"))
            file.write(data[third:])
        self.check(tmp_path / "b.ogg", "longer than 64 MB")


class TestElsewhere:
    """Files that name other files or addresses."""

    @pytest.mark.parametrize("name", ["list.m3u8", "list.mp4", "list.ogg"])
    @pytest.mark.parametrize(
        "text",
        [
            "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
            "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{other}\n#EXT-X-ENDLIST\n",
            "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://127.0.0.1:{port}/b.m3u8\n",
            "ffconcat version 1.0\nfile 'http://127.0.0.1:{port}/a.wav'\n",
            "ffconcat version 1.0\nfile '{other}'\n",
            "[Reference]\nRef1=http://127.0.0.1:{port}/a.asf\n",
            "<MPD><Period><BaseURL>http://127.0.0.1:{port}/</BaseURL></Period></MPD>",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nm=audio {port} RTP/AVP 0\n",
        ],
        ids=["hls", "hls-file", "hls-master", "concat", "concat-file", "asx", "dash", "sdp"],
    )
    def test_playlist(
        self, tmp_path: Path, write_media: Write, tone: Tone, listener: socket.socket, name: str, text: str
    ) -> None:
        """A playlist is no recording; what it names is neither opened nor asked for."""
        other = write_media(tmp_path / "other.wav", tone(1))
        path = tmp_path / name
        path.write_text(text.format(port=listener.getsockname()[1], other=other.name))
        with pytest.raises(NotMedia):
            list(blocks(probe(path)))

    @pytest.mark.parametrize("where", ["file", "address"])
    @pytest.mark.parametrize("kind", [b"url ", b"alis"])
    def test_sound_in_another_file(
        self, tmp_path: Path, write_media: Write, tone: Tone, listener: socket.socket, where: str, kind: bytes
    ) -> None:
        """Of a QuickTime file whose sound is elsewhere nothing is heard but what is in the file itself."""
        other = write_media(tmp_path / "other.mov", tone(2))
        address = str(other) if where == "file" else f"http://127.0.0.1:{listener.getsockname()[1]}/other.mov"
        data = other.read_bytes()
        at = data.index(b"dref") - 4
        entry = box(kind, bytes(4), address.encode() + b"\0") if kind == b"url " else alias(address)
        dref = box(b"dref", bytes(4), struct.pack(">I", 1), entry)
        path = tmp_path / "call.mov"
        path.write_bytes(without_sound(data, at, dref))
        with suppress(BadMedia):
            assert not any(block.any() for block in blocks(probe(path)))


def alias(address: str) -> bytes:
    """An entry of a data reference that names a file the way a Macintosh does."""
    name = address.rsplit("/", 1)[-1].encode()[:63]
    record = bytes(6) + bytes([0, 2]) + bytes(2) + bytes([4]) + b"disk".ljust(27, b"\0") + bytes(12)
    record += bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16) + struct.pack(">hh", 0, 0) + bytes(16)
    text = address.encode() + b"\0" * (len(address) % 2)
    record += struct.pack(">HH", 18, len(address)) + text + struct.pack(">HH", 0xFFFF, 0)
    return box(b"alis", bytes(4), record)


def without_sound(data: bytes, at: int, dref: bytes) -> bytes:
    """A QuickTime file with another data reference and nothing but zeros for sound."""
    old = struct.unpack(">I", data[at : at + 4])[0]
    made = bytearray(data[:at] + dref + data[at + old :])
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        place = made.index(kind) - 4
        size = struct.unpack(">I", made[place : place + 4])[0] + len(dref) - old
        made[place : place + 4] = struct.pack(">I", size)
    start = made.index(b"mdat") + 4
    end = made.index(b"moov") - 4
    made[start:end] = bytes(end - start)
    return bytes(made)


class TestLies:
    """Headers that do not tell the truth."""

    @pytest.mark.parametrize("claimed_ms", [100, 500])
    def test_longer_than_it_says(
        self, tmp_path: Path, write_media: Write, tone: Tone, claimed_ms: int
    ) -> None:
        """A file that claims to be shorter than it is, is heard to its real end."""
        path = write_media(tmp_path / "a.mkv", tone(3))
        data = bytearray(path.read_bytes())
        at = data.index(b"\x44\x89\x88") + 3
        data[at : at + 8] = struct.pack(">d", float(claimed_ms))
        path.write_bytes(data)
        assert probe(path).duration_ms == claimed_ms
        assert sum(map(len, blocks(probe(path)))) == 3 * SAMPLE_RATE

    def test_shorter_than_it_says(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A file that claims three hours and has three seconds seems cut off, and can be taken as it is."""
        path = write_media(tmp_path / "a.mkv", tone(3))
        data = bytearray(path.read_bytes())
        at = data.index(b"\x44\x89\x88") + 3
        data[at : at + 8] = struct.pack(">d", 3 * 3_600_000.0)
        path.write_bytes(data)
        with pytest.raises(BadMedia, match="breaks off at 0:03 of 3:00:00"):
            list(blocks(probe(path)))
        assert sum(map(len, blocks(probe(path), partial=True))) == 3 * SAMPLE_RATE

    def test_variable_bit_rate(self, tmp_path: Path, cut: Callable[..., Any], write_media: Write) -> None:
        """Where the length is guessed from the bit rate, what counts is what is there."""
        path = tmp_path / "a.mp3"
        options = {"write_xing": "0", "abr": "1"}
        write_media(path, cut(0, 10_000), codec="libmp3lame", options=options)
        assert sum(map(len, blocks(probe(path)))) == pytest.approx(10 * SAMPLE_RATE, abs=0.2 * SAMPLE_RATE)

    @pytest.mark.parametrize("rate", [1, 2_000, 1_000_000, 0x7FFF_FFFF])
    def test_impossible_rate(self, tmp_path: Path, write_media: Write, tone: Tone, rate: int) -> None:
        """A sample rate that no recorder has is an error, not hours of stretched sound."""
        path = write_media(tmp_path / "a.wav", tone(2))
        data = bytearray(path.read_bytes())
        data[24:32] = struct.pack("<II", rate, min(2 * rate, 2**32 - 1))
        path.write_bytes(data)
        with pytest.raises(MediaError):
            list(blocks(probe(path)))

    def test_crumbs(self, tmp_path: Path) -> None:
        """Sound in packets of one sample each would take for ever; it is refused."""
        path = tmp_path / "a.caf"
        header = struct.pack(">d4sIIIII", 48_000.0, b"lpcm", 0, 2, 0x3900_0001, 1, 16)
        start = b"caff\0\1\0\0desc" + struct.pack(">q", 32) + header
        path.write_bytes(start + b"data" + struct.pack(">qI", 400_004, 0) + bytes(400_000))
        with pytest.raises(BadMedia, match="too short"):
            list(blocks(probe(path)))

    def test_no_numbers(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """Samples that are no numbers are silence."""
        sound = tone(2)
        sound[SAMPLE_RATE : SAMPLE_RATE + 100] = np.nan
        sound[SAMPLE_RATE + 200] = np.inf
        path = write_media(tmp_path / "a.wav", sound, codec="pcm_f32le")
        heard = np.concatenate(list(blocks(probe(path))))
        assert np.isfinite(heard).all()
        assert np.abs(heard).max() <= 1

    def test_empty_track(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A track in which there is nothing at all is an error, even if what there is would do."""
        path = write_media(tmp_path / "a.wav", tone(1))
        path.write_bytes(path.read_bytes()[:44])
        for partial in (False, True):
            with pytest.raises(BadMedia):
                list(blocks(probe(path), partial=partial))

    def test_two_seconds(self, tmp_path: Path, write_media: Write, tone: Tone) -> None:
        """A clip of two seconds is a recording like any other."""
        path = write_media(tmp_path / "a.mp4", tone(2), codec="aac")
        assert len(tracks(probe(path))) == 1
        assert sum(map(len, blocks(probe(path)))) == pytest.approx(2 * SAMPLE_RATE, abs=0.1 * SAMPLE_RATE)


class TestMemory:
    """Layouts for which the decoder's binding frees the same memory twice."""

    @pytest.mark.parametrize("labels", [(2, 1), (3, 33), (1, 2)])
    def test_channels_in_an_order_of_their_own(self, tmp_path: Path, labels: tuple[int, int]) -> None:
        """Channels named in an unusual order are read, many times over, without a crash."""
        desc = struct.pack(">d4sIIIII", 16_000.0, b"lpcm", 0, 4, 1, 2, 16)
        names = b"".join(struct.pack(">II3f", label, 0, 0, 0, 0) for label in labels)
        chan = struct.pack(">III", 0, 0, 2) + names
        sound = np.random.default_rng(1).integers(-9_000, 9_000, 2 * 16_000, np.int16).astype(">i2").tobytes()
        chunks = [(b"desc", desc), (b"chan", chan), (b"data", bytes(4) + sound)]
        path = tmp_path / "a.caf"
        made = [name + struct.pack(">q", len(data)) + data for name, data in chunks]
        path.write_bytes(b"caff\0\1\0\0" + b"".join(made))
        code = (
            "import pathlib, runpy, sys; hear = runpy.run_path(sys.argv[1])['outcome']; "
            "print({hear(pathlib.Path(sys.argv[2])) for _ in range(20)})"
        )
        command = [sys.executable, "-c", code, str(HOSTILE), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-500:]
        assert done.stdout == "{'1000'}\n"

    @pytest.mark.parametrize("channels", [8, 16, 32, 64])
    def test_many_channels(self, tmp_path: Path, tone: Tone, channels: int) -> None:
        """As many channels as FFmpeg knows are read as a mix of all."""
        sound = np.tile(tone(1)[:, None] * 32_768, (1, channels)).astype("<i2").tobytes()
        head = struct.pack("<HHIIHH", 1, channels, 16_000, 32_000 * channels, 2 * channels, 16)
        data = b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", len(sound)) + sound
        path = tmp_path / "a.wav"
        path.write_bytes(b"RIFF" + struct.pack("<I", len(data)) + data)
        recording = probe(path)
        assert recording.channels == (channels,)
        assert [track.channel for track in tracks(recording)] == [None]
        (heard,) = blocks(recording)
        assert np.allclose(heard, tone(1), atol=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.wav", "pcm_s16le"),
        ("a.mkv", "libopus"),
        ("a.mp4", "aac"),
        ("a.mov", "pcm_s16be"),
        ("a.flac", "flac"),
        ("a.ogg", "libopus"),
        ("a.mp3", "mp3"),
        ("a.caf", "pcm_s16be"),
        ("a.avi", "mp3"),
        ("a.ts", "mp2"),
    ],
)
def test_damaged_anyhow(tmp_path: Path, write_media: Write, tone: Tone, name: str, codec: str) -> None:
    """Whatever is changed in a file, it gives an error of ours or a result, in time and within memory."""
    path = write_media(tmp_path / name, tone(1), codec=codec, layout="stereo")
    seed = int.from_bytes(np.random.default_rng().bytes(4), "big")
    report = cost(path, seed, 150)
    assert sum(json.loads(report["outcome"]).values()) == 150
    assert report["seconds"] < 120, seed
    assert report["megabytes"] < 1_000, seed
