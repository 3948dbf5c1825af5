"""Who gets which mail, and who does not."""

from __future__ import annotations

from typing import Any

import pytest

from dccg_meet.errors import BadValue, DecisionNeeded
from dccg_meet.mail.drafts import name
from dccg_meet.mail.journal import Entry, Event, Kind, histories
from dccg_meet.mail.post import (
    Options,
    Post,
    Why,
    nowhere,
    posts,
    refuse_strangers,
    sharing,
    waiting,
)
from dccg_meet.mail.said import said
from dccg_meet.workspace.schema import CallRecord, Mail, Person, Roster, Status
from tests.factories import KEY, make_group, make_record, utc
from tests.mail.test_journal import line

GROUP = make_group(mail=Mail(mailbox="calls@example.org", server="smtp.example.org"))
ADA = Person(name="Ada Byron", email="ada@example.org", zone="Europe/London", invited=True)
MOVED = make_record(start=utc("2026-12-10 14:00"), sequence=1, stamp=utc("2026-11-20 10:00"))
CANCELLED = make_record(status=Status.CANCELLED, sequence=2, stamp=utc("2026-11-21 10:00"))
SENDING = Options(sending=True)


def _posts(
    *journal: Entry,
    record: CallRecord | None = None,
    people: tuple[Person, ...] = (ADA,),
    options: Options = SENDING,
    **values: Any,
) -> tuple[Post, ...]:
    roster = Roster(people=people, **values)
    return posts(record or make_record(), GROUP, roster, histories(journal), options, secret=KEY)


def _ada(*journal: Entry, **values: Any) -> Post:
    [post] = [post for post in _posts(*journal, **values) if post.to.lower() == "ada@example.org"]
    return post


def _told(record: CallRecord | None = None, event: Event = Event.ACCEPTED, **values: Any) -> Entry:
    record = record or make_record()
    told = said(record, GROUP, secret=KEY)
    return line(event, **{"said": told, "sequence": record.sequence, "stamp": record.stamp, **values})


class TestFirst:
    """Before anything was sent."""

    def test_the_list_and_whoever_asked(self) -> None:
        """Each an invitation; nobody who did not ask."""
        other = Person(name="Charles", email="c@example.org")
        found = _posts(people=(ADA, other))
        assert [(post.to, post.kind, post.due) for post in found] == [
            ("dccg@example.org", Kind.INVITE, True),
            ("ada@example.org", Kind.INVITE, True),
        ]

    def test_one_mail_an_address(self) -> None:
        """Two people may share one."""
        twin = Person(name="Other", email="ADA@example.org", invited=True)
        assert len(_posts(people=(ADA, twin))) == 2

    def test_the_passcode_is_for_guests(self) -> None:
        """The list's mail has none."""
        to_list, to_ada = _posts(passcode="4242")
        assert to_list.guest is None
        assert to_ada.guest is not None
        assert to_ada.guest.passcode == "4242"

    @pytest.mark.parametrize(
        ("values", "why"),
        [
            ({"bounced": "Ada@example.org"}, Why.BOUNCED),
            ({"email": "a(b)@example.org"}, Why.UNFIT),
            ({"email": "DCCG@example.org"}, Why.LIST),
        ],
    )
    def test_addresses_that_get_none(self, values: dict[str, str], why: Why) -> None:
        """What came back, what cannot be written to, and the list, to which no REQUEST may go."""
        *_, post = _posts(people=(ADA.changed(**values),))
        assert post.why is why

    def test_an_old_bounce_does_not_matter(self) -> None:
        """The address has been corrected since."""
        assert _ada(people=(ADA.changed(bounced="old@example.org"),)).due

    def test_no_address(self) -> None:
        """Whoever asked and cannot be reached is known."""
        person = Person(name="Grace", invited=True)
        assert nowhere(Roster(people=(ADA, person))) == (person,)


