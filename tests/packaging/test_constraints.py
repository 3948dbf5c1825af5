"""constraints.txt: every name, version and hash, and no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "constraints.txt").read_text(encoding="utf-8")
RUN, CHECKS = TEXT.split("\n# Only for the checks:\n")
_LINE = re.compile(r"#[^/@]*|[a-z0-9.-]+==[\w.+]+( ; [^/@:]+)? \\| {4}--hash=sha256:[0-9a-f]{64}( \\)?")


def pinned(text: str) -> dict[str, set[str]]:
    """The versions of each package in a part of the file; more than one where platforms differ."""
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if line and line[0] not in " #":
            name, _, version = line.split()[0].partition("==")
            found.setdefault(name, set()).add(version)
    return found


def satisfied(requirements: list[str], pins: dict[str, set[str]]) -> list[str]:
    """The requirements that the pins do not meet."""
    asked = [Requirement(text) for text in requirements]
    return [
        str(one)
        for one in asked
        if not any(one.specifier.contains(version) for version in pins.get(canonicalize_name(one.name), ()))
    ]


class TestConstraints:
    """The pins of everything that is installed."""

    def test_lines_are_pins_and_hashes_only(self) -> None:
        """Nothing but comments, pins with markers, and sha256 hashes: no option and no address."""
        for line in TEXT.splitlines():
            assert _LINE.fullmatch(line), line
        assert "://" not in TEXT
        assert not re.search(r"\.(org|com|io|net)\b", TEXT)

    def test_every_pin_has_hashes(self) -> None:
        """No pin stands without a hash."""
        blocks = re.split(r"^(?=[a-z0-9])", TEXT, flags=re.MULTILINE)[1:]
        assert blocks
        assert [block for block in blocks if "--hash=sha256:" not in block] == []

    def test_all_platforms_are_covered(self) -> None:
        """Compiled packages have the hashes of all their files, far more than this machine's."""
        blocks = {
            block.partition("==")[0]: block for block in re.split(r"^(?=[a-z0-9])", TEXT, flags=re.MULTILINE)
        }
        for name in ("numpy", "pydantic-core", "rapidfuzz", "lxml"):
            assert blocks[name].count("--hash") > 20, name

    def test_meets_the_project(self) -> None:
        """The first part is enough to build and to run with base, both together for the checks."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        extras = project["project"]["optional-dependencies"]
        run = project["build-system"]["requires"] + project["project"]["dependencies"] + extras["base"]
        assert satisfied(run, pinned(RUN)) == []
        checks = [one for extra in extras.values() for one in extra if not one.startswith("dccg-meet")]
        assert satisfied(checks, pinned(f"{RUN}\n{CHECKS}")) == []
