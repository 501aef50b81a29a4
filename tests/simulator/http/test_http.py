"""HTTP: forms and JSON, both URLs, errors with status 200, and the clock's date."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest

from webcast_widget.simulator import create_app
from webcast_widget.simulator.api.entries import entry

if TYPE_CHECKING:
    from tests.simulator.conftest import Api
    from webcast_widget.timeline.clock import ManualClock

ENTRY = "1_k2m4x9a1"


async def test_every_form_of_a_call_has_the_same_answer(api: Api) -> None:
    http, ks = api.http, str(api.ks)
    flat = {
        "reportType": "ENTRY_TIME_LINE",
        "filter:entryIds": ENTRY,
        "filter:fromTime": "-600",
        "filter:toTime": "-60",
    }
    tree: dict[str, Any] = {
        "reportType": "ENTRY_TIME_LINE",
        "filter": {"entryIds": ENTRY, "fromTime": "-600", "toTime": "-60"},
    }
    flat["format"], tree["format"] = "1", 1
    named = {"service": "LIVEREPORTS", "action": "GetEvents", "ks": ks}
    url = "/api_v3/service/liveReports/action/getEvents"
    answers = [
        await http.post(url, data=flat | {"ks": ks}),
        await http.post(url, json=tree | {"ks": ks}),
        await http.post(f"{url}/ks/{ks}", json=tree),
        await http.post(f"{url}?ks={ks}", data=flat),
        await http.get(url, params=flat | {"ks": ks}),
        await http.get("/api_v3/index.php", params=flat | named),
        await http.post("/api_v3/index.php", data=flat | named),
        await http.post("/api_v3/", json=tree | named),
        await http.post("/api_v3", json=tree | named),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["content-type"] for answer in answers} == {
        "application/json"
    }
    (text,) = {answer.text for answer in answers}
    assert text.count(";") == 55


@pytest.mark.parametrize("path", ["/", "/api", "/elsewhere/api_v3"])
async def test_other_addresses_are_not_found(anonymous: Api, path: str) -> None:
    response = await anonymous.http.get(path)
    assert response.status_code == 404
    assert "date" in response.headers


async def test_other_methods_are_refused(anonymous: Api) -> None:
    response = await anonymous.http.delete("/api_v3/index.php")
    assert response.status_code == 405
    assert "date" in response.headers


async def test_browsers_may_ask(anonymous: Api) -> None:
    for origin in ("http://localhost:8888", "http://127.0.0.1", "https://[::1]:9"):
        asked = {"Origin": origin}
        response = await anonymous.http.options("/api_v3/index.php", headers=asked)
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize("path", ["/api_v3/service/system/action/ping", "/outbox"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example"},
        {"Host": "127.0.0.1.example:80"},
        {"Host": ""},
        {"Host": "localhost@evil.example"},
        {"Host": "[::1"},
        {"Origin": "https://pages.example"},
        {"Origin": "http://localhost.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
async def test_nobody_elses_page_may_ask(
    anonymous: Api, path: str, headers: dict[str, str]
) -> None:
    for ask in (anonymous.http.get, anonymous.http.options, anonymous.http.post):
        response = await ask(path, headers=headers)
        assert response.status_code in {403, 405}
        assert "access-control-allow-origin" not in response.headers


async def test_the_date_is_the_time_of_the_event(
    anonymous: Api, clock: ManualClock
) -> None:
    for _ in range(3):
        response = await anonymous.http.get("/api_v3/index.php")
        date = parsedate_to_datetime(response.headers["date"])
        assert date.timestamp() == int(clock.now())
        assert response.headers["date"].endswith(" GMT")
        clock.advance(12_345.6)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[[[[", b"null", b"a=%zz"])
async def test_a_malformed_body_is_an_error_of_the_api(
    anonymous: Api, kind: str, body: bytes
) -> None:
    response = await anonymous.http.post(
        "/api_v3/service/session/action/start?format=1",
        content=body,
        headers={"Content-Type": kind},
    )
    assert response.status_code == 200
    assert response.json()["code"] == "MISSING_MANDATORY_PARAMETER"


async def test_a_body_beyond_all_measure_is_refused(anonymous: Api) -> None:
    response = await anonymous.http.post("/api_v3/", content=b"a" * 1_000_001)
    assert response.status_code == 413


async def test_a_client_that_hangs_up_is_no_fault(api: Api) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api_v3/",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }
    await create_app(api.simulation)(scope, receive, send)
    assert sent[0]["status"] == 200


async def test_a_fault_of_ours_looks_like_one_of_the_vendors(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(entry, "live_entry", fail)
    answer = await api.call("liveStream", "get", entryId=ENTRY)
    assert answer["code"] == "INTERNAL_SERVERL_ERROR"
    assert "ZeroDivisionError" in caplog.text


async def test_the_entry(api: Api, clock: ManualClock) -> None:
    entry = await api.call("liveStream", "get", entryId=ENTRY)
    assert entry["id"] == ENTRY
    assert entry["name"] == "Quarterly town hall"
    assert entry["objectType"] == "KalturaLiveStreamEntry"
    assert entry["firstBroadcast"] == api.simulation.start
    assert entry["dvrStatus"] == 1
    assert list(entry)[-1] == "objectType"
    assert None not in entry.values()
    assert "lastBroadcastEndTime" not in entry
    clock.moment = float(api.simulation.end)
    entry = await api.call("liveStream", "get", entryId=ENTRY)
    assert entry["lastBroadcastEndTime"] == api.simulation.end


async def test_an_unknown_entry_is_not_found(api: Api) -> None:
    expected = {
        "code": "ENTRY_ID_NOT_FOUND",
        "message": 'Entry id "0_none" not found',
        "objectType": "KalturaAPIException",
        "args": {"ENTRY_ID": "0_none"},
    }
    assert await api.call("liveStream", "get", entryId="0_none") == expected
    answer = await api.call("liveStream", "isLive", id="0_none", protocol="hls")
    assert answer == expected


async def test_whether_it_is_live_is_a_bare_flag(api: Api, clock: ManualClock) -> None:
    assert await api.call("liveStream", "isLive", id=ENTRY, protocol="hls") is True
    clock.moment = float(api.simulation.end)
    assert await api.call("liveStream", "isLive", id=ENTRY, protocol="hls") is False
    answer = await api.call("liveStream", "isLive", id=ENTRY)
    assert answer["args"] == {"PARAM_NAME": "protocol"}
