"""The mail account that invitations are sent through. Name and password never touch the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dccg_meet import passwords
from dccg_meet.errors import DecisionNeeded
from dccg_meet.workspace.schema import Mail, Security

USER = "DCCG_MEET_SMTP_USER"
PASSWORD = "DCCG_MEET_SMTP_PASSWORD"  # noqa: S105 - the name of a variable

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

    The keyring has it as ``smtp:user@host``: the same name elsewhere may have another password.

    Raises DecisionNeeded where no server is named, PasswordMissing.
    """
    if not mail.server:
        raise DecisionNeeded(
            "nobody decided through which server mail is sent",
            where="dccg.toml: mail.server",
            todo='Write server = "…" under [mail] in dccg.toml, or send the drafts by hand (without --send).',
        )
    user = environment.get(USER) or mail.mailbox
    entry = f"smtp:{user}@{mail.server}"
    password = passwords.find(PASSWORD, entry, environment, what="the mail account")
    return Account(mail.server, mail.port or _PORTS[mail.security], mail.security, user, password)
