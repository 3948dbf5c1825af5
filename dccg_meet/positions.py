"""Places in a recording, as people write and read them."""

from __future__ import annotations

import re

from dccg_meet.errors import BadTime


def position(text: str) -> int:
    """``1:07.6`` or ``0:01:07.600`` as milliseconds. Raises BadTime."""
    match = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?", text.strip(), re.ASCII)
    if not match or int(match[3]) > 59 or (match[1] and int(match[2]) > 59):  # noqa: PLR2004 - clock arithmetic
        raise BadTime(
            f"{text!r} is no place in a recording", todo="Write minutes and seconds: 1:07 or 0:01:07.600"
        )
    seconds = (int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])
    return seconds * 1000 + int((match[4] or "0").ljust(3, "0"))


def clock(milliseconds: int) -> str:
    """A place in a recording for people: ``1:07``, from one hour on ``1:02:07``."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
