"""From feed to traits: plain values, and nothing made up."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.feed import Extent, FeedStatus, Reading
from webcast_widget.pane import contract, view
from webcast_widget.pane.figures import LATEST, TRAVELS
from webcast_widget.pane.window import window as chart_window
from webcast_widget.timeline.estimate import Estimate
from webcast_widget.timeline.latest import Latest
from webcast_widget.timeline.records import Event, Minute, Slot

START = 1_700_000_040
WEEK_S = 7 * 86_400.0
# The browser is held to the same: js/tests/series/window.test.ts.
VECTORS = json.loads((Path(__file__).parents[1] / "window.json").read_text("utf-8"))


def unpacked(rows: bytes) -> list[tuple[int, ...]]:
    return [tuple(row) for row in np.frombuffer(rows, "<u4").reshape(-1, 3).tolist()]


def reading(newest: Latest, settled: int | None, received_at: float | None) -> Reading:
    return Reading(
        order=1,
        seq=0,
        rows=np.empty((0, 3)),
        afresh=False,
        latest=newest,
        status=FeedStatus(),
        event=Event("1_event"),
        interval_s=10.0,
        cadence_s=10,
        extent=None if settled is None else Extent(START, settled + 60, settled),
        received_at=received_at,
        at=(received_at or 1e9) + 20.0,
        playback=None,
        audience=None,
    )


def test_rows_are_little_endian_and_say_what_is_missing() -> None:
    series = np.array([[START, 5, 0], [START + 10, np.nan, np.nan]])
    packed = view.rows(series)
    assert packed[:4] == START.to_bytes(4, "little")
    missing = contract.MISSING
    assert unpacked(packed) == [(START, 5, 0), (START + 10, missing, missing)]
    assert view.rows(np.empty((0, 3))) == b""


def test_the_figures_travel_in_three_lists() -> None:
    figures: dict[str, float | None] = dict.fromkeys(LATEST)
    for trait, names in TRAVELS.items():
        assert view.unnamed(figures, trait) == [None] * len(names)
    figures |= {"settled": START + 50, "received_at": START + 82.3, "live_viewers": 7}
    assert view.unnamed(figures) == [7, None, None, START + 50, None, START + 82.3]
    figures["at"] = START + 40
    assert view.unnamed(figures) == [7, None, START + 40, 10, None, 42.3]
    assert sorted(sum(TRAVELS.values(), ())) == sorted(LATEST)


def test_estimates_are_told_after_the_newest_settled_slot() -> None:
    told = (Estimate(START + 10, 5, 4, 7), Estimate(START + 30, 6, 6, 6))
    shown = replace(reading(Latest(), START, None), estimates=told)
    assert view.estimates(shown) == [5, 1, 2, None, 6, 0, 0]
    early = replace(shown, extent=Extent(START, START + 30, START - 30))
    assert view.estimates(early) == [None, None, None, 5, 1, 2, None, 6, 0, 0]
    # What nobody says of a slot that is still watched.
    far = replace(shown, extent=Extent(START, START + 30, 0))
    assert view.estimates(far) == []
    assert view.estimates(replace(shown, extent=None, estimates=())) == []


@given(st.lists(st.integers(0, 2**53), max_size=20))
def test_a_count_comes_through_or_is_not_known(counts: list[int]) -> None:
    series = np.array([[START, count, 0] for count in counts]).reshape(-1, 3)
    for count, (_, live, _) in zip(
        counts, unpacked(view.rows(series.astype(float))), strict=True
    ):
        assert live == min(count, contract.MISSING)


def test_latest_is_in_epoch_seconds() -> None:
    at = pd.Timestamp(START + 70, unit="s", tz="UTC")
    newest = Latest(
        Slot(START + 70, 5, 1), Minute(START, 1500.5, 0.25), 9, at, at, 61.2345
    )
    assert view.latest(reading(newest, START + 80, 1e9 + 0.123)) == {
        "live_viewers": 5,
        "at": START + 70,
        "dvr_viewers": 1,
        "avg_bitrate_kbps": 1500.5,
        "avg_buffering_s_per_min": 0.25,
        "quality_at": START,
        "peak_viewers": 9,
        "peak_at": START + 70,
        "settled": START + 80,
        # It was read 20 s after the answer: the browser adds what passed since that.
        "data_age_s": 41.2,
        "received_at": 1e9 + 0.1,
    }


def test_what_is_not_known_is_none_and_not_zero() -> None:
    assert set(view.latest(reading(Latest(), None, None)).values()) == {None}


def test_the_next_try_is_told_to_those_who_wait_for_it() -> None:
    well = FeedStatus(state="live", next_poll_s=10.0, at=1000.0)
    assert view.status(well)["next_at"] is None
    failing = FeedStatus(
        state="unreachable", sentence="No.", failures=1, next_poll_s=8.04, at=1000.0
    )
    assert view.status(failing) == {
        "state": "unreachable",
        "sentence": "No.",
        "next_at": 1008.0,
        "progress": None,
    }
    assert view.status(FeedStatus(progress=0.123))["progress"] == 0.12


FIRST = START


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["says"])
def test_the_window_is_the_one_that_the_browser_computes(
    vector: dict[str, Any],
) -> None:
    extent = Extent(vector["first"], vector["last"], vector["last"] - 60)
    shown = chart_window(extent, vector["window_s"], vector["window_end_s"])
    assert shown == (vector["from"], vector["to"])


@given(
    length=st.floats(60, WEEK_S - 1),
    end=st.none() | st.floats(0, 4e9),
    slots=st.integers(0, 100_000),
)
def test_any_window_has_its_length_and_lies_on_the_event(
    length: float, end: float | None, slots: int
) -> None:
    last = FIRST + 10 * slots
    left, right = chart_window(Extent(FIRST, last, last), length, end)
    assert right - left == pytest.approx(length)
    assert left >= FIRST - 1e-6
    if last - FIRST > length:
        assert right <= last