class TestAgain:
    """After something was sent."""

    def test_nothing_twice(self) -> None:
        """What was accepted is not sent again, agenda items or not."""
        assert _ada(_told()).why is Why.SENT
        fewer = make_record(items=make_record().items[:1], stamp=utc("2026-11-20 10:00"))
        assert _ada(_told(), record=fewer).why is Why.SENT

    def test_a_move_is_an_update_in_the_thread(self) -> None:
        """With what was told before."""
        post = _ada(_told(), record=MOVED)
        assert (post.kind, post.thread, post.due) == (Kind.UPDATE, "<1@example.org>", True)
        assert post.told == _told()

    def test_cancelled_and_on_again(self) -> None:
        """Each told once."""
        assert _ada(_told(), record=CANCELLED).kind is Kind.CANCEL
        gone = _told(CANCELLED, id="<2@example.org>")
        assert _ada(_told(), gone, record=CANCELLED).why is Why.SENT
        again = _ada(_told(), gone, record=make_record(sequence=3))
        assert (again.kind, again.due, again.thread) == (Kind.AGAIN, True, "<1@example.org>")

    def test_moved_and_back_unsaid(self) -> None:
        """No news for the list; a guest's calendar has to follow, or its answers would count as outdated."""
        back = make_record(sequence=2)
        post = _ada(_told(), record=back)
        assert (post.kind, post.due, post.outdated(back)) == (Kind.UPDATE, True, False)
        to_list = _told(to="dccg@example.org", personal=False)
        assert _posts(to_list, record=back)[0].why is Why.SENT

    def test_put_off_is_tried_again(self) -> None:
        """As the first mail that it still is."""
        post = _ada(_told(event=Event.SENDING), _told(event=Event.PUT_OFF))
        assert (post.due, post.kind, post.thread) == (True, Kind.INVITE, "")

    @pytest.mark.parametrize(("event", "why"), [(Event.SENDING, Why.IN_DOUBT), (Event.REFUSED, Why.REFUSED)])
    def test_doubtful_and_refused_ones_wait_for_retry(self, event: Event, why: Why) -> None:
        """A person decides; then it is the same mail once more."""
        assert _ada(_told(event=event)).why is why
        post = _ada(_told(event=event), options=Options(sending=True, retry=True))
        assert (post.due, post.kind, post.thread) == (True, Kind.INVITE, "")
        assert not post.outdated(make_record())

    def test_a_newer_version_does_not_wait(self) -> None:
        """The doubtful mail is old news."""
        assert _ada(_told(event=Event.SENDING), record=MOVED).kind is Kind.UPDATE

    def test_retry_reaches_a_bounced_address_that_we_tried(self) -> None:
        """As long as it is not sent again it counts as refused, also after a move. And no other."""
        back = (ADA.changed(bounced=ADA.email),)
        retry = Options(sending=True, retry=True)
        for record in (make_record(), MOVED):
            post = _ada(_told(event=Event.REFUSED), people=back, record=record)
            assert (post.why, post.marked) == (Why.REFUSED, True)
            assert _ada(_told(event=Event.REFUSED), people=back, record=record, options=retry).due
        assert _ada(_told(), people=back, options=retry).why is Why.BOUNCED

    @pytest.mark.parametrize("bounced", ["", "ADA@example.org"])
    def test_retry_by_name_sends_it_once_more(self, bounced: str) -> None:
        """Accepted or come back: somebody asked for it again, as the same mail; the others get nothing."""
        grace = Person(name="Grace", email="g@example.org", invited=True)
        people = (ADA.changed(bounced=bounced), grace)
        retry = Options(sending=True, retry=True, only=("Ada@example.org",))
        both = (_told(), _told(to="g@example.org"))
        found = {post.to: post for post in _posts(*both, people=people, options=retry)}
        assert found["ada@example.org"].due
        assert found["ada@example.org"].kind is Kind.INVITE
        assert found["g@example.org"].why is Why.SENT

    def test_another_passcode_needs_a_newer_event(self) -> None:
        """A calendar ignores the same SEQUENCE and DTSTAMP (RFC 5546 section 2.1.5)."""
        post = _ada(_told(said=said(make_record(), GROUP, "1", secret=KEY)), passcode="2")
        assert post.kind is Kind.UPDATE
        assert post.outdated(make_record())
        assert not post.outdated(make_record(stamp=utc("2026-11-03 10:00")))

    def test_drafts_count_for_words_alone(self) -> None:
        """A draft is written again; after a move it is an update of the first."""
        draft = _told(event=Event.DRAFTED)
        assert (_ada(draft).due, _ada(draft).kind) == (True, Kind.INVITE)
        post = _ada(draft, record=MOVED, options=Options())
        assert (post.kind, post.thread) == (Kind.UPDATE, "<1@example.org>")

    @pytest.mark.parametrize("record", [MOVED, CANCELLED])
    def test_through_a_server_drafts_have_told_nobody(self, record: CallRecord) -> None:
        """Nobody reads "Updated" about a call that they never heard of."""
        post = _ada(_told(event=Event.DRAFTED), record=record)
        assert (post.told, post.thread) == (None, "")
        assert post.kind is (Kind.CANCEL if record.cancelled else Kind.INVITE)
        assert _ada(_told(event=Event.BY_HAND), record=record).thread == "<1@example.org>"

    def test_sent_by_hand_is_sent(self) -> None:
        """Not written again; after a move it is an update."""
        by_hand = _told(event=Event.BY_HAND)
        for options in (Options(), SENDING):
            assert _ada(_told(event=Event.DRAFTED), by_hand, options=options).why is Why.SENT
            assert _ada(by_hand, record=MOVED, options=options).kind is Kind.UPDATE

    def test_what_was_sent_keeps_its_name(self) -> None:
        """Listed again, "On again" is not called an invitation."""
        gone = _told(CANCELLED, kind=Kind.CANCEL, id="<2@example.org>")
        back = make_record(sequence=3)
        again = _told(back, kind=Kind.AGAIN, id="<3@example.org>")
        post = _ada(gone, again, record=back)
        assert (post.kind, post.why) == (Kind.AGAIN, Why.SENT)


