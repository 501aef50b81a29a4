"""The Timeline, case by case."""

from __future__ import annotations

import math
from itertools import count

import numpy as np
import pandas as pd
import pytest

from tests.memory import memory_of
from webcast_widget.timeline.figures import DTYPES
from webcast_widget.timeline.latest import latest
from webcast_widget.timeline.peak import Peak
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

MINUTE = 1_700_000_040  # a clock minute
LATER = MINUTE + 100_000.0


def test_an_empty_timeline_is_an_empty_frame_of_the_schema(
    timeline: Timeline,
) -> None:
    frame = timeline.frame()
    assert len(frame) == 0
    assert frame.dtypes.astype(str).to_dict() == DTYPES
    assert frame.index.name == "slot_start"
    assert str(frame.index.dtype) == "datetime64[us, UTC]"
    assert timeline.rows().shape == (0, 3)
    assert timeline.peak() is None
    assert (timeline.first, timeline.last, timeline.settled) == (None, None, None)
    assert timeline.value("live_viewers", MINUTE) is None
    assert timeline.newest("live_viewers", MINUTE) is None


def test_gaps_are_missing_and_zeros_are_zero(timeline: Timeline) -> None:
    timeline.merge(
        Batch(
            [
                Slot(MINUTE, live_viewers=0, dvr_viewers=0, plays=0),
                Slot(MINUTE + 20, live_viewers=3),
            ]
        ),
        now=LATER,
    )
    frame = timeline.frame()
    assert list(frame.index.astype("int64") // 10**6) == [
        MINUTE,
        MINUTE + 10,
        MINUTE + 20,
    ]
    assert frame["live_viewers"].tolist() == [0, pd.NA, 3]
    assert frame["dvr_viewers"].tolist() == [0, pd.NA, pd.NA]
    assert frame["plays"].tolist() == [0, pd.NA, pd.NA]
    assert timeline.rows().tolist()[0] == [MINUTE, 0, 0]
    assert timeline.rows()[:, 0].tolist() == [MINUTE, MINUTE + 20]


def test_an_answer_that_does_not_say_leaves_what_was_known(
    timeline: Timeline,
) -> None:
    timeline.merge(Batch([Slot(MINUTE, live_viewers=5, plays=1)]), now=LATER)
    assert timeline.merge(Batch([Slot(MINUTE, dvr_viewers=2)]), now=LATER) == [MINUTE]
    row = timeline.frame().iloc[0]
    assert (row["live_viewers"], row["dvr_viewers"], row["plays"]) == (5, 2, 1)


def test_merge_tells_each_slot_whose_viewers_changed_once(
    timeline: Timeline,
) -> None:
    told = [
        Slot(MINUTE + 10, live_viewers=1),
        Slot(MINUTE, live_viewers=1),
        Slot(MINUTE, live_viewers=2),
    ]
    assert timeline.merge(Batch(told), now=LATER) == [MINUTE, MINUTE + 10]
    assert timeline.seq == 1
    assert timeline.value("live_viewers", MINUTE) == 2
    assert timeline.merge(Batch([Slot(MINUTE, live_viewers=2)]), now=LATER) == []
    assert timeline.merge(Batch([Slot(MINUTE, plays=2)]), now=LATER) == []
    assert timeline.merge(Batch(minutes=[Minute(MINUTE, 1.0)]), now=LATER) == []
    assert timeline.seq == 1


def test_a_slot_told_twice_in_an_answer_is_filled_by_both(
    timeline: Timeline,
) -> None:
    told = [
        Slot(MINUTE, live_viewers=4, dvr_viewers=1),
        Slot(MINUTE, dvr_viewers=3),
        Slot(MINUTE, plays=2),
    ]
    timeline.merge(Batch(told), now=LATER)
    assert timeline.frame().iloc[0, :3].tolist() == [4, 3, 2]


def test_slots_are_provisional_for_60_s_of_the_sources_time(
    timeline: Timeline,
) -> None:
    slots = [Slot(MINUTE + 10 * k, live_viewers=k) for k in range(4)]
    timeline.merge(Batch(slots, as_of=MINUTE + 79.9), now=LATER)
    assert timeline.settled == MINUTE + 10
    assert timeline.frame()["provisional"].tolist() == [False, False, True, True]
    timeline.merge(Batch(as_of=MINUTE + 80.0), now=0.0)
    assert timeline.frame()["provisional"].tolist() == [False, False, False, True]
    timeline.merge(Batch(as_of=MINUTE + 9e9), now=0.0)  # a clock that is far off
    timeline.merge(Batch(as_of=MINUTE + 80.0), now=0.0)  # is believed once only
    assert timeline.settled == MINUTE + 20
    timeline.merge(Batch(as_of=math.nan), now=MINUTE + 81.0)  # a source's own
    assert timeline.settled == MINUTE + 20
    timeline.merge(Batch(), now=MINUTE + 90.0)  # a source without a clock
    assert not timeline.frame()["provisional"].any()


