"""Templates in, documents out: one sandboxed Jinja environment for each format.

Every value that a template prints is escaped for its format by the environment, not by the template, so a
group's own template cannot forget it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dccg_meet.agendas.context import AgendaContext, context
from dccg_meet.agendas.escape import markdown, wrap
from dccg_meet.agendas.tables import clock_table, start_table
from dccg_meet.errors import TemplateFault
from dccg_meet.shipped_data import shipped
from dccg_meet.workspace.schema import CallRecord, Group

FORMATS = ("md", "html", "txt")
"""The formats of an agenda; each is also the ending of its file and the middle of its template's name."""

_NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
"""Code points that no document may contain (HTML section 13.2.3.5, Unicode section 23.7)."""


def render(
    record: CallRecord,
    group: Group,
    zones: Sequence[str],
    actions: Sequence[str],
    templates: Path | None,
) -> dict[str, str]:
    """The agenda of ``record`` as ``{"md": …, "html": …, "txt": …}``.

    ``zones`` are the places whose clocks are shown, ``actions`` the open actions of the last call, a line
    each; both are given, so that nothing private is looked up here. ``templates`` is the workspace's folder
    of that name: a template in its ``agendas/`` is taken before the shipped one, each format for itself.
    Raises RuleMissing, BadTime for an unknown zone, TemplateFault for a template that does not render.
    """
    values = context(record, group, zones, actions)
    return {kind: _render(kind, values, templates) for kind in FORMATS}


def _render(kind: str, values: AgendaContext, templates: Path | None) -> str:
    environment = _environment(kind, templates)
    name = f"agenda.{kind}.j2"
    try:
        text = environment.get_template(name).render(vars(values))
    except Exception as error:  # noqa: BLE001 - a template is a program that a person wrote: anything may fail
        raise _fault(error, name) from None
    text = _NONCHARACTER.sub("\N{REPLACEMENT CHARACTER}", text.strip()) + "\n"
    return wrap(text) if kind == "txt" else text


def _environment(kind: str, templates: Path | None) -> ImmutableSandboxedEnvironment:
    folders = [shipped("templates", "agendas")]
    if templates is not None:
        folders.insert(0, templates / "agendas")
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=kind == "html",
        trim_blocks=True,
        lstrip_blocks=True,
        **({"finalize": _escaped_by(markdown)} if kind == "md" else {}),
    )
    environment.filters.update(start_table=start_table, clock_table=clock_table, csp_hash=csp_hash)
    return environment


def csp_hash(text: str) -> str:
    """The source that allows exactly this style sheet (Content Security Policy 3 section 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _escaped_by(escape: Callable[[str], str]) -> Callable[[Any], Any]:
    """A Jinja ``finalize`` that escapes every printed text which is not marked as written for the format."""
    return lambda value: escape(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _fault(error: Exception, name: str) -> TemplateFault:
    """The file and line of the template in which ``error`` arose, and what it says."""
    where = name
    if isinstance(error, TemplateSyntaxError):
        where = f"{error.name or name}, line {error.lineno}"
    else:
        frames = [
            frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")
        ]
        if frames:
            where = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}"
    if isinstance(error, TemplateNotFound):
        what = f"there is no template {error.name!r}"
    elif isinstance(error, TemplateError):
        what = error.message or "the template does not render"
    else:
        what = f"the template does not render ({type(error).__name__})"
    return TemplateFault(
        what,
        where=where,
        todo="Correct the template, or delete it from templates/agendas/ to use the shipped one.",
    )
