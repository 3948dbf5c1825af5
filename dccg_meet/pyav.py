"""What has to be told to PyAV, which differs from version to version."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

# Up to 18 PyAV raises over tags that are no UTF-8 unless it is told not to; 19 must not be told.
_KEEPS_ANY_TEXT: Final = int(version("av").partition(".")[0]) > 18  # noqa: PLR2004

TOLERANT: Final[dict[str, Any]] = {} if _KEEPS_ANY_TEXT else {"metadata_errors": "replace"}
"""Arguments of ``av.open`` with which a recording may have tags of any kind."""
