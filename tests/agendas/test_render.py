"""Templates in, documents out."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import hashlib
import re
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt

from dccg_meet.agendas.render import FORMATS, render
from dccg_meet.calls.rules import CHATHAM_SENTENCE, WORDING
from dccg_meet.errors import TemplateFault
from dccg_meet.workspace.schema import (
    CallRecord,
    Document,
    Group,
    Item,
    Join,
    Rule,
    Status,
    Venue,
)
from dccg_meet.writing.escape import width
from tests.factories import make_group, make_record, utc
from tests.strategies import HOSTILE

_RECORD = make_record(
    items=(
        Item(id="1", title="Adoption of the agenda", minutes=5, rule=Rule.ON_RECORD),
        Item(id="2", title="Main session", minutes=55),
    )
)
_GROUP = make_group(language="fr")
_ZONES = ("America/New_York", "Asia/Tokyo", "Pacific/Auckland")
_FIXTURES = Path(__file__).parent / "fixtures"


def _render(
    record: CallRecord = _RECORD,
    group: Group = _GROUP,
    actions: tuple[str, ...] = (),
    folder: Path | None = None,
) -> dict[str, str]:
    return render(record, group, _ZONES, actions, folder)


def _words(text: str) -> str:
    """The text with its white space evened out, so that a wrapped sentence is found."""
    return " ".join(text.split())


def _template(folder: Path, kind: str, text: str) -> Path:
    (folder / "agendas").mkdir(exist_ok=True)
    (folder / "agendas" / f"agenda.{kind}.j2").write_text(text, encoding="utf-8")
    return folder


class TestDocuments:
    """What an agenda says."""

    @pytest.mark.parametrize("kind", FORMATS)
    def test_it_is_the_golden_one(self, kind: str) -> None:
        """Every byte is as it was when a person last read it."""
        actions = ("Send the session titles. (the coalitions; 20 November)",)
        golden = _FIXTURES / f"mixed_rules_four_places_one_action.{kind}"
        assert _render(actions=actions)[kind] == golden.read_text(encoding="utf-8")

    @pytest.mark.parametrize("kind", FORMATS)
    def test_changes_of_clocks_are_golden_too(self, kind: str) -> None:
        """An autumn call: New York changed since, Auckland before."""
        record = _RECORD.changed(start=dt.datetime(2026, 10, 27, 14, tzinfo=dt.UTC))
        zones = (*_ZONES, "Europe/Oslo")
        before = dt.datetime(2026, 9, 23, 14, tzinfo=dt.UTC)
        texts = render(record, _GROUP, zones, (), None, before=before)
        golden = _FIXTURES / f"clocks_changed_since_the_last_call.{kind}"
        assert texts[kind] == golden.read_text(encoding="utf-8")

    @pytest.mark.parametrize("kind", FORMATS)
    def test_changes_of_clocks_stand_before_the_way_to_join(self, kind: str) -> None:
        """With the table of places, word for word; nothing where nothing changed."""
        before = dt.datetime(2026, 10, 14, 14, tzinfo=dt.UTC)
        text = _words(render(_RECORD, _GROUP, _ZONES, (), None, before=before)[kind])
        told = "begins an hour earlier in New York (09:00)."
        assert text.index("Auckland") < text.index(told) < text.lower().index("how to join")
        assert "Clocks have changed" not in _render()[kind]

    @pytest.mark.parametrize("kind", FORMATS)
    def test_every_format_says_everything(self, kind: str) -> None:
        """Rules word for word, times, ways to join, access needs with their day, the list of formats."""
        text = _words(_render()[kind])
        for wanted in (
            CHATHAM_SENTENCE,
            WORDING[Rule.ON_RECORD].sentence,
            "Wednesday 9 December 2026, 14:00",
            "14:05 to 15:00 UTC, 55 minutes",
            "23:05",
            "Thu 10 Dec",
            "https://meet.example.org/dccg",
            "41 22 555 01 23 (Geneva)",
            "access@example.org",
            "Wednesday 2 December 2026",
            "plain text",
            "https://example.org/dccg",
        ):
            assert wanted in text, wanted

    def test_each_item_has_its_rules_sentence(self) -> None:
        """The Rule's sentence stands with every item that it applies to, as often as it applies."""
        record = _RECORD.changed(items=(*_RECORD.items, Item(id="3", title="More", minutes=5)))
        for text in _render(record).values():
            assert _words(text).count(CHATHAM_SENTENCE) == 2

    @pytest.mark.parametrize("kind", FORMATS)
    def test_a_call_without_items_shows_its_rule(self, kind: str) -> None:
        """The sentence is there even before the first item."""
        text = _words(_render(_RECORD.changed(items=()))[kind])
        assert "No items yet." in text
        assert CHATHAM_SENTENCE in text

    @pytest.mark.parametrize("kind", FORMATS)
    def test_actions_are_shown_only_where_there_are_some(self, kind: str) -> None:
        """No empty section."""
        assert "review of actions" not in _render()[kind].lower()
        text = _render(actions=("Send the titles.",))[kind]
        assert "review of actions" in text.lower()
        assert "Send the titles." in text

    @pytest.mark.parametrize("kind", FORMATS)
    def test_a_group_with_nothing_set_up_says_where_to_turn(self, kind: str) -> None:
        """The list for joining; for access needs the facilitators, never the list's public archive."""
        text = _words(_render(group=Group(name="Group", list="list@example.org"))[kind])
        assert "The way to join comes on the list" in text
        assert re.search(r"tell the facilitators by (\*\*|<strong>|)Wednesday 2 December 2026", text)

    @pytest.mark.parametrize("kind", FORMATS)
    def test_captions_are_off_where_the_record_is(self, kind: str) -> None:
        """An item off the record is not captioned, and the page says so."""
        record = _RECORD.changed(items=(Item(id="1", title="Staff", rule=Rule.OFF_RECORD),))
        assert "Captions are on, except in items off the record." in _words(_render(record)[kind])
        assert "Captions are on." in _words(_render()[kind])

    @pytest.mark.parametrize("kind", FORMATS)
    def test_a_cancelled_call_says_so(self, kind: str) -> None:
        """In the first lines."""
        text = _render(_RECORD.changed(status=Status.CANCELLED))[kind].lower()
        assert text.index("this call is cancelled") < text.index("how to join")

    @pytest.mark.parametrize("kind", FORMATS)
    def test_documents_are_shown_with_their_format(self, kind: str) -> None:
        """Title, format, address; what is withheld says so; without documents there is no section."""
        added = utc("2026-12-01 10:00")
        papers = (
            Document(title="Draft report", url="https://example.org/report.pdf", added=added),
            Document(title="Chair's paper", url="", added=added),
        )
        text = _words(_render(_RECORD.changed(documents=papers))[kind]).lower()
        assert "documents" not in _render()[kind].lower()
        assert "draft report" in text
        assert "(pdf)" in text
        assert "https://example.org/report.pdf" in text
        assert "paper: its address is withheld" in text.replace("</bdi>", "")

    @pytest.mark.parametrize("kind", FORMATS)
    def test_a_venue_is_shown_with_how_to_get_in(self, kind: str) -> None:
        """Name, address, notes, position; and those who do not travel read how they come in."""
        venue = Venue(
            name="Room 4", address="1 High Street", access="Step-free", latitude=-1.2921, longitude=36.8219
        )
        text = _words(_render(_RECORD.changed(venue=venue))[kind])
        for wanted in ("Room 4", "1 High Street", "Step-free", "-1.2921, 36.8219"):
            assert wanted in text, wanted
        assert "how to join from afar" in text.lower()
        assert "from afar" not in _render()[kind].lower()

    @pytest.mark.parametrize("kind", FORMATS)
    def test_a_calls_own_way_in_is_shown(self, kind: str) -> None:
        """And not the group's, which belongs to another meeting."""
        text = _render(_RECORD.changed(join=Join(url="https://meet.example.org/once")))[kind]
        assert "https://meet.example.org/once" in text
        assert "https://meet.example.org/dccg" not in text
        assert "Geneva" not in text

    def test_one_place_needs_no_table(self) -> None:
        """With UTC alone there is nothing to compare."""
        texts = render(_RECORD, _GROUP, (), (), None)
        assert "<table" not in texts["html"]
        assert not any("Place" in texts[kind] for kind in ("md", "txt"))

    def test_building_twice_gives_the_same_text(self) -> None:
        """Nothing comes from the clock."""
        assert _render() == _render()


