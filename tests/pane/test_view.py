"""From feed to traits: plain values, and nothing made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.feed import FeedStatus
from webcast_widget.pane import contract, view
from webcast_widget.timeline.latest import Latest

START = 1_700_000_040
WEEK_S = 7 * 86_400.0


def unpacked(rows: bytes) -> list[tuple[int, ...]]:
    return [tuple(row) for row in np.frombuffer(rows, "<u4").reshape(-1, 3).tolist()]


def test_rows_are_little_endian_and_say_what_is_missing() -> None:
    series = np.array([[START, 5, 0], [START + 10, np.nan, np.nan]])
    packed = view.rows(series)
    assert packed[:4] == START.to_bytes(4, "little")
    missing = contract.MISSING
    assert unpacked(packed) == [(START, 5, 0), (START + 10, missing, missing)]
    assert view.rows(np.empty((0, 3))) == b""


@given(st.lists(st.integers(0, 2**53), max_size=20))
def test_a_count_comes_through_or_is_not_known(counts: list[int]) -> None:
    series = np.array([[START, count, 0] for count in counts]).reshape(-1, 3)
    for count, (_, live, _) in zip(
        counts, unpacked(view.rows(series.astype(float))), strict=True
    ):
        assert live == min(count, contract.MISSING)


def test_latest_is_in_epoch_seconds() -> None:
    at, minute = (pd.Timestamp(s, unit="s", tz="UTC") for s in (START + 70, START))
    newest = Latest(5, 1, at, 1500.5, 0.25, minute, 9, at, at, 61.2345)
    assert view.latest(newest, START + 80, 1e9 + 0.123) == {
        "attendees": 5,
        "attendees_at": START + 70,
        "dvr": 1,
        "bitrate_kbps": 1500.5,
        "buffering": 0.25,
        "quality_at": START,
        "peak": 9,
        "peak_at": START + 70,
        "settled": START + 80,
        "data_age_s": 61.2,
        "received_at": 1e9 + 0.1,
    }


def test_what_is_not_known_is_none_and_not_zero() -> None:
    assert set(view.latest(Latest(), None, None).values()) == {None}


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


FIRST, LAST = START, START + 7200


def window(length: float, end: float | None = None, last: int = LAST) -> object:
    return view.window((FIRST, last, last - 60), length, end)


def test_the_window_follows_the_latest() -> None:
    assert window(1800) == (LAST - 1800, LAST)


def test_an_event_shorter_than_the_window_begins_at_its_left() -> None:
    assert window(1800, None, FIRST + 600) == (FIRST, FIRST + 1800)
    assert window(1800, FIRST + 300, FIRST + 600) == (FIRST, FIRST + 1800)


def test_the_window_scrolls() -> None:
    assert window(1800, LAST - 1000) == (LAST - 2800, LAST - 1000)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (0.0, (FIRST, FIRST + 1800)),
        (FIRST + 10, (FIRST, FIRST + 1800)),
        (LAST + 10, (LAST - 1800, LAST)),
        (4e9, (LAST - 1800, LAST)),
    ],
)
def test_the_window_does_not_leave_the_event(
    end: float, expected: tuple[float, float]
) -> None:
    assert window(1800, end) == expected


def test_a_week_or_more_is_the_whole_event() -> None:
    assert window(WEEK_S) == (FIRST, LAST)
    assert window(WEEK_S, FIRST + 100) == (FIRST, LAST)
    assert window(WEEK_S, None, FIRST + 60) == (FIRST, FIRST + 600)
    months = FIRST + int(10 * WEEK_S) // 10 * 10
    assert window(2 * WEEK_S, None, months) == (FIRST, months)


@given(
    length=st.floats(60, WEEK_S - 1),
    end=st.none() | st.floats(0, 4e9),
    slots=st.integers(0, 100_000),
)
def test_any_window_has_its_length_and_lies_on_the_event(
    length: float, end: float | None, slots: int
) -> None:
    last = FIRST + 10 * slots
    left, right = view.window((FIRST, last, last), length, end)
    assert right - left == pytest.approx(length)
    assert left >= FIRST - 1e-6
    if last - FIRST > length:
        assert right <= last