def test_only_changes_of_settled_values_are_revisions(timeline: Timeline) -> None:
    def answer(live: int, plays: int, as_of: float) -> None:
        timeline.merge(Batch([Slot(MINUTE, live, 0, plays)], as_of=as_of), now=0)

    answer(1, 0, MINUTE + 10.0)
    answer(2, 0, MINUTE + 50.0)  # still provisional
    answer(3, 0, MINUTE + 60.0)  # provisional when it was last asked for
    assert timeline.revisions == 0
    answer(3, 0, MINUTE + 60.0)  # settled now, and the same again
    assert timeline.revisions == 0
    answer(4, 1, MINUTE + 90.0)  # one slot, however many of its values
    assert timeline.revisions == 1
    answer(4, 2, MINUTE + 95.0)
    assert timeline.revisions == 2
    timeline.merge(Batch([Slot(MINUTE + 10, 5, 5, 5)]), now=MINUTE + 100.0)
    assert timeline.revisions == 2  # what was missing is filled, not revised


def test_a_changed_minute_that_had_settled_is_one_revision(timeline: Timeline) -> None:
    slots = [Slot(MINUTE + 10 * k, live_viewers=1) for k in range(6)]

    def answer(as_of: float, *quality: float | None) -> int:
        minute = Minute(MINUTE, *quality)
        timeline.merge(Batch(slots, [minute], as_of=as_of), now=0)
        return timeline.revisions

    assert answer(MINUTE + 100.0, 1500.0, 2.0) == 0
    assert answer(MINUTE + 110.0, 1400.0, 2.5) == 0  # its last slot had not settled
    assert answer(MINUTE + 120.0, 1400.0, 2.5) == 0
    assert answer(MINUTE + 130.0, 1300.0, 2.75) == 1
    assert answer(MINUTE + 140.0, 1300.0, None) == 2
    assert answer(MINUTE + 150.0, 1300.0, 3.0) == 2  # missing, and now filled


def test_a_count_that_shrinks_is_taken_and_counted(timeline: Timeline) -> None:
    timeline.merge(Batch([Slot(MINUTE, 9, 9, 9, 900.0)], as_of=MINUTE + 5.0), now=0)
    timeline.merge(Batch([Slot(MINUTE, 8, 9, 7, 800.0)], as_of=MINUTE + 15.0), now=0)
    assert timeline.shrunk == 2
    assert timeline.revisions == 0  # it was still provisional
    timeline.merge(Batch([Slot(MINUTE, 9, 9)], as_of=MINUTE + 90.0), now=0)
    assert timeline.shrunk == 2
    assert timeline.frame().iloc[0, :3].tolist() == [9, 9, 7]


def test_a_slot_told_in_two_records_shrinks_once(timeline: Timeline) -> None:
    timeline.merge(Batch([Slot(MINUTE, 9, 2, 1)], as_of=MINUTE + 90.0), now=0.0)
    # Plays come in records of their own.
    again = [Slot(MINUTE, 5, 2), Slot(MINUTE, plays=1)]
    timeline.merge(Batch(again, as_of=MINUTE + 100.0), now=0.0)
    assert timeline.shrunk == 1


def test_a_slots_own_quality_is_its_own(timeline: Timeline) -> None:
    told = [Slot(MINUTE, 5, 0, None, 1500.5, 0.0), Slot(MINUTE + 10, 5, 0)]
    timeline.merge(Batch(told, [Minute(MINUTE, 1400.0, 2.0)]), now=LATER)
    frame = timeline.frame()
    assert frame["slot_bitrate_kbps"].tolist() == [1500.5, pd.NA]
    assert frame["slot_buffering_s_per_min"].tolist() == [0.0, pd.NA]
    assert frame["avg_bitrate_kbps"].tolist() == [1400.0, 1400.0]


def test_the_peak_is_of_settled_slots_at_its_first_moment(
    timeline: Timeline,
) -> None:
    live = [3, 7, None, 7, 5, 9]
    slots = [Slot(MINUTE + 10 * k, live_viewers=value) for k, value in enumerate(live)]
    timeline.merge(Batch(slots, as_of=MINUTE + 105.0), now=0)
    assert timeline.peak() == Peak(7, MINUTE + 10)
    timeline.merge(Batch(as_of=MINUTE + 110.0), now=0)
    assert timeline.peak() == Peak(9, MINUTE + 50)
    downwards = [Slot(MINUTE + 50, live_viewers=1)]
    timeline.merge(Batch(downwards, as_of=MINUTE + 110.0), now=0)
    assert timeline.peak() == Peak(7, MINUTE + 10)


def test_there_is_no_peak_before_a_slot_has_settled(timeline: Timeline) -> None:
    slots = [Slot(MINUTE + 10 * k, live_viewers=k) for k in range(2000)]
    timeline.merge(Batch(slots[1500:], as_of=float(MINUTE)), now=0)
    timeline.merge(Batch(slots[1000:1500]), now=0)  # room is made before the first
    assert timeline.peak() is None
    assert timeline.newest("live_viewers", MINUTE) is None


