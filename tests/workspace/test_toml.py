"""Reading the TOML files of a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit

from dccg_meet.errors import BadFile
from dccg_meet.workspace import edit, toml
from dccg_meet.workspace.schema import CallRecord, Group, Item, Person, Roster, Rule
from tests.factories import make_record

RECORD = make_record(
    items=(Item(id="1", title="Adoption"), Item(id="2", title="Reports", rule=Rule.ON_RECORD))
)


class TestFaults:
    """What a wrong file gives."""

    def test_one_line_per_fault(self, tmp_path: Path) -> None:
        """Each fault has file, key path, found and expected."""
        path = tmp_path / "097" / "call.toml"
        path.parent.mkdir()
        document = tomlkit.parse(edit.dump(RECORD))
        document["minutes"] = "an hour"
        document["items"][1]["rule"] = "chatham"
        document["ruel"] = 1
        del document["uid"]
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
        rules = "'chatham-house', 'on-the-record' or 'off-the-record'"
        with pytest.raises(BadFile) as caught:
            toml.load(path, CallRecord)
        assert str(caught.value).splitlines() == [
            "097/call.toml: minutes: found 'an hour', expected a whole number",
            "097/call.toml: uid: found nothing, expected a value for this key",
            f"097/call.toml: items[2].rule: found 'chatham', expected {rules}",
            "097/call.toml: ruel: found an unknown key, expected a key that this file knows",
        ]

    def test_the_roster_is_not_quoted(self, tmp_path: Path) -> None:
        """A fault in roster.toml never shows what somebody typed there."""
        path = tmp_path / "roster.toml"
        path.write_text('[[people]]\nname = "Zebedee Canary"\nemail = "zebedee canary"\n', encoding="utf-8")
        with pytest.raises(BadFile) as caught:
            toml.load(path, Roster)
        assert "people[1].email" in str(caught.value)
        assert "canary" not in str(caught.value).casefold()

    def test_a_title_is_not_quoted(self, tmp_path: Path) -> None:
        """A title may name somebody, so a fault in it does not show it."""
        path = tmp_path / "call.toml"
        path.write_text(edit.dump(RECORD).replace('"Reports"', '"Zebedee Canary\\u0007"'), encoding="utf-8")
        with pytest.raises(BadFile, match=r"items\[2\].title: found a text") as caught:
            toml.load(path, CallRecord)
        assert "Canary" not in str(caught.value)

    @pytest.mark.parametrize("start", ["9999-12-31T23:59:00Z", "0001-01-01T00:00:00+05:00"])
    def test_times_beyond_every_calendar(self, tmp_path: Path, start: str) -> None:
        """A time that would overflow somewhere is a fault of the file, not a traceback."""
        path = tmp_path / "call.toml"
        path.write_text(edit.dump(RECORD).replace("2026-12-09T14:00:00Z", start, 1), encoding="utf-8")
        with pytest.raises(BadFile, match=r"start: found .* expected a time between 1971 and 2199"):
            toml.load(path, CallRecord)

    @pytest.mark.parametrize(
        ("content", "found"),
        [
            (b"name = \n", "a fault in the TOML at line 1, column 8"),
            (b"name = ", "a fault in the TOML at "),
            (b"name = \xff", "a byte that is not UTF-8 at offset 7"),
            (None, "no such file"),
        ],
    )
    def test_what_is_no_toml(self, tmp_path: Path, content: bytes | None, found: str) -> None:
        """Broken, mis-encoded and missing files are each named."""
        path = tmp_path / "dccg.toml"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(BadFile, match=found):
            toml.load(path, Group)

    def test_items_out_of_order(self, tmp_path: Path) -> None:
        """Items whose ids do not count up from one are refused."""
        path = tmp_path / "call.toml"
        path.write_text(edit.dump(RECORD).replace('id = "2"', 'id = "3"'), encoding="utf-8")
        with pytest.raises(BadFile, match="items with the ids 1, 2 in that order"):
            toml.load(path, CallRecord)


class TestText:
    """What may stand in a text."""

    @pytest.mark.parametrize(
        "bad", ["a\nb", "a\rATTENDEE:x", "a\x00", "\x85", "\u2028", "\x1b[31m", "\u202e", "\u2067", "\ufffe"]
    )
    def test_control_characters_are_refused(self, bad: str) -> None:
        """No text can begin a new line in a calendar, a mail or a page."""
        with pytest.raises(ValueError, match="control characters"):
            RECORD.changed(title=bad)

    @pytest.mark.parametrize("bad", ["javascript:alert(1)", "https://a b", 'https://"', "ftp://x"])
    def test_web_addresses(self, bad: str) -> None:
        """Only http and https, and nothing that ends an attribute."""
        with pytest.raises(ValueError, match="address"):
            Group(name="G", list="a@example.org", site=bad)

    @pytest.mark.parametrize("bad", ["a", "a@", "@b", "a b@c", "a@b,c@d", "<a@b>"])
    def test_mail_addresses(self, bad: str) -> None:
        """One plain address."""
        with pytest.raises(ValueError, match="mail address"):
            Person(name="P", email=bad)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "dccg.toml",
            'name = "G"\nlist = "a@example.org"\nzone = "Europe/Osloo"\n',
            "Did you mean Europe/Oslo",
        ),
        (
            "roster.toml",
            '[[people]]\nname = "Zebedee"\nzone = "../etc/passwd"\n',
            "people[1].zone: found a text",
        ),
    ],
)
def test_a_zone_that_does_not_exist(tmp_path: Path, name: str, text: str, told: str) -> None:
    """The file and the key are named, and a zone that may be meant; what the roster says is not shown."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        toml.load(path, Group if name == "dccg.toml" else Roster)
    assert told in str(caught.value)
    assert "passwd" not in str(caught.value)
