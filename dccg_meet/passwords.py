"""Passwords of accounts elsewhere: from the environment or the system's keyring, never from the workspace."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from dccg_meet.errors import PasswordMissing

SERVICE = "dccg-meet"
"""Under this name, and the entry's, a keyring has a password."""


def find(variable: str, entry: str, environment: Mapping[str, str], *, what: str) -> str:
    """The password in ``variable`` of the environment, else the keyring's ``entry``.

    An entry is named ``smtp:user@host``: what for, who and where, so that no password goes to another server.
    ``what`` says in an error which account it is: "the mail account". Raises PasswordMissing, which never
    holds a password.
    """
    found = environment.get(variable) or _from_keyring(variable, entry, what)
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in found):
        raise PasswordMissing(f"the password of {what} has control characters", todo=f"Set {variable} again.")
    return found


def _from_keyring(variable: str, entry: str, what: str) -> str:
    todo = f"Set {variable} in the environment, or: keyring set {SERVICE} {entry}"
    try:
        import keyring  # noqa: PLC0415 - an extra, and slow to load
        from keyring.errors import KeyringError  # noqa: PLC0415 - the same
    except ImportError:
        raise PasswordMissing(
            f"there is no password for {what}",
            todo=f'Set {variable} in the environment, or add the keyring: pip install "dccg-meet[keyring]"',
        ) from None
    try:
        password = keyring.get_password(SERVICE, entry)
    except KeyringError:
        raise PasswordMissing(
            f"there is no password for {what}, and no keyring of this machine opens", todo=todo
        ) from None
    if not password:
        raise PasswordMissing(f"there is no password for {what}", todo=todo)
    return password
