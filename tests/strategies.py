"""What hypothesis types into the fields that people type into."""

from __future__ import annotations

from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from dccg_meet.workspace.values import Line

_LINE = TypeAdapter(Line)


def lines(*, min_size: int = 0, max_size: int = 60) -> st.SearchStrategy[str]:
    """Any text that a field of one line takes, as it is kept."""
    characters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    kept = st.text(characters, max_size=max_size).filter(_is_line).map(_LINE.validate_python)
    return kept.filter(lambda text: len(text) >= min_size)


def _is_line(text: str) -> bool:
    try:
        _LINE.validate_python(text)
    except ValidationError:
        return False
    return True
