"""What commands that write mails share: drafts, sending, marks in the roster, and telling how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dccg_meet.cli import common
from dccg_meet.writing.prose import counted

if TYPE_CHECKING:
    from dccg_meet.mail.delivery import Ready, Result
    from dccg_meet.mail.journal import Entry
    from dccg_meet.mail.post import Post
    from dccg_meet.mail.smtp import Answer
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.schema import Group


@dataclass(frozen=True)
class Batch:
    """What one command is to write or to send. PRIVATE.

    ``mails`` are those of ``posts`` that are due, ``kept`` drafts of others that are not to be touched,
    ``built`` what was written beside them; ``version`` is None where a mail has none. ``command`` is what to
    type to go on, without ``--send``.
    """

    command: str
    sending: bool
    posts: tuple[Post, ...]
    mails: tuple[Ready, ...]
    subject: Callable[[Post], str]
    version: Callable[[Post], int] | None = None
    kept: frozenset[str] = frozenset()
    built: tuple[Path, ...] = ()
    agenda: bool = False


def note(place: Workspace, folder: CallFolder) -> None:
    """Tell the roster what the journal knows of addresses; in it is which of it the roster has been told."""
    from dccg_meet.mail import journal
    from dccg_meet.mail.marks import noted

    news = journal.unnoted(journal.read(folder.sent))
    if not news:
        return
    before = place.roster()
    after = noted(before, news)
    if after != before:
        place.save_roster(after)
    for entry in news:
        told = {"event": journal.Event.NOTED, "at": common.now(), "dead": False, "said": None}
        journal.append(folder.sent, entry.model_copy(update=told))


def by_server(place: Workspace, folder: CallFolder) -> bool:
    """Whether a server sends the mails about this call, or a person with their own mail program."""
    from dccg_meet.mail import journal

    return journal.by_server(place.group(), journal.read(folder.sent))


def note_sent(
    place: Workspace, folder: CallFolder, wanted: Callable[[Entry], bool], *, agenda: bool = False
) -> int:
    """Note the drafts that lie there as sent by hand, and take the files away; the exit code.

    Also those of an earlier version: whoever got one has to be told of the change.
    """
    from dccg_meet.mail import drafts, journal

    there = drafts.existing(folder.drafts, agenda=agenda)
    latest = {entry.id: entry for entry in drafts.there(journal.read(folder.sent), there) if wanted(entry)}
    for entry in latest.values():
        told = {"event": journal.Event.BY_HAND, "at": common.now()}
        journal.append(folder.sent, entry.model_copy(update=told))
        (folder.drafts / drafts.name(entry)).unlink()
    where = place.relative(folder.drafts)
    if latest:
        click.echo(f"noted {counted(len(latest), 'draft')} as sent, and took the files out of {where}")
    else:
        click.echo(f"no such draft lies in {where}: nothing to note")
    return 0


def refuse_beside_sent(**others: object) -> None:
    """Raise click.UsageError where --sent, which sends nothing, is given together with another option."""
    given = ["--" + name.replace("_", "-") for name, value in others.items() if value]
    if given:
        msg = f"--sent notes what was sent by hand; it does not go with {', '.join(given)}"
        raise click.UsageError(msg)


def draft(place: Workspace, folder: CallFolder, batch: Batch, *, dry_run: bool, as_json: bool) -> int:
    """Write the mails as files, and take away those that no longer hold; the exit code."""
    from dccg_meet.mail import drafts, journal
    from dccg_meet.workspace.files import write_bytes

    names = {mail.post.to: drafts.name(mail.line) for mail in batch.mails}
    if not dry_run:
        known = {line.id for line in journal.read(folder.sent)}
        drafts.clear(folder.drafts, keep={*names.values(), *batch.kept}, agenda=batch.agenda)
        for mail in batch.mails:
            write_bytes(folder.drafts / names[mail.post.to], mail.data, private=True)
            if mail.line.id not in known:
                journal.append(folder.sent, mail.line)
    _print(batch, names={} if batch.sending or dry_run else names, as_json=as_json)
    if as_json:
        return 0
    if dry_run:
        click.echo("nothing was written and nothing was sent")
    elif batch.mails:
        where = place.relative(folder.drafts)
        common.done(*batch.built, place=place)
        each = "it" if len(batch.mails) == 1 else "each"
        todo = (
            f"look at {each}, then {batch.command} --send"
            if by_server(place, folder)
            else f"open and send {each}, then {batch.command} --sent"
        )
        click.echo(f"wrote {counted(len(batch.mails), 'draft')} into {where}: {todo}")
    return 0


def deliver(place: Workspace, folder: CallFolder, group: Group, batch: Batch, *, as_json: bool) -> int:
    """Send the mails, tell what became of each, and mark addresses that do not exist; the exit code.

    Whatever ends it, what happened so far is told. Raises DecisionNeeded, PasswordMissing, MailError.
    """
    import os

    from dccg_meet.mail import delivery, drafts
    from dccg_meet.mail.account import account
    from dccg_meet.mail.smtp import Server

    results: list[Result] = []
    if batch.mails:
        with Server(account(group.mail, os.environ)) as server:
            # First, so that none of them lies there as if nothing had been sent, should we be killed.
            drafts.clear(folder.drafts, keep=batch.kept, agenda=batch.agenda)
            try:
                with progress("sending", len(batch.mails), quiet=as_json) as advance:
                    for result in delivery.deliver(batch.mails, server, folder.sent, now=common.now):
                        results.append(result)
                        advance()
            except KeyboardInterrupt:
                _say_stopped(folder, batch, results)
                raise
            finally:
                note(place, folder)
                _print(batch, results=results, doubtful=_in_doubt(folder, batch), as_json=as_json)
    else:
        drafts.clear(folder.drafts, keep=batch.kept, agenda=batch.agenda)
        _print(batch, as_json=as_json)
    return _summed_up(batch, results, len(_in_doubt(folder, batch)), as_json=as_json)


def _in_doubt(folder: CallFolder, batch: Batch) -> frozenset[str]:
    """To whom a mail of this run was on its way when it ended: the server had it, or not."""
    from dccg_meet.mail import journal

    last = {entry.id: entry.event for entry in journal.read(folder.sent)}
    ended = {mail.post.to: last.get(mail.line.id) for mail in batch.mails}
    return frozenset(to for to, event in ended.items() if event is journal.Event.SENDING)


def _say_stopped(folder: CallFolder, batch: Batch, results: Sequence[Result]) -> None:
    """One sentence for whoever pressed Ctrl-C: what is open, and how to go on."""
    left, doubtful = len(batch.mails) - len(results), len(_in_doubt(folder, batch))
    may = f"{counted(doubtful, 'mail')} may have arrived, " if doubtful else ""
    click.echo(
        f"stopped: {may}{left - doubtful} not sent; run it again to see: {batch.command} --send", err=True
    )


def _summed_up(batch: Batch, results: Sequence[Result], unclear: int, *, as_json: bool) -> int:
    """Say how it went, what is still open from earlier, and what to type next; the exit code."""
    from dccg_meet.errors import DecisionNeeded, MailError
    from dccg_meet.mail.journal import Event
    from dccg_meet.mail.post import Why

    events = [result.answer.event for result in results]
    sent, refused, put_off = (events.count(event) for event in (Event.ACCEPTED, Event.REFUSED, Event.PUT_OFF))
    broken = any(result.answer.over for result in results)
    left = len(batch.mails) - sent - refused
    earlier, doubtful = (sum(post.why is why for post in batch.posts) for why in (Why.REFUSED, Why.IN_DOUBT))
    command = f"{batch.command} --send"
    if not as_json:
        click.echo(f"{counted(sent, 'mail')} sent" if results else "nothing to send")
        _say_refused(refused, earlier, command, agenda=batch.agenda)
        if put_off and not broken:
            click.echo(f"{put_off} put off by the server: try again later with {command}")
    doubt = (
        f"{counted(doubtful, 'mail')} may or may not have arrived: a run ended while the server had it",
        f"Ask, or send it again (mail programs notice that they have it): {command} --retry",
    )
    if doubtful and (broken or refused or earlier or put_off) and not as_json:
        click.echo(": ".join(doubt))
    if broken:
        may = f", of which {unclear} may have arrived" if unclear else ""
        raise MailError(
            f"the server is gone or takes no more mail: {sent} sent, {left} left{may}",
            todo=f"Go on with: {command}",
        )
    if refused or earlier or put_off:
        return MailError.exit_code
    if doubtful:
        raise DecisionNeeded(doubt[0], todo=doubt[1])
    return 0


def _say_refused(now: int, earlier: int, command: str, *, agenda: bool) -> None:
    where = "list in dccg.toml" if agenda else "the address in roster.toml"
    todo = f"correct {where}, or try again with {command} --retry"
    if now:
        click.echo(f"{now} refused: {todo}")
    if earlier:
        click.echo(f"{earlier} refused earlier and not sent since: {todo}")


def _print(
    batch: Batch,
    *,
    as_json: bool,
    names: dict[str, str] | None = None,
    results: Sequence[Result] = (),
    doubtful: frozenset[str] = frozenset(),
) -> None:
    """One line a mail: to whom, what, and what becomes of it. PRIVATE: prints addresses."""
    answers = {result.post.to: result.answer for result in results}
    rows = [
        _row(batch, post, names, answers.get(post.to), doubtful=post.to in doubtful) for post in batch.posts
    ]
    if as_json:
        common.print_json(rows)
        return
    for row in rows:
        version = f", version {row['version']}" if "version" in row else ""
        tail = f"{row['state']}: {row['why']}" if row["why"] else row["state"]
        click.echo(f"{row['to']}  {row['subject']}{version}  {tail}")


def _row(
    batch: Batch, post: Post, names: dict[str, str] | None, answer: Answer | None, *, doubtful: bool
) -> dict[str, Any]:
    state = "not sent"
    if post.due:
        state = "left" if names is None else "draft" if post.to in names else "due"
    if doubtful:
        state = "in doubt"
    elif answer is not None and answer.event:
        state = answer.event.value
    return {
        "to": post.to,
        "list": post.guest is None,
        "kind": post.kind.value,
        "subject": batch.subject(post),
        **({"version": batch.version(post)} if batch.version else {}),
        "state": state,
        "why": post.why.value or (answer.said if answer and state != "accepted" else ""),
        "draft": (names or {}).get(post.to, ""),
    }


@contextmanager
def progress(what: str, total: int, *, quiet: bool) -> Iterator[Callable[[], None]]:
    """A bar with the time left, on a terminal only."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
