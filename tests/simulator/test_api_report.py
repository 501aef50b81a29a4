"""`report`: graphs, totals and tables over the same VIEW events as the live reports."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.simulator.conftest import Api
from webcast_widget.simulator import Scenario, Simulation, create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from webcast_widget.timeline.clock import ManualClock

ENTRY = "1_k2m4x9a1"
SERIES = ("10005", "10006", "10007", "10013", "10016")


@pytest.fixture
async def analyst(clock: ManualClock) -> AsyncIterator[Api]:
    simulation = Simulation(
        Scenario(viewers=40, started_ago_s=2700, generation="kava"), clock
    )
    transport = httpx.ASGITransport(create_app(simulation))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
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


async def test_viewers_are_live_and_dvr_together(analyst: Api) -> None:
    now = int(analyst.simulation.now())
    graphs = await ask(analyst, "getGraphs", "10013")
    series = {graph["id"]: points(graph["data"]) for graph in graphs}
    assert list(series)[:4] == [
        "viewers",
        "viewers_buffering",
        "viewers_engagement",
        "viewers_dvr",
    ]
    events = await analyst.events(now - 600, now - 130)
    assert series["viewers"] == {s: live + dvr for s, (live, dvr) in events.items()}
    assert series["viewers_dvr"] == {s: dvr for s, (_, dvr) in events.items()}
    assert graphs[0]["objectType"] == "KalturaReportGraph"


async def test_buffering_is_60_times_the_ratio(analyst: Api) -> None:
    now = int(analyst.simulation.now())
    total = await ask(analyst, "getTotal", "10006")
    facts = dict(zip(total["header"].split("|"), total["data"].split("|"), strict=True))
    (stats,) = (await analyst.report(now - 600, now - 130))["objects"]
    assert 60 * float(facts["view_buffer_time_ratio"]) == pytest.approx(
        stats["bufferTime"]
    )
    assert float(facts["avg_view_bitrate"]) == pytest.approx(stats["avgBitrate"])
    assert not total["data"].endswith(";")


@pytest.mark.parametrize("kind", [str(number) for number in range(10001, 10017)])
async def test_every_type_answers(analyst: Api, kind: str) -> None:
    answer = await ask(analyst, "getTable", kind)
    rows = table(answer)
    assert answer["objectType"] == "KalturaReportTable"
    assert bool(rows) == (kind != "10014")
    assert len(rows) == min(30, answer["totalCount"])
    for action in ("getTotal", "getGraphs"):
        other = await ask(analyst, action, kind)
        if kind in SERIES:
            assert "code" not in other
        else:
            assert other["code"] == "INTERNAL_SERVERL_ERROR"


async def test_places_and_devices_make_up_the_whole(analyst: Api) -> None:
    graphs = await ask(analyst, "getGraphs", "10005")
    views = sum(points(graphs[2]["data"]).values())
    for kind, metric, factor in [("10001", "views", 1), ("10004", "sum_view_time", 10)]:
        rows = table(await ask(analyst, "getTable", kind))
        assert sum(float(row[metric]) for row in rows) == factor * views


async def test_an_order_and_pages(analyst: Api) -> None:
    pager = {"pageSize": 2, "pageIndex": 1}
    answer = await ask(analyst, "getTable", "10001", order="-views", pager=pager)
    first, second = table(answer)
    assert float(first["views"]) >= float(second["views"])
    assert answer["totalCount"] > 2


async def test_a_type_of_playback_alone(analyst: Api) -> None:
    narrow = {"playbackTypeIn": "live"}
    answer = await ask(analyst, "getTable", "10011", query=narrow)
    assert [row["playback_type"] for row in table(answer)] == ["live"]


async def test_buckets_grow_with_the_range(analyst: Api) -> None:
    now = int(analyst.simulation.now())
    query = {"fromDate": now - 20_000, "toDate": now}
    graphs = await ask(analyst, "getGraphs", "10013", query=query)
    starts = list(points(graphs[0]["data"]))
    assert {b - a for a, b in itertools.pairwise(starts)} == {20}


async def test_empty_dates(analyst: Api) -> None:
    start = analyst.simulation.start
    query = {"fromDate": start - 100, "toDate": start + 20}
    (first, *_) = await ask(analyst, "getGraphs", "10005", query=query)
    assert len(points(first["data"])) == 12
    (first, *_) = await ask(
        analyst, "getGraphs", "10005", query=query, options={"skipEmptyDates": True}
    )
    assert len(points(first["data"])) <= 2


async def test_the_delimiter_is_a_comma_unless_told(analyst: Api) -> None:
    graphs = await ask(analyst, "getGraphs", "10005", options={"delimiter": None})
    assert points(graphs[0]["data"], ",")


async def test_a_range_backwards_is_of_whole_days(analyst: Api) -> None:
    now = int(analyst.simulation.now())
    query = {"fromDate": now, "toDate": now, "interval": "days"}
    graphs = await ask(analyst, "getGraphs", "10005", query=query)
    assert list(points(graphs[2]["data"])) == [20231114]


@pytest.mark.parametrize("interval", ["minutes", "ten_minutes", "hours", "months"])
async def test_other_intervals(analyst: Api, interval: str) -> None:
    graphs = await ask(analyst, "getGraphs", "10005", query={"interval": interval})
    assert points(graphs[2]["data"])


@pytest.mark.parametrize(
    ("kind", "query", "enum"),
    [
        ("1", {}, "KalturaReportType"),
        ("x", {}, "KalturaReportType"),
        ("10005", {"interval": "weeks"}, "KalturaReportInterval"),
    ],
)
async def test_what_is_no_value(
    analyst: Api, kind: str, query: dict[str, str], enum: str
) -> None:
    answer = await ask(analyst, "getGraphs", kind, query=query)
    assert answer["args"]["ENUM_TYPE"] == enum


async def test_only_administrators_may_ask(analyst: Api) -> None:
    ks = await analyst.start()
    answer = await ask(analyst, "getTotal", "10006", ks=ks)
    assert answer["args"] == {"SERVICE": "report->gettotal"}


@pytest.mark.parametrize("first", ["-999999999999", "0", "x", 1])
@pytest.mark.parametrize("last", ["9" * 30, "", "-1"])
async def test_a_range_of_any_size_is_answered(
    analyst: Api, first: Any, last: Any
) -> None:
    for interval in ("days", "hours", "years"):
        query = {"fromDate": first, "toDate": last, "interval": interval}
        assert isinstance(await ask(analyst, "getGraphs", "10005", query=query), list)
