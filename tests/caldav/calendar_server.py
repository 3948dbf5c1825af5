"""A real Radicale on 127.0.0.1, with users and storage of its own, and a client that shares no code."""

from __future__ import annotations

import base64
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, READER, PASSWORD = "chair", "reader", "correct horse"

_CONFIG = """
[server]
hosts = 127.0.0.1:{port}
{tls}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/store
[rights]
type = from_file
file = {folder}/rights
[logging]
level = info
"""
_RIGHTS = """
[account]
user: .+
collection: {user}
permissions: RW
[own]
user: .+
collection: {user}/[^/]+
permissions: rw
[others]
user: reader
collection: chair(/[^/]+)?
permissions: Rr
"""


@dataclass(frozen=True)
class Answer:
    """What a server answered: status, ETag, body."""

    status: int
    etag: str
    body: bytes


@dataclass(frozen=True)
class Radicale:
    """A running server. ``folder`` holds its configuration, its log and what it stores."""

    port: int
    folder: Path
    scheme: str = "http"

    def url(self, name: str = "") -> str:
        """The address of the chair's calendar ``name``, or of the chair's account."""
        return f"{self.scheme}://127.0.0.1:{self.port}/{USER}/{name + '/' if name else ''}"

    def make(self, name: str) -> str:
        """Make a calendar and give its address."""
        made = self.ask("MKCALENDAR", name + "/").status
        if made != 201:  # Not asserted: this module is also run under python -O.
            raise OSError(made)
        return self.url(name)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request as the chair, for a path below the account."""
        secret = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                method,
                f"/{USER}/{path}",
                body,
                {"Authorization": f"Basic {secret}", "Content-Type": "text/calendar", **headers},
            )
            response = connection.getresponse()
            return Answer(response.status, response.getheader("ETag") or "", response.read())
        finally:
            connection.close()

    def stored(self, name: str) -> dict[str, bytes]:
        """The files of a calendar as they lie on the server's disk."""
        folder = self.folder / "store" / "collection-root" / USER / name
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*.ics"))}

    def touched(self, name: str) -> dict[str, int]:
        """When each file of a calendar was last written (ns)."""
        folder = self.folder / "store" / "collection-root" / USER / name
        return {path.name: path.stat().st_mtime_ns for path in sorted(folder.glob("*.ics"))}

    def puts(self, name: str) -> list[str]:
        """The objects of a calendar for which a PUT came in, in that order."""
        log = (self.folder / "log").read_text(encoding="utf-8")
        return re.findall(rf"PUT request for '/{USER}/{re.escape(name)}/([^']+)'", log)


@contextmanager
def radicale(folder: Path, *, certificate: Path | None = None, key: Path | None = None) -> Iterator[Radicale]:
    """Start a server and stop it; with TLS where a certificate and its key (PEM) are given."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tls = f"ssl = True\ncertificate = {certificate}\nkey = {key}" if certificate else ""
    (folder / "config").write_text(_CONFIG.format(port=port, folder=folder, tls=tls), encoding="utf-8")
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n{READER}:{PASSWORD}\n", encoding="utf-8")
    (folder / "rights").write_text(_RIGHTS, encoding="utf-8")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", str(folder / "config")],
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONOPTIMIZE": ""},
        )
        try:
            _wait(port, process)
            yield Radicale(port, folder, "https" if certificate else "http")
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    msg = "Radicale does not answer"
    raise OSError(msg)
