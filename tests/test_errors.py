"""The tree of errors: each is drawn, has an exit code, and some test raises it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dccg_meet import errors

TESTS = Path(__file__).parent
TREE = dict(re.findall(r"[├└]── (\w+)\s+(\d)", errors.__doc__ or ""))
KINDS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.DccgError) and kind is not errors.DccgError
}


def test_the_tree_is_drawn_as_it_is() -> None:
    """The drawing in the module's docstring has every error with its exit code."""
    assert {name: str(kind.exit_code) for name, kind in KINDS.items()} == TREE


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if not kind.__subclasses__()])
def test_every_error_is_tested(name: str) -> None:
    """Some test other than this one expects it."""
    sources = [
        path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__)
    ]
    assert any(re.search(rf"\b{name}\b", source) for source in sources)


def test_an_error_says_where() -> None:
    """The text of an error is the place and the fault."""
    error = errors.NoSuchCall("there is no call 9", where="here", todo="look")
    assert (str(error), error.todo) == ("here: there is no call 9", "look")
