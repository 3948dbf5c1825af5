"""The whole way from a recording to its transcript, and from the transcript to captions.

Nothing is written here; the caller decides where the result goes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dccg_meet.captions import transcript, vtt
from dccg_meet.captions.cues import Cue, cues
from dccg_meet.captions.decoding.journal import Journal
from dccg_meet.captions.decoding.manner import MANNERS, Quality
from dccg_meet.captions.decoding.section import Task
from dccg_meet.captions.decoding.workers import Workers, heard, sections
from dccg_meet.captions.hearing.audio import SAMPLE_RATE, Recording, Samples, blocks, muted, probe
from dccg_meet.captions.hearing.windows import pieces
from dccg_meet.captions.transcript import Settings, Source, Transcript
from dccg_meet.captions.words import INAUDIBLE, Word
from dccg_meet.errors import CaptionsError

Progress = Callable[[int, int], None]
"""Is told how far in the recording we are, and how long it is, both in milliseconds."""


@dataclass(frozen=True, slots=True)
class Request:
    """A recording, and how it is to be heard; ``hotwords`` are in clear here and nowhere else."""

    recording: Recording
    settings: Settings
    hotwords: tuple[str, ...]

    @property
    def key(self) -> str:
        """What the words depend on, as one text."""
        return repr((transcript.VERSION, self.recording.sha256, self.settings))


def requested(
    recording: Path,
    *,
    model: str,
    quality: str = Quality.BALANCED,
    language: str | None = None,
    hotwords: Sequence[str] = (),
    translate: bool = False,
    skip: Sequence[tuple[int, int | None]] = (),
    partial: bool = False,
) -> Request:
    """What is asked for, with the recording looked at but not yet heard.

    ``quality`` is a :class:`Quality`; ``language`` is a code such as ``fr``, or None to hear which it is;
    ``hotwords`` are names and terms to expect, most important first; ``translate`` asks for English beside
    it; ``skip`` are parts that must not be heard, from and until (None: the end) in milliseconds; ``partial``
    accepts a recording that breaks off. Raises the MediaErrors of ``audio.probe``.
    """
    digest = hashlib.sha256("\n".join(hotwords).encode()).hexdigest()
    settings = Settings(
        model=model,
        quality=Quality(quality).value,
        language=language or "auto",
        hotwords_sha256=digest,
        translate=translate,
        skip=tuple(skip),
        partial=partial,
    )
    return Request(probe(recording), settings, tuple(hotwords))


def is_current(request: Request, path: Path) -> bool:
    """Whether the transcript in a file is what the request would make."""
    try:
        made = transcript.read(path)
    except CaptionsError:
        return False
    return made.recording.sha256 == request.recording.sha256 and made.settings == request.settings


def caption(
    request: Request,
    workers: Workers,
    *,
    journal: Path | None = None,
    progress: Progress | None = None,
) -> Transcript:
    """Hears a recording; sections that the file ``journal`` holds are not heard again.

    Where nobody speaks the transcript has no words. Raises BadMedia where the recording breaks off, and
    ModelError where the model cannot be used.
    """
    settings = request.settings
    manner = MANNERS[Quality(settings.quality)]
    language = None if settings.language == "auto" else settings.language
    task = Task(manner, language, request.hotwords, settings.translate)
    book = Journal(journal, request.key)
    clock = _Clock(muted(blocks(request.recording, partial=settings.partial), settings.skip))
    words: list[Word] = []
    translation: list[Word] = []
    speech: list[transcript.Speech] = []
    for section, result in heard(sections(pieces(clock, manner.longest_ms), 0), task, workers, book):
        words.extend(replace(word, track=section.track) for word in result.words)
        translation.extend(replace(word, track=section.track) for word in result.translation)
        speech.extend(transcript.speech(result.speech, result.again, section.track))
        if progress:
            progress(section.pieces[-1].window.span.end_ms, max(clock.ms, request.recording.duration_ms))
    if progress:
        progress(clock.ms, clock.ms)
    return Transcript(
        version=transcript.VERSION,
        recording=Source(request.recording.sha256, clock.ms, request.recording.audio_tracks),
        settings=settings,
        language=_main_language(words),
        speech=tuple(speech),
        words=tuple(words),
        translation=tuple(translation),
        account=transcript.account(speech, words),
    )


def machine_captions(made: Transcript) -> vtt.Captions:
    """The captions of a transcript that no person has checked."""
    return vtt.Captions(_shown(made, made.words), "machine", made.language)


def english_captions(made: Transcript) -> vtt.Captions:
    """The captions in English: what was said in it, and the translation of the rest."""
    said = [word for word in made.words if word.language == "en" or word.text == INAUDIBLE]
    return vtt.Captions(_shown(made, [*said, *made.translation]), "machine", "en")


def _shown(made: Transcript, words: Sequence[Word]) -> tuple[Cue, ...]:
    """Cues of each track for itself, in order of time: who speaks at the same time is shown so."""
    tracks: dict[int, list[Word]] = {}
    for word in sorted(words, key=lambda word: word.start_ms):
        tracks.setdefault(word.track, []).append(word)
    made_cues = [cue for said in tracks.values() for cue in cues(said, until_ms=made.recording.duration_ms)]
    return tuple(sorted(made_cues, key=lambda cue: (cue.start_ms, cue.end_ms)))


class _Clock:
    """Sound that passes by, and how many milliseconds of it did."""

    def __init__(self, sound: Iterator[Samples]) -> None:
        self._sound = sound
        self._samples = 0

    def __iter__(self) -> Iterator[Samples]:
        for block in self._sound:
            self._samples += len(block)
            yield block

    @property
    def ms(self) -> int:
        """How much has passed."""
        return self._samples * 1000 // SAMPLE_RATE


def _main_language(words: Sequence[Word]) -> str:
    """The language of most words; of equals, the one that comes first."""
    counted = Counter(word.language for word in words).most_common(1)
    return counted[0][0] if counted else ""
