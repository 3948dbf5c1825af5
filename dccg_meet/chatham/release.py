"""The one door: private material of a call goes in, what may be published comes out, or nothing.

Fails closed: what a person has not settled is treated as under the Chatham House Rule or refused, and an
exception on the way means that nothing is released. What is withheld where stands in
:mod:`dccg_meet.chatham.withholding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dccg_meet.calls.rules import call_rule, item_rule
from dccg_meet.chatham import gate, withholding
from dccg_meet.chatham.material import Material, Minute, Passage
from dccg_meet.chatham.media import public_audio
from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.names.folding import fold
from dccg_meet.chatham.names.forms import Forms, Kind
from dccg_meet.chatham.names.redaction import MASKS, find, join, mask, masked, redact_one, redact_owner
from dccg_meet.chatham.public import (
    PublicAudio,
    PublicCall,
    PublicCue,
    PublicMinute,
    PublicRecord,
    PublicText,
)
from dccg_meet.chatham.spans import Territory, Timeline, strictest, timeline
from dccg_meet.chatham.spreading import spread, without_turns
from dccg_meet.errors import DecisionNeeded, ReleaseRefused
from dccg_meet.workspace.schema import (
    CallRecord,
    CaptionState,
    Document,
    NotesState,
    Roster,
    Rule,
    Venue,
)


@dataclass(frozen=True)
class _Placed:
    """A passage with the item and the rule that it falls under."""

    territory: Territory
    rule: Rule
    passage: Passage


def release(material: Material, roster: Roster, *, machine_captions: bool = False) -> PublicCall:
    """What of ``material`` may be published.

    Captions have to be approved unless ``machine_captions``; notes that are not approved are left out
    (``notes_state`` is None then). Raises RuleMissing; DecisionNeeded where the roster is empty, captions are
    unapproved or item times are missing; ReleaseRefused where a second reading of the result still finds
    somebody; MediaError where the recording cannot be published as it should.
    """
    record = material.record
    call_rule(record)
    _refuse_empty(roster)
    refuse_named_join(record, roster)
    minutes = material.minutes if _notes_approved(record) else None
    state = _caption_state(material, machine_captions=machine_captions)
    times = _times(material, minutes)
    shown = _cues(record, roster, material.passages or (), times) if times else ()
    cues = tuple(sorted(shown, key=lambda cue: (cue.start_ms, cue.end_ms)))
    audio, why_not = _audio(material, times, state, cues)
    call = PublicCall(
        record=public_record(record, roster),
        captions=state,
        cues=cues,
        notes_state=None if minutes is None else NotesState.APPROVED,
        minutes=tuple(_minutes(record, roster, minutes or (), times)),
        actions=carried(material.actions, record, roster),
        audio=audio,
        audio_withheld=why_not,
        left_out=_left_out(material, times),
    )
    _read_again(call, record, roster)
    return call


def carried(actions: Iterable[str], record: CallRecord, roster: Roster) -> tuple[PublicText, ...]:
    """Actions of an earlier call for the agenda of this one, whose rule may withhold more."""
    return tuple(redact_one(action, withholding.about_call(record, roster)) for action in actions)


def _refuse_empty(roster: Roster) -> None:
    if not roster.people:
        raise DecisionNeeded(
            "the roster is empty, so nobody's name could be withheld",
            where="roster.toml",
            todo="Add the people who come to the calls: dccg-meet roster add NAME",
        )


def refuse_named_join(record: CallRecord, roster: Roster) -> None:
    """Raise ReleaseRefused where the call's own link or dial-in names somebody: no mask fits into them."""
    join = record.join
    forms = withholding.about_call(record, roster)
    if join and any(gate.holds(text, forms) for text in (join.url, *join.phone)):
        raise ReleaseRefused(
            "the way into the call names somebody",
            where=f"call {record.number}, call.toml: join",
            todo="Take another link, or the usual one: dccg-meet call move --usual-join",
        )


def _notes_approved(record: CallRecord) -> bool:
    return record.notes is not None and record.notes.state is NotesState.APPROVED


def _caption_state(material: Material, *, machine_captions: bool) -> CaptionState | None:
    if material.passages is None:
        return None
    captions = material.record.captions
    if captions is not None and captions.state is CaptionState.APPROVED:
        return CaptionState.APPROVED
    if machine_captions:
        return CaptionState.MACHINE
    raise DecisionNeeded(
        f"nobody has approved the captions of call {material.record.number}",
        where="call.toml: captions",
        todo=f"Read them, then: dccg-meet captions approve {material.record.number} "
        "(or publish with --machine-captions, which says so on the page).",
    )


