"""Who carries what, drawn."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from dccg_meet.times.chart import bars, svg
from dccg_meet.times.suggest import Load, Suggestion
from dccg_meet.writing.escape import width

_FIXED = "14:00 UTC"
_SVG = "{http://www.w3.org/2000/svg}"
_LOADS = (
    Load("Pacific/Auckland", 10, 110, 40),
    Load("America/Argentina/Buenos_Aires", 0, 0, 30),
    Load("Asia/Kolkata", 0, 0, 0),
)


def _suggestion(loads: tuple[Load, ...] = _LOADS) -> Suggestion:
    return Suggestion((), loads, ())


class TestBars:
    """The chart of text."""

    def test_one_point(self) -> None:
        """One point is no points, in either chart."""
        found = _suggestion((Load("Pacific/Auckland", 1, 0, 0),))
        assert "the longest bar is 1 point" in bars(found, _FIXED, plain=True).splitlines()[-1].split(";")[1]
        text = svg(found, _FIXED, "Group")
        assert "Auckland: 1 point in the past year" in text
        assert (
            "the most that a place carries: 1 point as proposed, 1 at 14:00 UTC. Sum of all: 1 and 1." in text
        )

    def test_numbers_and_bars(self) -> None:
        """What is proposed as marks, what the fixed time would add as dots."""
        assert bars(_suggestion(), _FIXED, plain=True) == (
            "place         past  14:00 UTC  proposed\n"
            "Auckland        10        110        40  ############..................\n"
            "Buenos Aires     0          0        30  ########\n"
            "Kolkata          0          0         0\n"
            "# past and proposed, . what 14:00 UTC would add; the longest bar is 120 points"
        )

    def test_plain_is_ascii(self) -> None:
        """For pipes and files; blocks on a terminal."""
        assert bars(_suggestion(), _FIXED, plain=True).isascii()
        assert "█" in bars(_suggestion(), _FIXED, plain=False)

    def test_nobody_carries_anything(self) -> None:
        """No bar, no division by zero."""
        loads = (Load("Asia/Kolkata", 0, 0, 0),)
        assert "#" not in bars(_suggestion(loads), _FIXED, plain=True).splitlines()[1]

    def test_many_places_are_cut(self) -> None:
        """Forty rows, and how many more there are."""
        loads = tuple(Load(f"Etc/Place{number}", 0, 0, 200 - number) for number in range(200))
        text = bars(_suggestion(loads), _FIXED, plain=True)
        assert "and 160 more places" in text
        assert max(map(width, text.splitlines())) <= 80


@pytest.fixture
def picture() -> ET.Element:
    """The picture of three places."""
    return ET.fromstring(svg(_suggestion(), _FIXED, 'Group <&> "one"'))  # noqa: S314 - our own


class TestSvg:
    """The picture."""

    def test_it_says_everything_in_words(self, picture: ET.Element) -> None:
        """A title and a description, which name the picture; every number is in the description."""
        assert picture.get("role") == "img"
        assert picture.get("aria-labelledby") == "title desc"
        assert picture.findtext(f"{_SVG}title") == 'Group <&> "one"'
        words = picture.findtext(f"{_SVG}desc") or ""
        assert "Auckland: 10 points in the past year, 110 at 14:00 UTC, 40 at the proposed times." in words
        assert "Kolkata: 0 points" in words

    def test_every_number_is_text_beside_its_bar(self, picture: ET.Element) -> None:
        """Nothing is told by length or colour alone."""
        texts = [element.text for element in picture.iter(f"{_SVG}text")]
        for load in _LOADS:
            at = texts.index(load.place)
            assert texts[at + 1 : at + 4] == [str(load.past), str(load.fixed), str(load.proposed)]

    def test_bars_are_as_long_as_what_they_show(self, picture: ET.Element) -> None:
        """The two of Auckland: 50 and 120 points."""
        wide = [float(element.get("width", "")) for element in picture.iter(f"{_SVG}rect")]
        assert wide[2] / wide[3] == pytest.approx(50 / 120, rel=0.01)

    def test_contrast(self) -> None:
        """Text 4.5 to 1, shapes 3 to 1, on light and on dark (WCAG 2.2, 1.4.3 and 1.4.11)."""
        style = svg(_suggestion(), _FIXED, "Group")
        light, dark = style.split("@media", 1)
        for part, paper in ((light, "#ffffff"), (dark, "#14181c")):
            inks = re.findall(r"text { fill: (#\w+) }|\.soft { fill: (#\w+) }", part)
            shapes = re.findall(
                r"stroke: (#\w+); stroke-d|proposed { fill: (#\w+)|stroke: (#\w+) } \.p", part
            )
            assert all(_contrast("".join(ink), paper) >= 4.5 for ink in inks)
            assert inks
            assert all(_contrast("".join(shape), paper) >= 3 for shape in shapes)
            assert shapes

    def test_it_runs_and_loads_nothing(self) -> None:
        """No script, no address but the format's own name."""
        text = svg(_suggestion(), _FIXED, "Group")
        assert not re.search(r"<script|\son\w+=|href|url\(|@import|<image", text)
        assert re.findall(r"https?://\S+?(?=\")", text) == ["http://www.w3.org/2000/svg"]

    def test_rows_do_not_touch(self, picture: ET.Element) -> None:
        """Each place has a line of its own."""
        names = {load.place for load in _LOADS}
        rows = [int(each.get("y", "")) for each in picture.iter(f"{_SVG}text") if each.text in names]
        assert all(after - before >= 30 for before, after in pairwise(rows))


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2's ratio."""
    light = sorted((_luminance(one), _luminance(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
