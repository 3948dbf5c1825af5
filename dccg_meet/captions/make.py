"""The whole way from a recording to its transcript, and from the transcript to captions.

Nothing is written here; the caller decides where the result goes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dccg_meet.captions import transcript, vtt
from dccg_meet.captions.cues import cues
from dccg_meet.captions.hearing.audio import Recording, Samples, blocks, muted, probe
from dccg_meet.captions.hearing.engine import Engine, voters
from dccg_meet.captions.hearing.speech import islands, listen
from dccg_meet.captions.hearing.windows import sounds, windows
from dccg_meet.captions.transcript import Settings, Source, Transcript
from dccg_meet.captions.words import Word
from dccg_meet.errors import CaptionsError

Progress = Callable[[int, int], None]
"""Is told how far in the recording we are, and how long it is, both in milliseconds."""


@dataclass(frozen=True, slots=True)
class Request:
    """A recording, and how it is to be heard; ``hotwords`` are in clear here and nowhere else."""

    recording: Recording
    settings: Settings
    hotwords: tuple[str, ...]


def requested(
    recording: Path,
    *,
    model: str,
    language: str | None = None,
    hotwords: Sequence[str] = (),
    skip: Sequence[tuple[int, int | None]] = (),
    partial: bool = False,
) -> Request:
    """What is asked for, with the recording looked at but not yet heard.

    ``language`` is a code such as ``fr``, or None to hear which it is; ``hotwords`` are names and terms to
    expect, most important first; ``skip`` are parts that must not be heard, from and until (None: the end) in
    milliseconds; ``partial`` accepts a recording that breaks off. Raises the MediaErrors of ``audio.probe``.
    """
    digest = hashlib.sha256("\n".join(hotwords).encode()).hexdigest()
    settings = Settings(model, language or "auto", digest, tuple(skip), partial)
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
    *,
    weights: Path,
    threads: int = 0,
    progress: Progress | None = None,
) -> Transcript:
    """Hears a recording with the model in the folder ``weights``; ``threads`` 0 takes every core.

    Where nobody speaks the transcript has no words. Raises BadMedia where the recording breaks off, and
    ModelError where the model cannot be used.
    """
    activity = listen(_sound(request, partial=request.settings.partial))
    spoken = islands(activity)
    plan = windows(activity, spoken)
    words: list[Word] = []
    if plan:
        asked = None if request.settings.language == "auto" else request.settings.language
        engine = Engine(weights, language=asked, hotwords=request.hotwords, threads=threads)
        engine.settle_language(sound for _, sound in sounds(_sound(request, partial=True), voters(plan)))
        for window, sound in sounds(_sound(request, partial=True), plan):
            words.extend(engine.hear(window, sound))
            if progress:
                progress(window.span.end_ms, activity.duration_ms)
    if progress:
        progress(activity.duration_ms, activity.duration_ms)
    return Transcript(
        version=transcript.VERSION,
        recording=Source(request.recording.sha256, activity.duration_ms, request.recording.audio_tracks),
        settings=request.settings,
        language=_main_language(words),
        islands=spoken,
        words=tuple(words),
        account=transcript.account(spoken, tuple(words)),
    )


def machine_captions(made: Transcript) -> vtt.Captions:
    """The captions of a transcript that no person has checked."""
    return vtt.Captions(cues(made.words, until_ms=made.recording.duration_ms), "machine", made.language)


def _sound(request: Request, *, partial: bool) -> Iterator[Samples]:
    return muted(blocks(request.recording, partial=partial), request.settings.skip)


def _main_language(words: Sequence[Word]) -> str:
    """The language of most words; of equals, the one that comes first."""
    counted = Counter(word.language for word in words).most_common(1)
    return counted[0][0] if counted else ""
