"""Sending the letters one after another, with every step in the journal before the next."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dccg_meet.mail.journal import Entry, Event, append
from dccg_meet.mail.letter import Writer
from dccg_meet.mail.message import Letter, compose, needs_utf8
from dccg_meet.mail.post import Post
from dccg_meet.mail.smtp import Answer, Server


@dataclass(frozen=True)
class Result:
    """What became of one post; ``answer`` is None where it was not reached."""

    post: Post
    answer: Answer | None = None


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
        content=hashlib.sha256(letter.calendar).hexdigest(),
        personal=post.guest is not None,
        said=post.now,
    )


def deliver(
    mails: tuple[Ready, ...],
    server: Server,
    journal: Path,
    *,
    now: Callable[[], dt.datetime],
    done: Callable[[], None] = lambda: None,
) -> tuple[Result, ...]:
    """Send every mail; one result each. Stops where the server takes no more: the rest has no answer.

    That a mail is about to be sent is in the journal before its content goes out, and the outcome as soon as
    the server has answered. Raises MailError where the server takes nothing from our mailbox, OSError where
    the journal cannot be written.
    """
    results: list[Result] = []
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
            append(journal, mail.line.model_copy(update=outcome))
        results.append(Result(mail.post, answer))
        done()
        if answer.over:
            break
    return (*results, *(Result(mail.post) for mail in mails[len(results) :]))
