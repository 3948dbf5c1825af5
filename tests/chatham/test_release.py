from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dccg_meet import shipped_data
from dccg_meet.chatham import withholding
from dccg_meet.chatham.gate import holds
from dccg_meet.chatham.material import Material, Minute, Passage
from dccg_meet.chatham.names import redaction
from dccg_meet.chatham.names.folding import fold
from dccg_meet.chatham.names.forms import Forms
from dccg_meet.chatham.public import PublicCall
from dccg_meet.chatham.release import public_record, release
from dccg_meet.errors import DecisionNeeded, ReleaseRefused, RuleMissing
from dccg_meet.workspace.schema import (
    CallRecord,
    Captions,
    CaptionState,
    Document,
    Item,
    Join,
    Notes,
    NotesState,
    Person,
    Roster,
    Rule,
    Venue,
)

Make = Callable[..., CallRecord]
CANARY = Person(
    name="Zebulon Quagmire",
    spoken=("Zeb",),
    heard_as=("zebra lawn",),
    coalition="Interplanetary Internet",
    coalition_as_said=("the space people",),
    employer="Wobbleton Foundation",
    email="zq@wobbleton.example",
    handles=("@zebq",),
)
PLANTED = "Thank you, ZEBULON. Dr Quagmire of Wobbleton, @zebq, for the DC on Interplanetary Internet."


def everything(call: PublicCall) -> str:
    """All text of a public call."""
    data = dataclasses.asdict(dataclasses.replace(call, record=None, audio=None))  # type: ignore[arg-type]
    return call.record.model_dump_json() + json.dumps(data, ensure_ascii=False)


def _planted_place() -> dict[str, Any]:
    """Venue and documents in which the canary sits wherever it can."""
    added = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    return {
        "venue": Venue(
            name=PLANTED,
            address="Wobbleton Foundation, 1 High Street",
            access=PLANTED,
            latitude=46.2,
            longitude=6.1,
        ),
        "documents": (
            Document(title=PLANTED, url="https://example.org/a.html", added=added),
            Document(title="A", url="https://example.org/zebulon%2Dquagmire.pdf", added=added),
        ),
    }


def mixed_record() -> CallRecord:
    """A call of 152 s whose second item, from 50 s to 100 s, is under the Rule."""
    start = dt.datetime(2026, 11, 11, 14, tzinfo=dt.UTC)
    return CallRecord(
        number=97,
        title="Monthly call",
        start=start,
        minutes=60,
        rule=Rule.ON_RECORD,
        uid="dccg-call-097@example.org",
        created=start,
        stamp=start,
        items=(
            Item(id="1", title="A", start_ms=0, end_ms=50_000),
            Item(id="2", title="B", rule=Rule.CHATHAM, start_ms=50_000, end_ms=100_000),
            Item(id="3", title="C", start_ms=100_000),
        ),
        captions=Captions(state=CaptionState.APPROVED),
    )


def on_record(record: CallRecord) -> CallRecord:
    """The record with every item on the record."""
    return record.changed(items=tuple(item.changed(rule=None) for item in record.items))


