"""Hashes that only this workspace can make: for what others may see, of what others could guess."""

from __future__ import annotations

import hashlib
import hmac


def keyed(secret: bytes, *parts: str) -> str:
    """HMAC-SHA-256 (RFC 2104) of ``parts`` with the workspace's secret, in hexadecimal digits.

    A plain hash of an address, or of a passcode of six digits, is found by trying all of them.
    """
    return hmac.new(secret, "\0".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
