"""Who carries what: bars of text for a terminal, and a picture (SVG) that can be read without seeing it.

Both show zones, never people. Nothing is told by colour or length alone: every bar has its number beside it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from dccg_meet.times.suggest import Load, Suggestion
from dccg_meet.writing.escape import clean, width
from dccg_meet.writing.prose import counted

_BAR = 30
_SHOWN = 40

_STYLE = """
svg { color-scheme: light dark; background: #fff; font: 14px system-ui, sans-serif }
text { fill: #1b1f24 } .soft { fill: #4d5761 }
.number { text-anchor: end; font-variant-numeric: tabular-nums }
.title { font-size: 18px; font-weight: 600 } .head { font-weight: 600 } .line { stroke: #c3cbd3 }
.fixed { fill: #fff; stroke: #4d5761; stroke-dasharray: 3 2 } .proposed { fill: #0b57a4 }
@media (prefers-color-scheme: dark) {
  svg { background: #14181c } text { fill: #e8ebee } .soft { fill: #b3bcc5 } .line { stroke: #46515b }
  .fixed { fill: #14181c; stroke: #b3bcc5 } .proposed { fill: #8fc3ff }
}
"""
_WIDTH, _LEFT, _RIGHT = 880, 440, 840
_TOP, _ROW, _THICK = 132, 34, 12
_COLUMNS = (215, 315, 410)


def bars(suggestion: Suggestion, fixed: str, *, plain: bool) -> str:
    """A row for each zone: its points of the past year, at the ``fixed`` time and at the proposed ones.

    A bar is what is proposed with the past year's; dots go on to where the fixed time would lead. ``plain``
    has ASCII only, for files and pipes. Of many zones those that carry most are shown, and how many others.
    """
    loads = suggestion.loads[:_SHOWN]
    most = max(max(load.past + load.proposed, load.past + load.fixed) for load in suggestion.loads) or 1
    first = max(width("place"), *(width(load.place) for load in loads))
    block, dot = ("#", ".") if plain else ("█", "·")
    heads = ("past", fixed, "proposed")
    lines = [f"{'place':<{first}}  {'  '.join(heads)}"]
    for load in loads:
        own = round(_BAR * (load.past + load.proposed) / most)
        other = round(_BAR * (load.past + load.fixed) / most)
        cells = "  ".join(
            f"{value:>{len(head)}}"
            for value, head in zip((load.past, load.fixed, load.proposed), heads, strict=True)
        )
        name = load.place + " " * (first - width(load.place))
        lines.append(f"{name}  {cells}  {block * own}{dot * (other - own)}".rstrip())
    if len(suggestion.loads) > _SHOWN:
        lines.append(f"and {len(suggestion.loads) - _SHOWN} more places, which carry less")
    longest = counted(most, "point")
    lines.append(f"{block} past and proposed, {dot} what {fixed} would add; the longest bar is {longest}")
    return "\n".join(lines)


def svg(suggestion: Suggestion, fixed: str, heading: str) -> str:
    """The same as a picture: two bars for each zone, its numbers as text, and everything once more in words.

    It has no script, loads nothing, and is readable in a light and a dark surrounding and without colour: the
    bar of the fixed time is dashed and hollow (WCAG 2.2, 1.1.1 and 1.4.1).
    """
    height = _TOP + _ROW * len(suggestion.loads) + 20
    picture = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_WIDTH} {height}",
            "role": "img",
            "aria-labelledby": "title desc",
            "lang": "en",
        },
    )
    _element(picture, "title", clean(heading), id="title")
    _element(picture, "desc", clean(_in_words(suggestion, fixed)), id="desc")
    _element(picture, "style", _STYLE)
    _head(picture, suggestion, fixed, clean(heading))
    most = max(max(load.past + load.proposed, load.past + load.fixed) for load in suggestion.loads) or 1
    for row, load in enumerate(suggestion.loads):
        _row(picture, load, _TOP + row * _ROW, (_RIGHT - _LEFT) / most)
    ET.indent(picture)
    return ET.tostring(picture, encoding="unicode") + "\n"


def _in_words(suggestion: Suggestion, fixed: str) -> str:
    """The table as a sentence for each zone, for those who do not see the bars."""
    told = [
        f"{load.place}: {counted(load.past, 'point')} in the past year, {load.fixed} at {fixed}, "
        f"{load.proposed} at the proposed times."
        for load in suggestion.loads
    ]
    return " ".join(["Points are 0 in working hours and 10 in the small hours, a call.", *told])


def _head(picture: ET.Element, suggestion: Suggestion, fixed: str, heading: str) -> None:
    ours, theirs = suggestion.proposed, suggestion.fixed
    _text(picture, heading, 20, 32, "title")
    _text(
        picture,
        f"With the past year, the most that a place carries: {counted(ours.most, 'point')} as proposed, "
        f"{theirs.most} at {fixed}. Sum of all: {ours.total} and {theirs.total}.",
        20,
        56,
        "soft",
    )
    _box(picture, (20, 72, 24), "proposed")
    _text(picture, "proposed, with the past year", 52, 83, "soft")
    _box(picture, (270, 72, 24), "fixed")
    _text(picture, f"{fixed}, with the past year", 302, 83, "soft")
    _text(picture, "Place", 20, _TOP - 14, "head")
    for name, x in zip(("past", fixed, "proposed"), _COLUMNS, strict=True):
        _text(picture, name, x, _TOP - 14, "head number")
    line = {"x1": "20", "x2": str(_RIGHT), "y1": str(_TOP - 6), "y2": str(_TOP - 6), "class": "line"}
    ET.SubElement(picture, "line", line)


def _row(picture: ET.Element, load: Load, top: int, scale: float) -> None:
    _text(picture, clean(load.place), 20, top + 17, "")
    for value, x in zip((load.past, load.fixed, load.proposed), _COLUMNS, strict=True):
        _text(picture, str(value), x, top + 17, "number")
    _box(picture, (_LEFT, top, (load.past + load.proposed) * scale), "proposed")
    _box(picture, (_LEFT, top + _THICK + 2, (load.past + load.fixed) * scale), "fixed")


def _box(picture: ET.Element, place: Sequence[float], kind: str) -> None:
    """A bar at x, y, so wide."""
    x, y, wide = place
    values = {"x": x, "y": y, "width": round(wide, 1), "height": _THICK}
    ET.SubElement(picture, "rect", {key: str(value) for key, value in values.items()} | {"class": kind})


def _text(picture: ET.Element, text: str, x: int, y: int, kind: str) -> None:
    _element(picture, "text", text, x=str(x), y=str(y), **({"class": kind} if kind else {}))


def _element(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text