class TestSampleCall:
    """The shipped sample call, whose people did not consent."""

    def test_nobody_comes_out(
        self, make_record: Make, sample_roster: Roster, sample_passages: tuple[Passage, ...]
    ) -> None:
        """No name, employer or coalition of the sample's people is in what may be published."""
        call = release(Material(make_record(), sample_passages), sample_roster)
        text = everything(call)
        assert holds(text, withholding.everything(sample_roster)) is None
        for word in ("Amara", "Kovalenko", "Rajesh", "Ferreira", "Chua", "Fairbridge", "and Disability"):
            assert word.lower() not in text.lower()

    def test_everything_else_does(
        self, make_record: Make, sample_roster: Roster, sample_passages: tuple[Passage, ...]
    ) -> None:
        """Every word that gives nobody away is published, in order; of 430, none is masked for nothing."""
        call = release(Material(make_record(), sample_passages), sample_roster)
        public = fold(" ".join(cue.text for cue in call.cues)).split()
        said = fold(" ".join(passage.text for passage in sample_passages)).split()
        names = withholding.everything(sample_roster).names | {"fairbridge", "foundation"}
        kept = [word for word in said if word not in names]
        lost = len(kept) - len([word for word in public if word not in {"name", "affiliation", "withheld"}])
        # "name" is said once; "Dynamic Coalition on Accessibility and Disability", "Community Connectivity".
        assert lost == 1 + 6 + 2

    def test_the_rule_is_heard(
        self, make_record: Make, sample_roster: Roster, sample_passages: tuple[Passage, ...]
    ) -> None:
        """The sentence that opens the part under the Rule stays as it was said."""
        call = release(Material(make_record(), sample_passages), sample_roster)
        item3 = " ".join(cue.text for cue in call.cues if cue.item == "3")
        assert "This part of the meeting is held under the Chatham House Rule." in item3
        assert item3.startswith("Thank you, [name withheld]. We now move")

    def test_times_of_item_three_say_nothing(
        self, make_record: Make, sample_roster: Roster, sample_passages: tuple[Passage, ...]
    ) -> None:
        """However the same words were divided between turns of item 3, its cues are the same."""
        one = release(Material(make_record(), sample_passages), sample_roster)
        inside = [passage for passage in sample_passages if 67_500 <= passage.start_ms < 120_700]
        merged = Passage(67_600, 120_400, " ".join(passage.text for passage in inside))
        others = tuple(passage for passage in sample_passages if passage not in inside)
        other = release(Material(make_record(), (*others, merged)), sample_roster)
        assert [cue for cue in one.cues if cue.item == "3"] == [cue for cue in other.cues if cue.item == "3"]
        cues = [cue for cue in one.cues if cue.item == "3"]
        assert (cues[0].start_ms, cues[-1].end_ms) == (67_500, 120_700)

    def test_cues_are_in_order(
        self, make_record: Make, sample_roster: Roster, sample_passages: tuple[Passage, ...]
    ) -> None:
        """Public cues follow one another without overlap."""
        cues = release(Material(make_record(), sample_passages), sample_roster).cues
        assert all(before.end_ms <= after.start_ms for before, after in pairwise(cues))


class TestCanary:
    """A person planted in every private field."""

    @pytest.mark.parametrize("rule", list(Rule))
    @pytest.mark.parametrize("item", ["1", "3", "4"])
    def test_every_field(self, make_record: Make, rule: Rule, item: str) -> None:
        """Whatever the rule, nothing of the canary is in titles, cues, minutes or their details."""
        items = tuple(part.changed(title=f"{PLANTED} {part.id}") for part in make_record().items)
        record = make_record(title=PLANTED, items=items, **_planted_place())
        record = record.changed(
            recording=record.recording.changed(file="zebulon.ogg") if record.recording else None
        )
        passages = tuple(Passage(start, start + 4_000, PLANTED) for start in range(0, 150_000, 5_000))
        minutes = (
            Minute(item, "ACTION", f"{PLANTED}; by Friday", PLANTED, (5_000, 6_000)),
            Minute(item, "SUMMARY", "", PLANTED, None),
        )
        call = release(Material(record.changed(rule=rule), passages, minutes), Roster(people=(CANARY,)))
        text = everything(call)
        names = withholding.in_call(record.changed(rule=rule), Roster(people=(CANARY,)))
        assert holds(text, names) is None
        for word in ("zeb", "quagmire", "wobbleton"):
            assert word not in text.lower()

    def test_what_cannot_be_masked_is_refused(self, make_record: Make) -> None:
        """A name in a kind of minute stops the release, and the error does not say it."""
        minutes = (Minute("1", "ZEBULON", "", "x", None),)
        with pytest.raises(ReleaseRefused, match="left after masking") as caught:
            release(Material(make_record(), minutes=minutes), Roster(people=(CANARY,)))
        assert "zebulon" not in f"{caught.value} {caught.value.todo}".lower()

    @settings(max_examples=40)
    @given(cuts=st.lists(st.integers(1, 12), max_size=4, unique=True), shift=st.integers(0, 140_000))
    def test_any_split_at_any_time(self, cuts: list[int], shift: int) -> None:
        """However speech is divided into passages, and whenever it is said, no form survives."""
        words = PLANTED.split()
        places = sorted(cut for cut in cuts if cut < len(words))
        pieces = [words[a:b] for a, b in zip([0, *places], [*places, None], strict=True)]
        passages = tuple(
            Passage(shift + 1_500 * place, shift + 1_500 * (place + 1), " ".join(piece))
            for place, piece in enumerate(pieces)
        )
        roster = Roster(people=(CANARY,))
        call = release(Material(mixed_record(), passages), roster)
        assert holds(everything(call), withholding.everything(roster)) is None


