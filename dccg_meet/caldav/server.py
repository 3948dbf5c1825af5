"""A calendar on a CalDAV server (RFC 4791): listing, reading, and writing only over what we have seen.

The caldav library speaks the protocol and negotiates how to log in; the preconditions of every PUT are ours
(RFC 9110 section 13.1): ``If-None-Match: *`` for a new object, ``If-Match`` with the version that was
compared for one that is there. A server that answers 412 has saved somebody else's change.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from caldav.davclient import DAVClient
from caldav.lib.error import AuthorizationError, DAVError, RateLimitError
from caldav.lib.python_utilities import WireBytes

from dccg_meet.caldav.plan import Found
from dccg_meet.errors import CollectionError

_SECONDS = 30
_AT_ONCE = 100
_CALENDAR = "{urn:ietf:params:xml:ns:caldav}calendar"
_COMPONENTS = "{urn:ietf:params:xml:ns:caldav}supported-calendar-component-set"
_UID_TAKEN = "no-uid-conflict"
_MAY_WRITE = {"{DAV:}all", "{DAV:}write", "{DAV:}write-content", "{DAV:}bind"}
_NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
_WHAT = (
    f"<D:propfind {_NAMESPACES}><D:prop><D:resourcetype/><D:current-user-privilege-set/>"
    "<C:supported-calendar-component-set/></D:prop></D:propfind>"
)
_LIST = f"<D:propfind {_NAMESPACES}><D:prop><D:resourcetype/><D:getetag/></D:prop></D:propfind>"
_READ = (
    f"<C:calendar-multiget {_NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
    "{hrefs}</C:calendar-multiget>"
)


class Server:
    """One calendar at ``url``, which ends with a slash. Use it in a ``with`` statement.

    ``where`` is how errors name it. Every method raises CollectionError where the server or the way to it
    fails.
    """

    def __init__(self, url: str, user: str | None, password: str | None) -> None:
        self.url = url
        self.where = urlsplit(url).netloc
        # It would log what servers answer, and more than one line of it.
        logging.getLogger("caldav").addHandler(logging.NullHandler())
        logging.getLogger("caldav").propagate = False
        self._client = DAVClient(
            url=url, username=user, password=password, timeout=_SECONDS, enable_rfc6764=False
        )
        # A redirected PUT could end up anywhere, and so could the password.
        self._client.session.max_redirects = 0
        # Without TLS, which is for this machine alone, a proxy of the environment would read the password.
        self._client.session.trust_env = urlsplit(url).scheme != "http"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def check(self) -> None:
        """Raise CollectionError unless this is a calendar for events that may be written."""
        found = self._propfind(_WHAT, depth=0)
        properties = next(iter(found.values()), {})
        if _CALENDAR not in (properties.get("{DAV:}resourcetype") or ()):
            raise CollectionError(
                "this address is no calendar", where=self.where, todo=self._calendars_below()
            )
        rights = properties.get("{DAV:}current-user-privilege-set")
        if rights and not _MAY_WRITE.intersection(rights):
            raise self._read_only()
        kinds = properties.get(_COMPONENTS)
        if kinds and "VEVENT" not in kinds:
            raise CollectionError(
                "this calendar takes no events", where=self.where, todo="Give the address of another one."
            )

    def listing(self) -> dict[str, str]:
        """The path of every object in the calendar with its ETag, which is empty where there is none."""
        return {
            href: str(properties.get("{DAV:}getetag") or "")
            for href, properties in self._propfind(_LIST, depth=1).items()
            if not properties.get("{DAV:}resourcetype") and href.rstrip("/") != self._path().rstrip("/")
        }

    def read(self, hrefs: Iterable[str]) -> Iterator[Found]:
        """The objects at ``hrefs``; one that is not there any more is left out."""
        wanted = list(hrefs)
        for first in range(0, len(wanted), _AT_ONCE):
            names = "".join(
                f"<D:href>{escape(quote(href, safe='/@'))}</D:href>"
                for href in wanted[first : first + _AT_ONCE]
            )
            with self._faults():
                response = self._client.report(self.url, _READ.format(hrefs=names), depth=None)
                self._refuse(response.status)
                entries = response.parse_calendar_query()
            for entry in entries:
                if entry.calendar_data is not None:
                    yield Found(entry.href, entry.etag or "", entry.calendar_data.encode())

    def create(self, href: str, data: bytes) -> Found | None:
        """Put a new object at ``href``; None where one is there, or its UID is taken."""
        return self._put(href, data, {"If-None-Match": "*"})

    def replace(self, href: str, etag: str, data: bytes) -> Found | None:
        """Put ``data`` over the version ``etag`` of the object at ``href``; None where it is not that one."""
        if not etag:
            raise CollectionError(
                "the server does not tell one version of an event from another (ETag), so nothing can be "
                "changed there safely",
                where=self.where,
                todo="Use another server, or change the event there by hand.",
            )
        return self._put(href, data, {"If-Match": etag})

    def _put(self, href: str, data: bytes, conditions: Mapping[str, str]) -> Found | None:
        """What is there afterwards, read again where the server does not vouch for it with a strong ETag."""
        path = href if href.startswith("/") else self._path() + href
        headers = {"Content-Type": "text/calendar; charset=utf-8", **conditions}
        address = urljoin(self.url, quote(path, safe="/@"))
        with self._faults(writing=True):
            try:
                # Bytes that the library may not touch: it would change line ends.
                response = self._client.put(address, WireBytes(data), headers)  # type: ignore[arg-type]
            except AuthorizationError as error:
                if any(_UID_TAKEN in reason for reason in error.preconditions):
                    return None
                raise
            taken = response.status in {403, 409} and _UID_TAKEN in str(response.raw)
            if taken or response.status == 412:  # noqa: PLR2004 - RFC 9110 section 15.5.13
                return None
            self._refuse(response.status)
            etag = str(response.headers.get("ETag") or "")
        if etag and not etag.startswith("W/"):
            return Found(path, etag, data)
        return next(self.read([path]), Found(path, "", b""))

    def _path(self) -> str:
        return unquote(urlsplit(self.url).path)

    def _propfind(self, body: str, *, depth: int) -> dict[str, dict[str, Any]]:
        with self._faults():
            response = self._client.propfind(self.url, body, depth)
            self._refuse(response.status)
            return {entry.href: entry.properties for entry in response.parse_propfind()}

    def _calendars_below(self) -> str:
        """What to do for somebody who gave the address of an account: the calendars that lie below."""
        found = [
            urljoin(self.url, quote(href, safe="/@"))
            for href, properties in self._propfind(_WHAT, depth=1).items()
            if _CALENDAR in (properties.get("{DAV:}resourcetype") or ())
        ]
        if found:
            return "These below it are: " + " ".join(sorted(found))
        return "Give the address of one calendar, as calendar programs show it for subscribing by CalDAV."

    @contextmanager
    def _faults(self, *, writing: bool = False) -> Iterator[None]:
        """Whatever goes wrong on the way as one clear error, without what the server wrote."""
        try:
            yield
        except AuthorizationError as error:
            if error.status == 403 and writing:  # noqa: PLR2004 - HTTP
                raise self._read_only() from None
            self._refuse(error.status or 401)
        except RateLimitError:
            self._refuse(503)
        except NotImplementedError:
            raise self._fault("the server has no way to log in with name and password") from None
        except (DAVError, SyntaxError, ValueError):
            raise self._fault("what the server answers is no CalDAV") from None
        except OSError as error:  # what the library's HTTP client raises
            kinds = {kind.__name__ for kind in type(error).__mro__}
            if "TooManyRedirects" in kinds:
                raise self._fault("the server sends us to another address") from None
            if "Timeout" in kinds:
                raise self._fault(f"the server does not answer within {_SECONDS} seconds") from None
            if "SSLError" in kinds:
                raise self._fault("the server cannot prove who it is (TLS certificate)") from None
            raise self._fault("the server cannot be reached") from None

    def _refuse(self, status: int) -> None:
        """Raise CollectionError unless ``status`` (HTTP) is a success."""
        if 200 <= status < 300:  # noqa: PLR2004 - HTTP
            return
        if status == 401:  # noqa: PLR2004
            raise CollectionError(
                "the server does not accept this name and password",
                where=self.where,
                todo="Check --user and the password; many providers want one made for programs.",
            )
        what = {
            403: "the server does not let this account in here",
            404: "there is no calendar at this address",
            405: "this address is no calendar",
            503: "the server asks to try again later",
            507: "the server has no room left for this account",
        }
        raise self._fault(what.get(status, f"the server answers {status}"))

    def _fault(self, what: str) -> CollectionError:
        todo = "Check the address of the calendar and run the command again: it goes on where it was."
        return CollectionError(what, where=self.where, todo=todo)

    def _read_only(self) -> CollectionError:
        return CollectionError(
            "this calendar may be read by this account, not written",
            where=self.where,
            todo="Ask its owner to share it for writing, or give the address of another one.",
        )
