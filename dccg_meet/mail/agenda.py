"""The agenda as one mail to the list, once for each version of its text. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping

from dccg_meet.invites.events import organizer
from dccg_meet.invites.wording import summary
from dccg_meet.mail.delivery import Ready
from dccg_meet.mail.journal import Entry, Event, Kind, agenda_history, histories
from dccg_meet.mail.letter import short_day
from dccg_meet.mail.message import Letter, compose, message_id
from dccg_meet.mail.post import RETRIED, Post, Why, refuse_public_answers, tried
from dccg_meet.workspace.schema import CallRecord, Group
from dccg_meet.workspace.values import mail_key

_BESIDE = re.compile(r"""<a href="agenda\.(?:md|txt|html)"[^>]*>(.*?)</a>""", re.DOTALL)
"""A link to a file that lies beside the page, and beside no mail."""


def version(texts: Mapping[str, str]) -> str:
    """What tells two versions of an agenda apart: the SHA-256 of its plain text."""
    return hashlib.sha256(texts["txt"].encode()).hexdigest()


def agenda_post(
    group: Group, texts: Mapping[str, str], journal: Iterable[Entry], *, sending: bool, retry: bool = False
) -> Post:
    """The mail with the agenda ``texts``, and why it is not sent, if it is not.

    It follows the list's invitation, where there was one, as all mails about a call. Raises DecisionNeeded
    where it is to be sent and there is no mailbox to send it from.
    """
    entries, content = tuple(journal), version(texts)
    why = tried(agenda_history(entries, group.list), lambda entry: entry.content == content)
    invited = histories(entries).get(mail_key(group.list))
    known = (invited.told or (() if sending else invited.drafts)) if invited else ()
    post = Post(
        group.list,
        None,
        Kind.AGENDA,
        None,
        thread=known[0].id if known else "",
        why=Why.DUE if retry and why in RETRIED else why,
    )
    refuse_public_answers(group, [post] if post.due else [], sending=sending)
    return post


def is_out(group: Group, texts: Mapping[str, str], journal: Iterable[Entry]) -> bool:
    """Whether the list has the agenda ``texts``, as far as we know."""
    content = version(texts)
    return tried(agenda_history(journal, group.list), lambda entry: entry.content == content) is Why.SENT


def drafts_of(group: Group, texts: Mapping[str, str], journal: Iterable[Entry]) -> tuple[Entry, ...]:
    """The drafts of the agenda ``texts`` that were once written."""
    content = version(texts)
    return tuple(draft for draft in agenda_history(journal, group.list).drafts if draft.content == content)


def subject(record: CallRecord, group: Group) -> str:
    """``Agenda: DCCG 97: Monthly call, Wed 9 Dec 2026 [Chatham House Rule]``. Raises RuleMissing."""
    return f"Agenda: {summary(record, group, day=short_day(record.start))}"


def prepare_agenda(
    post: Post,
    record: CallRecord,
    group: Group,
    texts: Mapping[str, str],
    now: dt.datetime,
    *,
    secret: bytes,
    draft: bool,
) -> Ready:
    """The mail, written out. ``record`` is the public one. Raises RuleMissing, MailError."""
    content = version(texts)
    letter = Letter(
        sender=group.mail.mailbox,
        sender_name=group.name,
        to=post.to,
        to_name="",
        subject=subject(record, group),
        message_id=message_id(secret, organizer(group), record.uid, post.kind, post.to, content),
        text=texts["txt"],
        html=_BESIDE.sub(r"\1", texts["html"]),
        thread=post.thread,
        date=None if draft else now,
    )
    line = Entry(
        at=now,
        event=Event.DRAFTED if draft else Event.SENDING,
        id=letter.message_id,
        to=post.to,
        kind=post.kind,
        uid=record.uid,
        sequence=record.sequence,
        stamp=record.stamp,
        content=content,
        personal=False,
    )
    return Ready(post, letter, compose(letter, draft=draft), line)
