"""Ticks of the axes."""

from __future__ import annotations

import doctest
import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.export.document.drawing import axes

ZONES = [
    *("UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu"),
    "Australia/Lord_Howe",
]


@given(top=st.floats(1e-6, 1e12))
def test_an_axis_of_values_holds_the_largest_at_round_distances(top: float) -> None:
    ticks = axes.values(top)
    assert ticks[0] == 0
    assert ticks[-1] >= top * 0.995
    assert 2 <= len(ticks) <= 6
    steps = {round((b - a) / ticks[1], 9) for a, b in itertools.pairwise(ticks)}
    assert steps == {1.0}
    digits = f"{ticks[1]:e}".split("e")[0].rstrip("0").rstrip(".")
    assert digits in {"1", "2", "2.5", "3", "5"}


@pytest.mark.parametrize("top", [0.0, -1.0, float("nan"), float("inf")])
def test_an_axis_without_values_is_one_all_the_same(top: float) -> None:
    assert axes.values(top) == [0.0, 1.0]


@given(
    first=st.integers(1_700_000_000, 1_900_000_000),
    span=st.integers(60, 40 * 86_400),
    zone=st.sampled_from(ZONES),
)
def test_ticks_of_time_say_the_time_of_their_zone(
    first: int, span: int, zone: str
) -> None:
    ticks = axes.times(first, first + span, ZoneInfo(zone))
    assert 1 <= len(ticks) <= 10
    # Nobody has to guess when it began.
    assert ticks[0][0] - first <= 0.08 * span + 1
    for at, words in ticks:
        assert first <= at <= first + span
        there = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
        assert words.split(" ")[-1] in {f"{there:%H:%M}", f"{there:%b}"}


def test_a_new_day_is_named() -> None:
    evening = datetime(2026, 11, 22, 21, tzinfo=UTC).timestamp()
    words = [
        each for _, each in axes.times(evening, evening + 6 * 3600, ZoneInfo("UTC"))
    ]
    assert words == [
        *("22 Nov 21:00", "22:00", "23:00", "23 Nov 00:00", "01:00", "02:00", "03:00"),
    ]


def test_after_a_change_of_clocks_the_words_are_right() -> None:
    night = datetime(2026, 10, 24, 22, tzinfo=UTC).timestamp()
    paris = ZoneInfo("Europe/Paris")
    words = [each for _, each in axes.times(night, night + 5 * 3600, paris)]
    # 02:00 comes twice. All of it is on one day, which nothing has to name.
    assert words == ["00:00", "01:00", "02:00", "02:00", "03:00", "04:00"]


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(axes)
    assert (result.attempted > 0, result.failed) == (True, 0)
