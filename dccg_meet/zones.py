"""Time zones: which edition of the tz database is used, and zones by name.

Systems and the ``tzdata`` package carry different editions, which disagree about real places. The newer one
is taken, for every zone, and ``doctor`` says which.
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib.resources
import io
import re
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from dccg_meet.errors import BadTime

_MAGIC = b"TZif"
_TOWNS = {
    "abuja": "Africa/Lagos",
    "ankara": "Europe/Istanbul",
    "bangalore": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
    "brasilia": "America/Sao_Paulo",
    "canberra": "Australia/Sydney",
    "delhi": "Asia/Kolkata",
    "geneva": "Europe/Zurich",
    "hanoi": "Asia/Ho_Chi_Minh",
    "islamabad": "Asia/Karachi",
    "montreal": "America/Toronto",
    "mumbai": "Asia/Kolkata",
    "new_delhi": "Asia/Kolkata",
    "ottawa": "America/Toronto",
    "pretoria": "Africa/Johannesburg",
    "pst": "America/Los_Angeles",
    "rio_de_janeiro": "America/Sao_Paulo",
    "san_francisco": "America/Los_Angeles",
    "suva": "Pacific/Fiji",
    "washington": "America/New_York",
    "wellington": "Pacific/Auckland",
    "yaounde": "Africa/Douala",
}
"""Towns and abbreviations that people type and the tz database files under another name."""


@dataclass(frozen=True)
class TzSource:
    """One copy of the tz database: ``version`` as IANA names it (2026b), ``origin`` for people."""

    version: str
    origin: str
    folder: Path | None


@dataclass(frozen=True)
class LocalTime:
    """A moment as one place sees it. ``place`` is the zone's name for people."""

    zone: str
    place: str
    when: dt.datetime

    @property
    def offset(self) -> str:
        """``UTC+05:30``; plain ``UTC`` where there is no difference."""
        delta = self.when.utcoffset() or dt.timedelta()
        minutes = round(delta.total_seconds() / 60)
        if not minutes:
            return "UTC"
        return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def sources() -> tuple[TzSource, ...]:
    """Every copy of the tz database on this machine, the newest first; the system's wins a tie."""
    found = [_system_source(Path(folder)) for folder in zoneinfo.TZPATH]
    package = importlib.resources.files("tzdata").joinpath("zones")
    if package.is_file():
        import tzdata  # noqa: PLC0415 - needed for its edition only

        found.append(TzSource(tzdata.IANA_VERSION, "tzdata package", None))
    return tuple(sorted((source for source in found if source), key=lambda s: s.version, reverse=True))


@functools.cache
def source() -> TzSource:
    """The copy that is used."""
    return sources()[0]


@functools.cache
def zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone ``name`` (Europe/Oslo) from the copy in use. Raises BadTime for a name that it lacks."""
    return zoneinfo.ZoneInfo.from_file(io.BytesIO(_data(name)), key=name)


def footer(name: str) -> str:
    """The rule by which the clocks of the zone change after all that its file lists, as a POSIX TZ string.

    Empty where there is none (RFC 9636 section 3.3). Raises BadTime for an unknown zone.
    """
    return _data(name).rsplit(b"\n", 2)[1].decode("ascii")


def names() -> tuple[str, ...]:
    """Every zone that can be chosen, by its name."""
    with importlib.resources.files("tzdata").joinpath("zones").open(encoding="utf-8") as file:
        return tuple(line.strip() for line in file)


def place(name: str) -> str:
    """``America/Argentina/Buenos_Aires`` as people say it: ``Buenos Aires``."""
    return name.rsplit("/", 1)[-1].replace("_", " ")


def table(moment: dt.datetime, names: Iterable[str]) -> tuple[LocalTime, ...]:
    """``moment`` in UTC and in each zone, west to east, zones with the same clock and place once.

    The tz database has places under several names, such as America/Louisville and
    America/Kentucky/Louisville: the first of ``names`` stays. Raises BadTime for an unknown zone.
    """
    rows: dict[tuple[dt.timedelta, str], LocalTime] = {}
    for name in ["UTC", *names]:
        row = LocalTime(name, place(name), moment.astimezone(zone(name)))
        rows.setdefault((row.when.utcoffset() or dt.timedelta(), row.place), row)
    head, *rest = rows
    return (rows[head], *(rows[key] for key in sorted(rest)))


def _system_source(folder: Path) -> TzSource | None:
    """The edition of a zoneinfo folder, from the files that distributions put beside the zones."""
    if not (folder / "Europe" / "Oslo").is_file():
        return None
    for name, pattern in (("+VERSION", r"(\d{4}[a-z]+)"), ("tzdata.zi", r"# version (\d{4}[a-z]+)")):
        path = folder / name
        if path.is_file():
            with path.open(encoding="utf-8", errors="replace") as file:
                match = re.match(pattern, file.readline())
            if match:
                return TzSource(match[1], f"system ({folder})", folder)
    return TzSource("0000", f"system ({folder}), edition unknown", folder)


@functools.cache
def _data(name: str) -> bytes:
    """The TZif file of a zone (RFC 9636). Raises BadTime where there is none of that name."""
    if re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", name):
        folder: Traversable = source().folder or importlib.resources.files("tzdata").joinpath("zoneinfo")
        try:
            data = folder.joinpath(*name.split("/")).read_bytes()
        except OSError:
            data = b""
        if data.startswith(_MAGIC):
            return data
    raise BadTime(f"no time zone {name!r}", todo=_suggest(name))


def _suggest(name: str) -> str:
    import rapidfuzz.process  # noqa: PLC0415 - only where somebody mistyped

    wanted = name.rpartition("/")[2].replace(" ", "_").casefold()
    if wanted in _TOWNS:
        return f"Did you mean {_TOWNS[wanted]}?"
    near = rapidfuzz.process.extract(name, names(), limit=3)
    return "Did you mean " + ", ".join(match[0] for match in near) + "?"
