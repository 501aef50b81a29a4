"""Faults: by chance, by seed, and each with its own face."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator import Account, Scenario, Simulation, create_app
from webcast_widget.simulator.faults.plan import KINDS, FaultPlan

if TYPE_CHECKING:
    from webcast_widget.timeline.clock import ManualClock

URL = "/api_v3/service/liveReports/action/getEvents?format=1"
FACES = {
    "rate-limited": 429,
    "rate-limited-retry-after": 429,
    "unavailable": 503,
    "unavailable-retry-after": 503,
}
CODES = {
    "blocked": "ACTION_BLOCKED",
    "druid-timeout": "DRUID_QUERY_TIMED_OUT",
    "ws-failure": "LIVE_REPORTS_WS_FAILURE",
}


@pytest.mark.parametrize("fault", KINDS)
async def test_each_fault(clock: ManualClock, fault: str) -> None:
    account = Account(Simulation(Scenario(viewers=1), clock))
    transport = httpx.ASGITransport(create_app(account))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        with account.faults.failing({fault: 1.0}):
            answer = await http.get(URL)
        honest = await http.get(URL)
    assert honest.json()["code"] == "MISSING_MANDATORY_PARAMETER"
    assert answer.status_code == FACES.get(fault, 200)
    assert ("retry-after" in answer.headers) == fault.endswith("retry-after")
    if fault in CODES:
        assert answer.json()["code"] == CODES[fault]
    else:
        with pytest.raises(json.JSONDecodeError):
            answer.json()


def test_the_same_seed_fails_the_same_requests() -> None:
    rates = {"html": 0.2, "blocked": 0.1}
    first, second = FaultPlan(3, rates), FaultPlan(3, rates)
    drawn = [first.draw() for _ in range(1000)]
    assert drawn == [second.draw() for _ in range(1000)]
    assert 150 < drawn.count("html") < 250
    assert drawn.count(None) > 600


@pytest.mark.parametrize("rates", [{"fire": 0.1}, {"html": 2.0}, {"html": -1.0}])
def test_what_cannot_be(rates: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError):
        FaultPlan(0, rates)
