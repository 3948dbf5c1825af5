"""A real IMAP server (pymap, in memory) on a free port of this machine, with a certificate of its own.

Run as a program it is that server with TLS from the first octet, which pymap's own command line lacks.
"""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import imap_tools

USER, PASSWORD = "calls@example.org", "correct horse"


@contextmanager
def imap_server(certificate: Path, *, implicit: bool = True, tls: bool = True) -> Iterator[int]:
    """The server's port; ``tls`` False is a server that does not offer STARTTLS."""
    port = _free_port()
    command = [
        *([sys.executable, __file__, str(certificate)] if implicit else [_pymap()]),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--no-service", "admin", "--no-service", "managesieve"),
        *(() if tls and not implicit else ("--no-tls",)),
        *("--cert", str(certificate)),
        *("dict", "--demo-user", USER, "--demo-password", PASSWORD),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=20)


def deliver(port: int, mails: list[bytes], context: ssl.SSLContext, *, folder: str = "INBOX") -> None:
    """Put ``mails`` into a folder of the server with implicit TLS, as a mail server would."""
    with imap_tools.MailBox("127.0.0.1", port, timeout=20, ssl_context=context).login(USER, PASSWORD) as box:
        if folder != "INBOX":
            box.folder.create(folder)
        for mail in mails:
            box.append(mail, folder)


def flags(port: int, context: ssl.SSLContext) -> list[tuple[str, ...]]:
    """The flags of each message in the inbox."""
    with imap_tools.MailBox("127.0.0.1", port, timeout=20, ssl_context=context) as box:
        box.login(USER, PASSWORD, initial_folder=None)
        box.folder.set("INBOX", readonly=True)
        return [message.flags for message in box.fetch(mark_seen=False)]


def _pymap() -> str:
    return str(Path(sys.executable).with_name("pymap"))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert server.poll() is None, server.stderr and server.stderr.read()
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


def _serve() -> None:
    from pymap.main import main  # noqa: PLC0415 - here we are the server, not the test

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv.pop(1))
    asyncio.start_server = functools.partial(asyncio.start_server, ssl=context)
    main()


if __name__ == "__main__":
    _serve()
