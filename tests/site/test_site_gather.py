"""From a workspace on disk to the archive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dccg_meet.calls.lifecycle import event_uid
from dccg_meet.captions import vtt
from dccg_meet.captions.approval import approve as approve_captions
from dccg_meet.captions.cues import Cue
from dccg_meet.chatham.material import Minute
from dccg_meet.errors import CaptionsError, DecisionNeeded, NoRecording, ReleaseRefused
from dccg_meet.notes.gather import approve
from dccg_meet.notes.minutes import Notes, Section, dump
from dccg_meet.site.gather import archive, published
from dccg_meet.site.group import refuse_people
from dccg_meet.site.words import own_words
from dccg_meet.workspace.create import create
from dccg_meet.workspace.files import replace_tree
from dccg_meet.workspace.folder import CallFolder, Workspace
from dccg_meet.workspace.schema import Group, Item, Person, Roster, Rule

from .conftest import DAY, NOW, ROSTER, make_record

WORDS_OF_PAGES = (
    "Min", "To", "On", "No", "May", "Rule", "House", "Call", "Day", "Part", "Held", "Later", "Item", "Style",
    "Meet", "Join", "Phone", "Or", "By", "Of", "Is",
)  # fmt: skip
CUES = (Cue(0, 4000, ("Rajesh Menon in the chair.",)), Cue(4000, 8000, ("The agenda is adopted.",)))


@pytest.fixture
def place(tmp_path: Path, group: Group) -> Workspace:
    """A workspace with a roster and one call, which has captions and notes that nobody approved."""
    place = create(tmp_path, group)
    place.save_roster(ROSTER)
    folder = place.save_call(make_record(97, -2, Item(id="1", title="Adoption", start_ms=0)))
    folder.captions.write_text(vtt.dump(vtt.Captions(CUES, "machine")), encoding="utf-8")
    line = Minute("1", "DECISION", "agreed", "The agenda is adopted.", (4000, 8000))
    notes = Notes(
        97,
        folder.record.start,
        60,
        "Monthly call",
        (Section("1", "Adoption", Rule.ON_RECORD, None, (line,)),),
    )
    folder.notes.write_text(dump(notes), encoding="utf-8")
    return place


def _approve(place: Workspace, when: dt.datetime = NOW) -> CallFolder:
    folder = place.calls()[0]
    record, data = approve_captions(folder, when)
    folder.captions.write_bytes(data)
    folder = place.save_call(record)
    return place.save_call(approve(folder, when))


class TestArchive:
    """What is published, and what stops it."""

    def test_approved_work_is_published_masked(self, place: Workspace) -> None:
        """Notes and captions, with nobody's name."""
        _approve(place)
        made = archive(place, NOW)
        assert made.warnings == ()
        assert b"[name withheld] in the chair." in made.files["calls/097/transcript.txt"]
        assert b"The agenda is adopted." in made.files["calls/097/notes.md"]
        assert not [name for name, data in made.files.items() if b"Rajesh" in data]

    @pytest.mark.parametrize(
        ("rule", "carried"),
        [
            (Rule.ON_RECORD, b"Open the form. (the Net Neutrality Coalition)"),
            (Rule.CHATHAM, b"Open the form. (the [affiliation withheld])"),
        ],
    )
    def test_open_actions_are_masked_by_the_rule_of_the_next_call(
        self, place: Workspace, rule: Rule, carried: bytes
    ) -> None:
        """A coalition that a call on the record names is not named in the agenda of one under the Rule."""
        person = Person(name="Ngozi Canary", coalition="Dynamic Coalition on Net Neutrality")
        place.save_roster(Roster(people=(*ROSTER.people, person)))
        (folder,) = place.calls()
        line = Minute("1", "ACTION", "the Net Neutrality Coalition", "Open the form.", (4000, 8000))
        section = Section("1", "Adoption", Rule.ON_RECORD, None, (line,))
        notes = Notes(97, folder.record.start, 60, "Monthly call", (section,))
        folder.notes.write_text(dump(notes), encoding="utf-8")
        _approve(place)
        place.save_call(make_record(98, 20, Item(id="1", title="Review")).changed(rule=rule))
        assert carried in archive(place, NOW).files["calls/098/agenda.txt"]

    def test_unchecked_captions_stop_everything_unless_accepted(self, place: Workspace) -> None:
        """With --machine-captions they are published and said to be unchecked."""
        with pytest.raises(DecisionNeeded, match="approved the captions of call 97"):
            archive(place, NOW)
        made = archive(place, NOW, machine_captions=True)
        assert "calls/097/captions.vtt" in made.files
        assert made.warnings == (
            "call 97: its notes stay private until approved: dccg-meet notes approve 97",
            "call 97: nobody has checked its captions; the page says so",
        )

    def test_notes_edited_after_approval_stay_private(self, place: Workspace) -> None:
        """The hash in call.toml is that of another file."""
        folder = _approve(place)
        folder.notes.write_text(
            folder.notes.read_text(encoding="utf-8") + "\nA new word.\n", encoding="utf-8"
        )
        made = archive(place, NOW)
        assert "calls/097/notes.md" not in made.files
        assert "calls/097/captions.vtt" in made.files

    def test_captions_edited_after_approval_count_as_unchecked(self, place: Workspace) -> None:
        """The same for captions."""
        folder = _approve(place)
        folder.captions.write_text(folder.captions.read_text(encoding="utf-8").replace("chair", "Chair"))
        with pytest.raises(DecisionNeeded):
            archive(place, NOW)

    def test_one_broken_call_stops_all(self, place: Workspace) -> None:
        """Even an old one."""
        _approve(place)
        other = place.save_call(make_record(90, -100, Item(id="1", title="Old", start_ms=0)))
        other.captions.write_text("no captions", encoding="utf-8")
        with pytest.raises(CaptionsError):
            archive(place, NOW)

    def test_a_call_with_nothing_but_a_date_is_published(self, place: Workspace) -> None:
        """And one whose rule nobody decided is left out, with a word about it."""
        _approve(place)
        place.save_call(make_record(98, 30))
        place.save_call(make_record(99, 60).changed(rule=None))
        made = archive(place, NOW)
        assert "calls/098/index.html" in made.files
        assert "calls/098/agenda.html" not in made.files
        assert made.warnings == ("call 99 is left out: nobody decided its rule (call.toml: rule)",)
        assert not [name for name in made.files if name.startswith("calls/099/")]

    def test_a_name_in_a_groups_own_template_is_caught(self, place: Workspace) -> None:
        """The gate reads what the templates add, too."""
        _approve(place)
        (place.templates / "site").mkdir(parents=True)
        (place.templates / "site" / "index.html.j2").write_text(
            "<p>Ask Olena Kovalenko.</p>", encoding="utf-8"
        )
        with pytest.raises(ReleaseRefused):
            archive(place, NOW)

    @pytest.mark.parametrize("name", ["agendas/agenda.txt.j2", "site/call.html.j2"])
    def test_a_coalition_in_a_groups_own_template_is_caught(self, place: Workspace, name: str) -> None:
        """Where a call has an item under the Rule its files name nobody's coalition; elsewhere they may."""
        _approve(place)
        template = place.templates / name
        template.parent.mkdir(parents=True)
        template.write_text("Dynamic Coalition on Accessibility and Disability", encoding="utf-8")
        assert archive(place, NOW).files
        place.save_call(make_record(98, 20, Item(id="1", title="Review", rule=Rule.CHATHAM)))
        with pytest.raises(ReleaseRefused, match="affiliation"):
            archive(place, NOW)

    def test_people_with_ordinary_names_do_not_stop_it(self, place: Workspace) -> None:
        """The archive's own words are no names, even where somebody is called like one."""
        people = [
            Person(name=name) for name in ("Ann Page", "Will House", "Bob Rule", "April May", "Mark Day")
        ]
        place.save_roster(Roster(people=(*ROSTER.people, *people)))
        _approve(place)
        assert archive(place, NOW).files

    def test_changes_are_dated_by_the_records(self, place: Workspace) -> None:
        """The feed tells when captions or notes were approved, not when it was built."""
        _approve(place, NOW - DAY)
        feed = archive(place, NOW + 9 * DAY).files["feed.xml"].decode()
        assert f"<updated>{NOW - DAY:%Y-%m-%dT%H:%M:%S}+00:00</updated>" in feed

    def test_a_recording_has_to_be_there(self, place: Workspace) -> None:
        """Asked for and missing is an error, not silence."""
        _approve(place)
        with pytest.raises(NoRecording, match="call 97"):
            archive(place, NOW, recordings=[97])


