"""A small event on a clock that stands still, and a client of its API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from webcast_widget.simulator import Scenario, Simulation, create_app
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = 1_700_003_007.0


class Api:
    """Calls actions of the simulated API in the plainest way."""

    def __init__(self, http: httpx.AsyncClient, simulation: Simulation) -> None:
        self.http = http
        self.simulation = simulation
        self.ks: str | None = None

    async def start(self, **params: Any) -> Any:
        scenario = self.simulation.scenario
        params = {
            "secret": scenario.user_secret,
            "partnerId": scenario.partner_id,
        } | params
        return await self.call("session", "start", **params)

    async def call(self, service: str, action: str, **params: Any) -> Any:
        if self.ks is not None:
            params.setdefault("ks", self.ks)
        url = f"/api_v3/service/{service}/action/{action}"
        return (await self.http.post(url, json={"format": 1, **params})).json()

    async def events(self, first: Any, last: Any, **more: Any) -> dict[int, Any]:
        entry = self.simulation.scenario.entry_id
        query = {"entryIds": entry, "fromTime": first, "toTime": last, **more}
        (graph,) = await self.call(
            "liveReports", "getEvents", reportType="ENTRY_TIME_LINE", filter=query
        )
        assert graph["id"] == "audience"
        assert graph["data"] == "" or graph["data"].endswith(";")
        points = [point.split(",") for point in graph["data"].split(";")[:-1]]
        return {int(start): (int(live), int(dvr)) for start, live, dvr in points}

    async def report(self, first: Any, last: Any, **more: Any) -> Any:
        entry = self.simulation.scenario.entry_id
        query = {"entryIds": entry, "fromTime": first, "toTime": last, **more}
        return await self.call(
            "liveReports", "getReport", reportType="ENTRY_TOTAL", filter=query
        )


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def simulation(clock: ManualClock) -> Simulation:
    return Simulation(
        Scenario(viewers=40, started_ago_s=2700, generation="live_analytics"), clock
    )


@pytest.fixture
async def anonymous(simulation: Simulation) -> AsyncIterator[Api]:
    transport = httpx.ASGITransport(create_app(simulation))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1"
    ) as http:
        yield Api(http, simulation)


@pytest.fixture
async def api(anonymous: Api) -> Api:
    anonymous.ks = await anonymous.start()
    return anonymous
