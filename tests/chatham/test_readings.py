from __future__ import annotations

import base64
import gzip
import quopri
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.chatham.readings import decoded, readings
from dccg_meet.errors import ReleaseRefused


def texts(name: str, data: bytes) -> list[str]:
    """Every reading of a file as text."""
    return [reading.text for reading in readings(name, data)]


class TestDecoded:
    """Encodings undone."""

    @pytest.mark.parametrize(
        "encoded",
        [
            "Amara Diall&#111;",
            "&#x41;mara Diallo",
            "&amp;#65;mara Diallo",
            quote("Amara Diallo"),
            quote(quote("Amara Diallo")),
            "Amara Diall=6F",
            "Amara Di=\r\nallo",
            "\\u0041mara Diallo",
            "Amara Di\r\n allo",
            "Amara Diallo",
        ],
    )
    def test_table(self, encoded: str) -> None:
        """Each encoding that a reader's program undoes is undone, also one inside another."""
        assert "Amara Diallo" in decoded(encoded)

    @given(st.text(max_size=40))
    def test_any_text_is_read(self, text: str) -> None:
        """Hostile text never stops the reading, and the text itself is always among the readings."""
        assert text in decoded(text)

    @given(st.binary(max_size=200), st.sampled_from(["a.html", "a.vtt", "a.css", "a.ogg", "a.json"]))
    def test_any_bytes_are_read(self, data: bytes, name: str) -> None:
        """Hostile byters are read or refused, never a crash."""
        try:
            list(readings(name, data))
        except ReleaseRefused as error:
            assert "compressed" in error.what  # noqa: PT017 - other refusals would be wrong


class TestFiles:
    """Kinds of files."""

    def test_html(self) -> None:
        """Running text is read through inline tags, attributes and comments by themselves."""
        page = b'<p>Am<b>ara</b> Di<wbr>allo</p>\n<img alt="x y"><!-- note -->'
        found = texts("a.html", page)
        assert any("Amara Diallo" in text for text in found)
        assert "x y" in found
        assert " note " in found

    def test_lines(self) -> None:
        """A reading knows the line that it comes from."""
        page = b"<p>one</p>\n<p>two</p>\n<p>three <b>four</b></p>\n"
        running = next(
            reading for reading in readings("a.html", page) if reading.text.strip().startswith("one")
        )
        assert running.line(running.text.index("two")) == 2
        assert running.line(running.text.index("four")) == 3

    def test_binary(self) -> None:
        """Bytes that are no text are read as Latin and as UTF-16 text."""
        data = b"\x00\xff\xfe" + "Amara Diallo".encode("utf-16-le")
        assert any("Amara Diallo" in text for text in texts("a.ogg", data))
        assert any("Amara" in text for text in texts("a.ogg", b"\x00\xff..TITLE=Amara"))

    @pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
    def test_base64(self, encode: object) -> None:
        """Runs of base64 are decoded, also where other letters stand before them."""
        assert callable(encode)
        run = encode("Ämara Diallo?>".encode()).decode()
        assert any("mara Diallo" in text for text in texts("a.txt", f"data:,x;{run}".encode()))
        assert any("mara Diallo" in text for text in texts("a.txt", f"ab{run}".encode()))

    def test_quoted_printable_mail(self) -> None:
        """Quoted-printable is undone as a whole, soft line breaks included."""
        body = quopri.encodestring(("é" * 60 + " Amara").encode())
        assert any("é Amara" in text for text in texts("a.eml", body))

    @pytest.mark.parametrize("data", [gzip.compress(b"Amara"), b"PK\x03\x04rest"])
    def test_compressed(self, data: bytes) -> None:
        """What cannot be read is refused."""
        with pytest.raises(ReleaseRefused, match="compressed"):
            list(readings("a.bin", data))
