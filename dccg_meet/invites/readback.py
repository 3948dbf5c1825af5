"""Proof that a calendar's bytes say what was meant, no more and no less.

Twice, because a library that writes and reads can be wrong in the same way both times: the lines are taken
apart here, by the grammar of RFC 5545 section 3.1, and the values are read by icalendar. Both compare with
ordinary ``if``, so they hold under ``python -O`` too, where icalendar's own guards (``assert``) are gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
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
            if any(unicodedata.category(char) in _CONTROL for char in text):
                raise InviteFault(
                    "a control character cannot be part of a calendar", where=entry.name, todo=_MEND
                )


def verify(data: bytes, meant: Component) -> None:
    """Read ``data`` back and compare every line, property, value and parameter. Raises InviteFault."""
    _verify_lines(data, meant)
    try:
        _verify_component(icalendar.Calendar.from_ical(data), meant)
    except ValueError:
        raise InviteFault("the calendar cannot be read back", todo=_MEND) from None


def _verify_lines(data: bytes, meant: Component) -> None:
    """Lines end with CRLF, hold at most 75 octets of UTF-8, and each name begins as many as meant."""
    physical = data.split(b"\r\n")
    if physical.pop() != b"" or any(b"\r" in line or b"\n" in line for line in physical):
        raise InviteFault("a line does not end with CRLF", todo=_MEND)
    for line in physical:
        if len(line) > _OCTETS or not _is_utf8(line):
            raise InviteFault("a line is not folded as RFC 5545 has it", todo=_MEND)
    logical = data.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]
    names = Counter(re.split("[;:]", line, maxsplit=1)[0] for line in logical)
    components = sum(1 for _ in meant.walk())
    wanted = Counter(entry.name for entry in _all(meant))
    wanted.update({"BEGIN": components, "END": components})
    if names != wanted:
        differing = ", ".join(sorted({*(names - wanted), *(wanted - names)} & {*wanted}))
        raise InviteFault("a line too many or too few", where=differing or "VCALENDAR", todo=_MEND)


def _verify_component(component: icalendar.Component, meant: Component) -> None:
    """Find each property that was meant, once, here and within; that there are no others, the lines show."""
    if component.name != meant.name:
        raise InviteFault("a component is not the one that was meant", where=meant.name, todo=_MEND)
    found = [
        (name, value)
        for name, value in component.property_items(recursive=False)
        if name not in {"BEGIN", "END"}
    ]
    for entry in meant.properties:
        match = next((pair for pair in found if _says(pair, entry)), None)
        if match is None:
            raise InviteFault("a field does not read back as it was meant", where=entry.name, todo=_MEND)
        found.remove(match)
    for inner, wanted in zip(component.subcomponents, meant.components, strict=True):
        _verify_component(inner, wanted)


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
