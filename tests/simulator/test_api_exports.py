"""Exports: a job at once, then a file with the vendor's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.simulator.conftest import Api
from webcast_widget.simulator import Account, Scenario, Simulation, create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from webcast_widget.timeline.clock import ManualClock

ENTRY = "1_k2m4x9a1"


@pytest.fixture(params=["live_analytics", "kava"])
def account(request: pytest.FixtureRequest, clock: ManualClock) -> Account:
    scenario = Scenario(viewers=40, started_ago_s=2700, generation=request.param)
    return Account(Simulation(scenario, clock))


@pytest.fixture
async def exporter(account: Account) -> AsyncIterator[Api]:
    transport = httpx.ASGITransport(create_app(account))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        api = Api(http, account.main)
        api.ks = await api.start(secret=account.scenario.admin_secret, type=2)
        yield api


async def exported(api: Api, account: Account, kind: int, **wishes: Any) -> str:
    params = {"recpientEmail": "a@example.com", "timeZoneOffset": -120} | wishes
    job = await api.call("liveReports", "exportToCsv", reportType=kind, params=params)
    assert job["reportEmail"] == "a@example.com"
    assert job["objectType"] == "KalturaLiveReportExportResponse"
    name = list(account.exports)[-1]
    url = f"/api_v3/service/liveReports/action/serveReport/id/{name}"
    answer = await api.http.get(url, params={"ks": str(api.ks)})
    assert answer.headers["content-type"].startswith("text/csv")
    return answer.text


async def test_the_audience_now(exporter: Api, account: Account) -> None:
    text = await exported(exporter, account, 12, entryIds=ENTRY)
    lines = text.splitlines()
    now = int(account.now())
    settled = await exporter.events(now - 60, now - 60)
    watching = sum(live + dvr for live, dvr in settled.values())
    assert lines[:7] == [
        "Report Type:,Audience",
        f"Entry Id:,{ENTRY}",
        'Entry Name:,"Quarterly town hall"',
        "------------------",
        "Time Range:,2023-11-13 13:03:27 - 2023-11-15 01:03:27",
        "------------------",
        f"Current Audience & DVR:,{watching}",
    ]
    assert [line.split(",")[0] for line in lines[7:12]] == [
        "Seconds Viewed:",
        "Average Buffering Time per Minute (seconds):",
        "Average Bitrate (kbps):",
        "------------------",
        "DateTime",
    ]
    assert len(lines[12:]) == len(await exporter.events(now - 36 * 3600, now))
    (name,) = account.exports
    assert name.endswith(f"_audience-{ENTRY}-20231113_130327-20231115_010327.csv")


@pytest.mark.parametrize("kind", [1, 2, 11, 21, 22, 31, 32])
async def test_the_other_files(exporter: Api, account: Account, kind: int) -> None:
    text = await exported(exporter, account, kind, entryIds=ENTRY)
    assert text.endswith("\n")
    assert ENTRY in text


async def test_what_cannot_be_exported(exporter: Api, account: Account) -> None:
    call = {"reportType": 12, "params": {"entryIds": "0_a,0_b"}}
    answer = await exporter.call("liveReports", "exportToCsv", **call)
    assert answer["args"] == {"ENTRY_ID": "0_a,0_b"}
    answer = await exporter.call(
        "liveReports", "exportToCsv", **call | {"reportType": 5}
    )
    assert answer["code"] == "INVALID_ENUM_VALUE"
    url = "/api_v3/service/liveReports/action/serveReport/id/x"
    assert (
        await exporter.http.get(url, params={"ks": str(exporter.ks)})
    ).status_code == 404
    ks = await exporter.start()
    answer = await exporter.call("liveReports", "serveReport", ks=ks, id="x")
    assert answer["code"] == "SERVICE_FORBIDDEN"
    assert not account.exports
