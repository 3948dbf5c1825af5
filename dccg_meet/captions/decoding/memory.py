"""Has the libraries below keep less of the memory that they no longer need. Nothing is slower for it.

Where the C library is not GNU's, only the first of the two does something, and less.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from typing import Any, Final

_M_ARENA_MAX: Final = -8  # of GNU's malloc.h


def keep_little() -> None:
    """To be called before a model is loaded.

    oneDNN keeps compiled code for each of the last 1,024 shapes: windows have as many, and it is large.
    GNU's C library keeps freed memory for each thread apart, unless told to share it (mallopt(3)).
    """
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32")
    if _libc():
        _libc().mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Gives freed memory back to the system (malloc_trim(3)): what lies between used blocks is not reused."""
    if _libc():
        _libc().malloc_trim(0)


@cache
def _libc() -> Any:
    """GNU's C library, or None."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if hasattr(library, "malloc_trim") else None
