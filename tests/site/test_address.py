"""Where everything lies."""

from __future__ import annotations

import pytest

from dccg_meet.chatham.public import PublicRecord
from dccg_meet.errors import UnsafePath
from dccg_meet.site import address
from dccg_meet.workspace.schema import Group

from .conftest import make_record


class TestAddresses:
    """Paths, links and identifiers."""

    def test_a_call_has_a_folder(self) -> None:
        """By its number, padded to three digits."""
        assert address.path(PublicRecord(make_record(7, 0)), "captions.vtt") == "calls/007/captions.vtt"
        assert address.path(PublicRecord(make_record(1234, 0)), "") == "calls/1234/"

    def test_a_number_that_is_none_is_refused(self) -> None:
        """Whatever got past the schema, no path leads out of the archive."""
        record = make_record(7, 0).model_copy(update={"number": -1})
        with pytest.raises(UnsafePath):
            address.slug(PublicRecord(record))

    def test_links_are_absolute_where_a_site_is_set(self, group: Group) -> None:
        """And relative to the top where none is."""
        assert address.link(group, "feed.xml") == "feed.xml"
        assert (
            address.link(group.changed(site="https://a.example/b"), "feed.xml")
            == "https://a.example/b/feed.xml"
        )
