"""transcript.json: the same transcript gives the same bytes, and broken files are named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.captions.transcript import (
    VERSION,
    Account,
    Settings,
    Source,
    Speech,
    Transcript,
    account,
    dump,
    load,
    read,
    speech,
)
from dccg_meet.captions.words import Kind, Sound, Span, Word, inaudible
from dccg_meet.errors import CaptionsError

SPEECH = (Speech(500, 2_000), Speech(3_000, 9_000))
WORDS = (Word(600, 900, "Good", 0.98, "en", 0), Word(900, 1_400, "\u00e9t\u00e9,", 0.5, "fr", 0))


def transcript(words: tuple[Word, ...] = WORDS, spoken: tuple[Speech, ...] = SPEECH) -> Transcript:
    """A small transcript."""
    return Transcript(
        version=VERSION,
        recording=Source("ab" * 32, 10_000, 1),
        settings=Settings(
            "base", "balanced", "auto", "00" * 32, translate=False, skip=((9_000, None),), partial=False
        ),
        language="en",
        speech=spoken,
        words=words,
        translation=(),
        sounds=(Sound(Span(2_000, 3_000), Kind.MUSIC),),
        account=account(spoken, words),
    )


class TestAccount:
    """No speech is unaccounted for."""

    def test_sum(self) -> None:
        """Speech heard is captioned or inaudible; the sum is right."""
        words = (*WORDS, inaudible(Span(3_500, 5_000), "en", 1))
        assert account(SPEECH, words) == Account(7_500, 6_000, 0, 1_500)

    def test_decoded_again(self) -> None:
        """What was understood only at a second hearing is counted apart."""
        spoken = speech([Span(500, 2_000), Span(3_000, 9_000)], [Span(2_500, 4_000)], 0)
        assert spoken == (SPEECH[0], Speech(3_000, 4_000, again=True), Speech(4_000, 9_000))
        words = (inaudible(Span(3_500, 5_000), "en", 1),)
        assert account(spoken, words) == Account(7_500, 5_500, 500, 1_500)

    def test_tracks(self) -> None:
        """Two who speak at the same time are two stretches of speech; a loss on one is none on the other."""
        both = (Speech(0, 1_000), Speech(0, 1_000, 1))
        assert account(both, (inaudible(Span(0, 1_000), "en", 0),)) == Account(2_000, 1_000, 0, 1_000)
        assert load(dump(transcript((), both))).speech == both

    def test_silence(self) -> None:
        """Without speech there is nothing to account for."""
        assert account((), ()) == Account(0, 0, 0, 0)


class TestFile:
    """Writing and reading."""

    def test_text(self) -> None:
        """Keys are sorted, every word has its line, text is readable, and the last line ends."""
        lines = dump(transcript()).splitlines(keepends=True)
        keys = [line.split('"')[1] for line in lines if line.startswith(' "')]
        assert keys == sorted(keys)
        assert any('"\u00e9t\u00e9,"' in line and '"Good"' not in line for line in lines)
        assert lines[-1] == "}\n"
        word = '"confidence": 0.98, "doubtful": false, "end_ms": 900, "language": "en", "start_ms": 600'
        assert f'  {{{word}, "text": "Good", "track": 0, "window": 0}},\n' in lines

    @given(
        st.lists(
            st.tuples(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.floats(0, 1)),
            max_size=9,
        )
    )
    def test_round_trip(self, said: list[tuple[str, float]]) -> None:
        """What is written is read back equal, and written again it is the same text."""
        words = tuple(Word(10 * n, 10 * n + 10, text, sure, "en", n) for n, (text, sure) in enumerate(said))
        made = transcript(words)
        assert load(dump(made)) == made
        assert dump(load(dump(made))) == dump(made)

    def test_empty(self) -> None:
        """A silent recording has a transcript."""
        made = transcript((), ())
        assert load(dump(made)) == made

    def test_missing(self, tmp_path: Path) -> None:
        """Without a transcript, the error names the command that makes one."""
        with pytest.raises(CaptionsError, match="no transcript") as raised:
            read(tmp_path / "transcript.json")
        assert raised.value.todo == "dccg-meet captions make CALL RECORDING"


class TestBroken:
    """Files that are not what they should be."""

    @pytest.mark.parametrize(
        "text", ["", "{", "[]", "null", '{"version": 1}', "\u00ff", '{"version": 1, "x": NaN}']
    )
    def test_other_files(self, text: str) -> None:
        """Whatever the file holds, the error is ours."""
        with pytest.raises(CaptionsError):
            load(text)

    def test_half_a_file(self) -> None:
        """A file that breaks off anywhere is refused."""
        text = dump(transcript())
        for end in range(0, len(text) - 2, 7):
            with pytest.raises(CaptionsError):
                load(text[:end])

    def test_key_is_named_and_word_is_not(self) -> None:
        """The error says where, and repeats no word of the recording."""
        data = json.loads(dump(transcript()))
        data["words"][1]["text"] = ["Olena"]
        with pytest.raises(CaptionsError) as raised:
            load(json.dumps(data))
        assert raised.value.where == "transcript.json: words.1.text"
        assert "Olena" not in str(raised.value)

    def test_unknown_key(self) -> None:
        """A key that this version does not know is no silent loss."""
        data = json.loads(dump(transcript()))
        data["speakers"] = []
        with pytest.raises(CaptionsError, match=r"(?i)unexpected|extra"):
            load(json.dumps(data))

    @pytest.mark.parametrize(
        ("wrong", "fault"),
        [
            (replace(transcript(), version=99), "version 99"),
            (transcript((replace(WORDS[0], end_ms=600), WORDS[1])), "word 0 ends before"),
            (transcript((WORDS[0], replace(WORDS[1], start_ms=700))), "word 1 starts before"),
            (transcript(spoken=(SPEECH[0], Speech(1_000, 9_000))), "speech 1 starts before"),
            (replace(transcript(), account=Account(7_500, 7_000, 0, 0)), "account"),
        ],
    )
    def test_impossible(self, wrong: Transcript, fault: str) -> None:
        """Times that cannot be and sums that do not add up are refused."""
        with pytest.raises(CaptionsError, match=fault):
            load(dump(wrong))
