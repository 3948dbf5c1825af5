"""``dccg-meet invite feed``: the calendar of all calls, as a file or kept in step on a server."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dccg_meet.cli import common

if TYPE_CHECKING:
    from dccg_meet.caldav.account import Account
    from dccg_meet.caldav.plan import Action, Decided, Ours
    from dccg_meet.caldav.server import Server
    from dccg_meet.site.calendars import Calendars
    from dccg_meet.workspace.folder import Workspace
    from dccg_meet.workspace.schema import CallRecord

_DONE = {
    "create": "added",
    "update": "changed",
    "keep": "left as it is there",
    "conflict": "NOT TOUCHED: somebody changed it there",
    "gone": "NOT TOUCHED: somebody removed it there",
    "elsewhere": "NOT ADDED: the server has it elsewhere already",
}
_WOULD = {**_DONE, "create": "would be added", "update": "would be changed", "keep": "would be left"}
_PROGRESS_FROM = 20


@click.command()
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write FILE, not the screen.")
@click.option("--push", "url", metavar="URL", help="Keep the calendar at URL (CalDAV) in step.")
@click.option("--user", metavar="NAME", help="Name to log in with on the server.")
@click.option("--ours", metavar="CALL", multiple=True, help="Overwrite what somebody changed of CALL there.")
@click.option("--theirs", metavar="CALL", multiple=True, help="Leave CALL there as it was changed.")
@click.option("--dry-run", is_flag=True, help="Change nothing; print what would be done.")
@common.json_option
def feed(
    output: Path | None,
    url: str | None,
    user: str | None,
    ours: tuple[str, ...],
    theirs: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Print the calendar of all calls, or keep one on a server in step with them.

    It names nobody, and cancelled calls stay in it as cancelled. "publish" puts the same file into public/;
    people who subscribe to that need nothing else. With --push, events are added, changed and cancelled in
    a calendar that programs subscribe to by CalDAV. Other events there are left alone. What somebody changed
    or removed there is never overwritten: you decide with --ours or --theirs.

    The password comes from DCCG_MEET_CALDAV_PASSWORD or a keyring.

    \b
    Example:
      dccg-meet invite feed --push https://dav.example.org/dccg/calls/ --user chair
    """
    from dccg_meet.site import calendars

    if url is None and (user or ours or theirs):
        raise click.UsageError("--user, --ours and --theirs go with --push URL.")
    if url is not None and output is not None:
        raise click.UsageError("--push and --output are two things: run the command twice.")
    place = common.workspace()
    if url is None:
        released = calendars.released(place)
        _write(place, released, calendars.feed(released), output, dry_run=dry_run, as_json=as_json)
    else:
        with place.lock():
            _push(place, url, user, (ours, theirs), dry_run=dry_run, as_json=as_json)


def _write(
    place: Workspace, released: Calendars, data: bytes, output: Path | None, *, dry_run: bool, as_json: bool
) -> None:
    from dccg_meet.workspace.files import write_bytes

    if output is not None:
        _refuse_place(place, output)
        if not dry_run:
            write_bytes(output, data)
    if as_json:
        common.print_json(
            {"calls": [_facts(record) for record in released.records], "left_out": released.left_out}
        )
    elif output is None and not dry_run:
        click.echo(data, nl=False)
    else:
        what = f"{_count(len(released.records), 'call')}, {_count(len(data), 'byte')}"
        click.echo(
            f"would write {output or 'the calendar'}: {what}" if dry_run else f"wrote {output}: {what}"
        )
    _warn(released)


def _refuse_place(place: Workspace, output: Path) -> None:
    """Raise BadValue for a file that is another command's, or that is no calendar."""
    from dccg_meet.errors import BadValue

    if output.resolve().is_relative_to(place.public.resolve()):
        raise BadValue(
            "public/ is written as a whole, and has this calendar in it already",
            where=str(output),
            todo="dccg-meet publish",
        )
    if output.is_file() and not output.read_bytes().startswith(b"BEGIN:VCALENDAR"):
        raise BadValue(
            "there is a file of another kind", where=str(output), todo="Choose another name, or delete it."
        )


