"""The Nu HTML checker, which is the W3C's, reads every page and every style sheet."""

from __future__ import annotations

import json

import pytest

from .conftest import Site
from .tools import module, run

pytestmark = pytest.mark.slow


def test_the_pages_and_their_styles_are_valid(site: Site) -> None:
    """No error in HTML, ARIA or CSS, not even where every text is an attack.

    Its warnings are not counted: it takes the policy's hash and 'self' for refusals, which browsers do not,
    and ``role="list"`` for needless, without which one browser's screen reader tells of no list.
    """
    jar = module("vnu-jar/build/dist/vnu.jar")
    files = [path for path in sorted(site.folder.rglob("*")) if path.suffix in {".html", ".css"}]
    assert len(files) > 20
    options = ("--stdout", "--exit-zero-always", "--format", "json", "--also-check-css")
    found = json.loads(run("java", "-jar", jar, *options, *files))["messages"]
    assert not [
        (message["url"].removeprefix(site.folder.as_uri()), message["message"], message.get("extract"))
        for message in found
        if message["type"] != "info"
    ]
