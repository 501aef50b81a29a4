"""The checklist of the vendor's behaviour: its lines on the live reports, 3 to 6."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.conformance.conftest import ENTRY

if TYPE_CHECKING:
    from tests.simulator.conformance.conftest import Serve
    from webcast_widget.timeline.clock import ManualClock

GENERATIONS = ("live_analytics", "kava")


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_line_3_slots(serve: Serve, generation: str, clock: ManualClock) -> None:
    server = await serve(generation)
    now = int(clock.now())
    slots = await server.events(server.simulation.start, now - 60)
    assert all(start % 10 == 0 for start in slots)
    assert list(slots) == sorted(slots)
    # The collector's outage left slots without a heartbeat.
    steps = {b - a for a, b in itertools.pairwise(slots)}
    assert min(steps) == 10 < max(steps)
    (start,) = await server.events(now // 10 * 10 - 120, now // 10 * 10 - 120)
    assert start == now // 10 * 10 - 120
    (stats,) = (await server.report(-600, -60, live=1))["objects"]
    span = await server.events(-600, -60)
    assert int(stats["audience"]) == sum(live for live, _ in span.values())
    assert int(stats["dvrAudience"]) == sum(dvr for _, dvr in span.values())


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_line_4_the_newest_slots_grow(
    serve: Serve, generation: str, clock: ManualClock
) -> None:
    server = await serve(generation, viewers=200)
    now = int(clock.now()) // 10 * 10
    early = await server.events(now - 60, now - 10)
    clock.advance(120)
    late = await server.events(now - 60, now - 10)
    assert all(early.get(start, (0, 0))[0] <= late[start][0] for start in late)
    assert sum(a for a, _ in early.values()) < sum(a for a, _ in late.values())


@pytest.mark.parametrize(
    ("service", "action", "params"),
    [
        ("liveReports", "getEvents", {"reportType": "ENTRY_TIME_LINE"}),
        ("liveReports", "getReport", {"reportType": "ENTRY_TOTAL"}),
        ("liveReports", "getReport", {"reportType": "PARTNER_TOTAL"}),
        ("liveReports", "getReport", {"reportType": "ENTRY_GEO_TIME_LINE"}),
        ("liveReports", "getReport", {"reportType": "ENTRY_SYNDICATION_TOTAL"}),
        ("report", "getGraphs", {"reportType": "10013"}),
        ("report", "getTotal", {"reportType": "10006"}),
        ("report", "getTable", {"reportType": "10004"}),
    ],
)
async def test_line_4_answers_are_up_to_30_s_old(
    serve: Serve,
    clock: ManualClock,
    service: str,
    action: str,
    params: dict[str, Any],
) -> None:
    server = await serve(viewers=200)
    now = int(clock.now()) // 10 * 10
    live = {"entryIds": ENTRY, "fromTime": now, "toTime": now}
    query = {"entryIdIn": ENTRY, "fromDate": now, "toDate": now + 10}
    query["interval"] = "ten_seconds"
    call = params | {"filter": live, "reportInputFilter": query}
    first = await server.call(service, action, **call)
    beacon = {"entryId": ENTRY, "eventType": 3, "playbackType": "live"}
    await server.call("analytics", "trackEvent", **beacon)
    clock.advance(29.5)
    assert await server.call(service, action, **call) == first
    clock.advance(1)
    assert await server.call(service, action, **call) != first


async def test_line_4_the_first_generation_remembers_nothing(
    serve: Serve, clock: ManualClock
) -> None:
    server = await serve("live_analytics", viewers=200)
    now = int(clock.now()) // 10 * 10
    first = await server.events(now - 60, now)
    clock.advance(5)
    assert await server.events(now - 60, now) != first


async def test_line_4_types_of_numbers(serve: Serve) -> None:
    kinds: dict[str, set[type]] = {"live_analytics": {str}, "kava": {int, float}}
    for generation, expected in kinds.items():
        server = await serve(generation)
        for kind in ("ENTRY_TOTAL", "ENTRY_SYNDICATION_TOTAL", "ENTRY_GEO_TIME_LINE"):
            query = {"entryIds": ENTRY, "fromTime": -600, "toTime": -120, "live": 1}
            answer = await server.call(
                "liveReports", "getReport", reportType=kind, filter=query
            )
            words = {"entryId", "referrer", "objectType", "city", "country"}
            for stats in answer["objects"]:
                numbers = {k: v for k, v in stats.items() if k not in words}
                assert {type(value) for value in numbers.values()} <= expected
            assert type(answer["totalCount"]) in expected


async def test_line_4_the_first_servers_sent_two_fields(serve: Serve) -> None:
    server = await serve("live_analytics", sends_dvr=False)
    query = {"entryIds": ENTRY, "fromTime": -600, "toTime": -60}
    (graph,) = await server.call(
        "liveReports", "getEvents", reportType="ENTRY_TIME_LINE", filter=query
    )
    points = graph["data"].split(";")[:-1]
    assert {point.count(",") for point in points} == {1}


async def test_line_5_live_is_what_broadcasts(serve: Serve, clock: ManualClock) -> None:
    server = await serve()
    assert await server.events(-600, -120, live=1)
    assert await server.events(-600, -120, live=0) == {}
    clock.moment = float(server.simulation.end)
    assert await server.events(-600, -120, live=1) == {}
    assert (await server.report(-600, -120, live=1))["objects"] == []
    assert await server.events(-600, -120, live=0)
    assert await server.events(-600, -120)


async def test_line_5_live_in_the_first_generation(
    serve: Serve, clock: ManualClock
) -> None:
    server = await serve("live_analytics")
    clock.moment = float(server.simulation.end)
    assert await server.events(-600, -120, live=1)
    assert (await server.report(-600, -120, live=1))["objects"]
    # Otherwise it has hours only, and none of them began in the range.
    assert (await server.report(-120, -60))["objects"] == []


@pytest.mark.parametrize(
    ("generation", "live", "count"),
    [("live_analytics", 1, 1), ("live_analytics", None, 0), ("kava", 1, 0)],
)
async def test_line_5_a_total_of_nothing(
    serve: Serve, clock: ManualClock, generation: str, live: int | None, count: int
) -> None:
    server = await serve(generation)
    clock.moment = server.simulation.end + 7200.0
    answer = await server.call(
        "liveReports",
        "getReport",
        reportType="PARTNER_TOTAL",
        filter={"fromTime": -60, "toTime": -60, "live": live},
    )
    assert (len(answer["objects"]), int(answer["totalCount"])) == (count, count)
    assert all(float(one["audience"]) == 0 for one in answer["objects"])


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_line_6_the_producers_application(serve: Serve, generation: str) -> None:
    server = await serve(generation)
    answer = await server.call(
        "liveReports",
        "getReport",
        reportType="ENTRY_TOTAL",
        filter={"entryIds": ENTRY, "fromTime": -60, "toTime": -2, "live": 1},
        clientTag="KWP:1.0",
    )
    (stats,) = answer["objects"]
    assert float(stats["avgBitrate"]) > 0
    zeros = [
        stats[name] for name in ("audience", "dvrAudience", "plays", "secondsViewed")
    ]
    assert (zeros == [0, 0, 0, 0]) == (generation == "kava")
    assert ("peakAudience" in stats) == (generation != "kava")