def _times(material: Material, minutes: tuple[Minute, ...] | None) -> Timeline | None:
    """The call's timeline, or None where nothing that is to be published was said at any time."""
    recording = material.record.recording
    if material.passages is None and minutes is None:
        return None
    if not (material.passages or recording or any(minute.at for minute in minutes or ())):
        return None
    ends = [passage.end_ms for passage in material.passages or ()]
    ends += [max(minute.at[1], minute.at[0] + 1) for minute in minutes or () if minute.at]
    ends += [item.end_ms or (item.start_ms or 0) + 1 for item in material.record.items]
    return timeline(material.record, recording.duration_ms if recording else max(ends, default=1))


def public_record(record: CallRecord, roster: Roster) -> PublicRecord:
    """The record with masked titles, for whatever is sent or published. Raises RuleMissing."""
    about_call = withholding.about_call(record, roster)
    title = redact_one(record.title, about_call)
    items = tuple(
        item.changed(
            title=redact_one(item.title, withholding.in_item(record, roster, item_rule(record, item)))
        )
        for item in record.items
    )
    return PublicRecord(
        record.changed(
            title=title,
            items=items,
            venue=_masked_venue(record.venue, about_call),
            documents=tuple(_masked_document(paper, about_call) for paper in record.documents),
            recording=None,
            captions=None,
            notes=None,
        )
    )


def _masked_venue(venue: Venue | None, forms: Forms) -> Venue | None:
    """A venue may be somebody's office: its name, address and notes are masked like titles.

    Where a mask was needed the position on the map goes, as it would tell what the mask hides.
    """
    if venue is None:
        return None
    texts = {"name": venue.name, "address": venue.address, "access": venue.access}
    masked = {key: redact_one(text, forms) for key, text in texts.items()}
    if masked != texts:
        return venue.changed(**masked, latitude=None, longitude=None)
    return venue


def _masked_document(paper: Document, forms: Forms) -> Document:
    """A document with a masked title; an address that names somebody is left out, as no mask fits into it."""
    url = "" if gate.holds(paper.url, forms) else paper.url
    return paper.changed(title=redact_one(paper.title, forms), url=url)


def _cues(
    record: CallRecord, roster: Roster, passages: tuple[Passage, ...], times: Timeline
) -> Iterator[PublicCue]:
    """Passages as public cues: redacted over their borders, off the record dropped, Chatham spread."""
    placed = sorted(
        (
            _Placed(times.at(passage.start_ms, passage.end_ms), rule, passage)
            for passage in passages
            if (rule := times.rule(passage.start_ms, passage.end_ms)) is not Rule.OFF_RECORD
        ),
        key=lambda found: (found.territory.start_ms, found.passage.start_ms, found.passage.end_ms),
    )
    texts = [" ".join(each.passage.text.split()) for each in placed]
    strict = find(texts, withholding.everything(roster))
    closed = {number for number, each in enumerate(placed) if each.rule is not Rule.ON_RECORD}
    # What reaches into a part under the Rule is withheld on this side of the border, too.
    reaching = [found for found in strict if found.texts & closed]
    open_texts = mask(texts, [*find(texts, withholding.in_call(record, roster)), *reaching])
    strict_texts = mask(texts, strict)
    groups: dict[tuple[Territory, bool], list[int]] = {}
    for number, each in enumerate(placed):
        if number in closed:
            groups.setdefault((each.territory, _is_late(each)), []).append(number)
        else:
            passage = each.passage
            yield PublicCue(each.territory.item.id, passage.start_ms, passage.end_ms, open_texts[number])
    for (territory, _), numbers in groups.items():
        span = _span(territory, [placed[number].passage for number in numbers])
        said = join(without_turns(strict_texts[number]) for number in numbers)
        yield from spread(territory.item.id, said, *span)


def _is_late(placed: _Placed) -> bool:
    """Whether a passage in the margins of an open item is at the end of it, not at its beginning."""
    territory, passage = placed.territory, placed.passage
    middle = (territory.start_ms + territory.end_ms) // 2
    return territory.rule is Rule.ON_RECORD and passage.start_ms >= middle


def _span(territory: Territory, passages: list[Passage]) -> tuple[int, int]:
    """Over what a group of Chatham passages is spread: its item, or its own share of an open item."""
    if territory.rule is Rule.CHATHAM:
        return territory.marked
    start = max(territory.start_ms, min(passage.start_ms for passage in passages))
    end = min(territory.end_ms, max(passage.end_ms for passage in passages))
    return start, max(end, start + 1)


