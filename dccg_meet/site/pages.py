"""The pages: templates in, HTML out, in a sandbox that escapes whatever it prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dccg_meet.site import address
from dccg_meet.site.text import rich
from dccg_meet.site.view import CallView
from dccg_meet.workspace.schema import Group
from dccg_meet.writing.templates import Templates


class Pages:
    """Renders the archive's pages for one group.

    ``templates`` is the workspace's folder of that name: what lies in its ``site/`` is taken before the
    shipped file, each for itself, the style sheet too. Methods raise TemplateFault.
    """

    def __init__(self, group: Group, templates: Path | None) -> None:
        self._group = group
        self._templates = Templates("site", templates, filters={"rich": rich})

    def index(self, calls: Sequence[CallView]) -> bytes:
        """The front page; ``calls`` come newest first."""
        upcoming = [call for call in calls if call.state in {"upcoming", "now"}]
        following = upcoming[-1] if upcoming else None
        return self._render("index.html.j2", top="", calls=calls, following=following)

    def call(self, call: CallView, before: CallView | None, after: CallView | None) -> bytes:
        """The page of one call; ``before`` and ``after`` are its neighbours in time."""
        return self._render("call.html.j2", top="../../", call=call, before=before, after=after)

    def style(self) -> bytes:
        """The style sheet, as it is."""
        return self._templates.source(address.STYLE).encode()

    def _render(self, name: str, **values: Any) -> bytes:
        return self._templates.render(name, {"group": self._group, **values}).encode()
