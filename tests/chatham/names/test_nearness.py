from __future__ import annotations

import pytest

from dccg_meet.chatham.names.folding import fold, words
from dccg_meet.chatham.names.nearness import near, near_windows

NAMES = ("amara diallo", "olena kovalenko", "rajesh menon", "tomas ferreira", "mei ling chua")


class TestNear:
    """One stretch of words against one name."""

    @pytest.mark.parametrize(
        ("heard", "name"),
        [
            ("Olna Kovalenko", "Olena Kovalenko"),
            ("Elena Kovalenko", "Olena Kovalenko"),
            ("Olina Covalenko", "Olena Kovalenko"),
            ("Tomas Ferra", "Tomas Ferreira"),
            ("Thomas Ferrara", "Tomas Ferreira"),
            ("Rajesh Menan", "Rajesh Menon"),
            ("Rajash Mennen", "Rajesh Menon"),
            ("Amara Dialo", "Amara Diallo"),
            ("Amara the Allo", "Amara Diallo"),
            ("mailing Tua", "Mei-Ling Chua"),
            ("mailing two are", "Mei-Ling Chua"),
            ("mailing to a", "Mei-Ling Chua"),
            ("my ling chew a", "Mei-Ling Chua"),
        ],
    )
    def test_misheard(self, heard: str, name: str) -> None:
        """What Whisper made of a name is near that name."""
        assert near(fold(heard), fold(name))

    @pytest.mark.parametrize(
        ("said", "name"),
        [
            ("mailing list", "Mei-Ling Chua"),
            ("the mailing", "Mei-Ling Chua"),
            ("main session", "Mei-Ling Chua"),
            ("the main", "Peter Main"),
            ("they remain", "Peter Main"),
            ("rating sheets", "Rajesh Menon"),
            ("a round table", "Amara Diallo"),
            ("to my surprise", "Tomas Ferreira"),
        ],
    )
    def test_ordinary(self, said: str, name: str) -> None:
        """What people say about the mailing list and the main session is nobody's name."""
        assert not near(fold(said), fold(name))


class TestWindows:
    """Full names in a running text."""

    def test_takes_the_best_window_only(self) -> None:
        """The words beside a misheard name are not taken along."""
        found = words("This is Amara Dialo, co-facilitator; thank you, Olna Kovalenko from the secretariat.")
        texts = [
            " ".join(word.text for word in found[first:last]) for first, last in near_windows(found, NAMES)
        ]
        assert sorted(texts) == ["amara dialo", "olna kovalenko"]

    def test_every_place(self) -> None:
        """A name misheard twice the same way is found twice."""
        found = words("Rajesh Menan spoke. Then Rajesh Menan left.")
        assert len(near_windows(found, NAMES)) == 2

    def test_empty(self) -> None:
        """No words or no names give no windows."""
        assert near_windows((), NAMES) == []
        assert near_windows(words("Amara Diallo"), ()) == []
