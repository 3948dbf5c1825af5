"""In which format a document is."""

from __future__ import annotations

import pytest
from hypothesis import given

from dccg_meet.calls.documents import Readable, format_of
from tests.strategies import lines


@pytest.mark.parametrize(
    ("url", "name", "readable"),
    [
        ("https://example.org/report.html", "web page", Readable.YES),
        ("https://example.org/REPORT.PDF?download=1#page=2", "PDF", Readable.LOOK),
        ("https://example.org/report.docx", "Word", Readable.YES),
        ("https://example.org/scan%2Etiff", "scan", Readable.NO),
        ("https://example.org/slide.png", "picture", Readable.NO),
        ("https://example.org", "web page", Readable.YES),
        ("https://example.org/drafts/", "web page", Readable.YES),
        ("https://example.org/file?id=report.html", "", Readable.LOOK),
        ("https://example.org/report.v2", "", Readable.LOOK),
        ("", "", Readable.LOOK),
        ("https://[broken/x.html", "", Readable.LOOK),
    ],
)
def test_the_ending_tells(url: str, name: str, readable: Readable) -> None:
    """Of the path alone, whatever its case; what does not tell, a person has to look at."""
    assert (format_of(url).name, format_of(url).readable) == (name, readable)


@given(lines())
def test_no_address_is_too_much(text: str) -> None:
    """Whatever stands there, there is an answer."""
    assert format_of(f"https://example.org/{text}").readable in Readable
