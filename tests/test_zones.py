"""Which time zone data is used, and places west to east."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dccg_meet import zones
from dccg_meet.errors import BadTime

NOON = dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC)


class TestSource:
    """The newer copy wins."""

    def test_the_newest_is_first(self) -> None:
        """Copies are sorted by edition and the first one is used."""
        versions = [source.version for source in zones.sources()]
        assert versions == sorted(versions, reverse=True)
        assert zones.source() == zones.sources()[0]

    @pytest.mark.parametrize(("edition", "first"), [("2099a", "system"), ("1999a", "tzdata")])
    def test_an_older_or_newer_system(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edition: str, first: str
    ) -> None:
        """The system's copy is used where it is newer than the package's, and only there."""
        (tmp_path / "Europe").mkdir()
        (tmp_path / "Europe" / "Oslo").write_bytes(b"")
        (tmp_path / "tzdata.zi").write_text(f"# version {edition}\n", encoding="utf-8")
        monkeypatch.setattr("zoneinfo.TZPATH", (str(tmp_path),))
        assert zones.sources()[0].origin.startswith(first)


class TestTable:
    """One moment in many places."""

    def test_west_to_east_after_utc(self) -> None:
        """UTC comes first, then the zones by their offset, each once."""
        rows = zones.table(NOON, ["Pacific/Fiji", "America/New_York", "Europe/Oslo", "Pacific/Fiji"])
        assert [(row.place, row.offset, row.when.hour) for row in rows] == [
            ("UTC", "UTC", 14),
            ("New York", "UTC-05:00", 9),
            ("Oslo", "UTC+01:00", 15),
            ("Fiji", "UTC+12:00", 2),
        ]
        assert rows[-1].when.day == 10

    def test_two_names_of_one_place(self) -> None:
        """Once, under the name that came first; a place of that name with another clock is another place."""
        names = ["America/Kentucky/Louisville", "America/Louisville", "America/Knox_IN", "Etc/UTC"]
        rows = zones.table(NOON, names)
        assert [row.zone for row in rows] == ["UTC", "America/Knox_IN", "America/Kentucky/Louisville"]
        assert [row.zone for row in zones.table(NOON, names[1::-1])] == ["UTC", "America/Louisville"]

    def test_half_hours(self) -> None:
        """Offsets of half and quarter hours are written out."""
        assert zones.table(NOON, ["Asia/Kathmandu"])[1].offset == "UTC+05:45"

    def test_an_unknown_zone(self) -> None:
        """A zone that does not exist is an error, not a gap in the table."""
        with pytest.raises(BadTime):
            zones.table(NOON, ["Mars/Olympus"])


@pytest.mark.parametrize(("typed", "meant"), [("Pacific/Suva", "Pacific/Fiji"), ("Geneva", "Europe/Zurich")])
def test_towns_that_have_no_zone_of_their_own(typed: str, meant: str) -> None:
    """What people type is filed under another town."""
    with pytest.raises(BadTime) as caught:
        zones.zone(typed)
    assert meant in caught.value.todo
