"""The single events: what is put in comes out, from memory and from the file."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webcast_widget.simulator import events
from webcast_widget.simulator.events import EventStore, packed
from webcast_widget.simulator.heartbeat import Heartbeat

NOON = 1_700_049_600

beats = st.builds(
    Heartbeat,
    time=st.just(NOON),
    arrives=st.just(NOON),
    session=st.just("s"),
    event_type=st.integers(1, 2),
    event_index=st.integers(1, 3),
    bitrate=st.integers(-1, 65_534),
    buffer_cs=st.integers(0, 1000),
    start_second=st.none(),
    person=st.integers(-(2**31), 2**31 - 1),
    is_error=st.booleans(),
)


def rows(store: EventStore, first: int, end: int) -> list[tuple[Any, ...]]:
    found = store.between(first, end)
    columns = (
        found.slot,
        found.number,
        found.is_dvr,
        found.is_first,
        found.is_error,
        found.bitrate,
        found.buffer_cs,
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.parametrize("most_held", [1, 7, 1000])
@settings(max_examples=30)
@given(given=st.lists(st.tuples(st.integers(0, 40), beats), max_size=60))
def test_what_is_put_in_comes_out(
    most_held: int, given: list[tuple[int, Heartbeat]]
) -> None:
    store = EventStore(most_held)
    expected = []
    for slot, beat in given:
        store.add(NOON + 10 * slot, beat)
        facts = (beat.event_type == 2, beat.event_index == 1, beat.is_error)
        numbers = (beat.bitrate, beat.buffer_cs)
        expected.append((NOON + 10 * slot, beat.person, *facts, *numbers))
    assert sorted(rows(store, 0, 2 * NOON)) == sorted(expected)
    middle = [row for row in expected if NOON + 100 <= row[0] < NOON + 200]
    assert sorted(rows(store, NOON + 100, NOON + 200)) == sorted(middle)


def test_old_slots_go_into_a_file_and_late_events_too() -> None:
    store = EventStore(most_held=50)
    one = Heartbeat(NOON, NOON, "s", 1, 2, 800, 5, None, 7)
    for slot in range(100):
        for _ in range(3):
            store.add(NOON + 10 * slot, one)
    store.add(NOON, one)
    assert store._file is not None
    assert len(store._held) < 40
    assert len(rows(store, NOON, NOON + 10)) == 4
    assert len(rows(store, 0, 2 * NOON)) == 301


def test_parts_of_a_range_hold_about_as_many() -> None:
    store = EventStore(most_held=50)
    one = Heartbeat(NOON, NOON, "s", 1, 2, 800, 5, None, 7)
    for slot in range(100):
        for _ in range(3):
            store.add(NOON + 10 * slot, one)
    parts = store.chunks(NOON + 10, NOON + 500, 10)
    assert sum(count for *_, count in parts) == 49 * 3
    assert {count for *_, count in parts[:-1]} == {9}
    for first, end, count in parts:
        assert len(rows(store, first, end)) == count
    assert store.chunks(NOON, NOON + 20, 1) == [
        (NOON, NOON + 1, 3),
        (NOON + 10, NOON + 11, 3),
    ]


def test_what_does_not_fit_is_cut_off() -> None:
    beat = Heartbeat(NOON, NOON, "s", 1, 2, 10**9, 10**9, None)
    assert packed(beat).bit_length() <= 64
    store = EventStore()
    store.add(NOON, beat)
    ((*_, bitrate, buffer_cs),) = rows(store, NOON, NOON + 1)
    assert (bitrate, buffer_cs) == (events.MOST_KBPS, events.MOST_CS)
