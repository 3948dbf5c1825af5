"""The edge to a server: proxies that take ETags away, answers that are no CalDAV, TLS."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme

from dccg_meet.caldav import server as edge
from dccg_meet.caldav.plan import Decided, Ours, Step
from dccg_meet.caldav.push import carry_out, compare
from dccg_meet.caldav.server import Server
from dccg_meet.caldav.state import Pushed
from dccg_meet.errors import CollectionError
from dccg_meet.invites.calendar import event_file
from tests.caldav.calendar_server import PASSWORD, USER, Radicale, radicale
from tests.factories import make_group, make_record

OURS = Ours(97, "dccg-call-097@example.org", event_file(make_record(), make_group()))
MOVED = Ours(97, OURS.uid, event_file(make_record(sequence=1, minutes=90), make_group()))


@dataclass(frozen=True)
class Message:
    """A request or an answer: what it begins with, its headers in lower case, its body."""

    first: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Proxy:
    """Hands requests on to a Radicale and changes what comes back, as proxies on the way do.

    ``etag`` is what an ETag header becomes; ``answers`` are given without asking, by the request's method.
    """

    behind: Radicale
    etag: str = "{}"
    answers: dict[str, Message] = field(default_factory=dict)
    seen: list[Message] = field(default_factory=list)
    port: int = 0

    def url(self, name: str) -> str:
        """The address of the chair's calendar ``name``."""
        return f"http://127.0.0.1:{self.port}/{USER}/{name}/"

    def answer(self, request: Message, path: str) -> Message:
        """What to answer to ``request``."""
        self.seen.append(request)
        if request.first in self.answers:
            return self.answers[request.first]
        connection = http.client.HTTPConnection("127.0.0.1", self.behind.port, timeout=20)
        try:
            headers = {name: text for name, text in request.headers.items() if name != "accept-encoding"}
            connection.request(request.first, path, request.body, headers)
            response = connection.getresponse()
            back = {name.lower(): text for name, text in response.getheaders()}
            tag = self.etag.format(back.get("etag", ""))
            kept = {name: back[name] for name in ("content-type", "www-authenticate") if name in back}
            return Message(str(response.status), kept | ({"etag": tag} if tag else {}), response.read())
        finally:
            connection.close()


@contextmanager
def _before(host: Radicale, **settings: str | dict[str, Message]) -> Iterator[Proxy]:
    """A running proxy before ``host``."""
    proxy = Proxy(host, **settings)  # type: ignore[arg-type]

    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): text for name, text in self.headers.items()}
            back = proxy.answer(Message(self.command, headers, body), self.path)
            self.send_response(int(back.first))
            for name, text in {**back.headers, "content-length": str(len(back.body))}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(back.body)

        do_PROPFIND = do_REPORT = do_PUT = _pass_on  # noqa: N815 - http.server's names

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        proxy.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """One Radicale for all tests."""
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


def _push(url: str, ours: Ours, known: dict[str, Pushed]) -> Step:
    with Server(url, USER, PASSWORD) as server:
        actions = compare(server, [ours], known, Decided())
        [done] = carry_out(server, actions, known, lambda _now: None)
        return done.step


class TestTags:
    """ETag on the way back from a PUT (RFC 4791 section 5.3.4)."""

    @pytest.mark.parametrize(("name", "etag"), [("missing", ""), ("weak", "W/{}")])
    def test_missing_or_weak(self, host: Radicale, name: str, etag: str) -> None:
        """The object is read again; what the server tells of it then is what the next PUT names."""
        host.make(name)
        known: dict[str, Pushed] = {}
        with _before(host, etag=etag) as proxy:
            url = proxy.url(name)
            assert _push(url, OURS, known) is Step.CREATE
            strong = host.ask("GET", f"{name}/{quote(OURS.uid)}.ics").etag
            assert known[OURS.uid].etag == strong
            assert _push(url, OURS, known) is Step.NOTHING
            assert _push(url, MOVED, known) is Step.UPDATE
        puts = [seen.headers for seen in proxy.seen if seen.first == "PUT"]
        assert [headers.get("if-none-match", headers.get("if-match")) for headers in puts] == ["*", strong]

    def test_what_was_stored_is_not_what_was_sent(self, host: Radicale) -> None:
        """Somebody was quicker than our second look: it is a question next time, not taken for ours."""
        host.make("quick")
        known: dict[str, Pushed] = {}
        path = f"quick/{quote(OURS.uid)}.ics"
        with _before(host, etag="") as proxy:
            edited = OURS.data.replace(b"STATUS:CONFIRMED", b"STATUS:TENTATIVE")
            assert host.ask("PUT", path, edited).status == 201
            proxy.answers["PUT"] = Message("201")
            with Server(proxy.url("quick"), USER, PASSWORD) as server:
                actions = compare(server, [OURS], {}, Decided(ours={97}))
                list(carry_out(server, actions, known, lambda _now: None))
            assert known[OURS.uid].etag == ""
            assert _push(proxy.url("quick"), OURS, known) is Step.CONFLICT

    def test_no_put_is_without_a_condition(self, host: Radicale) -> None:
        """Where the server tells no version at all, nothing is overwritten."""
        url = host.make("untagged")
        with Server(url, USER, PASSWORD) as server, pytest.raises(CollectionError, match="ETag"):
            server.replace("x.ics", "", OURS.data)
        assert host.stored("untagged") == {}


