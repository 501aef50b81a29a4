"""The figures of a whole event, against plain loops over its slots."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.rollup import Part, Whole, parts, whole
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

START = 1_795_342_500  # 2026-11-22T10:15:00Z
counts = st.none() | st.integers(0, 5000)
slots = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 5000), counts, counts),
    max_size=40,
    unique_by=lambda each: each[0],
)


def frame_of(told: Sequence[Slot], as_of: float = START + 1e6) -> pd.DataFrame:
    line = Timeline()
    line.merge(Batch(list(told), as_of=as_of), now=0.0)
    return line.frame()


def at(seconds: int) -> pd.Timestamp:
    return pd.Timestamp(seconds, unit="s", tz="UTC")


def looped(told: Sequence[Slot]) -> Whole:
    """The same, one slot after the other."""
    ordered = sorted(told, key=lambda slot: slot.start)
    if not ordered:
        return Whole(None, None, None, None, None, None, 0)
    peak, peak_at, total, seconds, watched, missing = -1, 0, 0, 0, 0, 0
    whole_dvr, dvr_peak, plays = True, None, None
    by_start = {slot.start: slot for slot in ordered}
    for start in range(ordered[0].start, ordered[-1].start + 10, 10):
        slot = by_start.get(start)
        if slot is None:
            missing += 10
            continue
        live = slot.live or 0
        if live > peak:
            peak, peak_at = live, start
        total += live * 10
        seconds += 10
        watched += 10 * (live + (slot.dvr or 0))
        whole_dvr &= slot.dvr is not None
        if slot.dvr is not None:
            dvr_peak = max(dvr_peak or 0, slot.dvr)
        if slot.plays is not None:
            plays = (plays or 0) + slot.plays
    return Whole(
        peak,
        at(peak_at),
        total / seconds,
        dvr_peak,
        plays,
        watched if whole_dvr else None,
        missing,
    )


@given(told=slots)
def test_the_whole_is_what_plain_loops_give(
    told: list[tuple[int, int, int | None, int | None]],
) -> None:
    made = [Slot(START + 10 * place, *figures) for place, *figures in told]
    found, right = whole(frame_of(made)), looped(made)
    assert replace(found, average_viewers=None) == replace(right, average_viewers=None)
    assert found.average_viewers == pytest.approx(right.average_viewers)


def test_provisional_slots_are_in_no_figure() -> None:
    told = [Slot(START + 10 * place, 5, 1, 1) for place in range(6)]
    told.append(Slot(START + 60, 900, 900, 900))
    frame = frame_of(told, as_of=START + 119.0)
    assert frame["provisional"].sum() == 1
    assert whole(frame) == Whole(5, at(START), 5.0, 1, 6, 360, 0)
    assert parts(frame)[1] == [Part(at(START), 5, 5.0, 1.0, 6)]


def test_the_worked_example_of_the_definitions() -> None:
    """One minute: 10 live and 2 DVR heartbeats in each slot, 1 play in all."""
    told = [Slot(START + 10 * place, 10, 2, int(place == 0)) for place in range(6)]
    found = whole(frame_of(told))
    assert (found.watch_time_s, found.peak_viewers, found.plays) == (720, 10, 1)


def test_parts_begin_at_round_times_of_the_zone_and_keep_what_is_missing() -> None:
    told = [Slot(START + 10 * place, place, None, 1) for place in range(0, 540, 3)]
    told = [slot for slot in told if not START + 600 <= slot.start < START + 1200]
    frame = frame_of(told).tz_convert("Asia/Kathmandu")
    length, found = parts(frame)
    assert length == 300
    assert [part.start.minute for part in found] == [*range(0, 60, 5), *range(0, 30, 5)]
    for part in found[2:4]:
        assert part == Part(part.start, None, None, None, None)
    assert found[0] == Part(found[0].start, 27, 13.5, None, 10)
    assert sum(part.plays or 0 for part in found) == len(told)


@pytest.mark.parametrize(
    ("span_s", "length_s"),
    [(10, 60), (3600, 60), (3610, 300), (86_400, 1800), (7 * 86_400, 14_400)],
)
def test_there_are_some_sixty_parts_at_the_most(span_s: int, length_s: int) -> None:
    told = [Slot(START, 1), Slot(START + span_s - 10, 1)]
    length, found = parts(frame_of(told))
    assert length == length_s
    assert 1 <= len(found) <= 62


def test_nothing_has_no_parts() -> None:
    assert parts(frame_of([])) == (60, [])
