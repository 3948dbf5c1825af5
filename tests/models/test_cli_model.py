"""``dccg-meet model`` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dccg_meet.cli.main import root


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of the user's."""
    monkeypatch.setenv("DCCG_MEET_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def run(*arguments: str) -> Result:
    """What the command prints, and its exit code."""
    return CliRunner().invoke(root, ["model", *arguments])


class TestList:
    """model list."""

    def test_table_names_state_size_licence(self, data: Path) -> None:
        """Each model has a line with its size and state, and one that says what it is for."""
        done = run("list")
        assert done.exit_code == 0
        assert "base (default)      145 MB  installed as a package\n" in done.output
        assert "small               484 MB  not here\n" in done.output
        assert done.output.count("MIT") == 6

    def test_json_has_the_same(self, data: Path) -> None:
        """--json gives every model with its source and hashes."""
        models = {one["name"]: one for one in json.loads(run("list", "--json").output)}
        assert models["base"]["default"]
        assert models["base"]["source"] == "package"
        assert models["base"]["folder"] is None
        assert len(models["base"]["sha256"]) == 2
        assert models["small"]["source"] == "hub"


class TestVerify:
    """model verify."""

    def test_right_weights(self, data: Path) -> None:
        """The hash and the folder are told."""
        done = run("verify", "tiny.en")
        assert done.exit_code == 0
        assert "tiny.en is right: sha256 1a5afae06a4db91c" in done.output

    def test_folder_without_a_model(self, data: Path, tmp_path: Path) -> None:
        """A folder that holds no model is exit code 1 and a way on."""
        done = run("verify", "base", "--folder", str(tmp_path), "--json")
        assert done.exit_code == 1
        assert "holds no model" in done.output
        assert "→ Name a folder" in done.output

    def test_json(self, data: Path) -> None:
        """--json gives name, folder and hash."""
        told = json.loads(run("verify", "tiny.en", "--json").output)
        assert sorted(told) == ["folder", "name", "sha256"]


class TestInstall:
    """model install."""

    def test_from_package(self, data: Path) -> None:
        """The model is in the data folder afterwards, and the list says that it is ready."""
        done = run("install", "tiny.en")
        assert done.exit_code == 0
        assert done.output == f"tiny.en is ready in {data / 'models' / 'tiny.en'}\n"
        assert "tiny.en              76 MB  ready\n" in run("list").output

    def test_unknown_name_is_wrong_usage(self, data: Path) -> None:
        """A wrong name is exit code 2, and the right one is offered."""
        done = run("install", "bas")
        assert done.exit_code == 2
        assert "Did you mean base?" in done.output


@pytest.mark.parametrize("command", ["list", "install", "verify"])
def test_help_has_an_example(command: str) -> None:
    """The help of every command ends with an example to type."""
    done = run(command, "--help")
    assert done.exit_code == 0
    assert f"Example:\n    dccg-meet model {command}" in done.output
