"""dccg_meet.replies.reading: a mailbox as a whole."""

from __future__ import annotations

from email.message import EmailMessage
from itertools import permutations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dccg_meet.mail.journal import Outbox
from dccg_meet.replies.mailboxes import messages, parse
from dccg_meet.replies.outcome import Outcome
from dccg_meet.replies.reading import Letters, Report, report
from dccg_meet.workspace.replies import Replies
from dccg_meet.workspace.schema import CallRecord, Roster
from tests.factories import make_record, utc
from tests.replies.letters import (
    AMADOU,
    FIXTURES,
    OURS,
    SENT,
    UID,
    YUKO,
    fixture,
    letters,
    make_mail,
    make_roster,
)

RECORD = make_record()
ROSTER = make_roster()


def _report(
    *mails: EmailMessage, record: CallRecord = RECORD, before: Replies | None = None, others: str = ""
) -> Report:
    return report(letters(*mails), {record: before or Replies()}, ROSTER, frozenset({others}), SENT)


def _everything() -> Report:
    mails = messages(str(FIXTURES), RECORD.created.date())
    return report(Letters(mails), {RECORD: Replies()}, ROSTER, sent=SENT)


def test_everything() -> None:
    """Each mail has become an answer, is set aside with a reason, or is counted among the rest."""
    found = _everything()
    assert len(found.tables[97].replies) == found.new[97] == 7
    assert [aside.outcome for aside in found.asides] == [
        Outcome.COUNTER,
        Outcome.UNVERIFIED,
        Outcome.OUTLOOK,
        Outcome.NOBODY,
        Outcome.OLDER,
    ]
    assert (found.plain, found.automatic) == ((YUKO, YUKO), ())
    assert (found.failed, found.delayed, found.marked, found.cleared) == ((AMADOU,), (AMADOU,), (AMADOU,), ())


def test_again() -> None:
    """The same mail again: the same table and roster, nothing new, the same reasons."""
    first = _everything()
    mails = messages(str(FIXTURES), RECORD.created.date())
    again = report(Letters(mails), {RECORD: first.tables[97]}, first.roster, sent=SENT)
    assert (again.tables, again.roster, again.asides) == (first.tables, first.roster, first.asides)
    assert (again.new[97], again.marked, again.cleared) == (0, (), ())


def test_any_order() -> None:
    """Answers, an older one of the same person and a forged one: every order gives the same table."""
    mails = [
        fixture("thunderbird_accepted_method_in_mime_only_local_stamp"),
        fixture("delegated_to_a_stranger"),
        fixture("delegate_accepted"),
        fixture("forged_from_another_address"),
        fixture("exchange_accepted_windows_zone_without_organizer"),
    ]
    tables = [_report(*order).tables[97] for order in permutations(mails)]
    assert all(table == tables[0] for table in tables)


def test_the_same_mail_twice() -> None:
    """A copy is said to be one, and counts once."""
    mail = fixture("delegate_accepted")
    found = _report(mail, mail)
    assert found.new[97] == 1
    assert [(aside.number, aside.outcome) for aside in found.asides] == [
        (1, Outcome.OLDER),
        (2, Outcome.UNINVITED),
    ]


def test_uids() -> None:
    """A foreign one is set aside; that of a call which was not asked for is passed over."""
    mail = make_mail("UID:else@x\nATTENDEE;PARTSTAT=ACCEPTED:mailto:zebedee.canary@ministry.example")
    assert [aside.outcome for aside in _report(mail).asides] == [Outcome.FOREIGN]
    assert not _report(mail, others="else@x").asides


def test_a_moved_call() -> None:
    """Answers to the version before are kept, and say so."""
    found = _report(fixture("delegate_accepted"), record=make_record(sequence=1))
    assert [aside.outcome for aside in found.asides] == [Outcome.STALE]
    assert found.new[97] == 1


def test_strangers_trouble() -> None:
    """A calendar that cannot be read needs a person only where somebody invited sent it."""
    kind = "application/ics"
    known, stranger = (make_mail("no calendar", kind=kind, sender=who) for who in (YUKO, "x@else.example"))
    for mail in (known, stranger):
        mail.set_payload("BEGIN:VCALENDAR")
    assert [(aside.outcome, aside.decide) for aside in _report(known, stranger).asides] == [
        (Outcome.BROKEN, True),
        (Outcome.BROKEN, False),
    ]


def test_automatic() -> None:
    """Out of office is told apart from a person's words."""
    mail = fixture("plain_answer_without_calendar")
    mail["Auto-Submitted"] = "auto-replied"
    found = _report(mail, fixture("plain_answer_without_calendar"))
    assert (found.plain, found.automatic) == ((YUKO,), (YUKO,))


def test_unreadable() -> None:
    """What is no mail is counted, and keeps its number."""
    read = Letters([None, fixture("delegate_accepted"), None])
    assert [letter.number for letter in read] == [2]
    assert read.unreadable == 2


