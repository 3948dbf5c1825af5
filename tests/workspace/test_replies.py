"""dccg_meet.workspace.replies: the private table on disk."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.errors import BadFile
from dccg_meet.replies.envelope import one_line
from dccg_meet.workspace import edit, toml
from dccg_meet.workspace.replies import HEADER, Replies
from tests.replies.letters import make_reply


@given(st.lists(st.text(max_size=60)))
def test_round_trip(comments: list[str]) -> None:
    """Whatever people write beside their answer, the file says it again as it was kept."""
    table = Replies(replies=tuple(make_reply(comment=one_line(text)) for text in comments))
    text = HEADER + edit.dump(table)
    assert toml.validate(tomllib.loads(text), Replies, Path("replies.toml")) == table


def test_faults_show_nothing_private(tmp_path: Path) -> None:
    """A broken file names the key and what was expected, never what stands there."""
    path = tmp_path / "replies.toml"
    path.write_text('[[replies]]\naddress = "zebedee canary"\nanswer = "perhaps"\n', encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        toml.load(path, Replies)
    assert "replies[1].address" in str(refused.value)
    assert "zebedee" not in str(refused.value)
    assert "perhaps" not in str(refused.value)
