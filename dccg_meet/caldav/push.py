"""Carrying out what :mod:`dccg_meet.caldav.plan` plans, so that a stop at any moment does no harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from dccg_meet.caldav.meaning import digest, uid
from dccg_meet.caldav.plan import Action, Decided, Found, Ours, Step, plan, to_read
from dccg_meet.caldav.state import Pushed


class Calendar(Protocol):
    """What is needed of a server; :class:`dccg_meet.caldav.server.Server` has it."""

    def listing(self) -> dict[str, str]:
        """Path to ETag of every object."""

    def read(self, hrefs: Iterable[str]) -> Iterator[Found]:
        """The objects at these paths."""

    def create(self, href: str, data: bytes) -> Found | None:
        """A new object; None where the server refuses because there is one."""

    def replace(self, href: str, etag: str, data: bytes) -> Found | None:
        """Another version; None where the object is not at ``etag`` any more."""


def compare(
    server: Calendar, ours: Sequence[Ours], known: Mapping[str, Pushed], decided: Decided
) -> tuple[Action, ...]:
    """Look at the server and plan. Nothing is changed there. Raises CollectionError."""
    listed = server.listing()
    unread = set(to_read(listed, known))
    found = {
        name: Found(entry.href, entry.etag)
        for name, entry in known.items()
        if entry.href in listed and entry.href not in unread
    }
    for seen in server.read(sorted(unread)):
        name = uid(seen.data or b"")
        # Where a server has two of one UID, ours is the one that lies where we put it.
        if name and (name not in found or (name in known and seen.href == known[name].href)):
            found[name] = seen
    return plan(ours, found, known, decided)


def carry_out(
    server: Calendar,
    actions: Sequence[Action],
    known: dict[str, Pushed],
    save: Callable[[Mapping[str, Pushed]], None],
) -> Iterator[Action]:
    """Do each of ``actions`` and yield it when it is done.

    Where somebody was quicker, a change is yielded as a CONFLICT. A new event that the server does not take
    is ELSEWHERE: it was added in between, which the next look shows, or its UID is used where we cannot look.

    ``known`` is brought up to date and saved after every object that was written, so that a run which was
    stopped goes on where it was: what was written and not put down is recognised by its meaning. Raises
    CollectionError.
    """
    noted = False
    try:
        for action in actions:
            if action.step in {Step.CREATE, Step.UPDATE}:
                there = _write(server, action)
                if there is None:
                    refused = Step.ELSEWHERE if action.step is Step.CREATE else Step.CONFLICT
                    yield replace(action, step=refused, differs=())
                    continue
                known[action.ours.uid] = _written(action.ours, there)
                save(known)
                noted = False
            elif action.step in {Step.ADOPT, Step.KEEP}:
                known[action.ours.uid] = _noted(action)
                noted = True
            yield action
    finally:
        if noted:
            save(known)


def _write(server: Calendar, action: Action) -> Found | None:
    if action.step is Step.CREATE:
        return server.create(action.href, action.ours.data)
    return server.replace(action.href, action.etag, action.ours.data)


def _written(ours: Ours, there: Found) -> Pushed:
    """What to remember of an object that we put ``there``; no ETag where it says something else already."""
    meaning = digest(ours.data)
    trusted = there.data is not None and (there.data == ours.data or digest(there.data) == meaning)
    return Pushed(href=there.href, etag=there.etag if trusted else "", sent=ours.sha256, meaning=meaning)


def _noted(action: Action) -> Pushed:
    """What to remember of an object that stays as it is on the server."""
    if action.step is Step.KEEP:
        return Pushed(href=action.href, etag=action.etag, meaning=action.meaning, kept=action.ours.sha256)
    return Pushed(href=action.href, etag=action.etag, sent=action.ours.sha256, meaning=action.meaning)
