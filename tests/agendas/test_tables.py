"""The clocks of every place as plain text."""

from __future__ import annotations

from dccg_meet.agendas.context import PlaceRow
from dccg_meet.agendas.tables import clock_table, start_table
from dccg_meet.writing.escape import width

_UTC = PlaceRow("UTC", "Wed 9 Dec", "14:00", "15:00", "UTC", ("14:00", "14:05"))
_AUCKLAND = PlaceRow("Auckland", "Thu 10 Dec", "03:00", "04:00", "UTC+13:00", ("03:00", "03:05"))


class TestStartTable:
    """When the call begins in each place."""

    def test_columns_are_aligned(self) -> None:
        """Place, time, day and offset; no blanks at the end of a line."""
        assert start_table([_UTC, _AUCKLAND]) == (
            "Place     Time            Day         Offset\n"
            "UTC       14:00 to 15:00  Wed 9 Dec   UTC\n"
            "Auckland  03:00 to 04:00  Thu 10 Dec  UTC+13:00"
        )


class TestClockTable:
    """When each item begins in each place."""

    def test_each_item_has_a_column(self) -> None:
        """Places are rows."""
        assert clock_table([_UTC, _AUCKLAND]) == (
            "Place     Item 1  Item 2\nUTC       14:00   14:05\nAuckland  03:00   03:05"
        )

    def test_many_items_make_several_tables(self) -> None:
        """No line is wider than 72 columns, and no item is lost."""
        starts = tuple(f"Thu {hour:02d}:00" for hour in range(20))
        row = PlaceRow("Dumont d'Urville", "", "00:00", "20:00", "UTC+10:00", starts)
        text = clock_table([row])
        assert max(map(width, text.split("\n"))) <= 72
        assert text.count("Place") == 4
        assert [word for word in text.split() if ":" in word] == [start[4:] for start in starts]

    def test_a_narrow_page_has_one_item_a_table(self) -> None:
        """Rather a wide line than none."""
        assert clock_table([_UTC], columns=5).count("Place") == 2
