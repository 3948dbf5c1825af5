"""Finds the files that come with the program: templates, the model catalog, the sample call.

Git holds one copy, at the top level of the repository; the wheel carries the same folders inside the
package (``dccg_meet/shipped``). That folder is asked first, then the checkout, which has no such folder.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """The path of a shipped file or folder, such as ``shipped("templates", "agendas")``.

    Raises FileNotFoundError where the installation is incomplete.
    """
    for base in (_PACKAGE / "shipped", _PACKAGE.parent):
        path = base.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(parts))


def sample_recording() -> Path:
    """The shipped sample call: 152 seconds, five synthetic voices."""
    return _PACKAGE / "sample" / "sample-call.ogg"


def checkout_models() -> Path | None:
    """The ``models/`` folder of the checkout this runs from, or None when installed."""
    folder = _PACKAGE.parent / "models"
    return folder if (_PACKAGE.parent / "pyproject.toml").is_file() and folder.is_dir() else None
