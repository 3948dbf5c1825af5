from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping
from urllib.parse import quote

import pytest

from dccg_meet.calls.rules import CHATHAM_SENTENCE, WORDING
from dccg_meet.chatham import gate
from dccg_meet.chatham.names.forms import Forms, Kind, forms_of
from dccg_meet.chatham.names.redaction import MASKS
from dccg_meet.errors import ReleaseRefused
from dccg_meet.workspace.schema import Person

CANARY = forms_of(
    [
        Person(
            name="Zebulon Quagmire",
            coalition="Interplanetary Internet",
            employer="Wobbleton Foundation",
            email="zq@wobbleton.example",
            handles=("@zebq",),
            heard_as=("zebra lawn",),
        )
    ]
)


def refused(files: Mapping[str, bytes], forms: Forms = CANARY, **more: tuple[str, ...]) -> bool:
    """Whether the gate refuses the files."""
    try:
        gate.check(files, {"": forms}, **more)
    except ReleaseRefused:
        return True
    return False


class TestCanary:
    """A person who must not come out, in every place and encoding."""

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.html", "<p>Zebulon Quagmire</p>"),
            ("a.html", "<p>QUAGMIRE</p>"),
            ("a.html", "<p>Zeb<b>ulon</b></p>"),
            ("a.html", "<p>Zebulo&#110;</p>"),
            ("a.html", "<p>Z&shy;ebulon</p>"),
            ("a.html", '<img alt="Zebulon">'),
            ("a.html", '<a href="?q=Zebul%6Fn">x</a>'),
            ("a.html", '<meta name="author" content="Zebulon">'),
            ("a.html", '<p class="zebulon">x</p>'),
            ("a.html", '<p id="zebulon-quagmire">x</p>'),
            ("a.html", '<p data-who=\'{"n": "Zebulon"}\'>x</p>'),
            ("a.html", "<!-- Zebulon -->"),
            ("a.html", "<zebulon>x</zebulon>"),
            ("a.html", "<p>x</p><p title='Zebulon"),
            ("a.html", "<style>/* Zebulon */</style>"),
            ("a.html", "<script>var x = 'Zebulon'</script>"),
            ("a.html", "<template><p>Zebulon</p></template>"),
            ("a.html", f"<img src='data:text/plain;base64,{base64.b64encode(b'by Zebulon').decode()}'>"),
            ("a.html", "<p>the interplanetary internet coalition</p>"),
            ("a.html", "<p>Wobbleton</p>"),
            ("a.html", "<p>zebra lawn</p>"),
            ("a.html", "<p>zq@wobbleton.example</p>"),
            ("a.html", "<p>@zebq</p>"),
            ("a.html", "<p>zebulonquagmire</p>"),
            ("a.html", "<p>xxzebulonquagmirexx</p>"),
            ("a.css", "p::before { content: 'Zebulon' }"),
            ("a.css", ".zebulon { color: red }"),
            ("feed.xml", "<t>&lt;b&gt;Zeb&lt;/b&gt;ulon</t>"),
            ("feed.xml", "<t><![CDATA[Zebulon]]></t>"),
            ("feed.xml", "<?x Zebulon?>"),
            ("a.json", json.dumps({"x": "Z\u00e9bulon"})),
            ("a.json", '{"Zebulon": 1}'),
            ("a.vtt", "WEBVTT\n\nNOTE Zebulon\n\n00:01.000 --> 00:02.000\nhello\n"),
            ("a.vtt", "WEBVTT\n\nzebulon-1\n00:01.000 --> 00:02.000\nhello\n"),
            ("a.vtt", "WEBVTT - Zebulon\n"),
            ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Zebulon>hello</v>\n"),
            ("a.ics", "SUMMARY:call\r\nATTENDEE;CN=Zeb\r\n ulon:mailto:x@y.example\r\n"),
            ("a.ics", "DESCRIPTION:with Zebulon\\nQuagmire\r\n"),
            ("a.txt", "=5Aebulon"),
            ("a.txt", "=?utf-8?B?" + base64.b64encode(b"Zebulon Quagmire").decode() + "?="),
            ("a.txt", quote("Zébulon")),
            ("a.txt", "Zеbulоn"),
            ("a.md", "<https://x.example/zebulon>"),
            ("zebulon.txt", "x"),
            ("calls/ze%62ulon/index.html", "x"),
            ("a.txt", "ZebulonDraft.pdf"),
            ("a.txt", "Zebulons draft"),
            ("a.ics", "DESCRIPTION:by Zebu\r\n\tlon\r\n"),
        ],
    )
    def test_text(self, name: str, text: str) -> None:
        """The canary is found in text, attributes, comments, encodings and file names."""
        assert refused({name: text.encode()})

    @pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le", "utf-16-be", "utf-16"])
    def test_binary(self, encoding: str) -> None:
        """The canary is found among bytes that are no text."""
        assert refused({"a.ogg": b"\x00\xff\xfe\x01" + "Zebulon".encode(encoding) + b"\x00\x9c"})

    def test_clean(self) -> None:
        """Files without the canary pass."""
        assert not refused({"a.html": b"<p>The mailing list.</p>", "a.ogg": bytes(range(256)) * 99})


