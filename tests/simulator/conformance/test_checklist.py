"""The checklist of the vendor's behaviour, line by line: transport and sessions.

Lines 3 to 6 are in `test_checklist_live.py`, 8 in `test_checklist_report.py`.

| line                                                      | test            |
| --------------------------------------------------------- | --------------- |
| 1 transport: methods, bodies, URLs, names, formats, 200   | test_line_1_... |
| 2 relative times, `-1` and the empty one                  | test_line_2_... |
| 3 slots of 10 s; empty ones absent; sums over slots       | test_line_3_... |
| 4 newest slots growing; 30 s memory; types of numbers     | test_line_4_... |
| 5 `live=1` of what is over; unknown entries               | test_line_5_... |
| 6 the client tag `KWP:`                                   | test_line_6_... |
| 7 INVALID_KS, expiry, failure of a part of a multirequest | test_line_7_... |
| 8 mathematics of `report`                                 | test_line_8_... |
| 9 faults on demand                                        | test_line_9_... |
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.simulator.conformance.conftest import ENTRY

if TYPE_CHECKING:
    from tests.simulator.conformance.conftest import Serve
    from webcast_widget.timeline.clock import ManualClock

GENERATIONS = ("live_analytics", "kava")


@pytest.mark.parametrize("name", ["liveReports", "livereports", "LIVEREPORTS"])
@pytest.mark.parametrize("body", ["form", "json", "parts", "query"])
@pytest.mark.parametrize("url", ["path", "index"])
async def test_line_1_every_way_of_calling_is_the_same(
    serve: Serve, name: str, body: str, url: str
) -> None:
    server = await serve()
    action = {"liveReports": "getEvents", "livereports": "getevents"}.get(
        name, "GETEVENTS"
    )
    query = {"entryIds": ENTRY, "fromTime": "-600", "toTime": "-60"}
    flat = {f"filter:{key}": value for key, value in query.items()}
    flat |= {"ks": str(server.ks), "reportType": "ENTRY_TIME_LINE", "format": "1"}
    tree = {key: flat[key] for key in ("ks", "reportType", "format")} | {
        "filter": query
    }
    named = {"service": name, "action": action}
    path = f"/api_v3/service/{name}/action/{action}"
    if url == "index":
        path, flat, tree = "/api_v3/index.php", flat | named, {**tree, **named}
    http = server.http
    if body == "form":
        answer = await http.post(path, data=flat)
    elif body == "json":
        answer = await http.post(path, json=tree)
    elif body == "parts":
        answer = await http.post(path, files={"json": (None, json.dumps(tree))})
    else:
        answer = await http.get(path, params=flat)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    now = int(server.simulation.now())
    (graph,) = answer.json()
    expected = await server.events(now - 600, now - 60)
    assert graph["data"] == "".join(f"{s},{a},{b};" for s, (a, b) in expected.items())


async def test_line_1_xml_by_default(serve: Serve) -> None:
    server = await serve()
    for kind in ({}, {"format": 2}, {"format": "2"}):
        answer = await server.post("liveStream", "get", entryId=ENTRY, **kind)
        assert answer.headers["content-type"].startswith("text/xml")
        root = ET.fromstring(answer.text)  # noqa: S314 - the simulator wrote it
        assert root.findtext("result/id") == ENTRY


async def test_line_1_a_callback(serve: Serve) -> None:
    server = await serve()
    answer = await server.post(
        "liveStream", "get", entryId=ENTRY, format=9, callback="cb"
    )
    assert answer.text.startswith('cb({"mediaType":201,')
    assert json.loads(answer.text[3:-2])["id"] == ENTRY


async def test_line_1_the_head_alone(serve: Serve) -> None:
    server = await serve()
    answer = await server.http.head("/api_v3/service/system/action/ping?format=1")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "application/json"


async def test_line_1_a_page_of_this_machine_may_ask(serve: Serve) -> None:
    server = await serve()
    asked = {
        "Origin": "http://localhost:8888",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = await server.http.options("/api_v3/service/multirequest", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == asked["Origin"]
    assert answer.headers["access-control-allow-headers"] == "*"
    methods = answer.headers["access-control-allow-methods"].split(", ")
    assert set(methods) == {"POST", "GET", "HEAD", "OPTIONS"}
    answer = await server.http.get("/api_v3/", headers={"Origin": asked["Origin"]})
    assert answer.headers["access-control-allow-origin"] == asked["Origin"]


async def test_line_1_the_url_overrides_the_body(serve: Serve) -> None:
    server = await serve()
    url = f"/api_v3/service/liveStream/action/get/entryId/{ENTRY}/ks/{server.ks}"
    for more in ("/format/1", "?format=1"):
        answer = await server.http.post(
            url + more, json={"entryId": "0_x", "format": 2}
        )
        assert answer.json()["id"] == ENTRY


async def test_line_1_nulls_are_left_out_if_asked(serve: Serve) -> None:
    server = await serve()
    full = await server.post("liveStream", "get", entryId=ENTRY)
    lean = await server.post("liveStream", "get", entryId=ENTRY, ignoreNull="1")
    assert "<lastBroadcastEndTime></lastBroadcastEndTime>" in full.text
    assert "lastBroadcastEndTime" not in lean.text
    answer = await server.call("liveStream", "get", entryId=ENTRY)
    assert "lastBroadcastEndTime" not in answer
    assert list(answer)[-1] == "objectType"


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_line_2_times(serve: Serve, generation: str) -> None:
    server = await serve(generation)
    now = int(server.simulation.now())
    absolute = await server.events(now - 600, now - 60)
    assert absolute
    assert await server.events(-600, -60) == absolute
    assert await server.events("-600", "-60") == absolute
    whole = await server.events(server.simulation.start, now)
    assert await server.events(-315_360_000, 0) == whole
    # One second more than ten years is no longer relative.
    assert await server.events(-315_360_001, 0) == whole
    assert await server.events(-600, 315_360_001) == {}
    # -1 is a second long ago, and nothing is 1970.
    assert await server.events(-600, -1) == {}
    assert await server.events("", 0) == whole
    assert await server.events(None, 0) == whole
    assert await server.events(-600, "") == {}
    assert await server.events(-600, None) == {}


@pytest.mark.parametrize("base", [0, 1])
async def test_line_7_a_part_fails_alone(
    serve: Serve, clock: ManualClock, base: int
) -> None:
    server = await serve()
    old = await server.as_user(expiry=5)
    clock.advance(10)
    query = {"entryIds": ENTRY, "fromTime": -60, "toTime": -60}
    call = {"service": "livereports", "action": "getEvents", "filter": query}
    calls = [
        call | {"reportType": "ENTRY_TIME_LINE"},
        call | {"reportType": "ENTRY_TIME_LINE", "ks": old},
        call | {"reportType": "ENTRY_TIME_LINE", "ks": "no token"},
        call,
        {"service": "liveStream", "action": "isLive", "id": ENTRY, "protocol": "hls"},
    ]
    body = {str(base + n): one for n, one in enumerate(calls)}
    for kind in (1, 2):
        answer = await server.http.post(
            "/api_v3/service/multirequest",
            json={**body, "ks": server.ks, "format": kind},
        )
        assert answer.status_code == 200
        if kind == 1:
            graphs, expired, unreadable, missing, live = answer.json()
            assert graphs[0]["id"] == "audience"
            assert expired["args"]["KSID"] == "EXPIRED"
            assert unreadable["args"]["KSID"] == "no token"
            assert missing["code"] == "MISSING_MANDATORY_PARAMETER"
            assert live is True
        else:
            root = ET.fromstring(answer.text)  # noqa: S314 - the simulator wrote it
            assert [item.tag for item in root[0]] == ["item"] * 5
            codes = [item.findtext("error/code") for item in root[0]]
            assert codes[:4] == [None, "INVALID_KS", "INVALID_KS", missing["code"]]
            assert root[0][4].text == "1"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("ws-failure", "LIVE_REPORTS_WS_FAILURE"),
        ("druid-timeout", "DRUID_QUERY_TIMED_OUT"),
        ("blocked", "ACTION_BLOCKED"),
    ],
)
async def test_line_9_faults_on_demand(serve: Serve, fault: str, code: str) -> None:
    server = await serve()
    with server.account.faults.failing({fault: 1.0}):
        query = {"entryIds": ENTRY, "fromTime": -60, "toTime": -60}
        answer = await server.call(
            "liveReports", "getEvents", reportType="ENTRY_TIME_LINE", filter=query
        )
    assert answer["code"] == code
    assert (await server.call("liveStream", "get", entryId=ENTRY))["id"] == ENTRY
