"""`report`: graphs, totals and tables over the same VIEW events as the live reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.simulator.conftest import Api
from webcast_widget.simulator import Scenario, Simulation, create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from webcast_widget.timeline.clock import ManualClock

ENTRY = "1_k2m4x9a1"
NO_TOTAL = ("10009",)
SERIES = ("10005", "10006", "10007", "10013", "10016")


@pytest.fixture
async def analyst(clock: ManualClock) -> AsyncIterator[Api]:
    simulation = Simulation(
        Scenario(viewers=40, started_ago_s=2700, generation="kava"), clock
    )
    transport = httpx.ASGITransport(create_app(simulation))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost"
    ) as http:
        api = Api(http, simulation)
        api.ks = await api.start(secret=simulation.scenario.admin_secret, type=2)
        yield api


async def ask(api: Api, action: str, kind: str, **wishes: Any) -> Any:
    now = int(api.simulation.now())
    query = {
        "fromDate": now - 600,
        "toDate": now - 120,
        "interval": "ten_seconds",
        "entryIdIn": ENTRY,
    }
    options = {"delimiter": "|", "skipEmptyDates": False} | wishes.pop("options", {})
    query |= wishes.pop("query", {})
    return await api.call(
        "report",
        action,
        reportType=kind,
        reportInputFilter=query,
        responseOptions=options,
        **wishes,
    )


def points(data: str, delimiter: str = "|") -> dict[int, float]:
    rows = [point.split(delimiter) for point in data.split(";")[:-1]]
    return {int(x): float(y) for x, y in rows}


def table(answer: Any) -> list[dict[str, str]]:
    names = answer["header"].split("|")
    rows = answer["data"].split(";")[:-1]
    return [dict(zip(names, row.split("|"), strict=True)) for row in rows]


@pytest.mark.parametrize("kind", [str(number) for number in range(10001, 10017)])
async def test_every_type_answers(analyst: Api, kind: str) -> None:
    answer = await ask(analyst, "getTable", kind)
    rows = table(answer)
    assert answer["objectType"] == "KalturaReportTable"
    assert bool(rows) == (kind != "10014")
    assert len(rows) == min(30, answer["totalCount"])
    for action in ("getTotal", "getGraphs"):
        other = await ask(analyst, action, kind)
        has = kind in SERIES or (action == "getTotal" and kind not in NO_TOTAL)
        if has:
            assert "code" not in other
        else:
            assert other["code"] == "INTERNAL_SERVERL_ERROR"


async def test_an_order_and_pages(analyst: Api) -> None:
    pager = {"pageSize": 2, "pageIndex": 1}
    answer = await ask(analyst, "getTable", "10001", order="-views", pager=pager)
    first, second = table(answer)
    assert float(first["views"]) >= float(second["views"])
    assert answer["totalCount"] > 2


@pytest.mark.parametrize("order", ["-plays", "0", "date_id"])
async def test_rows_by_time_stay_so_where_the_order_is_none(
    analyst: Api, order: str
) -> None:
    rows = table(await ask(analyst, "getTable", "10005", order=order))
    moments = [int(row["date_id"]) for row in rows]
    assert len(moments) > 1
    assert moments == sorted(moments)


async def test_a_type_of_playback_alone(analyst: Api) -> None:
    narrow = {"playbackTypeIn": "live"}
    answer = await ask(analyst, "getTable", "10011", query=narrow)
    assert [row["playback_type"] for row in table(answer)] == ["live"]


async def test_the_delimiter_is_a_comma_unless_told(analyst: Api) -> None:
    graphs = await ask(analyst, "getGraphs", "10005", options={"delimiter": None})
    assert points(graphs[0]["data"], ",")


@pytest.mark.parametrize("interval", ["minutes", "ten_minutes", "hours", "months"])
async def test_other_intervals(analyst: Api, interval: str) -> None:
    graphs = await ask(analyst, "getGraphs", "10005", query={"interval": interval})
    assert points(graphs[2]["data"])


@pytest.mark.parametrize("first", ["-999999999999", "0", "x", 1])
@pytest.mark.parametrize("last", ["9" * 30, "", "-1"])
async def test_a_range_of_any_size_is_answered(
    analyst: Api, first: Any, last: Any
) -> None:
    for interval in ("days", "hours", "years"):
        query = {"fromDate": first, "toDate": last, "interval": interval}
        assert isinstance(await ask(analyst, "getGraphs", "10005", query=query), list)
