"""The times in the headings of Rallly's and Framadate's exports, in the languages whose months are known."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dccg_meet.errors import PollError
from dccg_meet.polls.ballots import plain

_MONTHS = (
    "jan january janv janvier ene enero gen gennaio januar janeiro",
    "feb february fevr fevrier febrero febbraio februar fev fevereiro",
    "mar march mars marzo marz marco",
    "apr april avr avril abr abril aprile",
    "may mai mayo mag maggio maio",
    "jun june juin junio giu giugno juni junho",
    "jul july juil juillet julio lug luglio juli julho",
    "aug august aout ago agosto",
    "sep sept september septembre septiembre set settembre setembro",
    "oct october octobre octubre ott ottobre okt oktober out outubro",
    "nov november novembre noviembre novembro",
    "dec december decembre dic diciembre dicembre dez dezember dezembro",
)
"""English, French, Spanish, Italian, German and Portuguese, short and long, without accents."""

_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_RALLLY = re.compile(
    r"^[^\W\d]+\.?,?\s+(?P<day>\d{1,2})\.?\s+(?P<month>[^\W\d]+)\.?(?:\s+(?P<year>\d{4}))?\s+"
    r"(?P<time>\d{1,2}:\d{2}(?:\s*[ap]\.?m\.?)?)\s+-\s"
)
_TIME = re.compile(
    r"^(?P<hour>\d{1,2})\s*(?:(?:[:h.]\s*(?P<minute>\d{2})|h)?)\s*(?P<half>[ap]\.?m\.?)?\s*(?P<utc>utc|gmt|z)?\s*(?:[-\u2013].*)?$"
)
_DAY = re.compile(r"^(?P<first>\d{1,4})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<third>\d{1,4})$")
_NOON = 12


@dataclass(frozen=True)
class Heading:
    """A local time as a heading has it: ``days`` by the order of its parts, year 0 where it does not say.

    ``utc`` tells that it says so itself.
    """

    days: dict[str, tuple[int, int, int]]
    hour: int
    minute: int
    utc: bool = False

    def means(self, local: dt.datetime, order: str) -> bool:
        """Whether it is the time ``local``, its day read in ``order`` (``ymd``, ``dmy`` or ``mdy``)."""
        year, month, day = self.days.get(order, (-1, 0, 0))
        return year in {0, local.year} and (month, day, self.hour, self.minute) == (
            local.month,
            local.day,
            local.hour,
            local.minute,
        )


def rallly(cells: Sequence[str]) -> tuple[Heading, ...]:
    """The times at the end of a row of headings; the columns before them are about the person."""
    found: list[Heading] = []
    for cell in cells:
        match = _RALLLY.match(plain(cell).strip())
        month = _MONTH.get(match["month"]) if match else None
        clock = _clock(match["time"]) if match else None
        if match and month and clock:
            known = (int(match["year"] or 0), month, int(match["day"]))
            found.append(Heading(dict.fromkeys(("ymd", "dmy", "mdy"), known), *clock))
        elif found:
            return ()
    return tuple(found)


def framadate(days: Sequence[str], times: Sequence[str]) -> tuple[Heading, ...]:
    """The times of a row of days and a row of times below it. Raises PollError where one is none."""
    found = []
    for number, (day, time) in enumerate(zip(days, times, strict=False), start=1):
        clock, readings = _clock(plain(time).strip()), _days(plain(day).strip())
        if clock is None or not readings:
            raise PollError(
                f"the heading of slot {number} of the Framadate export is no day with a time",
                todo="Give every time there as 14:00, and export with the page in English.",
            )
        found.append(Heading(readings, *clock))
    if not found or len(days) != len(times):
        raise PollError(
            "the two headings of the Framadate export do not fit each other", todo="Export it again."
        )
    return tuple(found)


def _clock(text: str) -> tuple[int, int, bool] | None:
    """``14:00``, ``14h``, ``2:00 pm`` or ``14:00 utc`` as hour, minute and whether it says UTC."""
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if match["half"].startswith("p") else 0)
    try:
        dt.time(hour, minute)
    except ValueError:
        return None
    return hour, minute, bool(match["utc"])


def _days(text: str) -> dict[str, tuple[int, int, int]]:
    """A day of numbers in every order in which it is one: ``05/01/2027`` is in January or in May."""
    match = _DAY.match(text)
    if match is None:
        return {}
    first, second, third = int(match["first"]), int(match["second"]), int(match["third"])
    readings = {"ymd": (first, second, third), "dmy": (third, second, first)}
    if match["sign"] == "/":
        readings["mdy"] = (third, first, second)
    return {order: reading for order, reading in readings.items() if _exists(*reading)}


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return year > 1000  # noqa: PLR2004 - a year with four digits