class TestRemoved:
    """Who was invited and is no longer."""

    def test_told_once(self) -> None:
        """A removal in the thread, and no second one."""
        post = _ada(_told(), people=())
        assert (post.kind, post.due, post.now, post.thread) == (Kind.REMOVE, True, None, "<1@example.org>")
        goodbye = _told(kind=Kind.REMOVE, said=None, id="<2@example.org>")
        assert len(_posts(_told(), goodbye, people=())) == 1

    def test_not_where_another_address_of_theirs_is_invited(self) -> None:
        """Both may fill one calendar, which would lose the call."""
        person = ADA.changed(email="new@example.org", other_emails=("ada@example.org",))
        assert [post.to for post in _posts(_told(), people=(person,))] == [
            "dccg@example.org",
            "new@example.org",
        ]

    def test_not_where_mail_comes_back(self) -> None:
        """Nobody would read it."""
        person = ADA.changed(invited=False, bounced=ADA.email)
        assert len(_posts(_told(), people=(person,))) == 1

    def test_never_a_list(self) -> None:
        """Not even a list that the group has left."""
        assert len(_posts(_told(to="old-list@example.org", personal=False), people=())) == 1

    def test_not_who_was_never_reached(self) -> None:
        """Refused is not invited; a draft may have been sent, so drafts take it back."""
        assert len(_posts(_told(event=Event.REFUSED), people=())) == 1
        assert len(_posts(_told(event=Event.DRAFTED), people=())) == 1
        assert _ada(_told(event=Event.DRAFTED), people=(), options=Options()).kind is Kind.REMOVE

    def test_of_a_cancelled_call(self) -> None:
        """They hear that it is cancelled, once."""
        post = _ada(_told(), people=(), record=CANCELLED)
        assert (post.kind, post.due) == (Kind.CANCEL, True)
        gone = _told(CANCELLED, kind=Kind.CANCEL, id="<2@example.org>")
        assert len(_posts(_told(), gone, people=(), record=CANCELLED)) == 1

    def test_doubtful_and_refused(self) -> None:
        """As other mails."""
        for event, why in (
            (Event.SENDING, Why.IN_DOUBT),
            (Event.REFUSED, Why.REFUSED),
            (Event.PUT_OFF, Why.DUE),
        ):
            goodbye = _told(event=event, kind=Kind.REMOVE, said=None, id="<2@example.org>")
            assert _ada(_told(), goodbye, people=()).why is why
            assert _ada(_told(), goodbye, people=(), options=Options(sending=True, retry=True)).due

    def test_invited_once_more(self) -> None:
        """A new invitation, newer than the removal."""
        goodbye = _told(kind=Kind.REMOVE, said=None, stamp=utc("2026-11-02 11:00"), id="<2@example.org>")
        post = _ada(_told(), goodbye)
        assert (post.kind, post.due) == (Kind.INVITE, True)
        assert post.outdated(make_record())


