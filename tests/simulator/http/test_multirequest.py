"""Several calls in one request: in order, each with a result or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from webcast_widget.simulator.http.multirequest import resolve

if TYPE_CHECKING:
    from tests.simulator.conftest import Api

ENTRY = "1_k2m4x9a1"
URL = "/api_v3/service/multirequest?format=1"


def get(entry: str = ENTRY) -> dict[str, Any]:
    return {"service": "liveStream", "action": "get", "entryId": entry}


@pytest.mark.parametrize("base", [0, 1, 7])
async def test_calls_are_answered_in_order_and_fail_alone(api: Api, base: int) -> None:
    live = {
        "service": "livestream",
        "action": "isLive",
        "id": ENTRY,
        "protocol": "hls",
    }
    calls = [get(), get("0_none"), live, {"service": "none"}]
    body = {str(base + number): call for number, call in enumerate(calls)}
    response = await api.http.post(URL, json={**body, "ks": api.ks, "format": 1})
    assert response.status_code == 200
    entry, missing, flag, nothing = response.json()
    assert entry["id"] == ENTRY
    assert missing["code"] == "ENTRY_ID_NOT_FOUND"
    assert flag is True
    assert nothing["code"] == "SERVICE_DOES_NOT_EXISTS"


async def test_a_form_has_the_index_in_its_names(api: Api) -> None:
    form = {
        "service": "multirequest",
        "format": "1",
        "ks": str(api.ks),
        "1:service": "liveReports",
        "1:action": "getReport",
        "1:reportType": "ENTRY_TOTAL",
        "1:filter:entryIds": ENTRY,
        "1:filter:fromTime": "-60",
        "1:filter:toTime": "-60",
        "1:filter:live": "1",
        "2:service": "liveStream",
        "2:action": "get",
        "2:entryId": ENTRY,
    }
    report, entry = (await api.http.post("/api_v3/index.php", data=form)).json()
    now = int(api.simulation.now())
    ((live, _),) = (await api.events(now - 60, now - 60)).values()
    assert report["objects"][0]["audience"] == str(live)
    assert entry["id"] == ENTRY


async def test_a_gap_ends_the_request(api: Api) -> None:
    body = {"ks": api.ks, "1": get(), "2": get(), "4": get()}
    assert len((await api.http.post(URL, json=body)).json()) == 2


async def test_no_calls_no_answers(api: Api) -> None:
    assert (await api.http.post(URL, json={"ks": api.ks})).json() == []


async def test_a_call_keeps_its_own_session(api: Api) -> None:
    body = {"ks": "bad", "1": get() | {"ks": api.ks}, "2": get()}
    good, bad = (await api.http.post(URL, json=body)).json()
    assert good["id"] == ENTRY
    assert bad["code"] == "INVALID_KS"


async def test_a_call_can_use_an_earlier_answer(anonymous: Api) -> None:
    scenario = anonymous.simulation.scenario
    start = {
        "service": "session",
        "action": "start",
        "secret": scenario.user_secret,
        "partnerId": 4321,
    }
    body = {"0": start, "1": get() | {"ks": "{1:result}"}}
    ks, entry = (await anonymous.http.post(URL, json=body)).json()
    assert ks.startswith("djJ8")
    assert entry["id"] == ENTRY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{1:result:objects:0:id}", "a"),
        ("{1:result:totalCount}", 1),
        ("{2:result}", "ks"),
        ("{3:result}", "{3:result}"),
        ("{0:result}", "{0:result}"),
        ("{1:result:objects:9:id}", "{1:result:objects:9:id}"),
        ("{1:result:nothing}", "{1:result:nothing}"),
        ("plain", "plain"),
    ],
)
def test_references(text: str, expected: Any) -> None:
    results: list[Any] = [{"objects": [{"id": "a"}], "totalCount": 1}, "ks"]
    assert resolve(text, results) == expected
    assert resolve({"x": {"y": text}}, results) == {"x": {"y": expected}}
