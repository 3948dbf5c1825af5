"""Templates in, documents out: one sandboxed Jinja environment for all that people read.

Every value that a template prints is cleaned and escaped for its format by the environment, not by the
template, so a group's own template cannot forget it.
"""

from __future__ import annotations

import base64
import hashlib
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dccg_meet.errors import TemplateFault
from dccg_meet.shipped_data import shipped
from dccg_meet.writing.escape import clean, mailto, markdown, wrap

_HTML = ".html.j2"
_MARKDOWN = ".md.j2"
_PLAIN = ".txt.j2"


class Templates:
    """The templates of one kind of document, such as ``agendas``.

    ``own`` is the workspace's folder of templates: what lies in its folder of that kind, or in ``shared``, is
    taken before the shipped file, each for itself. ``filters`` are added to Jinja's. The format is told by
    the name: ``….html.j2`` is escaped as HTML, ``….md.j2`` as Markdown, ``….txt.j2`` wrapped at 72 columns.
    """

    def __init__(
        self, kind: str, own: Path | None, *, filters: Mapping[str, Callable[..., Any]] | None = None
    ) -> None:
        self._kind = kind
        kinds = (kind, "shared")
        own_folders = [own / each for each in kinds] if own else []
        self._loader = FileSystemLoader([*own_folders, *(shipped("templates", each) for each in kinds)])
        self._filters = {"csp_hash": csp_hash, "mailto": mailto, **(filters or {})}
        self._environments = {
            ending: self._environment(ending == _HTML, escape)
            for ending, escape in ((_HTML, clean), (_MARKDOWN, _marked_down), (_PLAIN, clean))
        }

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """The document that the template ``name`` makes of ``values``. Raises TemplateFault."""
        ending = "".join(Path(name).suffixes[-2:])
        try:
            text = self._environments[ending].get_template(name).render(values)
        except Exception as error:  # noqa: BLE001 - a template is a program that a person wrote: anything may fail
            raise self._fault(error, name) from None
        return wrap(text.strip() + "\n") if ending == _PLAIN else text

    def source(self, name: str) -> str:
        """A file of the folder as it is. Raises TemplateFault where it is no text."""
        try:
            return self._loader.get_source(self._environments[_HTML], name)[0]
        except ValueError as error:
            raise self._fault(error, name) from None

    def _environment(self, html: bool, escape: Callable[[str], str]) -> ImmutableSandboxedEnvironment:
        environment = ImmutableSandboxedEnvironment(
            loader=self._loader,
            undefined=StrictUndefined,
            autoescape=html,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_unless_written(escape),
        )
        environment.filters.update(self._filters)
        return environment

    def _fault(self, error: Exception, name: str) -> TemplateFault:
        """The file and line of the template in which ``error`` arose.

        Jinja's own words only where they are about the template: others may quote what is shown.
        """
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
        elif isinstance(error, TemplateSyntaxError | UndefinedError | SecurityError):
            what = error.message or "the template does not render"
        else:
            what = f"the template does not render ({type(error).__name__})"
        return TemplateFault(
            what,
            where=where,
            todo=f"Correct the template, or delete it from templates/{self._kind}/ to use the shipped one.",
        )


def csp_hash(text: str) -> str:
    """The source that allows exactly this style sheet (Content Security Policy 3 section 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _marked_down(text: str) -> str:
    return markdown(clean(text))


def _unless_written(escape: Callable[[str], str]) -> Callable[[Any], Any]:
    """A Jinja ``finalize`` that escapes every printed text which is not marked as written for the format."""
    return lambda value: escape(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