class TestOrdinaryEmployers:
    """People, employers and mailboxes that are called like something that every archive says."""

    @pytest.mark.parametrize("last", WORDS_OF_PAGES)
    def test_names(self, place: Workspace, last: str) -> None:
        """Nobody's name stops the archive because the program itself says that word."""
        self._add(place, Person(name=f"Zzq {last}"))
        assert archive(place, NOW).files

    @pytest.mark.parametrize(
        "employer",
        ["Example", "Lists", "Chatham House", "Calendar Ltd", "UTC", "Markdown Inc", "HTML Co", "DCCG Ltd"],
    )
    def test_employers(self, place: Workspace, employer: str) -> None:
        """Nor does an employer that is in the group's addresses, the UID or the kinds of files."""
        self._add(place, Person(name="Zzq Xxw", employer=employer))
        assert archive(place, NOW).files

    def test_chatham_house_itself(self, place: Workspace) -> None:
        """Nor does working for the house that the Rule is named after, in a call under the Rule."""
        place.save_call(make_record(98, 20, Item(id="1", title="Review")).changed(rule=Rule.CHATHAM))
        self._add(place, Person(name="Zzq Xxw", employer="Chatham House"))
        assert b"Chatham House Rule" in archive(place, NOW).files["calls/098/index.html"]

    @pytest.mark.parametrize("mailbox", ["min", "calls", "agenda", "meeting", "utc", "lists", "style"])
    def test_mailboxes(self, place: Workspace, mailbox: str) -> None:
        """Nor does a mailbox."""
        self._add(place, Person(name="Zzq Xxw", email=f"{mailbox}@elsewhere.org"))
        assert archive(place, NOW).files

    @pytest.mark.parametrize(
        ("employer", "url"),
        [
            ("Google", "https://meet.google.com/abc-defg-hij"),
            (
                "Microsoft",
                "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Nm%40thread.v2/0?context=%7b%22T%22&x=1",
            ),
        ],
    )
    def test_the_service_that_people_meet_on(self, place: Workspace, employer: str, url: str) -> None:
        """Nor does working for the company whose service the group meets on."""
        path = place.root / "dccg.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("https://meet.example.org/dccg", url))
        self._add(place, Person(name="Zzq Xxw", employer=employer))
        assert url.encode() in archive(place, NOW).files["calls/097/agenda.md"]

    def test_a_name_in_the_uid(self, place: Workspace) -> None:
        """A UID by hand that names somebody is refused, and the error does not say whom."""
        _approve(place)
        (folder,) = place.calls()
        place.save_call(folder.record.changed(uid="olena-97@example.org"))
        with pytest.raises(ReleaseRefused) as caught:
            archive(place, NOW)
        assert "olena" not in str(caught.value).lower()

    def _add(self, place: Workspace, person: Person) -> None:
        place.save_roster(Roster(people=(*ROSTER.people, person)))
        folder = place.calls()[0]
        place.save_call(folder.record.changed(uid=event_uid(place.group(), 97)))
        _approve(place)