def _push(
    place: Workspace,
    url: str,
    user: str | None,
    decided: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    from dccg_meet.caldav import state as pushed
    from dccg_meet.caldav.account import account as account_of
    from dccg_meet.caldav.account import password
    from dccg_meet.caldav.plan import Ours
    from dccg_meet.caldav.push import carry_out, compare
    from dccg_meet.site import calendars

    account = account_of(url, user)
    choice = _decided(place, *decided)
    released = calendars.released(place)
    files = calendars.events(released)
    ours = [Ours(record.number, record.uid, files[record.number]) for record in released.records]
    state = pushed.load(place.pushed)
    known = state.of(account.url)
    done: list[Action] = []
    with _server(account, password(account)) as server:
        server.check()
        actions = compare(server, ours, known, choice)
        try:
            if dry_run:
                done = list(actions)
            else:
                steps = carry_out(
                    server,
                    actions,
                    known,
                    lambda now_known: pushed.save(place.pushed, state.after(account.url, now_known)),
                )
                done.extend(_with_progress(steps, len(actions)))
        finally:
            _report(released, done, account, dry_run=dry_run, as_json=as_json)
    _warn(released)
    _say_left(known, ours)
    _ask(done)


def _decided(place: Workspace, ours: Sequence[str], theirs: Sequence[str]) -> Decided:
    from dccg_meet.caldav.plan import Decided

    numbers = [{common.find_call(place, call).record.number for call in calls} for calls in (ours, theirs)]
    if both := numbers[0] & numbers[1]:
        raise click.UsageError(f"Call {min(both)} cannot be both --ours and --theirs.")
    return Decided(*numbers)


@contextmanager
def _server(account: Account, password: str | None) -> Iterator[Server]:
    """The calendar on its server. Raises CollectionError where the extra is not installed."""
    from dccg_meet.errors import CollectionError

    try:
        from dccg_meet.caldav.server import Server
    except ModuleNotFoundError:
        raise CollectionError(
            "what speaks CalDAV is not installed", todo='pip install "dccg-meet[caldav]"'
        ) from None
    with Server(account.url, account.user, password) as server:
        yield server


def _with_progress(steps: Iterator[Action], count: int) -> Iterator[Action]:
    """``steps`` with a bar on a terminal, where there are so many that it takes a while."""
    if count < _PROGRESS_FROM or not sys.stderr.isatty():
        yield from steps
        return
    with click.progressbar(steps, length=count, label="calls", file=sys.stderr) as shown:
        yield from shown


def _report(
    released: Calendars, done: Sequence[Action], account: Account, *, dry_run: bool, as_json: bool
) -> None:
    """What was done, or would be; calls that were in step already are only counted."""
    records = {record.number: record for record in released.records}
    if as_json:
        calls = [
            {**_facts(records[action.ours.number]), "action": action.step, "differs": list(action.differs)}
            for action in done
        ]
        data = {"url": account.url, "dry_run": dry_run, "calls": calls, "left_out": released.left_out}
        common.print_json(data)
        return
    words = _WOULD if dry_run else _DONE
    for action in done:
        if action.step in words:
            record = records[action.ours.number]
            state = " CANCELLED" if record.cancelled else ""
            differs = f" ({', '.join(action.differs)})" if action.differs else ""
            click.echo(
                f"call {record.number}  {record.start:%a %d %b %Y %H:%M} UTC{state}: "
                f"{words[action.step]}{differs}"
            )
    steps = Counter(action.step.value for action in done)
    same = steps["nothing"] + steps["adopt"]
    kept = f", {steps['kept']} left as it is there" if steps["kept"] else ""
    click.echo(f"{account.url}: {_count(len(done), 'call')}, {same} in step already{kept}")


def _warn(released: Calendars) -> None:
    for number in released.left_out:
        common.warn(f"call {number} is left out: nobody decided its rule (call.toml: rule)")


def _say_left(known: dict[str, Any], ours: Sequence[Ours]) -> None:
    """Tell of events that we pushed and whose calls are not in this workspace any more."""
    left = len(known.keys() - {event.uid for event in ours})
    if left:
        common.warn(f"{_count(left, 'event')} of calls that are not among these stay on the server as before")


def _ask(done: Sequence[Action]) -> None:
    """Raise DecisionNeeded where somebody else changed or removed an event, or has it elsewhere."""
    from dccg_meet.caldav.plan import UNDECIDED, Step
    from dccg_meet.errors import DecisionNeeded

    asked = [action.ours.number for action in done if action.step in UNDECIDED]
    taken = [action.ours.number for action in done if action.step is Step.ELSEWHERE]
    what, todo = [], []
    if asked:
        first = asked[0]
        what.append(
            f"somebody else changed or removed {_count(len(asked), 'event')} there: "
            f"{_named(asked)}. What is there was left as it is"
        )
        todo.append(
            f"Look at it in a calendar program. To overwrite it: --ours {first}. To leave it: --theirs "
            f"{first}; if the call itself has moved: dccg-meet call move {first}"
        )
    if taken:
        what.append(
            f"the server does not take {_named(taken)}, because it has an event of the same UID or name "
            "that is not in this calendar as ours"
        )
        todo.append(
            "Run the command again, in case it was added just now. If that does not help, look for it in "
            "other calendars of this account and in their trash: delete it there, or push to the calendar "
            "that has it. --ours and --theirs do not help here."
        )
    if what:
        raise DecisionNeeded("; ".join(what), todo=" ".join(todo))


def _named(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""  # noqa: PLR2004 - a line's worth
    return f"call{'' if len(numbers) == 1 else 's'} {shown}{more}"


def _facts(record: CallRecord) -> dict[str, Any]:
    return {
        "number": record.number,
        "uid": record.uid,
        "sequence": record.sequence,
        "start": record.start,
        "end": record.end,
        "status": record.status,
        "title": record.title,
    }


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