class TestOptions:
    """What the chair asked for."""

    def test_only_and_no_list(self) -> None:
        """The others are left out."""
        grace = Person(name="Grace", email="g@example.org", invited=True)
        found = _posts(people=(ADA, grace), options=Options(only=("ADA@example.org",)))
        assert [post.why for post in found] == [Why.LEFT_OUT, Why.DUE, Why.LEFT_OUT]
        found = _posts(options=Options(with_list=False))
        assert [post.why for post in found] == [Why.LEFT_OUT, Why.DUE]

    def test_what_is_open_stays_open(self) -> None:
        """Leaving somebody out does not make a refusal or a doubt go away."""
        for event, why in ((Event.REFUSED, Why.REFUSED), (Event.SENDING, Why.IN_DOUBT), (None, Why.LEFT_OUT)):
            entries = (_told(event=event),) if event else ()
            for retry in (False, True):
                options = Options(sending=True, only=("dccg@example.org",), retry=retry)
                assert _ada(*entries, options=options).why is why

    def test_a_stranger_is_refused(self) -> None:
        """And not repeated in the message."""
        with pytest.raises(BadValue) as caught:
            refuse_strangers(_posts(), Options(only=("x@secret.example",)))
        assert "secret" not in str(caught.value) + caught.value.todo


class TestWaiting:
    """waiting(): who has yet to get the mail, for status."""

    DRAFT = _told(event=Event.DRAFTED)

    def _waiting(self, *journal: Entry, drafts: Any = (), **values: Any) -> list[tuple[str, Why]]:
        record, people = values.get("record", make_record()), values.get("people", (ADA,))
        found = waiting(record, GROUP, Roster(people=people), histories(journal), drafts, secret=KEY)
        return [(post.to, post.why) for post in found if post.guest]

    def test_refused_and_doubtful_ones_are_waiting(self) -> None:
        """They are not dropped without a word."""
        ada = "ada@example.org"
        assert self._waiting() == [(ada, Why.DUE)]
        assert self._waiting(_told()) == []
        assert self._waiting(_told(event=Event.REFUSED)) == [(ada, Why.REFUSED)]
        assert self._waiting(_told(event=Event.SENDING)) == [(ada, Why.IN_DOUBT)]
        dead = (ADA.changed(bounced=ADA.email),)
        assert self._waiting(_told(event=Event.REFUSED), people=dead) == [(ada, Why.REFUSED)]

    def test_a_draft_counts_while_its_file_is_there(self) -> None:
        """And while it says what is to be said; through a server it never does."""
        assert self._waiting(self.DRAFT, drafts={name(self.DRAFT)}) == []
        assert self._waiting(self.DRAFT, drafts=()) != []
        assert self._waiting(self.DRAFT, drafts={name(self.DRAFT)}, record=MOVED) != []
        assert self._waiting(self.DRAFT, drafts=None) != []
        refused = _told(event=Event.REFUSED)
        assert self._waiting(self.DRAFT, refused, drafts={name(self.DRAFT)}) == []


class TestSharing:
    """sharing()."""

    def test_one_address_for_two(self) -> None:
        """The second is named, not lost; letters that only fold alike are different addresses."""
        twin = Person(name="Twin", email="ADA@example.org", invited=True)
        assert sharing(Roster(people=(ADA, twin))) == ((ADA, twin),)
        gross, sharp = (
            Person(name=text, email=f"{text}@x.example", invited=True) for text in ("gross", "groß")
        )
        assert sharing(Roster(people=(gross, sharp, ADA))) == ()
        assert len(_posts(people=(gross, sharp))) == 3


class TestMailbox:
    """Where answers go."""

    @pytest.mark.parametrize("mailbox", ["", "DCCG@example.org", "a(b)@example.org"])
    def test_somebody_decides(self, mailbox: str) -> None:
        """None, the public list, or one that cannot be written: nobody is invited."""
        group = make_group(mail=Mail(mailbox=mailbox))
        with pytest.raises(DecisionNeeded):
            posts(make_record(), group, Roster(people=(ADA,)), {}, Options(), secret=KEY)
        with pytest.raises(DecisionNeeded):
            posts(make_record(), group, Roster(), {}, SENDING, secret=KEY)
        assert len(posts(make_record(), group, Roster(), {}, Options(), secret=KEY)) == 1
