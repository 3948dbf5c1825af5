"""Which sounds of a recording are heard apart, on recordings made from the sample call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dccg_meet.captions.hearing import tracks as subject
from dccg_meet.captions.hearing.audio import BLOCK, SAMPLE_RATE, Track, blocks, blocks_of, probe, tracks
from dccg_meet.errors import BadMedia
from dccg_meet.shipped_data import sample_recording

Sound = NDArray[np.float32]
Voices = tuple[Sound, Sound]
Hiss = Callable[[int, float], Sound]
Write = Callable[..., Path]
MINUTE = 60 * SAMPLE_RATE
CODECS = [
    ("a.wav", "pcm_s16le", 0),
    *(
        pytest.param(*values, marks=pytest.mark.slow)
        for values in (("a.ogg", "libopus", 32_000), ("a.m4a", "aac", 48_000), ("a.mp3", "mp3", 0))
    ),
]


def places(path: Path) -> list[tuple[int, int | None]]:
    """Stream and channel of every track."""
    return [(track.stream, track.channel) for track in tracks(probe(path))]


def heard(path: Path, track: Track) -> Sound:
    """The whole sound of a track."""
    return np.concatenate(list(blocks(probe(path), track)))


def later(sound: Sound, ms: int) -> Sound:
    """The sound, some milliseconds later."""
    return np.concatenate([np.zeros(ms * 16, np.float32), sound])[: len(sound)]


def power(sound: Sound) -> float:
    """The mean power."""
    return float(np.square(sound, dtype=np.float64).mean())


def rolled(sound: Sound) -> Sound:
    """Somebody else's speech all the time: the same minute, begun elsewhere."""
    return np.roll(sound, 29 * SAMPLE_RATE)


