"""One audience, seen in three ways, against sums over its raw heartbeats.

The heartbeats are made by the audience alone, before anything is counted; what the
reports have to say of them is worked out here, with plain loops, from the vendor's
definitions: `liveReports` of the first generation, `liveReports` of the later one,
and `report`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.conformance.conftest import ENTRY
from webcast_widget.simulator import Scenario
from webcast_widget.simulator.audience import Audience
from webcast_widget.simulator.heartbeat import Heartbeat
from webcast_widget.simulator.viewer import LADDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.simulator.conformance.conftest import Serve, Server
    from webcast_widget.timeline.clock import ManualClock

QUIET_S = 3 * 3600
"""So long after the start everybody has left."""


def heartbeats(server: Server, until: float) -> list[Heartbeat]:
    """Live through the event apart from the server; give what the collector logged."""
    audience = Audience(server.simulation.scenario, server.simulation.start)
    logged: list[Heartbeat] = []
    while audience.at <= until:
        logged += audience.step()
    return [beat for beat in logged if beat.time <= until]


def first_slot(beat: Heartbeat) -> int:
    """floor10(log time + 5 - (s mod 10)), s = 5 when unknown."""
    s = 5 if beat.start_second is None else beat.start_second
    return math.floor((beat.time + 5 - s % 10) / 10) * 10


def later_slot(beat: Heartbeat) -> int:
    """floor10(server event time)."""
    return math.floor(beat.time / 10) * 10


def count(beats: Iterable[Heartbeat], kind: int, *, first: bool) -> int:
    return len(
        [b for b in beats if b.event_type == kind and (b.event_index == 1) is first]
    )


def decimals(value: Fraction) -> float:
    """Round half to even at the second decimal, exactly."""
    return float(round(value, 2))


def in_slots(beats: list[Heartbeat], slot_of: Any) -> dict[int, list[Heartbeat]]:
    slots: dict[int, list[Heartbeat]] = defaultdict(list)
    for beat in beats:
        slots[slot_of(beat)].append(beat)
    return slots


def settled(server: Server) -> tuple[int, int]:
    """Give the first and the last slot of a range in the midst of the event."""
    last = int(server.simulation.now()) // 10 * 10 - 120
    return last - 1500, last


async def test_the_first_generation(serve: Serve, clock: ManualClock) -> None:
    server = await serve("live_analytics", viewers=80)
    first, last = settled(server)
    slots = in_slots(heartbeats(server, clock.now()), first_slot)
    asked = {start: slots[start] for start in sorted(slots) if first <= start <= last}
    assert len(asked) > 140
    events = await server.events(first, last)
    assert events == {
        start: (count(beats, 1, first=False), count(beats, 2, first=False))
        for start, beats in asked.items()
    }
    (stats,) = (await server.report(first, last, live=1))["objects"]
    beats = [beat for group in asked.values() for beat in group]
    live, dvr = count(beats, 1, first=False), count(beats, 2, first=False)
    plays = count(beats, 1, first=True)
    told = [beat.bitrate for beat in beats if beat.bitrate >= 0]
    buffering = Fraction(sum(beat.buffer_cs for beat in beats), 100)
    assert stats == {
        "entryId": ENTRY,
        "peakAudience": str(max(a for a, _ in events.values())),
        "peakDvrAudience": str(max(b for _, b in events.values())),
        "audience": str(live),
        "dvrAudience": str(dvr),
        "avgBitrate": str(decimals(Fraction(sum(told), len(told)))),
        "bufferTime": str(decimals(6 * buffering / (plays + live + dvr))),
        "plays": str(plays),
        "secondsViewed": str(10 * (live + dvr)),
        "objectType": "KalturaEntryLiveStats",
    }


def views(beats: Iterable[Heartbeat]) -> list[Heartbeat]:
    return [beat for beat in beats if beat.event_index > 1]


async def test_the_later_generation(serve: Serve, clock: ManualClock) -> None:
    server = await serve("kava", viewers=80)
    first, last = settled(server)
    slots = in_slots(heartbeats(server, clock.now()), later_slot)
    asked = {start: slots[start] for start in sorted(slots) if first <= start <= last}
    events = await server.events(first, last)
    assert events == {
        start: (count(beats, 1, first=False), count(beats, 2, first=False))
        for start, beats in asked.items()
        if views(beats)
    }
    (stats,) = (await server.report(first, last))["objects"]
    beats = [beat for group in asked.values() for beat in group]
    seen = views(beats)
    told = [beat.bitrate for beat in seen if beat.bitrate >= 0]
    assert stats["audience"] == count(beats, 1, first=False)
    assert stats["dvrAudience"] == count(beats, 2, first=False)
    assert stats["plays"] == len(beats) - len(seen)
    assert stats["secondsViewed"] == 10 * len(seen)
    assert stats["peakAudience"] == max(a for a, _ in events.values())
    assert stats["peakDvrAudience"] == max(b for _, b in events.values())
    assert stats["avgBitrate"] == pytest.approx(sum(told) / len(told), rel=1e-12)
    buffering = sum(beat.buffer_cs for beat in seen) / 100
    assert stats["bufferTime"] == pytest.approx(6 * buffering / len(seen), rel=1e-12)


async def asked_of_report(server: Server, action: str, kind: int, **query: Any) -> Any:
    query = {"entryIdIn": ENTRY, "interval": "ten_seconds", **query}
    options = {"delimiter": "|", "skipEmptyDates": True}
    return await server.call(
        "report",
        action,
        reportType=kind,
        reportInputFilter=query,
        responseOptions=options,
    )


def read(graphs: Any) -> dict[str, dict[int, float]]:
    series: dict[str, dict[int, float]] = {}
    for graph in graphs:
        pairs = [point.split("|") for point in graph["data"].split(";")[:-1]]
        series[graph["id"]] = {int(x): float(y) for x, y in pairs}
    return series


async def test_the_report_by_slot(serve: Serve, clock: ManualClock) -> None:
    server = await serve("kava", viewers=80)
    first, last = settled(server)
    slots = in_slots(views(heartbeats(server, clock.now())), later_slot)
    asked = {start: slots[start] for start in sorted(slots) if first <= start <= last}
    dates = {"fromDate": first, "toDate": last + 10}
    series = read(await asked_of_report(server, "getGraphs", 10013, **dates))
    unique = read(await asked_of_report(server, "getGraphs", 10007, **dates))
    live = await server.events(first, last)
    for start, beats in asked.items():
        v = len(beats)
        told = [beat.bitrate for beat in beats if beat.bitrate >= 0]
        expected = {
            "viewers": v,
            "viewers_dvr": sum(beat.event_type == 2 for beat in beats),
            "viewers_buffering": sum(beat.buffer_cs > 0 for beat in beats),
            "avg_view_bitrate": sum(told) / len(told) if told else 0,
            "view_buffer_time_ratio": sum(b.buffer_cs for b in beats) / 100 / (10 * v),
            "sum_view_time": 10 * v,
        }
        for name, value in expected.items():
            assert series[name][start] == pytest.approx(value, rel=1e-12), name
        expected = {
            "view_unique_audience": len({beat.person for beat in beats}),
            "view_unique_audience_dvr": len(
                {beat.person for beat in beats if beat.event_type == 2}
            ),
            "view_unique_buffering_users": len(
                {beat.person for beat in beats if beat.buffer_cs}
            ),
            "avg_view_dvr": expected["viewers_dvr"] / v,
            "avg_view_buffering": expected["viewers_buffering"] / v,
        }
        for name, value in expected.items():
            assert unique[name][start] == pytest.approx(value, rel=1e-12), name
        # What one report calls viewers, the other has as live and DVR.
        assert series["viewers"][start] == sum(live[start])
    assert list(series["viewers"]) == list(asked)


async def test_the_report_in_all(serve: Serve, clock: ManualClock) -> None:
    server = await serve("kava", viewers=80)
    first, last = settled(server)
    beats = [
        beat
        for beat in views(heartbeats(server, clock.now()))
        if first <= later_slot(beat) <= last
    ]
    dates = {"fromDate": first, "toDate": last + 10}
    total = await asked_of_report(server, "getTotal", 10006, **dates)
    facts = dict(zip(total["header"].split("|"), total["data"].split("|"), strict=True))
    told = [beat.bitrate for beat in beats if beat.bitrate >= 0]
    ratio = sum(beat.buffer_cs for beat in beats) / 100 / (10 * len(beats))
    assert int(facts["view_unique_audience"]) == len({b.person for b in beats})
    assert float(facts["avg_view_bitrate"]) == pytest.approx(sum(told) / len(told))
    assert float(facts["view_buffer_time_ratio"]) == pytest.approx(ratio)
    (stats,) = (await server.report(first, last))["objects"]
    # 60 times the one is the other.
    assert stats["bufferTime"] == pytest.approx(60 * ratio)
    assert stats["avgBitrate"] == pytest.approx(float(facts["avg_view_bitrate"]))
    table = await asked_of_report(server, "getTable", 10011, **dates)
    watched = {"live": 0, "dvr": 0}
    for beat in beats:
        watched["dvr" if beat.event_type == 2 else "live"] += 10
    rows = [row.split("|") for row in table["data"].split(";")[:-1]]
    assert {name: int(seconds) for name, seconds in rows} == watched


async def test_users_one_by_one(serve: Serve, clock: ManualClock) -> None:
    server = await serve("kava", viewers=30)
    first, last = settled(server)
    mine: dict[int, list[Heartbeat]] = defaultdict(list)
    for beat in views(heartbeats(server, clock.now())):
        if first <= later_slot(beat) <= last:
            mine[beat.person].append(beat)
    table = await server.call(
        "report",
        "getTable",
        reportType=10008,
        reportInputFilter={
            "fromDate": first,
            "toDate": last + 10,
            "entryIdIn": ENTRY,
        },
        pager={"pageSize": 12_000},
    )
    rows = [row.split(",") for row in table["data"].split(";")[:-1]]
    assert table["totalCount"] == len(rows) == len(mine)
    found = {row[0]: [*map(float, (*row[2:7], row[8])), row[7]] for row in rows}
    for person, beats in mine.items():
        dvr = sum(beat.event_type == 2 for beat in beats)
        live_s, dvr_s, all_s, buffering, _, ratio, flavors = found[
            f"user{person:05d}@example.com"
        ]
        assert (live_s, dvr_s) == (10 * (len(beats) - dvr), 10 * dvr)
        assert all_s == 10 * len(beats)
        stalls = sum(beat.buffer_cs > 0 for beat in beats)
        assert buffering == pytest.approx(stalls / len(beats))
        counts = Counter(beat.bitrate for beat in beats)
        assert flavors == "/".join(f'"{kbps} kbps":{counts[kbps]}' for kbps in LADDER)
        seconds = sum(beat.buffer_cs for beat in beats) / 100
        assert ratio == pytest.approx(seconds / (10 * len(beats)))


async def test_a_long_range_smooths_its_peak(serve: Serve, clock: ManualClock) -> None:
    server = await serve("kava", viewers=80, started_ago_s=2700)
    first = int(clock.now()) // 10 * 10 - 40_000
    last = first + 39_880
    seen = views(heartbeats(server, clock.now()))
    slots = in_slots([beat for beat in seen if beat.event_type == 1], later_slot)
    # k = floor(range / 10 000) slots are a bucket; the peak is its mean, rounded up.
    k = 3
    buckets: dict[int, int] = defaultdict(int)
    for start, beats in slots.items():
        if first <= start <= last:
            buckets[(start - first) // (10 * k)] += len(beats)
    (stats,) = (await server.report(first, last))["objects"]
    assert stats["peakAudience"] == max(math.ceil(n / k) for n in buckets.values())


def one_minute(minute: int) -> list[Heartbeat]:
    """The worked example: 10 live and 2 DVR a slot, 1 play, 30 s of buffering."""
    beat = Heartbeat(minute, minute, "s", 1, 2, 1500, 0, None)
    made = []
    for start in range(minute, minute + 60, 10):
        made += [beat._replace(time=start, buffer_cs=50)] * 10
        made += [beat._replace(time=start + 9, event_type=2)] * 2
    return [*made, beat._replace(time=minute + 31, event_index=1)]


@pytest.mark.parametrize(
    ("generation", "buffering", "bitrate"),
    [("live_analytics", "2.47", "1500.0"), ("kava", 2.5, 1500)],
)
async def test_the_worked_example(
    serve: Serve, clock: ManualClock, generation: str, buffering: Any, bitrate: Any
) -> None:
    server = await serve(generation)
    clock.moment = minute = server.simulation.start + QUIET_S
    server.simulation.receive(one_minute(minute))
    clock.advance(120)
    assert await server.events(minute, minute + 50) == dict.fromkeys(
        range(minute, minute + 60, 10), (10, 2)
    )
    (stats,) = (
        await server.report(
            minute, minute + 50, live=None if generation == "kava" else 1
        )
    )["objects"]
    whole = type(bitrate) if generation == "kava" else str
    assert stats == {
        "entryId": ENTRY,
        "peakAudience": whole(10),
        "peakDvrAudience": whole(2),
        "audience": whole(60),
        "dvrAudience": whole(12),
        "avgBitrate": bitrate,
        "bufferTime": buffering,
        "plays": whole(1),
        "secondsViewed": whole(720),
        "objectType": "KalturaEntryLiveStats",
    }
    if generation == "kava":
        dates = {"fromDate": minute, "toDate": minute + 60}
        total = await asked_of_report(server, "getTotal", 10006, **dates)
        *_, ratio, mean = total["data"].split("|")
        assert (60 * float(ratio), mean) == (2.5, "1500")
        series = read(await asked_of_report(server, "getGraphs", 10013, **dates))
        assert set(series["viewers"].values()) == {12}
        assert set(series["viewers_dvr"].values()) == {2}


def test_the_audience_is_made_before_it_is_counted() -> None:
    # The oracle above rests on it: the same scenario has the same heartbeats.
    scenario = Scenario(viewers=5, started_ago_s=600)
    one, other = Audience(scenario, 1_700_000_000), Audience(scenario, 1_700_000_000)
    assert [one.step() for _ in range(60)] == [other.step() for _ in range(60)]
