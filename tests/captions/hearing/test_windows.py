"""Windows hold every island once, are cut in silence, and get the right sound."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.hearing.speech import FRAME_MS, Activity
from dccg_meet.captions.hearing.windows import LONGEST_MS, Window, halves, quietest, sounds, windows
from dccg_meet.captions.words import Span


def activity(duration_ms: int, quiet_ms: tuple[int, ...] = ()) -> Activity:
    """Loud all the time, but for 160 ms around each of the given times."""
    loudness = np.full(duration_ms // FRAME_MS + 1, 0.2, np.float32)
    for at in quiet_ms:
        loudness[at // FRAME_MS - 2 : at // FRAME_MS + 3] = 0.01
    return Activity(np.ones_like(loudness), loudness, duration_ms)


@st.composite
def islands(draw: st.DrawFn) -> tuple[Span, ...]:
    """Islands of up to a minute with silences of up to ten seconds."""
    at, made = 0, []
    for gap, length in draw(
        st.lists(st.tuples(st.integers(32, 10_000), st.integers(200, 60_000)), max_size=25)
    ):
        made.append(Span(at + gap, at + gap + length))
        at = made[-1].end_ms
    return tuple(made)


class TestWindows:
    """Packing."""

    @given(islands())
    def test_speech_is_kept(self, spoken: tuple[Span, ...]) -> None:
        """All speech is in exactly one window, in order, and none is longer than the model hears."""
        duration = spoken[-1].end_ms + 500 if spoken else 0
        made = windows(activity(duration), spoken)
        parts = [island for window in made for island in window.islands]
        assert sum(part.duration_ms for part in parts) == sum(island.duration_ms for island in spoken)
        assert all(left.end_ms <= right.start_ms for left, right in itertools.pairwise(parts))
        for number, window in enumerate(made):
            assert window.number == number
            assert window.span.start_ms <= window.islands[0].start_ms
            assert window.span.end_ms >= window.islands[-1].end_ms
            assert window.islands[-1].end_ms - window.islands[0].start_ms <= LONGEST_MS
            assert window.span.duration_ms < 30_000
            assert 0 <= window.span.start_ms < window.span.end_ms <= duration

    def test_cut_at_the_longest_silence(self) -> None:
        """Of the silences in the second half of a window the longest is its end."""
        spoken = (
            Span(0, 9_000),
            Span(9_300, 16_000),
            Span(17_500, 22_000),
            Span(22_400, 27_000),
            Span(27_300, 35_000),
        )
        first, second = windows(activity(36_000), spoken)
        assert first.islands == spoken[:2]
        assert second.islands == spoken[2:]

    def test_long_silence_ends_a_window(self) -> None:
        """Minutes of silence are not heard."""
        made = windows(activity(400_000), (Span(1_000, 3_000), Span(300_000, 303_000)))
        assert [window.span for window in made] == [Span(800, 3_200), Span(299_800, 303_200)]

    def test_long_island_is_cut_where_it_is_quiet(self) -> None:
        """Somebody who speaks for 50 s without a pause is cut at a quiet moment."""
        made = windows(activity(51_000, quiet_ms=(21_000, 40_000)), (Span(500, 50_500),))
        assert abs(made[0].islands[0].end_ms - 21_000) <= FRAME_MS

    def test_silence(self) -> None:
        """Without speech there is nothing to hear."""
        assert windows(activity(60_000), ()) == ()


class TestQuietest:
    """The quiet moment."""

    @given(st.integers(0, 50_000), st.integers(2, 20_000))
    def test_inside(self, start_ms: int, duration_ms: int) -> None:
        """It is inside the span, whatever the span."""
        span = Span(start_ms, start_ms + duration_ms)
        assert span.start_ms < quietest(activity(80_000).loudness, span) < span.end_ms


class TestSounds:
    """Each window with its sound."""

    @given(islands(), st.integers(5_000, 90_000))
    def test_right_samples(self, spoken: tuple[Span, ...], block_ms: int) -> None:
        """However the sound arrives, each window gets its own samples."""
        duration = spoken[-1].end_ms + 500 if spoken else 0
        made = windows(activity(duration), spoken)
        samples = np.arange(duration * 16, dtype=np.float32)
        blocks = [samples[at : at + block_ms * 16] for at in range(0, len(samples), block_ms * 16)]
        seen = list(sounds(blocks, made))
        assert [window for window, _ in seen] == list(made)
        for window, sound in seen:
            assert len(sound) == window.span.duration_ms * 16
            assert sound[0] == samples[window.span.start_ms * 16]


class TestHalves:
    """Hearing again in parts."""

    def test_between_islands(self) -> None:
        """A window of several islands is parted in a silence, with the sound of each part."""
        window = Window(3, Span(1_000, 21_000), (Span(1_200, 9_000), Span(9_900, 20_800)))
        sound = np.arange(20_000 * 16, dtype=np.float32)
        (first, left), (second, right) = halves(window, sound)
        assert (first.islands, second.islands) == (window.islands[:1], window.islands[1:])
        assert first.number == second.number == 3
        assert (len(left), len(right)) == (first.span.duration_ms * 16, second.span.duration_ms * 16)
        assert right[0] == (second.span.start_ms - 1_000) * 16

    def test_one_island(self) -> None:
        """A single island is parted at a quiet moment of its middle third."""
        window = Window(0, Span(0, 9_000), (Span(0, 9_000),))
        sound = np.full(9_000 * 16, 0.3, np.float32)
        sound[4_200 * 16 : 4_500 * 16] = 0
        (first, _), (second, _) = halves(window, sound)
        assert 4_200 <= first.span.end_ms <= 4_500
        assert second.islands == (Span(first.span.end_ms, 9_000),)
