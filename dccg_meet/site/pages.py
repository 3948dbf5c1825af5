"""The pages: templates in, HTML out, in a sandbox that escapes whatever it prints."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dccg_meet.errors import TemplateFault
from dccg_meet.shipped_data import shipped
from dccg_meet.site import address
from dccg_meet.site.text import clean, rich
from dccg_meet.site.view import CallView
from dccg_meet.workspace.schema import Group


class Pages:
    """Renders the archive's pages for one group.

    ``templates`` is the workspace's folder of that name: what lies in its ``site/`` is taken before the
    shipped file, each for itself, the style sheet too. Methods raise TemplateFault.
    """

    def __init__(self, group: Group, templates: Path | None) -> None:
        folders = [shipped("templates", "site")]
        if templates is not None:
            folders.insert(0, templates / "site")
        self._group = group
        self._templates = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_harmless,
        )
        self._templates.filters["rich"] = rich

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
        return self._source(address.STYLE)

    def _render(self, name: str, **values: Any) -> bytes:
        try:
            text = self._templates.get_template(name).render(group=self._group, **values)
        except Exception as error:  # noqa: BLE001 - a template is a program that a person wrote: anything may fail
            raise _fault(error, name) from None
        return text.encode()

    def _source(self, name: str) -> bytes:
        assert self._templates.loader is not None  # noqa: S101 - given in __init__
        try:
            text, _, _ = self._templates.loader.get_source(self._templates, name)
        except ValueError as error:
            raise _fault(error, name) from None
        return text.encode()


def _harmless(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _fault(error: Exception, name: str) -> TemplateFault:
    """The line of the template in which ``error`` arose; not its words, which may quote what is shown."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    line = getattr(error, "lineno", None) or (frames[-1].lineno if frames else None)
    where = f"{Path(frames[-1].filename).name if frames else name}, line {line}" if line else name
    return TemplateFault(
        f"the template does not render ({type(error).__name__})",
        where=where,
        todo="Correct it, or remove it from the workspace's templates/site/ to use the shipped one.",
    )