def test_no_proxy_of_the_environment_reads_the_password(
    host: Radicale, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without TLS the way to this machine's own server is direct, whatever the environment says."""
    with _before(host, etag="") as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert _push(host.make("direct"), OURS, {}) is Step.CREATE
    assert proxy.seen == []


def test_the_bytes_are_what_was_built(host: Radicale) -> None:
    """Over the wire, line ends included, as text/calendar; the password goes once the server asks for it."""
    host.make("bytes")
    with _before(host) as proxy:
        _push(proxy.url("bytes"), OURS, {})
    [put] = [seen for seen in proxy.seen if seen.first == "PUT"]
    assert put.body == OURS.data
    assert put.headers["content-type"].startswith("text/calendar")
    assert "authorization" not in proxy.seen[0].headers


class TestAnswers:
    """Answers that are not what was hoped for, each one clear error without the server's words."""

    WORDS = b"<html><body>Private words of the server</body></html>"

    @pytest.mark.parametrize(
        ("status", "headers", "what"),
        [
            ("301", {"location": "http://127.0.0.1:1/elsewhere/"}, "another address"),
            ("308", {"location": "https://example.org/"}, "another address"),
            ("200", {"content-type": "text/html"}, "no calendar"),
            ("207", {"content-type": "text/xml"}, "no calendar"),
            ("207", {"content-type": "application/xml"}, "no calendar"),
            ("400", {}, "answers 400"),
            ("401", {}, "name and password"),
            ("401", {"www-authenticate": "Negotiate"}, "no way to log in"),
            ("403", {}, "does not let"),
            ("404", {}, "no calendar"),
            ("405", {}, "no calendar"),
            ("429", {"retry-after": "1"}, "later"),
            ("500", {}, "answers 500"),
            ("503", {}, "later"),
        ],
    )
    def test_looking(self, host: Radicale, status: str, headers: dict[str, str], what: str) -> None:
        """While we look."""
        with (
            _before(host, answers={"PROPFIND": Message(status, headers, self.WORDS)}) as proxy,
            Server(proxy.url("calls"), USER, PASSWORD) as server,
            pytest.raises(CollectionError, match=what) as caught,
        ):
            server.check()
        assert "Private words" not in f"{caught.value}{caught.value.todo}"
        assert PASSWORD not in f"{caught.value}{caught.value.todo}"

    def test_broken_xml(self, host: Radicale) -> None:
        """Cut off in the middle."""
        broken = Message("207", {"content-type": "text/xml"}, b'<D:multistatus xmlns:D="DAV:"><D:resp')
        with (
            _before(host, answers={"PROPFIND": broken}) as proxy,
            Server(proxy.url("calls"), USER, PASSWORD) as server,
            pytest.raises(CollectionError, match="no CalDAV"),
        ):
            server.listing()

    @pytest.mark.parametrize(
        ("status", "what"),
        [
            ("301", "another address"),
            ("403", "may be read"),
            ("409", "answers 409"),
            ("500", "answers 500"),
            ("507", "no room"),
        ],
    )
    def test_writing(self, host: Radicale, status: str, what: str) -> None:
        """While we write: nothing is noted of what was not stored."""
        name = f"writing-{status}"
        host.make(name)
        known: dict[str, Pushed] = {}
        answer = Message(status, {"location": "http://127.0.0.1:1/"} if status == "301" else {})
        with _before(host, answers={"PUT": answer}) as proxy, pytest.raises(CollectionError, match=what):
            _push(proxy.url(name), OURS, known)
        assert known == {}

    def test_it_takes_too_long(self, host: Radicale, monkeypatch: pytest.MonkeyPatch) -> None:
        """A server that accepts the connection and says nothing."""
        monkeypatch.setattr(edge, "_SECONDS", 0.5)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            with Server(url, USER, PASSWORD) as server, pytest.raises(CollectionError, match="answer within"):
                server.check()


class TestTls:
    """https."""

    def test_a_certificate_that_proves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Refused; with an authority that the system is told of, all is well."""
        authority = trustme.CA()
        certificate = authority.issue_cert("127.0.0.1")
        certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
        certificate.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        with radicale(tmp_path, certificate=tmp_path / "cert.pem", key=tmp_path / "key.pem") as host:
            with (
                Server(host.url(), USER, PASSWORD) as server,
                pytest.raises(CollectionError, match="certificate"),
            ):
                server.check()
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "authority.pem"))
            with (
                Server(host.url(), USER, PASSWORD) as server,
                pytest.raises(CollectionError, match="calendar"),
            ):
                server.check()
