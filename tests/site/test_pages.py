"""Templates: the shipped ones, a group's own, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from dccg_meet.errors import TemplateFault
from dccg_meet.shipped_data import shipped
from dccg_meet.site.pages import Pages
from dccg_meet.workspace.schema import Group


def _own(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / "site").mkdir(exist_ok=True)
    (tmp_path / "site" / name).write_text(text, encoding="utf-8")
    return tmp_path


class TestOwnTemplates:
    """What lies in the workspace's templates/site/."""

    def test_one_file_can_be_replaced(self, group: Group, tmp_path: Path) -> None:
        """The others stay the shipped ones."""
        pages = Pages(group, _own(tmp_path, "style.css", "body { color: red }"))
        assert pages.style() == b"body { color: red }"
        assert b"<h1>" in pages.index([])

    @pytest.mark.parametrize(
        ("text", "where"),
        [
            ("{{ nonsense }}", "index.html.j2, line 1"),
            ("\n{% if %}", "index.html.j2, line 2"),
            ("{{ group.__class__.__mro__ }}", "index.html.j2, line 1"),
            ('\n\n{% include "missing.j2" %}', "index.html.j2, line 3"),
            ("{{ 1 / 0 }}", "index.html.j2, line 1"),
        ],
    )
    def test_a_broken_one_is_named(self, group: Group, tmp_path: Path, text: str, where: str) -> None:
        """Undefined names, syntax, what the sandbox forbids, missing parts: file, line, and how to go on."""
        with pytest.raises(TemplateFault) as caught:
            Pages(group, _own(tmp_path, "index.html.j2", text)).index([])
        assert caught.value.where == where
        assert "templates/site/" in caught.value.todo

    def test_values_are_escaped_in_them(self, group: Group, tmp_path: Path) -> None:
        """A template's author cannot forget it."""
        hostile = group.changed(name='"><script>')
        page = Pages(hostile, _own(tmp_path, "index.html.j2", "<p title='{{ group.name }}'>")).index([])
        assert page == b"<p title='&#34;&gt;&lt;script&gt;'>"


class TestStyle:
    """The one style sheet."""

    def test_it_loads_nothing(self) -> None:
        """No address, no import."""
        css = shipped("templates", "site", "style.css").read_text(encoding="utf-8")
        assert "url(" not in css
        assert "@import" not in css

    @pytest.mark.parametrize(
        "query",
        [
            "prefers-color-scheme: dark",
            "prefers-contrast: more",
            "forced-colors: active",
            "print",
            "max-width",
        ],
    )
    def test_it_serves_every_way_of_reading(self, query: str) -> None:
        """Dark, high contrast, the user's own colours, paper, a phone."""
        assert query in shipped("templates", "site", "style.css").read_text(encoding="utf-8")
