"""The workspace's own secret: what is made from guessable things with it cannot be guessed by others."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from dccg_meet.errors import BadFile, Fault
from dccg_meet.workspace import files

KEY_FILE = ".dccg-meet.key"
_OCTETS = 32


def secret(root: Path, *, make: bool) -> bytes:
    """The secret of the workspace in ``root``, PRIVATE; the same every time, so that builds are, too.

    With ``make`` a missing one is written (under the lock, whose holder sees that git leaves it alone);
    without, it is thrown away: for a look that writes nothing. Raises BadFile where the file holds something
    else, UnsafePath where it is a link.
    """
    path = root / KEY_FILE
    files.refuse_link(path)
    if path.is_file():
        text = path.read_bytes().decode("ascii", "replace").strip()
        if not re.fullmatch(rf"[0-9a-f]{{{2 * _OCTETS}}}", text):
            fault = Fault(KEY_FILE, "", "something else", f"{2 * _OCTETS} hexadecimal digits")
            raise BadFile((fault,), todo="Put it back from a backup, or delete it: a new one is then made.")
        return bytes.fromhex(text)
    made = secrets.token_bytes(_OCTETS)
    if make:
        files.write_text(path, made.hex() + "\n", private=True)
    return made