class TestOneTrack:
    """What is one scene."""

    def test_mono_is_not_listened_to(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A single stream of one channel is decided by the header."""
        monkeypatch.setattr(subject, "opened", None)
        assert tracks(probe(sample_recording())) == (Track(0, 0, None),)

    @pytest.mark.parametrize(("name", "codec", "bit_rate"), CODECS)
    def test_the_same_on_both_channels(
        self, tmp_path: Path, voices: Voices, write_streams: Write, name: str, codec: str, bit_rate: int
    ) -> None:
        """A call recorded in stereo is one mix, through every codec."""
        call = sum(voices)
        path = write_streams(tmp_path / name, [[call, call]], codec=codec, bit_rate=bit_rate)
        assert places(path) == [(0, None)]

    @pytest.mark.parametrize(
        ("gain", "ms", "hiss_db"), [(0.3, 0, -60), (0.8, 3, -60), (0.5, 15, -50), (1, 0, -30)]
    )
    def test_two_microphones(
        self,
        tmp_path: Path,
        voices: Voices,
        hiss: Hiss,
        write_streams: Write,
        gain: float,
        ms: int,
        hiss_db: float,
    ) -> None:
        """Microphones at other places hear the same louder, later and with noise of their own."""
        call: Sound = voices[0] + voices[1]
        left, right = call + hiss(1, hiss_db), gain * later(call, ms) + hiss(2, hiss_db)
        assert places(write_streams(tmp_path / "a.wav", [[left, right]])) == [(0, None)]

    @pytest.mark.parametrize("leak_db", [-6, -12, -20])
    def test_microphones_that_hear_each_other(
        self, tmp_path: Path, voices: Voices, hiss: Hiss, write_streams: Write, leak_db: float
    ) -> None:
        """Where each person is in both channels, one fainter, nobody is heard twice."""
        one, two = voices
        gain = 10 ** (leak_db / 20)
        rows = [one + gain * later(two, 4) + hiss(1, -65), two + gain * later(one, 4) + hiss(2, -65)]
        assert places(write_streams(tmp_path / "a.wav", [rows])) == [(0, None)]

    def test_wrongly_wired_microphone(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """Two channels that cancel each other are not mixed to silence: one of them is heard."""
        call = sum(voices)
        path = write_streams(tmp_path / "a.wav", [[call, -0.9 * call]])
        (track,) = tracks(probe(path))
        assert track == Track(0, 0, 0)
        assert np.allclose(heard(path, track), call, atol=1e-3)

    def test_surround(self, tmp_path: Path, voices: Voices, hiss: Hiss, write_streams: Write) -> None:
        """A voice in the centre with the room around it is one mix."""
        call: Sound = voices[0] + voices[1]
        front = [0.2 * call + hiss(number, -55) for number in (1, 2)]
        back = [0.1 * later(call, 12) + hiss(number, -55) for number in (3, 4)]
        rows = [*front, call, np.zeros(MINUTE, np.float32), *back]
        assert places(write_streams(tmp_path / "a.wav", [rows])) == [(0, None)]

    def test_one_channel_is_silent(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """A channel without sound is no track, and what is in the other is heard."""
        call = sum(voices)
        path = write_streams(tmp_path / "a.wav", [[call, np.zeros(MINUTE, np.float32)]])
        (track,) = tracks(probe(path))
        assert np.corrcoef(heard(path, track), call)[0, 1] > 0.99

    def test_a_word_is_no_evidence(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """A channel in which somebody speaks for two seconds in all stays in the mix, where it is heard."""
        one, two = voices
        word = np.zeros(MINUTE, np.float32)
        word[45 * SAMPLE_RATE : 47 * SAMPLE_RATE] = two[45 * SAMPLE_RATE : 47 * SAMPLE_RATE]
        assert places(write_streams(tmp_path / "a.wav", [[one, word]])) == [(0, None)]

    def test_silence(self, tmp_path: Path, write_streams: Write) -> None:
        """A recording without any sound still has a track."""
        silence = np.zeros(MINUTE, np.float32)
        assert len(tracks(probe(write_streams(tmp_path / "a.mkv", [[silence], [silence, silence]])))) == 1


class TestChannelsApart:
    """Channels that carry different people."""

    @pytest.mark.parametrize(("name", "codec", "bit_rate"), CODECS)
    def test_one_person_on_each(
        self, tmp_path: Path, voices: Voices, write_streams: Write, name: str, codec: str, bit_rate: int
    ) -> None:
        """People who speak in turn on two channels are two tracks, through every codec."""
        path = write_streams(tmp_path / name, [list(voices)], codec=codec, bit_rate=bit_rate)
        assert places(path) == [(0, 0), (0, 1)]
        for track, voice in zip(tracks(probe(path)), voices, strict=True):
            sound = heard(path, track)[:MINUTE]
            assert power(sound) == pytest.approx(power(voice), rel=0.25)

    def test_both_at_once(self, tmp_path: Path, voices: Voices, hiss: Hiss, write_streams: Write) -> None:
        """Speech that overlaps is kept on both tracks: an interpreter, or people who interrupt each other."""
        call: Sound = voices[0] + voices[1]
        rows = [call + hiss(1, -60), 0.5 * rolled(call) + hiss(2, -60)]
        path = write_streams(tmp_path / "a.wav", [rows])
        found = tracks(probe(path))
        assert [track.channel for track in found] == [0, 1]
        for track, row in zip(found, rows, strict=True):
            assert power(heard(path, track)) > 0.99 * power(row)

    def test_crosstalk_is_not_heard_twice(
        self, tmp_path: Path, voices: Voices, hiss: Hiss, write_streams: Write
    ) -> None:
        """A faint echo of the one in the other's track is silenced; either's own words are untouched."""
        one, two = voices
        rows = [one + 0.02 * later(two, 120) + hiss(1, -70), two + 0.02 * one + hiss(2, -70)]
        path = write_streams(tmp_path / "a.wav", [rows])
        found = tracks(probe(path))
        assert [track.channel for track in found] == [0, 1]
        first, second = slice(2 * SAMPLE_RATE, 26 * SAMPLE_RATE), slice(29 * SAMPLE_RATE, 59 * SAMPLE_RATE)
        chair, others = (heard(path, track) for track in found)
        assert power(chair[second]) < 0.1 * power(rows[0][second])
        assert power(others[first]) < 0.1 * power(rows[1][first])
        assert np.allclose(chair[first], rows[0][first], atol=1e-3)
        assert np.allclose(others[second], rows[1][second], atol=1e-3)

    def test_four_people(self, tmp_path: Path, voices: Voices, hiss: Hiss, write_streams: Write) -> None:
        """A recorder with a microphone for each: every channel that is not silent is a track."""
        one, two = voices
        rows = [one, two, rolled(one), rolled(two), np.zeros(MINUTE, np.float32), hiss(1, -90)]
        assert places(write_streams(tmp_path / "a.wav", [rows])) == [(0, 0), (0, 1), (0, 2), (0, 3)]

    def test_a_mix_among_the_channels(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """Where a channel repeats others the stream is one mix: nobody is heard twice."""
        one, two = voices
        rows = [one, two, one + two, np.zeros(MINUTE, np.float32), one, two]
        assert places(write_streams(tmp_path / "a.wav", [rows])) == [(0, None)]


class TestStreams:
    """Streams that were written apart."""

    def test_one_for_each_person(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """Every stream is a track, and what its person said is there."""
        path = write_streams(tmp_path / "a.mkv", [[voices[0]], [voices[1]]])
        assert places(path) == [(0, None), (1, None)]
        for track, voice in zip(tracks(probe(path)), voices, strict=True):
            assert np.allclose(heard(path, track), voice, atol=5e-3)
            assert power(heard(path, track)) > 0.9999 * power(voice)

    @pytest.mark.parametrize("ms", [0, 15])
    def test_copy(self, tmp_path: Path, voices: Voices, write_streams: Write, ms: int) -> None:
        """The same call twice is heard once."""
        call: Sound = voices[0] + voices[1]
        path = write_streams(tmp_path / "a.mkv", [[call, call], [0.4 * later(call, ms)]])
        assert places(path) == [(0, None)]

    @pytest.mark.parametrize("position", [0, 2])
    def test_mix_beside_its_tracks(
        self, tmp_path: Path, voices: Voices, write_streams: Write, position: int
    ) -> None:
        """A mix is left out where the tracks it was made of are there, wherever it stands."""
        streams = [[voice] for voice in voices]
        streams.insert(position, [0.7 * (voices[0] + voices[1])])
        found = places(write_streams(tmp_path / "a.mkv", streams))
        assert found == [(number, None) for number in range(3) if number != position]

    def test_person_who_is_in_the_mix_only(
        self, tmp_path: Path, voices: Voices, write_streams: Write
    ) -> None:
        """Who has no track of their own is heard in the mix, and nobody else is heard there."""
        one, two = voices
        third = np.zeros(MINUTE, np.float32)
        third[50 * SAMPLE_RATE :] = two[50 * SAMPLE_RATE :]
        rest = two - third
        path = write_streams(tmp_path / "a.mkv", [[one + two], [one], [rest]])
        mix, *_ = tracks(probe(path))
        assert mix.stream == 0
        sound = heard(path, mix)
        during = slice(50 * SAMPLE_RATE, 59 * SAMPLE_RATE)
        assert np.allclose(sound[during], two[during], atol=1e-3)
        assert power(sound[: 22 * SAMPLE_RATE]) < 0.01 * power(one)

    def test_track_within_a_mix(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """The one track beside a mix of many is left out: the mix has it all."""
        one, two = voices
        call = one + two
        path = write_streams(tmp_path / "a.mkv", [[call + 0.5 * rolled(call)], [call]])
        assert (0, None) in places(path)

    def test_interpreter_over_the_floor(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """An interpreter's stream with the floor faintly under it, and the floor, are both heard in full."""
        call: Sound = voices[0] + voices[1]
        path = write_streams(tmp_path / "a.mkv", [[call], [rolled(call) + 0.15 * call]])
        found = tracks(probe(path))
        assert [track.stream for track in found] == [0, 1]
        assert power(heard(path, found[0])) > 0.99 * power(call)

    def test_silent_stream(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """Somebody whose microphone was off all the time has no track."""
        path = write_streams(tmp_path / "a.mkv", [[np.zeros(MINUTE, np.float32)], [voices[0]]])
        assert tracks(probe(path)) == (Track(0, 1, None),)

    def test_the_same_again(self, tmp_path: Path, voices: Voices, hiss: Hiss, write_streams: Write) -> None:
        """The same file has the same tracks each time, and progress ends where it said."""
        rows = [voices[0] + 0.01 * voices[1] + hiss(1, -70), voices[1] + hiss(2, -70)]
        recording = probe(write_streams(tmp_path / "a.wav", [rows]))
        told: list[tuple[int, int]] = []
        first = tracks(recording, progress=lambda done, total: told.append((done, total)))
        assert tracks(recording) == first
        assert told == sorted(told)
        assert told[-1] == (60_000, 60_000)


class TestBlocksOf:
    """Several tracks at once."""

    def test_equally_long(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """Who joins late and leaves early is silent before and after; blocks fit each other."""
        late = voices[0][: 25 * SAMPLE_RATE]
        path = write_streams(tmp_path / "a.mkv", [[voices[1]], [late]], starts=[0.0, 12.5])
        recording = probe(path)
        both = list(blocks_of(recording, (Track(0, 1, None), Track(1, 0, None))))
        assert [[len(sound) for sound in pair] for pair in both] == [[BLOCK, BLOCK]] * 3
        first = np.concatenate([pair[0] for pair in both])
        assert not first[: 12 * SAMPLE_RATE].any()
        assert np.allclose(first[int(12.5 * SAMPLE_RATE) :][: len(late)], late, atol=1e-3)
        assert not first[38 * SAMPLE_RATE :].any()
        assert np.allclose(np.concatenate([pair[1] for pair in both]), voices[1], atol=1e-3)

    def test_as_one_by_one(self, tmp_path: Path, voices: Voices, hiss: Hiss, write_streams: Write) -> None:
        """Together or alone, in any order, a track sounds the same."""
        rows = [voices[0] + hiss(1, -70), voices[1] + hiss(2, -70)]
        recording = probe(write_streams(tmp_path / "a.mkv", [rows, [rolled(voices[0])]]))
        found = tracks(recording)
        assert len(found) == 3
        chosen = (found[2], found[1], found[0])
        together = [np.concatenate(parts) for parts in zip(*blocks_of(recording, chosen), strict=True)]
        for track, sound in zip(chosen, together, strict=True):
            assert np.array_equal(sound, np.concatenate(list(blocks(recording, track))))

    def test_damage_in_one(self, tmp_path: Path, voices: Voices, write_streams: Write) -> None:
        """A file that breaks off is refused, and read as far as it goes with partial."""
        path = write_streams(tmp_path / "a.mkv", [[voices[0]], [voices[1]]], codec="libopus")
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        recording = probe(path)
        pair = (Track(0, 0, None), Track(1, 1, None))
        with pytest.raises(BadMedia, match="breaks off"):
            list(blocks_of(recording, pair))
        assert len(list(blocks_of(recording, pair, partial=True))) >= 1
