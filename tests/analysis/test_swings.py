"""Rises and falls, against plain loops and made-up courses whose turns are known."""

from __future__ import annotations

import itertools
import math
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis import plain
from tests.analysis.made import START, at, course, series
from webcast_widget import analysis
from webcast_widget.analysis.turning_points import smoothed, turning_points
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from tests.analysis.conftest import Simulated

values = st.lists(st.integers(0, 500), min_size=1, max_size=120)


def looped(series_: list[float], delta: float) -> list[int]:
    """The same turns, by looking at all places before each confirmation again."""
    turns: list[int] = []
    since, rising = 0, None
    for here in range(len(series_)):
        so_far = range(since, here + 1)
        high = max(so_far, key=lambda i: (series_[i], -i))
        low = min(so_far, key=lambda i: (series_[i], i))
        if rising is not False and series_[high] - series_[here] >= delta:
            turns, since, rising = [*turns, high], here, False
        elif rising is not True and series_[here] - series_[low] >= delta:
            turns, since, rising = [*turns, low], here, True
    if rising is None:
        return []
    rest = range(since, len(series_))
    if rising:
        return [*turns, max(rest, key=lambda i: (series_[i], -i))]
    return [*turns, min(rest, key=lambda i: (series_[i], i))]


@given(values=values, delta=st.integers(1, 200))
def test_turning_points_are_those_of_plain_loops(values: list[int], delta: int) -> None:
    listed = [float(value) for value in values]
    turns = turning_points(np.array(listed), float(delta))
    assert turns == looped(listed, delta)
    moves = [listed[b] - listed[a] for a, b in itertools.pairwise(turns)]
    assert all(abs(move) >= delta for move in moves)
    assert all(a * b < 0 for a, b in itertools.pairwise(moves))
    if not turns:
        assert max(listed) - min(listed) < delta


@given(values=values, width=st.integers(1, 9))
def test_the_median_is_centred(values: list[int], width: int) -> None:
    whole = smoothed(np.array(values, float), width)
    before, after = width // 2, (width - 1) // 2
    assert whole.tolist() == [
        median(values[max(0, i - before) : i + after + 1]) for i in range(len(values))
    ]


@given(values=values)
def test_swings_and_rest_are_the_whole_movement(values: list[int]) -> None:
    found = analysis.swings(course(values), start=START, end=START + 10 * len(values))
    smooth = smoothed(np.array(values, float), 6)
    moved = sum(each.change for each in found.swings) + found.rest
    assert moved == pytest.approx(smooth[-1] - smooth[0])
    for each in found.swings:
        assert each.start <= each.middle_start <= each.middle_end <= each.end
        assert each.start <= each.steepest_at <= each.end
        assert each.change * each.steepest_change > 0
        assert abs(each.change) >= found.delta


def test_a_ramp_down_and_up_is_found_where_it_is() -> None:
    down = [1000 - 10 * step for step in range(31)]
    live = [*[1000] * 60, *down, *[700] * 30, *[700 + 5 * n for n in range(61)]]
    found = analysis.swings(course([*live, *[1005] * 30]))
    assert found.delta == pytest.approx(4 * math.sqrt(1005))
    fall, rise = found.swings
    assert (fall.from_viewers, fall.to_viewers, fall.change) == (1000, 700, -300)
    # 10 % of 300 are lost three slots into the ramp, 90 % three slots before its end;
    # six slots have their middle between two, so that the median is half a slot late.
    assert (fall.middle_start, fall.middle_end) == (at(START + 630), at(START + 880))
    assert (fall.steepest_change, fall.steepest_at) == (-295, at(START + 600))
    assert (rise.change, rise.steepest_change) == (305, 150)
    assert "1,000" in found._repr_html_()
    frame = found.to_frame()
    assert frame["change"].tolist() == [-300, 305]
    assert frame.attrs["units"]["steepest_change"] == "viewers in 5 min"


def test_the_half_life_is_counted_from_the_end() -> None:
    live = [800] * 60 + [800 - 20 * step for step in range(30)]
    found = analysis.swings(course(live), end=at(START + 600))
    assert found.half_life_s == 200
    assert "half of the viewers were left after 3 min 20 s" in found._repr_html_()
    assert analysis.swings(course(live), end=at(START + 900)).half_life_s is None


def test_gaps_within_a_fall_are_said() -> None:
    live = [*[900] * 60, *[None] * 6, *[300] * 60]
    (fall,) = analysis.swings(course(live)).swings
    assert fall.missing_s == 60
    assert "1 min within have no data" in analysis.swings(course(live))._repr_html_()


@pytest.mark.parametrize("live", [[], [5], [0] * 60, [1] * 60, [100] * 60])
def test_what_does_not_move_has_no_swings(live: list[int]) -> None:
    found = analysis.swings(course(live))
    assert found.swings == ()
    assert found.rest == 0
    assert len(found.to_frame()) == 0
    assert found._repr_html_()


def test_a_minute_cadence_is_not_smoothed() -> None:
    moments = [START + 60 * step for step in range(20)]
    found = analysis.swings(series(moments, [500] * 10 + [100] * 10, "UTC"))
    (fall,) = found.swings
    assert (fall.start, fall.end) == (at(moments[0]), at(moments[10]))
    assert (fall.middle_start, fall.middle_end) == (at(moments[9]), at(moments[10]))


def test_arrivals_and_departures_are_what_loops_give(events: list[Simulated]) -> None:
    for event in events:
        last = event.timeline.last
        assert last is not None
        found = analysis.swings(event.timeline, sessions=event.sessions).movement
        assert found is not None
        stays = plain.stays(event.rows)
        came = [int(first) // 60 * 60 for _, first, _ in stays]
        left = [int(seen) // 60 * 60 for *_, seen in stays if seen < last + 10 - 30]
        for minute, arrivals, departures in found.itertuples():
            second = int(minute.timestamp())
            assert (arrivals, departures) == (came.count(second), left.count(second))
        assert found["arrivals"].sum() == len(stays)
        assert found["departures"].sum() == len(left)


def test_movement_ends_at_a_number_of_any_kind() -> None:
    seen = pd.to_datetime([START, START + 600], unit="s", utc=True)
    stays = pd.DataFrame({"first_seen": seen, "last_seen": seen})
    time = f"{seen[1] + pd.Timedelta('10s'):%H:%M:%S}"
    for end in (START + 610, np.int64(START + 610), np.float64(START + 610), time):
        assert analysis.movement(stays, end=end)["departures"].sum() == 1


def test_a_session_without_its_end_is_a_sentence() -> None:
    seen = pd.DatetimeIndex([pd.Timestamp(START, unit="s"), pd.NaT], tz="UTC")
    stays = pd.DataFrame({"first_seen": seen, "last_seen": seen})
    with pytest.raises(ConfigurationError, match="leave out the rows"):
        analysis.movement(stays)


def test_movement_of_nobody_is_an_empty_frame() -> None:
    moments = pd.to_datetime([], utc=True)
    nobody = pd.DataFrame({"first_seen": moments, "last_seen": moments})
    found = analysis.movement(nobody)
    assert list(found.columns) == ["arrivals", "departures"]
    assert len(found) == 0
