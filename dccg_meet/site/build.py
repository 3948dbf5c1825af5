"""The whole archive as bytes. A pure function: the same calls give the same files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from dccg_meet.calls.select import before
from dccg_meet.chatham.public import PublicCall
from dccg_meet.invites import calendar
from dccg_meet.site import address
from dccg_meet.site.documents import documents
from dccg_meet.site.feed import feed
from dccg_meet.site.pages import Pages
from dccg_meet.site.view import view
from dccg_meet.workspace.schema import Group


def build(
    calls: Sequence[PublicCall],
    group: Group,
    now: dt.datetime,
    changed: Mapping[int, dt.datetime],
    *,
    templates: Path | None = None,
) -> dict[str, bytes]:
    """Every file of the archive, by its path from the top.

    ``now`` only tells which calls are still to come, ``changed`` when something of a call last changed, by
    its number; ``templates`` is the workspace's folder of that name. Raises RuleMissing, TemplateFault,
    InviteFault.
    """
    ordered = sorted(calls, key=lambda call: (call.record.start, call.record.number))
    pages = Pages(group, templates)
    files: dict[str, bytes] = {}
    views = []
    for place, call in enumerate(ordered):
        earlier = before(ordered, call.record)
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        beside = documents(
            call,
            group,
            around=(earlier.record.number if earlier else None, after.record.number if after else None),
            templates=templates,
        )
        files |= {address.path(call.record, name): data for name, data in beside.items()}
        views.append(view(call, frozenset(beside), now))
    for place, (call, shown) in enumerate(zip(ordered, views, strict=True)):
        neighbours = (views[place - 1] if place else None, views[place + 1] if views[place + 1 :] else None)
        files[address.path(call.record, address.INDEX)] = pages.call(shown, *neighbours)
    files[address.INDEX] = pages.index(views[::-1])
    files[address.STYLE] = pages.style()
    files[address.FEED] = feed(ordered, group, changed)
    files[calendar.FEED] = calendar.feed([call.record for call in ordered], group)
    return dict(sorted(files.items()))
