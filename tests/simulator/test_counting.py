"""The counting rules, checked against sums that are made another way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.simulator.counting import SlotCounts, SlotTable, slot_of_heartbeat
from webcast_widget.simulator.heartbeat import Heartbeat

NOON = 1_700_049_600

heartbeats = st.lists(
    st.builds(
        Heartbeat,
        time=st.integers(NOON, NOON + 45),
        arrives=st.just(NOON + 100),
        session=st.just("s"),
        event_type=st.integers(0, 3),
        event_index=st.integers(1, 3),
        bitrate=st.integers(-2, 5000),
        buffer_cs=st.integers(-5, 1000),
        start_second=st.none() | st.integers(0, 59),
    ),
    max_size=60,
)


def beat(**facts: Any) -> Heartbeat:
    usual: dict[str, Any] = {
        "time": NOON,
        "arrives": NOON + 1,
        "session": "s",
        "event_type": 1,
        "event_index": 2,
        "bitrate": 1500,
        "buffer_cs": 0,
        "start_second": None,
    }
    return Heartbeat(**(usual | facts))


def counted(*beats: Heartbeat) -> dict[int, SlotCounts]:
    table = SlotTable()
    table.count(beats)
    return table.slots


@pytest.mark.parametrize(
    ("facts", "live", "dvr", "plays"),
    [
        ({"event_type": 1, "event_index": 2}, 1, 0, 0),
        ({"event_type": 1, "event_index": 900}, 1, 0, 0),
        ({"event_type": 2, "event_index": 2}, 0, 1, 0),
        ({"event_type": 1, "event_index": 1}, 0, 0, 1),
        ({"event_type": 2, "event_index": 1}, 0, 0, 0),
    ],
)
def test_what_a_heartbeat_counts_as(
    facts: dict[str, int], live: int, dvr: int, plays: int
) -> None:
    (slot,) = counted(beat(**facts)).values()
    assert (slot.live, slot.dvr, slot.plays) == (live, dvr, plays)


def test_a_first_heartbeat_carries_bitrate_and_buffering_too() -> None:
    (slot,) = counted(beat(event_type=2, event_index=1, buffer_cs=7)).values()
    assert slot == SlotCounts(bitrate_sum=1500, bitrate_count=1, buffer_cs=7)


def test_an_unknown_bitrate_is_in_neither_sum_and_zero_is_a_bitrate() -> None:
    (slot,) = counted(beat(bitrate=-1), beat(bitrate=0), beat(bitrate=900)).values()
    assert (slot.bitrate_sum, slot.bitrate_count, slot.live) == (900, 2, 3)


def test_negative_buffering_is_none() -> None:
    (slot,) = counted(beat(buffer_cs=-300), beat(buffer_cs=25)).values()
    assert slot.buffer_cs == 25


@pytest.mark.parametrize(
    ("second", "start_second", "offset"),
    [
        (9, None, 0),
        (10, None, 10),
        (5, 5, 0),
        (9, 9, 0),
        (14, 9, 10),
        (13, 9, 0),
        (0, 0, 0),
        (4, 0, 0),
        (5, 0, 10),
        (5, 40, 10),
        (3, 9, -10),
    ],
)
def test_the_phase_shifts_into_the_slot(
    second: int, start_second: int | None, offset: int
) -> None:
    assert slot_of_heartbeat(NOON + second, start_second) == NOON + offset


@given(
    start=st.integers(NOON, NOON + 59),
    jitters=st.lists(st.integers(-4, 4), min_size=2, max_size=40),
)
def test_a_player_lands_in_each_slot_once(start: int, jitters: list[int]) -> None:
    slots = [
        slot_of_heartbeat(start + 10 * number + jitter, start % 60)
        for number, jitter in enumerate(jitters)
    ]
    assert slots == list(range(slots[0], slots[0] + 10 * len(jitters), 10))


@given(heartbeats)
def test_counts_equal_sums_over_groups(beats: list[Heartbeat]) -> None:
    groups: dict[int, list[Heartbeat]] = {}
    for one in beats:
        phase = 5 if one.start_second is None else int(str(one.start_second)[-1])
        groups.setdefault((one.time + 5 - phase) // 10 * 10, []).append(one)
    kinds = {
        start: [(one.event_type, one.event_index > 1) for one in group]
        for start, group in groups.items()
    }
    assert counted(*beats) == {
        start: SlotCounts(
            live=kinds[start].count((1, True)),
            dvr=kinds[start].count((2, True)),
            plays=kinds[start].count((1, False)),
            bitrate_sum=sum(one.bitrate for one in group if one.bitrate > -1),
            bitrate_count=len([one for one in group if one.bitrate > -1]),
            buffer_cs=sum(max(0, one.buffer_cs) for one in group),
        )
        for start, group in groups.items()
    }


@given(heartbeats, st.randoms())
def test_the_order_of_arrival_does_not_matter(beats: list[Heartbeat], rng: Any) -> None:
    shuffled = list(beats)
    rng.shuffle(shuffled)
    assert counted(*shuffled) == counted(*beats)


def test_a_copy_is_independent() -> None:
    table = SlotTable()
    table.count([beat()])
    twin = table.copy()
    twin.count([beat()])
    assert [table.slots[NOON].live, twin.slots[NOON].live] == [1, 2]


def test_a_range_has_both_its_ends_and_is_in_order() -> None:
    table = SlotTable()
    table.count([beat(time=NOON + second) for second in (30, 0, 10, 40, 20)])
    starts = [start - NOON for start, _ in table.between(NOON + 10, NOON + 30)]
    assert starts == [10, 20, 30]
    assert not list(table.between(NOON + 30, NOON + 10))
