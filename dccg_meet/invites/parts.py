"""The parts of a calendar before any library has seen them: components of properties (RFC 5545 section 3).

Keeping what is meant apart from how it is written lets :mod:`dccg_meet.invites.readback` compare the two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """The value types that we write (RFC 5545 section 3.3).

    LINES is a TEXT of several lines, LIST a comma-separated list of TEXT; both have a tuple as their value.
    TIME is a DATE-TIME in UTC, LOCAL one on some place's clocks, without a zone of its own. PLACE is GEO's
    pair of degrees.
    """

    TEXT = auto()
    LINES = auto()
    LIST = auto()
    URI = auto()
    TIME = auto()
    LOCAL = auto()
    NUMBER = auto()
    DURATION = auto()
    OFFSET = auto()
    RECURRENCE = auto()
    PLACE = auto()


Value = str | int | dt.datetime | dt.timedelta | tuple[str, ...] | tuple[float, float]


@dataclass(frozen=True)
class Property:
    """One content line: its name, value type, value and parameters; a tuple is a parameter's list."""

    name: str
    kind: Kind
    value: Value
    params: tuple[tuple[str, str | tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Component:
    """What stands between BEGIN and END: its name, its own properties, the components within."""

    name: str
    properties: tuple[Property, ...]
    components: tuple[Component, ...] = ()

    def walk(self) -> Iterator[Component]:
        """This component and all within, in the order of the file."""
        yield self
        for component in self.components:
            yield from component.walk()


def parameter(text: str) -> str:
    """``text`` as every reader understands it in a parameter such as CN.

    RFC 5545 section 3.2 has no way to write a double quote there, RFC 6868 has one that few readers know, and
    readers disagree about a backslash; so these become an apostrophe and a slash.
    """
    return text.replace('"', "'").replace("\\", "/").replace("^", "")
