"""An archive for programs that others wrote to judge; they run under ``make test-all`` only."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dccg_meet.chatham.media import public_audio
from dccg_meet.chatham.public import PublicCall, PublicCue, PublicText
from dccg_meet.shipped_data import sample_recording
from dccg_meet.site.build import build
from dccg_meet.workspace.files import write_bytes
from dccg_meet.workspace.schema import Group
from tests.site.conftest import NOW, calls, changed, group, mixed
from tests.site.test_build import hostile
from tests.terminal import done

from .tools import ALL

__all__ = ["calls", "changed", "group", "hostile", "mixed"]  # Fixtures are found by their names.

SAID = (
    "Q&A: is 3 < 5, and 5 > 3? Tell me <b>what</b> & why --> now.",
    "Twenty-four coalitions have sent in their report, and each of them is read by two others.",
    "議題を採択します。異議はありません。",
    "تم اعتماد جدول الأعمال.",
    "कार्यसूची स्वीकृत है। Спасибо 👩🏽‍💻",
)


@dataclass(frozen=True)
class Site:
    """An archive on disk, and the address of the server that shows it."""

    folder: Path
    origin: str


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what is here unless npm's and Debian's programs were asked for; then a missing one fails.

    What is marked ``where_present`` runs in any case where its programs are there. A hook, as fixtures that
    many tests share would be made before one of a single test could skip it.
    """
    if not ALL and not item.get_closest_marker("where_present"):
        pytest.skip("checkers from npm, Debian and pip run with: make test-all")


@pytest.fixture(scope="session")
def site(
    calls: tuple[PublicCall, ...],
    hostile: dict[str, bytes],
    group: Group,
    changed: dict[int, dt.datetime],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The small archive with real sound, and in ``hostile/`` the one in which every text is an attack."""
    folder = tmp_path_factory.mktemp("checkers")
    files = build([_with_real_sound(call) for call in calls], group, NOW, changed)
    files |= {f"hostile/{name}": data for name, data in hostile.items()}
    files |= {f"sent/{name}": data for name, data in _sent(tmp_path_factory.mktemp("workspace")).items()}
    for name, data in files.items():
        write_bytes(folder / name, data)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(folder, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


_INIT = (
    'init --name "Dynamic Coalition, with a long name" --list dccg@example.org --first-number 97 '
    "--join-url https://meet.example.org/dccg --phone '+41 22 555 01 23' --access-contact access@example.org "
    "--mailbox chair@example.org"
)
_SCHEDULE = (
    'call schedule "2026-12-15 14:00" --zone Asia/Kathmandu --rule on-the-record --title "Réunion: 議題" '
    '--venue "Salle C" --address "Rue de l\'Exemple 1, Genève" --venue-access "Induction loop"'
)
_LINES = (
    _INIT,
    'roster add "Zebedee Canary" --zone America/Argentina/Buenos_Aires --email z@example.net --invited',
    'roster add "Xanthippe Quux" --zone Pacific/Chatham --email x@example.net',
    _SCHEDULE,
    'agenda add 97 "Adoption of the agenda" --minutes 5',
    'agenda add 97 "جلسة رئيسية" --minutes 40 --rule chatham-house',
    "agenda build 97 --run-sheet",
    "invite send 97",
    'times poll open 2027-01 --slot "2027-01-12 14:00" --slot "2027-01-13 23:30" --slot "2027-01-14 08:00"',
)
"""A chair's way to the pages that are made for one person or for the list."""


def _sent(folder: Path) -> dict[str, bytes]:
    """The chair's run-sheet, the page of a poll, and the mails as a mail program shows them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("SOURCE_DATE_EPOCH", "1795291200")
        done(*_LINES)
    pages = {path.name: path.read_bytes() for path in folder.rglob("*.html") if path.name != "agenda.html"}
    for number, path in enumerate(sorted(folder.rglob("*.eml")), 1):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = mail.get_body(("html",))
        assert body is not None
        pages[f"mail-{number}.html"] = body.get_content().encode()
    return pages


def _with_real_sound(call: PublicCall) -> PublicCall:
    """The call that has sound gets sound that plays, and captions that are hard to read."""
    if not call.audio:
        return call
    cues = tuple(
        PublicCue("1", place * 6000, place * 6000 + 5500, PublicText(text)) for place, text in enumerate(SAID)
    )
    return replace(call, audio=public_audio(sample_recording()), cues=cues)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""
