"""What was said, for reading: paragraphs by agenda item, plain text, and captions cut anew for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dccg_meet.captions import vtt
from dccg_meet.captions.cues import Cue, reflow
from dccg_meet.chatham.material import Passage
from dccg_meet.chatham.public import PublicCall
from dccg_meet.notes.sentences import Sentence, sentences
from dccg_meet.workspace.schema import CaptionState

_PAUSE_MS: Final = 700
_ENOUGH: Final = 120
_FULL: Final = 420


@dataclass(frozen=True)
class Paragraph:
    """Some sentences in a row: where they begin (ms), their text, and an anchor that no other has."""

    anchor: str
    start_ms: int
    text: str


def paragraphs(call: PublicCall) -> dict[str, tuple[Paragraph, ...]]:
    """The paragraphs of each agenda item, by its id, in the order of time.

    One ends with a sentence after which there is a pause, or when it is long.
    """
    found: dict[str, tuple[Paragraph, ...]] = {}
    taken: set[str] = set()
    for item in call.record.items:
        said = sentences(
            Passage(cue.start_ms, cue.end_ms, cue.text) for cue in call.cues if cue.item == item.id
        )
        found[item.id] = tuple(
            Paragraph(_anchor(group[0], taken), group[0].start_ms, " ".join(part.text for part in group))
            for group in _groups(said)
        )
    return found


def captions(call: PublicCall) -> bytes:
    """The captions as WebVTT, cut anew, because masks are longer or shorter than what they stand for."""
    cut: list[Cue] = []
    for stretch in (cue for cue in call.cues if cue.text.strip()):
        cut.extend(reflow(stretch.text, stretch.start_ms, stretch.end_ms))
    state: vtt.State = "approved" if call.captions is CaptionState.APPROVED else "machine"
    return vtt.dump(vtt.Captions(_apart(cut), state)).encode()


def _apart(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """``cues`` in the order of time without overlap; none is dropped, if need be it is shown for 1 ms."""
    ordered = sorted(cues, key=lambda cue: cue.start_ms)
    found: list[Cue] = []
    for place, cue in enumerate(ordered):
        start = max(cue.start_ms, found[-1].end_ms if found else 0)
        end = min([cue.end_ms, *(following.start_ms for following in ordered[place + 1 : place + 2])])
        found.append(replace(cue, start_ms=start, end_ms=max(end, start + 1)))
    return tuple(found)


def _groups(said: Sequence[Sentence]) -> list[list[Sentence]]:
    groups: list[list[Sentence]] = []
    for place, sentence in enumerate(said):
        length = sum(len(part.text) for part in groups[-1]) if groups else 0
        pause = sentence.start_ms - said[place - 1].end_ms
        if not groups or length >= _FULL or (length >= _ENOUGH and pause >= _PAUSE_MS):
            groups.append([])
        groups[-1].append(sentence)
    return groups


def _anchor(first: Sentence, taken: set[str]) -> str:
    """``t67600``, from the time, so that a link stays right when words before it are corrected."""
    name = f"t{first.start_ms}"
    while name in taken:
        name += "-2"
    taken.add(name)
    return name
