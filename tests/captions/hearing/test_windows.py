"""Windows hold every island once, are cut in silence, and get the right sound."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.hearing.audio import blocks, probe
from dccg_meet.captions.hearing.speech import Island
from dccg_meet.captions.hearing.windows import Packer, Piece, Window, cut, halves, pieces
from dccg_meet.captions.words import Span
from dccg_meet.shipped_data import sample_recording

LONGEST_MS = 28_000


def windows(spoken: Sequence[Island], duration_ms: int, every_ms: int = 20_000) -> list[Window]:
    """The windows of some islands that become known block by block."""
    packer = Packer(LONGEST_MS)
    made: list[Window] = []
    known = list(spoken)
    for now in range(every_ms, duration_ms, every_ms):
        ended = [island for island in known if island.end_ms <= now]
        known = known[len(ended) :]
        made.extend(packer.feed(ended, min([now, *(island.start_ms for island in known[:1])])))
    return [*made, *packer.feed(known, duration_ms), *packer.finish(duration_ms)]


@st.composite
def islands(draw: st.DrawFn) -> tuple[Island, ...]:
    """Islands of up to 28 s with silences of up to ten seconds."""
    at, made = 0, []
    for gap, length in draw(
        st.lists(st.tuples(st.integers(32, 10_000), st.integers(200, LONGEST_MS)), max_size=25)
    ):
        made.append(Island(at + gap, at + gap + length))
        at = made[-1].end_ms
    return tuple(made)


class TestPacker:
    """Packing."""

    @given(islands(), st.integers(1_000, 90_000))
    def test_speech_is_kept(self, spoken: tuple[Island, ...], every_ms: int) -> None:
        """All speech is in exactly one window, in order, and none is longer than the model hears."""
        duration = spoken[-1].end_ms + 500 if spoken else 0
        made = windows(spoken, duration, every_ms)
        assert [island for window in made for island in window.islands] == list(spoken)
        assert [window.number for window in made] == list(range(len(made)))
        for window in made:
            assert window.span.start_ms <= window.islands[0].start_ms
            assert window.span.end_ms >= window.islands[-1].end_ms
            assert window.islands[-1].end_ms - window.islands[0].start_ms <= LONGEST_MS
            assert 0 <= window.span.start_ms < window.span.end_ms <= duration
        for left, right in itertools.pairwise(made):
            assert left.span.end_ms <= right.islands[0].start_ms
            assert right.span.start_ms >= left.islands[-1].end_ms

    @given(islands(), st.integers(1_000, 90_000))
    def test_blocks_do_not_matter(self, spoken: tuple[Island, ...], every_ms: int) -> None:
        """However the sound arrives, the windows are the same."""
        duration = spoken[-1].end_ms + 500 if spoken else 0
        assert windows(spoken, duration, every_ms) == windows(spoken, duration, duration + 1)

    def test_cut_at_the_longest_silence(self) -> None:
        """Of the silences in the second half of a window the longest is its end."""
        spoken = (
            Island(0, 9_000),
            Island(9_300, 16_000),
            Island(17_500, 22_000),
            Island(22_400, 27_000),
            Island(27_300, 35_000),
        )
        first, second = windows(spoken, 36_000)
        assert first.islands == spoken[:2]
        assert second.islands == spoken[2:]

    def test_long_silence_ends_a_window(self) -> None:
        """Minutes of silence are not heard, and nothing waits for the next word."""
        packer = Packer(LONGEST_MS)
        [window] = packer.feed([Island(1_000, 3_000)], 20_000)
        assert window.span == Span(800, 3_200)
        assert packer.open_ms == 19_800


class TestPieces:
    """Each window with its sound."""

    def test_right_samples(self) -> None:
        """The sound of a window is that of its span; only what is needed is held."""
        sound = list(blocks(probe(sample_recording())))
        whole = np.concatenate(sound)
        made = list(pieces(iter(sound), 15_000))
        assert len(made) == 12
        for piece in made:
            span = piece.window.span
            assert np.array_equal(piece.sound, whole[span.start_ms * 16 : span.end_ms * 16])
            assert piece.sound.base is None

    def test_silence(self) -> None:
        """Without speech there is nothing to hear."""
        assert list(pieces(iter([np.zeros(320_000, np.float32)] * 4), 15_000)) == []


def piece(*spans: tuple[int, int]) -> Piece:
    """A window of some islands, with 200 ms around, in which every sample is its own number."""
    islands = tuple(Island(*span) for span in spans)
    whole = Span(islands[0].start_ms - 200, islands[-1].end_ms + 200)
    return Piece(Window(3, whole, islands), np.arange(whole.duration_ms * 16, dtype=np.float32))


class TestHalves:
    """Hearing again in parts."""

    def test_between_islands(self) -> None:
        """A window of several islands is parted in a silence, with the sound of each part."""
        left, right = halves(piece((1_200, 9_000), (9_900, 20_800)))
        assert (left.window.islands, right.window.islands) == (
            (Island(1_200, 9_000),),
            (Island(9_900, 20_800),),
        )
        assert left.window.number == right.window.number == 3
        assert left.window.span == Span(1_000, 9_450)
        assert len(left.sound) == 8_450 * 16
        assert right.sound[0] == 8_450 * 16

    def test_one_island(self) -> None:
        """A single island is parted at a quiet moment of its middle third."""
        whole = piece((200, 9_000))
        sound = np.full(9_200 * 16, 0.3, np.float32)
        sound[4_200 * 16 : 4_500 * 16] = 0
        left, right = halves(Piece(whole.window, sound))
        assert 4_200 <= left.window.span.end_ms <= 4_500
        assert right.window.islands == (Island(left.window.span.end_ms, 9_000),)


class TestCut:
    """A part of a window."""

    def test_islands_are_cut(self) -> None:
        """Islands outside are left out, and one that reaches in is cut; sound around it is heard with it."""
        part = cut(piece((1_000, 3_000), (4_000, 8_000)), Span(5_000, 7_000), around_ms=400)
        assert part.window.islands == (Island(5_000, 7_000),)
        assert part.window.span == Span(4_600, 7_400)
        assert part.sound[0] == (4_600 - 800) * 16