class TestNoFalseAlarms:
    """Short names and ordinary words beside what pages are made of."""

    @pytest.mark.parametrize(
        ("person", "name", "text"),
        [
            ("Win Maung", "a.css", "@media win { .win { color: tan } }"),
            ("Win Maung", "a.html", '<p class="win">window, winter</p>'),
            ("Olive Green", "a.html", '<p style="color: green" class="olive">x</p>'),
            ("June Park", "a.html", "<p>9 June 2026; June 2026; June 9, 2026</p>"),
            ("Jun Sun", "feed.xml", "<d>Sun, 07 Jun 2026 14:00:00 +0000</d>"),
            ("May House", "a.html", f"<p>{CHATHAM_SENTENCE}</p><p>[Chatham House Rule in part]</p>"),
            ("Rule Record", "a.html", "".join(f"<p>{w.tag} {w.sentence}</p>" for w in WORDING.values())),
            ("Name Withheld", "a.html", "".join(f"<p>x {mask} y</p>" for mask in MASKS.values())),
            ("Ada Fee", "a.json", '{"sha256": "3f0ada1fee90c0ffee"}'),
            ("Chi Eze", "a.html", '<p class="eze">x</p>'),
            ("Page Main", "a.html", '<main id="main" class="page"><a href="#main">x</a></main>'),
        ],
    )
    def test_table(self, person: str, name: str, text: str) -> None:
        """What belongs to the page and not to a person is no finding."""
        assert not refused({name: text.encode()}, forms_of([Person(name=person)]))

    def test_short_names_in_bytes(self) -> None:
        """Three letters among bytes that are no text are chance."""
        forms = forms_of([Person(name="Chi Eze")])
        assert not refused({"a.ogg": b"\xff\x00 eze \xff", "a.txt": base64.b64encode(b"x eze yz")}, forms)

    @pytest.mark.parametrize(
        ("person", "name", "text"),
        [
            ("Win Maung", "a.html", "<p>Win said</p>"),
            ("Win Maung", "a.html", "<?x Win?>"),
            ("Win Maung", "a.vtt", "<v Win>hello</v>"),
            ("Win Maung", "a.html", "<p><v Win>hello</v></p>"),
            ("Win Maung", "a.css", "p::before { content: 'Win' }"),
            ("Win Maung", "a.css", "/* by Win */"),
            ("June Park", "a.html", "<p>June, 15 coalitions said so</p>"),
            ("May House", "a.html", "<p>the participants, May said</p>"),
            ("Olive Green", "a.html", '<img alt="olive">'),
        ],
    )
    def test_people_are_still_found(self, person: str, name: str, text: str) -> None:
        """The same short names are found where they stand for somebody."""
        assert refused({name: text.encode()}, forms_of([Person(name=person)]))

    def test_own_texts(self) -> None:
        """The group's and the pages' own texts pass as they stand, a single word only on its own."""
        forms = forms_of([Person(name="Will Agenda", email="dccg@example.org")])
        own = ("What will come", "Agenda", "dccg@example.org")
        clean = b"<h1>Agenda</h1><p>What will come</p><p>Write to dccg@example.org.</p>"
        assert refused({"a.html": clean}, forms)
        assert not refused({"a.html": clean}, forms, own=own)
        assert refused({"a.html": b"<p>Thank you, Agenda</p>"}, forms, own=own)
        assert refused({"a.html": b"<p>Will said what will come</p>"}, forms, own=own)

    @pytest.mark.parametrize("name", ["蔡美玲", "김민수"])
    def test_scripts_without_blanks(self, name: str) -> None:
        """A name is found within a run of letters where a script has no blanks between words."""
        assert refused(
            {"a.txt": f"我同意{name}的意见".encode()}, forms_of([Person(name="Mei Cai", spoken=(name,))])
        )

    @pytest.mark.parametrize(
        ("employer", "url"),
        [
            ("Google", "https://meet.google.com/abc-defg-hij"),
            (
                "Microsoft",
                "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Nm%40thread.v2/0?context=%7b%22T%22&x=1",
            ),
        ],
    )
    def test_own_address_in_every_shape(self, employer: str, url: str) -> None:
        """The group's own address passes folded, escaped, decoded and in angle brackets, and only that."""
        forms = forms_of([Person(name="Xi Yu", employer=employer)])
        files = {
            "a.ics": f"X-LONG:{url[:12]}\r\n {url[12:30]}\r\n {url[30:]}\r\n".encode(),
            "a.md": f"- Join: <{url}>\n".encode(),
            "a.html": f'<p><a href="{html.escape(url)}">{html.escape(url)}</a></p>'.encode(),
        }
        assert refused(files, forms)
        assert not refused(files, forms, own=(url,))
        assert refused({"a.md": f"<{url}> by {employer}".encode()}, forms, own=(url,))

    def test_numbers_stand_for_numbers(self) -> None:
        """Own texts with a number pass with any other; the word alone does not."""
        forms = forms_of([Person(name="Park Min"), Person(name="Zo To")])
        own = ("1 min", "14:00 to 15:00")
        assert not refused({"a.html": b"<p>5 min, 9:05 to 10:30 UTC</p>"}, forms, own=own)
        assert refused({"a.html": b"<p>5 people, Min said</p>"}, forms, own=own)

    def test_lines_of_unfolded_calendars(self) -> None:
        """A finding in a calendar tells the line where the folded one begins."""
        data = b"A:x\r\n y\r\nB:Zebu\r\n lon\r\nC:Quagmire\r\n"
        assert sorted(finding.line for finding in gate.findings("a.ics", data, CANARY)) == [3, 5]


