"""Lines: gaps stay gaps, and what can be seen is drawn."""

from __future__ import annotations

import itertools
import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.export.page.curve import Box, area, line, runs, thinned

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
    buckets=st.integers(1, 40),
)
def test_thinning_keeps_the_ends_and_the_extremes_of_each_column(
    values: list[float], buckets: int
) -> None:
    places = thinned(np.array(values), buckets)
    assert (np.diff(places) > 0).all()
    assert {0, len(values) - 1} <= set(places.tolist())
    kept = [values[at] for at in places]
    assert (min(kept), max(kept)) == (min(values), max(values))
    assert len(places) <= max(
        2 * buckets + 2, len(values) if len(values) <= 2 * buckets else 0
    )
    if len(values) > 2 * buckets:
        for part in np.array_split(np.arange(len(values)), buckets):
            within = [values[at] for at in places if part[0] <= at <= part[-1]]
            assert max(within) == max(values[at] for at in part)
            assert min(within) == min(values[at] for at in part)


def test_a_line_is_broken_at_a_gap_and_a_lone_value_is_a_dot() -> None:
    starts = np.arange(0, 1000, 100)
    values = array([0, 100, None, 50, None, 20, 40, 60, None, None])
    assert line(starts, values, BOX) == (
        "M10.0 50.0L20.0 0.0M40.0 25.0h0M60.0 40.0L70.0 30.0L80.0 20.0"
    )
    assert area(starts, values, BOX).count("Z") == 3
    assert area(starts, values, BOX).startswith(
        "M10.0 50.0L10.0 50.0L20.0 0.0L20.0 50.0Z"
    )


def test_nothing_known_is_no_line() -> None:
    assert line(np.arange(0, 50, 10), array([None] * 5), BOX) == ""
    assert area(np.arange(0, 50, 10), array([None] * 5), BOX) == ""


def test_a_week_is_no_longer_than_its_pixels_allow() -> None:
    size = 60_480
    rng = np.random.default_rng(7)
    starts = np.arange(size) * 1000 // size
    path = line(starts, rng.uniform(0, 100, size), BOX)
    assert len(re.findall("[ML]", path)) <= 2 * 101 + 2