class TestPeopleInTheGroupsFile:
    """What dccg.toml publishes must not name anybody who did not agree."""

    person = Person(name="Tomas Ferreira", email="tomas.f@example.org", employer="Google")

    @pytest.mark.parametrize(
        ("key", "change"),
        [
            ("join.phone", {"join": {"phone": ("+41 22 555 01 00, host Tomas Ferreira",)}}),
            ("join.url", {"join": {"url": "https://meet.example.org/tomas%2Dferreira"}}),
            ("access.contact", {"access": {"contact": "tomas.f@example.org"}}),
            ("name", {"name": "Ferreira Group"}),
            ("list", {"list": "tomasferreira@example.org"}),
            ("site", {"site": "https://ferreira.example.org"}),
        ],
    )
    def test_refused(self, group: Group, key: str, change: dict[str, object]) -> None:
        """The key is named, never the person; who agreed may stand there."""
        with pytest.raises(DecisionNeeded) as caught:
            refuse_people(group.changed(**change), Roster(people=(self.person,)))
        assert caught.value.where == f"dccg.toml: {key}"
        assert "ferreira" not in f"{caught.value} {caught.value.todo}".lower()
        refuse_people(group.changed(**change), Roster(people=(self.person.changed(named_on_record=True),)))

    @pytest.mark.parametrize("name", ["Meet Patel", "Zzq Hij", "Ann Page", "Zzq Lists"])
    def test_words_of_addresses(self, group: Group, name: str) -> None:
        """Employers, ordinary words and what addresses are made of do not count."""
        join = {"url": "https://meet.google.com/abc-defg-hij"}
        refuse_people(group.changed(join=join), Roster(people=(Person(name=name, employer="Google"),)))

    def test_the_archive_asks(self, place: Workspace) -> None:
        """Nothing is published before."""
        _approve(place)
        path = place.root / "dccg.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("+41 22 555 01 00", "Rajesh Menon, 555"))
        with pytest.raises(DecisionNeeded, match="who did not agree"):
            archive(place, NOW)


class TestPublished:
    """Reading what lies in public/."""

    def test_it_gives_what_was_written(self, tmp_path: Path) -> None:
        """And nothing where nothing was."""
        assert published(tmp_path / "public") == {}
        replace_tree(tmp_path / "public", {"index.html": b"x", "calls/001/a.txt": b"y"})
        assert published(tmp_path / "public") == {"index.html": b"x", "calls/001/a.txt": b"y"}


class TestOwnWords:
    """The words that the gate does not take for names."""

    def test_they_are_the_pages_and_the_groups(self, group: Group) -> None:
        """Fixed text between tags and values; no tag, no value."""
        words = own_words(group)
        assert {"Recording and captions", "Dissenting view", group.name, group.list} <= set(words)
        assert not [word for word in words if "{%" in word or "{{" in word or "Zzyzxq" in word]
