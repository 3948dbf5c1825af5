"""Between islands of speech long silence, music and applause are shown, and nothing is invented."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dccg_meet.captions.hearing.audio import SAMPLE_RATE, blocks, probe
from dccg_meet.captions.hearing.sounds import SHORTEST_MS, Listener, gaps
from dccg_meet.captions.words import Kind, Sound, Span
from dccg_meet.shipped_data import sample_recording
from tests.captions.hearing import instruments

Cut = Callable[[int, int], NDArray[np.float32]]


def nothing(seconds: float, level_db: float = -70) -> instruments.Sound:
    """A room in which nothing is heard."""
    return instruments.noise(seconds, level_db, steepness=0.5)


def found(*parts: instruments.Sound, speech: tuple[Span, ...] = ()) -> list[tuple[Kind, int, int]]:
    """What is found in parts that follow each other: what, from and until, in tenths of a second."""
    listener = Listener()
    for part in parts:
        listener.hear(part)
    return [
        (sound.kind, round(sound.span.start_ms / 100), round(sound.span.end_ms / 100))
        for sound in listener.found(speech)
    ]


def about(*expected: tuple[Kind, int, int]) -> list[tuple[Kind, object, object]]:
    """What is expected: what, from and until, in tenths of a second, give or take half a second."""
    return [(kind, pytest.approx(start, abs=5), pytest.approx(end, abs=5)) for kind, start, end in expected]


class TestMusic:
    """Chords that change."""

    @pytest.mark.parametrize("name", instruments.MUSIC)
    def test_found(self, name: str) -> None:
        """It is found from where it begins until it ends."""
        music = instruments.MUSIC[name](20)
        assert found(nothing(5), music, nothing(5)) == about((Kind.MUSIC, 50, 250))

    @pytest.mark.parametrize("level_db", [-12, -35, -48])
    def test_level(self, level_db: int) -> None:
        """Loud and low, as long as it can be heard."""
        assert [kind for kind, *_ in found(instruments.piano(12, level_db))] == [Kind.MUSIC]

    def test_inaudible(self) -> None:
        """What is hardly heard is not shown."""
        assert Kind.MUSIC not in {kind for kind, *_ in found(instruments.piano(20, -62))}

    def test_noisy(self) -> None:
        """Some noise does not hide it."""
        assert found(instruments.piano(12) + instruments.noise(12, -45)) == about((Kind.MUSIC, 0, 120))

    def test_a_jingle(self) -> None:
        """Three seconds are not enough to tell."""
        assert found(nothing(3), instruments.piano(3), nothing(3)) == []

    def test_between_speech(self) -> None:
        """It is shown where nobody speaks, and not in a short gap."""
        spoken = (Span(7_000, 9_000), Span(12_000, 14_000))
        shown = found(instruments.flute(21), speech=spoken)
        assert shown == about((Kind.MUSIC, 0, 70), (Kind.MUSIC, 140, 210))
        assert shown[0][2] <= 70
        assert shown[1][1] >= 140

    def test_two_pieces(self) -> None:
        """Two pieces with a pause between are two."""
        shown = found(instruments.piano(10), nothing(6), instruments.organ(10))
        assert shown == about((Kind.MUSIC, 0, 100), (Kind.MUSIC, 160, 260))


class TestApplause:
    """Hands that clap."""

    @pytest.mark.parametrize("people", [4, 8, 15])
    def test_found(self, people: int) -> None:
        """It is found where it is; the last hands may clap alone."""
        (shown,) = found(nothing(3), instruments.applause(6, people), nothing(3))
        assert shown[0] == Kind.APPLAUSE
        assert 30 <= shown[1] <= 45
        assert 75 <= shown[2] <= 90

    def test_a_clap(self) -> None:
        """One second is not enough."""
        assert found(nothing(3), instruments.applause(1, 8), nothing(3)) == []

    def test_after_music(self) -> None:
        """Both are shown, one after the other."""
        music, applause = found(instruments.piano(10), instruments.applause(5, 8, level_db=-20), nothing(3))
        assert [music[0], applause[0]] == [Kind.MUSIC, Kind.APPLAUSE]
        assert music[2] <= applause[1]


class TestSilence:
    """Nothing at all, for long."""

    @pytest.mark.parametrize("level_db", [-100, -80, -60])
    def test_found(self, level_db: int) -> None:
        """Ten seconds in which nothing is heard are shown, with and without the noise of a room."""
        assert found(nothing(15, level_db)) == about((Kind.SILENCE, 0, 150))

    def test_zeros(self) -> None:
        """A microphone that is off is silent."""
        assert found(np.zeros(20 * SAMPLE_RATE, np.float32)) == about((Kind.SILENCE, 0, 200))

    def test_short(self) -> None:
        """A shorter pause is a pause."""
        speech = (Span(0, 3_000), Span(12_500, 20_000))
        assert found(np.zeros(20 * SAMPLE_RATE, np.float32), speech=speech) == []

    def test_noise_is_no_silence(self) -> None:
        """Where noise can be heard there is none."""
        assert found(nothing(20, -40)) == []

    def test_far_under_speech(self, cut: Cut) -> None:
        """In a quiet recording the noise has to be as far under the speech."""
        speech = cut(5_000, 10_000) * np.float32(0.05)
        spoken = (Span(0, 5_000),)
        assert found(speech, nothing(15, -62), speech=spoken) == []
        assert found(speech, nothing(15, -80), speech=spoken) == about((Kind.SILENCE, 50, 200))

    def test_speech_that_was_missed(self, cut: Cut) -> None:
        """Quiet speech that nobody marked as speech is no silence."""
        speech = cut(5_000, 30_000)
        for times in (0.01, 0.03, 0.1):
            assert found(nothing(25, -75) + speech * np.float32(times)) == []

    def test_a_click(self) -> None:
        """A click of a key does not end it, a door does, and many keys do."""
        click = instruments.noise(0.02, -45)
        assert found(nothing(8), click, nothing(8)) == about((Kind.SILENCE, 0, 160))
        assert found(nothing(8), instruments.doors(1), nothing(8)) == []
        assert found(*itertools.chain.from_iterable([nothing(0.6), click] for _ in range(30))) == []

    def test_muted_on_purpose(self) -> None:
        """What must not be heard is not called silence."""
        listener = Listener()
        listener.hear(np.zeros(40 * SAMPLE_RATE, np.float32))
        assert listener.found((), [Span(5_000, 25_000)]) == (Sound(Span(25_024, 40_000), Kind.SILENCE),)


class TestNothingIsInvented:
    """Where the evidence is unclear there is nothing."""

    @pytest.mark.parametrize("name", instruments.NOT_TO_BE_SHOWN)
    def test_other_sounds(self, name: str) -> None:
        """Noise, hum, tones, telephones, keys, doors, rain and breath are not shown."""
        assert found(instruments.NOT_TO_BE_SHOWN[name](20)) == []

    def test_unmarked_speech(self) -> None:
        """Speech is neither music nor applause, even if nobody marked it as speech."""
        listener = Listener()
        for block in blocks(probe(sample_recording())):
            listener.hear(block)
        assert listener.found(()) == ()

    def test_babble(self, cut: Cut) -> None:
        """Many voices at once are neither."""
        voices = sum(cut(start, start + 20_000) for start in range(0, 120_000, 15_000)) / np.float32(3)
        assert found(np.asarray(voices, np.float32)) == []

    def test_laughter(self) -> None:
        """No evidence is taken for laughter."""
        assert Kind.LAUGHTER not in SHORTEST_MS


@pytest.fixture(scope="module")
def collage() -> Listener:
    """A minute and a half of everything."""
    listener = Listener()
    for part in (
        nothing(14),
        instruments.piano(12),
        instruments.applause(5, 8),
        instruments.hum(6),
        instruments.organ(14),
        np.zeros(13 * SAMPLE_RATE, np.float32),
        instruments.applause(6, 5),
        instruments.noise(8),
        instruments.flute(12),
    ):
        listener.hear(part)
    return listener


spans = st.lists(
    st.tuples(st.integers(0, 95_000), st.integers(1, 20_000)).map(lambda pair: Span(pair[0], sum(pair))),
    max_size=8,
)


class TestSpans:
    """Where sounds are shown."""

    def test_all_kinds(self, collage: Listener) -> None:
        """Everything in the collage is found that can be."""
        kinds = [sound.kind for sound in collage.found(())]
        assert kinds == [
            Kind.SILENCE,
            Kind.MUSIC,
            Kind.APPLAUSE,
            Kind.MUSIC,
            Kind.SILENCE,
            Kind.APPLAUSE,
            Kind.MUSIC,
        ]

    @given(speech=spans, unheard=spans)
    def test_only_in_gaps(self, collage: Listener, speech: list[Span], unheard: list[Span]) -> None:
        """Sounds are in order and apart, long enough, and never over speech or what was muted."""
        shown = collage.found(speech, unheard)
        for sound in shown:
            assert sound.span.duration_ms >= SHORTEST_MS[sound.kind]
            assert not any(sound.span.overlap_ms(span) for span in [*speech, *unheard])
            assert 0 <= sound.span.start_ms <= sound.span.end_ms <= 90_000
        for left, right in itertools.pairwise(shown):
            assert left.span.end_ms <= right.span.start_ms

    @given(taken=spans)
    def test_gaps(self, taken: list[Span]) -> None:
        """Gaps are what is left, each as long as it can be."""
        whole = Span(0, 90_000)
        left = tuple(gaps(taken, whole))
        assert not any(gap.overlap_ms(span) for gap in left for span in taken)
        assert all(before.end_ms < after.start_ms for before, after in itertools.pairwise(left))
        edges = {0, 90_000, *(span.start_ms for span in taken), *(span.end_ms for span in taken)}
        assert all(gap.duration_ms > 0 and {gap.start_ms, gap.end_ms} <= edges for gap in left)
        free = [at for at in range(0, 90_000, 500) if not any(s.start_ms <= at < s.end_ms for s in taken)]
        assert all(any(gap.start_ms <= at < gap.end_ms for gap in left) for at in free)


class TestBlocks:
    """A recording comes block by block."""

    def test_do_not_matter(self) -> None:
        """Where it is cut changes nothing."""
        sound = np.concatenate([nothing(12), instruments.band(9), instruments.applause(4, 6)])
        pieces = [sound[at : at + 12_345] for at in range(0, len(sound), 12_345)]
        assert found(*pieces) == found(sound) != []

    def test_none(self) -> None:
        """No sound at all, or hardly any, is nothing."""
        assert found() == []
        assert found(np.zeros(10, np.float32)) == []
