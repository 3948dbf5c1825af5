"""What goes to whom about a call, and why, or why not: decided before anything is written or sent. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dccg_meet.calls.people import bounced
from dccg_meet.errors import BadValue, DecisionNeeded
from dccg_meet.invites.events import Guest
from dccg_meet.mail.address import is_address
from dccg_meet.mail.drafts import there
from dccg_meet.mail.journal import Entry, Event, History, Kind
from dccg_meet.mail.said import Said, said
from dccg_meet.workspace.schema import CallRecord, Group, Person, Roster
from dccg_meet.workspace.values import mail_key


class Why(StrEnum):
    """Why a mail is not sent; nothing for one that is."""

    DUE = ""
    SENT = "sent already"
    BOUNCED = "mail to this address came back"
    REFUSED = "the server refused it earlier"
    IN_DOUBT = "it may have arrived: the program ended while it was being sent"
    LEFT_OUT = "left out by the options"
    UNFIT = "no mail can be written to this address"
    LIST = "this is the list's address"


_TRIED = {
    Event.ACCEPTED: Why.SENT,
    Event.BY_HAND: Why.SENT,
    Event.SENDING: Why.IN_DOUBT,
    Event.REFUSED: Why.REFUSED,
}
RETRIED = frozenset({Why.REFUSED, Why.IN_DOUBT})
"""What ``--retry`` sends all the same."""
_RETRIED_BY_NAME = frozenset({*RETRIED, Why.BOUNCED, Why.SENT})
"""What it sends to somebody whom ``--only`` names: they asked for it once more, or their address is right."""


@dataclass(frozen=True)
class Post:
    """One mail to one recipient, to be sent or not. PRIVATE. ``guest`` is None for the list.

    ``told`` is what the recipient was told before, ``thread`` the Message-ID of the first mail to them.
    ``marked``: the roster says that mail to them comes back.
    """

    to: str
    guest: Guest | None
    kind: Kind
    now: Said | None
    told: Entry | None = None
    thread: str = ""
    why: Why = Why.DUE
    marked: bool = False

    @property
    def due(self) -> bool:
        """Whether it is to be sent."""
        return self.why is Why.DUE

    def outdated(self, record: CallRecord) -> bool:
        """Whether a calendar would take it for old (RFC 5546 2.1.5): no higher SEQUENCE, no newer DTSTAMP."""
        if self.told is None or not self.due or self.now in {None, self.told.said}:
            return False
        return (record.sequence, record.stamp) <= (self.told.sequence, self.told.stamp)


@dataclass(frozen=True)
class Options:
    """What the chair asked for: a real sending or drafts, whom to write to, and whether to try again."""

    sending: bool = False
    only: Collection[str] = ()
    with_list: bool = True
    retry: bool = False


def posts(
    record: CallRecord,
    group: Group,
    roster: Roster,
    journal: Mapping[str, History],
    options: Options,
    *,
    secret: bytes,
) -> tuple[Post, ...]:
    """Every mail about ``record``, the list's first. Raises RuleMissing.

    The invited people in the order of the roster, one mail an address, then those who were invited earlier
    and no longer are. ``record`` is the public one, with masked titles. Raises DecisionNeeded where somebody
    is invited and there is no mailbox for answers.
    """
    found = _planned(_About(record, group, secret, sending=options.sending), roster, journal)
    only = {mail_key(address) for address in options.only}
    result = tuple(_chosen(post, options, only) for post in found)
    refuse_public_answers(group, [post for post in result if post.due], sending=options.sending)
    return result


def _chosen(post: Post, options: Options, only: Collection[str]) -> Post:
    """``post`` as the options have it: those that they leave out are only told apart where they were due."""
    named = mail_key(post.to) in only
    if not named and (only or (post.guest is None and not options.with_list)):
        return replace(post, why=Why.LEFT_OUT) if post.due else post
    again = options.retry and post.why in (_RETRIED_BY_NAME if named else RETRIED)
    return replace(post, why=Why.DUE) if again else post


def waiting(
    record: CallRecord,
    group: Group,
    roster: Roster,
    journal: Mapping[str, History],
    drafts: Collection[str] | None,
    *,
    secret: bytes,
) -> tuple[Post, ...]:
    """The mails about ``record`` that somebody has yet to get: due, refused, or in doubt (``why``).

    Not those of which a draft says what is to be said now; ``drafts`` are the files that are there. None
    where a server sends the mails, and drafts reach nobody. Raises RuleMissing.
    """
    about = _About(record, group, secret, sending=drafts is None)
    return tuple(
        post
        for post in _planned(about, roster, journal)
        if (post.due or post.why in RETRIED) and not drafted(post, record, journal, drafts or ())
    )


def drafted(
    post: Post, record: CallRecord, journal: Mapping[str, History], drafts: Collection[str]
) -> tuple[Entry, ...]:
    """The drafts of ``post`` that are there and say what is to be said now."""
    found = there(journal.get(mail_key(post.to), History()).drafts, drafts)
    return tuple(draft for draft in found if draft.said == post.now and draft.sequence >= record.sequence)


def refuse_strangers(found: tuple[Post, ...], options: Options) -> None:
    """Raise BadValue where ``--only`` names an address that nothing is for; the address is not repeated."""
    known = {mail_key(post.to) for post in found}
    if any(mail_key(address) not in known for address in options.only):
        raise BadValue(
            "--only names an address that is neither the list's nor that of somebody invited",
            todo="See who is invited: dccg-meet invite send CALL --dry-run",
        )


@dataclass(frozen=True)
class _About:
    """What the mails are about. ``sending``: a server sends them, so a draft has told nobody anything."""

    record: CallRecord
    group: Group
    secret: bytes
    sending: bool

    def said(self, passcode: str = "") -> Said:
        return said(self.record, self.group, passcode, secret=self.secret)

    def known(self, history: History) -> tuple[Entry, ...]:
        """What the recipient was told before. By hand, drafts count: somebody made them to be sent."""
        if history.told or self.sending:
            return history.told
        return tuple(draft for draft in history.drafts if draft.said is not None)


def _planned(about: _About, roster: Roster, journal: Mapping[str, History]) -> list[Post]:
    """The list's mail, the invited people's, and those to people who are no longer invited."""
    list_ = about.group.list
    found = [_post(about, None, list_, about.said(), journal.get(mail_key(list_), History()))]
    for address, person in _invited(roster).items():
        guest = Guest(person.email, person.name, person.zone, roster.passcode)
        found.append(_to_guest(about, guest, person, journal.get(address, History())))
    return [*found, *_removed(about, roster, journal)]


def nowhere(roster: Roster) -> tuple[Person, ...]:
    """Who asked for invitations and has no address."""
    return tuple(person for person in roster.people if person.invited and not person.email)


def sharing(roster: Roster) -> tuple[tuple[Person, ...], ...]:
    """The invited people who share an address, and so one mail, which is written to the first of them."""
    groups: dict[str, list[Person]] = {}
    for person in roster.people:
        if person.invited and person.email:
            groups.setdefault(mail_key(person.email), []).append(person)
    return tuple(tuple(people) for people in groups.values() if len(people) > 1)


def _invited(roster: Roster) -> dict[str, Person]:
    invited: dict[str, Person] = {}
    for person in roster.people:
        if person.invited and person.email:
            invited.setdefault(mail_key(person.email), person)
    return invited


def _to_guest(about: _About, guest: Guest, person: Person, history: History) -> Post:
    post = _post(about, guest, guest.address, about.said(guest.passcode), history)
    if not is_address(guest.address):
        return replace(post, why=Why.UNFIT)
    if mail_key(guest.address) == mail_key(about.group.list):
        return replace(post, why=Why.LIST)
    if bounced(person):
        refused_here = history.last is not None and history.last.event is Event.REFUSED
        return replace(post, why=Why.REFUSED if refused_here else Why.BOUNCED, marked=True)
    return post


def _post(about: _About, guest: Guest | None, to: str, now: Said, history: History) -> Post:
    def same(entry: Entry) -> bool:
        return _is_news_free(entry, now, guest, about.record)

    # A mail that is to be sent once more, as it may not have arrived, was no earlier word.
    known = about.known(history)
    told = next((entry for entry in reversed(known) if not same(entry)), None)
    tries = [entry for entry in (history.last, *history.told[-1:]) if entry is not None and same(entry)]
    kind = tries[0].kind if tries else _kind(about.record, told)
    return Post(to, guest, kind, now, told, known[0].id if told else "", tried(history, same))


def tried(history: History, same: Callable[[Entry], bool]) -> Why:
    """What became of the mail that the entries have of which ``same`` is true; due where there is none."""
    if history.last is not None and same(history.last):
        return _TRIED.get(history.last.event, Why.DUE)
    return Why.SENT if history.told and same(history.told[-1]) else Why.DUE


def _is_news_free(entry: Entry, now: Said, guest: Guest | None, record: CallRecord) -> bool:
    """Whether ``entry`` told what is to be told.

    To a guest the SEQUENCE matters, too: their calendar answers to the one it has, and an answer to an
    earlier one does not count. The list does not answer.
    """
    return entry.said == now and (guest is None or entry.sequence >= record.sequence)


def _kind(record: CallRecord, told: Entry | None) -> Kind:
    if record.cancelled:
        return Kind.CANCEL
    if told is None or told.said is None:
        return Kind.INVITE
    return Kind.AGAIN if told.said.cancelled else Kind.UPDATE


def _removed(about: _About, roster: Roster, journal: Mapping[str, History]) -> Iterator[Post]:
    """Those who have the event in their calendar and are no longer invited (RFC 5546 3.2.5), once each.

    Not to another address of somebody who is invited: both may fill one calendar, which would lose the event.
    Not to where mail comes back. Where the call is cancelled they are told that instead.
    """
    cancelled = about.record.cancelled
    kept = {mail_key(address) for person in roster.people if person.invited for address in person.addresses}
    kept |= {mail_key(person.bounced) for person in roster.people if person.bounced}
    kept.add(mail_key(about.group.list))
    for address, history in journal.items():
        known = about.known(history)
        told = next((entry for entry in reversed(known) if entry.said is not None), None)
        if told is None or not told.personal or address in kept:
            continue
        goodbyes = {Kind.REMOVE, Kind.CANCEL} if cancelled else {Kind.REMOVE}
        last = history.last if history.last and history.last.kind in goodbyes else None
        why = _TRIED.get(last.event, Why.DUE) if last else Why.DUE
        if told.said is None or told.said.cancelled or why is Why.SENT:
            continue
        kind, now = (Kind.CANCEL, about.said()) if cancelled else (Kind.REMOVE, None)
        yield Post(told.to, Guest(told.to), kind, now, told, known[0].id, why)


def refuse_public_answers(group: Group, due: list[Post], *, sending: bool) -> None:
    """Raise DecisionNeeded where answers would come to nobody, or to a list whose archive is public."""
    mailbox = group.mail.mailbox
    if not (sending and due) and not any(post.guest for post in due):
        return
    todo = 'Write mailbox = "…" under [mail] in dccg.toml: an address of a role, which somebody reads.'
    if not mailbox:
        raise DecisionNeeded(
            "nobody decided from which mailbox invitations come, and where answers go",
            where="dccg.toml: mail.mailbox",
            todo=todo,
        )
    if mail_key(mailbox) == mail_key(group.list):
        raise DecisionNeeded(
            "answers to invitations would go to the list, whose archive would tell everybody who comes",
            where="dccg.toml: mail.mailbox",
            todo=todo,
        )
    if not is_address(mailbox):
        raise DecisionNeeded(
            "no mail can be written from this address", where="dccg.toml: mail.mailbox", todo=todo
        )
