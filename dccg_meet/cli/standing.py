"""Who comes, as ``call show`` and ``invite replies`` tell it: numbers, and names only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dccg_meet.replies.rsvp import Seat, Standing
    from dccg_meet.workspace.folder import CallFolder, Workspace
    from dccg_meet.workspace.replies import Replies

NOBODY = "no single address"
"""Where a mail's From names nobody, or several."""

_COUNTS = ("accepted", "tentative", "declined", "delegated", "no-answer")


def table_of(folder: CallFolder) -> Replies:
    """What the call's replies.toml says; nothing where there is none. Raises BadFile."""
    from dccg_meet.workspace import toml
    from dccg_meet.workspace.replies import Replies

    return toml.load(folder.replies, Replies) if folder.replies.is_file() else Replies()


def counts(standing: Standing) -> str:
    """``accepted 5, tentative 1, …``: numbers, no names."""
    said = standing.counts
    parts = [f"{word.replace('-', ' ')} {said[word]}" for word in _COUNTS]
    more = {
        "late": "came after the call",
        "uninvited": "answered without an invitation",
        "delegates-to-invite": "to be invited in somebody's place",
        "in-doubt": "in doubt",
    }
    extra = [f"{said[word]} {text}" for word, text in more.items() if said[word]]
    return ", ".join(parts) + f" (of {said['invited']} invited)" + "".join(f"; {text}" for text in extra)


def standing_of(place: Workspace, folder: CallFolder) -> Standing | None:
    """What the call's answers come to; None where none were read. Raises BadFile."""
    from dccg_meet.replies.rsvp import standing

    table = table_of(folder)
    return standing(table, folder.record, place.roster()) if table.replies else None


def print_seats(standing: Standing) -> None:
    """Print who answered what. PRIVATE."""
    for seat in (*standing.seats, *standing.uninvited):
        parts = [seat.name or seat.address, seat.answer.value.replace("-", " "), *_remarks(seat, standing)]
        click.echo("    " + " · ".join(part for part in parts if part))
    for reply, outcome in standing.doubts:
        parts = [reply.address, reply.answer.value, f"from {reply.sender or NOBODY}"]
        parts += [f"which says that {reply.sent_by} answered"] if reply.sent_by else []
        click.echo(f"    ? {' · '.join(parts)} · {outcome.word}: {outcome.why}")


def data(standing: Standing, *, names: bool) -> dict[str, Any]:
    """The counts, and with ``names`` who answered what, as data."""
    people = {"people": seats_data(standing), "doubts": doubts_data(standing)} if names else {}
    return {"replies": {"counts": standing.counts, **people}}


def seats_data(standing: Standing) -> list[dict[str, Any]]:
    """Who answered what, as data. PRIVATE."""
    return [
        {
            "name": seat.name,
            "address": seat.address,
            "answer": seat.answer.value,
            "comment": seat.comment,
            "instead_of": seat.instead_of,
            "invited": seat.told and seat not in standing.uninvited,
            "late": bool(seat.outcome and seat.outcome.word == "late"),
        }
        for seat in (*standing.seats, *standing.uninvited)
    ]


def doubts_data(standing: Standing) -> list[dict[str, Any]]:
    """The answers that a person has to judge, with whom they came from, as data. PRIVATE."""
    return [
        {
            "address": reply.address,
            "answer": reply.answer.value,
            "sender": reply.sender,
            "sent_by": reply.sent_by,
            "outcome": outcome.word,
            "why": outcome.why,
        }
        for reply, outcome in standing.doubts
    ]


def _remarks(seat: Seat, standing: Standing) -> Iterator[str]:
    if seat in standing.uninvited:
        yield "has no invitation"
    if seat.instead_of:
        yield f"instead of {seat.instead_of}"
    if seat in standing.to_invite:
        yield "to be invited"
    if seat.delegates:
        yield "sends " + ", ".join(seat.delegates)
    if seat.outcome and seat.outcome.word == "late":
        yield "after the call"
    if seat.comment:
        yield f"“{seat.comment}”"
