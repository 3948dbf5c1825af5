"""Local times that people type."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dccg_meet.calls.when import apart, clocks, distance, in_words, to_day, to_utc
from dccg_meet.errors import AmbiguousTime, BadTime, NonexistentTime
from dccg_meet.zones import zone


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
    ("text", "name"),
    [
        ("9999-12-31 23:00", "America/New_York"),
        ("0001-01-01 00:00", "Asia/Tokyo"),
        ("1970-12-31 23:00", "UTC"),
        ("1971-01-01 08:59", "Asia/Tokyo"),
        ("2200-01-01 00:00", "UTC"),
        ("2199-12-31 19:00", "America/New_York"),
    ],
)
def test_what_is_out_of_reach(text: str, name: str) -> None:
    """A year that no record takes, there or in UTC, is wrong usage and never more than that."""
    with pytest.raises(BadTime, match="out of reach") as caught:
        to_utc(text, name)
    assert "1971 to 2199" in caught.value.todo


@pytest.mark.parametrize(
    ("text", "name"), [("1971-01-01 09:00", "Asia/Tokyo"), ("2199-12-31 18:59", "America/New_York")]
)
def test_the_first_and_the_last(text: str, name: str) -> None:
    """To the minute, as the records have it."""
    assert to_utc(text, name).year in {1971, 2199}


class TestDay:
    """Days that people type."""

    def test_a_day(self) -> None:
        """As ISO 8601 writes it."""
        assert to_day(" 2027-01-05 ", "--until") == dt.date(2027, 1, 5)

    @pytest.mark.parametrize("text", ["tomorrow", "2027-02-30", "20270105", "2027-W01-1", "05/01/2027", ""])
    def test_no_day(self, text: str) -> None:
        """Only one form, which no country reads as another day; the option is named."""
        with pytest.raises(BadTime, match=r"^--until: .* is no day$"):
            to_day(text, "--until")

    @pytest.mark.parametrize("text", ["9999-12-31", "2200-01-01", "1970-12-31", "0001-01-01"])
    def test_out_of_reach(self, text: str) -> None:
        """As times are."""
        with pytest.raises(BadTime, match="out of reach"):
            to_day(text, "--until")


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


NOW = dt.datetime(2026, 12, 9, 14, tzinfo=dt.UTC)


class TestDistance:
    """How far away a moment is, as people say it."""

    @pytest.mark.parametrize(
        ("delta", "text"),
        [
            (dt.timedelta(days=2, hours=3, minutes=59), "in 2 days 3 hours"),
            (dt.timedelta(days=1), "in 1 day"),
            (dt.timedelta(days=7, hours=23), "in 7 days"),
            (dt.timedelta(hours=1, minutes=1), "in 1 hour 1 minute"),
            (dt.timedelta(minutes=59, seconds=59), "in 59 minutes"),
            (dt.timedelta(seconds=59), "now"),
            (dt.timedelta(), "now"),
            (-dt.timedelta(days=1, hours=2), "1 day 2 hours ago"),
            (-dt.timedelta(hours=5), "5 hours ago"),
        ],
    )
    def test_the_two_largest_units(self, delta: dt.timedelta, text: str) -> None:
        """From a week on, hours are noise; under a minute it is now."""
        assert distance(NOW + delta, NOW) == text

    @given(st.timedeltas(dt.timedelta(days=-400), dt.timedelta(days=400)))
    def test_there_and_back_are_equally_far(self, delta: dt.timedelta) -> None:
        """Nothing depends on which of the two comes first."""
        assert apart(NOW + delta, NOW) == apart(NOW, NOW + delta)


class TestClocks:
    """UTC with the clock of a place beside it."""

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Europe/Oslo", "Wed 09 Dec 14:00 UTC, 15:00 Oslo"),
            ("Pacific/Auckland", "Wed 09 Dec 14:00 UTC, Thu 03:00 Auckland"),
            ("UTC", "Wed 09 Dec 14:00 UTC"),
            ("Europe/London", "Wed 09 Dec 14:00 UTC"),
        ],
    )
    def test_one_that_differs_is_shown(self, name: str, text: str) -> None:
        """With its weekday where that differs, too."""
        assert clocks(NOW, name) == text
