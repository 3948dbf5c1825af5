"""Local times that people type."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.calls.when import in_words, to_utc
from dccg_meet.calls.zones import zone
from dccg_meet.errors import AmbiguousTime, BadTime, NonexistentTime


def test_an_ordinary_time() -> None:
    """14:00 in Oslo in winter is 13:00 UTC."""
    assert to_utc("2026-12-09 14:00", "Europe/Oslo") == dt.datetime(2026, 12, 9, 13, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("when", "where", "instead"),
    [
        ("2027-03-28 02:30", "Europe/Oslo", "03:30"),
        ("2027-03-14 02:00", "America/New_York", "03:00"),
        ("2027-10-03 02:15", "Australia/Lord_Howe", "02:45"),
    ],
)
def test_a_time_that_the_clocks_skip(when: str, where: str, instead: str) -> None:
    """A local time in the spring gap is refused, whatever fold says, and the time after it is offered."""
    for fold in (None, 0, 1):
        with pytest.raises(NonexistentTime) as caught:
            to_utc(when, where, fold=fold)
        assert instead in caught.value.todo


@pytest.mark.parametrize(
    ("when", "where", "hours"),
    [
        ("2027-10-31 02:30", "Europe/Oslo", (0.5, 1.5)),
        ("2027-04-04 01:45", "Australia/Lord_Howe", (14.75, 15.25)),
    ],
)
def test_a_time_that_happens_twice(when: str, where: str, hours: tuple[float, float]) -> None:
    """A local time in the autumn overlap needs a choice, and each choice is another moment."""
    with pytest.raises(AmbiguousTime) as caught:
        to_utc(when, where)
    assert "--first" in caught.value.todo
    for fold in (0, 1):
        moment = to_utc(when, where, fold=fold)
        assert moment.hour + moment.minute / 60 == hours[fold]


@pytest.mark.parametrize(
    "text", ["tomorrow", "2026-12-09", "2026-02-30 10:00", "2026-12-09 24:00", "٢٠٢٦-12-09 10:00"]
)
def test_what_is_no_time(text: str) -> None:
    """Anything but a date and a clock time is wrong usage."""
    with pytest.raises(BadTime):
        to_utc(text, "UTC")


@pytest.mark.parametrize(
    "name", ["Europe/Olso", "../../etc/passwd", "", "Europe/", "/etc/localtime", "Europe"]
)
def test_what_is_no_zone(name: str) -> None:
    """An unknown zone is wrong usage; a name can never lead to a file elsewhere."""
    with pytest.raises(BadTime):
        to_utc("2026-12-09 14:00", name)


def test_a_misspelt_zone_gets_a_hint() -> None:
    """The nearest names are offered."""
    with pytest.raises(BadTime) as caught:
        zone("Europe/Olso")
    assert "Europe/Oslo" in caught.value.todo


@given(
    moment=st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2035, 1, 1)),  # noqa: DTZ001 - local times are naive
    name=st.sampled_from(
        ["Europe/Oslo", "America/Sao_Paulo", "Pacific/Fiji", "Africa/Casablanca", "Asia/Kathmandu"]
    ),
)
def test_there_and_back(moment: dt.datetime, name: str) -> None:
    """A local time that is accepted comes back as itself; the others do not exist or are ambiguous."""
    text = f"{moment:%Y-%m-%d %H:%M}"
    place = zone(name)
    try:
        utc = to_utc(text, name)
    except NonexistentTime:
        naive = dt.datetime.fromisoformat(text)
        assert naive.replace(tzinfo=place).astimezone(dt.UTC).astimezone(place).replace(tzinfo=None) != naive
        return
    except AmbiguousTime:
        assert to_utc(text, name, fold=0) < to_utc(text, name, fold=1)
        return
    assert f"{utc.astimezone(place):%Y-%m-%d %H:%M}" == text


def test_dates_are_in_words() -> None:
    """The one form that no country reads as another day."""
    assert in_words(dt.date(2026, 12, 9)) == "Wednesday 9 December 2026"
