"""`liveReports` by the later rules: native numbers, VIEW events, memory of 30 s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.simulator.conftest import Api
from webcast_widget.simulator import Account, Scenario, Simulation, create_app
from webcast_widget.simulator.api.live_ranges import Range, peak, up
from webcast_widget.simulator.heartbeat import Heartbeat

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from webcast_widget.timeline.clock import ManualClock

QUIET_S = 3 * 3600


@pytest.fixture
async def kava(clock: ManualClock) -> AsyncIterator[Api]:
    facts: dict[str, Any] = {"viewers": 40, "started_ago_s": 2700, "generation": "kava"}
    account = Account(
        Simulation(Scenario(**facts), clock),
        Simulation(
            Scenario(seed=8, entry_id="1_other", entry_name="Another", **facts), clock
        ),
    )
    transport = httpx.ASGITransport(create_app(account))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1"
    ) as http:
        api = Api(http, account.main)
        api.ks = await api.start()
        yield api


def beats(time: int, count: int, **facts: Any) -> list[Heartbeat]:
    usual = {"event_type": 1, "event_index": 2, "bitrate": 1500, "buffer_cs": 0}
    one = Heartbeat(
        time=time, arrives=time + 1, session="s", start_second=None, **(usual | facts)
    )
    return [one] * count


async def test_the_worked_example(kava: Api, clock: ManualClock) -> None:
    clock.moment = minute = kava.simulation.start + QUIET_S
    for start in range(minute, minute + 60, 10):
        kava.simulation.receive(beats(start, 10, buffer_cs=50))
        kava.simulation.receive(beats(start + 9, 2, event_type=2))
    kava.simulation.receive(beats(minute + 31, 1, event_index=1, buffer_cs=900))
    clock.advance(120)
    assert await kava.events(minute, minute + 50) == dict.fromkeys(
        range(minute, minute + 60, 10), (10, 2)
    )
    (stats,) = (await kava.report(minute, minute + 50))["objects"]
    assert stats == {
        "entryId": "1_k2m4x9a1",
        "peakAudience": 10,
        "peakDvrAudience": 2,
        "audience": 60,
        "dvrAudience": 12,
        "avgBitrate": 1500,
        "bufferTime": 2.5,
        "plays": 1,
        "secondsViewed": 720,
        "objectType": "KalturaEntryLiveStats",
    }


async def test_the_truth_is_what_is_served(kava: Api, clock: ManualClock) -> None:
    now = int(clock.now())
    clock.advance(120)
    served = await kava.events(kava.simulation.start, now)
    frame = kava.simulation.truth()
    frame = frame[(frame["slot"] <= up(now)) & (frame["live"] + frame["dvr"] > 0)]
    rows = frame[["slot", "live", "dvr"]].to_numpy().tolist()
    assert served == {start: (live, dvr) for start, live, dvr in rows}
    events = kava.simulation.events(0, now)
    views = sum(a + b for s, (a, b) in served.items() if s < now)
    assert (~events.is_first).sum() == views


async def test_a_range_is_rounded_up_and_ends_now(
    kava: Api, clock: ManualClock
) -> None:
    base = int(clock.now()) // 10 * 10 - 600
    for first, last, starts in [(0, 0, [0]), (3, 3, [10]), (3, 14, [10, 20, 30])]:
        events = await kava.events(base + first, base + last)
        assert [start - base for start in events] == starts
    assert await kava.events(0, 0) == {}
    assert await kava.events(600, 900) == {}


async def test_an_answer_is_remembered_for_30_s(kava: Api, clock: ManualClock) -> None:
    now = int(clock.now())
    early = await kava.events(now - 100, now)
    clock.advance(29)
    assert await kava.events(now - 100, now) == early
    clock.advance(2)
    assert await kava.events(now - 100, now) != early


async def test_entries_are_summed(kava: Api) -> None:
    one = await kava.events(-600, -120)
    other = await kava.events(-600, -120, entryIds="1_other")
    both = await kava.events(-600, -120, entryIds="1_other,1_k2m4x9a1,0_none")
    assert both == {s: (one[s][0] + other[s][0], one[s][1] + other[s][1]) for s in one}
    report = await kava.report(-600, -120, entryIds="1_other,1_k2m4x9a1")
    # By name: "Another" before "Quarterly town hall".
    assert [stats["entryId"] for stats in report["objects"]] == [
        "1_other",
        "1_k2m4x9a1",
    ]
    assert report["totalCount"] == 2
    page = await kava.call(
        "liveReports",
        "getReport",
        reportType="ENTRY_TOTAL",
        filter={"fromTime": -600, "toTime": -120},
        pager={"pageSize": 1, "pageIndex": 2},
    )
    assert [stats["entryId"] for stats in page["objects"]] == ["1_k2m4x9a1"]
    assert page["totalCount"] == 2


async def test_live_is_what_is_broadcasting_now(kava: Api, clock: ManualClock) -> None:
    assert await kava.events(-600, -120, live=1)
    assert await kava.events(-600, -120, live=0) == {}
    clock.moment = float(kava.simulation.end)
    assert await kava.events(-600, -120, live=1) == {}
    assert await kava.events(-600, -120, live=0)
    assert await kava.events(-600, -120)


async def test_the_producer_application_gets_quality_alone(kava: Api) -> None:
    answer = await kava.call(
        "liveReports",
        "getReport",
        reportType="ENTRY_TOTAL",
        filter={"entryIds": "1_k2m4x9a1", "fromTime": -60, "toTime": -2},
        clientTag="KWP:1.0",
    )
    (stats,) = answer["objects"]
    assert stats["avgBitrate"] > 0
    assert [stats[name] for name in ("audience", "dvrAudience", "plays")] == [0, 0, 0]
    assert "peakAudience" not in stats


async def test_places_and_pages(kava: Api) -> None:
    totals = (await kava.report(-600, -120))["objects"][0]
    for kind in ("ENTRY_GEO_TIME_LINE", "ENTRY_SYNDICATION_TOTAL"):
        answer = await kava.call(
            "liveReports",
            "getReport",
            reportType=kind,
            filter={"entryIds": "1_k2m4x9a1", "fromTime": -600, "toTime": -120},
            pager={"pageSize": 500},
        )
        found = answer["objects"]
        if len(found) == answer["totalCount"]:
            assert sum(one["audience"] for one in found) == totals["audience"]
        named = found[0].get("city", {}).get("name", "")
        assert named == named.upper()
    further = await kava.call(
        "liveReports",
        "getReport",
        reportType="ENTRY_SYNDICATION_TOTAL",
        pager={"pageIndex": 2},
    )
    assert further["code"] == "ANALYTICS_UNSUPPORTED_QUERY"


def test_the_peak_of_a_long_range_is_smoothed() -> None:
    series = {0: 10, 10: 1, 20: 4}
    assert peak(series, Range(0, 19_990)) == 10
    assert peak(series, Range(0, 20_000)) == 6
    assert peak({}, Range(0, 0)) == 0


async def test_the_first_servers_sent_two_fields(clock: ManualClock) -> None:
    simulation = Simulation(
        Scenario(
            viewers=40, started_ago_s=2700, sends_dvr=False, generation="live_analytics"
        ),
        clock,
    )
    transport = httpx.ASGITransport(create_app(simulation))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        api = Api(http, simulation)
        api.ks = await api.start()
        query = {"entryIds": "1_k2m4x9a1", "fromTime": -600, "toTime": -60}
        (graph,) = await api.call(
            "liveReports", "getEvents", reportType="ENTRY_TIME_LINE", filter=query
        )
    points = graph["data"].split(";")[:-1]
    assert {point.count(",") for point in points} == {1}
