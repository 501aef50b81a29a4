"""Who watches: the same people for the same seed, and guests as they say."""

from __future__ import annotations

import numpy as np
import pytest

from webcast_widget.simulator.people import (
    ERROR_SHARE,
    MEASURED,
    NOBODY,
    NOBODYS,
    PLACES,
    Guest,
    People,
    engaged,
    failing,
)

SOME = np.arange(30_000)


def test_people_are_the_same_whoever_is_asked_for_first() -> None:
    one, other = People(7), People(7)
    for number in (3, 9_000, 29_999):
        other.codes("place", np.array([number]))
    for name in NOBODYS:
        assert (one.codes(name, SOME) == other.codes(name, SOME)).all()
    for name in MEASURED:
        assert (one.measured(name, SOME) == other.measured(name, SOME)).all()
    assert one.user_id(12) == "user00012@example.com"


def test_another_seed_has_other_people() -> None:
    one, other = People(7), People(8)
    assert (one.codes("place", SOME) != other.codes("place", SOME)).any()


def test_lines_are_plausible() -> None:
    people = People(7)
    bounds = {
        "bandwidth_kbps": (300, 100_000),
        "latency_s": (4, 14),
        "dropped": (0, 0.5),
        "segment_s": (0.01, 10),
        "manifest_s": (0.001, 2),
    }
    for name, (low, high) in bounds.items():
        values = people.measured(name, SOME)
        assert low <= values.min() < values.max() <= high
    # A thinner line drops more frames and waits longer.
    line = people.measured("bandwidth_kbps", SOME)
    for name in ("dropped", "segment_s"):
        assert np.corrcoef(1 / line, people.measured(name, SOME))[0, 1] > 0.1
    share = failing(SOME, np.full(len(SOME), 1_700_000_000)).mean()
    assert share == pytest.approx(ERROR_SHARE, rel=0.5)
    attentive = engaged(SOME, people.codes("attention", SOME), SOME * 10)
    assert 0.5 < attentive.mean() < 0.8


def test_guests_are_what_they_say() -> None:
    people = People(7)
    guest = Guest("me@example.com", "https://x.example/", bandwidth_kbps=900.0)
    number = people.welcome(guest)
    assert people.welcome(guest) == number < NOBODY
    again = people.welcome(guest._replace(bandwidth_kbps=800.0))
    numbers = np.array([number, again, people.welcome(Guest()), 5])
    assert people.user_id(number) == people.user_id(again) == "me@example.com"
    first, second, anonymous, _ = people.codes("user", numbers).tolist()
    assert first == second != anonymous == NOBODY
    (page, *_) = people.codes("referrer", numbers).tolist()
    assert people.referrers[page] == "https://x.example/"
    lines = people.measured("bandwidth_kbps", numbers)
    assert lines[:2].tolist() == [900, 800]
    assert np.isnan(lines[2])
    assert not np.isnan(lines[3])
    assert PLACES[people.codes("place", numbers)[0]].country == "Unknown"
    # The same account is the same in another event.
    other = People(8)
    assert other.codes("user", np.array([other.welcome(guest)])) == [first]


def test_many_guests_are_told_apart() -> None:
    people = People(7)
    numbers = [people.welcome(Guest(str(n), latency_s=n)) for n in range(100)]
    assert people.measured("latency_s", np.array(numbers)).tolist() == list(range(100))
    assert [people.user_id(number) for number in numbers[:3]] == ["0", "1", "2"]


def test_too_many_guests_are_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webcast_widget.simulator.people.MAX_GUESTS", 2)
    people = People(7)
    assert [people.welcome(Guest(name)) for name in "abca"] == [-2, -3, NOBODY, -2]
