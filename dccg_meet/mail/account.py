"""The mail account that invitations are sent through. Name and password never touch the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dccg_meet.errors import DecisionNeeded, MailError
from dccg_meet.workspace.schema import Mail, Security

USER = "DCCG_MEET_SMTP_USER"
PASSWORD = "DCCG_MEET_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
SERVICE = "dccg-meet"
"""Under this name and the user's the keyring has the password."""

_PORTS = {Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True)
class Account:
    """Where and as whom to log in. The password is never shown, not even in a traceback."""

    server: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)


def account(mail: Mail, environment: Mapping[str, str]) -> Account:
    """The account to send with: name and password from the environment, else the password from the keyring.

    Raises DecisionNeeded where no server is named, MailError where there is no password.
    """
    if not mail.server:
        raise DecisionNeeded(
            "nobody decided through which server mail is sent",
            where="dccg.toml: mail.server",
            todo='Write server = "…" under [mail] in dccg.toml, or send the drafts by hand (without --send).',
        )
    user = environment.get(USER) or mail.mailbox
    password = environment.get(PASSWORD) or _from_keyring(user)
    return Account(mail.server, mail.port or _PORTS[mail.security], mail.security, user, password)


def _from_keyring(user: str) -> str:
    todo = f"Set {PASSWORD} in the environment, or: keyring set {SERVICE} {user}"
    try:
        import keyring  # noqa: PLC0415 - an extra, and slow to load
        from keyring.errors import KeyringError  # noqa: PLC0415 - the same
    except ImportError:
        raise MailError(
            "there is no password for the mail account",
            todo=f'Set {PASSWORD} in the environment, or add the keyring: pip install "dccg-meet[keyring]"',
        ) from None
    try:
        password = keyring.get_password(SERVICE, user)
    except KeyringError:
        raise MailError("the keyring of this machine does not open", todo=todo) from None
    if not password:
        raise MailError("there is no password for the mail account", todo=todo)
    return password