class TestRefusals:
    """What stops a release, and what the chair is told."""

    def test_empty_roster(self, make_record: Make) -> None:
        """Without people in the roster nothing is released, not even a title."""
        with pytest.raises(DecisionNeeded, match="the roster is empty") as caught:
            release(Material(make_record()), Roster())
        assert "dccg-meet roster add" in caught.value.todo

    def test_no_rule(self, make_record: Make, sample_roster: Roster) -> None:
        """Without a rule nothing is released."""
        with pytest.raises(RuleMissing):
            release(Material(make_record(rule=None)), sample_roster)

    @pytest.mark.parametrize("state", [None, CaptionState.MACHINE])
    def test_unapproved_captions(
        self, make_record: Make, sample_roster: Roster, state: CaptionState | None
    ) -> None:
        """Captions that nobody approved are refused, unless machine captions were asked for."""
        captions = None if state is None else {"state": state}
        material = Material(make_record(captions=captions), (Passage(0, 9, "Hello"),))
        with pytest.raises(DecisionNeeded, match="approved the captions") as caught:
            release(material, sample_roster)
        assert "dccg-meet captions approve 97" in caught.value.todo
        assert release(material, sample_roster, machine_captions=True).captions is CaptionState.MACHINE

    @pytest.mark.parametrize("part", ["captions", "notes"])
    def test_missing_times(self, make_record: Make, sample_roster: Roster, part: str) -> None:
        """Captions or notes without item times are refused; a call without either needs no times."""
        items = tuple(item.changed(start_ms=None, end_ms=None) for item in make_record().items)
        record = make_record(items=items)
        given_parts = {
            "captions": Material(record, passages=(Passage(0, 9, "Hello"),)),
            "notes": Material(record, minutes=()),
        }
        with pytest.raises(DecisionNeeded) as caught:
            release(given_parts[part], sample_roster)
        assert caught.value.todo == "Say where it begins: dccg-meet call mark 97 1 TIME"
        assert release(Material(record), sample_roster).cues == ()

    def test_notes_of_a_call_without_a_recording(self, make_record: Make, sample_roster: Roster) -> None:
        """Notes without any time need no times of items: the rule of the item decides."""
        items = tuple(item.changed(start_ms=None, end_ms=None) for item in make_record().items)
        record = make_record(items=items, recording=None, captions=None)
        minutes = (
            Minute("1", "SUMMARY", "", "Fine.", None),
            Minute("3", "ACTION", "Jane; Friday", "Go.", None),
        )
        call = release(Material(record, minutes=minutes), sample_roster)
        assert [(line.detail, line.at) for line in call.minutes] == [
            ("", None),
            ("[name withheld]; Friday", None),
        ]
        timed = (Minute("1", "SUMMARY", "", "Fine.", (0, 9)),)
        with pytest.raises(DecisionNeeded):
            release(Material(record, minutes=timed), sample_roster)

    def test_second_reading(
        self, make_record: Make, sample_roster: Roster, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where masking misses somebody, the second reading refuses."""
        monkeypatch.setattr(redaction, "detect", lambda _text, _forms: ())
        with pytest.raises(ReleaseRefused, match="a name is left after masking") as caught:
            release(Material(make_record(), (Passage(0, 9, "I am Amara Diallo"),)), sample_roster)
        assert "the captions of item 1" in caught.value.where

    def test_a_fault_releases_nothing(
        self, make_record: Make, sample_roster: Roster, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An exception in a detector is no result."""

        def broken(_text: str, _forms: Forms) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(redaction, "detect", broken)
        with pytest.raises(ZeroDivisionError):
            release(Material(make_record(), (Passage(0, 9, "Hello"),)), sample_roster)

    def test_line_of_an_unknown_item(self, make_record: Make, sample_roster: Roster) -> None:
        """A line of the notes under no item of the call is refused: its rule is unknown."""
        with pytest.raises(ReleaseRefused, match="'9'"):
            release(Material(make_record(), minutes=(Minute("9", "SUMMARY", "", "x", None),)), sample_roster)


class TestConsent:
    """Who agreed to be named."""

    roster = Roster(people=(CANARY.changed(named_on_record=True), Person(name="Silent Sam")))

    def test_named_on_the_record_only(self, make_record: Make) -> None:
        """Somebody who consented is named in on-the-record items, never in the Chatham item or its margin."""
        passages = (
            Passage(10_000, 12_000, "Zebulon and Silent Sam one"),
            Passage(66_000, 67_000, "Zebulon margin"),
            Passage(80_000, 82_000, "Zebulon three"),
        )
        call = release(Material(make_record(), passages), self.roster)
        assert [cue.text for cue in call.cues] == [
            "Zebulon and [name withheld] one",
            "[name withheld] margin",
            "[name withheld] three",
        ]

    def test_titles(self, make_record: Make) -> None:
        """Titles follow the rule of their item; that of a call with a Chatham part names nobody."""
        items = tuple(item.changed(title="Zebulon reports") for item in make_record().items)
        call = release(Material(make_record(title="Zebulon's call", items=items)), self.roster)
        assert call.record.title == "[name withheld]'s call"
        assert call.record.items[0].title == "Zebulon reports"
        assert call.record.items[2].title == "[name withheld] reports"

    def test_venue_and_documents(self, make_record: Make) -> None:
        """Masked like the title; an address that names somebody is left out, as no mask fits into it."""
        record = public_record(make_record(**_planted_place()), self.roster)
        assert record.venue is not None
        assert record.venue.address == "[affiliation withheld], 1 High Street"
        assert "[name withheld]" in record.venue.name
        assert (record.venue.latitude, record.venue.longitude) == (None, None)
        assert [paper.url for paper in record.documents] == ["https://example.org/a.html", ""]
        assert "[name withheld]" in record.documents[0].title

    def test_a_way_in_that_names_somebody_is_refused(self, make_record: Make) -> None:
        """No mask fits into a link; nothing of the call is released, and the name is not told."""
        join = Join(url="https://meet.example.org/zebulon-quagmire")
        with pytest.raises(ReleaseRefused, match="the way into the call names somebody") as caught:
            release(Material(make_record(join=join)), self.roster)
        assert "quagmire" not in str(caught.value).lower()


class TestBorders:
    """Where a part under the Rule begins and ends."""

    roster = Roster(people=(CANARY.changed(named_on_record=True),))

    @pytest.mark.parametrize("between", [(), (Passage(47_000, 47_800, "I agree with that."),)])
    def test_name_over_the_border(self, between: tuple[Passage, ...]) -> None:
        """A name that ends in a part under the Rule is withheld before it, too, consent or not."""
        passages = (
            Passage(10_000, 12_000, "Zebulon Quagmire speaks."),
            Passage(40_000, 46_900, "I thank our friend Zebulon"),
            *between,
            Passage(47_950, 53_000, "Quagmire, who said in confidence"),
        )
        call = release(Material(mixed_record(), passages), self.roster)
        texts = [cue.text for cue in call.cues]
        assert texts[:2] == ["Zebulon Quagmire speaks.", "I thank our friend [name withheld]"]
        assert not any(holds(text, withholding.everything(self.roster)) for text in texts[1:])

    def test_turns_stay_hidden(self) -> None:
        """What is on the record beside it, on another track, does not bring back when somebody spoke."""
        passages = (
            Passage(46_000, 48_500, "We should think about it"),
            Passage(46_500, 47_500, "On the record."),
            Passage(47_800, 49_500, "before anybody decides."),
        )
        call = release(Material(mixed_record(), passages), self.roster)
        [together] = [cue for cue in call.cues if cue.text != "On the record."]
        assert (together.start_ms, together.end_ms) == (46_000, 49_500)
        assert together.text == "We should think about it before anybody decides."


class TestOffTheRecord:
    """What nobody may keep."""

    def test_never_released(self, make_record: Make, sample_roster: Roster) -> None:
        """Neither what was said off the record nor a passage that touches it comes out."""
        items = tuple(
            item.changed(rule=Rule.OFF_RECORD if item.id == "3" else None) for item in make_record().items
        )
        passages = (
            Passage(60_000, 65_000, "before"),
            Passage(64_000, 66_000, "touching"),
            Passage(80_000, 90_000, "secret"),
            Passage(121_000, 126_000, "after, too near"),
            Passage(127_000, 130_000, "after"),
        )
        minutes = (
            Minute("3", "SUMMARY", "", "secret", None),
            Minute("4", "SUMMARY", "", "of a time off the record", (80_000, 81_000)),
            Minute("4", "SUMMARY", "", "kept", (127_000, 128_000)),
        )
        call = release(Material(make_record(items=items), passages, minutes), sample_roster)
        assert [cue.text for cue in call.cues] == ["before", "after"]
        assert [minute.text for minute in call.minutes] == ["kept"]
        assert call.left_out == 3


class TestMinutes:
    """Lines of the notes."""

    def test_chatham_lines(self, make_record: Make, sample_roster: Roster) -> None:
        """Under the Rule a line has the item's times, and owners of actions are no persons."""
        minutes = (
            Minute("3", "ACTION", "Jane Unknown; by Friday", "She sends it.", (80_000, 81_000)),
            Minute("3", "ACTION", "the secretariat; Monday", "Open the form.", (80_000, 81_000)),
            Minute("3", "DECISION", "agreed", "So be it.", None),
            Minute("4", "ACTION", "Rajesh; by Friday", "Circulate.", (130_000, 131_000)),
            Minute("4", "ACTION", "chair", "Said earlier by Tomas.", (80_000, 81_000)),
        )
        found = release(Material(make_record(), minutes=minutes), sample_roster).minutes
        assert [(minute.detail, minute.at) for minute in found] == [
            ("[name withheld]; by Friday", (67_500, 120_700)),
            ("the secretariat; Monday", (67_500, 120_700)),
            ("agreed", None),
            ("[name withheld]; by Friday", (130_000, 131_000)),
            ("chair", (120_700, 148_000)),
        ]

    @pytest.mark.parametrize("notes", [None, Notes(state=NotesState.DRAFT)])
    def test_unapproved_notes_are_left_out(
        self, make_record: Make, sample_roster: Roster, notes: Notes | None
    ) -> None:
        """Notes that nobody approved are simply not there."""
        minutes = (Minute("1", "SUMMARY", "", "x", None),)
        call = release(Material(make_record(notes=notes), minutes=minutes), sample_roster)
        assert call.notes_state is None
        assert call.minutes == ()


class TestRecord:
    """The record that may be published."""

    def test_no_trace_of_the_files(self, make_record: Make, sample_roster: Roster) -> None:
        """Neither the recording's file nor the hashes of private files are in it; all the rest is."""
        record = make_record()
        public = release(Material(record), sample_roster).record
        assert (public.recording, public.captions, public.notes) == (None, None, None)
        assert public == record.changed(recording=None, captions=None, notes=None)


class TestAudio:
    """When the recording itself is published."""

    words = (Passage(1_000, 5_000, "Good morning"),)

    @pytest.mark.parametrize(
        ("case", "says"),
        [
            (
                "chatham",
                "Part of this call was held under the Chatham House Rule, so its recording is not published.",
            ),
            ("off", "Part of this call was not held on the record, so its recording is not published."),
            ("named", "People who did not consent are named in this recording, so it is not published."),
            ("machine", "Nobody has checked the words of this recording for names, so it is not published."),
            ("silent", "Nobody has checked the words of this recording for names, so it is not published."),
            ("none", "Nobody has checked the words of this recording for names, so it is not published."),
            ("gap", "Part of this recording belongs to no agenda item, so it is not published."),
        ],
    )
    def test_withheld(self, make_record: Make, sample_roster: Roster, case: str, says: str) -> None:
        """Anything but a checked recording of an on-the-record call stays private, and the page says why."""
        record = on_record(make_record())
        items = record.items
        passages: tuple[Passage, ...] | None = self.words
        if case == "chatham":
            record = make_record()
        elif case == "off":
            record = record.changed(items=(*items[:4], items[4].changed(rule=Rule.OFF_RECORD)))
        elif case == "named":
            passages = (*self.words, Passage(6_000, 7_000, "I am Amara Dialo"))
        elif case == "machine":
            record = record.changed(captions={"state": CaptionState.MACHINE})
        elif case == "gap":
            record = record.changed(items=(items[0].changed(start_ms=500), *items[1:]))
        else:
            passages = () if case == "silent" else None
        material = Material(record, passages, recording=shipped_data.sample_recording())
        call = release(material, sample_roster, machine_captions=True)
        assert call.audio is None
        assert call.audio_withheld == says

    def test_published(self, make_record: Make, sample_roster: Roster) -> None:
        """A checked recording of a call on the record throughout is published."""
        recording = shipped_data.sample_recording()
        call = release(Material(on_record(make_record()), self.words, recording=recording), sample_roster)
        assert call.audio is not None
        assert call.audio_withheld == ""

    def test_not_asked(self, make_record: Make, sample_roster: Roster) -> None:
        """Where the chair did not ask for the sound, there is none and no sentence."""
        call = release(Material(on_record(make_record()), self.words), sample_roster)
        assert (call.audio, call.audio_withheld) == (None, "")


class TestAfterTheEnd:
    """Captions that go on after the recording."""

    def test_no_turns_and_no_times(self, make_record: Make, sample_roster: Roster) -> None:
        """In a call under the Rule they are spread like all the rest."""
        items = (Item(id="1", title="A", start_ms=0),)
        recording = make_record().changed(rule=Rule.CHATHAM).recording
        assert recording is not None
        record = make_record(items=items, rule=Rule.CHATHAM, recording=recording.changed(duration_ms=10_000))
        passages = (Passage(13_000, 14_000, "-Yes, said one."), Passage(15_000, 16_000, "-No."))
        cues = release(Material(record, passages), sample_roster).cues
        assert [(cue.start_ms, cue.end_ms, cue.text) for cue in cues] == [(0, 10_000, "Yes, said one. No.")]


class TestOwners:
    """Owners of actions on the record."""

    def test_initials(self, make_record: Make, sample_roster: Roster) -> None:
        """Initials of somebody who did not agree to be named are withheld."""
        minutes = (Minute("1", "ACTION", "RM / Menons team; Friday", "Send RM.", None),)
        (line,) = release(Material(make_record(), minutes=minutes), sample_roster).minutes
        assert line.detail == "[name withheld] team; Friday"


class TestGaps:
    """Speech that belongs to no item."""

    def test_unknown_is_chatham(self, make_record: Make) -> None:
        """Before the first mark somebody who consented is not named either, and times are spread."""
        record = on_record(make_record())
        record = record.changed(items=(record.items[0].changed(start_ms=10_000), *record.items[1:]))
        roster = Roster(people=(CANARY.changed(named_on_record=True),))
        passages = (
            Passage(1_000, 2_000, "Zebulon here"),
            Passage(3_000, 9_000, "x"),
            Passage(15_000, 16_000, "Zebulon"),
        )
        cues = release(Material(record, passages), roster).cues
        assert [(cue.start_ms, cue.end_ms, cue.text) for cue in cues] == [
            (1_000, 9_000, "[name withheld] here x"),
            (15_000, 16_000, "Zebulon"),
        ]
