"""The vendor's table of errors, to the letter: the rows of the reports, 9 to 16."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.conformance.conftest import ENTRY
from tests.simulator.conformance.wording import error
from webcast_widget.simulator.api import parts
from webcast_widget.simulator.api.report import exports as report_exports

if TYPE_CHECKING:
    from tests.simulator.conformance.conftest import Serve
    from webcast_widget.timeline.clock import ManualClock

GENERATIONS = ("live_analytics", "kava")


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("getEvents", {"reportType": "ENTRY_TOTAL"}),
        ("getReport", {"reportType": "ENTRY_TIME_LINE"}),
        ("getReport", {"reportType": "PARTNER_TOTAL", "pager": {"pageIndex": 2}}),
        ("getReport", {"reportType": "ENTRY_GEO_TIME_LINE", "pager": {"pageIndex": 2}}),
    ],
)
async def test_row_09_unsupported_query(
    serve: Serve, action: str, params: dict[str, Any]
) -> None:
    server = await serve()
    query = {"entryIds": ENTRY, "fromTime": -60, "toTime": -60}
    assert await server.refusal("liveReports", action, filter=query, **params) == error(
        "ANALYTICS_UNSUPPORTED_QUERY",
        "Query for the given dimensions and metrics is currently not supported",
    )


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("getEvents", "ENTRY_TIME_LINE"),
        ("getReport", "ENTRY_TOTAL"),
        ("getReport", "ENTRY_GEO_TIME_LINE"),
        ("getReport", "ENTRY_SYNDICATION_TOTAL"),
    ],
)
async def test_row_10_backend_failure(serve: Serve, action: str, kind: str) -> None:
    server = await serve("live_analytics")
    found = await server.refusal(
        "liveReports", action, reportType=kind, filter={"live": 1}
    )
    assert found == error(
        "LIVE_REPORTS_WS_FAILURE", "failed to retrieve live analytics"
    )


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("ids", ["0_unknown", "", "0_a,0_b"])
async def test_row_11_unknown_entry_is_empty(
    serve: Serve, generation: str, ids: str
) -> None:
    server = await serve(generation)
    query = {"entryIds": ids, "fromTime": -600, "toTime": 0, "live": 1}
    graphs = await server.call(
        "liveReports", "getEvents", reportType="ENTRY_TIME_LINE", filter=query
    )
    assert graphs == [
        {"id": "audience", "data": "", "objectType": "KalturaReportGraph"}
    ]
    for kind in ("ENTRY_TOTAL", "ENTRY_GEO_TIME_LINE", "ENTRY_SYNDICATION_TOTAL"):
        answer = await server.call(
            "liveReports", "getReport", reportType=kind, filter=query
        )
        assert (answer["objects"], int(answer["totalCount"])) == ([], 0)


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize(
    ("kind", "ids"),
    [(12, "0_a,0_b"), (12, f"{ENTRY},0_b"), (21, ""), (1, f"{ENTRY},0_b"), (2, "0_a")],
)
async def test_row_12_unknown_entry_exported(
    serve: Serve, generation: str, kind: int, ids: str
) -> None:
    server = await serve(generation)
    found = await server.refusal(
        "liveReports", "exportToCsv", reportType=kind, params={"entryIds": ids}
    )
    expected = error("ENTRY_ID_NOT_FOUND", f'Entry id "{ids}" not found', ENTRY_ID=ids)
    assert found == expected
    assert not server.account.exports
    assert not server.account.outbox


TABLES_ONLY = (
    10001,
    10002,
    10003,
    10004,
    10008,
    10009,
    10010,
    10011,
    10012,
    10014,
    10015,
)


@pytest.mark.parametrize("kind", TABLES_ONLY)
async def test_row_13_no_such_graphs(serve: Serve, kind: int) -> None:
    server = await serve()
    query = {
        "reportType": str(kind),
        "reportInputFilter": {"fromDate": -60, "toDate": 0},
    }
    has_total = kind != 10009
    for action in ("getGraphs",) if has_total else ("getGraphs", "getTotal"):
        assert await server.refusal("report", action, **query) == error(
            "INTERNAL_SERVERL_ERROR", "Internal server error occurred"
        )


async def test_row_14_blocked(serve: Serve) -> None:
    server = await serve()
    with server.account.faults.failing({"blocked": 1.0}):
        form = {"service": "livereports", "action": "getevents", "format": "1"}
        answer = await server.http.post("/api_v3/", data=form)
    assert answer.json() == error(
        "ACTION_BLOCKED",
        'Action "getevents" in service "livereports" is blocked',
        ACTION_NAME="getevents",
        SERVICE_NAME="livereports",
    )


async def test_row_15_timed_out(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, clock: ManualClock
) -> None:
    server = await serve()
    monkeypatch.setattr(parts, "MOST_EVENTS", 100)
    query = {"fromDate": int(clock.now()) - 600, "toDate": int(clock.now())}
    assert await server.refusal(
        "report", "getTotal", reportType="10006", reportInputFilter=query
    ) == error("DRUID_QUERY_TIMED_OUT", "Query timed out")


@pytest.mark.parametrize(("kind", "action"), [("10008", 1), ("10013", 3)])
async def test_row_16_too_general(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, kind: str, action: int
) -> None:
    server = await serve()
    monkeypatch.setattr(report_exports, "MAX_ROWS", 10)
    query = {"fromDate": -600, "toDate": -60, "interval": "ten_seconds"}
    item = {"action": action, "reportType": kind, "filter": query}
    found = await server.refusal(
        "report", "exportToCsv", params={"reportItems": [item]}
    )
    assert (found["code"], found["args"]) == ("SEARCH_TOO_GENERAL", [])
    if action == 1:
        found = await server.refusal(
            "report",
            "getUrlForReportAsCsv",
            reportTitle="All",
            reportType=kind,
            reportInputFilter=query,
        )
        assert found["code"] == "SEARCH_TOO_GENERAL"
    assert not server.account.exports
