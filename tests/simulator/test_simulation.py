"""Served and true slots: the newest fill up, the others are final and equal."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple

import pandas as pd
import pytest

from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.simulator.audience import Audience
from webcast_widget.simulator.counting import SlotCounts
from webcast_widget.simulator.heartbeat import Heartbeat
from webcast_widget.timeline.clock import ManualClock

NOW = 1_700_003_007.0
FOREVER = 10**12
SCENARIO = Scenario(viewers=200, started_ago_s=2700, generation="live_analytics")


def served(simulation: Simulation) -> dict[int, SlotCounts]:
    return dict(simulation.served(0, FOREVER))


def true_slots(simulation: Simulation) -> dict[int, SlotCounts]:
    frame = simulation.truth().set_index("slot")
    frame["buffer_sum"] = (100 * frame["buffer_sum"]).round().astype("int64")
    rows = frame.drop(columns="entry_id").to_numpy().tolist()
    return {
        start: SlotCounts(*row)
        for start, row in zip(frame.index.tolist(), rows, strict=True)
    }


def test_the_event_starts_on_a_whole_minute() -> None:
    simulation = Simulation(SCENARIO, ManualClock(NOW))
    assert simulation.start == 1_700_000_280
    assert simulation.end == simulation.start + SCENARIO.duration_s


def test_the_tail_only_grows_and_is_final_after_a_minute() -> None:
    clock = ManualClock(NOW)
    simulation = Simulation(SCENARIO, clock)
    history: list[tuple[float, dict[int, SlotCounts]]] = []
    for _ in range(150):
        history.append((clock.now(), served(simulation)))
        clock.advance(1.0)
    clock.advance(120)
    final = served(simulation)
    truth = true_slots(simulation)
    grew = 0
    for (_, before), (_, after) in itertools.pairwise(history):
        for start, slot in before.items():
            assert all(
                old <= new
                for old, new in zip(astuple(slot), astuple(after[start]), strict=True)
            )
            grew += slot != after[start]
    assert grew > 100
    for now, slots in history:
        settled = {start for start in final if start + 60 <= now}
        assert {start: slots.get(start) for start in settled} == {
            start: truth[start] for start in settled
        }


def test_the_newest_slots_are_low_or_absent() -> None:
    clock = ManualClock(NOW)
    simulation = Simulation(SCENARIO, clock)
    newest = served(simulation)
    clock.advance(120)
    settled = served(simulation)
    start = int(NOW) // 10 * 10
    early = (
        newest.get(start, SlotCounts()).live + newest.get(start - 10, SlotCounts()).live
    )
    assert early < 0.8 * (settled[start].live + settled[start - 10].live)


def test_how_often_one_looks_changes_nothing() -> None:
    rarely, often = ManualClock(NOW), ManualClock(NOW - 2700)
    once = Simulation(SCENARIO, rarely)
    watched = Simulation(
        Scenario(viewers=200, started_ago_s=0, generation="live_analytics"), often
    )
    assert once.start == watched.start
    while often.now() < rarely.now():
        often.advance(min(7.3, rarely.now() - often.now()))
        served(watched)
    assert served(once) == served(watched)
    pd.testing.assert_frame_equal(once.truth(), watched.truth())


def test_the_truth_is_every_heartbeat_logged_by_now() -> None:
    simulation = Simulation(SCENARIO, ManualClock(NOW))
    audience = Audience(SCENARIO, simulation.start)
    beats: list[Heartbeat] = []
    while audience.at <= NOW:
        beats += audience.step()
    logged = [beat for beat in beats if beat.time <= NOW]
    frame = simulation.truth()
    kinds = [(beat.event_type, beat.event_index > 1) for beat in logged]
    assert frame["live"].sum() == kinds.count((1, True))
    assert frame["dvr"].sum() == kinds.count((2, True))
    assert frame["plays"].sum() == kinds.count((1, False))
    assert frame["bitrate_count"].sum() == sum(beat.bitrate >= 0 for beat in logged)
    hundredths = sum(beat.buffer_cs for beat in logged)
    assert frame["buffer_sum"].sum() == pytest.approx(hundredths / 100)


def test_the_truth_has_its_columns_and_types() -> None:
    frame = Simulation(SCENARIO, ManualClock(NOW)).truth()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "slot": "int64",
        "live": "int64",
        "dvr": "int64",
        "plays": "int64",
        "bitrate_sum": "int64",
        "bitrate_count": "int64",
        "buffer_sum": "float64",
        "entry_id": "str",
    }
    assert frame["slot"].is_monotonic_increasing
    assert frame["slot"].is_unique
    assert not (frame["slot"] % 10).any()
    assert set(frame["entry_id"]) == {SCENARIO.entry_id}


def test_the_truth_before_the_first_viewer_is_empty_and_typed() -> None:
    frame = Simulation(
        Scenario(viewers=1, started_ago_s=0, generation="live_analytics"),
        ManualClock(NOW - 27),
    ).truth()
    assert len(frame) == 0
    assert str(frame["slot"].dtype) == "int64"
    assert str(frame["entry_id"].dtype) == "str"


def test_the_outage_leaves_slots_absent_in_the_midst() -> None:
    starts = Simulation(SCENARIO, ManualClock(NOW)).truth()["slot"]
    gaps = starts.diff().iloc[1:]
    assert sorted(gaps.unique()) == [10, 40]
    assert (gaps > 10).sum() == 1


def test_memory_is_bounded_by_slots() -> None:
    clock = ManualClock(NOW)
    simulation = Simulation(SCENARIO, clock)
    simulation.catch_up()
    under_way = sum(len(beats) for beats in simulation._under_way.values())
    assert under_way < 200 * 7
    clock.advance(4 * 3600)
    simulation.catch_up()
    assert simulation._audience.is_over
    assert not simulation._under_way


def test_a_long_past_is_not_held_in_memory() -> None:
    simulation = Simulation(SCENARIO, ManualClock(NOW))
    held: list[int] = []
    step = simulation._audience.step

    def watched() -> list[Heartbeat]:
        held.append(sum(len(beats) for beats in simulation._under_way.values()))
        return step()

    simulation._audience.step = watched  # type: ignore[method-assign]
    simulation.catch_up()
    assert len(held) > 200
    assert max(held) < 200 * 7


def test_a_leap_of_the_clock_costs_nothing_after_the_end() -> None:
    clock = ManualClock(NOW)
    simulation = Simulation(Scenario(viewers=5, duration_s=60), clock)
    before = served(simulation)
    clock.advance(10.0**11)
    assert served(simulation) == before


@pytest.mark.parametrize("ago", [0, 0.5, 3, 11.2, 25, 39, 58, 61, 400])
def test_an_answer_counts_exactly_what_has_arrived(ago: float) -> None:
    now = NOW - ago
    simulation = Simulation(
        Scenario(viewers=200, started_ago_s=1900, generation="live_analytics"),
        ManualClock(now),
    )
    audience = Audience(simulation.scenario, simulation.start)
    groups: dict[int, list[tuple[int, bool]]] = {}
    while audience.at <= NOW:
        for beat in audience.step():
            if beat.arrives > now:
                continue
            phase = 5 if beat.start_second is None else beat.start_second
            start = (beat.time + 5 - phase % 10) // 10 * 10
            kind = (beat.event_type, beat.event_index > 1)
            groups.setdefault(start, []).append(kind)
    counts = {
        start: (slot.live, slot.dvr, slot.plays)
        for start, slot in served(simulation).items()
    }
    assert counts == {
        start: tuple(kinds.count(kind) for kind in ((1, True), (2, True), (1, False)))
        for start, kinds in groups.items()
    }


def test_it_may_be_looked_at_from_several_threads() -> None:
    clock = ManualClock(NOW)
    simulation = Simulation(SCENARIO, clock)
    with ThreadPoolExecutor(4) as pool:
        looks = [pool.submit(served, simulation) for _ in range(4)]
        looks += [pool.submit(true_slots, simulation) for _ in range(4)]
        answers = [look.result() for look in looks]
    assert all(answer == answers[0] for answer in answers[:4])
    assert all(answer == answers[4] for answer in answers[4:])


def test_heartbeats_from_outside_count_from_their_arrival() -> None:
    clock = ManualClock(NOW)
    simulation = Simulation(Scenario(duration_s=60, started_ago_s=80_000), clock)
    now = int(NOW)
    late = Heartbeat(now - 20, now + 5, "s", 1, 2, 800, 0, None)
    overdue = Heartbeat(now - 40, now - 30, "t", 2, 2, 800, 0, None)
    assert not simulation.served(now - 100, now)
    simulation.receive([late, overdue])
    clock.advance(1)
    assert [slot.dvr for _, slot in simulation.served(now - 100, now)] == [1]
    clock.advance(4)
    assert [slot.live for _, slot in simulation.served(now - 100, now)] == [0, 1]


def test_the_broadcast_has_two_ends() -> None:
    clock = ManualClock(NOW)
    simulation = Simulation(
        Scenario(viewers=1, started_ago_s=0, generation="live_analytics"), clock
    )
    assert simulation.is_live()
    clock.moment = simulation.end - 0.5
    assert simulation.is_live()
    clock.advance(0.5)
    assert not simulation.is_live()
