"""Proof that a calendar's bytes say what was meant, no more and no less.

Twice, because a library that writes and reads can be wrong in the same way both times: the lines are taken
apart here, by the grammar of RFC 5545 section 3.1, one after another with what begins and ends where, and the
value of each is read by icalendar. Both compare with ordinary ``if``, so they hold under ``python -O`` too,
where icalendar's own guards (``assert``) are gone.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import icalendar

from dccg_meet.errors import InviteFault
from dccg_meet.invites.parts import Component, Kind, Property

_OCTETS = 75
_MEND = "Nothing was written. Write the named field in plainer characters, and report this: it is our fault."
_CONTROL = {"Cc", "Zl", "Zp", "Cs"}


def refuse_control_characters(meant: Component) -> None:
    """Refuse a text that could begin a line of its own. Raises InviteFault.

    The schema refuses them too; this is for a record that was made without it.
    """
    for entry in _all(meant):
        texts = [value for _, value in entry.params] + [entry.value]
        for text in _strings(texts):
            # What Python can print is in none of these categories; nearly every text is told by this alone.
            if not text.isprintable() and any(unicodedata.category(char) in _CONTROL for char in text):
                raise InviteFault(
                    "a control character cannot be part of a calendar", where=entry.name, todo=_MEND
                )


def verify(data: bytes, meant: Component) -> None:
    """Read ``data`` back and compare every line, property, value and parameter. Raises InviteFault."""
    lines = _lines(data)
    try:
        read = _read(lines)
    except ValueError:
        raise InviteFault("the calendar cannot be read back", todo=_MEND) from None
    left = iter(lines)
    _verify_component(left, meant, read)
    if next(left, None) is not None:
        raise _uneven(meant)


def _lines(data: bytes) -> list[str]:
    """The lines, unfolded: they end with CRLF and hold at most 75 octets of UTF-8. Raises InviteFault."""
    physical = data.split(b"\r\n")
    if physical.pop() != b"" or any(b"\r" in line or b"\n" in line for line in physical):
        raise InviteFault("a line does not end with CRLF", todo=_MEND)
    for line in physical:
        if len(line) > _OCTETS or not _is_utf8(line):
            raise InviteFault("a line is not folded as RFC 5545 has it", todo=_MEND)
    return data.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]


def _read(lines: Iterable[str]) -> dict[str, tuple[str, Any]]:
    """What icalendar reads in each line, as name and value; one that stands there many times is read once.

    Raises ValueError for what it cannot read.
    """
    by_name: dict[str, list[str]] = {}
    for line in dict.fromkeys(lines):
        by_name.setdefault(_name(line), []).append(line)
    found: dict[str, tuple[str, Any]] = {}
    wanted = {name: same for name, same in by_name.items() if name not in {"BEGIN", "END"}}
    text = "\r\n".join(
        ["BEGIN:VEVENT", *(line for same in wanted.values() for line in same), "END:VEVENT", ""]
    )
    component = icalendar.Event.from_ical(text)
    for name, same in wanted.items():
        values = component.get(name)
        values = values if isinstance(values, list) else [values]
        found.update(zip(same, ((name, value) for value in values), strict=True))
    return found


def _verify_component(lines: Iterator[str], meant: Component, read: Mapping[str, tuple[str, Any]]) -> None:
    """Find BEGIN, each property that was meant, once, no other, what is within, and END, in ``lines``."""
    if next(lines, None) != f"BEGIN:{meant.name}":
        raise _uneven(meant)
    wanted = list(meant.properties)
    for line in itertools.islice(lines, len(wanted)):
        if line not in read:
            raise _uneven(meant)
        match = next((entry for entry in wanted if _says(read[line], entry)), None)
        if match is None:
            where = _name(line) if _name(line) in {entry.name for entry in wanted} else meant.name
            raise InviteFault("a field does not read back as it was meant", where=where, todo=_MEND)
        wanted.remove(match)
    for inner in meant.components:
        _verify_component(lines, inner, read)
    if wanted or next(lines, None) != f"END:{meant.name}":
        raise _uneven(meant)


def _name(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0]


def _uneven(meant: Component) -> InviteFault:
    return InviteFault("a line too many or too few", where=meant.name, todo=_MEND)


def _says(pair: tuple[str, Any], entry: Property) -> bool:
    name, value = pair
    params = {
        key: tuple(inner) if isinstance(inner, list) else inner
        for key, inner in getattr(value, "params", {}).items()
    }
    return name == entry.name and _value(value, entry.kind) == entry.value and params == dict(entry.params)


def _value(found: Any, kind: Kind) -> object:
    """A value that icalendar read, in the type in which we mean it."""
    if isinstance(found, icalendar.vUnknown):  # NAME and X-…, whose value type icalendar does not know
        return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], str(found))
    try:
        return _READ[kind](found)
    except AttributeError:  # another type of value than was meant
        return None


_READ: dict[Kind, Callable[[Any], object]] = {
    Kind.TEXT: str,
    Kind.LINES: lambda found: tuple(str(found).split("\n")),
    Kind.LIST: lambda found: tuple(map(str, found.cats)),
    Kind.URI: str,
    Kind.TIME: lambda found: found.dt,
    Kind.LOCAL: lambda found: found.dt.replace(tzinfo=None),
    Kind.NUMBER: int,
    Kind.DURATION: lambda found: found.dt,
    Kind.OFFSET: lambda found: found.td,
    Kind.RECURRENCE: lambda found: found.to_ical().decode(),
    Kind.PLACE: lambda found: (found.latitude, found.longitude),
}


def _all(meant: Component) -> Iterator[Property]:
    for component in meant.walk():
        yield from component.properties


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
