"""What cannot be is refused, counted, and shuts nothing true out."""

from __future__ import annotations

import math

import pytest

from tests.memory import memory_of
from webcast_widget.timeline.figure import MOST_COUNT
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

MINUTE = 1_700_000_040  # a clock minute
LATER = MINUTE + 100_000.0


@pytest.mark.parametrize(
    "slot",
    [
        Slot(MINUTE + 3, live_viewers=1),
        Slot(MINUTE, live_viewers=-1),
        Slot(MINUTE, live_viewers=1, dvr_viewers=-1),
        Slot(MINUTE, live_viewers=1, plays=-1),
        Slot(MINUTE, live_viewers=MOST_COUNT + 1),
        Slot(MINUTE, live_viewers=10**400),
        Slot(-10, live_viewers=1),
        Slot(MINUTE * 1000, live_viewers=1),  # milliseconds
        Slot(10**30, live_viewers=1),
        Slot(MINUTE + 300 * 365 * 86_400, live_viewers=1),
        Slot(MINUTE - 500 * 86_400, live_viewers=1),
        Slot(MINUTE + 500 * 86_400, live_viewers=1),
        Slot(int(LATER) // 10 * 10 + 86_410, live_viewers=1),  # tomorrow
        Slot(MINUTE, live_viewers=math.nan),  # type: ignore[arg-type]
        Slot(MINUTE, live_viewers=1.5),  # type: ignore[arg-type]
        Slot(MINUTE, live_viewers=1e300),  # type: ignore[arg-type]
        Slot(MINUTE, live_viewers="7"),  # type: ignore[arg-type]
        Slot(MINUTE, live_viewers=1, dvr_viewers=[]),  # type: ignore[arg-type]
        Slot("now", live_viewers=1),  # type: ignore[arg-type]
        Slot(None, live_viewers=1),  # type: ignore[arg-type]
        Slot(math.nan, live_viewers=1),  # type: ignore[arg-type]
        Slot(MINUTE, live_viewers=1, slot_bitrate_kbps=1e300),
        Slot(MINUTE, live_viewers=1, slot_bitrate_kbps=math.nan),
        Slot(MINUTE, live_viewers=1, slot_buffering_s_per_min=60.5),
        Slot(MINUTE, live_viewers=1, slot_buffering_s_per_min=-0.5),
        Slot(MINUTE, live_viewers=1, slot_buffering_s_per_min="0"),  # type: ignore[arg-type]
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_an_impossible_slot_is_refused_and_shuts_nothing_out(
    timeline: Timeline, slot: Slot, first: bool
) -> None:
    good = [
        Slot(MINUTE + 10 * k, live_viewers=k, dvr_viewers=0, plays=0) for k in range(5)
    ]
    told = [slot, *good] if first else [*good, slot]
    changed = timeline.merge(Batch(told), now=LATER)
    assert changed == [slot.start for slot in good]
    assert timeline.refused == 1
    assert timeline.frame()["live_viewers"].tolist() == [0, 1, 2, 3, 4]
    assert timeline.merge(Batch([slot]), now=LATER) == []
    assert timeline.refused == 2


@pytest.mark.parametrize(
    ("minute", "refused"),
    [
        (Minute(MINUTE + 10, 1.0, 1.0), 1),
        (Minute(MINUTE * 1000, 1.0, 1.0), 1),
        (Minute(MINUTE, -1.0, 2.0), 1),
        (Minute(MINUTE, 1500.0, 60.01), 1),
        (Minute(MINUTE, float("inf"), -0.5), 2),
        (Minute(MINUTE, 1e300, 2.0), 1),
        (Minute(MINUTE, "1500", []), 2),  # type: ignore[arg-type]
        (Minute("now", 1.0, 1.0), 1),  # type: ignore[arg-type]
        (Minute(int(LATER) // 60 * 60 + 86_460, 1.0, 1.0), 1),  # tomorrow
    ],
)
def test_impossible_quality_is_refused_and_changes_nothing(
    timeline: Timeline, minute: Minute, refused: int
) -> None:
    slots = [Slot(MINUTE, live_viewers=1)]
    timeline.merge(Batch(slots, [Minute(MINUTE, 1500.0, 2.0)]), now=LATER)
    timeline.merge(Batch(minutes=[minute]), now=LATER)
    assert timeline.refused == refused
    assert timeline.frame().iloc[0, 3:5].tolist() == [1500.0, 2.0]


def test_the_limits_themselves_are_possible(timeline: Timeline) -> None:
    slots = [Slot(MINUTE, live_viewers=MOST_COUNT, dvr_viewers=0, plays=0)]
    timeline.merge(Batch(slots, [Minute(MINUTE, 0.0, 60.0)]), now=LATER)
    assert timeline.refused == 0
    assert timeline.frame().iloc[0, :5].tolist() == [MOST_COUNT, 0, 0, 0.0, 60.0]


def test_what_a_source_refused_is_counted(timeline: Timeline) -> None:
    timeline.merge(Batch(refused=3), now=LATER)
    timeline.merge(Batch([Slot(MINUTE + 1, live_viewers=1)], refused=2), now=LATER)
    assert timeline.refused == 6


def test_refusing_what_is_far_away_allocates_nothing() -> None:
    far = [Slot(MINUTE + k * 500 * 86_400, live_viewers=1) for k in (-1, 1, 100, 10**6)]
    minutes = [Minute(slot.start, 1.0, 1.0) for slot in far]

    def refusing() -> Timeline:
        (timeline := Timeline()).merge(Batch([Slot(MINUTE, live_viewers=1)]), LATER)
        timeline.merge(Batch(far, minutes), now=LATER)
        assert timeline.refused == 8
        return timeline

    _, peak = memory_of(refusing)
    assert peak < 100_000


def test_a_long_span_is_not_refused_for_the_room_made_ahead(
    timeline: Timeline,
) -> None:
    days = [0, 201, 202, 203, 1]
    for day in days:
        at = MINUTE + day * 86_400
        assert timeline.merge(Batch([Slot(at, live_viewers=day)]), at)
    assert timeline.refused == 0
    assert timeline.rows()[:, 1].tolist() == sorted(days)
