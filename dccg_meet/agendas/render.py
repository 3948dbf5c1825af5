"""An agenda, and the chair's run-sheet, from their templates."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from pathlib import Path

from dccg_meet.agendas.context import context
from dccg_meet.agendas.runsheet import run_sheet
from dccg_meet.agendas.tables import clock_table, start_table
from dccg_meet.workspace.schema import CallRecord, Group
from dccg_meet.writing.templates import Templates

FORMATS = ("md", "html", "txt")
"""The formats of both; each is also the ending of its file and the middle of its template's name."""


def render(
    record: CallRecord,
    group: Group,
    zones: Sequence[str],
    actions: Sequence[str],
    templates: Path | None,
    *,
    before: dt.datetime | None = None,
) -> dict[str, str]:
    """The agenda of ``record`` as ``{"md": …, "html": …, "txt": …}``.

    ``zones`` are the places whose clocks are shown, ``actions`` the open actions of the last call, a line
    each; both are given, so that nothing private is looked up here. ``templates`` is the workspace's folder
    of that name: a template in its ``agendas/`` is taken before the shipped one, each format for itself.
    ``before`` is when the last call began: the agenda says where clocks have changed since.
    Raises RuleMissing, BadTime for an unknown zone, TemplateFault for a template that does not render.
    """
    values = context(record, group, zones, actions, before=before)
    agendas = _templates(templates)
    return {kind: agendas.render(f"agenda.{kind}.j2", vars(values)).strip() + "\n" for kind in FORMATS}


def render_run_sheet(
    record: CallRecord, group: Group, following: CallRecord | None, templates: Path | None
) -> dict[str, str]:
    """The run-sheet of ``record`` as ``{"md": …, "html": …, "txt": …}``. PRIVATE: nothing in it is masked.

    ``following`` is the next call after it, if there is one; ``templates`` is as for :func:`render`. Raises
    RuleMissing, BadTime for an unknown zone, TemplateFault for a template that does not render.
    """
    values = run_sheet(record, group, following)
    sheets = _templates(templates)
    return {kind: sheets.render(f"run-sheet.{kind}.j2", vars(values)).strip() + "\n" for kind in FORMATS}


@functools.lru_cache(maxsize=4)
def _templates(own: Path | None) -> Templates:
    """Compiled once a process; Jinja compiles a file again where it has changed since."""
    return Templates("agendas", own, filters={"start_table": start_table, "clock_table": clock_table})
