"""Sending the letters one after another, with every step in the journal before the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dccg_meet.mail.journal import Entry, Event, append
from dccg_meet.mail.keyed import keyed
from dccg_meet.mail.letter import Writer
from dccg_meet.mail.message import Letter, compose, needs_utf8
from dccg_meet.mail.post import Post
from dccg_meet.mail.smtp import Answer, Server


@dataclass(frozen=True)
class Result:
    """What became of one post."""

    post: Post
    answer: Answer


@dataclass(frozen=True)
class Ready:
    """A mail that is written out: the letter, its bytes, and its line for the journal."""

    post: Post
    letter: Letter
    data: bytes
    line: Entry


def prepare(
    posts: Iterable[Post],
    writer: Writer,
    now: dt.datetime,
    *,
    draft: bool = False,
    done: Callable[[], None] = lambda: None,
) -> tuple[Ready, ...]:
    """Every post that is due, written out, so that a fault in one stops all before anything is done.

    Raises what :meth:`Writer.write` and :func:`dccg_meet.mail.message.compose` raise.
    """
    made = []
    for post in posts:
        if post.due:
            letter = writer.write(post, date=None if draft else now)
            line = _line(writer, post, letter, Event.DRAFTED if draft else Event.SENDING, now)
            made.append(Ready(post, letter, compose(letter, draft=draft), line))
            done()
    return tuple(made)


def _line(writer: Writer, post: Post, letter: Letter, event: Event, now: dt.datetime) -> Entry:
    sequence, stamp = writer.version(post)
    return Entry(
        at=now,
        event=event,
        id=letter.message_id,
        to=post.to,
        kind=post.kind,
        uid=writer.record.uid,
        sequence=sequence,
        stamp=stamp,
        content=keyed(writer.secret, letter.calendar.decode()),
        personal=post.guest is not None,
        marked=post.marked,
        said=post.now,
    )


def deliver(
    mails: tuple[Ready, ...],
    server: Server,
    journal: Path,
    *,
    now: Callable[[], dt.datetime],
) -> Iterator[Result]:
    """Send the mails; each result as it comes. Ends where the server takes no more: the rest has none.

    That a mail is about to be sent is in the journal before its content goes out, and the outcome as soon as
    the server has answered. Raises MailError where the server takes nothing from our mailbox, OSError where
    the journal cannot be written.
    """
    for mail in mails:
        letter = mail.letter
        answer = server.deliver(
            letter.sender,
            letter.to,
            mail.data,
            utf8=needs_utf8(letter),
            before=partial(append, journal, mail.line),
        )
        if answer.event is not None:
            outcome = {"event": answer.event, "at": now(), "code": answer.code, "answer": answer.words}
            append(journal, mail.line.model_copy(update={**outcome, "dead": answer.dead}))
        yield Result(mail.post, answer)
        if answer.over:
            return
