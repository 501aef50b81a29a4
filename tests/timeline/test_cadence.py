"""Other cadences: values at their own moments, and room for what is known alone."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.memory import memory_of
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.cadence import LONG_GAP, with_gaps
from webcast_widget.timeline.from_frame import timeline_of
from webcast_widget.timeline.peak import Peak
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

START = 1_700_000_040
DAY_S = 86_400
LATER = START + 2e9


def told(moments: list[int], cadence_s: int, **more: Any) -> Timeline:
    timeline = Timeline(cadence_s=cadence_s, **more)
    slots = [Slot(at, live_viewers=n) for n, at in enumerate(moments, start=1)]
    timeline.merge(Batch(slots, as_of=moments[-1] + 3.0 * cadence_s + 60), now=LATER)
    return timeline


def seconds(frame: pd.DataFrame) -> list[int]:
    return [int(at.timestamp()) for at in frame.index]


def test_values_stand_at_their_own_moments_and_a_gap_is_missing() -> None:
    moments = [START + 7 + each for each in (0, 60, 121, 179, 400)]
    frame = told(moments, 60).frame()
    assert seconds(frame) == [
        *moments[:4],
        *(moments[3] + each for each in (60, 120, 180)),
        moments[4],
    ]
    live = [1, 2, 3, 4, pd.NA, pd.NA, pd.NA, 5]
    assert frame["live_viewers"].tolist() == live
    assert frame.attrs == {"cadence_s": 60}


def test_an_undeclared_cadence_refuses_what_is_off_its_grid_and_counts_it() -> None:
    timeline = Timeline()
    slots = [Slot(START + 7 + 60 * n, live_viewers=n) for n in range(664)]
    change = timeline.examine(Batch([*slots, Slot(START, live_viewers=1)]), LATER)
    assert (change.refused, change.off_grid) == (664, 664)
    half = Timeline(cadence_s=60)
    change = half.examine(Batch([Slot(START + 0.5, 1)]), LATER)  # type: ignore[arg-type]
    assert (change.refused, change.off_grid) == (1, 1)


@pytest.mark.parametrize("cadence_s", [10, DAY_S])
def test_of_1100_daily_values_all_are_kept(cadence_s: int) -> None:
    days = [START + DAY_S * day for day in range(1100)]
    timeline = told(days, cadence_s)
    assert timeline.refused == 0
    assert (timeline.first, timeline.last) == (days[0], days[-1])
    assert timeline.rows()[:, 1].tolist() == list(range(1, 1101))
    assert timeline.peak() == Peak(1100, days[-1])


def test_what_grows_is_none_of_it_refused_for_its_age() -> None:
    timeline = Timeline(cadence_s=DAY_S)
    for day in range(0, 4000, 100):
        timeline.merge(Batch([Slot(START + DAY_S * day, 1)]), START + DAY_S * day)
    assert timeline.refused == 0
    timeline.merge(Batch([Slot(0, 1)]), LATER)
    assert timeline.refused == 1
    assert len(timeline.rows()) == 40


def test_one_slot_a_day_takes_the_room_of_what_is_known() -> None:
    days = [START + DAY_S * day for day in range(390)]
    timeline = told(days, 10)

    def all_of_it() -> tuple[object, ...]:
        again = told(days, 10)
        return again, again.frame(), again.rows(), again.peak()

    _, most = memory_of(all_of_it)
    assert most < 5_000_000
    frame, rows, peak = timeline.frame(), timeline.rows(), timeline.peak()
    assert len(frame) == 390 + 2 * 389
    assert frame["live_viewers"].notna().sum() == len(rows) == 390
    assert seconds(frame)[:4] == [START, START + 10, days[1] - 10, days[1]]
    assert peak == Peak(390, days[-1])


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=30), st.integers(1, 90))
def test_what_was_due_is_added_as_a_plain_loop_would(
    apart: list[int], cadence_s: int
) -> None:
    starts = [START]
    for each in apart:
        starts.append(starts[-1] + each)
    expected = []
    for before, after in pairwise(starts):
        expected.append(before)
        due = []
        if after - before > 1.5 * cadence_s:
            at = before + cadence_s
            while at <= after - cadence_s / 2:
                due.append(at)
                at += cadence_s
        expected += due if len(due) <= LONG_GAP else [due[0], after - cadence_s]
    moments, known = with_gaps(np.array(starts), cadence_s)
    assert moments.tolist() == [*expected, starts[-1]]
    assert moments[known].tolist() == starts


@pytest.mark.parametrize(
    ("cadence_s", "age", "is_settled"),
    [
        (10, 59, False),
        (10, 60, True),
        (30, 59, False),
        (300, 299, False),
        (300, 300, True),
    ],
)
def test_a_value_is_provisional_until_the_next_is_due_and_for_a_minute(
    cadence_s: int, age: int, is_settled: bool
) -> None:
    timeline = Timeline(cadence_s=cadence_s)
    timeline.merge(Batch([Slot(START, 5)], as_of=float(START + age)), now=0.0)
    assert timeline.frame()["provisional"].tolist() == [not is_settled]
    assert timeline.peak() == (Peak(5, START) if is_settled else None)


@pytest.mark.parametrize(
    "cadence_s", [0, -60, 0.5, 90.5, math.nan, math.inf, "60", None, True, 4e7]
)
def test_a_cadence_that_is_none_is_refused(cadence_s: Any) -> None:
    with pytest.raises(ConfigurationError, match="cadence_s is"):
        Timeline(cadence_s=cadence_s)


@pytest.mark.parametrize(
    ("cadence_s", "shift"), [(60, 7), (10, 0), (10, 3), (DAY_S, 11)]
)
def test_a_frame_becomes_the_timeline_that_it_is_of(cadence_s: int, shift: int) -> None:
    moments = [START + shift + cadence_s * n for n in (0, 1, 2, 3, 7, 8, 900)]
    timeline = told(moments, cadence_s, grid_s=10 if shift == 0 else 1)
    again = timeline_of(timeline.frame())
    assert again.cadence_s == cadence_s
    pd.testing.assert_frame_equal(again.frame(), timeline.frame())
    silent = timeline.frame()
    silent.attrs.clear()
    assert timeline_of(silent).cadence_s == cadence_s
