"""The clocks of every place as tables of plain text."""

from __future__ import annotations

from collections.abc import Sequence

from dccg_meet.agendas.context import PlaceRow
from dccg_meet.writing.escape import COLUMNS, width

_GAP = 2


def start_table(places: Sequence[PlaceRow]) -> str:
    """When the call begins and ends in each place, with the day there."""
    rows = [("Place", "Time", "Day", "Offset")]
    rows += [(row.place, f"{row.start} to {row.end}", row.day, row.offset) for row in places]
    return _aligned(rows)


def clock_table(places: Sequence[PlaceRow], columns: int = COLUMNS) -> str:
    """When each item begins in each place, in as many tables as it takes to stay within ``columns``."""
    count = len(places[0].starts)
    first = max(width("Place"), *(width(row.place) for row in places)) + _GAP
    cell = max(width(f"Item {count}"), *(width(start) for row in places for start in row.starts)) + _GAP
    size = max(1, (columns - first + _GAP) // cell)
    tables = []
    for begin in range(0, count, size):
        chosen = range(begin, min(begin + size, count))
        rows = [("Place", *(f"Item {item + 1}" for item in chosen))]
        rows += [(row.place, *(row.starts[item] for item in chosen)) for row in places]
        tables.append(_aligned(rows))
    return "\n\n".join(tables)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)]
        lines.append((" " * _GAP).join(cells).rstrip())
    return "\n".join(lines)
