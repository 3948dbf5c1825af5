"""The whole archive: valid, linked, labelled, the same twice, and what it was."""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from dccg_meet.chatham.public import PublicCall, PublicMinute, PublicRecord, PublicText
from dccg_meet.notes.minutes import Kind
from dccg_meet.site.build import build
from dccg_meet.workspace.schema import CaptionState, Group

from .conftest import NOW

GOLDEN = Path(__file__).parent / "golden"
HTML = "{http://www.w3.org/1999/xhtml}"
ACTIVE = {f"{HTML}{tag}" for tag in ("script", "iframe", "object", "embed", "img", "base", "form")}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "--> ]]> <!-- evil",
    "x" * 3000,
)


@pytest.fixture(scope="session")
def files(calls: tuple[PublicCall, ...], group: Group, changed: dict[int, dt.datetime]) -> dict[str, bytes]:
    """The archive of the small workspace."""
    return build(calls, group, NOW, changed)


@pytest.fixture(scope="session")
def hostile(mixed: PublicCall, group: Group, changed: dict[int, dt.datetime]) -> dict[str, bytes]:
    """An archive in which every text is an attack."""
    calls = []
    for number, text in enumerate(HOSTILE, 1):
        items = tuple(item.changed(title=text) for item in mixed.record.items)
        record = mixed.record.changed(
            number=number,
            title=text,
            items=items,
            start=mixed.record.start + dt.timedelta(days=number),
            uid=f"dccg-call-{number:03d}@example.org",
        )
        attack = PublicText(text)
        minutes = tuple(
            PublicMinute("1", kind, attack if kind == "ACTION" else PublicText("agreed"), attack, None)
            for kind in Kind
        )
        cues = tuple(replace(cue, text=attack) for cue in mixed.cues)
        calls.append(
            replace(mixed, record=PublicRecord(record), minutes=minutes, cues=cues, audio_withheld=text)
        )
    times = dict.fromkeys(range(1, len(HOSTILE) + 1), NOW)
    return build(calls, group, NOW, times)


def _pages(files: dict[str, bytes]) -> Iterator[tuple[str, Any]]:
    """Every page, read by a parser that refuses whatever HTML calls a parse error."""
    for name, data in files.items():
        if name.endswith(".html"):
            yield name, html5lib.HTMLParser(strict=True).parse(data, transport_encoding="utf-8")


def _own_pages(files: dict[str, bytes]) -> Iterator[tuple[str, Any]]:
    """The pages of this package; the agenda's page is made by another one."""
    return _pages({name: data for name, data in files.items() if name.endswith("index.html")})


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


class TestGolden:
    """Nothing changes unnoticed."""

    def test_the_tree_is_the_golden_one(self, files: dict[str, bytes]) -> None:
        """Byte for byte; UPDATE_GOLDEN=1 writes it anew, to be read before it is committed."""
        own = {
            name: data for name, data in files.items() if not re.search(r"agenda\.|\.ics$|style\.css$", name)
        }
        if os.environ.get("UPDATE_GOLDEN"):
            for name, data in own.items():
                (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
                (GOLDEN / name).write_bytes(data)
        golden = {
            path.relative_to(GOLDEN).as_posix(): path.read_bytes()
            for path in GOLDEN.rglob("*")
            if path.is_file()
        }
        assert sorted(own) == sorted(golden)
        for name, data in own.items():
            assert data.decode() == golden[name].decode(), name

    def test_the_order_of_the_calls_changes_nothing(
        self,
        files: dict[str, bytes],
        calls: tuple[PublicCall, ...],
        group: Group,
        changed: dict[int, dt.datetime],
    ) -> None:
        """A second build is byte-identical."""
        assert build(calls[::-1], group, NOW, changed) == files

    def test_an_empty_archive_is_one(self, group: Group) -> None:
        """Before the first call there is a page that says so."""
        empty = build((), group, NOW, {})
        assert sorted(empty) == ["calendar.ics", "feed.xml", "index.html", "style.css"]
        assert b"No calls yet." in empty["index.html"]


class TestPages:
    """Structure that a screen reader and a browser rely on."""

    @pytest.mark.parametrize("which", ["files", "hostile"])
    def test_pages_are_valid_and_quiet(self, which: str, request: pytest.FixtureRequest) -> None:
        """No parse error, no script, no event handler, nothing from elsewhere, and a policy that says so."""
        for name, page in _own_pages(request.getfixturevalue(which)):
            for element in page.iter():
                assert element.tag not in ACTIVE, name
                assert not [key for key in element.attrib if key.startswith("on") or key == "style"], name
                loaded = [element.get(key, "") for key in ("src", "srcset", "poster", "data")]
                loaded.append(element.get("href", "") if element.tag == f"{HTML}link" else "")
                assert not [address for address in loaded if urlsplit(address).netloc], name
                assert urlsplit(element.get("href", "")).scheme in {"", "https", "mailto"}, name
            policy = page.find(f".//{HTML}meta[@http-equiv='Content-Security-Policy']")
            assert policy.get("content").startswith("default-src 'self';"), name

    def test_agendas_are_valid_where_they_stand(self, files: dict[str, bytes]) -> None:
        """The other package's pages parse as strictly, with the links that the archive needs."""
        assert [name for name, _ in _pages(files) if name.endswith("agenda.html")]

    @pytest.mark.parametrize("which", ["files", "hostile"])
    def test_headings_ids_and_labels_are_in_order(self, which: str, request: pytest.FixtureRequest) -> None:
        """One h1, no level left out, no id twice, no reference without target, a title and a language."""
        for name, page in _own_pages(request.getfixturevalue(which)):
            levels = [
                int(element.tag[-1])
                for element in page.iter()
                if re.fullmatch(rf"{HTML}h[1-6]", str(element.tag))
            ]
            assert levels.count(1) == 1, name
            assert all(after <= before + 1 for before, after in pairwise(levels)), name
            ids = [element.get("id") for element in page.iter() if element.get("id")]
            assert len(ids) == len(set(ids)), name
            for element in page.iter():
                assert set(element.get("aria-labelledby", "").split()) <= set(ids), name
            assert page.get("lang") == "en", name
            assert _text(page.find(f".//{HTML}title")), name
            assert page.find(f".//{HTML}a[@class='skip']").get("href") == "#main", name

    def test_all_links_lead_somewhere(self, files: dict[str, bytes]) -> None:
        """Files exist, anchors exist, from every page and every relative link."""
        anchors = {
            name: {element.get("id") for element in page.iter() if element.get("id")}
            for name, page in _pages(files)
        }
        for name, page in _pages(files):
            for element in page.iter():
                for key in ("href", "src"):
                    target = urlsplit(element.get(key, ""))
                    if target.scheme or not (target.path or target.fragment):
                        continue
                    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target.path)))
                    path = path if target.path else name
                    assert path in files, (name, path)
                    assert not target.fragment or target.fragment in anchors[path], (name, target.fragment)

    def test_links_tell_apart_what_they_lead_to(self, files: dict[str, bytes]) -> None:
        """On one page, no two links with the same words lead to different places."""
        for name, page in _own_pages(files):
            seen: dict[str, str] = {}
            for link in page.iter(f"{HTML}a"):
                assert _text(link), name
                if "time" not in link.get("class", ""):
                    assert seen.setdefault(_text(link), link.get("href")) == link.get("href"), (
                        name,
                        _text(link),
                    )

    def test_media_is_labelled(self, files: dict[str, bytes]) -> None:
        """The player has a name, controls, and a captions track with a label."""
        page = dict(_pages(files))["calls/095/index.html"]
        player = page.find(f".//{HTML}audio")
        assert player.get("controls") is not None
        assert player.get("aria-label") == "Recording of call 95"
        track = player.find(f"{HTML}track")
        assert (track.get("kind"), track.get("src"), track.get("label")) == (
            "captions",
            "captions.vtt",
            "Captions",
        )


