"""Why a time is proposed."""

from __future__ import annotations

from dccg_meet.times.ledger import Carried
from dccg_meet.times.words import Listener, reason
from tests.factories import utc

_WHEN = utc("2027-01-12 14:00")


def _listeners(**nights: int) -> list[Listener]:
    zones = {"auckland": "Pacific/Auckland", "fiji": "Pacific/Fiji", "angeles": "America/Los_Angeles"}
    return [Listener(zones[name], Carried(count * 10, count)) for name, count in nights.items()]


def test_who_carries_it_and_who_did_before() -> None:
    """Places with their clock, how often it is their turn, and who carried most of those who are spared."""
    assert (
        reason(_WHEN, [10, 3], _listeners(auckland=0, angeles=2))
        == "Auckland 03:00 for the first time, after Los Angeles carried two nights"
    )


def test_no_word_of_those_who_carried_less() -> None:
    """Who is up for the third time is not told that others were up once."""
    text = reason(_WHEN, [10, 3], _listeners(auckland=2, angeles=1))
    assert text == "Auckland 03:00 for the third time"
    text = reason(_WHEN, [10, 7, 0], _listeners(auckland=0, fiji=3, angeles=2))
    assert text == "Auckland 03:00 for the first time, Fiji 02:00 for the fourth time"


def test_one_point() -> None:
    """One point is no points."""
    spared = Listener("America/Los_Angeles", Carried(1, 0))
    assert reason(_WHEN, [10, 0], [*_listeners(auckland=0), spared]).endswith("Los Angeles carried 1 point")


def test_several_places() -> None:
    """Those for whom it is the same time are named together."""
    assert (
        reason(_WHEN, [10, 10, 5], _listeners(auckland=1, fiji=1, angeles=1))
        == "Auckland 03:00 and Fiji 02:00 for the second time"
    )
    assert (
        reason(_WHEN, [10, 10, 0], _listeners(auckland=1, fiji=0, angeles=0))
        == "Auckland 03:00 for the second time, Fiji 02:00 for the first time"
    )


def test_many_places() -> None:
    """The worst three, and how many more."""
    zones = ("Asia/Tokyo", "Asia/Seoul", "Pacific/Auckland", "Pacific/Fiji", "Australia/Sydney")
    listeners = [Listener(name, Carried()) for name in zones]
    text = reason(_WHEN, [7, 7, 10, 10, 9], listeners)
    assert text == "Auckland 03:00, Fiji 02:00 and Sydney 01:00 for the first time, 2 more places at night"


def test_nobody_at_night() -> None:
    """Then the worst hour is named."""
    assert (
        reason(_WHEN, [4, 0], _listeners(angeles=0, fiji=0))
        == "Los Angeles 06:00 is the worst hour, nobody is up at night"
    )


def test_points_without_a_night() -> None:
    """Evenings add up, too."""
    spared = Listener("America/Los_Angeles", Carried(12, 0))
    text = reason(_WHEN, [10, 0], [*_listeners(auckland=0), spared])
    assert text == "Auckland 03:00 for the first time, after Los Angeles carried 12 points"
