"""What version control leaves alone: everything private, whoever types ``git add --all``."""

from __future__ import annotations

from pathlib import Path

from dccg_meet.workspace import files

_IGNORE = """\
# Written by dccg-meet init: private material stays out of version control, copies that editors make included.
/roster*
/.roster*
/caldav.json*
/.caldav.json*
/.dccg-meet.key
*.csv
*.mbox
/[Mm]ail*/
/calls/*/**
!/calls/*/call.toml
!/calls/*/agenda.md
!/calls/*/agenda.html
!/calls/*/agenda.txt
!/calls/*/invite.ics
/polls/*/**
!/polls/*/poll.toml
!/polls/*/poll.html
!/polls/*/poll.txt
*.eml
*.aac
*.flac
*.m4a
*.mkv
*.mov
*.mp3
*.mp4
*.ogg
*.opus
*.vtt
*.wav
*.webm
!/public/**
/.dccg-meet.lock
.writing-*.tmp
/.public-*
"""


def ignore_private(path: Path) -> None:
    """Add to a .gitignore, which may be there already, those of our lines that it lacks."""
    present = path.read_bytes() if path.exists() else b""
    known = set(present.decode("utf-8", "replace").splitlines())
    missing = [line for line in _IGNORE.splitlines() if line not in known]
    if missing:
        between = b"\n" if present and not present.endswith(b"\n") else b""
        files.write_bytes(path, present + between + "".join(f"{line}\n" for line in missing).encode())
