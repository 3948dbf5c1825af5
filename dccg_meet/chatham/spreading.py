"""Times that tell nothing: what was said in a part under the Rule, spread evenly over that part.

Cues as they were spoken show turns, and turns show people: who is brief, who comes back, who answers whom.
"""

from __future__ import annotations

import re

from dccg_meet.chatham.names.redaction import MASKS
from dccg_meet.chatham.public import PublicCue, PublicText

_CUE_LETTERS = 80
_TURN_SIGNS = re.compile(
    r"(?:^|\s)(?:>{2,}|[-\u2013-\u2015](?=\s|$))\s*"
    r"|^\s*[-\u2013-\u2015]\s*(?=[\w\[])|(?<=\s)[-\u2013-\u2015](?=[^\W\d_]|\[)"
    r"|\s*[\u00ab\u00bb\u2022\u25cf]\s*"
    r"|(?:^|(?<=\s))[(\[]?(?:(?i:speaker|participant|voice)[ _#-]?(?:\d+|[A-Z])|S ?\d+)[)\]]?\s*:\s*"
)
_TOKENS = re.compile("|".join(re.escape(mask) + r"\S*" for mask in MASKS.values()) + r"|\S+")


def spread(item: str, text: PublicText, start_ms: int, end_ms: int) -> tuple[PublicCue, ...]:
    """``text`` cut at blanks into cues of about 80 letters that share the span by length of text.

    No text gives no cues.
    """
    chunks = _chunks(text)
    total = sum(map(len, chunks))
    cues = []
    done = 0
    for chunk in chunks:
        begin = start_ms + (end_ms - start_ms) * done // total
        done += len(chunk)
        end = start_ms + (end_ms - start_ms) * done // total
        cues.append(PublicCue(item, begin, max(end, begin + 1), PublicText(chunk)))
    return tuple(cues)


def without_turns(text: PublicText) -> PublicText:
    """What one passage says without signs of a change of speaker.

    ``>>``, a dash that opens or stands free, ``»`` and ``•``, and the names that programs give to voices
    (``Speaker 2:``), which would tie turns together.
    """
    return PublicText(" ".join(_TURN_SIGNS.sub(" ", text).split()))


def _chunks(text: str) -> list[str]:
    """``text`` in pieces of nearly equal length; a mask is never cut."""
    tokens = _TOKENS.findall(text)
    length = len(" ".join(tokens))
    wanted = max(1, -(-length // _CUE_LETTERS))
    pieces: list[list[str]] = [[] for _ in range(wanted)]
    position = 0
    for token in tokens:
        middle = position + len(token) // 2
        pieces[min(wanted - 1, middle * wanted // max(length, 1))].append(token)
        position += len(token) + 1
    return [" ".join(piece) for piece in pieces if piece]
