"""Players that send heartbeats over HTTP: over a socket, in the forms of their time."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

from webcast_widget.simulator import Scenario, Server, Simulation, running
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = 1_700_003_007.0
QUIET_S = 3 * 3600
ENTRY = "1_k2m4x9a1"
PAGE = "https://pages.example/town-hall?room=1&x=ä"


@pytest.fixture(params=["live_analytics", "kava"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """An event that everybody has left, on a clock that is moved by hand."""
    clock = ManualClock(NOW)
    scenario = Scenario(viewers=5, started_ago_s=600, generation=request.param)
    simulation = Simulation(scenario, clock)
    clock.moment = float(simulation.start + QUIET_S)
    with running(simulation) as serving:
        yield serving


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.service_url, timeout=30) as client:
        yield client


def move(server: Server, seconds: float) -> int:
    clock = server.clock
    assert isinstance(clock, ManualClock)
    clock.advance(seconds)
    return int(clock.now())


def call(http: httpx.Client, server: Server, name: str, **params: Any) -> Any:
    service, _, action = name.partition(".")
    start = {"secret": server.admin_secret, "partnerId": 4321, "type": 2, "format": 1}
    url = "/api_v3/service/session/action/start"
    ks = http.post(url, json={**start, "expiry": 864_000}).json()
    url = f"/api_v3/service/{service}/action/{action}"
    return http.post(url, json={"ks": ks, "format": 1, **params}).json()


def audience(http: httpx.Client, server: Server, first: int, last: int) -> str:
    query = {"entryIds": ENTRY, "fromTime": first, "toTime": last}
    (graph,) = call(
        http,
        server,
        "liveReports.getEvents",
        reportType="ENTRY_TIME_LINE",
        filter=query,
    )
    return str(graph["data"])


def stats(http: httpx.Client, server: Server, first: int, last: int) -> Any:
    query = {"entryIds": ENTRY, "fromTime": first, "toTime": last}
    if server.account.main.scenario.generation == "live_analytics":
        query["live"] = 1
    (one,) = call(
        http, server, "liveReports.getReport", reportType="ENTRY_TOTAL", filter=query
    )["objects"]
    return {name: float(one[name]) for name in ("plays", "avgBitrate", "bufferTime")}


def collect(http: httpx.Client, **event: Any) -> str:
    """Send a heartbeat as the players of 2015 do: a GET with a flat query."""
    fields = {
        "entryId": ENTRY,
        "partnerId": "4321",
        "sessionId": "5e55-10",
        "referrer": quote(PAGE),
        "isLive": "1",
        "deliveryType": "hls",
        **event,
    }
    query = {f"event:{name}": value for name, value in fields.items()}
    named = {"service": "liveStats", "action": "collect", "format": "1"}
    answer = http.get("/api_v3/index.php", params={**named, **query})
    assert answer.status_code == 200
    return str(answer.json())


def test_players_of_2015(server: Server, http: httpx.Client) -> None:
    begin = move(server, 3)
    # A play, five heartbeats at the live edge, and two behind it.
    start = collect(http, eventType=1, eventIndex=1, bufferTime=0, bitrate=-1)
    assert start.endswith(" GMT")
    for index in range(2, 9):
        move(server, 10)
        collect(
            http,
            eventType=1 if index < 7 else 2,
            eventIndex=index,
            bufferTime=1.25,
            bitrate=900,
            startTime=start,
        )
    move(server, 60)
    slot = begin - begin % 10
    points = [f"{slot + 10 * n},{n < 6:d},{n >= 6:d};" for n in range(1, 8)]
    if server.simulation.scenario.generation == "live_analytics":
        # Its slots hold plays too.
        points.insert(0, f"{slot},0,0;")
        buffering = round(6 * 7 * 1.25 / 8, 2)
    else:
        buffering = 6 * 1.25
    assert audience(http, server, slot, slot + 70) == "".join(points)
    assert stats(http, server, slot, slot + 70) == {
        "plays": 1,
        "avgBitrate": 900,
        "bufferTime": buffering,
    }
    (page,) = call(
        http,
        server,
        "liveReports.getReport",
        reportType="ENTRY_SYNDICATION_TOTAL",
        # The first store had pages by the hour alone.
        filter={
            "entryIds": ENTRY,
            "fromTime": slot if server.account.is_kava else slot - slot % 3600,
            "toTime": slot + 70,
        },
    )["objects"]
    assert page["referrer"] == PAGE
    assert int(page["plays"]) == 1


def track(http: httpx.Client, **event: Any) -> Any:
    """Send a beacon as later players do: a form to the analytics host."""
    fields = {
        "service": "analytics",
        "action": "trackEvent",
        "partnerId": 4321,
        "entryId": ENTRY,
        "sessionId": "5e55-11",
        "eventIndex": 4,
        "referrer": base64.b64encode(PAGE.encode()).decode(),
        "deliveryType": "dash",
        "playbackType": "live",
        "clientVer": "3.17.70",
        "clientTag": "html5:v3.17.70",
        "position": -7.5,
        "playbackSpeed": 1,
        "userId": "viewer@pages.example",
        **event,
    }
    answer = http.post("/api_v3/index.php", data=fields)
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_later_players(server: Server, http: httpx.Client) -> None:
    begin = move(server, 3)
    assert track(http, eventType=3) == {"time": begin, "viewEventsEnabled": True}
    # Pauses, seeks and impressions are no heartbeats.
    for kind in (1, 2, 33, 35, 45, 46):
        track(http, eventType=kind)
    for n in range(6):
        move(server, 10)
        track(
            http,
            eventType=99,
            playbackType="dvr" if n > 3 else "live",
            # Behind the live edge it is no latency.
            position=-300 if n > 3 else -7.5,
            bufferTime=0.5 if n < 2 else 0,
            actualBitrate=-1 if n == 0 else 2000,
            soundMode=2,
            tabMode=2 if n else 1,
            bandwidth=5000 + 100 * n,
            segmentDownloadTime=0.25,
            manifestDownloadTime=0.125,
            droppedFramesRatio=0.5 if n == 5 else 0,
        )
    track(http, eventType=98)
    move(server, 60)
    slot = begin - begin % 10
    points = [f"{slot + 10 * n},{n < 5:d},{n >= 5:d};" for n in range(1, 7)]
    if not server.account.is_kava:
        points.insert(0, f"{slot},0,0;")
    assert audience(http, server, slot, slot + 60) == "".join(points)
    found = stats(http, server, slot, slot + 60)
    assert (found["plays"], found["avgBitrate"]) == (1, 2000)
    if not server.account.is_kava:
        return
    dates = {"fromDate": slot, "toDate": slot + 70}
    total = call(
        http, server, "report.getTotal", reportType=10007, reportInputFilter=dates
    )
    facts = dict(
        zip(
            total["header"].split(","),
            map(float, total["data"].split(",")),
            strict=True,
        )
    )
    assert facts == {
        "view_unique_audience": 1,
        "view_unique_engaged_users": 1,
        "view_unique_buffering_users": 1,
        "avg_view_downstream_bandwidth": 5250,
        "view_unique_audience_dvr": 1,
        "avg_view_bitrate": 2000,
        "sum_view_time": 60,
        "avg_view_live_latency": 7.5,
        "avg_view_dropped_frames_ratio": pytest.approx(0.5 / 6),
        "avg_view_buffering": pytest.approx(2 / 6),
        "avg_view_engagement": pytest.approx(5 / 6),
        "avg_view_dvr": pytest.approx(2 / 6),
        "view_buffer_time_ratio": pytest.approx(1 / 60),
        "avg_view_segment_download_time_sec": 0.25,
        "avg_view_manifest_download_time_sec": 0.125,
        "error": 1,
    }
    users = call(
        http, server, "report.getTable", reportType=10008, reportInputFilter=dates
    )
    assert users["data"].startswith("viewer@pages.example,viewer,40,20,60,")
    assert users["totalCount"] == 1


def test_a_session_tells_the_user(server: Server, http: httpx.Client) -> None:
    begin = move(server, 0)
    start = {
        "secret": server.user_secret,
        "partnerId": 4321,
        "userId": "me",
        "format": 1,
    }
    ks = http.post("/api_v3/service/session/action/start", json=start).json()
    track(http, eventType=99, userId="", ks=ks)
    track(http, eventType=99, userId="", sessionId="x")
    track(http, eventType=99, userId="", sessionId="y")
    move(server, 60)
    if not server.account.is_kava:
        assert audience(http, server, begin, begin) == f"{begin},3,0;"
        return
    table = call(
        http,
        server,
        "report.getTable",
        reportType=10008,
        reportInputFilter={"fromDate": begin, "toDate": begin + 10},
    )
    # Whoever is not told apart is one.
    users = [row.split(",")[:5] for row in table["data"].split(";")[:-1]]
    assert users == [
        ["Unknown", "Unknown", "20", "0", "20"],
        ["me", "me", "10", "0", "10"],
    ]
