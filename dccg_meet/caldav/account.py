"""Which calendar on which server, for whom, and where the password comes from; never from an address."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from dccg_meet.errors import BadValue, CollectionError
from dccg_meet.passwords import find

PASSWORD = "DCCG_MEET_CALDAV_PASSWORD"  # noqa: S105 - the name of the variable


@dataclass(frozen=True)
class Account:
    """A calendar's address, without user and with a slash at its end, and the name to log in with."""

    url: str
    user: str | None = None

    @property
    def entry(self) -> str:
        """The name under which a keyring has the password, apart from one for mail: ``caldav:user@host``."""
        return f"caldav:{self.user}@{urlsplit(self.url).netloc}"


def account(url: str, user: str | None) -> Account:
    """The calendar that ``url`` names. Raises BadValue for an address that is none, or that is not safe.

    A password in the address would stand in the shell's history and in lists of processes. Without TLS it
    would travel in the open, so plain http is for this machine alone.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in {"https", "http"} or re.search(r"[\s\x00-\x1f\x7f]", url):
        raise BadValue("this is no address of a calendar", todo="Give it as https://dav.example.org/…/")
    if parts.password is not None:
        raise BadValue(
            "there is a password in the address, and by now in your shell's history",
            todo=f"Change it, then put the new one into {PASSWORD} or a keyring.",
        )
    if parts.scheme == "http" and not _on_this_machine(host):
        raise BadValue("this address has no TLS", todo="Give it with https://")
    if parts.query or parts.fragment:
        raise BadValue("the address of a calendar has no ? and no #", todo="Leave that part out.")
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    path = quote(unquote(parts.path).rstrip("/") + "/", safe="/@")
    named = unquote(parts.username) if parts.username else None
    return Account(urlunsplit((parts.scheme, netloc, path, "", "")), user or named)


def password(wanted: Account) -> str | None:
    """The password from the environment or the keyring; None where nobody logs in.

    Raises PasswordMissing, and CollectionError for a password without a user.
    """
    if wanted.user is not None:
        return find(PASSWORD, wanted.entry, os.environ, what=f"{wanted.user} on the calendar server")
    if os.environ.get(PASSWORD):
        raise CollectionError(f"{PASSWORD} is set, and nobody is named", todo="Add --user NAME.")
    return None


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
