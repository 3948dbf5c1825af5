"""The archive in a real browser, as people with different needs open it, and what axe finds wrong there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Site
from .tools import node, program

PAGES = (
    "index.html",
    "calls/095/index.html",
    "calls/096/index.html",
    "calls/097/index.html",
    "calls/097/agenda.html",
    "calls/098/index.html",
    "hostile/index.html",
    "hostile/calls/006/index.html",
    "hostile/calls/006/agenda.html",
    "sent/run-sheet.html",
    "sent/poll.html",
    "sent/mail-1.html",
    "sent/mail-2.html",
)
VIEWS = ("light", "dark", "forced colours", "more contrast", "320 px", "zoom 200 %")

TO_READ = {"sent/run-sheet.html", "sent/mail-1.html", "sent/mail-2.html"}
"""Pages without tables to scroll, or shown by a mail program, which has its own keyboard and focus."""

pytestmark = pytest.mark.slow
every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def seen(site: Site) -> Any:
    """What one visit to every page found, by page; see ``pages.cjs``."""
    return node("pages.cjs", program("chromium"), site.origin, site.folder, *PAGES)


@every_page
class TestPages:
    """Every kind of page."""

    @pytest.mark.parametrize("view", VIEWS)
    def test_axe_finds_nothing(self, seen: Any, name: str, view: str) -> None:
        """WCAG 2.0, 2.1 and 2.2 at levels A and AA, and axe's best practice."""
        found = seen["pages"][name]["views"][view]
        assert found["passes"] > 10, "axe looked"
        assert not found["violations"]

    @pytest.mark.parametrize("view", VIEWS)
    def test_nothing_is_wider_than_the_window(self, seen: Any, name: str, view: str) -> None:
        """Nobody scrolls sideways: not at 320 px, not at 200 %."""
        assert seen["pages"][name]["views"][view]["wider"] <= 0

    def test_the_keyboard_reaches_everything(self, seen: Any, name: str) -> None:
        """Every link, table and player, and whoever looks sees where the focus is."""
        if name in TO_READ:
            return
        keyboard = seen["pages"][name]["keyboard"]
        assert keyboard["stops"] > 2
        assert (keyboard["missed"], keyboard["unseen"]) == ([], [])

    def test_it_needs_no_script_and_no_server(self, seen: Any, name: str) -> None:
        """The words are the same with scripts forbidden, and from a folder, where styles count too."""
        page = seen["pages"][name]
        assert len(page["text"]) > 200
        assert page["withoutScripts"] == page["text"]
        assert page["fromFolder"] == page["text"]
        assert page["font"].startswith("system-ui")


def test_nothing_is_asked_of_anybody_else(seen: Any, site: Site) -> None:
    """Every request of every page goes to the server or the folder that it came from."""
    own = (f"{site.origin}/", f"{Path(site.folder).as_uri()}/")
    assert len(seen["requests"]) > len(PAGES)
    assert not [address for address in seen["requests"] if not address.startswith(own)]
