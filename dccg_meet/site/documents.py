"""The files beside a call's page, for programs and for people who prefer plain text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dccg_meet.agendas.render import render
from dccg_meet.calls.rules import WORDING, item_rule, rules_used
from dccg_meet.calls.when import in_words
from dccg_meet.chatham.material import Minute
from dccg_meet.chatham.public import PublicCall
from dccg_meet.invites.calendar import invite
from dccg_meet.notes.minutes import Kind, Notes, Section, dump, in_order, span
from dccg_meet.positions import clock
from dccg_meet.site import address
from dccg_meet.site.transcript import captions, paragraphs
from dccg_meet.site.view import CAPTION_STATES, LABELS
from dccg_meet.workspace.schema import Group, NotesState, Rule
from dccg_meet.writing.escape import clean, wrap

_NOTES_STATE: Final = "These notes are approved. They are no authoritative record."


def documents(
    call: PublicCall,
    group: Group,
    *,
    around: tuple[int | None, int | None],
    templates: Path | None,
) -> dict[str, bytes]:
    """The files beside the page of ``call``, by name.

    ``around`` are the numbers of the calls before and after.
    Raises RuleMissing, and TemplateFault for a group's agenda template.
    """
    record = call.record
    found = {address.INVITE: invite(record, group)}
    if record.items:
        agenda = render(record, group, (), call.actions, templates)
        found |= {f"agenda.{kind}": text.encode() for kind, text in agenda.items()}
    if call.notes_state is NotesState.APPROVED:
        found["notes.md"] = _notes_markdown(call, around).encode()
        found["notes.txt"] = _notes_text(call).encode()
    if call.cues:
        found[address.CAPTIONS] = captions(call)
        found[address.TRANSCRIPT] = _transcript_text(call).encode()
    if call.audio:
        found[address.RECORDING] = call.audio.data
    return found


def _notes_markdown(call: PublicCall, around: tuple[int | None, int | None]) -> str:
    """The notes in the format of the private ones, so that one parser reads both."""
    record = call.record
    sections = []
    for item in record.items:
        lines = [
            Minute(item.id, minute.kind, minute.detail, minute.text, minute.at)
            for minute in call.minutes
            if minute.item == item.id
        ]
        at = (item.start_ms, item.end_ms) if item.start_ms is not None and item.end_ms is not None else None
        rule = item_rule(record, item)
        sections.append(Section(item.id, item.title, rule, at, in_order(lines)))
    notes = Notes(record.number, record.start, record.minutes, record.title, tuple(sections), *around)
    return clean(dump(notes, remarks=[_NOTES_STATE]))


def _notes_text(call: PublicCall) -> str:
    blocks = [*_head(call, "Notes"), _NOTES_STATE]
    for item in call.record.items:
        blocks.append(_item_heading(call, item.id))
        for minute in (minute for minute in call.minutes if minute.item == item.id):
            detail = f" ({minute.detail})" if minute.detail else ""
            at = f" ({span(minute.at)})" if minute.at else ""
            blocks.append(f"{LABELS[Kind(minute.kind)]}{detail}: {minute.text}{at}")
    return _joined(blocks)


def _transcript_text(call: PublicCall) -> str:
    blocks = [*_head(call, "Transcript"), CAPTION_STATES[call.captions] if call.captions else ""]
    said = paragraphs(call)
    for item in call.record.items:
        blocks.append(_item_heading(call, item.id))
        timed = item_rule(call.record, item) is not Rule.CHATHAM
        blocks += [f"[{clock(part.start_ms)}] {part.text}" if timed else part.text for part in said[item.id]]
    return _joined(blocks)


def _head(call: PublicCall, what: str) -> Iterator[str]:
    record = call.record
    yield f"{what} of call {record.number}: {record.title}"
    yield f"{in_words(record.start)}, {record.start:%H:%M} to {record.end:%H:%M} UTC"
    for rule in rules_used(record):
        yield f"{WORDING[rule].tag} {WORDING[rule].sentence}"


def _item_heading(call: PublicCall, number: str) -> str:
    item = next(item for item in call.record.items if item.id == number)
    heading = f"{item.id}. {item.title} {WORDING[item_rule(call.record, item)].tag}"
    return f"{heading}\n{'-' * min(len(heading), 72)}"


def _joined(blocks: list[str]) -> str:
    return clean(wrap("\n\n".join(block for block in blocks if block))) + "\n"
