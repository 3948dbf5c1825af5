"""What other people's calendars read from our files: every case of the corpus, and any title."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from dccg_meet.invites.calendar import invite
from tests.factories import make_group, make_record
from tests.invites.corpus import GROUP, Case, Seen, cases, seen
from tests.invites.readers import READERS
from tests.strategies import lines

_Reader = Callable[[bytes], list[Seen]]
CASES = cases()


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
class TestReaders:
    """Each reader sees the same events."""

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
    def test_the_corpus_is_read_as_it_was_meant(self, read: _Reader, case: Case) -> None:
        """UID, start and end as instants in UTC, status, title, place and description."""
        assert tuple(sorted(read(case.data))) == case.meant

    @settings(max_examples=20, deadline=None)
    @given(
        title=lines(max_size=120)
        .map(lambda text: f"{text},;:{text}")
        # Some of them unescape in several passes: an escaped backslash before n is a line break to them.
        .filter(lambda text: "\\n" not in text.lower())
    )
    def test_any_title_is_read_as_it_was_meant(self, read: _Reader, title: str) -> None:
        """Commas, semicolons, colons and all of Unicode, whatever the length."""
        record = make_record(title=title)
        assert read(invite(record, GROUP)) == [seen(record)]


def test_the_corpus_is_large() -> None:
    """Sixty calendars and more, none of them twice."""
    assert len({case.name for case in CASES}) == len(CASES) >= 60
    assert len({case.data for case in CASES}) == len(CASES)


class TestOrganizer:
    """Who sends it."""

    def test_the_mailbox_is_the_organizer_for_readers_that_show_one(self) -> None:
        """Name and mailbox come through a comma in the name."""
        import ics  # noqa: PLC0415 - each reader is loaded by its own test
        import vobject  # noqa: PLC0415

        data = invite(make_record(), GROUP).decode()
        [event] = ics.Calendar(data).events
        assert (event.organizer.email, event.organizer.common_name) == (GROUP.mail.mailbox, GROUP.name)
        organizer = vobject.readOne(data).vevent.organizer
        assert (organizer.value, organizer.params["CN"]) == (f"mailto:{GROUP.mail.mailbox}", [GROUP.name])

    def test_a_conference_comes_through_with_its_features(self) -> None:
        """The list of features, the label and the address, as an independent reader has them."""
        import vobject  # noqa: PLC0415

        join = make_group().join
        link, phone = vobject.readOne(invite(make_record(), make_group()).decode()).vevent.conference_list
        assert (link.value, link.params["FEATURE"]) == (join.url, ["AUDIO", "VIDEO"])
        assert (phone.value, phone.params["LABEL"]) == ("tel:+41225550123", list(join.phone))
