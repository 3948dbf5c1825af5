"""``dccg-meet demo``: the whole month with the real Whisper base model, and what must hold of its result."""

from __future__ import annotations

import hashlib
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path

import jiwer
import pytest
from click.testing import CliRunner

from dccg_meet.captions import vtt
from dccg_meet.captions.transcript import read
from dccg_meet.captions.words import spoken_text
from dccg_meet.chatham.names.folding import fold
from dccg_meet.cli.main import root
from dccg_meet.shipped_data import sample_recording
from dccg_meet.workspace.folder import Workspace
from tests.captions.wer import normalised, word_error_rate
from tests.installed import Installed

TOP = Path(__file__).parents[2]
WER_LIMIT = 0.08
NAMES = (
    "Amara",
    "Diallo",
    "Olena",
    "Kovalenko",
    "Rajesh",
    "Menon",
    "Tomas",
    "Ferreira",
    "Mei",
    "Ling",
    "Chua",
)
NAME_WORDS = {fold(name) for name in NAMES}
NEVER_PUBLIC = (
    *NAMES,
    "Fairbridge",
    "Community Connectivity",
    "Accessibility and Disability",
    "Internet Standards",
)
COMMANDS = (
    "init .",
    "roster add",
    "call schedule",
    "agenda add",
    "agenda build",
    "invite send",
    "agenda send",
    "times suggest",
    "captions make",
    "call mark",
    "captions approve",
    "notes draft",
    "notes approve",
    "publish",
    "status",
)
pytestmark = [pytest.mark.slow, pytest.mark.whisper]


@dataclass(frozen=True)
class Demo:
    """A finished demo: its folder and what it printed."""

    folder: Path
    output: str


@pytest.fixture(scope="session")
def demo(installed: Installed) -> Demo:
    """One demo for all tests of this file, run from an installed wheel."""
    output = installed.run("dccg-meet", "demo", "demo")
    return Demo(installed.folder / "demo", output)


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _reference() -> str:
    data = json.loads(sample_recording().with_name("sample-call.reference.json").read_text(encoding="utf-8"))
    return " ".join(turn["text"] for turn in data["turns"])


def _public_words(folder: Path) -> dict[str, str]:
    """Every public file as folded words, markup and line folding taken away."""
    texts = {}
    for path in (folder / "public").rglob("*"):
        if path.is_file():
            text = re.sub(r"\r?\n[ \t]", "", path.read_text(encoding="utf-8"))
            texts[str(path.relative_to(folder))] = fold(re.sub(r"<[^>]*>", " ", text))
    return texts


def _countless(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def test_it_tells_what_it_does(demo: Demo) -> None:
    """Each step of the month is shown as the command that a chair types; the last line is the archive."""
    for command in COMMANDS:
        assert f"\n$ dccg-meet {command}" in demo.output
    assert demo.output.splitlines()[-1] == "The archive: demo/public/index.html"
    assert (demo.folder / "public" / "index.html").is_file()


def test_a_second_run_is_quick_and_changes_nothing(demo: Demo, installed: Installed) -> None:
    """Twice the same command gives the same files, byte for byte, without hearing the recording again."""
    before = _hashes(demo.folder)
    begin = time.monotonic()
    output = installed.run("dccg-meet", "demo", "demo")
    assert _hashes(demo.folder) == before
    assert "are made already" in output
    assert time.monotonic() - begin < 20


def test_word_error_rate(demo: Demo) -> None:
    """At most eight words in a hundred are wrong, and the captions hold every word of the transcript."""
    captions = vtt.read(demo.folder / "calls" / "097-2025-11-11" / "captions.vtt")
    heard = " ".join(cue.text for cue in captions.cues)
    assert word_error_rate(_reference(), heard) <= WER_LIMIT
    words = read(demo.folder / "calls" / "097-2025-11-11" / "transcript.json").words
    assert heard.split() == spoken_text(words).split()


def test_no_name_in_any_byte(demo: Demo) -> None:
    """No name of the roster, no employer and no coalition of a speaker is in any public file or file name."""
    for path in (demo.folder / "public").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for form in NEVER_PUBLIC:
            pattern = rb"(?i)\b" + form.encode().replace(b" ", rb"\s+") + rb"\b"
            assert not re.search(pattern, content), f"{form} in {path.name}"
            assert form.lower() not in path.name.lower()
    people = Workspace(demo.folder).roster().people
    texts = _public_words(demo.folder)
    forms = [form for one in people for form in (one.name, one.employer, one.coalition) if form]
    for name, text in texts.items():
        assert not [form for form in forms if fold(form) in text], name


def test_no_name_as_the_machine_heard_it(demo: Demo) -> None:
    """Whatever the model made of a name is not published either: found by aligning with the reference."""
    heard = " ".join(
        cue.text for cue in vtt.read(demo.folder / "calls" / "097-2025-11-11" / "captions.vtt").cues
    )
    aligned = jiwer.process_words(normalised(_reference()), normalised(heard))
    reference, hypothesis = aligned.references[0], aligned.hypotheses[0]
    ordinary = {word for word in reference if fold(word) not in NAME_WORDS}
    as_heard = set()
    for chunk in aligned.alignments[0]:
        for place in range(chunk.ref_start_idx, chunk.ref_end_idx):
            if fold(reference[place]) in NAME_WORDS and chunk.type in {"equal", "substitute"}:
                as_heard.add(hypothesis[chunk.hyp_start_idx + place - chunk.ref_start_idx])
    assert len(as_heard) >= len(NAMES) - 2, "the alignment found the names"
    for name, text in _public_words(demo.folder).items():
        words = set(text.split())
        assert not {word for word in as_heard - ordinary if fold(word) in words}, name


def test_speakers_are_covered_whatever_the_mask(demo: Demo) -> None:
    """The content of the Chatham item is published, its names as marks."""
    transcript = (demo.folder / "public" / "calls" / "097" / "transcript.txt").read_text(encoding="utf-8")
    text = " ".join(transcript.split())
    assert "missed opportunity" in text
    assert "This is [name withheld]" in text
    assert "At the [affiliation withheld]" in text


def test_open_actions_reach_the_next_agenda(demo: Demo) -> None:
    """What was promised in one call is reviewed in the next, without the owner's name."""
    agenda = (demo.folder / "calls" / "098-2025-12-09" / "agenda.md").read_text(encoding="utf-8")
    assert "accessibility guidelines" in agenda
    assert "Rajesh" not in agenda


def test_the_readme_shows_real_output(demo: Demo) -> None:
    """Every console block of the README is what the demo printed, line by line.

    How many words a model hears differs a little between processors, so numbers of such commands are free.
    """
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(\$ dccg-meet .*?)```", readme, re.DOTALL)
    printed = [block.strip() for block in blocks if "\n" in block.strip()]
    assert len(printed) >= 5
    for block in printed:
        heard = block.startswith(("$ dccg-meet captions", "$ dccg-meet notes", "$ dccg-meet publish"))
        shown, output = (_countless(block), _countless(demo.output)) if heard else (block, demo.output)
        assert shown in output, block


def test_a_foreign_folder(tmp_path: Path) -> None:
    """The demo never writes into somebody's folder."""
    (tmp_path / "mine.txt").write_text("precious", encoding="utf-8")
    result = CliRunner().invoke(root, ["demo", str(tmp_path)])
    assert (result.exit_code, "is not empty" in result.output) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
