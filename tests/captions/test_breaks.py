"""How good a place for a break is."""

from __future__ import annotations

import pytest

from dccg_meet.captions.breaks import Break, break_between


class TestBreakBetween:
    """The class of each break."""

    @pytest.mark.parametrize(
        ("left", "right", "language", "expected"),
        [
            ("adopted.", "Thank", "en", Break.SENTENCE),
            ("objections?", "None.", "en", Break.SENTENCE),
            ('adopted."', "Thank", "en", Break.SENTENCE),
            ("\u597d\u3002", "\u597d", "zh", Break.SENTENCE),
            ("report,", "a", "en", Break.CLAUSE),
            ("reports", "and", "en", Break.LINK),
            ("adoption", "of", "en", Break.PHRASE),
            ("yearly", "report", "en", Break.PLAIN),
            ("Olena", "Kovalenko", "en", Break.NAME),
            ("item", "3", "en", Break.NAME),
            ("24", "coalitions", "en", Break.NAME),
            ("the", "agenda", "en", Break.NEVER),
            ("of", "Chatham", "en", Break.NEVER),
            ("We", "will", "en", Break.NEVER),
            ("will", "send", "en", Break.NEVER),
            ("Dr.", "Menon", "en", Break.NEVER),
            ("(the", "agenda)", "en", Break.NEVER),
            ("de", "la", "fr", Break.NEVER),
            ("r\u00e9union", "du", "fr", Break.PHRASE),
            ("los", "informes", "es", Break.NEVER),
            ("informes", "pero", "es", Break.LINK),
            ("der", "Bericht", "de", Break.PLAIN),
        ],
    )
    def test_class(self, left: str, right: str, language: str, expected: Break) -> None:
        """Each pair has the class that a good captioner would give it."""
        assert break_between(left, right, language) is expected

    def test_better_is_less(self) -> None:
        """The classes are in order."""
        assert (
            Break.SENTENCE < Break.CLAUSE < Break.LINK < Break.PHRASE < Break.PLAIN < Break.NAME < Break.NEVER
        )
