"""Making a new workspace."""

from __future__ import annotations

from pathlib import Path

from dccg_meet.errors import WorkspaceExists
from dccg_meet.workspace import edit, files, ignore
from dccg_meet.workspace.folder import GROUP_FILE, ROSTER_FILE, Workspace
from dccg_meet.workspace.schema import Group

_GROUP_HEADER = """\
# The group and how its calls are held. Everything here may be published:
# no passcode and no private address belongs in this file.
# dccg-meet changes single values and keeps your comments.

"""

_ROSTER_HEADER = """\
# PRIVATE. The people who come to the calls; never published, never committed (see .gitignore).
# Keep those who left: a name is withheld only as long as it is here.
# Add somebody with: dccg-meet roster add
# What each field means: docs/reference/files.md in the project.

"""


def create(root: Path, group: Group) -> Workspace:
    """Make a workspace in ``root``: dccg.toml, an empty roster, .gitignore. Raises WorkspaceExists.

    dccg.toml is written last: a folder without it is no workspace, so a crash before leaves none.
    """
    refuse_existing(root)
    root.mkdir(parents=True, exist_ok=True)
    ignore.ignore_private(root / ".gitignore")
    if not (root / ROSTER_FILE).exists():
        files.write_text(root / ROSTER_FILE, _ROSTER_HEADER)
    (root / ROSTER_FILE).chmod(0o600)
    (root / "calls").mkdir(exist_ok=True)
    edit.save(root / GROUP_FILE, group, header=_GROUP_HEADER)
    return Workspace(root.resolve())


def refuse_existing(root: Path) -> None:
    """Raise WorkspaceExists where ``root`` is a workspace."""
    if (root / GROUP_FILE).exists():
        raise WorkspaceExists(
            "this folder is a workspace already",
            where=str(root),
            todo=f"Edit {GROUP_FILE}, or choose another folder.",
        )
