"""`liveReports` by the later rules: native numbers, VIEW events, memory of 30 s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.simulator.conftest import Api
from webcast_widget.simulator import Account, Scenario, Simulation, create_app
from webcast_widget.simulator.api.live.ranges import Range, peak
from webcast_widget.simulator.api.values import next_slot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from webcast_widget.timeline.clock import ManualClock


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


async def test_the_truth_is_what_is_served(kava: Api, clock: ManualClock) -> None:
    now = int(clock.now())
    clock.advance(120)
    served = await kava.events(kava.simulation.start, now)
    frame = kava.simulation.truth()
    frame = frame[
        (frame["slot"] <= next_slot(now)) & (frame["live"] + frame["dvr"] > 0)
    ]
    rows = frame[["slot", "live", "dvr"]].to_numpy().tolist()
    assert served == {start: (live, dvr) for start, live, dvr in rows}
    events = kava.simulation.events(0, now)
    views = sum(a + b for s, (a, b) in served.items() if s < now)
    assert (~events.is_first).sum() == views


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


def test_the_peak_of_a_long_range_is_smoothed() -> None:
    series = {0: 10, 10: 1, 20: 4}
    assert peak(series, Range(0, 19_990)) == 10
    assert peak(series, Range(0, 20_000)) == 6
    assert peak({}, Range(0, 0)) == 0
