"""How many channels a stream or a frame has, asked in a way that does not corrupt memory.

PyAV up to 19.0 copies FFmpeg's AVChannelLayout without its map. Where channels are in an order of their own
(AV_CHANNEL_ORDER_CUSTOM, as QuickTime and Core Audio files may say), the copy and the original free the same
map, and the program crashes or worse. Such copies are kept for ever here: some bytes, for rare files.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Final

_OWN_ORDER: Final = (" channels (", "ambisonic")


@dataclass(frozen=True, slots=True)
class Layout:
    """FFmpeg's name of a channel layout, and how many channels it has."""

    name: str
    channels: int


def layout_of(owner: Any) -> Layout:
    """The layout of a decoded frame or a decoder."""
    layout = owner.layout
    name = layout.name
    if any(mark in name for mark in _OWN_ORDER):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(layout))
    return Layout(name, layout.nb_channels)


def without_order(decoder: Any) -> Layout:
    """The layout of a decoder that is not open yet; an order of the channels' own is taken away."""
    layout = layout_of(decoder)
    if any(mark in layout.name for mark in _OWN_ORDER):
        decoder.layout = f"{layout.channels} channels"
        return Layout(f"{layout.channels} channels", layout.channels)
    return layout