class TestRefusal:
    """What the chair is told."""

    def test_lists_places_and_never_the_form(self) -> None:
        """The error tells file, line and kind, and holds no form."""
        files = {
            "calls/097/index.html": b"<p>x</p>\n<p>Zebulon</p>\n<p>Wobbleton</p>",
            "index.html": b"<p>x</p>",
        }
        with pytest.raises(ReleaseRefused) as caught:
            gate.check(files, {"": CANARY})
        said = f"{caught.value} {caught.value.todo}".lower()
        assert said.count(", line ") == 2
        assert "calls/097/index.html, line 2: a name, in: text" in said
        assert "calls/097/index.html, line 3: an affiliation" in said
        assert not [form for form in CANARY.names | CANARY.affiliations if form in said]

    def test_scopes(self) -> None:
        """A file is held to every scope that its path lies under, and must lie under one."""
        scopes = {"": Forms(), "calls/097/": CANARY}
        gate.check({"index.html": b"Zebulon"}, scopes)
        with pytest.raises(ReleaseRefused, match=r"calls/097/a\.txt"):
            gate.check({"calls/097/a.txt": b"Zebulon"}, scopes)
        with pytest.raises(ReleaseRefused, match="nobody said"):
            gate.check({"index.html": b"x"}, {"calls/097/": CANARY})

    def test_ordinary_words_are_explained(self) -> None:
        """Where an ordinary word is the reason, the chair learns it, and how to see which."""
        with pytest.raises(ReleaseRefused, match="ordinary word") as caught:
            gate.check({"a.txt": b"we will see"}, {"": forms_of([Person(name="Will Xu")])})
        assert "dccg-meet roster check" in caught.value.todo

    def test_long_lists_are_cut(self) -> None:
        """A flood of findings is counted, not printed."""
        with pytest.raises(ReleaseRefused, match="and 20 more"):
            gate.check({"a.txt": b"Zebulon\n" * 30}, {"": CANARY})


class TestHolds:
    """The same reading for one text."""

    def test_kinds(self) -> None:
        """A text is told to hold a name, an affiliation or nothing."""
        assert gate.holds("Z&eacute;bulon", CANARY) is Kind.NAME
        assert gate.holds("Wobbleton", CANARY) is Kind.AFFILIATION
        assert gate.holds("[name withheld] here", CANARY) is None