class TestWords:
    """What readers are told."""

    def test_the_front_page_is_the_groups_table(self, files: dict[str, bytes]) -> None:
        """Date, Agenda, Documentation; newest first; what is to come and what is cancelled says so."""
        page = dict(_pages(files))["index.html"]
        assert [_text(cell) for cell in page.findall(f".//{HTML}thead//{HTML}th")] == [
            "Date",
            "Agenda",
            "Documentation",
        ]
        rows = [_text(cell) for cell in page.findall(f".//{HTML}tbody//{HTML}th")]
        assert [re.findall(r"Call \d+", row)[0] for row in rows] == [
            "Call 98",
            "Call 97",
            "Call 96",
            "Call 95",
        ]
        assert "Upcoming" in rows[0]
        assert "Cancelled" in rows[2]

    def test_unchecked_captions_carry_a_notice(self, files: dict[str, bytes]) -> None:
        """On the call's page and in the table; approved ones say that a person checked them."""
        assert b"Nobody has checked these captions" in files["calls/095/index.html"]
        assert b"Captions not checked by a person" in files["index.html"]
        assert b"Nobody has checked" not in files["calls/097/index.html"]
        assert b"A person has checked and approved these captions." in files["calls/097/index.html"]

    @pytest.mark.parametrize("state", list(CaptionState))
    def test_no_word_on_captions_that_are_not_there(
        self, mixed: PublicCall, group: Group, state: CaptionState
    ) -> None:
        """Where nothing of the captions may be published, the page does not say that somebody read them."""
        bare = replace(mixed, captions=state, cues=())
        page = build([bare], group, NOW, {97: NOW})["calls/097/index.html"]
        assert b"No captions are published." in page
        assert b"these captions" not in page
        assert b"Machine captions." not in page

    def test_the_rule_and_what_is_withheld_are_explained(self, files: dict[str, bytes]) -> None:
        """The Rule's sentence, and the marks once; nobody is named."""
        page = files["calls/097/index.html"]
        assert page.count(b"neither the identity nor the affiliation of the speaker(s)") == 1
        assert page.count(b"stand where words were taken out") == 1
        assert b"This item was off the record: nothing of it was kept." in page
        for word in (b"Rajesh", b"Menon", b"Olena", b"Kovalenko", b"Chua", b"Fairbridge"):
            assert not [name for name, data in files.items() if word in data]

    def test_hostile_text_is_shown_as_text(self, hostile: dict[str, bytes]) -> None:
        """As it was typed, in title and transcript."""
        pages = dict(_own_pages(hostile))
        for number, text in enumerate(HOSTILE[:4], 1):
            assert text in _text(pages[f"calls/{number:03d}/index.html"])
