"""What goes to whom about a call, and why, or why not: decided before anything is written or sent. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dccg_meet.errors import BadValue, DecisionNeeded
from dccg_meet.invites.events import Guest
from dccg_meet.mail.address import is_address, key
from dccg_meet.mail.journal import Entry, Event, History, Kind
from dccg_meet.mail.said import Said, said
from dccg_meet.workspace.schema import CallRecord, Group, Person, Roster


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


_TRIED = {Event.ACCEPTED: Why.SENT, Event.SENDING: Why.IN_DOUBT, Event.REFUSED: Why.REFUSED}
RETRIED = frozenset({Why.REFUSED, Why.IN_DOUBT})
"""What ``--retry`` sends all the same."""


@dataclass(frozen=True)
class Post:
    """One mail to one recipient, to be sent or not. PRIVATE. ``guest`` is None for the list.

    ``told`` is what the recipient was told before, ``thread`` the Message-ID of the first mail to them.
    """

    to: str
    guest: Guest | None
    kind: Kind
    now: Said | None
    told: Entry | None = None
    thread: str = ""
    why: Why = Why.DUE

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
    options: Options = Options(),
) -> tuple[Post, ...]:
    """Every mail about ``record``, the list's first. Raises RuleMissing.

    The invited people in the order of the roster, one mail an address, then those who were invited earlier
    and no longer are. ``record`` is the public one, with masked titles. Raises DecisionNeeded where somebody
    is invited and there is no mailbox for answers.
    """
    found = _planned(record, group, roster, journal, options)
    wanted = {key(address) for address in options.only}
    result: list[Post] = []
    for post in found:
        left_out = key(post.to) not in wanted if wanted else post.guest is None and not options.with_list
        result.append(replace(post, why=Why.LEFT_OUT) if left_out else post)
    _refuse_public_answers(group, [post for post in result if post.due], sending=options.sending)
    return tuple(result)


def waiting(
    record: CallRecord, group: Group, roster: Roster, journal: Mapping[str, History]
) -> tuple[Post, ...]:
    """The mails about ``record`` that are due, and of which no draft says what is to be said now.

    Raises RuleMissing.
    """
    return tuple(
        post
        for post in _planned(record, group, roster, journal, Options(sending=True))
        if post.due and not _drafted(post, record, journal.get(key(post.to), History()))
    )


def _drafted(post: Post, record: CallRecord, history: History) -> bool:
    return any(
        draft.said == post.now and draft.kind is post.kind and draft.sequence >= record.sequence
        for draft in history.drafts
    )


def refuse_strangers(found: tuple[Post, ...], options: Options) -> None:
    """Raise BadValue where ``--only`` names an address that nothing is for; the address is not repeated."""
    known = {key(post.to) for post in found}
    if any(key(address) not in known for address in options.only):
        raise BadValue(
            "--only names an address that is neither the list's nor that of somebody invited",
            todo="See who is invited: dccg-meet invite send CALL --dry-run",
        )


def _planned(
    record: CallRecord, group: Group, roster: Roster, journal: Mapping[str, History], options: Options
) -> list[Post]:
    """The list's mail, the invited people's, and those to people who are no longer invited."""
    found = [_to_list(record, group, journal, options)]
    for address, person in _invited(roster).items():
        guest = Guest(person.email, person.name, person.zone, roster.passcode)
        found.append(_to_guest(record, group, guest, person, journal.get(address, History()), options))
    return [*found, *_removed(record, group, roster, journal, options)]


def nowhere(roster: Roster) -> tuple[Person, ...]:
    """Who asked for invitations and has no address."""
    return tuple(person for person in roster.people if person.invited and not person.email)


def _invited(roster: Roster) -> dict[str, Person]:
    invited: dict[str, Person] = {}
    for person in roster.people:
        if person.invited and person.email:
            invited.setdefault(key(person.email), person)
    return invited


def _to_list(record: CallRecord, group: Group, journal: Mapping[str, History], options: Options) -> Post:
    return _post(
        record, None, group.list, said(record, group), journal.get(key(group.list), History()), options
    )


def _to_guest(
    record: CallRecord, group: Group, guest: Guest, person: Person, history: History, options: Options
) -> Post:
    post = _post(record, guest, guest.address, said(record, group, guest.passcode), history, options)
    tried_here = history.last is not None and history.last.event is Event.REFUSED
    if not is_address(guest.address):
        return replace(post, why=Why.UNFIT)
    if key(guest.address) == key(group.list):
        return replace(post, why=Why.LIST)
    if person.bounced and key(person.bounced) == key(person.email) and not (options.retry and tried_here):
        return replace(post, why=Why.BOUNCED)
    return post


def _post(
    record: CallRecord, guest: Guest | None, to: str, now: Said, history: History, options: Options
) -> Post:
    # Where nothing was sent from here, drafts count: somebody made them to be sent. A mail that is to be sent
    # once more, as it may not have arrived, was no earlier word.
    known = history.told or tuple(entry for entry in history.drafts if entry.said is not None)
    told = next((entry for entry in reversed(known) if not _is_news_free(entry, now, guest, record)), None)
    post = Post(to, guest, _kind(record, told), now, told, known[0].id if told else "")
    why = Why.DUE
    if history.last is not None and _is_news_free(history.last, now, guest, record):
        why = _TRIED.get(history.last.event, Why.DUE)
    elif history.told and _is_news_free(history.told[-1], now, guest, record):
        why = Why.SENT
    return replace(post, why=Why.DUE if options.retry and why in RETRIED else why)


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


def _removed(
    record: CallRecord,
    group: Group,
    roster: Roster,
    journal: Mapping[str, History],
    options: Options,
) -> Iterator[Post]:
    """Those who have the event in their calendar and are no longer invited (RFC 5546 3.2.5), once each.

    Not to another address of somebody who is invited: both may fill one calendar, which would lose the event.
    Not to where mail comes back. Where the call is cancelled they are told that instead.
    """
    kept = {key(address) for person in roster.people if person.invited for address in person.addresses}
    kept |= {key(person.bounced) for person in roster.people if person.bounced} | {key(group.list)}
    for address, history in journal.items():
        known = history.told or (() if options.sending else history.drafts)
        told = next((entry for entry in reversed(known) if entry.said is not None), None)
        if told is None or not told.personal or address in kept:
            continue
        goodbyes = {Kind.REMOVE, Kind.CANCEL} if record.cancelled else {Kind.REMOVE}
        last = history.last if history.last and history.last.kind in goodbyes else None
        if told.said is None or told.said.cancelled or (last and last.event is Event.ACCEPTED):
            continue
        why = _TRIED.get(last.event, Why.DUE) if last else Why.DUE
        kind, now = (Kind.CANCEL, said(record, group)) if record.cancelled else (Kind.REMOVE, None)
        why = Why.DUE if options.retry and why in RETRIED else why
        yield Post(told.to, Guest(told.to), kind, now, told, known[0].id, why)


def _refuse_public_answers(group: Group, due: list[Post], *, sending: bool) -> None:
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
    if key(mailbox) == key(group.list):
        raise DecisionNeeded(
            "answers to invitations would go to the list, whose archive would tell everybody who comes",
            where="dccg.toml: mail.mailbox",
            todo=todo,
        )
    if not is_address(mailbox):
        raise DecisionNeeded(
            "no mail can be written from this address", where="dccg.toml: mail.mailbox", todo=todo
        )
