"""The one sandbox for everything that people read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dccg_meet.errors import TemplateFault
from dccg_meet.writing.templates import Templates, csp_hash


def _own(tmp_path: Path, name: str, text: str) -> Path:
    folder = tmp_path / "agendas"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return tmp_path


class TestRender:
    """Documents."""

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("x.html.j2", "&lt;b&gt; *x*"),
            ("x.md.j2", "\\<b\\> \\*x\\*"),
            ("x.txt.j2", "<b> *x*\n"),
        ],
    )
    def test_a_value_is_escaped_for_its_format(self, tmp_path: Path, name: str, shown: str) -> None:
        """The name tells the format; what would turn the text's direction is gone."""
        templates = Templates("agendas", _own(tmp_path, name, "{{ title }}"))
        assert templates.render(name, {"title": "\u202e<b> *x*"}) == shown

    def test_what_is_shown_is_not_quoted_in_a_fault(self, tmp_path: Path) -> None:
        """Python's own errors may hold a value."""
        templates = Templates("agendas", _own(tmp_path, "x.txt.j2", "{{ title|int('canary'|float) + [] }}"))
        with pytest.raises(TemplateFault) as caught:
            templates.render("x.txt.j2", {"title": "canary"})
        assert "canary" not in str(caught.value)


def test_csp_hash() -> None:
    """The example of CSP 3, section 8.3.1's kind: the digest of the exact bytes, in base64."""
    assert csp_hash("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