def test_a_minutes_quality_is_on_all_of_its_slots_that_are_there(
    timeline: Timeline,
) -> None:
    starts = [MINUTE + 10, MINUTE + 20, MINUTE + 50, MINUTE + 60]
    timeline.merge(
        Batch(
            [Slot(s, live_viewers=1) for s in starts], [Minute(MINUTE, 1500.0, 2.47)]
        ),
        now=LATER,
    )
    frame = timeline.frame()
    here = [1500.0, 1500.0, pd.NA, pd.NA, 1500.0, pd.NA]
    assert frame["avg_bitrate_kbps"].tolist() == here
    assert frame["avg_buffering_s_per_min"].notna().tolist() == [
        value is not pd.NA for value in here
    ]
    timeline.merge(Batch(minutes=[Minute(MINUTE, None, 0.0)]), now=LATER)
    frame = timeline.frame()
    assert frame["avg_bitrate_kbps"].isna().all()
    assert frame["avg_buffering_s_per_min"].iloc[0] == 0.0


def test_quality_that_comes_before_its_slots_waits_for_them(
    timeline: Timeline,
) -> None:
    timeline.merge(Batch(minutes=[Minute(MINUTE, 1500.0, 1.0)]), now=LATER)
    assert len(timeline.frame()) == 0
    timeline.merge(Batch([Slot(MINUTE + 30, live_viewers=1)]), now=LATER)
    assert timeline.frame()["avg_bitrate_kbps"].tolist() == [1500.0]


@pytest.mark.parametrize("step", [10, -10])
def test_growing_slot_by_slot_in_either_direction(
    timeline: Timeline, step: int
) -> None:
    for k in range(1000):
        timeline.merge(Batch([Slot(MINUTE + step * k, live_viewers=k)]), now=LATER)
    live = timeline.frame()["live_viewers"].tolist()
    assert live == sorted(live, reverse=step < 0)
    assert len(live) == 1000


def a_week(slots: int = 60_480) -> Batch:
    told = [Slot(MINUTE + 10 * k, k % 977, k % 7, k % 3) for k in range(slots)]
    minutes = [Minute(MINUTE + 60 * k, 1e3 + k / 7, 0.5) for k in range(slots // 6)]
    return Batch(told, minutes, as_of=told[-1].start + 10.0)


def test_a_slot_takes_less_than_twenty_bytes() -> None:
    answer = a_week()

    def a_timeline() -> Timeline:
        (made := Timeline()).merge(answer, now=0.0)
        return made

    held, _ = memory_of(a_timeline)
    assert held < 20 * len(answer.slots)


def test_a_poll_copies_nothing_of_the_history(timeline: Timeline) -> None:
    answer = a_week()
    timeline.merge(answer, now=0.0)
    latest(timeline, LATER)
    polls = count(1)

    def poll() -> None:
        end = answer.slots[-1].start + 10 * next(polls)
        new = [Slot(end + 10 * k, 5, 1, 0) for k in range(-7, 1)]
        timeline.merge(Batch(new, as_of=end + 10.0), now=0.0)
        timeline.rows([slot.start for slot in new])
        latest(timeline, LATER)

    _, peak = memory_of(poll)
    assert peak < 60_480


def test_frames_are_the_callers_own(timeline: Timeline) -> None:
    timeline.merge(
        Batch([Slot(MINUTE, live_viewers=1)], [Minute(MINUTE, 1.0, 1.0)]), LATER
    )
    mine, rows = timeline.frame(), timeline.rows()
    mine.loc[:, "live_viewers"] = 99
    rows[:] = 99
    assert timeline.frame()["live_viewers"].tolist() == [1]
    assert timeline.rows().tolist()[0][:2] == [MINUTE, 1]
    before = timeline.frame()
    timeline.merge(Batch([Slot(MINUTE, live_viewers=2)]), now=LATER)
    assert before["live_viewers"].tolist() == [1]


def test_rows_of_slots_that_are_not_there_are_missing(timeline: Timeline) -> None:
    timeline.merge(Batch([Slot(MINUTE, live_viewers=1, dvr_viewers=2)]), now=LATER)
    starts = [MINUTE - 600, MINUTE - 10, MINUTE, MINUTE + 10, MINUTE + 10_000]
    rows = timeline.rows(starts)
    assert rows[:, 0].tolist() == starts
    np.testing.assert_array_equal(rows[2], [MINUTE, 1, 2])
    assert np.isnan(np.delete(rows, 2, axis=0)[:, 1:]).all()
    values = [timeline.value("live_viewers", start) for start in starts]
    assert values == [None, None, 1, None, None]


def test_the_worked_example_of_one_minute(timeline: Timeline) -> None:
    slots = [
        Slot(MINUTE + 10 * k, live_viewers=10, dvr_viewers=2, plays=int(k == 0))
        for k in range(6)
    ]
    minutes = [Minute(MINUTE, 1500.0, round(6 * 30 / 73, 2))]
    timeline.merge(Batch(slots, minutes), now=LATER)
    frame = timeline.frame()
    assert frame[["live_viewers", "dvr_viewers", "plays"]].sum().tolist() == [60, 12, 1]
    assert frame["avg_buffering_s_per_min"].unique().tolist() == [2.47]
    assert frame["avg_bitrate_kbps"].unique().tolist() == [1500.0]
    assert timeline.peak() == Peak(10, MINUTE)