class TestHtml:
    """A page for everybody."""

    def test_it_is_valid_and_has_no_script(self) -> None:
        """A strict parser accepts it; it runs nothing and loads nothing."""
        text = _render()["html"]
        html5lib.HTMLParser(strict=True).parse(text)
        assert not re.search(r"<script|\son\w+=|javascript:|\ssrc=|@import|url\(", text)

    def test_headings_are_in_order_under_one_title(self) -> None:
        """One h1; no level is skipped on the way down."""
        levels = [int(level) for level in re.findall(r"<h([1-6])", _render(actions=("One.",))["html"])]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_tables_have_captions_and_scopes(self) -> None:
        """Every header cell says what it heads; a region that scrolls can be reached and has a name."""
        text = _render()["html"]
        assert text.count("<table") == text.count("<caption") == text.count('role="region"') == 2
        assert "<th>" not in text
        names = re.findall(r'aria-labelledby="([^"]+)"', text)
        assert all(text.count(f'id="{name}"') == 1 for name in names)
        assert text.count('tabindex="0"') == 2

    def test_languages_are_marked(self) -> None:
        """Our words are English; titles are in the group's language, in their own direction."""
        text = _render()["html"]
        assert '<html lang="en">' in text
        assert '<bdi lang="fr">Main session</bdi>' in text

    def test_the_policy_allows_the_style_by_its_hash(self) -> None:
        """The hash in the page is that of its own style sheet, and nothing else is allowed."""
        text = _render()["html"]
        [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"default-src 'none'; style-src 'sha256-{digest}'" in text


class TestHostileText:
    """Titles that try to be something else."""

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(title=HOSTILE, item=HOSTILE, action=HOSTILE, name=HOSTILE, phone=HOSTILE)
    def test_no_format_breaks(self, title: str, item: str, action: str, name: str, phone: str) -> None:
        """The blocks of every format are those of a harmless agenda."""
        hostile = _structure(_agenda(title, item, action, name, phone))
        assert hostile == _harmless()

    @settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
    @given(venue=HOSTILE, address=HOSTILE, access=HOSTILE, paper=HOSTILE)
    def test_no_venue_and_no_document_breaks_one(
        self, venue: str, address: str, access: str, paper: str
    ) -> None:
        """The same, with a place and a paper."""
        assert _structure(_held_at(venue, address, access, paper)) == _held_at_a_harmless_place()

    def test_a_title_is_shown_as_it_is(self) -> None:
        """Markup in a title is text."""
        title = "<b>*Not* [bold](x)</b> & | {{ 7 * 7 }}"
        texts = _render(_RECORD.changed(items=(Item(id="1", title=title),)))
        assert f"1. {title}" in texts["txt"]
        shown = html5lib.parse(texts["html"], namespaceHTMLElements=False)
        assert title in "".join(shown.itertext())
        page = html5lib.parse(MarkdownIt("commonmark").render(texts["md"]), namespaceHTMLElements=False)
        assert f"1. {title}" in "".join(page.itertext())


def _agenda(title: str, item: str, action: str, name: str, phone: str) -> dict[str, str]:
    record = _RECORD.changed(title=title, items=(Item(id="1", title=item, minutes=5),))
    group = _GROUP.changed(name=name, join=Join(url=_GROUP.join.url, phone=(phone,)))
    return render(record, group, ("Asia/Tokyo",), (" ".join(action.split()),), None)


def _held_at(venue: str, address: str, access: str, paper: str) -> dict[str, str]:
    record = _RECORD.changed(
        items=(Item(id="1", title="Item", minutes=5),),
        venue=Venue(name=venue, address=address, access=access, latitude=1.5, longitude=-2.25),
        documents=(
            Document(title=paper, url="https://example.org/a.pdf", added=_RECORD.created),
            Document(title=paper, url="", added=_RECORD.created),
        ),
    )
    return render(record, _GROUP, ("Asia/Tokyo",), (), None)


@functools.cache
def _held_at_a_harmless_place() -> tuple[list[str], list[str], list[str]]:
    return _structure(_held_at("Venue", "Address", "Access", "Paper"))


@functools.cache
def _harmless() -> tuple[list[str], list[str], list[str]]:
    return _structure(_agenda("Title", "Item", "Action", "Name", "Phone"))


def _structure(texts: dict[str, str]) -> tuple[list[str], list[str], list[str]]:
    """The tags of the page, the blocks of the Markdown, the headings and items of the plain text."""
    page = html5lib.HTMLParser(strict=True).parse(texts["html"])
    markdown = MarkdownIt("commonmark").enable("table").parse(texts["md"])
    inline = [child.type for token in markdown for child in token.children or () if not _is_text(child.type)]
    lines = texts["txt"].split("\n")
    assert all(width(line) <= 72 or "://" in line for line in lines)
    own = [line for line in lines if re.match(r"[A-Z][A-Z ,]{3,}$|\d+\. |- ", line)]
    return (
        [str(element.tag) for element in page.iter()],
        [token.type for token in markdown] + inline,
        [re.sub(r"(\d\.|- By phone:|-)( .*|$)", r"\1", line) if line[0] in "-1" else line for line in own],
    )


def _is_text(kind: str) -> bool:
    return kind in {"text", "text_special", "softbreak"}


class TestTemplates:
    """Whose template is used, and what happens where it fails."""

    def test_the_workspaces_template_comes_first(self, tmp_path: Path) -> None:
        """Each format for itself: the others stay the shipped ones."""
        folder = _template(tmp_path, "md", "Our own: {{ title }}")
        texts = _render(folder=folder)
        assert texts["md"] == "Our own: Monthly call\n"
        assert texts["txt"] == _render()["txt"]

    def test_a_workspace_without_templates_uses_the_shipped_ones(self, tmp_path: Path) -> None:
        """The folder need not exist."""
        assert _render(folder=tmp_path / "templates") == _render()

    def test_a_groups_template_cannot_forget_to_escape(self, tmp_path: Path) -> None:
        """Markdown and HTML are escaped by the environment."""
        for kind in ("md", "html"):
            _template(tmp_path, kind, "{{ title }}")
        texts = _render(_RECORD.changed(title="*<b>*"), folder=tmp_path)
        assert (texts["md"], texts["html"]) == ("\\*\\<b\\>\\*\n", "*&lt;b&gt;*\n")

    @pytest.mark.parametrize(
        ("text", "line", "what"),
        [
            ("one\n{{ titel }}", 2, "titel"),
            ("one\n\n{% for %}", 3, "end of statement"),
            ("{{ group.secret }}", 1, "secret"),
            ("{{ 1 / 0 }}", 1, "ZeroDivisionError"),
            ("one\n{{ ''.__class__.__mro__ }}", 2, "unsafe"),
            ("{% include 'missing.j2' %}", 1, "missing.j2"),
        ],
    )
    def test_a_fault_names_file_and_line(self, tmp_path: Path, text: str, line: int, what: str) -> None:
        """A misspelt name, bad syntax, an error on the way, and code that reaches out of the sandbox."""
        with pytest.raises(TemplateFault, match=what) as caught:
            _render(folder=_template(tmp_path, "txt", text))
        assert caught.value.where == f"agenda.txt.j2, line {line}"
        assert "templates/agendas/" in caught.value.todo

    def test_a_template_cannot_change_what_it_is_given(self, tmp_path: Path) -> None:
        """Lists cannot be appended to: the sandbox is immutable."""
        with pytest.raises(TemplateFault):
            _render(folder=_template(tmp_path, "md", "{% set rows = [] %}{{ rows.append(1) }}"))

    def test_a_template_that_is_no_text_is_a_fault(self, tmp_path: Path) -> None:
        """Bytes that are not UTF-8 are told, not traced back."""
        (tmp_path / "agendas").mkdir()
        (tmp_path / "agendas" / "agenda.md.j2").write_bytes(b"\xff\xfe")
        with pytest.raises(TemplateFault):
            _render(folder=tmp_path)