def test_an_answer_clears_the_mark() -> None:
    """Mail came back, then the person answered: the mark goes, and does not come back."""
    answer = make_mail(
        f"UID:{UID}\nSEQUENCE:0\nDTSTAMP:20261126T080000Z\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{AMADOU}",
        sender=AMADOU,
    )
    answer.replace_header("Date", "Thu, 26 Nov 2026 08:00:00 +0000")
    marked = _report(fixture("bounced_for_good"))
    assert marked.marked == (AMADOU,)
    both = (fixture("bounced_for_good"), answer)
    cleared = report(letters(*both), {RECORD: Replies()}, marked.roster, sent=SENT)
    assert cleared.cleared == (AMADOU,)
    again = report(letters(*both), {RECORD: cleared.tables[97]}, cleared.roster, sent=SENT)
    assert again.roster == ROSTER


class TestForgedReports:
    """Anybody can write that mail came back; it must not switch a person off."""

    def _asides(self, mail: EmailMessage, sent: Outbox) -> list[tuple[Outcome, bool, str]]:
        found = report(letters(mail), {RECORD: Replies()}, ROSTER, sent=sent)
        assert (found.roster, found.failed, found.marked) == (ROSTER, (), ())
        return [(aside.outcome, aside.decide, aside.who) for aside in found.asides]

    UNPROVEN = ((Outcome.UNPROVEN, True, AMADOU),)

    def test_of_a_mail_that_we_never_sent(self) -> None:
        """A person sees to it, and nothing is written."""
        assert self._asides(fixture("bounced_for_good"), Outbox()) == [*self.UNPROVEN]

    def test_of_a_mail_to_somebody_else(self) -> None:
        """Whoever got a mail of ours knows its Message-ID, and no other's."""
        sent = Outbox(mails=frozenset({(OURS, YUKO)}))
        assert self._asides(fixture("bounced_for_good"), sent) == [*self.UNPROVEN]

    def test_that_a_server_found_forged(self) -> None:
        """DMARC failed: not even the right Message-ID helps."""
        mail = fixture("bounced_for_good")
        mail["Authentication-Results"] = "mx.example.org; dmarc=fail header.from=mx.example.org"
        assert self._asides(mail, SENT) == [*self.UNPROVEN]

    def test_about_a_stranger(self) -> None:
        """Nobody on the roster is concerned, so nobody is asked."""
        mail = fixture("bounced_for_good")
        found = report(letters(mail), {RECORD: Replies()}, Roster(), sent=Outbox())
        assert (found.asides, found.failed) == ((), ())


class TestReturned:
    """Mail that came back though the address is good."""

    def test_it_is_told_and_marks_nobody(self) -> None:
        """The mailbox was full; one that cites no mail of ours is no news at all."""
        mail = fixture("bounced_for_good", {"5.1.1": "5.2.2"})
        found = report(letters(mail), {RECORD: Replies()}, ROSTER, sent=SENT)
        assert (found.returned, found.failed, found.roster) == ((AMADOU,), (), ROSTER)
        assert report(letters(mail), {RECORD: Replies()}, ROSTER).returned == ()


def test_a_report_from_before_the_last_mail() -> None:
    """Somebody has sent again since: the old report no longer counts."""
    mail = fixture("bounced_for_good")  # 25 November, 15:00
    later = Outbox({AMADOU: utc("2026-11-26 09:00")}, SENT.mails)
    found = report(letters(mail), {RECORD: Replies()}, ROSTER, sent=later)
    assert (found.roster, found.marked) == (ROSTER, ())


def test_an_attached_calendar_of_many_events() -> None:
    """It is set aside in one line, not in one for each event."""
    event = "BEGIN:VEVENT\nUID:{}\nATTENDEE:mailto:a@b.example\nEND:VEVENT\n"
    events = "".join(event.format(number) for number in range(200))
    mail = make_mail(f"BEGIN:VCALENDAR\nMETHOD:PUBLISH\n{events}END:VCALENDAR\n")
    assert [aside.outcome for aside in _report(mail).asides] == [Outcome.OTHER]


@settings(max_examples=150)
@given(st.binary(max_size=300), st.integers(0, 2500), st.sampled_from(sorted(FIXTURES.glob("*.eml"))))
def test_any_bytes(data: bytes, at: int, path: Path) -> None:
    """Whatever stands in a mail, there is a report, the same one twice, and its table can be kept."""
    octets = path.read_bytes()
    mails = [parse(octets[:at] + data + octets[at:]), parse(octets)]
    found = report(Letters(mails), {RECORD: Replies()}, ROSTER)
    again = report(Letters(mails), {RECORD: found.tables[97]}, found.roster)
    assert again.tables == found.tables
    assert Replies.model_validate(found.tables[97].model_dump()) == found.tables[97]
