"""dccg_meet.mail.keyed: hashes that only this workspace can make."""

from __future__ import annotations

from dccg_meet.mail.keyed import keyed
from tests.factories import KEY


def test_it_is_hmac() -> None:
    """RFC 4231, test case 2."""
    assert keyed(b"Jefe", "what do ya want for nothing?") == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_parts_do_not_run_together() -> None:
    """Nor are those of another workspace the same."""
    assert len({keyed(KEY, "ab", "c"), keyed(KEY, "a", "bc"), keyed(b"x" * 32, "ab", "c")}) == 3
