"""Lines: gaps stay gaps, and what can be seen is drawn."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.export.document.drawing.curve import (
    Box,
    Series,
    area,
    band,
    line,
    missing,
    runs,
    series,
    steps,
    thinned,
)

BOX = Box(left=10, top=0, width=100, height=50, first=0.0, last=1000.0, most=100.0)
maybe = st.none() | st.floats(0, 100)


def array(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if each is None else each for each in values], dtype=float)


@given(values=st.lists(maybe, max_size=60))
def test_runs_are_what_is_known_in_a_row(values: list[float | None]) -> None:
    found = runs(array(values))
    covered = [at for begin, end in found for at in range(begin, end)]
    assert covered == [at for at, each in enumerate(values) if each is not None]
    for (_, end), (begin, _) in itertools.pairwise(found):
        assert begin > end


@given(
    values=st.lists(st.floats(0, 100), min_size=1, max_size=500),
    pixels=st.integers(1, 40),
)
def test_thinning_keeps_the_ends_and_the_extremes_of_each_column(
    values: list[float], pixels: int
) -> None:
    x = np.linspace(0, pixels, len(values), endpoint=False)
    places = thinned(x, np.array(values))
    assert (np.diff(places) > 0).all()
    assert {0, len(values) - 1} <= set(places.tolist())
    assert len(places) <= max(2 * pixels + 2, 0) or len(values) <= 2 * pixels
    for column in range(pixels):
        there = np.flatnonzero((x >= column) & (x < column + 1))
        kept = [values[at] for at in places if at in there]
        if len(there):
            told = [values[at] for at in there]
            assert (min(kept), max(kept)) == (min(told), max(told))


def test_a_line_is_broken_at_a_gap_and_a_lone_value_is_a_dot() -> None:
    values = array([0, 100, None, 50, None, 20, 40, 60, None, None])
    drawn = Series(np.arange(0.0, 1000, 100), values)
    assert line(drawn, BOX) == "M10 50L20 0M40 25h0M60 40L70 30L80 20"
    assert area(drawn, BOX).count("Z") == 3
    assert area(drawn, BOX).startswith("M10 50L10 50L20 0L20 50Z")
    assert missing(drawn, 0, 1000) == [(200, 300), (400, 500), (800, 1000)]


def test_steps_hold_until_their_end() -> None:
    drawn = Series(np.array([0.0, 100, 200]), array([50, 100, None]))
    ends = np.array([100.0, 200, 300])
    assert steps(drawn, ends, BOX) == "M10 25L20 25L20 0L30 0"


def test_a_band_is_where_both_lines_are() -> None:
    at = np.array([0.0, 100, 200])
    low, high = Series(at, array([0, 20, None])), Series(at, array([50, 60, 70]))
    assert band(low, high, BOX) == "M10 25L20 20L20 40L10 50Z"


def test_a_late_value_has_a_gap_before_it() -> None:
    index = pd.to_datetime([0, 60, 140, 240], unit="s", utc=True)
    found = series(pd.Series([1.0, 2, 3, 4], index), 60)
    # 140 is late by less than half as much again, 240 by more.
    assert found.times.tolist() == [0, 60, 140, 200, 240]
    assert np.isnan(found.levels).tolist() == [False, False, False, True, False]


def test_nothing_known_is_no_line() -> None:
    nothing = Series(np.arange(0.0, 50, 10), array([None] * 5))
    assert (line(nothing, BOX), area(nothing, BOX), nothing.known) == ("", "", False)


def test_a_week_is_no_longer_than_its_pixels_allow() -> None:
    size = 60_480
    rng = np.random.default_rng(7)
    drawn = Series(np.arange(size) * 1000.0 / size, rng.uniform(0, 100, size))
    assert len(re.findall("[ML]", line(drawn, BOX))) <= 2 * 101 + 2
