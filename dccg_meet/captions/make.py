"""The whole way from a recording to its transcript, and from the transcript to captions.

Nothing is written here; the caller decides where the result goes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

from dccg_meet import __version__
from dccg_meet.captions import transcript, vtt
from dccg_meet.captions.cues import Cue, cues
from dccg_meet.captions.decoding.journal import Journal
from dccg_meet.captions.decoding.manner import MANNERS, Quality
from dccg_meet.captions.decoding.section import Task
from dccg_meet.captions.decoding.workers import Workers, heard, sections
from dccg_meet.captions.hearing.audio import SAMPLE_RATE, Samples, blocks, muted
from dccg_meet.captions.hearing.recording import Recording, probe
from dccg_meet.captions.hearing.sounds import Listener
from dccg_meet.captions.hearing.tracks import tracks
from dccg_meet.captions.hearing.windows import pieces
from dccg_meet.captions.transcript import Settings, Source, Speech, Transcript
from dccg_meet.captions.words import INAUDIBLE, Kind, Sound, Span, Word
from dccg_meet.errors import CaptionsError

_SOUND_MS: Final = 5_000  # "[music]" is shown as long as it takes to read it at ease.

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
        manner = MANNERS[Quality(self.settings.quality)]
        return repr((__version__, transcript.VERSION, self.recording.sha256, self.settings, manner))


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
    apart = tracks(request.recording)
    passing = [
        _Passing(muted(blocks(request.recording, track, partial=settings.partial), settings.skip))
        for track in apart
    ]
    wanted = chain.from_iterable(
        sections(
            pieces(sound, manner.longest_ms), track.number, manner.section, request.recording.duration_ms
        )
        for track, sound in zip(apart, passing, strict=True)
    )
    words: list[Word] = []
    translation: list[Word] = []
    speech: list[Speech] = []
    for section, result in heard(wanted, task, workers, Journal(journal, request.key)):
        words.extend(replace(word, track=section.track) for word in result.words)
        translation.extend(replace(word, track=section.track) for word in result.translation)
        speech.extend(transcript.speech(result.speech, result.again, section.track))
        if progress:
            length = max(request.recording.duration_ms, passing[section.track].ms)
            at = min(length, section.pieces[-1].window.span.end_ms)
            progress(section.track * length + at, len(apart) * length)
    duration_ms = max(sound.ms for sound in passing)
    if progress:
        progress(len(apart) * duration_ms, len(apart) * duration_ms)
    spoken = tuple(sorted(speech, key=_by_time))
    return Transcript(
        version=transcript.VERSION,
        recording=Source(request.recording.sha256, duration_ms, len(apart)),
        settings=settings,
        language=_main_language(words),
        speech=spoken,
        words=tuple(sorted(words, key=_by_time)),
        translation=tuple(sorted(translation, key=_by_time)),
        sounds=_sounds([sound.listener for sound in passing], spoken, settings, duration_ms),
        account=transcript.account(spoken, words),
    )


def _by_time(part: Word | Speech) -> tuple[int, int, int]:
    return part.start_ms, part.end_ms, part.track


def _sounds(
    listeners: Sequence[Listener], speech: Sequence[Speech], settings: Settings, duration_ms: int
) -> tuple[Sound, ...]:
    """What is heard where nobody speaks on any track; silence only if there is one track to be silent."""
    unheard = [Span(start, duration_ms if end is None else end) for start, end in settings.skip]
    found = [sound for each in listeners for sound in each.found(speech, unheard)]
    if len(listeners) > 1:
        found = [sound for sound in found if sound.kind is not Kind.SILENCE]
    shown: list[Sound] = []
    for sound in sorted(found, key=lambda sound: (sound.span.start_ms, sound.span.end_ms)):
        if not shown or sound.span.start_ms >= shown[-1].span.end_ms:
            shown.append(sound)
    return tuple(shown)


def machine_captions(made: Transcript) -> vtt.Captions:
    """The captions of a transcript that no person has checked."""
    return vtt.Captions(_shown(made, made.words), "machine", made.language)


def english_captions(made: Transcript) -> vtt.Captions:
    """The captions in English: what was said in it, and the translation of the rest."""
    said = [word for word in made.words if word.language == "en" or word.text == INAUDIBLE]
    return vtt.Captions(_shown(made, [*said, *made.translation]), "machine", "en")


def _shown(made: Transcript, words: Sequence[Word]) -> tuple[Cue, ...]:
    """Cues of each track for itself, in order of time: who speaks at the same time is shown so."""
    labels = [
        Word(
            sound.span.start_ms,
            min(sound.span.end_ms, sound.span.start_ms + _SOUND_MS),
            sound.kind.value,
            confidence=1.0,
            language=made.language,
            window=0,
        )
        for sound in made.sounds
        if made.words or sound.kind is not Kind.SILENCE
    ]
    tracks: dict[int, list[Word]] = {}
    for word in sorted([*words, *labels], key=_by_time):
        tracks.setdefault(word.track, []).append(word)
    made_cues = [cue for said in tracks.values() for cue in cues(said, until_ms=made.recording.duration_ms)]
    return tuple(sorted(made_cues, key=lambda cue: (cue.start_ms, cue.end_ms)))


class _Passing:
    """Sound that passes by: how many milliseconds of it did, and what is heard in it besides speech."""

    def __init__(self, sound: Iterator[Samples]) -> None:
        self.listener = Listener()
        self._sound = sound
        self._samples = 0

    def __iter__(self) -> Iterator[Samples]:
        for block in self._sound:
            self._samples += len(block)
            self.listener.hear(block)
            yield block

    @property
    def ms(self) -> int:
        """How much has passed."""
        return self._samples * 1000 // SAMPLE_RATE


def _main_language(words: Sequence[Word]) -> str:
    """The language of most words; of equals, the one that comes first."""
    counted = Counter(word.language for word in words).most_common(1)
    return counted[0][0] if counted else ""