def _minutes(
    record: CallRecord, roster: Roster, minutes: tuple[Minute, ...], times: Timeline | None
) -> Iterator[PublicMinute]:
    """Lines of the notes as they may be published; without ``times`` the rule of the item decides alone."""
    rules = {item.id: item_rule(record, item) for item in record.items}
    for minute in minutes:
        if minute.item not in rules:
            raise ReleaseRefused(
                f"a line of the notes belongs to item {minute.item!r}, which the call does not have",
                where="notes.md",
                todo="Put the line under an item of the agenda.",
            )
        said = times.rule(*minute.at) if times and minute.at else Rule.ON_RECORD
        rule = strictest(rules[minute.item], said)
        if rule is Rule.OFF_RECORD:
            continue
        chatham = rule is Rule.CHATHAM
        territory = times.of(minute.item) if times else None
        forms = withholding.in_item(record, roster, rule)
        detail = _without_owner(minute) if chatham else minute.detail
        hide = redact_owner if minute.kind.upper() == "ACTION" else redact_one
        at = territory.marked if chatham and minute.at and territory else minute.at
        yield PublicMinute(minute.item, minute.kind, hide(detail, forms), redact_one(minute.text, forms), at)


def _without_owner(minute: Minute) -> str:
    """The detail of an action without its owner, who is a participant, on the roster or not."""
    owner, separator, due = minute.detail.partition(";")
    desks = {fold(desk) for desk in vocabulary.DESKS}
    if minute.kind.upper() != "ACTION" or not owner.strip():
        return minute.detail
    words = fold(owner).removeprefix("the ")
    return minute.detail if words in desks else f"{MASKS[Kind.NAME]}{separator}{due}"


def _place_and_papers(record: CallRecord) -> Iterator[tuple[str, str]]:
    """What is said of venue and documents, each with its place in call.toml."""
    if record.venue:
        yield from (("the venue", text) for text in (record.venue.name, record.venue.address))
        yield ("the venue", record.venue.access)
    for paper in record.documents:
        yield from (("the documents", text) for text in (paper.title, paper.url))


def _left_out(material: Material, times: Timeline | None) -> int:
    """How many passages touch a part that was off the record, its margins included."""
    if times is None:
        return 0
    spans = ((passage.start_ms, passage.end_ms) for passage in material.passages or ())
    return sum(times.rule(*span) is Rule.OFF_RECORD for span in spans)


def _audio(
    material: Material, times: Timeline | None, state: CaptionState | None, cues: tuple[PublicCue, ...]
) -> tuple[PublicAudio | None, str]:
    """The sound if all of it may be heard, else a sentence for the page that says why not."""
    if material.recording is None:
        return None, ""
    if not withholding.on_record_throughout(material.record):
        return None, (
            "Part of this call was not held on the record, so its recording is not published."
            if Rule.OFF_RECORD in _rules(material.record)
            else "Part of this call was held under the Chatham House Rule, so its recording is not published."
        )
    if times is None or state is not CaptionState.APPROVED or not cues:
        return None, "Nobody has checked the words of this recording for names, so it is not published."
    if not times.all_on_record():
        return None, "Part of this recording belongs to no agenda item, so it is not published."
    if any(masked(cue.text) for cue in cues):
        return None, "People who did not consent are named in this recording, so it is not published."
    return public_audio(material.recording), ""


def _rules(record: CallRecord) -> set[Rule]:
    return {item_rule(record, item) for item in record.items} | {call_rule(record)}


def _read_again(call: PublicCall, record: CallRecord, roster: Roster) -> None:
    """Read what would be released with the gate's eyes. Raises ReleaseRefused without the form."""
    about_call = withholding.about_call(record, roster)
    rules = {item.id: item_rule(record, item) for item in record.items}
    texts: list[tuple[str, str, Forms]] = [
        ("the title", call.record.title, about_call),
    ]
    if record.zone != "UTC":
        texts.append(("the zone", record.zone, withholding.in_call(record, roster)))
    texts += [("the actions of the call before", action, about_call) for action in call.actions]
    texts += [(place, text, about_call) for place, text in _place_and_papers(call.record)]
    texts += [
        (f"the title of item {item.id}", item.title, withholding.in_item(record, roster, rules[item.id]))
        for item in call.record.items
    ]
    for item_id, rule in rules.items():
        forms = withholding.in_item(record, roster, rule)
        spoken = [cue.text for cue in call.cues if cue.item == item_id]
        texts.append((f"the captions of item {item_id}", "\n".join(spoken), forms))
        for minute in call.minutes:
            if minute.item == item_id:
                line = (minute.kind, minute.detail, minute.text)
                texts += [(f"the notes on item {item_id}", part, forms) for part in line]
    for place, text, forms in texts:
        if kind := gate.holds(text, forms):
            raise ReleaseRefused(
                f"{kind.words} is left after masking",
                where=f"call {record.number}, {place}",
                todo="Take it out of the source, and tell the program's makers: masking missed it.",
            )
