"""The news feed."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from dccg_meet.chatham.public import PublicCall, PublicRecord
from dccg_meet.site.feed import feed
from dccg_meet.workspace.schema import Group

ATOM = "{http://www.w3.org/2005/Atom}"


def _parsed(calls: tuple[PublicCall, ...], group: Group, changed: dict[int, dt.datetime]) -> ET.Element:
    return ET.fromstring(feed(calls, group, changed))  # noqa: S314


class TestAtom:
    """What RFC 4287 wants and readers need."""

    def test_it_has_what_the_standard_demands(
        self, calls: tuple[PublicCall, ...], group: Group, changed: dict[int, dt.datetime]
    ) -> None:
        """Feed and entries have id, title and updated; ids are unique; the feed has an author."""
        root = _parsed(calls, group, changed)
        entries = root.findall(f"{ATOM}entry")
        assert len(entries) == 4
        for element in (root, *entries):
            for name in ("id", "title", "updated"):
                assert element.findtext(ATOM + name)
        assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 4
        assert root.findtext(f"{ATOM}author/{ATOM}name") == group.name
        assert root.find(f"{ATOM}link[@rel='self']") is not None

    def test_the_newest_change_comes_first(
        self, calls: tuple[PublicCall, ...], group: Group, changed: dict[int, dt.datetime]
    ) -> None:
        """Approved notes bring an old call up; times are those on record."""
        later = {**changed, 95: dt.datetime(2026, 1, 2, tzinfo=dt.UTC)}
        root = _parsed(calls, group, later)
        assert (root.findtext(f"{ATOM}entry/{ATOM}title") or "").startswith("Call 95,")
        assert root.findtext(f"{ATOM}updated") == "2026-01-02T00:00:00+00:00"

    @pytest.mark.parametrize(
        ("site", "link"),
        [
            ("", "calls/097/index.html"),
            ("https://example.org/dccg/", "https://example.org/dccg/calls/097/index.html"),
        ],
    )
    def test_links_are_absolute_only_where_the_site_is_known(
        self, mixed: PublicCall, group: Group, changed: dict[int, dt.datetime], site: str, link: str
    ) -> None:
        """The identifier stays the same when the site moves."""
        root = _parsed((mixed,), group.changed(site=site), changed)
        found = root.find(f"{ATOM}entry/{ATOM}link")
        assert found is not None
        assert found.get("href") == link
        assert root.findtext(f"{ATOM}entry/{ATOM}id") == "tag:lists.example.org,2025-10-28:dccg/calls/097"

    def test_an_empty_feed_has_no_date_of_today(self, group: Group) -> None:
        """It is the same whenever it is built."""
        assert _parsed((), group, {}).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"

    def test_hostile_titles_stay_text(
        self, mixed: PublicCall, group: Group, changed: dict[int, dt.datetime]
    ) -> None:
        """Markup of every kind."""
        record = PublicRecord(mixed.record.changed(title="</title><script>]]>&amp;"))
        root = _parsed((replace(mixed, record=record),), group, changed)
        assert "</title><script>]]>&amp;" in (root.findtext(f"{ATOM}entry/{ATOM}title") or "")
